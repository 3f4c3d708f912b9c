//! The journal: the truth about routing. One row is one accepted input with everything that was decided because of
//! it, so a torn write can never split a decision. State is a fold of the rows; nothing else is.
//!
//! Start reading at [`ReadJournal`] and [`Journal`]. Backends have the same file names and pass the same suite (`tests/suite.rs`).

mod error;
pub mod memory;
mod row;
pub mod sqlite;

pub use error::{AlsoError, AppendError, NoRoom, ReadError};
pub use row::{Body, MAX_ROW_BYTES, Row};

use uuid::Uuid;

/// Where the journal of one centre ends, and who may write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    /// The last row; 0 when there is none.
    pub seq: u64,
    /// Grows with every owner. Rows of an older epoch are refused.
    pub epoch: u64,
}

/// An engine's state at a row, as bytes whose meaning is the caller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last row folded into it.
    pub seq: u64,
    pub bytes: Vec<u8>,
}

/// Rows between snapshots that are kept for good, so that any past moment is near one.
pub const SNAPSHOT_SPACING: u64 = 100_000;

/// Newest snapshots kept: one to start from, and one to fall back to.
const NEWEST_SNAPSHOTS: usize = 2;

/// Work that belongs into the transaction of an append, such as projections.
pub type Also<'a, J> = &'a mut dyn for<'t> FnMut(&<J as Journal>::Tx<'t>) -> Result<(), AlsoError>;

/// The log of one centre, to be read. Rows are numbered from 1 without gaps.
pub trait ReadJournal {
    /// Where it ends now.
    fn head(&self) -> Result<Head, ReadError>;

    /// At most `limit` rows after `after`, in order. A row that cannot be understood stops the reader.
    fn read(&self, after: u64, limit: usize) -> Result<Vec<Row>, ReadError>;

    /// The row that came from this input, if any: the same input is never accepted twice.
    fn find_input(&self, input: Uuid) -> Result<Option<u64>, ReadError>;

    /// The newest snapshot that is not beyond the journal, at or before `seq`.
    fn snapshot_before(&self, seq: u64) -> Result<Option<Snapshot>, ReadError>;
}

/// The log of one centre, to be continued by its owner.
pub trait Journal: ReadJournal + 'static {
    /// What is open while rows are written, so that others can write in the same transaction.
    type Tx<'a>;

    /// Takes over: from now on only rows of the returned epoch are accepted.
    fn claim(&mut self) -> Result<u64, AppendError>;

    /// Writes rows after `expected_seq`, all or none, and returns when they would survive a power cut.
    ///
    /// # Errors
    /// [`AppendError::Fenced`] when another owner wrote or claimed: stop at once. [`AppendError::Full`]: nothing was
    /// written; try again when there is room. [`AppendError::Also`]: `also` refused; nothing was written.
    fn append(&mut self, expected_seq: u64, rows: &[Row], also: Also<'_, Self>) -> Result<(), AppendError>;

    /// Keeps a snapshot and forgets older ones, but for the one before it and the first of every
    /// [`SNAPSHOT_SPACING`] rows. It may be lost: the rows remain the truth.
    fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), AppendError>;
}
