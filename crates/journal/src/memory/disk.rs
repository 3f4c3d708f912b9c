//! The virtual disk: frames of `length, checksum, row`, some of them synced.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use routing::Time;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AppendError, Body, Head, ReadError, Row, Snapshot};

/// Length and checksum before each frame, in bytes.
const HEADER: usize = 12;

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
    snapshots: Vec<Snapshot>,
    rows: Vec<Row>,
    fault: Option<Fault>,
    sync_lies: bool,
}

/// What the next append meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The disk is full: nothing is written.
    Full,
    /// Power goes before the sync; a prefix of the write may stay.
    CutBeforeSync,
    /// Power goes after the sync, before anyone hears of it.
    CutAfterSync,
}

#[derive(Serialize, Deserialize)]
struct Frame {
    seq: u64,
    at: Time,
    epoch: u64,
    input_id: Option<Uuid>,
    body: Body,
}

impl Disk {
    /// What the next append meets, once.
    pub fn arm(&self, fault: Fault) {
        self.state().fault = Some(fault);
    }

    /// From now on the disk says "synced" without doing it: a planted fault that checkers must find.
    pub fn lie_about_sync(&self) {
        self.state().sync_lies = true;
    }

    /// Power is cut: what was not synced is forgotten, but for its first `kept` bytes.
    pub fn cut_power(&self, kept: usize) {
        let mut state = self.state();
        let State { synced, pending, .. } = &mut *state;
        pending.truncate(kept);
        synced.append(pending);
    }

    /// Turns one byte of the last frame over, as a failing disk does.
    pub fn corrupt_last_byte(&self) {
        if let Some(byte) = self.state().synced.last_mut() {
            *byte ^= 0x55;
        }
    }

    pub(super) fn cut_torn_tail(&self) {
        let mut state = self.state();
        let (rows, whole) = parse(&state.synced);
        state.synced.truncate(whole);
        state.pending.clear();
        state.rows = rows;
        let last = state.rows.last().map_or(0, |row| row.seq);
        state.snapshots.retain(|snapshot| snapshot.seq <= last);
    }

    pub(super) fn head(&self) -> Head {
        let state = self.state();
        Head { seq: state.rows.last().map_or(0, |row| row.seq), epoch: state.epoch }
    }

    pub(super) fn claim(&self) -> u64 {
        let mut state = self.state();
        state.epoch += 1;
        state.epoch
    }

    pub(super) fn write(&self, rows: &[Row]) -> Result<(), AppendError> {
        let mut state = self.state();
        let fault = state.fault.take();
        if fault == Some(Fault::Full) {
            return Err(AppendError::Full);
        }
        for row in rows {
            let frame = frame(row)?;
            state.pending.extend(frame);
        }
        let cut = AppendError::Io("the power was cut".into());
        if fault == Some(Fault::CutBeforeSync) {
            return Err(cut);
        }
        if !state.sync_lies {
            let State { synced, pending, .. } = &mut *state;
            synced.append(pending);
        }
        if fault == Some(Fault::CutAfterSync) {
            return Err(cut);
        }
        state.rows.extend_from_slice(rows);
        Ok(())
    }

    pub(super) fn rows(&self) -> Result<Vec<Row>, ReadError> {
        Ok(self.state().rows.clone())
    }

    pub(super) fn find(&self, wanted: impl Fn(&Row) -> bool) -> Option<u64> {
        self.state().rows.iter().rev().find(|row| wanted(row)).map(|row| row.seq)
    }

    pub(super) fn keep_snapshot(&self, snapshot: Snapshot) {
        let mut state = self.state();
        state.snapshots.push(snapshot);
        if state.snapshots.len() > 2 {
            state.snapshots.remove(0);
        }
    }

    pub(super) fn snapshot(&self, seq: u64) -> Option<Snapshot> {
        self.state().snapshots.iter().rev().find(|snapshot| snapshot.seq <= seq).cloned()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn frame(row: &Row) -> Result<Vec<u8>, AppendError> {
    let Row { seq, at, epoch, input_id, body } = row.clone();
    let json = serde_json::to_vec(&Frame { seq, at, epoch, input_id, body })
        .map_err(|error| AppendError::Io(error.to_string()))?;
    let length = u32::try_from(json.len()).map_err(|_| AppendError::TooLong(json.len()))?;
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend(checksum(&json).to_le_bytes());
    bytes.extend(json);
    Ok(bytes)
}

/// The rows up to the first frame that is not whole, and how many bytes they take.
fn parse(bytes: &[u8]) -> (Vec<Row>, usize) {
    let mut rows = Vec::new();
    let mut at = 0;
    while let Some((row, next)) = parse_one(bytes, at) {
        rows.push(row);
        at = next;
    }
    (rows, at)
}

fn parse_one(bytes: &[u8], at: usize) -> Option<(Row, usize)> {
    let length = u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
    let sum = u64::from_le_bytes(bytes.get(at + 4..at + HEADER)?.try_into().ok()?);
    let end = at + HEADER + length;
    let json = bytes.get(at + HEADER..end)?;
    if checksum(json) != sum {
        return None;
    }
    let Frame { seq, at, epoch, input_id, body } = serde_json::from_slice(json).ok()?;
    Some((Row { seq, at, epoch, input_id, body }, end))
}

/// FNV-1a: enough to tell a torn frame from a whole one.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
