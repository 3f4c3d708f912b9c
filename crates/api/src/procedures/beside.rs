//! What a customer is shown of procedures beside her conversation with the bot.

use rusqlite::Connection;

use super::declared::{Procedure, ProcedureKind, Procedures, Runner};
use super::engine;
use super::rows::{self, Run, RunState};
use super::types::{AskedField, CustomerActs, CustomerConfirm, CustomerUndo};
use super::view::told;
use crate::error::Result;
use crate::setup::catalogue::Catalogue;
use crate::wire::Ms;

/// Runs of a contact looked at, the newest.
const RUNS: u32 = 20;
/// Taking back is offered of so many at once.
const UNDOS: usize = 3;

/// What the customer of a contact is asked now, else what she can take back.
pub fn of(
    view: &Connection,
    centre: u32,
    contact: u64,
    catalogue: &Catalogue,
    now: Ms,
) -> Result<Option<CustomerActs>> {
    let Some(document) = &catalogue.document else { return Ok(None) };
    let all = &document.procedures;
    if all.is_empty() {
        return Ok(None);
    }
    if let Some(open) = rows::open_of_bot(view, centre, contact)? {
        return Ok(all.get(open.procedure).and_then(|procedure| asked(procedure, &open)));
    }
    let runs = rows::of_contact(view, centre, contact, RUNS)?;
    let undo: Vec<CustomerUndo> = runs.iter().filter_map(|run| undo(all, run, &runs, now)).take(UNDOS).collect();
    Ok((!undo.is_empty()).then_some(CustomerActs { field: None, confirm: None, undo }))
}

fn asked(procedure: &Procedure, open: &Run) -> Option<CustomerActs> {
    let mut acts = CustomerActs { field: None, confirm: None, undo: Vec::new() };
    match open.state {
        RunState::Asking => {
            let field = &procedure.missing(open)?.field;
            if !field.kind.is_personal() {
                return None;
            }
            acts.field =
                Some(AskedField { run: open.run, key: field.key.clone(), name: field.name.clone(), kind: field.kind });
        }
        _ if procedure.asks(open) => {
            acts.confirm = Some(CustomerConfirm { run: open.run, words: told(procedure, &procedure.confirm, open) });
        }
        _ => return None,
    }
    Some(acts)
}

/// Taken back is what the bot did, in time, and once; what failed to be taken back is a person's.
fn undo(all: &Procedures, run: &Run, runs: &[Run], now: Ms) -> Option<CustomerUndo> {
    let (_, until) = engine::undo_until(all.get(run.procedure)?, run)?;
    let tried = |back: &Run| back.undoes == Some(run.run) && back.state != RunState::Declined;
    let may = run.runner == Runner::Bot && now < until && !runs.iter().any(tried);
    may.then(|| CustomerUndo { run: run.run, name: run.name.clone(), until })
}

impl Procedure {
    /// The first input the run has no value for.
    pub fn missing(&self, run: &Run) -> Option<&super::declared::Input> {
        self.inputs.iter().find(|input| !run.values.contains_key(&input.field.key))
    }

    /// The run waits for a yes.
    pub fn asks(&self, run: &Run) -> bool {
        let first = if self.reading() == 0 { RunState::Dry } else { RunState::Asked };
        self.kind == ProcedureKind::Action && run.state == first
    }
}
