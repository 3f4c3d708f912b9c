//! Lists of contacts, each a page at a time.

use std::collections::BTreeMap;

use routing::policy::Need;
use rusqlite::{Connection, OptionalExtension, ToSql};

use super::may;
use super::rows::find;
use super::types::{ContactList, ContactListQuery, ContactListView, ContactRow, Turn};
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::limits;
use crate::rows::Names;
use crate::setup::catalogue::Catalogue;
use crate::wire::Ms;

/// Rows on a page unless said otherwise.
const PAGE: u32 = 50;

/// One page of the list asked for.
pub fn page(
    view: &Connection,
    staff: &Staff,
    query: &ContactListQuery,
    catalogue: &Catalogue,
    now: Ms,
) -> Result<ContactList> {
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=limits::PAGE_ROWS).contains(&limit) {
        return Err(Error::field("limit", FieldCode::OutOfRange));
    }
    let names = Names::load(view, staff.centre)?;
    let after = query.after.as_deref().map(Place::parse).transpose()?;
    let mut contacts = match query.view {
        ContactListView::Mine => mine(view, staff, catalogue, &names, now)?,
        ContactListView::PutOff => put_off(view, staff, catalogue, &names, now)?,
        ContactListView::Queue => queue(view, staff, catalogue, &names, after, limit)?,
        ContactListView::Closed => closed(view, staff, catalogue, &names, after, limit)?,
    };
    let more = contacts.len() > limit as usize;
    contacts.truncate(limit as usize);
    let last = if more { contacts.last() } else { None };
    let next = match (query.view, last) {
        (ContactListView::Queue, Some(row)) => Some(Place { key: rank(view, staff.centre, row.id)?, id: row.id }),
        (ContactListView::Closed, Some(row)) => Some(Place { key: row.closed.unwrap_or_default(), id: row.id }),
        _ => None,
    };
    Ok(ContactList { as_of: now, contacts, next: next.map(|place| place.to_string()) })
}

/// Everything with the reader that is not put off: her turn first, then the longest kept waiting.
pub fn mine(
    view: &Connection,
    staff: &Staff,
    catalogue: &Catalogue,
    names: &Names,
    now: Ms,
) -> Result<Vec<ContactRow>> {
    const WANTED: &str = "c.contact IN (SELECT contact FROM leg WHERE centre = ?1 AND agent = ?2
         AND state IN ('talking', 'held', 'wrap_up')) AND coalesce(d.put_off_until, 0) <= ?3";
    let mut rows = find(view, staff.centre, catalogue, names, WANTED, &[&staff.account, &now])?;
    rows.sort_by_key(|row| (row.turn == Turn::Customer, row.turn_since, row.id));
    Ok(rows)
}

/// What the reader put off and is not yet due, the next due first.
pub fn put_off(
    view: &Connection,
    staff: &Staff,
    catalogue: &Catalogue,
    names: &Names,
    now: Ms,
) -> Result<Vec<ContactRow>> {
    const WANTED: &str = "c.contact IN (SELECT contact FROM leg WHERE centre = ?1 AND agent = ?2
         AND state IN ('talking', 'held', 'wrap_up')) AND d.put_off_until > ?3 ORDER BY d.put_off_until, c.contact";
    find(view, staff.centre, catalogue, names, WANTED, &[&staff.account, &now])
}

/// In line for a person: for supervisors everything, for agents the reasons they could serve at the widest ring.
fn queue(
    view: &Connection,
    staff: &Staff,
    catalogue: &Catalogue,
    names: &Names,
    after: Option<Place>,
    limit: u32,
) -> Result<Vec<ContactRow>> {
    const WANTED: &str = "c.state IN ('waiting', 'offered') AND c.for_bot IS NULL
         AND (?3 IS NULL OR (c.rank, c.contact) > (?3, ?4))
         AND (?5 OR c.preferred = ?2 OR c.reason IN (SELECT value FROM json_each(?6)))
         ORDER BY c.rank, c.contact LIMIT ?7";
    let all = may::sees_all(staff);
    let served = if all { Vec::new() } else { reasons_served(view, staff, catalogue)? };
    let served = serde_json::to_string(&served).unwrap_or_else(|_| "[]".to_owned());
    let (key, id) = (after.map(|place| place.key), after.map_or(0, |place| place.id));
    let values: [&dyn ToSql; 6] = [&staff.account, &key, &id, &all, &served, &(limit + 1)];
    find(view, staff.centre, catalogue, names, WANTED, &values)
}

fn closed(
    view: &Connection,
    staff: &Staff,
    catalogue: &Catalogue,
    names: &Names,
    after: Option<Place>,
    limit: u32,
) -> Result<Vec<ContactRow>> {
    const WANTED: &str = "c.closed_at IS NOT NULL AND (?3 IS NULL OR (c.closed_at, c.contact) < (?3, ?4))
         AND (?5 OR EXISTS (SELECT 1 FROM leg l WHERE l.centre = c.centre AND l.contact = c.contact AND l.agent = ?2))
         ORDER BY c.closed_at DESC, c.contact DESC LIMIT ?6";
    let (key, id) = (after.map(|place| place.key), after.map_or(0, |place| place.id));
    let values: [&dyn ToSql; 5] = [&staff.account, &key, &id, &may::sees_all(staff), &(limit + 1)];
    find(view, staff.centre, catalogue, names, WANTED, &values)
}

/// Reasons whose widest ring the reader meets.
fn reasons_served(view: &Connection, staff: &Staff, catalogue: &Catalogue) -> Result<Vec<u32>> {
    let mut select = view.prepare_cached("SELECT skill, level FROM agent_skill WHERE centre = ?1 AND agent = ?2")?;
    let levels = select.query_map((staff.centre, staff.account), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let levels: BTreeMap<u32, u8> = levels.collect::<rusqlite::Result<_>>()?;
    let meets = |need: &Need| levels.get(&need.skill.0).is_some_and(|level| *level >= need.level);
    let reasons = catalogue.document.iter().flat_map(|document| &document.reasons);
    let served = reasons.filter(|reason| reason.rings.last().is_some_and(|ring| ring.needs.iter().all(meets)));
    Ok(served.map(|reason| reason.id.0).collect())
}

fn rank(view: &Connection, centre: u32, contact: u64) -> Result<i64> {
    let mut select = view.prepare_cached("SELECT rank FROM contact WHERE centre = ?1 AND contact = ?2")?;
    Ok(select.query_row((centre, contact), |row| row.get(0)).optional()?.flatten().unwrap_or_default())
}

/// Where a page ended: the key of its order and the contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    key: i64,
    id: u64,
}

impl Place {
    fn parse(text: &str) -> Result<Self> {
        let place =
            text.split_once('_').and_then(|(key, id)| Some(Self { key: key.parse().ok()?, id: id.parse().ok()? }));
        place.ok_or_else(|| Error::field("after", FieldCode::Invalid))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}_{}", self.key, self.id)
    }
}
