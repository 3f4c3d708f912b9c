//! Routes of this area.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{Health, HealthState};
use super::{figures, health};
use crate::openapi;
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
async fn read_health(State(app): State<App>) -> Response {
    let health = health::of(&app).await;
    let status = if health.state == HealthState::Ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(health)).into_response()
}

/// This description.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "ops",
    responses((status = 200, description = "As described.", body = String, content_type = "application/json")),
)]
async fn read_openapi() -> Response {
    let json = openapi::document().to_string();
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}

/// Figures for Prometheus; from listed addresses only.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "ops",
    responses((status = 200, description = "As described.", body = String, content_type = "text/plain")),
)]
async fn read_metrics() -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures::render()).into_response()
}
