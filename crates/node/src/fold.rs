//! From the journal to an engine: the nearest snapshot that can be trusted, then the rows after it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use journal::{ReadError, ReadJournal, Row, Snapshot};
use routing::{Engine, Time};
use serde::{Deserialize, Serialize};

use crate::driver::OpenError;

/// Rows read at a time.
const FOLD_ROWS: usize = 4_096;

/// An engine as the journal has it.
pub(crate) struct Folded {
    pub engine: Engine,
    /// The last row folded.
    pub seq: u64,
    /// The row of the snapshot it began with; 0 without one.
    pub snapshot: u64,
}

/// A snapshot's bytes: the digest tells whether this program understands the state as the one that wrote it did.
#[derive(Serialize, Deserialize)]
struct Kept {
    digest: u64,
    state: routing::Snapshot,
}

/// A snapshot of an engine at row `seq`.
pub(crate) fn snapshot(engine: &Engine, seq: u64) -> Result<Snapshot, serde_json::Error> {
    let bytes = serde_json::to_vec(&Kept { digest: engine.digest(), state: engine.snapshot() })?;
    Ok(Snapshot { seq, bytes })
}

/// Folds rows up to `last` (inclusive).
pub(crate) fn fold_until<J: ReadJournal>(journal: &J, last: u64) -> Result<Folded, OpenError> {
    fold(journal, last, |_, _| Ok(()))
}

/// The same for who looks back: an answer from rows whose times were altered would be one of another moment.
pub(crate) fn fold_in_order<J: ReadJournal>(journal: &J, last: u64) -> Result<Folded, OpenError> {
    fold(journal, last, |engine, row| in_order(engine.now(), row))
}

/// Rows never go back in time.
pub(crate) fn in_order(before: Time, row: &Row) -> Result<(), OpenError> {
    if row.at < before { Err(OpenError::GoesBack(row.seq)) } else { Ok(()) }
}

fn fold<J: ReadJournal>(
    journal: &J,
    last: u64,
    check: impl Fn(&Engine, &Row) -> Result<(), OpenError>,
) -> Result<Folded, OpenError> {
    let mut folded = trusted_snapshot(journal, last)?;
    while folded.seq < last {
        let rows = journal.read(folded.seq, FOLD_ROWS)?;
        if rows.is_empty() {
            break;
        }
        for row in rows.iter().take_while(|row| row.seq <= last) {
            check(&folded.engine, row)?;
            apply(&mut folded.engine, row)?;
            folded.seq = row.seq;
        }
    }
    Ok(folded)
}

/// Applies one row. An engine that fails on it is of no more use.
pub(crate) fn apply(engine: &mut Engine, row: &Row) -> Result<(), OpenError> {
    let applied = catch_unwind(AssertUnwindSafe(|| {
        row.body.events.iter().for_each(|event| engine.apply(row.at, event));
        engine.time_was(row.at);
    }));
    applied.map_err(|_| OpenError::Fold(row.seq))
}

/// A snapshot that cannot be read or does not give the state it was taken of is passed over for an older one; the rows
/// remain the truth.
fn trusted_snapshot<J: ReadJournal>(journal: &J, last: u64) -> Result<Folded, ReadError> {
    let mut before = Some(last);
    while let Some(snapshot) = before.map(|before| journal.snapshot_before(before)).transpose()?.flatten() {
        if let Some(engine) = restore(&snapshot.bytes) {
            return Ok(Folded { engine, seq: snapshot.seq, snapshot: snapshot.seq });
        }
        tracing::warn!(seq = snapshot.seq, "a snapshot cannot be used; starting from an older one");
        before = snapshot.seq.checked_sub(1);
    }
    Ok(Folded { engine: Engine::new(), seq: 0, snapshot: 0 })
}

/// Whether a start can begin with this snapshot.
#[must_use]
pub fn is_usable(snapshot: &Snapshot) -> bool {
    restore(&snapshot.bytes).is_some()
}

fn restore(bytes: &[u8]) -> Option<Engine> {
    let kept: Kept = serde_json::from_slice(bytes).ok()?;
    let engine = catch_unwind(|| Engine::restore(kept.state)).ok()?;
    (engine.digest() == kept.digest).then_some(engine)
}
