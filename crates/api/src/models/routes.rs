//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{ModelTask, ModelTry, Models, ModelsOn, NewModel, Redacted, TryWords};
use super::{rows, trial};
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Staff};
use crate::fields::Fields;
use crate::limits;
use crate::rows::parse_word;
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_models))
        .routes(routes!(switch_models))
        .routes(routes!(set_model, delete_model))
        .routes(routes!(try_model))
        .routes(routes!(try_redaction))
}

/// Models by task, with today's use.
#[utoipa::path(
    get,
    path = "/api/setup/models",
    tag = "setup",
    responses((status = 200, description = "Done.", body = Models)),
)]
async fn list_models(State(app): State<App>, staff: Staff) -> Result<Json<Models>> {
    rows::list(&app, staff.centre).await.map(Json)
}

/// Switches all models on or off, at once.
#[utoipa::path(
    put,
    path = "/api/setup/models/on",
    tag = "setup",
    request_body = ModelsOn,
    responses((status = 200, description = "Done.", body = Models)),
)]
async fn switch_models(State(app): State<App>, staff: Staff, Json(body): Json<ModelsOn>) -> Result<Json<Models>> {
    rows::switch(&app, &staff, body.on).await?;
    rows::list(&app, staff.centre).await.map(Json)
}

/// Sets the model of a task.
#[utoipa::path(
    put,
    path = "/api/setup/models/{task}",
    tag = "setup",
    params(("task" = ModelTask, Path, description = "What it is asked for.")),
    request_body = NewModel,
    responses((status = 200, description = "Done.", body = Models)),
)]
async fn set_model(
    State(app): State<App>,
    staff: Staff,
    Path(word): Path<String>,
    Json(body): Json<NewModel>,
) -> Result<Json<Models>> {
    rows::put(&app, &staff, task(&word)?, body).await?;
    rows::list(&app, staff.centre).await.map(Json)
}

/// Takes the model of a task away, with its key.
#[utoipa::path(
    delete,
    path = "/api/setup/models/{task}",
    tag = "setup",
    params(("task" = ModelTask, Path, description = "What it is asked for.")),
    responses((status = 200, description = "Done.", body = Models)),
)]
async fn delete_model(State(app): State<App>, staff: Staff, Path(word): Path<String>) -> Result<Json<Models>> {
    rows::delete(&app, &staff, task(&word)?).await?;
    rows::list(&app, staff.centre).await.map(Json)
}

/// Asks the model of a task about words of the reader's own; counts against the budget.
#[utoipa::path(
    post,
    path = "/api/setup/models/{task}/try",
    tag = "setup",
    params(("task" = ModelTask, Path, description = "What it is asked for.")),
    request_body = TryWords,
    responses((status = 200, description = "Done.", body = ModelTry)),
)]
async fn try_model(
    State(app): State<App>,
    staff: Staff,
    Path(word): Path<String>,
    Json(body): Json<TryWords>,
) -> Result<Json<ModelTry>> {
    check(&body)?;
    trial::of(&app, &staff, task(&word)?, body.text).await.map(Json)
}

/// Shows what is cut out of words; nothing is kept or sent on.
#[utoipa::path(
    post,
    path = "/api/setup/redaction/try",
    tag = "setup",
    request_body = TryWords,
    responses((status = 200, description = "Done.", body = Redacted)),
)]
async fn try_redaction(_staff: Staff, Json(body): Json<TryWords>) -> Result<Json<Redacted>> {
    check(&body)?;
    Ok(Json(Redacted { text: body.text.into_string() }))
}

fn check(body: &TryWords) -> Result<()> {
    let mut fields = Fields::default();
    fields.text(&body.text, limits::NOTE_CHARS, "text");
    fields.check()
}

/// A word that is no task is like an id of nothing.
fn task(word: &str) -> Result<ModelTask> {
    parse_word(word).ok_or(Error::NotFound)
}
