//! The virtual disk: frames, some of them synced, and what may go wrong with them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::frame::{frame, mend, parse};
use crate::{AppendError, Head, NEWEST_SNAPSHOTS, ReadError, Row, SNAPSHOT_SPACING, Snapshot};

/// A disk that several journals, one after another, find as the last one left it.
#[derive(Clone, Default)]
pub struct Disk(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Survives a power cut.
    synced: Vec<u8>,
    /// Written but not synced: a power cut keeps any prefix of it.
    pending: Vec<u8>,
    epoch: u64,
    /// By row, oldest first.
    snapshots: Vec<Snapshot>,
    /// What was written, as the running system sees it.
    rows: Vec<Row>,
    /// Bytes of `synced`, and rows in them, that were read back at an opening and did not change since.
    read_back: (usize, usize),
    inputs: HashMap<Uuid, u64>,
    fault: Option<Fault>,
    sync_lies: bool,
    torn: Torn,
    /// A snapshot that was being written when power went: a power cut keeps any prefix of it.
    cut_snapshot: Option<Snapshot>,
    /// Nothing works until [`Disk::cut_power`] says what was kept.
    power_gone: bool,
}

/// What the next append, or the next snapshot, meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The disk is full: nothing is written.
    Full,
    /// The disk answers with an error: nothing is written.
    Refused,
    /// Power goes before the sync; a prefix of the write may stay.
    CutBeforeSync,
    /// Power goes after the sync, before anyone hears of it.
    CutAfterSync,
    /// Power goes while a snapshot is written; a prefix of it may stay. Appends do not meet it.
    CutInSnapshot,
}

/// How an opening meets a frame that is not whole. Only the first is right; the others are planted faults that checkers
/// must find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Torn {
    /// It is cut off: it was never acknowledged.
    #[default]
    CutOff,
    /// It is taken for a whole one, with the events that arrived.
    Taken,
    /// It stays where it is, and new frames come after it.
    Left,
}

impl Disk {
    /// What the next append, or the next snapshot, meets, once.
    pub fn arm(&self, fault: Fault) {
        self.state().fault = Some(fault);
    }

    /// From now on the disk says "synced" without doing it: a planted fault that checkers must find.
    pub fn lie_about_sync(&self) {
        self.state().sync_lies = true;
    }

    /// How openings meet a torn frame from now on.
    pub fn meet_torn_frames(&self, torn: Torn) {
        self.state().torn = torn;
    }

    /// Power is cut and comes back: what was not synced is forgotten, but for its first `kept` bytes. A fault that
    /// nobody met is forgotten too.
    pub fn cut_power(&self, kept: usize) {
        let mut state = self.state();
        let State { synced, pending, cut_snapshot, snapshots, .. } = &mut *state;
        pending.truncate(kept);
        synced.append(pending);
        if let Some(mut snapshot) = cut_snapshot.take() {
            snapshot.bytes.truncate(kept);
            snapshots.push(snapshot);
        }
        state.power_gone = false;
        state.fault = None;
    }

    /// Turns one byte of the last frame over, as a failing disk does.
    pub fn corrupt_last_byte(&self) {
        let mut state = self.state();
        state.read_back = (0, 0);
        if let Some(byte) = state.synced.last_mut() {
            *byte ^= 0x55;
        }
    }

    /// Bytes written but not synced, of which a power cut keeps any prefix.
    pub fn pending(&self) -> usize {
        let state = self.state();
        state.pending.len() + state.cut_snapshot.as_ref().map_or(0, |snapshot| snapshot.bytes.len())
    }

