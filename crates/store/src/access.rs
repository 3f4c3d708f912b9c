//! Records of access: who looked at whose data, when, from where, what for. Written in the transaction of the read
//! itself, so there is no look without a record; chained by hash, so that none can be altered or cut out unseen.
//!
//! A chain alone cannot show that its end was cut off: keep an [`Anchor`] somewhere else from time to time.

use rusqlite::{Connection, OptionalExtension, Transaction};
use sha2::{Digest, Sha256};

use routing::Time;

use crate::Result;

/// What was done with the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Seen, masked.
    View,
    /// A masked field was shown in full.
    Reveal,
    Search,
    Download,
    Export,
    Change,
    Erase,
}

/// One look at a person's data.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    pub at: Time,
    pub account: u32,
    /// Network address.
    pub place: &'a str,
    /// The customer; none for a search.
    pub subject: Option<u64>,
    pub action: Action,
    /// Route, fields or object; never the data itself.
    pub what: &'a str,
    /// The reason given by the person; required for a reveal, a download and an export by those routes.
    pub why: &'a str,
    /// The contact that made it necessary.
    pub contact: Option<u64>,
}

/// A point of the chain, to be kept outside of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    pub seq: u64,
    pub hash: [u8; 32],
}

/// What checking the chain found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All is as it was written; the anchor is the chain's present end.
    Intact { rows: u64, end: Option<Anchor> },
    /// The record with this number is altered, missing or out of place.
    Broken { seq: u64 },
}

/// Adds a record to the centre's chain and returns its number.
pub fn record(tx: &Transaction<'_>, centre: u32, access: &Access<'_>) -> Result<u64> {
    let before = end(tx, centre)?;
    let seq = before.map_or(0, |anchor| anchor.seq).saturating_add(1);
    let row = Row {
        seq,
        at: access.at.0,
        account: access.account,
        place: access.place.to_owned(),
        subject: access.subject,
        action: access.action.name().to_owned(),
        what: access.what.to_owned(),
        why: access.why.to_owned(),
        contact: access.contact,
    };
    let hash = row.hash(centre, &before.map_or([0; 32], |anchor| anchor.hash));
    let mut insert = tx.prepare_cached(
        "INSERT INTO access_record (centre, seq, at, account, place, subject, action, what, why, contact, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    insert.execute((
        centre,
        seq,
        row.at,
        row.account,
        &row.place,
        row.subject,
        &row.action,
        &row.what,
        &row.why,
        row.contact,
        hash,
    ))?;
    Ok(seq)
}

/// The present end of the centre's chain.
pub fn end(connection: &Connection, centre: u32) -> Result<Option<Anchor>> {
    let mut last =
        connection.prepare_cached("SELECT seq, hash FROM access_record WHERE centre = ?1 ORDER BY seq DESC LIMIT 1")?;
    Ok(last.query_row([centre], |row| Ok(Anchor { seq: row.get(0)?, hash: row.get(1)? })).optional()?)
}

/// Walks the centre's whole chain; with an anchor kept elsewhere, also finds records cut off its end.
pub fn verify(connection: &Connection, centre: u32, anchor: Option<&Anchor>) -> Result<Verdict> {
    let mut statement = connection.prepare(
        "SELECT seq, at, account, place, subject, action, what, why, contact, hash
         FROM access_record WHERE centre = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([centre])?;
    let mut last = Anchor { seq: 0, hash: [0; 32] };
    while let Some(row) = rows.next()? {
        let read = Row {
            seq: row.get(0)?,
            at: row.get(1)?,
            account: row.get(2)?,
            place: row.get(3)?,
            subject: row.get(4)?,
            action: row.get(5)?,
            what: row.get(6)?,
            why: row.get(7)?,
            contact: row.get(8)?,
        };
        let seq = last.seq.saturating_add(1);
        let hash = read.hash(centre, &last.hash);
        let kept: [u8; 32] = row.get(9)?;
        let anchored = anchor.is_none_or(|anchor| anchor.seq != seq || anchor.hash == hash);
        if read.seq != seq || kept != hash || !anchored {
            return Ok(Verdict::Broken { seq });
        }
        last = Anchor { seq, hash };
    }
    if anchor.is_some_and(|anchor| anchor.seq > last.seq) {
        return Ok(Verdict::Broken { seq: last.seq.saturating_add(1) });
    }
    Ok(Verdict::Intact { rows: last.seq, end: (last.seq > 0).then_some(last) })
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Action::View => "view",
            Action::Reveal => "reveal",
            Action::Search => "search",
            Action::Download => "download",
            Action::Export => "export",
            Action::Change => "change",
            Action::Erase => "erase",
        }
    }
}

struct Row {
    seq: u64,
    at: i64,
    account: u32,
    place: String,
    subject: Option<u64>,
    action: String,
    what: String,
    why: String,
    contact: Option<u64>,
}

impl Row {
    /// SHA-256 over the hash before and every field; texts carry their length, so none can borrow from its neighbour.
    fn hash(&self, centre: u32, before: &[u8; 32]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(centre.to_be_bytes());
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        hash.update(self.account.to_be_bytes());
        for number in [self.subject, self.contact] {
            hash.update([u8::from(number.is_some())]);
            hash.update(number.unwrap_or(0).to_be_bytes());
        }
        for text in [&self.place, &self.action, &self.what, &self.why] {
            hash.update(text.len().to_be_bytes());
            hash.update(text.as_bytes());
        }
        hash.finalize().into()
    }
}
