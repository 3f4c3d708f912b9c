//! Procedures and runs as the desk shows them.

use rusqlite::Connection;

use super::declared::{Choice, Field, InputSource, Procedure, ProcedureKind, Runner};
use super::engine;
use super::inputs::{Record, Values, masked};
use super::rows::{self, CallRow, Run, RunState};
use super::template;
use super::types::{CallView, ContactProcedures, InputView, ProcedureView, RunAction, RunView, ValueView};
use super::value::Value;
use crate::contacts::types::ContactRow;
use crate::error::{Error, Result};
use crate::rows::Names;
use crate::setup::catalogue::Catalogue;
use crate::wire::{Language, Ms, Words};

/// Runs of a contact shown at once.
const RUNS: u32 = 20;

/// Whether there is anything to run for a contact's reason, or anything was run.
pub fn any(view: &Connection, centre: u32, row: &ContactRow, catalogue: &Catalogue) -> Result<bool> {
    let declared = catalogue.document.as_ref().map(|document| &document.procedures);
    let serves = declared.is_some_and(|all| all.serving(row.reason.id, Runner::Agent).next().is_some());
    Ok(serves || !rows::of_contact(view, centre, row.id, 1)?.is_empty())
}

/// What may be run for a contact by an agent, and what was run. `acts`: the caller has it.
pub fn of(
    view: &Connection,
    centre: u32,
    catalogue: &Catalogue,
    row: &ContactRow,
    acts: bool,
    now: Ms,
) -> Result<ContactProcedures> {
    let record = Record::read(view, centre, row.id)?;
    let declared = catalogue.document.as_ref().map(|document| &document.procedures);
    let serving = declared.into_iter().flat_map(|all| all.serving(row.reason.id, Runner::Agent));
    let procedures = serving.filter(|_| acts).map(|one| offered(one, &record)).collect();
    let names = Names::load(view, centre)?;
    let mut calls = rows::calls(view, centre, row.id)?;
    let runs = rows::of_contact(view, centre, row.id, RUNS)?.into_iter();
    let runs = runs.map(|run| {
        let calls = calls.remove(&run.run).unwrap_or_default();
        seen(run, calls, catalogue, &names, acts, now)
    });
    Ok(ContactProcedures { procedures, runs: runs.collect() })
}

/// One run of the contact.
pub fn one(
    view: &Connection,
    centre: u32,
    catalogue: &Catalogue,
    (contact, run): (u64, u64),
    now: Ms,
) -> Result<RunView> {
    let found = rows::one(view, centre, contact, run)?.ok_or(Error::NotFound)?;
    let calls = rows::calls(view, centre, contact)?.remove(&run).unwrap_or_default();
    Ok(seen(found, calls, catalogue, &Names::load(view, centre)?, true, now))
}

fn offered(one: &Procedure, record: &Record) -> ProcedureView {
    let input = |input: &super::declared::Input| {
        let field = &input.field;
        let own = |(key, title): &(String, String)| Choice {
            value: key.clone(),
            name: Words { ko: title.clone(), en: title.clone() },
        };
        let found = record.found(input);
        let shown = |found: String| masked(one, &field.key, &Value::Text(found));
        InputView {
            key: field.key.clone(),
            name: field.name.clone(),
            kind: field.kind,
            from: input.from,
            most: field.most,
            choices: match input.from {
                InputSource::Order => record.orders.iter().map(own).collect(),
                _ => field.choices.clone(),
            },
            found: found.map(shown),
        }
    };
    ProcedureView {
        id: one.id,
        name: one.name.clone(),
        kind: one.kind,
        inputs: one.inputs.iter().map(input).collect(),
        undo_within_min: one.undo.map(|undo| undo.within_min),
    }
}

