//! A procedure of the draft looked at before anybody can run it: what is wrong with it, field by field, and every call as a
//! dry run records it. Nothing is sent and nothing is kept.

use std::collections::BTreeMap;

use axum::extract::State;
use rusqlite::Connection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::declared::{Procedure, ProcedureKind};
use super::inputs::Values;
use super::types::{ProcedureTried, TryProcedure};
use super::{check, engine, value, view};
use crate::error::{Error, FieldCode, Result};
use crate::extract::{Json, Path, Staff};
use crate::languages::Languages;
use crate::setup::draft;
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(try_procedure))
}

/// What is wrong with a procedure of the draft, and its calls with these values; nothing is sent.
#[utoipa::path(
    post,
    path = "/api/setup/draft/procedures/{id}/dry",
    tag = "setup",
    params(("id" = u32, Path, description = "The procedure's own number.")),
    request_body = TryProcedure,
    responses((status = 200, description = "Done.", body = ProcedureTried)),
)]
async fn try_procedure(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u32>,
    Json(body): Json<TryProcedure>,
) -> Result<Json<ProcedureTried>> {
    let asking = app.clone();
    app.read(move |view| tried(view, &asking, &staff, id, &body)).await.map(Json)
}

fn tried(view: &Connection, app: &App, staff: &Staff, id: u32, body: &TryProcedure) -> Result<ProcedureTried> {
    let document = draft::read(view, staff.centre)?.document;
    let list = &document.procedures.list;
    let place = list.iter().position(|one| one.id == id).ok_or(Error::NotFound)?;
    let procedure = list.get(place).ok_or(Error::NotFound)?;
    let ((values, wrong), now) = (given(procedure, body), app.now().0);
    let calls = procedure.steps.iter().enumerate();
    let calls = calls.map(|(at, step)| view::call(Some(procedure), engine::shown(procedure, at, step, &values, false)));
    Ok(ProcedureTried {
        findings: check::of_one(&document, app, &Languages::of(view, staff.centre)?, staff.language, place),
        wrong,
        calls: calls.collect(),
        confirm: (procedure.kind == ProcedureKind::Action)
            .then(|| view::filled(procedure, &procedure.confirm, &values, now)),
        answer: view::filled(procedure, &procedure.answer, &values, now),
    })
}

/// Values to try it with, of an input or of what an answer would bring; and those that are none, by their keys.
fn given(procedure: &Procedure, body: &TryProcedure) -> (Values, BTreeMap<String, FieldCode>) {
    let (mut values, mut wrong) = (Values::new(), BTreeMap::new());
    for one in &body.values {
        let Some(field) = procedure.field(&one.key) else { continue };
        match value::typed(field, one.value.text()) {
            Ok(value) => drop(values.insert(one.key.clone(), value)),
            Err(fault) => drop(wrong.insert(one.key.clone(), fault.code())),
        }
    }
    (values, wrong)
}
