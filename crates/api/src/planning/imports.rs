//! Taking a history file over: in parts, so that routing has the writer in between, and yet as a whole or not at all.
//!
//! Parts are staged under the number of their import, seen by nobody. One write makes it whole: from then on the view
//! `volume_known` has all of it, and its rows move into `volume` behind that. What a fault breaks off before is forgotten by the next
//! import, what it breaks off after is moved on then, or at night.

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::volume::{self, AT_ONCE, Row};
use crate::error::{Error, Result};
use crate::state::App;
use crate::wire::Ms;

/// Takes rows over and returns when all of them count.
///
/// # Errors
/// [`Error::WrongState`] where another import of the centre began meanwhile: then nothing of this one counts.
pub async fn take(app: &App, centre: u32, rows: Vec<Row>, now: Ms) -> Result<()> {
    settle(app, centre).await?;
    let import = app.write(move |tx| begin(tx, centre, now)).await?;
    let mut rows = rows.into_iter();
    loop {
        let part: Vec<Row> = rows.by_ref().take(AT_ONCE).collect();
        if part.is_empty() {
            break;
        }
        app.write(move |tx| stage(tx, centre, import, &part)).await?;
    }
    app.write(move |tx| complete(tx, centre, import)).await?;
    settle(app, centre).await
}

/// Moves on what complete imports left, and clears what broken ones did.
pub async fn settle(app: &App, centre: u32) -> Result<()> {
    while app.write(move |tx| step(tx, centre)).await? {}
    Ok(())
}

/// Begins an import; one that was not completed ends with that.
pub fn begin(tx: &Transaction<'_>, centre: u32, now: Ms) -> Result<u64> {
    tx.execute("UPDATE volume_import SET state = 'broken' WHERE centre = ?1 AND state = 'staged'", [centre])?;
    let import = store::new_id(tx, centre)?;
    tx.execute("INSERT INTO volume_import (centre, import, begun_at) VALUES (?1, ?2, ?3)", (centre, import, now))?;
    Ok(import)
}

/// Stages a part.
///
/// # Errors
/// [`Error::WrongState`] where the import was ended by another.
pub fn stage(tx: &Transaction<'_>, centre: u32, import: u64, rows: &[Row]) -> Result<()> {
    if !goes_on(tx, centre, import)? {
        return Err(Error::WrongState);
    }
    let mut insert = tx.prepare_cached(
        "INSERT OR REPLACE INTO volume_staged (centre, import, reason, day, minute, minutes, offered, handled, aht_s)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for row in rows {
        let day = row.day.to_string();
        let values = (centre, import, row.reason, day, row.minute, row.minutes, row.offered, row.handled, row.aht_s);
        insert.execute(values)?;
    }
    Ok(())
}

/// Makes an import count.
///
/// # Errors
/// As of [`stage`].
pub fn complete(tx: &Transaction<'_>, centre: u32, import: u64) -> Result<()> {
    let sql = "UPDATE volume_import SET state = 'whole' WHERE centre = ?1 AND import = ?2 AND state = 'staged'";
    if tx.execute(sql, (centre, import))? == 0 { Err(Error::WrongState) } else { Ok(()) }
}

/// Moves or clears one part; whether there is more to do. Imports are moved in their order.
pub fn step(tx: &Transaction<'_>, centre: u32) -> Result<bool> {
    let sql = "SELECT import, state = 'whole' FROM volume_import WHERE centre = ?1 AND state <> 'staged' ORDER BY import LIMIT 1";
    let next = tx.prepare_cached(sql)?.query_row([centre], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((import, whole)) = next else { return Ok(false) };
    let rows = read(tx, centre, import)?;
    if whole {
        volume::keep(tx, centre, &rows)?;
    }
    forget(tx, centre, import, &rows)?;
    if rows.is_empty() {
        tx.execute("DELETE FROM volume_import WHERE centre = ?1 AND import = ?2", (centre, import))?;
    }
    Ok(true)
}

fn goes_on(view: &Connection, centre: u32, import: u64) -> Result<bool> {
    let sql = "SELECT 1 FROM volume_import WHERE centre = ?1 AND import = ?2 AND state = 'staged'";
    Ok(view.prepare_cached(sql)?.query_row((centre, import), |_| Ok(())).optional()?.is_some())
}

/// The next part of what is staged.
fn read(view: &Connection, centre: u32, import: u64) -> Result<Vec<Row>> {
    let mut select = view.prepare_cached(
        "SELECT reason, day, minute, minutes, offered, handled, aht_s FROM volume_staged
         WHERE centre = ?1 AND import = ?2 ORDER BY reason, day, minute LIMIT ?3",
    )?;
    let rows = select.query_map((centre, import, AT_ONCE), |row| {
        Ok(Row {
            reason: row.get(0)?,
            day: super::date(row, 1)?,
            minute: row.get(2)?,
            minutes: row.get(3)?,
            offered: row.get(4)?,
            handled: row.get(5)?,
            aht_s: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn forget(tx: &Transaction<'_>, centre: u32, import: u64, rows: &[Row]) -> Result<()> {
    let mut delete = tx.prepare_cached(
        "DELETE FROM volume_staged WHERE centre = ?1 AND import = ?2 AND reason = ?3 AND day = ?4 AND minute = ?5",
    )?;
    for row in rows {
        delete.execute((centre, import, row.reason, row.day.to_string(), row.minute))?;
    }
    Ok(())
}
