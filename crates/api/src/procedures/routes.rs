//! Routes of this area.

use axum::extract::State;
use store::access::Action;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::declared::Runner;
use super::engine::{self, Begin};
use super::types::{ContactProcedures, NewRunAsked, RunConfirmed, RunView};
use super::{rows, view};
use crate::contacts::actions;
use crate::contacts::may;
use crate::contacts::types::{ContactAction, ContactRow};
use crate::customers::looks::Look;
use crate::error::{Error, FieldCode, Result};
use crate::extract::{Json, Path, Staff};
use crate::state::App;
use crate::wire::Nothing;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_procedures))
        .routes(routes!(begin_run))
        .routes(routes!(confirm_run))
        .routes(routes!(undo_run))
}

/// What may be run for the contact, and what was.
#[utoipa::path(
    get,
    path = "/api/contacts/{id}/procedures",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = ContactProcedures)),
)]
async fn list_procedures(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<ContactProcedures>> {
    let row = actions::row(&app, &staff, id).await?;
    let (catalogue, now) = (app.catalogue(staff.centre).await?, app.now().0);
    let acts = acts(&staff, &row);
    let (centre, customer) = (staff.centre, row.customer.id);
    let all = app.read(move |view| view::of(view, centre, &catalogue, &row, acts, now)).await?;
    if !all.runs.is_empty() {
        app.write(move |tx| look(customer, id).record(tx, &staff, now)).await?;
    }
    Ok(Json(all))
}

/// What was looked up is somebody's data: whoever reads it leaves a record.
fn look(customer: u64, contact: u64) -> Look<'static> {
    Look { subject: Some(customer), action: Action::View, what: "procedure", why: "", contact: Some(contact) }
}

/// Lays out every call of a procedure; nothing is sent.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/runs",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = NewRunAsked,
    responses((status = 200, description = "Done.", body = RunView)),
)]
async fn begin_run(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<NewRunAsked>,
) -> Result<Json<RunView>> {
    let row = acting(&app, &staff, id).await?;
    let (catalogue, now) = (app.catalogue(staff.centre).await?, app.now().0);
    let found = catalogue.document.as_ref().and_then(|document| {
        document.procedures.serving(row.reason.id, Runner::Agent).find(|one| one.id == body.procedure)
    });
    let procedure = found.ok_or_else(|| Error::field("procedure", FieldCode::NotThere))?.clone();
    let inputs = body.inputs.into_iter().map(|given| (given.key, given.value.text().to_owned())).collect();
    let begin = Begin { contact: id, runner: Runner::Agent, account: staff.account, inputs };
    let (run, personal) = app
        .write(move |tx| {
            let (run, personal) = engine::begin(tx, staff.centre, (catalogue.version, &procedure), &begin, now)?;
            Ok((view::one(tx, staff.centre, &catalogue, (id, run), now)?, personal))
        })
        .await?;
    app.held().put(staff.centre, (id, run.id), personal, now);
    Ok(Json(run))
}

/// Sends what was laid out: first what only reads, then, confirmed once more, the rest. Sends again what is not known to have happened. Nothing happens twice.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/runs/{run}/confirm",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it."), ("run" = u64, Path, description = "The run.")),
    request_body = RunConfirmed,
    responses((status = 200, description = "Done.", body = RunView)),
)]
async fn confirm_run(
    State(app): State<App>,
    staff: Staff,
    Path((id, run)): Path<(u64, u64)>,
    Json(body): Json<RunConfirmed>,
) -> Result<Json<RunView>> {
    let row = acting(&app, &staff, id).await?;
    app.rates().look_ups.spend(&staff.budget())?;
    let looked = staff.clone();
    let now = app.now().0;
    app.write(move |tx| {
        rows::one(tx, looked.centre, id, run)?.ok_or(Error::NotFound)?;
        look(row.customer.id, id).record(tx, &looked, now)
    })
    .await?;
    engine::go_on(&app, staff.centre, (id, run), body.state).await?;
    shown(&app, &staff, id, run).await
}

/// Lays out what takes a run back; it is confirmed like any other.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/runs/{run}/undo",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it."), ("run" = u64, Path, description = "The run.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = RunView)),
)]
async fn undo_run(
    State(app): State<App>,
    staff: Staff,
    Path((id, run)): Path<(u64, u64)>,
    Json(_nothing): Json<Nothing>,
) -> Result<Json<RunView>> {
    acting(&app, &staff, id).await?;
    let (catalogue, now) = (app.catalogue(staff.centre).await?, app.now().0);
    app.write(move |tx| {
        let undone = rows::one(tx, staff.centre, id, run)?.ok_or(Error::NotFound)?;
        let all = catalogue.document.as_ref().map(|document| &document.procedures).ok_or(Error::NotFound)?;
        let until = all.get(undone.procedure).and_then(|one| engine::undo_until(one, &undone));
        let (back, _) = until.filter(|(_, until)| now < *until).ok_or(Error::WrongState)?;
        let back = all.get(back).ok_or(Error::WrongState)?;
        let by = (Runner::Agent, staff.account);
        let begun = engine::begin_undo(tx, staff.centre, (catalogue.version, back), &undone, by, now)?;
        view::one(tx, staff.centre, &catalogue, (id, begun), now)
    })
    .await
    .map(Json)
}

async fn shown(app: &App, staff: &Staff, contact: u64, run: u64) -> Result<Json<RunView>> {
    let (centre, catalogue, now) = (staff.centre, app.catalogue(staff.centre).await?, app.now().0);
    app.read(move |view| view::one(view, centre, &catalogue, (contact, run), now)).await.map(Json)
}

/// The contact, if the caller has it or is wrapping it up.
async fn acting(app: &App, staff: &Staff, contact: u64) -> Result<ContactRow> {
    let row = actions::row(app, staff, contact).await?;
    if acts(staff, &row) { Ok(row) } else { Err(Error::WrongState) }
}

fn acts(staff: &Staff, row: &ContactRow) -> bool {
    let may = may::actions(staff, row);
    may.contains(&ContactAction::Write) || may.contains(&ContactAction::WrapUp)
}