    pub(super) fn cut_torn_tail(&self) {
        let mut state = self.state();
        let State { synced, pending, rows, read_back: (bytes, known), inputs, snapshots, torn, .. } = &mut *state;
        let (new, whole) = parse(synced.get(*bytes..).unwrap_or_default());
        rows.truncate(*known);
        rows.extend(new);
        (*bytes, *known) = (*bytes + whole, rows.len());
        if *torn != Torn::Left {
            let tail = synced.split_off(*bytes);
            if *torn == Torn::Taken
                && let Some(row) = mend(&tail)
            {
                synced.extend(frame(&row).unwrap_or_default());
                rows.push(row);
            }
        }
        pending.clear();
        let last = rows.last().map_or(0, |row| row.seq);
        snapshots.retain(|snapshot| snapshot.seq <= last);
        *inputs = rows.iter().filter_map(|row| Some((row.input_id?, row.seq))).collect();
    }

    pub(super) fn head(&self) -> Result<Head, ReadError> {
        let state = self.state();
        if state.power_gone {
            return Err(ReadError::Io("the power is gone".into()));
        }
        Ok(Head { seq: state.rows.last().map_or(0, |row| row.seq), epoch: state.epoch })
    }

    pub(super) fn claim(&self) -> Result<u64, AppendError> {
        let mut state = self.state();
        state.working()?;
        state.epoch += 1;
        Ok(state.epoch)
    }

    pub(super) fn write(&self, rows: &[Row]) -> Result<(), AppendError> {
        let mut state = self.state();
        state.working()?;
        let frames = rows.iter().map(frame).collect::<Result<Vec<_>, _>>()?;
        let fault = state.fault.take_if(|fault| *fault != Fault::CutInSnapshot);
        match fault {
            Some(Fault::Full) => return Err(AppendError::Full),
            Some(Fault::Refused) => return Err(AppendError::Io("the disk refused".into())),
            Some(Fault::CutBeforeSync | Fault::CutAfterSync) => state.power_gone = true,
            Some(Fault::CutInSnapshot) | None => {}
        }
        state.pending.extend(frames.concat());
        if fault != Some(Fault::CutBeforeSync) && !state.sync_lies {
            let State { synced, pending, .. } = &mut *state;
            synced.append(pending);
        }
        state.working()?;
        state.inputs.extend(rows.iter().filter_map(|row| Some((row.input_id?, row.seq))));
        state.rows.extend_from_slice(rows);
        Ok(())
    }

    pub(super) fn rows(&self, after: u64, limit: usize) -> Result<Vec<Row>, ReadError> {
        self.head()?;
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        Ok(self.state().rows.iter().skip(after).take(limit).cloned().collect())
    }

    pub(super) fn find_input(&self, input: Uuid) -> Option<u64> {
        self.state().inputs.get(&input).copied()
    }

    pub(super) fn keep_snapshot(&self, snapshot: Snapshot) -> Result<(), AppendError> {
        let mut state = self.state();
        state.working()?;
        if state.fault.take_if(|fault| *fault == Fault::CutInSnapshot).is_some() {
            state.cut_snapshot = Some(snapshot);
            state.power_gone = true;
            return state.working();
        }
        let snapshots = &mut state.snapshots;
        snapshots.retain(|other| other.seq != snapshot.seq);
        snapshots.push(snapshot);
        snapshots.sort_unstable_by_key(|snapshot| snapshot.seq);
        let newest = snapshots.len().saturating_sub(NEWEST_SNAPSHOTS);
        let (mut spaces, mut nth) = (HashSet::new(), 0);
        snapshots.retain(|snapshot| {
            nth += 1;
            spaces.insert(snapshot.seq / SNAPSHOT_SPACING) || nth > newest
        });
        Ok(())
    }

    pub(super) fn snapshot(&self, seq: u64) -> Option<Snapshot> {
        let state = self.state();
        let last = state.rows.last().map_or(0, |row| row.seq);
        state.snapshots.iter().rev().find(|snapshot| snapshot.seq <= seq.min(last)).cloned()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn working(&self) -> Result<(), AppendError> {
        if self.power_gone { Err(AppendError::Io("the power is gone".into())) } else { Ok(()) }
    }
}
