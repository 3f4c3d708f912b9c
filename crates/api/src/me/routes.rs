//! The person who is signed in.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{
    CentreView, Day, Me, ReasonItem, SessionView, Sessions, SetPresence, Settings, SettingsChange, SkillItem,
};
use super::{breaks, day, presence, settings};
use crate::error::{Error, FieldCode, Result};
use crate::extract::{Json, Path, Staff};
use crate::languages::Languages;
use crate::openapi;
use crate::setup::catalogue::Catalogue;
use crate::state::{App, blocking};
use crate::wire::{DONE, Done, Presence, PresenceView};

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_me))
        .routes(routes!(change_settings))
        .routes(routes!(list_sessions, end_other_sessions))
        .routes(routes!(end_session))
        .routes(routes!(set_presence))
        .routes(routes!(read_day))
}

/// Who is signed in, what she may do, and the catalogue every screen needs.
#[utoipa::path(
    get,
    path = "/api/me",
    tag = "me",
    responses((status = 200, description = "Done.", body = Me)),
)]
async fn read_me(State(app): State<App>, staff: Staff) -> Result<Json<Me>> {
    let catalogue = app.catalogue(staff.centre).await?;
    let may = openapi::operations()
        .filter(|operation| app.auth().permissions().allows(&staff.roles, operation.method, &operation.path));
    let may = may.map(|operation| operation.id.clone()).collect();
    let (demo, now) = (app.config().demo, app.now().0);
    let me = app.read(move |view| {
        let account = store::accounts::by_id(view, staff.centre, staff.account)?.ok_or(Error::SignedOut)?;
        let mut centre = view.prepare_cached("SELECT name, zone FROM centre WHERE centre = ?1")?;
        let centre = centre.query_row([staff.centre], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let languages = Languages::of(view, staff.centre)?.list().to_vec();
        let centre = CentreView { name: centre.0, zone: centre.1, languages, demo };
        Ok(Me {
            id: staff.account,
            name: account.name.clone(),
            alias: account.alias.clone(),
            email: account.email.clone().unwrap_or_default(),
            roles: staff.roles.iter().map(|role| (*role).into()).collect(),
            may,
            centre,
            settings: settings::of(&account),
            presence: presence::of(view, staff.centre, staff.account)?,
            next_break: breaks::next(view, staff.centre, staff.account, now)?,
            reasons: reasons(&catalogue),
            skills: skills(&catalogue),
        })
    });
    Ok(Json(me.await?))
}

fn reasons(catalogue: &Catalogue) -> Vec<ReasonItem> {
    let all = catalogue.document.iter().flat_map(|document| &document.reasons);
    all.map(|reason| ReasonItem {
        id: reason.id.0,
        parent: reason.parent.map(|parent| parent.0),
        name: reason.name.clone(),
        about: reason.about.clone(),
    })
    .collect()
}

fn skills(catalogue: &Catalogue) -> Vec<SkillItem> {
    let all = catalogue.document.iter().flat_map(|document| &document.skills);
    all.map(|skill| SkillItem { id: skill.id.0, name: skill.name.clone(), language: skill.language.clone() }).collect()
}

/// Changes own settings.
#[utoipa::path(
    patch,
    path = "/api/me/settings",
    tag = "me",
    request_body = SettingsChange,
    responses((status = 200, description = "Done.", body = Settings)),
)]
async fn change_settings(
    State(app): State<App>,
    staff: Staff,
    Json(change): Json<SettingsChange>,
) -> Result<Json<Settings>> {
    Ok(Json(app.write(move |tx| settings::change(tx, staff.centre, staff.account, change)).await?))
}

/// Where the caller is signed in.
#[utoipa::path(
    get,
    path = "/api/me/sessions",
    tag = "me",
    responses((status = 200, description = "Done.", body = Sessions)),
)]
async fn list_sessions(State(app): State<App>, staff: Staff) -> Result<Json<Sessions>> {
    let auth = app.auth().clone();
    let rows = blocking(move || Ok(auth.sessions(staff.centre, staff.account)?)).await?;
    let view = |row: auth::SessionRow| SessionView {
        id: row.session,
        current: row.session == staff.session.session,
        created: row.created.0,
        last_seen: row.seen.0,
        expires: row.ends.0,
        place: row.place,
        browser: row.device,
    };
    Ok(Json(Sessions { sessions: rows.into_iter().map(view).collect() }))
}

/// Ends every session of the caller but this one.
#[utoipa::path(
    delete,
    path = "/api/me/sessions",
    tag = "me",
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn end_other_sessions(State(app): State<App>, staff: Staff) -> Result<Json<Done>> {
    let auth = app.auth().clone();
    blocking(move || Ok(auth.end_other_sessions(&staff.session)?)).await?;
    app.hub().check_sessions(&app).await;
    Ok(Json(DONE))
}

/// Ends one session of the caller.
#[utoipa::path(
    delete,
    path = "/api/me/sessions/{id}",
    tag = "me",
    params(("id" = u64, Path, description = "Id of the session.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn end_session(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    let auth = app.auth().clone();
    if !blocking(move || Ok(auth.end_session(staff.centre, staff.account, id)?)).await? {
        return Err(Error::NotFound);
    }
    app.hub().check_sessions(&app).await;
    Ok(Json(DONE))
}

/// Chooses a state.
#[utoipa::path(
    post,
    path = "/api/me/presence",
    tag = "me",
    request_body = SetPresence,
    responses((status = 200, description = "Done.", body = PresenceView)),
)]
async fn set_presence(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<SetPresence>,
) -> Result<Json<PresenceView>> {
    // Rest comes after abuse and "away" after silence: neither is chosen.
    if matches!(body.presence, Presence::Rest | Presence::Away) {
        return Err(Error::field("presence", FieldCode::Invalid));
    }
    let view = presence::set(&app, &staff, staff.account, body.presence, body.until, None).await?;
    Ok(Json(view))
}

/// The caller's own day: what she did, how it went, what it cost her.
#[utoipa::path(
    get,
    path = "/api/me/day",
    tag = "me",
    responses((status = 200, description = "Done.", body = Day)),
)]
async fn read_day(State(app): State<App>, staff: Staff) -> Result<Json<Day>> {
    day::of(&app, &staff).await.map(Json)
}
