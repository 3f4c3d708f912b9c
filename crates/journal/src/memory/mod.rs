//! A journal on a virtual disk that behaves like a bad one: it forgets what was not synced, tears the last write, and
//! fails on command. The simulator crashes servers on it; the suite holds it to the same promises as the real ones.

mod disk;

pub use disk::{Disk, Fault};

use uuid::Uuid;

use crate::row::without_gaps;
use crate::{Also, AppendError, Head, Journal, ReadError, Row, Snapshot};

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

    fn head(&self) -> Result<Head, ReadError> {
        Ok(self.disk.head())
    }

    fn claim(&mut self) -> Result<u64, AppendError> {
        self.epoch = self.disk.claim();
        Ok(self.epoch)
    }

    fn append(&mut self, expected_seq: u64, rows: &[Row], also: Also<'_, Self>) -> Result<(), AppendError> {
        if self.disk.head() != (Head { seq: expected_seq, epoch: self.epoch }) {
            return Err(AppendError::Fenced);
        }
        for row in rows {
            if row.input_id.is_some_and(|input| self.disk.find(|other| other.input_id == Some(input)).is_some()) {
                return Err(AppendError::Fenced);
            }
        }
        also(&()).map_err(AppendError::Also)?;
        self.disk.write(rows)
    }

    fn read(&self, after: u64, limit: usize) -> Result<Vec<Row>, ReadError> {
        let rows: Vec<Row> = self.disk.rows()?.into_iter().filter(|row| row.seq > after).take(limit).collect();
        without_gaps(after, rows)
    }

    fn find_input(&self, input: Uuid) -> Result<Option<u64>, ReadError> {
        Ok(self.disk.find(|row| row.input_id == Some(input)))
    }

    fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), AppendError> {
        self.disk.keep_snapshot(snapshot.clone());
        Ok(())
    }

    fn snapshot_before(&self, seq: u64) -> Result<Option<Snapshot>, ReadError> {
        Ok(self.disk.snapshot(seq))
    }
}