fn seen(run: Run, calls: Vec<CallRow>, catalogue: &Catalogue, names: &Names, acts: bool, now: Ms) -> RunView {
    let procedure = catalogue.document.as_ref().and_then(|document| document.procedures.get(run.procedure));
    let mut may = Vec::new();
    if let Some(procedure) = procedure.filter(|_| acts) {
        match run.state {
            RunState::Dry | RunState::Asked if run.runner == Runner::Agent => may.push(RunAction::Confirm),
            // What it was given personally is gone with its end.
            RunState::Unsure if procedure.personal().next().is_none() => may.push(RunAction::Again),
            RunState::Running if run.stopped(now) => may.push(RunAction::Again),
            _ => {}
        }
        if engine::undo_until(procedure, &run).is_some_and(|(_, until)| now < until) {
            may.push(RunAction::Undo);
        }
    }
    let asks = procedure.filter(|one| one.kind == ProcedureKind::Action);
    let about = run.about.as_ref().and_then(|key| procedure?.field(key)).map(|field| field.name.clone());
    let state = run.shown(now);
    RunView {
        confirm: asks.map(|one| read_by(one, &one.confirm, &run.values, run.begun_at, for_staff)),
        answer: procedure
            .filter(|_| state == RunState::Done)
            .map(|one| read_by(one, &one.answer, &run.values, run.begun_at, for_staff)),
        values: procedure.map(|one| values(one, &run)).unwrap_or_default(),
        calls: calls.into_iter().map(|row| call(procedure, row)).collect(),
        by: names.agent(routing::AgentId(run.account)),
        id: run.run,
        procedure: run.procedure,
        name: run.name,
        runner: run.runner,
        state,
        at: run.begun_at,
        ended: run.ended_at,
        why: run.why,
        about,
        undoes: run.undoes,
        undone: run.undone_by.is_some(),
        may,
    }
}

/// A call with its step's name.
pub fn call(procedure: Option<&Procedure>, call: CallRow) -> CallView {
    let step = procedure.and_then(|one| one.steps.get(call.step));
    CallView {
        step: step.map(|step| step.name.clone()).unwrap_or_default(),
        sent: call.sent,
        method: call.method,
        url: call.url,
        headers: call.headers,
        body: call.body,
        status: call.status,
        took_ms: call.took_ms,
        fault: call.fault,
    }
}

/// A sentence with the values of a run in it, as its customer reads it.
pub fn told(procedure: &Procedure, words: &Words, run: &Run) -> Words {
    filled(procedure, words, &run.values, run.begun_at)
}

/// A sentence with values in it as a customer reads it around `at`; a place that has none keeps its name.
pub fn filled(procedure: &Procedure, words: &Words, values: &Values, at: Ms) -> Words {
    read_by(procedure, words, values, at, |_, field, value, language, at| value.said(field, language, at))
}

/// How somebody reads a value of a procedure, and when.
type Reads = fn(&Procedure, &Field, &Value, Language, Ms) -> String;

fn read_by(procedure: &Procedure, words: &Words, values: &Values, at: Ms, reads: Reads) -> Words {
    let text = |language| {
        let language = words.shown_in(language);
        let value = |key: &str| Some(reads(procedure, procedure.field(key)?, values.get(key)?, language, at));
        template::text(words.said(language), value)
    };
    Words { ko: text(Language::Ko), en: text(Language::En) }
}

/// What stands in the record is seen by staff as everywhere else: masked.
fn for_staff(procedure: &Procedure, field: &Field, value: &Value, language: Language, at: Ms) -> String {
    match procedure.inputs.iter().find(|input| input.field.key == field.key) {
        Some(input) if !matches!(input.from, InputSource::Asked | InputSource::Order) => {
            masked(procedure, &field.key, value)
        }
        _ => value.said(field, language, at),
    }
}

fn values(procedure: &Procedure, run: &Run) -> Vec<ValueView> {
    let known = procedure.fields().filter_map(|field| Some((field, run.values.get(&field.key)?)));
    let shown = known.map(|(field, value)| {
        let said = |language| for_staff(procedure, field, value, language, run.begun_at);
        ValueView { name: field.name.clone(), said: Words { ko: said(Language::Ko), en: said(Language::En) } }
    });
    shown.collect()
}
