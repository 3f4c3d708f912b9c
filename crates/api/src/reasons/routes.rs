//! Routes of this area.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rusqlite::Transaction;
use store::access::Action;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{
    Example, ExampleList, ExampleSource, ExamplesImport, ExamplesQuery, NewExample, ReasonDiscovery, ReasonLearning,
};
use super::{file, report, rows};
use crate::customers::looks::Look;
use crate::error::{Error, FieldCode, Result};
use crate::extract::{FileBody, Json, Path, Query, Staff};
use crate::fields::Fields;
use crate::limits;
use crate::setup::draft;
use crate::state::App;
use crate::wire::{DONE, Done};

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_reason_learning))
        .routes(routes!(discover_reasons))
        .routes(routes!(list_examples, add_example))
        .routes(routes!(remove_example))
        .routes(routes!(export_examples))
        .merge(
            OpenApiRouter::new().routes(routes!(import_examples)).layer(DefaultBodyLimit::max(limits::EXAMPLES_BYTES)),
        )
}

/// What the model of reasons knows, and where it is weak.
#[utoipa::path(
    get,
    path = "/api/setup/reasons",
    tag = "setup",
    responses((status = 200, description = "Done.", body = ReasonLearning)),
)]
async fn read_reason_learning(State(app): State<App>, staff: Staff) -> Result<Json<ReasonLearning>> {
    looked(&app, &staff, Action::View).await?;
    report::learning(&app, staff.centre).await.map(Json)
}

/// What customers say that no reason covers, and whether what they say has changed.
#[utoipa::path(
    get,
    path = "/api/setup/reasons/discovered",
    tag = "setup",
    responses((status = 200, description = "Done.", body = ReasonDiscovery)),
)]
async fn discover_reasons(State(app): State<App>, staff: Staff) -> Result<Json<ReasonDiscovery>> {
    looked(&app, &staff, Action::View).await?;
    report::discovery(&app, staff.centre).await.map(Json)
}

/// Examples of a reason, the newest first.
#[utoipa::path(
    get,
    path = "/api/setup/reasons/{id}/examples",
    tag = "setup",
    params(("id" = u32, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = ExampleList)),
)]
async fn list_examples(State(app): State<App>, staff: Staff, Path(id): Path<u32>) -> Result<Json<ExampleList>> {
    let catalogue = app.catalogue(staff.centre).await?;
    catalogue.reason(id).ok_or(Error::NotFound)?;
    let now = app.now().0;
    let read = move |tx: &Transaction<'_>| {
        look(Action::View).record(tx, &staff, now)?;
        rows::of(tx, staff.centre, id)
    };
    let examples = app.write(read).await?;
    Ok(Json(ExampleList { reason: catalogue.reason_name(Some(id)), examples }))
}

/// Examples are customers' own words: whoever reads them leaves a record, as with any other look.
fn look(action: Action) -> Look<'static> {
    Look { subject: None, action, what: "reason examples", why: "", contact: None }
}

async fn looked(app: &App, staff: &Staff, action: Action) -> Result<()> {
    let (now, staff) = (app.now().0, staff.clone());
    app.write(move |tx| look(action).record(tx, &staff, now).map(drop)).await
}

/// Adds an example; the model learns it within a second, or with its reason where that is only in the draft.
#[utoipa::path(
    post,
    path = "/api/setup/reasons/{id}/examples",
    tag = "setup",
    params(("id" = u32, Path, description = "Id of the thing named before it.")),
    request_body = NewExample,
    responses((status = 200, description = "Done.", body = Example)),
)]
async fn add_example(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u32>,
    Json(body): Json<NewExample>,
) -> Result<Json<Example>> {
    let mut fields = Fields::default();
    fields.text(&body.text, limits::WORDS_CHARS, "text");
    fields.check()?;
    let (centre, by, at) = (staff.centre, staff.account, app.now().0);
    if app.catalogue(centre).await?.reason(id).is_none() {
        let drafted = app.read(move |view| draft::read(view, centre)).await?.document;
        drafted.reasons.iter().find(|entry| entry.id.0 == id).ok_or(Error::NotFound)?;
    }
    let text = body.text.trimmed();
    let example = app
        .write(move |tx| {
            let source = ExampleSource::Written;
            let new = rows::NewExample { reason: id, text: &text, source, contact: None, by, at };
            let id = rows::add(tx, centre, &new)?.ok_or(Error::field("text", FieldCode::Taken))?;
            Ok(Example { id, text: text.into_string(), source, at })
        })
        .await?;
    app.models().changed(centre);
    Ok(Json(example))
}

/// Removes an example; the model forgets it within a second.
#[utoipa::path(
    delete,
    path = "/api/setup/examples/{id}",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn remove_example(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    let centre = staff.centre;
    app.write(move |tx| rows::remove(tx, centre, id)).await?;
    app.models().changed(centre);
    Ok(Json(DONE))
}

/// Looks a file of examples through, and takes it if asked to and nothing stands against it: all of it or nothing. A line has what a
/// customer said and its reason, by number or name, with a tab or a comma between them; UTF-8 or CP949.
#[utoipa::path(
    post,
    path = "/api/setup/examples/import",
    tag = "setup",
    params(ExamplesQuery),
    request_body(content = String, content_type = "text/tab-separated-values"),
    responses((status = 200, description = "Done.", body = ExamplesImport)),
)]
async fn import_examples(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ExamplesQuery>,
    FileBody(body): FileBody,
) -> Result<Json<ExamplesImport>> {
    let meant = query.meant.as_deref().map(serde_json::from_str).transpose();
    let meant: file::Meant = meant.map_err(|_| Error::field("meant", FieldCode::Invalid))?.unwrap_or_default();
    file::import(&app, &staff, body, meant, query.take).await.map(Json)
}

/// Every example as a file that can be imported again.
#[utoipa::path(
    get,
    path = "/api/setup/examples/export",
    tag = "setup",
    responses((status = 200, description = "Done.", body = String, content_type = "text/tab-separated-values")),
)]
async fn export_examples(State(app): State<App>, staff: Staff) -> Result<Response> {
    app.rates().heavy.spend(&staff.budget())?;
    looked(&app, &staff, Action::Export).await?;
    let (catalogue, language) = (app.catalogue(staff.centre).await?, staff.language);
    let text = app.read(move |view| file::export(view, staff.centre, &catalogue, language)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/tab-separated-values; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"examples.tsv\""),
    ];
    Ok((headers, text).into_response())
}
