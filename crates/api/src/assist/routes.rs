//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::propose;
use super::types::{Assist, SuggestionAnswer};
use crate::contacts::actions;
use crate::contacts::types::ContactAction;
use crate::error::Result;
use crate::extract::{Json, Path, Staff};
use crate::guide;
use crate::guide::types::{GuideTick, GuideView};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_assist, answer_suggestion)).routes(routes!(tick_guide))
}

/// What may help with what the customer said last.
#[utoipa::path(
    get,
    path = "/api/contacts/{id}/assist",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Assist)),
)]
async fn read_assist(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Assist>> {
    let row = actions::row(&app, &staff, id).await?;
    let (shelves, catalogue) = (app.shelves(), app.catalogue(staff.centre).await?);
    Ok(Json(app.read(move |view| propose::of(&shelves, view, staff.centre, &row, &catalogue)).await?))
}

/// Says whether the suggestion helped.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/assist",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = SuggestionAnswer,
    responses((status = 200, description = "Done.", body = Assist)),
)]
async fn answer_suggestion(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<SuggestionAnswer>,
) -> Result<Json<Assist>> {
    let row = actions::allowed(&app, &staff, id, ContactAction::Write).await?;
    let (shelves, catalogue, at) = (app.shelves(), app.catalogue(staff.centre).await?, app.now().0);
    let answered = app.write(move |tx| {
        propose::answer(tx, staff.centre, &row, &body, at)?;
        propose::of(&shelves, tx, staff.centre, &row, &catalogue)
    });
    Ok(Json(answered.await?))
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
    Ok(Json(app.write(move |tx| guide::tick(tx, &staff, &row, &body, &catalogue, at)).await?))
}
