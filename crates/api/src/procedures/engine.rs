//! Runs a procedure: lays it out, sends it, takes the answers. One engine, whoever runs it.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::Transaction;
use serde_json::Value as Json;

use super::declared::{Method, Procedure, ProcedureStep, Procedures, Runner, Undo, ValueKind};
use super::inputs::{self, Record, Values, masked};
use super::personal::Personal;
use super::rows::{self, CallRow, Failure, NewRun, Run, RunState};
use super::{template, value};
use crate::config::Config;
use crate::egress::{Call, Fault, Reply, host_of};
use crate::error::{Error, Result};
use crate::setup::publish;
use crate::state::{App, blocking};
use crate::wire::Ms;

/// Most that is read of an answer, in bytes; a longer one is no answer.
const ANSWER_BYTES: u64 = 64 * 1024;

/// Who runs a procedure for which contact.
pub struct Begin {
    pub contact: u64,
    pub runner: Runner,
    pub account: u32,
    pub inputs: BTreeMap<String, String>,
}

/// A dry run: every call laid out and recorded with its values masked, nothing sent. The personal values are the caller's to hold.
pub fn begin(
    tx: &Transaction<'_>,
    centre: u32,
    (version, procedure): (u32, &Procedure),
    begin: &Begin,
    now: Ms,
) -> Result<(u64, Personal)> {
    let record = Record::read(tx, centre, begin.contact)?;
    let (values, personal) = inputs::resolve(&record, procedure, &begin.inputs).map_err(Error::Invalid)?;
    let new = NewRun {
        contact: begin.contact,
        version,
        procedure,
        runner: begin.runner,
        account: begin.account,
        undoes: None,
        state: RunState::Dry,
        values: &values,
    };
    Ok((laid_out(tx, centre, &new, now)?, personal))
}

/// The same for what takes a run back, with the values that run had.
pub fn begin_undo(
    tx: &Transaction<'_>,
    centre: u32,
    (version, back): (u32, &Procedure),
    undone: &Run,
    (runner, account): (Runner, u32),
    now: Ms,
) -> Result<u64> {
    let mut values = Values::new();
    for input in &back.inputs {
        let had = undone.values.get(&input.field.key).cloned().ok_or(Error::WrongState)?;
        let had = value::checked(&input.field, had).map_err(|_| Error::WrongState)?;
        values.insert(input.field.key.clone(), had);
    }
    rows::drop_dry_undo(tx, centre, undone.run, now)?;
    let new = NewRun {
        contact: undone.contact,
        version,
        procedure: back,
        runner,
        account,
        undoes: Some(undone.run),
        state: RunState::Dry,
        values: &values,
    };
    laid_out(tx, centre, &new, now)
}

fn laid_out(tx: &Transaction<'_>, centre: u32, new: &NewRun<'_>, now: Ms) -> Result<u64> {
    let run = rows::insert(tx, centre, new, now)?;
    note_all(tx, centre, run, new.procedure, new.values, now)?;
    Ok(run)
}

/// The dry run of what the bot has asked everything for.
pub fn lay_out(tx: &Transaction<'_>, centre: u32, run: &Run, procedure: &Procedure, now: Ms) -> Result<()> {
    rows::stand(tx, centre, &Run { state: RunState::Dry, ..run.clone() }, now)?;
    note_all(tx, centre, run.run, procedure, &run.values, now)
}

fn note_all(
    tx: &Transaction<'_>,
    centre: u32,
    run: u64,
    procedure: &Procedure,
    values: &Values,
    now: Ms,
) -> Result<()> {
    for (at, step) in procedure.steps.iter().enumerate() {
        rows::note(tx, centre, run, &shown(procedure, at, step, values, false), now)?;
    }
    Ok(())
}

