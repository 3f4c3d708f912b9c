//! Offers as rows.

use rusqlite::Connection;

use super::types::OfferView;
use crate::contacts::rows;
use crate::contacts::types::ContactRow;
use crate::error::Result;
use crate::rows::{Names, word};
use crate::setup::catalogue::Catalogue;

const SELECT: &str = "SELECT offer, contact, offered_at, deadline_at, rule, ring, agent FROM offer
     WHERE centre = ?1 AND ended_at IS NULL";

/// Those of `wanted` that are still open, each with its agent; their contacts are among `contacts`.
pub fn open(view: &Connection, centre: u32, contacts: &[ContactRow], wanted: &[u64]) -> Result<Vec<(u32, OfferView)>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let ids = serde_json::to_string(wanted).unwrap_or_default();
    let mut select = view.prepare_cached(&format!("{SELECT} AND offer IN (SELECT value FROM json_each(?2))"))?;
    let found = select.query_map((centre, ids), read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(found.into_iter().filter_map(|offer| offer.with(contacts)).collect())
}

/// Open offers to one agent.
pub fn to_agent(
    view: &Connection,
    centre: u32,
    agent: u32,
    catalogue: &Catalogue,
    names: &Names,
) -> Result<Vec<OfferView>> {
    let mut select = view.prepare_cached(&format!("{SELECT} AND agent = ?2 ORDER BY offered_at"))?;
    let found = select.query_map((centre, agent), read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let ids: Vec<u64> = found.iter().map(|offer| offer.contact).collect();
    let ids = serde_json::to_string(&ids).unwrap_or_default();
    const WANTED: &str = "c.contact IN (SELECT value FROM json_each(?2))";
    let contacts = rows::find(view, centre, catalogue, names, WANTED, &[&ids])?;
    Ok(found.into_iter().filter_map(|offer| offer.with(&contacts)).map(|(_, offer)| offer).collect())
}

struct Found {
    contact: u64,
    agent: u32,
    offer: u64,
    offered: i64,
    deadline: i64,
    rule: crate::wire::Rule,
    ring: u8,
}

impl Found {
    fn with(self, contacts: &[ContactRow]) -> Option<(u32, OfferView)> {
        let Self { contact, agent, offer, offered, deadline, rule, ring } = self;
        let contact = contacts.iter().find(|row| row.id == contact)?.clone();
        Some((agent, OfferView { id: offer, contact, offered, deadline, rule, ring }))
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Found> {
    Ok(Found {
        offer: row.get(0)?,
        contact: row.get(1)?,
        offered: row.get(2)?,
        deadline: row.get(3)?,
        rule: word(row, 4)?,
        ring: row.get(5)?,
        agent: row.get(6)?,
    })
}
