//! Routes of canned replies.

use axum::extract::State;
use language::text::typed;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::rows;
use super::types::{Canned, CannedChange, CannedList, CannedQuery, NewCanned};
use crate::error::Result;
use crate::extract::{Json, Path, Query, Staff};
use crate::fields::Fields;
use crate::limits;
use crate::state::App;
use crate::wire::{DONE, Done};

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
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<CannedQuery>,
) -> Result<Json<CannedList>> {
    let text = query.q.unwrap_or_default();
    let mut fields = Fields::default();
    fields.optional_text(&text, limits::QUERY_CHARS, "q");
    fields.check()?;
    let mut canned = app.read(move |view| rows::list(view, &staff, query.reason)).await?;
    canned.retain(|reply| typed::matches(&reply.title, &text) || typed::matches(&reply.body, &text));
    Ok(Json(CannedList { canned }))
}

/// Adds a canned reply.
#[utoipa::path(
    post,
    path = "/api/canned",
    tag = "canned",
    request_body = NewCanned,
    responses((status = 200, description = "Done.", body = Canned)),
)]
async fn add_canned(State(app): State<App>, staff: Staff, Json(body): Json<NewCanned>) -> Result<Json<Canned>> {
    let now = app.now().0;
    Ok(Json(app.write(move |tx| rows::add(tx, &staff, &body, now)).await?))
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<CannedChange>,
) -> Result<Json<Canned>> {
    let now = app.now().0;
    Ok(Json(app.write(move |tx| rows::change(tx, &staff, id, body, now)).await?))
}

/// Deletes a canned reply.
#[utoipa::path(
    delete,
    path = "/api/canned/{id}",
    tag = "canned",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn delete_canned(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    app.write(move |tx| rows::delete(tx, &staff, id)).await?;
    Ok(Json(DONE))
}
