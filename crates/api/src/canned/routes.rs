//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{Canned, CannedChange, CannedList, CannedQuery, NewCanned};
use crate::error::Error;
use crate::extract::{Json, Path, Query, Staff};
use crate::state::App;
use crate::wire::Done;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_canned, add_canned)).routes(routes!(change_canned, delete_canned))
}

/// Canned replies, the best first.
#[utoipa::path(
    get,
    path = "/api/canned",
    tag = "canned",
    params(CannedQuery),
    responses((status = 200, description = "Done.", body = CannedList)),
)]
async fn list_canned(
    State(_app): State<App>,
    _staff: Staff,
    Query(_query): Query<CannedQuery>,
) -> Result<Json<CannedList>, Error> {
    Err(Error::Unavailable)
}

/// Adds a canned reply.
#[utoipa::path(
    post,
    path = "/api/canned",
    tag = "canned",
    request_body = NewCanned,
    responses((status = 200, description = "Done.", body = Canned)),
)]
async fn add_canned(
    State(_app): State<App>,
    _staff: Staff,
    Json(_body): Json<NewCanned>,
) -> Result<Json<Canned>, Error> {
    Err(Error::Unavailable)
}

/// Changes a canned reply.
#[utoipa::path(
    patch,
    path = "/api/canned/{id}",
    tag = "canned",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = CannedChange,
    responses((status = 200, description = "Done.", body = Canned)),
)]
async fn change_canned(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<CannedChange>,
) -> Result<Json<Canned>, Error> {
    Err(Error::Unavailable)
}

/// Deletes a canned reply.
#[utoipa::path(
    delete,
    path = "/api/canned/{id}",
    tag = "canned",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn delete_canned(State(_app): State<App>, _staff: Staff, Path(_id): Path<u64>) -> Result<Json<Done>, Error> {
    Err(Error::Unavailable)
}
