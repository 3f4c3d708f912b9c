//! `effort`: what a case has cost its customer so far. Plain facts, counted like this:
//!
//! - *contacts*: arrivals about this case. *repeats*: those after the first, and reopenings; a contact that joins one
//!   already in line is not a repeat.
//! - *transfers*: times the customer had to go on to someone else in mid-conversation ([`is_transfer`](routing::event::LegEnd::is_transfer)).
//! - *waited*: time in line, from joining to being connected or leaving it. While we are to call, nobody waits.
//! - *broken promises*: connected, or gone, after the latest time told; first attempt of a callback after its slot;
//!   a callback given up, unless it was late (and so counted) or the number was wrong.

use routing::event::Close;
use routing::policy::Treatment;
use routing::{CaseId, ContactId, Event};
use rusqlite::OptionalExtension;

use super::Step;
use crate::Result;

pub(super) fn apply(step: &Step<'_>, event: &Event) -> Result<()> {
    match event {
        Event::Arrived { arrival, .. } => step.execute(
            "INSERT INTO effort (centre, case_id, contacts) VALUES (?1, ?2, 1)
             ON CONFLICT DO UPDATE SET contacts = contacts + 1, repeats = repeats + 1",
            (step.centre, arrival.case.0),
        ),
        Event::Identified { contact, case, .. } => moved(step, *contact, *case),
        Event::Reopened { contact, .. } => add(step, *contact, "repeats = repeats + ?3", 1),
        Event::MergedInto { contact, .. } => add(step, *contact, "repeats = max(0, repeats - ?3)", 1),
        Event::LegEnded { contact, cause, .. } if cause.is_transfer() => {
            add(step, *contact, "transfers = transfers + ?3", 1)
        }
        Event::Connected { contact, .. } => {
            late(step, *contact)?;
            waited(step, *contact)
        }
        Event::Booked { contact, .. } => waited(step, *contact),
        Event::Chosen { contact, treatment: Treatment::SelfService, .. } => waited(step, *contact),
        Event::Ended { contact, closes, .. } => {
            // Left the line while an earlier part is written up: the wait ends here, not at the close.
            if *closes == Some(Close::Abandoned) {
                late(step, *contact)?;
            }
            waited(step, *contact)
        }
        Event::Dialled { contact, .. } => broken_callback(step, *contact, "kept IS NULL AND ends_at < ?3"),
        Event::Closed { contact, how, .. } => {
            match how {
                Close::Abandoned => late(step, *contact)?,
                Close::CallbackFailed => {
                    broken_callback(step, *contact, "?3 = ?3 AND kept IS NOT 0 AND last_result IS NOT 'wrong_number'")?;
                }
                _ => {}
            }
            waited(step, *contact)
        }
        _ => Ok(()),
    }
}

/// Adds `value` (?3) to the ledger of the contact's case.
fn add(step: &Step<'_>, contact: ContactId, what: &str, value: i64) -> Result<()> {
    let sql = format!(
        "UPDATE effort SET {what} WHERE centre = ?1
         AND case_id = (SELECT case_id FROM contact WHERE centre = ?1 AND contact = ?2)"
    );
    step.execute(&sql, (step.centre, contact.0, value))
}

/// Counts the wait that runs, if one does; `contacts` then ends it.
fn waited(step: &Step<'_>, contact: ContactId) -> Result<()> {
    let mut select = step.tx.prepare_cached("SELECT waiting_since FROM contact WHERE centre = ?1 AND contact = ?2")?;
    let since: Option<i64> = select.query_row((step.centre, contact.0), |row| row.get(0)).optional()?.flatten();
    match since {
        Some(since) => add(step, contact, "waited_ms = waited_ms + ?3", step.at.saturating_sub(since).max(0)),
        None => Ok(()),
    }
}

/// Counts a wait longer than the range told.
fn late(step: &Step<'_>, contact: ContactId) -> Result<()> {
    let mut select = step.tx.prepare_cached(
        "SELECT waiting_since IS NOT NULL AND told_until < ?3 FROM contact WHERE centre = ?1 AND contact = ?2",
    )?;
    let late: Option<bool> =
        select.query_row((step.centre, contact.0, step.at), |row| row.get(0)).optional()?.flatten();
    if late == Some(true) { add(step, contact, BROKEN, 1) } else { Ok(()) }
}

const BROKEN: &str = "broken_promises = broken_promises + ?3";

/// Counts a broken promise if the contact's callback is as `which` says (?3 is now).
fn broken_callback(step: &Step<'_>, contact: ContactId, which: &str) -> Result<()> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM callback WHERE centre = ?1 AND contact = ?2 AND {which})");
    let broken: bool = step.tx.prepare_cached(&sql)?.query_row((step.centre, contact.0, step.at), |row| row.get(0))?;
    if broken { add(step, contact, BROKEN, 1) } else { Ok(()) }
}

/// The contact turns out to belong to another case. What only this contact cost goes with it.
fn moved(step: &Step<'_>, contact: ContactId, to: CaseId) -> Result<()> {
    let mut select = step.tx.prepare_cached("SELECT case_id FROM contact WHERE centre = ?1 AND contact = ?2")?;
    let from: Option<u64> = select.query_row((step.centre, contact.0), |row| row.get(0)).optional()?;
    let Some(from) = from.filter(|from| *from != to.0) else { return Ok(()) };
    step.execute(
        "INSERT INTO effort (centre, case_id, contacts, transfers, repeats, broken_promises, waited_ms)
         SELECT centre, ?3, 1, iif(contacts = 1, transfers, 0), iif(contacts = 1, repeats, 0),
                iif(contacts = 1, broken_promises, 0), iif(contacts = 1, waited_ms, 0)
         FROM effort WHERE centre = ?1 AND case_id = ?2
         ON CONFLICT DO UPDATE SET contacts = contacts + 1, repeats = repeats + 1 + excluded.repeats,
                transfers = transfers + excluded.transfers, waited_ms = waited_ms + excluded.waited_ms,
                broken_promises = broken_promises + excluded.broken_promises",
        (step.centre, from, to.0),
    )?;
    step.execute("DELETE FROM effort WHERE centre = ?1 AND case_id = ?2 AND contacts = 1", (step.centre, from))?;
    step.execute(
        "UPDATE effort SET contacts = contacts - 1, repeats = max(0, repeats - 1) WHERE centre = ?1 AND case_id = ?2",
        (step.centre, from),
    )
}
