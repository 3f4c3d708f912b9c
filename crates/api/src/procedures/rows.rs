//! Runs and their calls, as tables keep them.

use std::collections::BTreeMap;

use language::summary::Action;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::declared::{Procedure, Runner};
use super::inputs::Values;
use crate::error::{Error, Result};
use crate::rows::{as_word, json, maybe_word, word};
use crate::wire::{Ms, Words};

/// Whoever runs it has stopped when it has not ended after this, in ms: longer than all steps together may take.
const STALE_MS: i64 = 60_000;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// The bot asks for what it needs.
    Asking,
    /// Everything is laid out, nothing was sent.
    Dry,
    /// Read, and waits for the confirmation.
    Asked,
    Running,
    Done,
    /// It did not succeed, and nothing was changed.
    Failed,
    /// Something may have been changed; sent again it happens no second time.
    Unsure,
    Declined,
}

/// Why a run did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// No answer in time.
    Time,
    /// Nobody there, or not to be called.
    Unreachable,
    /// The other system said no.
    Refused,
    /// The other system is in trouble.
    Trouble,
    /// The answer is not what was declared.
    Answer,
    /// A value is above what this runner may.
    OverLimit,
    /// Whoever ran it stopped in the middle.
    Stopped,
    /// A personal value was kept in memory only, and is no longer there.
    Gone,
}

/// One run.
#[derive(Debug, Clone)]
pub struct Run {
    pub run: u64,
    pub contact: u64,
    pub procedure: u32,
    pub version: u32,
    pub name: Words,
    pub runner: Runner,
    pub account: u32,
    pub undoes: Option<u64>,
    pub state: RunState,
    pub send_key: String,
    pub step: usize,
    pub values: Values,
    pub why: Option<Failure>,
    pub about: Option<String>,
    pub begun_at: Ms,
    /// It was confirmed, or had nothing to be confirmed.
    pub confirmed: bool,
    pub claimed_at: Option<Ms>,
    pub ended_at: Option<Ms>,
    /// The run that took it back.
    pub undone_by: Option<u64>,
    /// Something was sent to take it back, and is not known to have ended.
    pub being_undone: bool,
}

impl Run {
    /// Nobody is at it any more.
    pub fn stopped(&self, now: Ms) -> bool {
        self.state == RunState::Running && self.claimed_at.is_none_or(|at| at.saturating_add(STALE_MS) < now)
    }

    /// A change was sent, and it is not known what became of it.
    pub fn may_be_done(&self) -> bool {
        self.state == RunState::Unsure || self.state == RunState::Running && self.confirmed
    }

    /// Where it stands for whoever looks at it: what nobody is at any more is not known to have ended.
    pub fn shown(&self, now: Ms) -> RunState {
        if self.stopped(now) { RunState::Unsure } else { self.state }
    }
}

const SELECT: &str = "
SELECT r.run, r.contact, r.procedure, r.version, r.name_ko, r.name_en, r.runner, r.account, r.undoes, r.state, r.send_key,
       r.step, r.vals, r.why, r.about, r.begun_at, r.claimed_at, r.ended_at,
       (SELECT max(b.run) FROM procedure_run b WHERE b.centre = r.centre AND b.undoes = r.run AND b.state = 'done'),
       r.confirmed_at IS NOT NULL,
       EXISTS (SELECT 1 FROM procedure_run b
               WHERE b.centre = r.centre AND b.undoes = r.run AND b.state IN ('running', 'unsure'))
FROM procedure_run r WHERE r.centre = ?1 AND ";

fn read(row: &Row<'_>) -> rusqlite::Result<Run> {
    let step: u32 = row.get(11)?;
    Ok(Run {
        run: row.get(0)?,
        contact: row.get(1)?,
        procedure: row.get(2)?,
        version: row.get(3)?,
        name: Words { ko: row.get(4)?, en: row.get(5)? },
        runner: word(row, 6)?,
        account: row.get(7)?,
        undoes: row.get(8)?,
        state: word(row, 9)?,
        send_key: row.get(10)?,
        step: step as usize,
        values: json(row, 12)?,
        why: maybe_word(row, 13)?,
        about: row.get(14)?,
        begun_at: row.get(15)?,
        claimed_at: row.get(16)?,
        ended_at: row.get(17)?,
        undone_by: row.get(18)?,
        confirmed: row.get(19)?,
        being_undone: row.get(20)?,
    })
}

/// One run of a contact.
pub fn one(view: &Connection, centre: u32, contact: u64, run: u64) -> Result<Option<Run>> {
    let mut select = view.prepare_cached(&format!("{SELECT} r.contact = ?2 AND r.run = ?3"))?;
    Ok(select.query_row((centre, contact, run), read).optional()?)
}

