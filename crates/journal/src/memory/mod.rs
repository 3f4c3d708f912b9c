//! A journal on a virtual disk that behaves like a bad one: it forgets what was not synced, tears the last write, and
//! fails on command. The simulator crashes servers on it; the suite holds it to the same promises as the real ones.

mod disk;
mod frame;

pub use disk::{Disk, Fault, Torn};

use uuid::Uuid;

use crate::row::without_gaps;
use crate::{Also, AppendError, Head, Journal, NoRoom, ReadError, ReadJournal, Row, Snapshot};

/// The journal of one centre on a [`Disk`], which outlives it as a disk outlives a process.
pub struct MemoryJournal {
    disk: Disk,
    epoch: u64,
}

impl MemoryJournal {
    /// Opens what is on the disk. A torn tail was never acknowledged and is cut off.
    pub fn open(disk: Disk) -> MemoryJournal {
        disk.cut_torn_tail();
        MemoryJournal { disk, epoch: 0 }
    }
}

impl Journal for MemoryJournal {
    type Tx<'a> = ();

    fn claim(&mut self) -> Result<u64, AppendError> {
        self.epoch = self.disk.claim()?;
        Ok(self.epoch)
    }

    fn append(&mut self, expected_seq: u64, rows: &[Row], also: Also<'_, Self>) -> Result<(), AppendError> {
        let found = self.head().map_err(|error| AppendError::Io(error.to_string()))?;
        if found != (Head { seq: expected_seq, epoch: self.epoch }) {
            return Err(AppendError::Fenced);
        }
        let mut inputs = rows.iter().filter_map(|row| row.input_id);
        if inputs.any(|input| self.disk.find_input(input).is_some()) {
            return Err(AppendError::Fenced);
        }
        also(&()).map_err(|cause| AppendError::refused(cause, |_: &NoRoom| true))?;
        self.disk.write(rows)
    }

    fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), AppendError> {
        self.disk.keep_snapshot(snapshot.clone())
    }
}

impl ReadJournal for MemoryJournal {
    fn head(&self) -> Result<Head, ReadError> {
        self.disk.head()
    }

    fn read(&self, after: u64, limit: usize) -> Result<Vec<Row>, ReadError> {
        without_gaps(after, self.disk.rows(after, limit)?)
    }

    fn find_input(&self, input: Uuid) -> Result<Option<u64>, ReadError> {
        Ok(self.disk.find_input(input))
    }

    fn snapshot_before(&self, seq: u64) -> Result<Option<Snapshot>, ReadError> {
        Ok(self.disk.snapshot(seq))
    }
}
