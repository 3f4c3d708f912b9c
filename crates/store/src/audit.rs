//! The audit log: sign-ins, refusals, publications, exports, settings. Append-only.

use rusqlite::Transaction;
use serde_json::Value;

use routing::Time;

use crate::Result;

/// One thing worth knowing later.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub at: Time,
    /// Who; none: the server, or nobody signed in.
    pub account: Option<u32>,
    /// Network address, if any.
    pub place: &'a str,
    /// Such as `person`, `site`, `policy`, `sign_in`.
    pub about: &'a str,
    /// Which one.
    pub object: Option<u64>,
    /// What was done, in one word, such as `published`.
    pub what: &'a str,
    /// Facts without personal data.
    pub detail: &'a Value,
}

/// Adds an entry and returns its number.
pub fn record(tx: &Transaction<'_>, centre: u32, entry: &Entry<'_>) -> Result<u64> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO audit (centre, seq, at, account, place, about, object, what, detail)
         SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM audit WHERE centre = ?1
         RETURNING seq",
    )?;
    let detail = entry.detail.to_string();
    let values = (centre, entry.at.0, entry.account, entry.place, entry.about, entry.object, entry.what, detail);
    Ok(insert.query_row(values, |row| row.get(0))?)
}
