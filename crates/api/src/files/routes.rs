//! Routes of this area.

use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{download, rows};
use crate::error::Result;
use crate::extract::{Path, Staff};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_file))
}

/// A file from a conversation, as a download.
#[utoipa::path(
    get,
    path = "/api/files/{token}",
    tag = "files",
    params(("token" = String, Path, description = "Random token.")),
    responses((status = 200, description = "The bytes.", body = Vec<u8>, content_type = "application/octet-stream")),
)]
async fn read_file(State(app): State<App>, staff: Staff, Path(token): Path<String>) -> Result<Response> {
    let file = app.read(move |view| rows::for_staff(view, &staff, &token)).await?;
    download::answer(&app, file).await
}
