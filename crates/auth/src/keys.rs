//! Keys by which the company's own systems bring in what they know. A key reaches the routes under `[system]` of the
//! table of permissions and no other; deleting its row ends it.

use rusqlite::{Connection, OptionalExtension, Transaction};

use routing::Time;

use crate::{Result, Token, secret};

/// How often "last used" is written down, in ms: hourly.
const WRITE_USED_MS: i64 = 60 * 60 * 1_000;

/// Whose key a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    pub centre: u32,
    pub key: u64,
    /// Its use is to be written down, by [`used`].
    pub due: bool,
}

/// A key in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    pub key: u64,
    pub name: String,
    pub created: Time,
    pub created_by: u32,
    pub used: Option<Time>,
}

/// Makes a key; the token is shown once.
pub fn make(tx: &Transaction<'_>, centre: u32, name: &str, by: u32, at: Time) -> Result<(u64, Token)> {
    let (key, token) = (store::new_id(tx, centre)?, Token::new()?);
    tx.execute(
        "INSERT INTO api_key (centre, api_key, name, token_hash, created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (centre, key, name, token.hash()?, at.0, by),
    )?;
    Ok((key, token))
}

/// Whose key this is; none: nobody's, or it was ended.
pub fn holder(view: &Connection, token: &str, now: Time) -> Result<Option<Holder>> {
    let Some(hash) = secret::hash(token) else { return Ok(None) };
    let mut select = view.prepare_cached("SELECT centre, api_key, used_at FROM api_key WHERE token_hash = ?1")?;
    let holder = select.query_row([hash], |row| {
        let used: Option<i64> = row.get(2)?;
        let due = used.is_none_or(|used| now.0.saturating_sub(used) >= WRITE_USED_MS);
        Ok(Holder { centre: row.get(0)?, key: row.get(1)?, due })
    });
    Ok(holder.optional()?)
}

/// Writes down that it was used.
pub fn used(tx: &Transaction<'_>, holder: Holder, at: Time) -> Result<()> {
    let sql = "UPDATE api_key SET used_at = ?3 WHERE centre = ?1 AND api_key = ?2";
    tx.execute(sql, (holder.centre, holder.key, at.0))?;
    Ok(())
}

/// A centre's keys, the newest first.
pub fn list(view: &Connection, centre: u32) -> Result<Vec<KeyRow>> {
    let mut select = view.prepare_cached(
        "SELECT api_key, name, created_at, created_by, used_at FROM api_key WHERE centre = ?1 ORDER BY api_key DESC",
    )?;
    let rows = select.query_map([centre], |row| {
        Ok(KeyRow {
            key: row.get(0)?,
            name: row.get(1)?,
            created: Time(row.get(2)?),
            created_by: row.get(3)?,
            used: row.get::<_, Option<i64>>(4)?.map(Time),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Ends a key. `false`: the centre has none by that number.
pub fn end(tx: &Transaction<'_>, centre: u32, key: u64) -> Result<bool> {
    Ok(tx.execute("DELETE FROM api_key WHERE centre = ?1 AND api_key = ?2", (centre, key))? == 1)
}
