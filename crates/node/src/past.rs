//! The engine as it was at a moment of the past, by folding the journal to it.

use journal::ReadJournal;
use routing::{Engine, Time};

use crate::driver::OpenError;
use crate::fold::fold_until;

/// The engine just before the first row at or after `at`, and the number of the last row folded.
///
/// # Errors
/// The journal cannot be read or folded.
pub fn before<J: ReadJournal>(journal: &J, at: Time) -> Result<(Engine, u64), OpenError> {
    let last = last_before(journal, at)?;
    Ok((fold_until(journal, last)?.engine, last))
}

/// The last row before `at`; 0 when there is none. Rows never go back in time.
fn last_before<J: ReadJournal>(journal: &J, at: Time) -> Result<u64, OpenError> {
    let (mut before, mut after) = (0, journal.head()?.seq + 1);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        match journal.read(middle - 1, 1)?.first() {
            Some(row) if row.at < at => before = middle,
            _ => after = middle,
        }
    }
    Ok(before)
}
