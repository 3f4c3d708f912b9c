//! Routes of this area.

use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::Health;
use crate::error::Error;
use crate::extract::Json;
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_health)).routes(routes!(read_openapi)).routes(routes!(read_metrics))
}

/// Whether the server is well.
#[utoipa::path(
    get,
    path = "/api/health",
    tag = "ops",
    responses((status = 200, description = "Done.", body = Health)),
)]
async fn read_health(State(_app): State<App>) -> Result<Json<Health>, Error> {
    Err(Error::Unavailable)
}

/// This description.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "ops",
    responses((status = 200, description = "As described.", body = String, content_type = "application/json")),
)]
async fn read_openapi(State(_app): State<App>) -> Result<Response, Error> {
    Err(Error::Unavailable)
}

/// Figures for Prometheus; from listed addresses only.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "ops",
    responses((status = 200, description = "As described.", body = String, content_type = "text/plain")),
)]
async fn read_metrics(State(_app): State<App>) -> Result<Response, Error> {
    Err(Error::Unavailable)
}
