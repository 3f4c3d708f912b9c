//! Where the sockets are opened.

use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{CustomerLive, StaffLive};
use crate::error::Error;
use crate::extract::{Path, Staff};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(staff_live)).routes(routes!(customer_live))
}

/// The staff socket: the server sends `StaffLive`, the browser `StaffSays`.
#[utoipa::path(
    get,
    path = "/api/live",
    tag = "live",
    responses((status = 101, description = "A WebSocket.", body = StaffLive)),
)]
async fn staff_live(State(_app): State<App>, _staff: Staff) -> Result<Response, Error> {
    Err(Error::Unavailable)
}

/// The customer's socket: the page sends `CustomerSays` (`hello` first), the server `CustomerLive`.
#[utoipa::path(
    get,
    path = "/api/c/{site}/live",
    tag = "live",
    params(("site" = String, Path, description = "Slug of the site.")),
    responses((status = 101, description = "A WebSocket.", body = CustomerLive)),
)]
async fn customer_live(State(_app): State<App>, Path(_site): Path<String>) -> Result<Response, Error> {
    Err(Error::Unavailable)
}
