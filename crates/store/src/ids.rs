//! New ids, handed out from blocks so that most cost no write. A crash loses the rest of a block, never repeats an id.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rusqlite::{OptionalExtension, Transaction};

use crate::{Error, Result, Store, WRITING};

/// Accounts, reasons and skills, which must fit `u32`: 1 to this.
pub const LAST_SMALL_ID: u32 = 999_999;
/// Everything else: above the small ones, to this, so that a number is exact in JSON and names one thing in a centre.
pub const LAST_LARGE_ID: u64 = (1 << 53) - 1;
/// Large ids taken from the database at a time.
const BLOCK: u64 = 1_000;

#[derive(Default)]
pub(crate) struct Ids {
    blocks: Mutex<HashMap<u32, Range<u64>>>,
}

impl Ids {
    pub(crate) fn large(&self, store: &Store, centre: u32) -> Result<u64> {
        // Checked even when no write is due, so that the mistake shows at once and not every thousandth time.
        if WRITING.get() {
            return Err(Error::Nested);
        }
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let block = blocks.entry(centre).or_default();
        if let Some(id) = block.next() {
            return Ok(id);
        }
        *block = store.write(|tx| take(tx, centre, LARGE, BLOCK))?;
        block.next().ok_or(Error::NoIds(LARGE.name))
    }
}

/// A new id inside a write. Ids got this way grow in the order in which writes commit, so "everything after id 7" is sound.
pub fn new_id(tx: &Transaction<'_>, centre: u32) -> Result<u64> {
    take(tx, centre, LARGE, 1)?.next().ok_or(Error::NoIds(LARGE.name))
}

/// A new small id inside a write.
pub fn new_small_id(tx: &Transaction<'_>, centre: u32) -> Result<u32> {
    let id = take(tx, centre, SMALL, 1)?.next();
    id.and_then(|id| u32::try_from(id).ok()).ok_or(Error::NoIds(SMALL.name))
}

#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    first: u64,
    last: u64,
}

const SMALL: Kind = Kind { name: "small", first: 1, last: LAST_SMALL_ID as u64 };
const LARGE: Kind = Kind { name: "large", first: LAST_SMALL_ID as u64 + 1, last: LAST_LARGE_ID };

fn take(tx: &Transaction<'_>, centre: u32, kind: Kind, count: u64) -> Result<Range<u64>> {
    let mut select = tx.prepare_cached("SELECT next FROM id_block WHERE centre = ?1 AND size = ?2")?;
    let start = select.query_row((centre, kind.name), |row| row.get(0)).optional()?.unwrap_or(kind.first);
    if start > kind.last {
        return Err(Error::NoIds(kind.name));
    }
    let end = start.saturating_add(count).min(kind.last.saturating_add(1));
    tx.prepare_cached("INSERT INTO id_block VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET next = excluded.next")?
        .execute((centre, kind.name, end))?;
    Ok(start..end)
}
