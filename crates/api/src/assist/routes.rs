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
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_assist, answer_suggestion))
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
    let shelves = app.shelves();
    Ok(Json(app.read(move |view| propose::of(&shelves, view, staff.centre, &row)).await?))
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
    let (shelves, at) = (app.shelves(), app.now().0);
    let answered = app.write(move |tx| {
        propose::answer(tx, staff.centre, &row, &body, at)?;
        propose::of(&shelves, tx, staff.centre, &row)
    });
    Ok(Json(answered.await?))
}
