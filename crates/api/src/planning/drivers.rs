//! What drives contacts, such as orders a day: imported for the days gone and the days to come, tried by every forecast.

use std::collections::BTreeSet;

use ::plan::forecast::{MAX_KINDS, Told};
use jiff::civil::Date;
use rusqlite::{Connection, Transaction};

use super::types::Driver;
use crate::error::{Error, FieldCode, Result};
use crate::fields::Fields;
use crate::limits;

/// Takes over `start,driver,value`; the values of a day are averaged, and take the place of what was known of it. Returns the
/// first and the last day and how many days there are, each driver counted.
///
/// # Errors
/// A sentence with the line; `driver`, where a name is impossible or there would be too many.
pub fn import(tx: &Transaction<'_>, centre: u32, csv: &[u8]) -> Result<(Date, Date, usize)> {
    let mut told = Told::default();
    told.read_drivers(csv)?;
    let mut names: BTreeSet<String> = list(tx, centre)?.into_iter().map(|driver| driver.name).collect();
    let mut insert =
        tx.prepare_cached("INSERT OR REPLACE INTO driver (centre, driver, day, value) VALUES (?1, ?2, ?3, ?4)")?;
    let mut fields = Fields::default();
    let (mut span, mut rows): (Option<(Date, Date)>, usize) = (None, 0);
    for (name, day, value) in told.drivers() {
        fields.text(name, limits::NAME_CHARS, "driver");
        names.insert(name.to_owned());
        insert.execute((centre, name, day.to_string(), value))?;
        span = Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        rows += 1;
    }
    fields.need(names.len() <= MAX_KINDS, "driver", FieldCode::OutOfRange);
    fields.check()?;
    let (first, last) = span.ok_or_else(|| Error::field("driver", FieldCode::Required))?;
    Ok((first, last, rows))
}

/// Every driver, with the days it is known for.
pub fn list(view: &Connection, centre: u32) -> Result<Vec<Driver>> {
    let mut select = view.prepare_cached(
        "SELECT driver, min(day), max(day), count(*) FROM driver WHERE centre = ?1 GROUP BY driver ORDER BY driver",
    )?;
    let rows = select.query_map([centre], |row| {
        Ok(Driver { name: row.get(0)?, first: super::date(row, 1)?, last: super::date(row, 2)?, days: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Tells a forecast of them.
pub fn tell(view: &Connection, centre: u32, told: &mut Told) -> Result<()> {
    let mut select = view.prepare_cached("SELECT driver, day, value FROM driver WHERE centre = ?1")?;
    let rows = select.query_map([centre], |row| Ok((row.get::<_, String>(0)?, super::date(row, 1)?, row.get(2)?)))?;
    for row in rows {
        let (name, day, value) = row?;
        told.drive(&name, day, value);
    }
    Ok(())
}

/// Takes a driver out; the next forecast does without it.
pub fn delete(tx: &Transaction<'_>, centre: u32, name: &str) -> Result<()> {
    match tx.execute("DELETE FROM driver WHERE centre = ?1 AND driver = ?2", (centre, name))? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}
