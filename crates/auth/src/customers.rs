//! Tokens that stand for a customer: this browser's own, a one-time link to a person we know, and the link with which
//! she goes on elsewhere. Only hashes are kept, and a token holds for one site.

use rusqlite::{Connection, OptionalExtension, Transaction};

use routing::Time;

use crate::{Result, Token, secret};

/// How long a browser's own token holds, in ms: thirty days.
pub const VISITOR_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// How long what a site said of its visitor is believed, in ms: eight hours, a working day. The site says it anew on
/// each of its pages; if its token is stolen, the thief has no longer than that.
pub const VOUCHED_MS: i64 = 8 * 60 * 60 * 1_000;
/// How long a one-time link to a person holds, in ms: a day.
pub const ONE_TIME_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long a link to another device holds, in ms: ten minutes.
pub const DEVICE_MS: i64 = 10 * 60 * 1_000;

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// This browser; many uses.
    Visitor,
    /// Sent to a person we know; one use.
    OneTime,
    /// To go on with a contact on another device; one use.
    Device,
}

/// How we know that this is the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// The site signed for her.
    Site,
    /// She opened a link sent to her.
    Link,
    /// An agent asked her.
    Agent,
}

/// A token to be.
#[derive(Debug, Clone, Copy)]
pub struct NewLink {
    pub site: u64,
    pub customer: u64,
    pub kind: Kind,
    /// The contact to go on with, for [`Kind::Device`].
    pub contact: Option<u64>,
    /// None: we do not know who she is.
    pub verified: Option<Verified>,
    /// When `verified` was found out: now, or [`Holder::since`] of the token this one comes from.
    pub since: Time,
    pub at: Time,
}

/// Whom a token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    pub customer: u64,
    pub kind: Kind,
    pub contact: Option<u64>,
    pub verified: Option<Verified>,
    /// When `verified` was found out.
    pub since: Time,
    pub expires: Time,
}

/// Makes a token; only what is returned can be used. What a site said is passed on from device to device, but never
/// believed for longer.
pub fn issue(tx: &Transaction<'_>, centre: u32, new: &NewLink) -> Result<Token> {
    let token = Token::new()?;
    let expires = new.at.plus_ms(new.kind.valid_ms());
    let expires = match new.verified {
        Some(Verified::Site) => expires.min(new.since.plus_ms(VOUCHED_MS)),
        _ => expires,
    };
    tx.execute(
        "INSERT INTO customer_link (centre, link, customer, kind, site, contact, verified, token_hash, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        (
            centre,
            store::new_id(tx, centre)?,
            new.customer,
            new.kind.name(),
            new.site,
            new.contact,
            new.verified.map(Verified::name),
            token.hash()?,
            new.since.0,
            expires.0,
        ),
    )?;
    Ok(token)
}

/// Whom a browser's own token stands for, at this site, now.
pub fn visitor(connection: &Connection, centre: u32, site: u64, token: &str, now: Time) -> Result<Option<Holder>> {
    Ok(find(connection, centre, site, token, now)?.filter(|holder| holder.kind == Kind::Visitor))
}

/// Uses up a one-time or device token. None: unknown, used, expired or another site's, and nothing tells which.
pub fn redeem(tx: &Transaction<'_>, centre: u32, site: u64, token: &str, now: Time) -> Result<Option<Holder>> {
    let holder = find(tx, centre, site, token, now)?.filter(|holder| holder.kind != Kind::Visitor);
    if holder.is_some() {
        tx.execute("UPDATE customer_link SET used_at = ?2 WHERE token_hash = ?1", (secret::hash(token), now.0))?;
    }
    Ok(holder)
}

/// Ends every token of a customer: she signed out, was erased, or her browser's visitor was merged into her.
pub fn end_all(tx: &Transaction<'_>, centre: u32, customer: u64) -> Result<usize> {
    Ok(tx.execute("DELETE FROM customer_link WHERE centre = ?1 AND customer = ?2", (centre, customer))?)
}

/// Ends every token that rests on a site's word: its secret was renewed.
pub fn end_vouched(tx: &Transaction<'_>, centre: u32, site: u64) -> Result<usize> {
    let sql = "DELETE FROM customer_link WHERE centre = ?1 AND site = ?2 AND verified = 'site'";
    Ok(tx.execute(sql, (centre, site))?)
}

/// Deletes what is used or expired, so that a clock set back does not revive it.
pub fn sweep(tx: &Transaction<'_>, now: Time) -> Result<usize> {
    Ok(tx.execute("DELETE FROM customer_link WHERE expires_at <= ?1 OR used_at IS NOT NULL", [now.0])?)
}

fn find(connection: &Connection, centre: u32, site: u64, token: &str, now: Time) -> Result<Option<Holder>> {
    let Some(hash) = secret::hash(token) else { return Ok(None) };
    let mut select = connection.prepare_cached(
        "SELECT customer, kind, contact, verified, created_at, expires_at FROM customer_link
         WHERE token_hash = ?1 AND centre = ?2 AND site = ?3 AND used_at IS NULL AND expires_at > ?4",
    )?;
    let holder = select.query_row((hash, centre, site, now.0), |row| {
        Ok(Holder {
            customer: row.get(0)?,
            kind: Kind::named(row.get_ref(1)?.as_str()?),
            contact: row.get(2)?,
            verified: row.get_ref(3)?.as_str_or_null()?.and_then(Verified::named),
            since: Time(row.get(4)?),
            expires: Time(row.get(5)?),
        })
    });
    Ok(holder.optional()?)
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Visitor => "visitor",
            Kind::OneTime => "one_time",
            Kind::Device => "device",
        }
    }

    fn named(name: &str) -> Kind {
        match name {
            "visitor" => Kind::Visitor,
            "device" => Kind::Device,
            _ => Kind::OneTime,
        }
    }

    fn valid_ms(self) -> i64 {
        match self {
            Kind::Visitor => VISITOR_MS,
            Kind::OneTime => ONE_TIME_MS,
            Kind::Device => DEVICE_MS,
        }
    }
}

impl Verified {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Verified::Site => "site",
            Verified::Link => "link",
            Verified::Agent => "agent",
        }
    }

    fn named(name: &str) -> Option<Verified> {
        [Verified::Site, Verified::Link, Verified::Agent].into_iter().find(|verified| verified.name() == name)
    }
}
