//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{
    DraftCheck, DraftSave, DraftView, History, HistoryQuery, NewPerson, NewSite, People, Person, PersonChange,
    PersonWithLink, Publish, Published, Restore, SetSkill, SetupStart, SetupStartAway, SignInLink, Site, SiteChange,
    SiteSecret, Sites, SkillMatrix, SkillRow, Tried, Try, VersionDetail, Versions,
};
use super::{draft, people, publish, sites, start};
use crate::error::Error;
use crate::extract::{Json, LargeJson, Path, Query, Staff};
use crate::state::App;
use crate::wire::Nothing;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_start, put_start_away))
        .routes(routes!(read_draft, put_draft))
        .routes(routes!(check_draft))
        .routes(routes!(try_draft))
        .routes(routes!(publish))
        .routes(routes!(list_versions))
        .routes(routes!(read_version))
        .routes(routes!(restore_version))
        .routes(routes!(list_people, add_person))
        .routes(routes!(read_person, change_person))
        .routes(routes!(make_link))
        .routes(routes!(read_skills, set_skill))
        .routes(routes!(list_sites, add_site))
        .routes(routes!(change_site))
        .routes(routes!(renew_site_secret))
        .routes(routes!(read_history))
}

/// What the centre has of what it needs before its first contact.
#[utoipa::path(
    get,
    path = "/api/setup/start",
    tag = "setup",
    responses((status = 200, description = "Done.", body = SetupStart)),
)]
async fn read_start(State(app): State<App>, staff: Staff) -> Result<Json<SetupStart>, Error> {
    Ok(Json(app.read(move |view| start::read(view, staff.centre)).await?))
}

/// Puts away what says where to begin, for every administrator, or brings it back.
#[utoipa::path(
    put,
    path = "/api/setup/start",
    tag = "setup",
    request_body = SetupStartAway,
    responses((status = 200, description = "Done.", body = SetupStart)),
)]
async fn put_start_away(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<SetupStartAway>,
) -> Result<Json<SetupStart>, Error> {
    let put = move |tx: &rusqlite::Transaction<'_>| {
        start::put_away(tx, staff.centre, body.put_away)?;
        start::read(tx, staff.centre)
    };
    Ok(Json(app.write(put).await?))
}

/// The draft everyone edits.
#[utoipa::path(
    get,
    path = "/api/setup/draft",
    tag = "setup",
    responses((status = 200, description = "Done.", body = DraftView)),
)]
async fn read_draft(State(app): State<App>, staff: Staff) -> Result<Json<DraftView>, Error> {
    Ok(Json(app.read(move |view| draft::read(view, staff.centre)).await?))
}

/// Saves the draft. An older revision is refused.
#[utoipa::path(
    put,
    path = "/api/setup/draft",
    tag = "setup",
    request_body = DraftSave,
    responses((status = 200, description = "Done.", body = DraftView)),
)]
async fn put_draft(
    State(app): State<App>,
    staff: Staff,
    LargeJson(body): LargeJson<DraftSave>,
) -> Result<Json<DraftView>, Error> {
    let at = app.now().0;
    let save = move |tx: &rusqlite::Transaction<'_>| {
        publish::save_draft(tx, staff.centre, &body.document, body.revision, at, staff.account)?;
        draft::read(tx, staff.centre)
    };
    Ok(Json(app.write(save).await?))
}

/// What is wrong with the draft, and what publishing it would change.
#[utoipa::path(
    post,
    path = "/api/setup/draft/check",
    tag = "setup",
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = DraftCheck)),
)]
async fn check_draft(
    State(app): State<App>,
    staff: Staff,
    Json(_nothing): Json<Nothing>,
) -> Result<Json<DraftCheck>, Error> {
    let asking = app.clone();
    Ok(Json(app.read(move |view| draft::checked(view, &asking, &staff)).await?))
}

/// What a customer would see.
#[utoipa::path(
    post,
    path = "/api/setup/try",
    tag = "setup",
    request_body = Try,
    responses((status = 200, description = "Done.", body = Tried)),
)]
async fn try_draft(
    State(app): State<App>,
    staff: Staff,
    LargeJson(body): LargeJson<Try>,
) -> Result<Json<Tried>, Error> {
    Ok(Json(draft::tried(&app, &staff, body).await?))
}

/// Publishes the draft as a new version; refused with the sentence that says where it is wrong.
#[utoipa::path(
    post,
    path = "/api/setup/publish",
    tag = "setup",
    request_body = Publish,
    responses((status = 200, description = "Done.", body = Published)),
)]
async fn publish(State(app): State<App>, staff: Staff, Json(body): Json<Publish>) -> Result<Json<Published>, Error> {
    let centre = staff.centre;
    let draft = app.read(move |view| draft::read(view, centre)).await?;
    if draft.revision != body.revision {
        return Err(Error::NewerRevision);
    }
    let release = publish::Release {
        document: draft.document,
        note: body.note,
        by: Some(staff.account),
        restores: None,
        language: staff.language,
    };
    Ok(Json(publish::publish(&app, centre, release).await?))
}

/// Published versions.
#[utoipa::path(
    get,
    path = "/api/setup/versions",
    tag = "setup",
    responses((status = 200, description = "Done.", body = Versions)),
)]
async fn list_versions(State(app): State<App>, staff: Staff) -> Result<Json<Versions>, Error> {
    Ok(Json(app.read(move |view| publish::versions(view, staff.centre)).await?))
}

/// One version and what it changed.
#[utoipa::path(
    get,
    path = "/api/setup/versions/{version}",
    tag = "setup",
    params(("version" = u32, Path, description = "Version number.")),
    responses((status = 200, description = "Done.", body = VersionDetail)),
)]
async fn read_version(
    State(app): State<App>,
    staff: Staff,
    Path(version): Path<u32>,
) -> Result<Json<VersionDetail>, Error> {
    Ok(Json(app.read(move |view| publish::version(view, staff.centre, version)).await?))
}

