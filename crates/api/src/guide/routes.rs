//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticks;
use super::types::{GuideTick, GuideView};
use crate::contacts::actions;
use crate::contacts::types::ContactAction;
use crate::error::Result;
use crate::extract::{Json, Path, Staff};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tick_guide))
}

/// Ticks a step of the reason's guide, answers its check, or takes that back.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/guide",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = GuideTick,
    responses((status = 200, description = "Done.", body = GuideView)),
)]
async fn tick_guide(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<GuideTick>,
) -> Result<Json<GuideView>> {
    let row = actions::allowed(&app, &staff, id, ContactAction::Reason).await?;
    let (catalogue, at) = (app.catalogue(staff.centre).await?, app.now().0);
    Ok(Json(app.write(move |tx| ticks::tick(tx, &staff, &row, &body, &catalogue, at)).await?))
}
