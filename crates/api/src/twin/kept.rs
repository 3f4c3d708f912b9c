//! Tries as rows.

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::types::{NewTry, TriedPolicy, TryName, TryResult, TryRow, TryView};
use crate::error::{Error, FieldCode, Result};
use crate::fields::Fields;
use crate::limits;
use crate::rows::{self, Names, word};
use crate::wire::Ms;

const ROW: &str = "try, name, day, changed, policy, revision, made_at, made_by";

/// Keeps a try, of a draft under its revision; without a name only the newest stay.
pub fn keep(
    tx: &Transaction<'_>,
    centre: u32,
    asked: &NewTry,
    revision: Option<u32>,
    result: &TryResult,
    (at, by): (Ms, u32),
) -> Result<u64> {
    let id = store::new_id(tx, centre)?;
    let json = |value: serde_json::Result<String>| value.map_err(|_| Error::Internal);
    let changed = json(serde_json::to_string(&asked.change))?;
    let result = json(serde_json::to_string(result))?;
    let policy = match asked.policy {
        TriedPolicy::Day => "day",
        TriedPolicy::Draft => "draft",
    };
    tx.execute(
        "INSERT INTO what_if (centre, try, day, changed, policy, revision, result, made_at, made_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (centre, id, asked.day.to_string(), changed, policy, revision, result, at, by),
    )?;
    tx.execute(
        "DELETE FROM what_if WHERE centre = ?1 AND name IS NULL AND try NOT IN (
             SELECT try FROM what_if WHERE centre = ?1 AND name IS NULL ORDER BY made_at DESC, try DESC LIMIT ?2)",
        (centre, limits::LAST_TRIES),
    )?;
    Ok(id)
}

fn row(found: &rusqlite::Row<'_>, names: &Names) -> rusqlite::Result<TryRow> {
    Ok(TryRow {
        id: found.get(0)?,
        name: found.get(1)?,
        day: found.get(2)?,
        change: rows::json(found, 3)?,
        policy: word(found, 4)?,
        revision: found.get(5)?,
        at: found.get(6)?,
        by: names.agent(routing::AgentId(found.get(7)?)),
    })
}

/// All of them, the newest first.
pub fn list(view: &Connection, centre: u32) -> Result<Vec<TryRow>> {
    let names = Names::load(view, centre)?;
    let mut select =
        view.prepare_cached(&format!("SELECT {ROW} FROM what_if WHERE centre = ?1 ORDER BY made_at DESC, try DESC"))?;
    let found = select.query_map([centre], |found| row(found, &names))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// One with its result.
///
/// # Errors
/// [`Error::NotFound`].
pub fn read(view: &Connection, centre: u32, id: u64) -> Result<TryView> {
    let names = Names::load(view, centre)?;
    let sql = format!("SELECT {ROW}, result FROM what_if WHERE centre = ?1 AND try = ?2");
    let found = view
        .prepare_cached(&sql)?
        .query_row((centre, id), |found| Ok(TryView { row: row(found, &names)?, result: rows::json(found, 8)? }));
    found.optional()?.ok_or(Error::NotFound)
}

/// Gives a try a name, under which it stays.
///
/// # Errors
/// [`Error::NotFound`], or what is wrong with the name.
pub fn name(tx: &Transaction<'_>, centre: u32, id: u64, TryName { name }: &TryName) -> Result<()> {
    let mut fields = Fields::default();
    fields.text(name, limits::NAME_CHARS, "name");
    let named: u32 = tx.query_row(
        "SELECT count(*) FROM what_if WHERE centre = ?1 AND name IS NOT NULL AND try <> ?2",
        (centre, id),
        |found| found.get(0),
    )?;
    fields.need(named < limits::NAMED_TRIES, "name", FieldCode::OutOfRange);
    fields.check()?;
    let sql = "UPDATE what_if SET name = ?3 WHERE centre = ?1 AND try = ?2";
    if tx.execute(sql, (centre, id, name.trim()))? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Throws a try away.
///
/// # Errors
/// [`Error::NotFound`].
pub fn delete(tx: &Transaction<'_>, centre: u32, id: u64) -> Result<()> {
    let gone = tx.execute("DELETE FROM what_if WHERE centre = ?1 AND try = ?2", (centre, id))?;
    if gone == 1 { Ok(()) } else { Err(Error::NotFound) }
}