/// Until when a run may be taken back, and by what; none when it cannot, or somebody is at it.
pub fn undo_until(procedure: &Procedure, run: &Run) -> Option<(u32, Ms)> {
    let Undo { procedure: back, within_min } = procedure.undo?;
    let free = run.undone_by.is_none() && !run.being_undone;
    let done = run.ended_at.filter(|_| run.state == RunState::Done && free)?;
    Some((back, done.saturating_add(i64::from(within_min) * 60_000)))
}

/// What takes another back was laid out in time, and is sent in time. What may have been sent goes on: it is the same request.
fn in_time(tx: &Transaction<'_>, centre: u32, all: &Procedures, run: &Run, now: Ms) -> Result<()> {
    let Some(undoes) = run.undoes.filter(|_| !run.may_be_done()) else { return Ok(()) };
    let undone = rows::one(tx, centre, run.contact, undoes)?.ok_or(Error::WrongState)?;
    let until = all.get(undone.procedure).and_then(|one| undo_until(one, &undone));
    if until.is_some_and(|(_, until)| now < until) { Ok(()) } else { Err(Error::WrongState) }
}

/// A call as it is recorded: values masked, secrets by name.
pub fn shown(procedure: &Procedure, at: usize, step: &ProcedureStep, values: &Values, sent: bool) -> CallRow {
    let value = |key: &str| values.get(key).map(|value| masked(procedure, key, value));
    let text = |key: &str| match values.get(key) {
        Some(value::Value::Text(_)) => value(key).map(Json::String),
        other => other.map(value::Value::json),
    };
    let header = |header: &super::declared::Header| match &header.secret {
        Some(name) => format!("{}: {}", header.name, template::text(&header.value, |_| Some(format!("‹{name}›")))),
        None => format!("{}: {}", header.name, header.value),
    };
    CallRow {
        step: at,
        sent,
        method: step.method.word().into(),
        url: template::text(&step.url, value),
        headers: step.headers.iter().map(header).collect(),
        body: step.body.as_ref().map(|body| template::body(body, &text).to_string()),
        status: None,
        took_ms: None,
        fault: None,
    }
}

/// Goes on with a run that was laid out, was asked for, or is not known to have ended; what was done is not done again. An
/// action that reads before it changes stops there, to be confirmed with what was read: `seen` is what was confirmed, so that one
/// press said twice does not confirm what nobody has looked at.
pub async fn go_on(app: &App, centre: u32, (contact, run): (u64, u64), seen: RunState) -> Result<Run> {
    let catalogue = app.catalogue(centre).await?;
    let (held, now) = (app.clone(), app.now().0);
    let claimed = app
        .write(move |tx| {
            let mut run = rows::one(tx, centre, contact, run)?.ok_or(Error::NotFound)?;
            if run.shown(now) != seen {
                return Err(Error::WrongState);
            }
            let all = catalogue.document.as_ref().map(|document| &document.procedures).ok_or(Error::NewerRevision)?;
            let procedure = all.get(run.procedure).ok_or(Error::NewerRevision)?;
            in_time(tx, centre, all, &run, now)?;
            // What is sent is what was looked at.
            let declared = publish::document(tx, centre, run.version)?;
            if declared.procedures.get(run.procedure) != Some(procedure) {
                return Err(Error::NewerRevision);
            }
            let Some(personal) = held.held().of(centre, run.run, procedure.personal()) else {
                return Ok(Err(gone(tx, centre, run, now)?));
            };
            let reading = procedure.reading();
            let asks_first = reading > 0 && !run.confirmed && run.state != RunState::Asked;
            let end = if asks_first { reading } else { procedure.steps.len() };
            rows::claim(tx, centre, &run, end == procedure.steps.len(), now)?;
            let before = run.may_be_done() && reading < procedure.steps.len();
            (run.state, run.why, run.about) = (RunState::Running, None, None);
            Ok(Ok((run, procedure.clone(), personal, (end, before))))
        })
        .await?;
    let (run, procedure, personal, end) = match claimed {
        Ok(claimed) => claimed,
        Err(gone) => return Ok(gone),
    };
    // A caller who goes away does not leave it half done.
    let app = app.clone();
    tokio::spawn(async move { all_steps(&app, centre, run, (&procedure, &personal), end).await })
        .await
        .map_err(|_| Error::Internal)?
}

