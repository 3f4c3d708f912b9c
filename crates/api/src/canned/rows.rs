//! Canned replies as rows: a person's own and everyone's.

use auth::Role;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use super::types::{Canned, CannedChange, CannedScope, NewCanned};
use crate::clean::Clean;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::wire::Ms;

/// Most replies a person, or everyone together, may keep.
pub const CANNED_MOST: u32 = 500;

const SELECT: &str = "SELECT canned, title, body, account, reason FROM canned WHERE centre = ?1
     AND (account IS NULL OR account = ?2)";

/// What the reader may use: those for the reason first, her own before everyone's, then by title.
pub fn list(view: &Connection, staff: &Staff, reason: Option<u32>) -> Result<Vec<Canned>> {
    let mut select = view.prepare_cached(&format!(
        "{SELECT} ORDER BY ?3 IS NOT NULL AND reason IS ?3 DESC, account IS NULL, title, canned"
    ))?;
    let rows = select.query_map((staff.centre, staff.account, reason), |row| read(row, staff))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn one(view: &Connection, staff: &Staff, canned: u64) -> Result<Canned> {
    let mut select = view.prepare_cached(&format!("{SELECT} AND canned = ?3"))?;
    let found = select.query_row((staff.centre, staff.account, canned), |row| read(row, staff)).optional()?;
    found.ok_or(Error::NotFound)
}

fn read(row: &Row<'_>, staff: &Staff) -> rusqlite::Result<Canned> {
    let owner: Option<u32> = row.get(3)?;
    Ok(Canned {
        id: row.get(0)?,
        title: row.get(1)?,
        body: row.get(2)?,
        scope: if owner.is_some() { CannedScope::Mine } else { CannedScope::All },
        reason: row.get(4)?,
        mine: owner.is_some() || writes_for_all(staff),
    })
}

/// Everyone's replies are kept by supervisors.
fn writes_for_all(staff: &Staff) -> bool {
    staff.is(Role::Supervisor) || staff.is(Role::Admin)
}

fn owner(staff: &Staff, scope: CannedScope) -> Result<Option<u32>> {
    match scope {
        CannedScope::Mine => Ok(Some(staff.account)),
        CannedScope::All if writes_for_all(staff) => Ok(None),
        CannedScope::All => Err(Error::Forbidden),
    }
}

/// Adds a reply.
pub fn add(tx: &Transaction<'_>, staff: &Staff, new: &NewCanned, now: Ms) -> Result<Canned> {
    check(&new.title, &new.body)?;
    let owner = owner(staff, new.scope)?;
    let mut count = tx.prepare_cached("SELECT count(*) FROM canned WHERE centre = ?1 AND account IS ?2")?;
    if count.query_row((staff.centre, owner), |row| row.get::<_, u32>(0))? >= CANNED_MOST {
        return Err(Error::field("title", FieldCode::OutOfRange));
    }
    let canned = store::new_id(tx, staff.centre)?;
    tx.prepare_cached(
        "INSERT INTO canned (centre, canned, account, title, body, reason, updated_at, updated_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((staff.centre, canned, owner, new.title.trim(), &new.body, new.reason, now, staff.account))?;
    one(tx, staff, canned)
}

/// Changes a reply; what is left out stays.
pub fn change(tx: &Transaction<'_>, staff: &Staff, canned: u64, change: CannedChange, now: Ms) -> Result<Canned> {
    let before = writable(tx, staff, canned)?;
    let title = change.title.map_or(before.title, Clean::into_string);
    let body = change.body.map_or(before.body, Clean::into_string);
    check(&title, &body)?;
    let owner = owner(staff, change.scope.unwrap_or(before.scope))?;
    tx.prepare_cached(
        "UPDATE canned SET account = ?3, title = ?4, body = ?5, reason = ?6, updated_at = ?7, updated_by = ?8
         WHERE centre = ?1 AND canned = ?2",
    )?
    .execute((
        staff.centre,
        canned,
        owner,
        title.trim(),
        &body,
        change.reason.or(before.reason),
        now,
        staff.account,
    ))?;
    one(tx, staff, canned)
}

/// Deletes a reply.
pub fn delete(tx: &Transaction<'_>, staff: &Staff, canned: u64) -> Result<()> {
    writable(tx, staff, canned)?;
    tx.prepare_cached("DELETE FROM canned WHERE centre = ?1 AND canned = ?2")?.execute((staff.centre, canned))?;
    Ok(())
}

fn writable(view: &Connection, staff: &Staff, canned: u64) -> Result<Canned> {
    let found = one(view, staff, canned)?;
    if found.mine { Ok(found) } else { Err(Error::Forbidden) }
}

fn check(title: &str, body: &str) -> Result<()> {
    let mut fields = Fields::default();
    fields.text(title, limits::NAME_CHARS, "title");
    fields.text(body, limits::MESSAGE_CHARS, "body");
    fields.check()
}
