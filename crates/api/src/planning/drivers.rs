//! What drives contacts, such as orders a day: imported for the days gone and the days to come, tried by every forecast.

use std::collections::BTreeSet;

use ::plan::forecast::{MAX_KINDS, Told};
use jiff::civil::Date;
use rusqlite::{Connection, Transaction};

use super::types::Driver;
use crate::error::{Error, FieldCode, Result};
use crate::fields::Fields;
use crate::limits;

/// A file of drivers, read and not yet kept.
pub struct Import {
    /// The first and the last day.
    pub span: (Date, Date),
    pub rows: Vec<Row>,
}

/// The value of a driver on a day.
pub struct Row {
    driver: String,
    day: Date,
    value: f64,
}

/// Reads `start,driver,value`; the values of a day are averaged. `known` are the drivers there are already. No table is touched.
///
/// # Errors
/// A sentence with the line; `driver`, where a name is impossible or there would be too many.
pub fn read(csv: &[u8], known: &[Driver]) -> Result<Import> {
    let mut told = Told::default();
    told.read_drivers(csv)?;
    let mut names: BTreeSet<&str> = known.iter().map(|driver| driver.name.as_str()).collect();
    let mut fields = Fields::default();
    let (mut span, mut rows): (Option<(Date, Date)>, Vec<Row>) = (None, Vec::new());
    for (name, day, value) in told.drivers() {
        fields.text(name, limits::NAME_CHARS, "driver");
        names.insert(name);
        span = Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        rows.push(Row { driver: name.to_owned(), day, value });
    }
    fields.need(names.len() <= MAX_KINDS, "driver", FieldCode::OutOfRange);
    fields.check()?;
    Ok(Import { span: span.ok_or_else(|| Error::field("driver", FieldCode::Required))?, rows })
}

/// Keeps values; each takes the place of what was known of its day.
pub fn keep(tx: &Transaction<'_>, centre: u32, rows: &[Row]) -> Result<()> {
    let mut insert =
        tx.prepare_cached("INSERT OR REPLACE INTO driver (centre, driver, day, value) VALUES (?1, ?2, ?3, ?4)")?;
    for row in rows {
        insert.execute((centre, &row.driver, row.day.to_string(), row.value))?;
    }
    Ok(())
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
