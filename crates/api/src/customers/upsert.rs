//! Customers and orders as the company's own systems tell them.

use rusqlite::{OptionalExtension, Transaction};

use super::types::{CustomerUpsert, Upserted};
use crate::error::{Error, FieldCode, Result};
use crate::fields::{self, Fields};
use crate::limits;
use crate::rows::as_word;
use crate::wire::{Language, Ms};

/// A customer, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerEntry {
    pub key: String,
    pub segment: Option<String>,
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
        // In a file, a quote that is never closed would make the lines below it part of a name.
        for (field, text) in [("key", Some(key)), ("name", body.name.as_deref()), ("segment", body.segment.as_deref())]
        {
            rules.need(!text.unwrap_or_default().contains(['\n', '\r']), field, FieldCode::Invalid);
        }
        let phone = body.phone.as_deref().map(fields::phone);
        let email = body.email.as_deref().map(fields::email);
        rules.need(phone != Some(None), "phone", FieldCode::Invalid);
        rules.need(email != Some(None), "email", FieldCode::Invalid);
        rules.check()?;
        Ok(Self {
            key: key.trim().to_owned(),
            segment: body.segment.map(|segment| segment.trim().to_owned()),
            name: body.name.map(|name| name.trim().to_owned()),
            phone: phone.flatten(),
            email: email.flatten(),
            language: body.language,
        })
    }

    /// Adds the customer or changes what is given. An erased customer's key begins a new one.
    pub fn put(&self, tx: &Transaction<'_>, centre: u32, now: Ms) -> Result<Upserted> {
        let language = self.language.as_ref().map(as_word).transpose()?;
        let mut find = tx.prepare_cached("SELECT customer FROM customer WHERE centre = ?1 AND key = ?2")?;
        let found = find.query_row((centre, &self.key), |row| row.get(0)).optional()?;
        if let Some(id) = found {
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
    pub title: String,
    pub status: String,
    pub amount: Option<i64>,
    pub currency: String,
    pub at: Ms,
}

impl OrderEntry {
    /// Adds the order or changes it; true: added. Its customer must be there.
    pub fn put(&self, tx: &Transaction<'_>, centre: u32, now: Ms) -> Result<bool> {
        let mut find = tx.prepare_cached("SELECT customer FROM customer WHERE centre = ?1 AND key = ?2")?;
        let customer: Option<u64> = find.query_row((centre, &self.customer_key), |row| row.get(0)).optional()?;
        let customer = customer.ok_or(Error::NotFound)?;
        let changed = tx
            .prepare_cached(
                "UPDATE order_record SET customer = ?3, title = ?4, status = ?5, amount = ?6, currency = ?7,
                        placed_at = ?8, updated_at = ?9
                 WHERE centre = ?1 AND key = ?2",
            )?
            .execute((
                centre,
                &self.key,
                customer,
                &self.title,
                &self.status,
                self.amount,
                &self.currency,
                self.at,
                now,
            ))?;
        if changed > 0 {
            return Ok(false);
        }
        tx.prepare_cached(
            "INSERT INTO order_record (centre, order_id, customer, key, title, status, amount, currency, placed_at,
                                       updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute((
            centre,
            store::new_id(tx, centre)?,
            customer,
            &self.key,
            &self.title,
            &self.status,
            self.amount,
            &self.currency,
            self.at,
            now,
        ))?;
        Ok(true)
    }
}