/// Publishes an earlier version's content as a new version.
#[utoipa::path(
    post,
    path = "/api/setup/versions/{version}/restore",
    tag = "setup",
    params(("version" = u32, Path, description = "Version number.")),
    request_body = Restore,
    responses((status = 200, description = "Done.", body = Published)),
)]
async fn restore_version(
    State(app): State<App>,
    staff: Staff,
    Path(version): Path<u32>,
    Json(body): Json<Restore>,
) -> Result<Json<Published>, Error> {
    let centre = staff.centre;
    let document = app.read(move |view| publish::document(view, centre, version)).await?;
    let release = publish::Release {
        document,
        note: body.note,
        by: Some(staff.account),
        restores: Some(version),
        language: staff.language,
    };
    Ok(Json(publish::publish(&app, centre, release).await?))
}

/// Accounts.
#[utoipa::path(
    get,
    path = "/api/setup/people",
    tag = "setup",
    responses((status = 200, description = "Done.", body = People)),
)]
async fn list_people(State(app): State<App>, staff: Staff) -> Result<Json<People>, Error> {
    Ok(Json(app.read(move |view| people::list(view, staff.centre)).await?))
}

/// Adds an account; the one-time link is shown once.
#[utoipa::path(
    post,
    path = "/api/setup/people",
    tag = "setup",
    request_body = NewPerson,
    responses((status = 200, description = "Done.", body = PersonWithLink)),
)]
async fn add_person(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<NewPerson>,
) -> Result<Json<PersonWithLink>, Error> {
    Ok(Json(people::add(&app, &staff, body).await?))
}

/// One account.
#[utoipa::path(
    get,
    path = "/api/setup/people/{id}",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Person)),
)]
async fn read_person(State(app): State<App>, staff: Staff, Path(id): Path<u32>) -> Result<Json<Person>, Error> {
    Ok(Json(app.read(move |view| people::read(view, staff.centre, id)).await?))
}

/// Changes an account. A right taken away ends its sessions within a second.
#[utoipa::path(
    patch,
    path = "/api/setup/people/{id}",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = PersonChange,
    responses((status = 200, description = "Done.", body = Person)),
)]
async fn change_person(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u32>,
    Json(body): Json<PersonChange>,
) -> Result<Json<Person>, Error> {
    Ok(Json(people::change(&app, &staff, id, body).await?))
}

/// Makes a new one-time link; the password and all sessions end.
#[utoipa::path(
    post,
    path = "/api/setup/people/{id}/link",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = SignInLink)),
)]
async fn make_link(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u32>,
    Json(_nothing): Json<Nothing>,
) -> Result<Json<SignInLink>, Error> {
    Ok(Json(people::link(&app, &staff, id, auth::Purpose::Reset).await?))
}

/// People and their levels.
#[utoipa::path(
    get,
    path = "/api/setup/skills",
    tag = "setup",
    responses((status = 200, description = "Done.", body = SkillMatrix)),
)]
async fn read_skills(State(app): State<App>, staff: Staff) -> Result<Json<SkillMatrix>, Error> {
    Ok(Json(app.read(move |view| people::matrix(view, staff.centre)).await?))
}

/// Sets one person's level.
#[utoipa::path(
    put,
    path = "/api/setup/skills",
    tag = "setup",
    request_body = SetSkill,
    responses((status = 200, description = "Done.", body = SkillRow)),
)]
async fn set_skill(State(app): State<App>, staff: Staff, Json(body): Json<SetSkill>) -> Result<Json<SkillRow>, Error> {
    Ok(Json(people::set_skill(&app, &staff, body).await?))
}

/// Sites customers come by.
#[utoipa::path(
    get,
    path = "/api/setup/sites",
    tag = "setup",
    responses((status = 200, description = "Done.", body = Sites)),
)]
async fn list_sites(State(app): State<App>, staff: Staff) -> Result<Json<Sites>, Error> {
    let public = app.config().public_url.origin();
    Ok(Json(app.read(move |view| sites::list(view, staff.centre, &public)).await?))
}

/// Adds a site.
#[utoipa::path(
    post,
    path = "/api/setup/sites",
    tag = "setup",
    request_body = NewSite,
    responses((status = 200, description = "Done.", body = Site)),
)]
async fn add_site(State(app): State<App>, staff: Staff, Json(body): Json<NewSite>) -> Result<Json<Site>, Error> {
    Ok(Json(sites::add(&app, &staff, body).await?))
}

/// Changes a site.
#[utoipa::path(
    patch,
    path = "/api/setup/sites/{id}",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = SiteChange,
    responses((status = 200, description = "Done.", body = Site)),
)]
async fn change_site(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<SiteChange>,
) -> Result<Json<Site>, Error> {
    Ok(Json(sites::change(&app, &staff, id, body).await?))
}

/// Makes a new signing secret; it is shown once.
#[utoipa::path(
    post,
    path = "/api/setup/sites/{id}/secret",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = SiteSecret)),
)]
async fn renew_site_secret(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(_nothing): Json<Nothing>,
) -> Result<Json<SiteSecret>, Error> {
    Ok(Json(sites::renew_secret(&app, &staff, id).await?))
}

/// Who changed what in setup, rights and accounts.
#[utoipa::path(
    get,
    path = "/api/setup/history",
    tag = "setup",
    params(HistoryQuery),
    responses((status = 200, description = "Done.", body = History)),
)]
async fn read_history(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<History>, Error> {
    Ok(Json(app.read(move |view| sites::history(view, staff.centre, &query)).await?))
}