/// The personal values of a run are no longer held: it cannot be sent, and is given up as it stands.
fn gone(tx: &Transaction<'_>, centre: u32, run: Run, now: Ms) -> Result<Run> {
    rows::claim(tx, centre, &run, false, now)?;
    stopped(tx, centre, run, Failure::Gone, now)
}

/// Ends a run that nobody goes on with; unsure when something that changes may have been sent, whatever came of it.
pub fn stopped(tx: &Transaction<'_>, centre: u32, mut run: Run, why: Failure, now: Ms) -> Result<Run> {
    let wrote = rows::wrote(tx, centre, run.run)?;
    run.state = if wrote { RunState::Unsure } else { RunState::Failed };
    (run.why, run.about) = (Some(why), None);
    rows::stand(tx, centre, &run, now)?;
    run.ended_at = Some(now);
    Ok(run)
}

/// Up to a step; `before`: the step it begins with may have been done by then.
async fn all_steps(
    app: &App,
    centre: u32,
    mut run: Run,
    (procedure, personal): (&Procedure, &Personal),
    (end, before): (usize, bool),
) -> Result<Run> {
    loop {
        if let Some(key) = over_limit(procedure, &run) {
            ended(&mut run, procedure, before, Failure::OverLimit, Some(key));
        } else if let Some(step) = procedure.steps.get(run.step).filter(|_| run.step < end) {
            one_step(app, centre, &mut run, (procedure, personal), (step, before)).await?;
        } else {
            run.state = if run.step < procedure.steps.len() { RunState::Asked } else { RunState::Done };
        }
        if run.state != RunState::Running {
            if run.state != RunState::Asked {
                app.held().drop_run(centre, run.run);
            }
            let (now, stand) = (app.now().0, run.clone());
            app.write(move |tx| rows::stand(tx, centre, &stand, now)).await?;
            run.ended_at = (run.state != RunState::Asked).then_some(now);
            metrics::counter!("maru_procedure_runs_total", "state" => crate::rows::as_word(&run.state)?).increment(1);
            return Ok(run);
        }
    }
}

/// The value that is above what the runner may; every one is looked at before every step.
pub fn over_limit(procedure: &Procedure, run: &Run) -> Option<String> {
    let over = |field: &&super::declared::Field| match run.values.get(&field.key) {
        Some(value::Value::Number(number)) => {
            run.runner == Runner::Bot && field.bot_most.is_some_and(|most| *number > most)
        }
        _ => false,
    };
    procedure.fields().find(over).map(|field| field.key.clone())
}

async fn one_step(
    app: &App,
    centre: u32,
    run: &mut Run,
    (procedure, personal): (&Procedure, &Personal),
    (step, before): (&ProcedureStep, bool),
) -> Result<()> {
    let ready = Ready::of(app.config(), step, &personal.over(&run.values), &format!("{}-{}", run.send_key, run.step));
    let (row, id, now) = (shown(procedure, run.step, step, &run.values, true), run.run, app.now().0);
    // Noted before it is sent: after a crash it is known that it may have been.
    let call = app.write(move |tx| rows::note(tx, centre, id, &row, now)).await?;
    let egress = app.egress().clone();
    let reply = match ready {
        Some(ready) => blocking(move || Ok(egress.call(&ready.call()))).await?,
        None => Err(Fault::Url),
    };
    let took = app.now().0.saturating_sub(now);
    let status = reply.as_ref().ok().map(|reply| reply.status);
    let writes = step.method != Method::Get;
    let failure = match taken(step, reply) {
        Ok(mut values) => {
            for taken in step.takes.iter().filter(|taken| taken.field.kind == ValueKind::Text) {
                if let Some(value::Value::Text(text)) = values.get_mut(&taken.field.key) {
                    *text = personal.out_of(text);
                }
            }
            run.values.extend(values);
            run.step += 1;
            None
        }
        Err(Refused { failure, about, maybe }) => {
            ended(run, procedure, before || writes && maybe, failure, about);
            Some(failure)
        }
    };
    let (stand, now) = (run.clone(), app.now().0);
    let fault = failure.map(|failure| crate::rows::as_word(&failure)).transpose()?;
    app.write(move |tx| {
        rows::answered(tx, centre, (id, call), status, took, fault.as_deref())?;
        rows::stand(tx, centre, &stand, now)
    })
    .await
}

