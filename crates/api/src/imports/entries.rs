//! Customers, orders and matters as the company's own systems tell them.

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::types::{CaseUpsert, CustomerUpsert, OrderUpsert, Upserted};
use crate::clean::Clean;
use crate::error::{Error, FieldCode, Result};
use crate::fields::{self, Fields};
use crate::limits;
use crate::rows::as_word;
use crate::setup::catalogue::Catalogue;
use crate::wire::{Language, Ms};

/// A row of a file, or what a system sends.
pub trait Entry: Send + Sync + 'static {
    /// The field that names what is not there; none: all of it is.
    fn lacks(&self, view: &Connection, centre: u32) -> Result<Option<&'static str>>;
    /// Adds it or changes it. Not found: what it names is not there.
    fn put(&self, tx: &Transaction<'_>, centre: u32, now: Ms) -> Result<Upserted>;
}

/// Where an order's currency is left out.
const CURRENCY: &str = "KRW";

/// A customer, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerEntry {
    pub key: String,
    pub segment: Option<Clean>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub language: Option<Language>,
}

impl CustomerEntry {
    /// Checks what was sent; phone and e-mail in one spelling each.
    pub fn new(key: &str, body: CustomerUpsert) -> Result<Self> {
        let mut rules = Fields::default();
        rules.text(key, limits::KEY_CHARS, "key");
        if let Some(name) = &body.name {
            rules.text(name, limits::NAME_CHARS, "name");
        }
        rules.optional_text(body.segment.as_deref().unwrap_or_default(), limits::NAME_CHARS, "segment");
        let (name, segment) = (body.name.as_deref().unwrap_or_default(), body.segment.as_deref().unwrap_or_default());
        one_line(&mut rules, &[("key", key), ("name", name), ("segment", segment)]);
        let phone = body.phone.as_deref().map(fields::phone);
        let email = body.email.as_deref().map(fields::email);
        rules.need(phone != Some(None), "phone", FieldCode::Invalid);
        rules.need(email != Some(None), "email", FieldCode::Invalid);
        rules.check()?;
        Ok(Self {
            key: key.trim().to_owned(),
            segment: body.segment.map(Clean::trimmed),
            name: body.name.map(|name| name.trim().to_owned()),
            phone: phone.flatten(),
            email: email.flatten(),
            language: body.language,
        })
    }
}

impl Entry for CustomerEntry {
    fn lacks(&self, _view: &Connection, _centre: u32) -> Result<Option<&'static str>> {
        Ok(None)
    }

    /// An erased customer's key begins a new one.
    fn put(&self, tx: &Transaction<'_>, centre: u32, now: Ms) -> Result<Upserted> {
        let language = self.language.as_ref().map(as_word).transpose()?;
        if let Some(id) = customer(tx, centre, &self.key)? {
            tx.prepare_cached(
                "UPDATE customer SET segment = coalesce(?3, segment), name = coalesce(?4, name),
                        phone = coalesce(?5, phone), email = coalesce(?6, email), language = coalesce(?7, language),
                        updated_at = ?8
                 WHERE centre = ?1 AND customer = ?2",
            )?
            .execute((centre, id, &self.segment, &self.name, &self.phone, &self.email, language, now))?;
            return Ok(Upserted { id, created: false });
        }
        let id = store::new_id(tx, centre)?;
        tx.prepare_cached(
            "INSERT INTO customer (centre, customer, state, key, segment, name, phone, email, language, created_at,
                                   updated_at)
             VALUES (?1, ?2, 'known', ?3, coalesce(?4, ''), ?5, ?6, ?7, ?8, ?9, ?9)",
        )?
        .execute((
            centre,
            id,
            &self.key,
            &self.segment,
            &self.name,
            &self.phone,
            &self.email,
            language,
            now,
        ))?;
        Ok(Upserted { id, created: true })
    }
}

/// An order, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderEntry {
    pub customer_key: String,
    pub key: String,
    pub title: Clean,
    pub status: Clean,
    pub amount: Option<i64>,
    pub currency: String,
    pub at: Ms,
}

impl OrderEntry {
    /// Checks what was sent.
    pub fn new(key: &str, body: OrderUpsert) -> Result<Self> {
        let currency = body.currency.filter(|currency| !currency.is_empty()).unwrap_or_else(|| CURRENCY.into());
        let mut rules = Fields::default();
        rules.text(&body.customer, limits::KEY_CHARS, "customer");
        rules.text(key, limits::KEY_CHARS, "key");
        rules.text(&body.title, limits::NAME_CHARS, "title");
        rules.text(&body.status, limits::NAME_CHARS, "status");
        one_line(
            &mut rules,
            &[("customer", &body.customer), ("key", key), ("title", &body.title), ("status", &body.status)],
        );
        let fits = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
        rules.need(fits, "currency", FieldCode::Invalid);
        rules.check()?;
        Ok(Self {
            customer_key: body.customer.trim().to_owned(),
            key: key.trim().to_owned(),
            title: body.title.trimmed(),
            status: body.status.trimmed(),
            amount: body.amount,
            currency,
            at: body.at,
        })
    }
}

