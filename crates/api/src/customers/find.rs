//! Finding and opening customers, masked; revealing one field, recorded.

use rusqlite::{OptionalExtension, Row, Transaction};
use store::access::Action;

use super::looks::Look;
use super::types::{CustomerDetail, CustomerEffort, CustomerField, CustomerHit, CustomerHits, Reveal, Revealed};
use super::{mask, records};
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::{self, Fields};
use crate::floor::alerts::{self, Matter};
use crate::floor::types::AlertKind;
use crate::limits;
use crate::setup::catalogue::Catalogue;
use crate::wire::Ms;

/// Customers shown for a search.
const HITS: u32 = 20;
/// Contacts shown of a customer.
const CONTACTS: u32 = 50;
/// Least letters of a name searched by.
const NAME_LETTERS: usize = 2;

/// Customers by the start of a name, or a whole number, address or key. What was searched for is not kept: it is
/// personal data itself.
pub fn search(tx: &Transaction<'_>, staff: &Staff, query: &str, now: Ms) -> Result<CustomerHits> {
    let mut rules = Fields::default();
    rules.text(query, limits::QUERY_CHARS, "q");
    rules.need(query.trim().chars().count() >= NAME_LETTERS, "q", FieldCode::TooShort);
    rules.check()?;
    let query = query.trim();
    let look = Look { subject: None, action: Action::Search, what: "customers", why: "", contact: None };
    look.record(tx, staff, now)?;
    let mut select = tx.prepare_cached(
        "SELECT c.customer, c.name, c.phone, c.email,
                (SELECT max(arrived_at) FROM contact t WHERE t.centre = c.centre AND t.customer = c.customer),
                (SELECT count(*) FROM case_now t WHERE t.centre = c.centre AND t.customer = c.customer AND t.closed_at IS NULL)
         FROM customer c
         WHERE c.centre = ?1 AND c.state = 'known' AND c.customer IN (
             SELECT customer FROM customer WHERE centre = ?1 AND name >= ?2 AND name < ?3
             UNION SELECT customer FROM customer WHERE centre = ?1 AND phone = ?4
             UNION SELECT customer FROM customer WHERE centre = ?1 AND email = ?5
             UNION SELECT customer FROM customer WHERE centre = ?1 AND key = ?2)
         ORDER BY c.name, c.customer LIMIT ?6",
    )?;
    let after = format!("{query}\u{10FFFF}");
    let values = (staff.centre, query, after, fields::phone(query), fields::email(query), HITS + 1);
    let mut customers = select.query_map(values, hit)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let more = customers.len() > HITS as usize;
    customers.truncate(HITS as usize);
    Ok(CustomerHits { customers, more })
}

fn hit(row: &Row<'_>) -> rusqlite::Result<CustomerHit> {
    Ok(CustomerHit {
        id: row.get(0)?,
        name: row.get::<_, Option<String>>(1)?.as_deref().map(mask::name),
        phone: row.get::<_, Option<String>>(2)?.as_deref().map(mask::phone),
        email: row.get::<_, Option<String>>(3)?.as_deref().map(mask::email),
        last_contact_at: row.get(4)?,
        open_cases: row.get(5)?,
    })
}