/// It did not succeed. When a change may have been made, now or by what was sent before, it is unsure, never failed.
fn ended(run: &mut Run, procedure: &Procedure, maybe: bool, why: Failure, about: Option<String>) {
    let changed = maybe || run.step > procedure.reading();
    run.state = if changed { RunState::Unsure } else { RunState::Failed };
    (run.why, run.about) = (Some(why), about);
}

/// Why a step did not succeed, and whether what it asked for may have been done all the same.
struct Refused {
    failure: Failure,
    /// The key of the value that is to blame.
    about: Option<String>,
    maybe: bool,
}

/// What is taken of an answer: declared values of their types, and nothing else.
fn taken(step: &ProcedureStep, reply: Result<Reply, Fault>) -> Result<Values, Refused> {
    let refused = |failure, maybe| Refused { failure, about: None, maybe };
    let reply = reply.map_err(|fault| match fault {
        Fault::Timeout => refused(Failure::Time, true),
        Fault::TooLong | Fault::CutOff => refused(Failure::Answer, true),
        other => refused(Failure::Unreachable, !other.before_sending()),
    })?;
    match reply.status {
        200..=299 => {}
        500.. => return Err(refused(Failure::Trouble, true)),
        _ => return Err(refused(Failure::Refused, false)),
    }
    if step.takes.is_empty() {
        return Ok(Values::new());
    }
    let answer: Json = serde_json::from_slice(&reply.body).map_err(|_| refused(Failure::Answer, true))?;
    let mut values = Values::new();
    for taken in &step.takes {
        let key = &taken.field.key;
        let found = value::answered(&taken.field, answer.pointer(&taken.at));
        let blamed = |_| Refused { about: Some(key.clone()), ..refused(Failure::Answer, true) };
        values.insert(key.clone(), found.map_err(blamed)?);
    }
    Ok(values)
}

/// A call with everything in its place.
struct Ready {
    method: &'static str,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
    time: Duration,
}

impl Ready {
    /// None: a secret is no longer in the settings for this host.
    fn of(config: &Config, step: &ProcedureStep, values: &Values, key: &str) -> Option<Ready> {
        let url = template::url(&step.url, |key| values.get(key).map(value::Value::plain));
        let host = host_of(&url);
        let mut headers = Vec::new();
        for header in &step.headers {
            let value = match &header.secret {
                Some(name) => {
                    let secret = config.secrets.get(name).filter(|secret| Some(&secret.host) == host.as_ref())?;
                    template::text(&header.value, |_| Some(secret.value.clone()))
                }
                None => header.value.clone(),
            };
            headers.push((header.name.clone(), value));
        }
        if step.method != Method::Get {
            headers.push(("idempotency-key".into(), key.to_owned()));
        }
        Some(Ready {
            method: step.method.word(),
            url,
            headers,
            body: step
                .body
                .as_ref()
                .map(|body| template::body(body, &|key| values.get(key).map(value::Value::json)).to_string()),
            time: Duration::from_millis(step.time_ms.into()),
        })
    }

    fn call(&self) -> Call<'_> {
        let Ready { method, url, headers, body, time } = self;
        Call { method, url, headers, body: body.as_deref(), time: *time, bytes: ANSWER_BYTES }
    }
}
