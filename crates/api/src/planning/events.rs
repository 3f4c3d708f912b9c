//! What people know of days to come.

use jiff::civil::Date;
use rusqlite::{Connection, Transaction};

use super::types::NewPlanEvent;
use crate::error::{Error, FieldCode, Result};
use crate::fields::Fields;
use crate::limits;
use crate::wire::Ms;

/// Most events kept.
const MOST: u32 = 2_000;
/// The longest event, in days.
const LONGEST_DAYS: i64 = 366;

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: u64,
    pub name: String,
    pub from: Date,
    pub to: Date,
    pub reason: Option<u32>,
    pub size: Option<f64>,
}

/// All events, the newest first.
pub fn list(view: &Connection, centre: u32) -> Result<Vec<Event>> {
    let mut select = view.prepare_cached(
        "SELECT event, name, from_day, to_day, reason, size FROM plan_event WHERE centre = ?1
         ORDER BY from_day DESC, event DESC",
    )?;
    let rows = select.query_map([centre], |row| {
        Ok(Event {
            id: row.get(0)?,
            name: row.get(1)?,
            from: super::date(row, 2)?,
            to: super::date(row, 3)?,
            reason: row.get(4)?,
            size: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Adds an event and returns its number.
pub fn add(tx: &Transaction<'_>, centre: u32, new: &NewPlanEvent, at: Ms, by: u32) -> Result<u64> {
    let mut fields = Fields::default();
    fields.text(&new.name, limits::NAME_CHARS, "name");
    let days = ::plan::history::days_between(new.from, new.to);
    fields.need((0..LONGEST_DAYS).contains(&days), "to", FieldCode::OutOfRange);
    fields.need(new.size.is_none_or(|size| size > 0.0 && size <= 100.0), "size", FieldCode::OutOfRange);
    fields.check()?;
    let count: u32 = tx.query_row("SELECT count(*) FROM plan_event WHERE centre = ?1", [centre], |row| row.get(0))?;
    if count >= MOST {
        return Err(Error::field("name", FieldCode::OutOfRange));
    }
    let event = store::new_id(tx, centre)?;
    let (from, to) = (new.from.to_string(), new.to.to_string());
    tx.execute(
        "INSERT INTO plan_event (centre, event, name, from_day, to_day, reason, size, created_at, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (centre, event, new.name.trim(), from, to, new.reason, new.size, at, by),
    )?;
    Ok(event)
}

/// Takes an event out.
pub fn delete(tx: &Transaction<'_>, centre: u32, event: u64) -> Result<()> {
    match tx.execute("DELETE FROM plan_event WHERE centre = ?1 AND event = ?2", (centre, event))? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}