/// All runs of a contact, the newest first.
pub fn of_contact(view: &Connection, centre: u32, contact: u64, most: u32) -> Result<Vec<Run>> {
    let mut select = view.prepare_cached(&format!("{SELECT} r.contact = ?2 ORDER BY r.run DESC LIMIT ?3"))?;
    let runs = select.query_map((centre, contact, most), read)?;
    Ok(runs.collect::<rusqlite::Result<_>>()?)
}

/// The run that a bot's customer is asked about, or that is on its way.
pub fn open_of_bot(view: &Connection, centre: u32, contact: u64) -> Result<Option<Run>> {
    let mut select = view.prepare_cached(&format!(
        "{SELECT} r.contact = ?2 AND r.runner = 'bot' AND r.state IN ('asking', 'dry', 'asked', 'running')
         ORDER BY r.run DESC LIMIT 1"
    ))?;
    Ok(select.query_row((centre, contact), read).optional()?)
}

/// What bots have open in this centre.
pub fn all_open_of_bots(view: &Connection, centre: u32) -> Result<Vec<Run>> {
    let mut select = view.prepare_cached(&format!(
        "{SELECT} r.runner = 'bot' AND r.state IN ('asking', 'dry', 'asked', 'running') ORDER BY r.run"
    ))?;
    Ok(select.query_map([centre], read)?.collect::<rusqlite::Result<_>>()?)
}

/// What a bot's customer was asked about is over with her conversation with it; what is on its way goes on. Whether anything was.
pub fn drop_open_of_bot(tx: &Transaction<'_>, centre: u32, contact: u64, now: Ms) -> Result<bool> {
    let sql = "UPDATE procedure_run SET state = 'declined', ended_at = ?3
               WHERE centre = ?1 AND contact = ?2 AND runner = 'bot' AND state IN ('asking', 'dry', 'asked')";
    Ok(tx.prepare_cached(sql)?.execute((centre, contact, now))? > 0)
}

/// A run that begins.
pub struct NewRun<'n> {
    pub contact: u64,
    pub version: u32,
    pub procedure: &'n Procedure,
    pub runner: Runner,
    pub account: u32,
    pub undoes: Option<u64>,
    pub state: RunState,
    pub values: &'n Values,
}

pub fn insert(tx: &Transaction<'_>, centre: u32, new: &NewRun<'_>, now: Ms) -> Result<u64> {
    let run = store::new_id(tx, centre)?;
    tx.prepare_cached(
        "INSERT INTO procedure_run (centre, run, contact, procedure, version, name_ko, name_en, runner, account, undoes,
                                    state, send_key, vals, begun_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(rusqlite::params![
        centre,
        run,
        new.contact,
        new.procedure.id,
        new.version,
        new.procedure.name.ko,
        new.procedure.name.en,
        as_word(&new.runner)?,
        new.account,
        new.undoes,
        as_word(&new.state)?,
        uuid::Uuid::now_v7().to_string(),
        as_json(new.values)?,
        now,
    ])?;
    Ok(run)
}

/// Takes a run to oneself: whoever comes second is refused.
pub fn claim(tx: &Transaction<'_>, centre: u32, run: &Run, confirmed: bool, now: Ms) -> Result<()> {
    let mine = match run.state {
        RunState::Dry | RunState::Asked | RunState::Unsure => true,
        RunState::Running => run.stopped(now),
        RunState::Asking | RunState::Done | RunState::Failed | RunState::Declined => false,
    };
    if !mine {
        return Err(Error::WrongState);
    }
    tx.prepare_cached(
        "UPDATE procedure_run SET state = 'running', claimed_at = ?3, confirmed_at = coalesce(confirmed_at, iif(?4, ?3, NULL)), ended_at = NULL
         WHERE centre = ?1 AND run = ?2",
    )?
    .execute((centre, run.run, now, confirmed))?;
    Ok(())
}

/// Where a run stands now, with what is known by then.
pub fn stand(tx: &Transaction<'_>, centre: u32, run: &Run, now: Ms) -> Result<()> {
    let ended = matches!(run.state, RunState::Done | RunState::Failed | RunState::Unsure | RunState::Declined);
    let step = u32::try_from(run.step).unwrap_or(u32::MAX);
    tx.prepare_cached(
        "UPDATE procedure_run SET state = ?3, step = ?4, vals = ?5, why = ?6, about = ?7, ended_at = iif(?8, ?9, NULL)
         WHERE centre = ?1 AND run = ?2",
    )?
    .execute(rusqlite::params![
        centre,
        run.run,
        as_word(&run.state)?,
        step,
        as_json(&run.values)?,
        run.why.map(|why| as_word(&why)).transpose()?,
        run.about,
        ended,
        now,
    ])?;
    Ok(())
}

/// What was laid out to take this run back and never sent is given up.
pub fn drop_dry_undo(tx: &Transaction<'_>, centre: u32, undone: u64, now: Ms) -> Result<()> {
    let sql = "UPDATE procedure_run SET state = 'declined', ended_at = ?3
               WHERE centre = ?1 AND undoes = ?2 AND state IN ('dry', 'asked')";
    tx.prepare_cached(sql)?.execute((centre, undone, now))?;
    Ok(())
}

/// One call, with what is masked masked.
#[derive(Debug, Clone)]
pub struct CallRow {
    pub step: usize,
    pub sent: bool,
    pub method: String,
    pub url: String,
    pub headers: Vec<String>,
    pub body: Option<String>,
    pub status: Option<u16>,
    pub took_ms: Option<i64>,
    pub fault: Option<String>,
}

/// Notes a call; its number.
pub fn note(tx: &Transaction<'_>, centre: u32, run: u64, call: &CallRow, now: Ms) -> Result<u32> {
    let sql = "SELECT coalesce(max(call), 0) + 1 FROM procedure_call WHERE centre = ?1 AND run = ?2";
    let number: u32 = tx.prepare_cached(sql)?.query_row((centre, run), |row| row.get(0))?;
    tx.prepare_cached(
        "INSERT INTO procedure_call (centre, run, call, step, at, sent, method, url, headers, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(rusqlite::params![
        centre,
        run,
        number,
        u32::try_from(call.step).unwrap_or(u32::MAX),
        now,
        call.sent,
        call.method,
        call.url,
        as_json(&call.headers)?,
        call.body,
    ])?;
    Ok(number)
}

