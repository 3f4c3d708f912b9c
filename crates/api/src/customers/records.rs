//! What is known of a customer: orders, matters, contacts, restrictions. Used by the desk and by her own page.

use rusqlite::Connection;

use super::types::{CaseView, OrderView, Restriction};
use crate::contacts::types::PastContact;
use crate::error::Result;
use crate::rows::{maybe_agent, maybe_word, word};
use crate::setup::catalogue::Catalogue;
use crate::wire::Ms;

/// Orders shown at once.
const ORDERS: u32 = 20;
/// Matters shown at once.
const CASES: u32 = 20;

/// A customer's orders, the newest first.
pub fn orders(view: &Connection, centre: u32, customer: u64) -> Result<Vec<OrderView>> {
    let mut select = view.prepare_cached(
        "SELECT key, title, status, amount, currency, placed_at FROM order_record
         WHERE centre = ?1 AND customer = ?2 ORDER BY placed_at DESC LIMIT ?3",
    )?;
    let rows = select.query_map((centre, customer, ORDERS), |row| {
        Ok(OrderView {
            key: row.get(0)?,
            title: row.get(1)?,
            status: row.get(2)?,
            amount: row.get(3)?,
            currency: row.get(4)?,
            at: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A customer's matters, open ones first, then the newest.
pub fn cases(view: &Connection, centre: u32, customer: u64, catalogue: &Catalogue) -> Result<Vec<CaseView>> {
    let mut select = view.prepare_cached(
        "SELECT c.case_id, c.title, c.reason, o.key, c.opened_at, c.last_at, c.closed_at FROM case_now c
         LEFT JOIN order_record o ON o.centre = c.centre AND o.order_id = c.order_id
         WHERE c.centre = ?1 AND c.customer = ?2 ORDER BY c.closed_at IS NOT NULL, c.last_at DESC LIMIT ?3",
    )?;
    let rows = select.query_map((centre, customer, CASES), |row| {
        Ok(CaseView {
            id: row.get(0)?,
            title: row.get(1)?,
            reason: row.get::<_, Option<u32>>(2)?.map(|reason| catalogue.reason_name(Some(reason))),
            order: row.get(3)?,
            opened: row.get(4)?,
            last: row.get(5)?,
            closed: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A customer's contacts but for one, the newest first.
pub fn past(
    view: &Connection,
    centre: u32,
    customer: u64,
    but: u64,
    limit: u32,
    catalogue: &Catalogue,
) -> Result<Vec<PastContact>> {
    let mut select = view.prepare_cached(
        "SELECT c.contact, c.case_id, c.arrived_at, c.channel, c.reason, a.account, a.name, a.alias, a.kind = 'bot',
                c.outcome, d.summary,
                (SELECT f.class FROM tone_flag f WHERE f.centre = c.centre AND f.contact = c.contact
                 ORDER BY f.class = 'distress' DESC, f.message DESC LIMIT 1)
         FROM contact c
         LEFT JOIN account a ON a.centre = c.centre AND a.account = c.agent
         LEFT JOIN contact_detail d ON d.centre = c.centre AND d.contact = c.contact
         WHERE c.centre = ?1 AND c.customer = ?2 AND c.contact <> ?3 ORDER BY c.arrived_at DESC LIMIT ?4",
    )?;
    let rows = select.query_map((centre, customer, but, limit), |row| {
        Ok(PastContact {
            id: row.get(0)?,
            case: row.get(1)?,
            arrived: row.get(2)?,
            channel: word(row, 3)?,
            reason: catalogue.reason_name(row.get(4)?),
            agent: maybe_agent(row, 5)?,
            outcome: maybe_word(row, 9)?,
            summary: row.get(10)?,
            tone: maybe_word(row, 11)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Restrictions in force at `now`.
pub fn restrictions(view: &Connection, centre: u32, customer: u64, now: Ms) -> Result<Vec<Restriction>> {
    let mut select = view.prepare_cached(
        "SELECT restriction, created_at, until_at, why FROM customer_restriction
         WHERE centre = ?1 AND customer = ?2 AND until_at > ?3 AND lifted_at IS NULL ORDER BY until_at DESC",
    )?;
    let rows = select.query_map((centre, customer, now), |row| {
        Ok(Restriction { id: row.get(0)?, since: row.get(1)?, until: row.get(2)?, why: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
