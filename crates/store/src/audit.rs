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
    /// What was done, such as `sign_in.refused` or `setup.published`.
    pub action: &'a str,
    /// To what, by id.
    pub object: &'a str,
    /// Facts without personal data.
    pub detail: &'a Value,
}

/// Adds an entry and returns its number.
pub fn record(tx: &Transaction<'_>, centre: u32, entry: &Entry<'_>) -> Result<u64> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO audit (centre, seq, at, account, place, action, object, detail)
         SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7 FROM audit WHERE centre = ?1
         RETURNING seq",
    )?;
    let detail = entry.detail.to_string();
    let values = (centre, entry.at.0, entry.account, entry.place, entry.action, entry.object, detail);
    Ok(insert.query_row(values, |row| row.get(0))?)
}