/// Whether something that changes was sent, or was about to be.
pub fn wrote(view: &Connection, centre: u32, run: u64) -> Result<bool> {
    let sql =
        "SELECT EXISTS (SELECT 1 FROM procedure_call WHERE centre = ?1 AND run = ?2 AND sent = 1 AND method <> 'GET')";
    Ok(view.prepare_cached(sql)?.query_row((centre, run), |row| row.get(0))?)
}

/// How a call went.
pub fn answered(
    tx: &Transaction<'_>,
    centre: u32,
    (run, call): (u64, u32),
    status: Option<u16>,
    took_ms: i64,
    fault: Option<&str>,
) -> Result<()> {
    let sql =
        "UPDATE procedure_call SET status = ?4, took_ms = ?5, fault = ?6 WHERE centre = ?1 AND run = ?2 AND call = ?3";
    tx.prepare_cached(sql)?.execute((centre, run, call, status, took_ms, fault))?;
    Ok(())
}

/// The calls of a contact's runs, in order, by run.
pub fn calls(view: &Connection, centre: u32, contact: u64) -> Result<BTreeMap<u64, Vec<CallRow>>> {
    let mut select = view.prepare_cached(
        "SELECT c.run, c.step, c.sent, c.method, c.url, c.headers, c.body, c.status, c.took_ms, c.fault
         FROM procedure_call c JOIN procedure_run r ON r.centre = c.centre AND r.run = c.run
         WHERE r.centre = ?1 AND r.contact = ?2 ORDER BY c.run, c.call",
    )?;
    let mut rows = select.query((centre, contact))?;
    let mut out: BTreeMap<u64, Vec<CallRow>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let step: u32 = row.get(1)?;
        out.entry(row.get(0)?).or_default().push(CallRow {
            step: step as usize,
            sent: row.get(2)?,
            method: row.get(3)?,
            url: row.get(4)?,
            headers: json(row, 5)?,
            body: row.get(6)?,
            status: row.get(7)?,
            took_ms: row.get(8)?,
            fault: row.get(9)?,
        });
    }
    Ok(out)
}

/// What was looked up and done, for the log of actions of a contact.
pub fn done(view: &Connection, centre: u32, contact: u64, korean: bool) -> Result<Vec<Action>> {
    let mut select = view.prepare_cached(
        "SELECT begun_at, name_ko, name_en, state FROM procedure_run
         WHERE centre = ?1 AND contact = ?2 AND state IN ('done', 'unsure', 'failed') AND confirmed_at IS NOT NULL ORDER BY run",
    )?;
    let found = select.query_map((centre, contact), |row| {
        let at: i64 = row.get(0)?;
        let name: String = row.get(if korean { 1 } else { 2 })?;
        let state: RunState = word(row, 3)?;
        let text = match (korean, state) {
            (true, RunState::Done) => format!("{name} 완료"),
            (true, RunState::Unsure) => format!("{name} 결과 모름: 확인 필요"),
            (true, _) => format!("{name} 실패"),
            (false, RunState::Done) => format!("{name}: done"),
            (false, RunState::Unsure) => format!("{name}: outcome not known, to be checked"),
            (false, _) => format!("{name}: failed"),
        };
        Ok(Action { at_ms: u64::try_from(at).unwrap_or_default(), text, done: true })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn as_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Internal)
}
