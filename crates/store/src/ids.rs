//! New ids, handed out from blocks so that most cost no write. A crash loses the rest of a block, never repeats an id.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rusqlite::OptionalExtension;

use crate::{Error, Result, Store, WRITING};

/// Accounts, reasons and skills: 1 to this.
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
        *block = take(store, centre, "large", BLOCK, u64::from(LAST_SMALL_ID) + 1, LAST_LARGE_ID)?;
        block.next().ok_or(Error::NoIds("large"))
    }

    pub(crate) fn small(&self, store: &Store, centre: u32) -> Result<u32> {
        let mut block = take(store, centre, "small", 1, 1, u64::from(LAST_SMALL_ID))?;
        block.next().and_then(|id| u32::try_from(id).ok()).ok_or(Error::NoIds("small"))
    }
}

fn take(store: &Store, centre: u32, size: &'static str, count: u64, first: u64, last: u64) -> Result<Range<u64>> {
    store.write(|tx| {
        let start: u64 = tx
            .query_row("SELECT next FROM id_block WHERE centre = ?1 AND size = ?2", (centre, size), |row| row.get(0))
            .optional()?
            .unwrap_or(first);
        if start > last {
            return Err(Error::NoIds(size));
        }
        let end = start.saturating_add(count).min(last.saturating_add(1));
        tx.execute(
            "INSERT INTO id_block VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET next = excluded.next",
            (centre, size, end),
        )?;
        Ok(start..end)
    })
}
