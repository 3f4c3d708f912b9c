//! Routes of this area.

use axum::extract::State;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::kept;
use super::types::{ShadowStart, ShadowView};
use crate::error::{Error, Result};
use crate::extract::{Json, Staff};
use crate::history;
use crate::setup::draft;
use crate::state::App;
use crate::wire::Nothing;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_shadow, start_shadow)).routes(routes!(end_shadow))
}

/// The policy in the shadow, and what it would have decided.
#[utoipa::path(
    get,
    path = "/api/setup/shadow",
    tag = "setup",
    responses((status = 200, description = "Done.", body = ShadowView)),
)]
async fn read_shadow(State(app): State<App>, staff: Staff) -> Result<Json<ShadowView>> {
    shown(&app, &staff).await
}

/// Lets the draft run in the shadow from now on; nothing of what it decides is acted on.
#[utoipa::path(
    post,
    path = "/api/setup/shadow",
    tag = "setup",
    request_body = ShadowStart,
    responses((status = 200, description = "Done.", body = ShadowView)),
)]
async fn start_shadow(State(app): State<App>, staff: Staff, Json(body): Json<ShadowStart>) -> Result<Json<ShadowView>> {
    let (centre, now, who) = (staff.centre, app.now(), staff.clone());
    let asking = app.clone();
    let started = app.write(move |tx| {
        let check = draft::checked(tx, &asking, &who)?;
        if !check.publishable {
            return Err(Error::SetupRefused(check.findings));
        }
        let run = kept::begin(tx, centre, body.revision, now.0, who.account)?;
        history::record(tx, &who, now, ("shadow", run), "started", &json!({ "revision": body.revision }))
    });
    started.await?;
    app.shadows().of(centre).notify_one();
    shown(&app, &staff).await
}

/// Ends it; what it found stays.
#[utoipa::path(
    post,
    path = "/api/setup/shadow/end",
    tag = "setup",
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = ShadowView)),
)]
async fn end_shadow(State(app): State<App>, staff: Staff, Json(Nothing {}): Json<Nothing>) -> Result<Json<ShadowView>> {
    let (centre, now, who) = (staff.centre, app.now(), staff.clone());
    let ended = app.write(move |tx| {
        let run = kept::end(tx, centre, now.0, who.account)?;
        history::record(tx, &who, now, ("shadow", run), "ended", &json!({}))
    });
    ended.await?;
    app.shadows().of(centre).notify_one();
    shown(&app, &staff).await
}

async fn shown(app: &App, staff: &Staff) -> Result<Json<ShadowView>> {
    let (centre, now, catalogue) = (staff.centre, app.now().0, app.catalogue(staff.centre).await?);
    Ok(Json(app.read(move |view| kept::view(view, centre, &catalogue, now)).await?))
}
