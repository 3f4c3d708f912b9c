//! The engine as it was at a moment of the past, by folding the journal to it.

use journal::{ReadError, ReadJournal, Row};
use routing::{Engine, Time};

use crate::driver::OpenError;
use crate::fold::{apply, fold_in_order, in_order};

/// Rows read at a time.
const ROWS: usize = 4_096;

/// The engine just before the first row at or after `at`, and the number of the last row folded.
///
/// # Errors
/// The journal cannot be read or folded.
pub fn before<J: ReadJournal>(journal: &J, at: Time) -> Result<(Engine, u64), OpenError> {
    let last = last_before(journal, at)?;
    Ok((fold_in_order(journal, last)?.engine, last))
}

/// Why a stretch could not be read.
#[derive(Debug, thiserror::Error)]
pub enum StretchError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("nothing happened in that stretch")]
    Empty,
    #[error("the stretch has {rows} rows, more than {most}: name a shorter one")]
    TooLong { rows: u64, most: u64 },
    #[error("the journal breaks off after row {after}; it should go on to row {head}. Run `maru doctor`")]
    BreaksOff { after: u64, head: u64 },
}

impl From<ReadError> for StretchError {
    fn from(fault: ReadError) -> Self {
        StretchError::Open(fault.into())
    }
}

/// The engine as it was at `from`, and every row from then on and before `to`, in order. A journal that breaks off is an
/// error, never taken for whole.
///
/// # Errors
/// [`StretchError`]; rows may have been given by then.
pub fn stretch<J: ReadJournal, T>(
    journal: &J,
    from: Time,
    to: Option<Time>,
    most: u64,
    begin: impl FnOnce(Engine) -> T,
    mut row: impl FnMut(&mut T, &Row),
) -> Result<T, StretchError> {
    let head = journal.head()?.seq;
    let last = match to {
        Some(to) => last_before(journal, to)?,
        None => head,
    };
    let (opening, seq) = before(journal, from)?;
    if last <= seq {
        return Err(StretchError::Empty);
    }
    if last - seq > most {
        return Err(StretchError::TooLong { rows: last - seq, most });
    }
    let now = opening.now();
    let mut begun = begin(opening);
    each(journal, (seq, now), last, head, |found| {
        row(&mut begun, found);
        Ok(())
    })?;
    Ok(begun)
}

/// The engine as it was at `from` and after every row from then on and before `to`, each shown with its time.
///
/// # Errors
/// [`StretchError`], but for a stretch in which nothing happened.
pub fn watch<J: ReadJournal>(
    journal: &J,
    from: Time,
    to: Time,
    most: u64,
    mut see: impl FnMut(Time, &Engine),
) -> Result<(), StretchError> {
    let last = last_before(journal, to)?;
    let (mut engine, seq) = before(journal, from)?;
    if last.saturating_sub(seq) > most {
        return Err(StretchError::TooLong { rows: last - seq, most });
    }
    see(from, &engine);
    let now = engine.now();
    each(journal, (seq, now), last, last, |row| {
        apply(&mut engine, row)?;
        see(row.at, &engine);
        Ok(())
    })
}

/// Every row after `seq`, which was at `before`, up to `last`; `head` is where the journal should end.
fn each<J: ReadJournal>(
    journal: &J,
    (mut seq, mut before): (u64, Time),
    last: u64,
    head: u64,
    mut row: impl FnMut(&Row) -> Result<(), StretchError>,
) -> Result<(), StretchError> {
    while seq < last {
        let rows = journal.read(seq, ROWS)?;
        if rows.is_empty() {
            return Err(StretchError::BreaksOff { after: seq, head });
        }
        for found in rows.iter().take_while(|found| found.seq <= last) {
            in_order(before, found)?;
            before = found.at;
            row(found)?;
            seq = found.seq;
        }
    }
    Ok(())
}

/// The last row before `at`; 0 when there is none. Rows never go back in time.
fn last_before<J: ReadJournal>(journal: &J, at: Time) -> Result<u64, OpenError> {
    let head = journal.head()?.seq;
    // Were rows altered, halving would lose its way; to the end there is nothing to look for.
    if journal.read(head.saturating_sub(1), 1)?.first().is_some_and(|row| row.at < at) {
        return Ok(head);
    }
    let (mut before, mut after) = (0, head + 1);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        match journal.read(middle - 1, 1)?.first() {
            Some(row) if row.at < at => before = middle,
            _ => after = middle,
        }
    }
    Ok(before)
}
