//! Durability bugs, each planted where such a bug would live. A simulation that does not find them all shows nothing.

use journal::memory::{Disk, MemoryJournal, Torn};
use journal::{Also, AppendError, Head, Journal, ReadError, ReadJournal, Row, Snapshot};
use uuid::Uuid;

/// One planted bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// "Synced" is said and not done.
    SkipsSync,
    /// The client is answered before the write.
    AnswersFirst,
    /// Devices are told before the write.
    ActsFirst,
    /// Recovery takes half a row for a whole one.
    TakesTorn,
    /// Recovery passes over half a row and leaves it where the next one is written.
    LeavesTorn,
    /// Recovery takes the last row for a torn one.
    StopsOneEarly,
    /// A snapshot says that it is one row newer than it is.
    SnapshotAhead,
    /// An input said again is taken for a new one.
    ForgetsInputs,
    /// A server that was taken over goes on writing.
    IgnoresFence,
}

impl Bug {
    pub const ALL: [Bug; 9] = [
        Bug::SkipsSync,
        Bug::AnswersFirst,
        Bug::ActsFirst,
        Bug::TakesTorn,
        Bug::LeavesTorn,
        Bug::StopsOneEarly,
        Bug::SnapshotAhead,
        Bug::ForgetsInputs,
        Bug::IgnoresFence,
    ];
}

/// A new disk, perhaps with a bug in how it is used.
pub fn disk(bug: Option<Bug>) -> Disk {
    let disk = Disk::default();
    match bug {
        Some(Bug::SkipsSync) => disk.lie_about_sync(),
        Some(Bug::TakesTorn) => disk.meet_torn_frames(Torn::Taken),
        Some(Bug::LeavesTorn) => disk.meet_torn_frames(Torn::Left),
        _ => {}
    }
    disk
}

/// The journal on the virtual disk, perhaps with a bug between the two.
pub struct Faulty {
    inner: MemoryJournal,
    bug: Option<Bug>,
    /// Only what was there at the opening can be cut off by a recovery that stops early.
    hidden: Option<u64>,
    appended: u128,
}

impl Faulty {
    /// The name by which a client said it, also under the bug that gives every input a new one.
    pub fn name(id: Uuid) -> Uuid {
        Uuid::from_u128(id.as_u128() & u128::from(u64::MAX))
    }

    pub fn open(disk: &Disk, bug: Option<Bug>) -> Faulty {
        let inner = MemoryJournal::open(disk.clone());
        let last = inner.head().map_or(0, |head| head.seq);
        let hidden = (bug == Some(Bug::StopsOneEarly) && last > 1).then_some(last);
        Faulty { inner, bug, hidden, appended: u128::from(last) << 32 }
    }
}

impl ReadJournal for Faulty {
    fn head(&self) -> Result<Head, ReadError> {
        self.inner.head()
    }

    fn read(&self, after: u64, limit: usize) -> Result<Vec<Row>, ReadError> {
        let mut rows = self.inner.read(after, limit)?;
        rows.retain(|row| Some(row.seq) != self.hidden);
        Ok(rows)
    }

    fn find_input(&self, input: Uuid) -> Result<Option<u64>, ReadError> {
        if self.bug == Some(Bug::ForgetsInputs) { Ok(None) } else { self.inner.find_input(input) }
    }

    fn snapshot_before(&self, seq: u64) -> Result<Option<Snapshot>, ReadError> {
        let head = self.inner.head()?.seq;
        let found = self.inner.snapshot_before(seq)?;
        let ahead = |snapshot: Snapshot| Snapshot { seq: snapshot.seq + 1, ..snapshot };
        match found {
            Some(snapshot) if self.bug == Some(Bug::SnapshotAhead) && snapshot.seq < head => Ok(Some(ahead(snapshot))),
            found => Ok(found),
        }
    }
}

impl Journal for Faulty {
    type Tx<'a> = ();

    fn claim(&mut self) -> Result<u64, AppendError> {
        self.inner.claim()
    }

    fn append(&mut self, expected_seq: u64, rows: &[Row], also: Also<'_, Self>) -> Result<(), AppendError> {
        let mut rows = rows.to_vec();
        let mut expected_seq = expected_seq;
        if self.bug == Some(Bug::ForgetsInputs) {
            for id in rows.iter_mut().filter_map(|row| row.input_id.as_mut()) {
                self.appended += 1;
                *id = Uuid::from_u128(id.as_u128() | self.appended << 64);
            }
        }
        if self.bug == Some(Bug::IgnoresFence) {
            let epoch = self.inner.claim()?;
            expected_seq = self.inner.head().map_err(|error| AppendError::Io(error.to_string()))?.seq;
            for (row, seq) in rows.iter_mut().zip(expected_seq + 1..) {
                (row.seq, row.epoch) = (seq, epoch);
            }
        }
        self.inner.append(expected_seq, &rows, also)
    }

    fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), AppendError> {
        self.inner.save_snapshot(snapshot)
    }
}
