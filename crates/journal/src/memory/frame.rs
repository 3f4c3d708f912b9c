//! How a row lies on the virtual disk: `length, checksum, row`, so that a torn one is told from a whole one.

use routing::Time;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AppendError, Body, MAX_ROW_BYTES, Row};

/// Length and checksum before each frame, in bytes.
const HEADER: usize = 12;

#[derive(Serialize, Deserialize)]
struct Frame {
    seq: u64,
    at: Time,
    epoch: u64,
    input_id: Option<Uuid>,
    body: Body,
}

pub(super) fn frame(row: &Row) -> Result<Vec<u8>, AppendError> {
    let Row { seq, at, epoch, input_id, body } = row.clone();
    let json = serde_json::to_vec(&Frame { seq, at, epoch, input_id, body })
        .map_err(|error| AppendError::Io(error.to_string()))?;
    let length = u32::try_from(json.len()).ok().filter(|_| json.len() <= MAX_ROW_BYTES);
    let length = length.ok_or(AppendError::TooLong(json.len()))?;
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend(checksum(&json).to_le_bytes());
    bytes.extend(json);
    Ok(bytes)
}

/// The rows up to the first frame that is not whole, and how many bytes they take.
pub(super) fn parse(bytes: &[u8]) -> (Vec<Row>, usize) {
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
    if checksum(json) != sum { None } else { Some((row(json)?, end)) }
}

fn row(json: &[u8]) -> Option<Row> {
    let Frame { seq, at, epoch, input_id, body } = serde_json::from_slice(json).ok()?;
    Some(Row { seq, at, epoch, input_id, body })
}

/// A torn frame made whole of the events that arrived, as one who does not look at checksums would.
pub(super) fn mend(torn: &[u8]) -> Option<Row> {
    let json = torn.get(HEADER..)?;
    let ends = json.iter().enumerate().rev().filter(|(_, byte)| **byte == b'}').map(|(at, _)| at);
    ends.filter_map(|end| row(&[json.get(..=end)?, b"]}}"].concat())).next()
}

/// FNV-1a: enough to tell a torn frame from a whole one.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