/// Everything about a customer, masked; the look is recorded.
pub fn open(
    tx: &Transaction<'_>,
    staff: &Staff,
    customer: u64,
    catalogue: &Catalogue,
    now: Ms,
) -> Result<CustomerDetail> {
    let centre = staff.centre;
    let mut select = tx.prepare_cached(
        "SELECT state, key, segment, name, phone, email, language, created_at FROM customer
         WHERE centre = ?1 AND customer = ?2 AND state IN ('visitor', 'known')",
    )?;
    let found = select.query_row((centre, customer), |row| {
        let name: Option<String> = row.get(3)?;
        let phone: Option<String> = row.get(4)?;
        let email: Option<String> = row.get(5)?;
        let there = [(CustomerField::Name, &name), (CustomerField::Phone, &phone), (CustomerField::Email, &email)];
        Ok(CustomerDetail {
            id: customer,
            known: row.get_ref(0)?.as_str()? == "known",
            key: row.get(1)?,
            segment: row.get(2)?,
            revealable: there.iter().filter(|(_, value)| value.is_some()).map(|(field, _)| *field).collect(),
            name: name.as_deref().map(mask::name),
            phone: phone.as_deref().map(mask::phone),
            email: email.as_deref().map(mask::email),
            language: row.get(6)?,
            verified_by: None,
            since: row.get(7)?,
            cases: Vec::new(),
            orders: Vec::new(),
            contacts: Vec::new(),
            restrictions: Vec::new(),
            effort: CustomerEffort::default(),
        })
    });
    let mut detail = found.optional()?.ok_or(Error::NotFound)?;
    detail.cases = records::cases(tx, centre, customer, catalogue)?;
    detail.orders = records::orders(tx, centre, customer)?;
    detail.contacts = records::past(tx, centre, customer, 0, CONTACTS, catalogue)?;
    detail.restrictions = records::restrictions(tx, centre, customer, now)?;
    detail.effort = effort(tx, centre, customer)?;
    let look = Look { subject: Some(customer), action: Action::View, what: "customer", why: "", contact: None };
    look.record(tx, staff, now)?;
    Ok(detail)
}

fn effort(tx: &Transaction<'_>, centre: u32, customer: u64) -> Result<CustomerEffort> {
    let mut sum = tx.prepare_cached(
        "SELECT coalesce(sum(e.transfers), 0), coalesce(sum(e.repeats), 0), coalesce(sum(e.broken_promises), 0),
                coalesce(sum(e.waited_ms), 0)
         FROM case_now c JOIN effort e ON e.centre = c.centre AND e.case_id = c.case_id
         WHERE c.centre = ?1 AND c.customer = ?2 AND c.closed_at IS NULL",
    )?;
    Ok(sum.query_row((centre, customer), |row| {
        Ok(CustomerEffort {
            transfers: row.get(0)?,
            repeats: row.get(1)?,
            broken_promises: row.get(2)?,
            waited_ms: row.get(3)?,
        })
    })?)
}

/// One field in clear. The record is written before the value is read, in one transaction.
pub fn reveal(tx: &Transaction<'_>, staff: &Staff, customer: u64, body: &Reveal, now: Ms) -> Result<Revealed> {
    let mut rules = Fields::default();
    rules.text(&body.why, limits::NOTE_CHARS, "why");
    rules.check()?;
    let (column, what) = match body.field {
        CustomerField::Name => ("name", "customer.name"),
        CustomerField::Phone => ("phone", "customer.phone"),
        CustomerField::Email => ("email", "customer.email"),
    };
    let look = Look { subject: Some(customer), action: Action::Reveal, what, why: &body.why, contact: None };
    let record = look.record(tx, staff, now)?;
    let mut select = tx.prepare_cached(&format!(
        "SELECT {column} FROM customer WHERE centre = ?1 AND customer = ?2 AND state IN ('visitor', 'known')"
    ))?;
    let found = select.query_row((staff.centre, customer), |row| row.get::<_, Option<String>>(0)).optional()?;
    // Nothing there: the transaction is given up, and the record with it.
    let value = found.flatten().ok_or(Error::NotFound)?;
    Ok(Revealed { field: body.field, value, record })
}

/// A person who looks at many customers' data in a short time is looked at: work or harvest, a supervisor asks.
pub fn many_reveals(tx: &Transaction<'_>, staff: &Staff, now: Ms) -> Result<Option<u64>> {
    let sql = "SELECT count(DISTINCT subject) FROM access_record
               WHERE centre = ?1 AND account = ?2 AND action = 'reveal' AND at > ?3";
    let since = now.saturating_sub(limits::MANY_REVEALS_WITHIN_MS);
    let count: u32 = tx.prepare_cached(sql)?.query_row((staff.centre, staff.account, since), |row| row.get(0))?;
    if count < limits::MANY_REVEALS {
        return Ok(None);
    }
    let matter = Matter {
        subject: format!("agent {}", staff.account),
        agent: Some(staff.account),
        note: count.to_string(),
        ..Matter::default()
    };
    alerts::raise(tx, staff.centre, AlertKind::ManyReveals, &matter, now)
}
