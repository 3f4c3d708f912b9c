//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{Day, Me, Sessions, SetPresence, Settings, SettingsChange};
use crate::error::Error;
use crate::extract::{Json, Path, Staff};
use crate::state::App;
use crate::wire::{Done, PresenceView};

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
async fn read_me(State(_app): State<App>, _staff: Staff) -> Result<Json<Me>, Error> {
    Err(Error::Unavailable)
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
    State(_app): State<App>,
    _staff: Staff,
    Json(_body): Json<SettingsChange>,
) -> Result<Json<Settings>, Error> {
    Err(Error::Unavailable)
}

/// Where the caller is signed in.
#[utoipa::path(
    get,
    path = "/api/me/sessions",
    tag = "me",
    responses((status = 200, description = "Done.", body = Sessions)),
)]
async fn list_sessions(State(_app): State<App>, _staff: Staff) -> Result<Json<Sessions>, Error> {
    Err(Error::Unavailable)
}

/// Ends every session of the caller but this one.
#[utoipa::path(
    delete,
    path = "/api/me/sessions",
    tag = "me",
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn end_other_sessions(State(_app): State<App>, _staff: Staff) -> Result<Json<Done>, Error> {
    Err(Error::Unavailable)
}

/// Ends one session of the caller.
#[utoipa::path(
    delete,
    path = "/api/me/sessions/{id}",
    tag = "me",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn end_session(State(_app): State<App>, _staff: Staff, Path(_id): Path<u64>) -> Result<Json<Done>, Error> {
    Err(Error::Unavailable)
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
    State(_app): State<App>,
    _staff: Staff,
    Json(_body): Json<SetPresence>,
) -> Result<Json<PresenceView>, Error> {
    Err(Error::Unavailable)
}

/// The caller's own day: what she did, how it went, what it cost her.
#[utoipa::path(
    get,
    path = "/api/me/day",
    tag = "me",
    responses((status = 200, description = "Done.", body = Day)),
)]
async fn read_day(State(_app): State<App>, _staff: Staff) -> Result<Json<Day>, Error> {
    Err(Error::Unavailable)
}