impl Entry for OrderEntry {
    fn lacks(&self, view: &Connection, centre: u32) -> Result<Option<&'static str>> {
        Ok(customer(view, centre, &self.customer_key)?.is_none().then_some("customer"))
    }

    fn put(&self, tx: &Transaction<'_>, centre: u32, now: Ms) -> Result<Upserted> {
        let customer = customer(tx, centre, &self.customer_key)?.ok_or(Error::NotFound)?;
        let found = order(tx, centre, &self.key)?;
        let id = found.map_or_else(|| store::new_id(tx, centre), Ok)?;
        tx.prepare_cached(
            "INSERT INTO order_record (centre, order_id, customer, key, title, status, amount, currency, placed_at,
                                       updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (centre, order_id) DO UPDATE SET customer = ?3, title = ?5, status = ?6, amount = ?7,
                 currency = ?8, placed_at = ?9, updated_at = ?10",
        )?
        .execute((
            centre,
            id,
            customer,
            &self.key,
            &self.title,
            &self.status,
            self.amount,
            &self.currency,
            self.at,
            now,
        ))?;
        Ok(Upserted { id, created: found.is_none() })
    }
}

/// A matter, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEntry {
    pub customer_key: String,
    pub key: String,
    pub title: Clean,
    pub reason: Option<u32>,
    pub order_key: Option<String>,
    pub opened: Ms,
    pub closed: Option<Ms>,
}

impl CaseEntry {
    /// Checks what was sent; the reason must be in the catalogue.
    pub fn new(key: &str, body: CaseUpsert, catalogue: &Catalogue) -> Result<Self> {
        let order = body.order.filter(|order| !order.trim().is_empty());
        let named = body.reason.filter(|reason| !reason.trim().is_empty());
        let reason = named.as_deref().map(|named| reason(catalogue, named.trim()));
        let mut rules = Fields::default();
        rules.text(&body.customer, limits::KEY_CHARS, "customer");
        rules.text(key, limits::KEY_CHARS, "key");
        rules.text(&body.title, limits::NAME_CHARS, "title");
        rules.optional_text(order.as_deref().unwrap_or_default(), limits::KEY_CHARS, "order");
        one_line(&mut rules, &[("customer", &body.customer), ("key", key), ("title", &body.title)]);
        rules.need(reason != Some(None), "reason", FieldCode::NotThere);
        rules.need(body.closed.is_none_or(|closed| closed >= body.opened), "closed", FieldCode::OutOfRange);
        rules.check()?;
        Ok(Self {
            customer_key: body.customer.trim().to_owned(),
            key: key.trim().to_owned(),
            title: body.title.trimmed(),
            reason: reason.flatten(),
            order_key: order.map(|order| order.trim().to_owned()),
            opened: body.opened,
            closed: body.closed,
        })
    }
}

impl Entry for CaseEntry {
    fn lacks(&self, view: &Connection, centre: u32) -> Result<Option<&'static str>> {
        if let Some(key) = &self.order_key
            && order(view, centre, key)?.is_none()
        {
            return Ok(Some("order"));
        }
        Ok(customer(view, centre, &self.customer_key)?.is_none().then_some("customer"))
    }

    fn put(&self, tx: &Transaction<'_>, centre: u32, _now: Ms) -> Result<Upserted> {
        let customer = customer(tx, centre, &self.customer_key)?.ok_or(Error::NotFound)?;
        let order = match &self.order_key {
            Some(key) => Some(order(tx, centre, key)?.ok_or(Error::NotFound)?),
            None => None,
        };
        let mut find = tx.prepare_cached("SELECT case_id FROM case_record WHERE centre = ?1 AND key = ?2")?;
        let found: Option<u64> = find.query_row((centre, &self.key), |row| row.get(0)).optional()?;
        let id = found.map_or_else(|| store::new_id(tx, centre), Ok)?;
        tx.prepare_cached(
            "INSERT INTO case_record (centre, case_id, customer, key, title, reason, order_id, opened_at, closed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (centre, case_id) DO UPDATE SET customer = ?3, title = ?5, reason = ?6, order_id = ?7,
                 opened_at = ?8, closed_at = ?9",
        )?
        .execute((
            centre,
            id,
            customer,
            &self.key,
            &self.title,
            self.reason,
            order,
            self.opened,
            self.closed,
        ))?;
        Ok(Upserted { id, created: found.is_none() })
    }
}

/// In a file, a quote that is never closed would make the lines below it part of a name.
fn one_line(rules: &mut Fields, texts: &[(&str, &str)]) {
    for (field, text) in texts {
        rules.need(!text.contains(['\n', '\r']), field, FieldCode::Invalid);
    }
}

fn customer(view: &Connection, centre: u32, key: &str) -> Result<Option<u64>> {
    let mut find = view.prepare_cached("SELECT customer FROM customer WHERE centre = ?1 AND key = ?2")?;
    Ok(find.query_row((centre, key), |row| row.get(0)).optional()?)
}

fn order(view: &Connection, centre: u32, key: &str) -> Result<Option<u64>> {
    let mut find = view.prepare_cached("SELECT order_id FROM order_record WHERE centre = ?1 AND key = ?2")?;
    Ok(find.query_row((centre, key), |row| row.get(0)).optional()?)
}

/// A reason by its number or its name in either language.
fn reason(catalogue: &Catalogue, named: &str) -> Option<u32> {
    let mut reasons = catalogue.document.iter().flat_map(|document| &document.reasons);
    let fits = |id: u32, ko: &str, en: &str| ko == named || en == named || id.to_string() == named;
    reasons.find(|entry| fits(entry.id.0, &entry.name.ko, &entry.name.en)).map(|entry| entry.id.0)
}
