//! One row, and how it is written down.

use routing::{Event, Input, Time};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AppendError, ReadError};

/// The longest body, in bytes. A published policy is the longest thing there is.
pub const MAX_ROW_BYTES: usize = 16 << 20;

/// One accepted input and what was decided because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub seq: u64,
    pub at: Time,
    /// Of the owner who wrote it.
    pub epoch: u64,
    /// Names the input across retries; never accepted twice.
    pub input_id: Option<Uuid>,
    pub body: Body,
}

/// What is written as JSON. Fields may be added as optional ones only; an unknown event stops the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    pub input: Input,
    pub events: Vec<Event>,
}

impl Row {
    /// The input's name, such as `arrive`: to find rows without parsing them.
    pub fn kind(&self) -> &'static str {
        match &self.body.input {
            Input::Tick => "tick",
            Input::Publish { .. } => "publish",
            Input::Hours { .. } => "hours",
            Input::Agent { .. } => "agent",
            Input::AgentGone { .. } => "agent_gone",
            Input::Presence { .. } => "presence",
            Input::Device { .. } => "device",
            Input::Arrive { .. } => "arrive",
            Input::Reason { .. } => "reason",
            Input::Identified { .. } => "identified",
            Input::Choose { .. } => "choose",
            Input::AskPerson { .. } => "ask_person",
            Input::ChangeChannel { .. } => "change_channel",
            Input::TellWait { .. } => "tell_wait",
            Input::Solved { .. } => "solved",
            Input::Leave { .. } => "leave",
            Input::Accept { .. } => "accept",
            Input::Decline { .. } => "decline",
            Input::Hold { .. } => "hold",
            Input::Resume { .. } => "resume",
            Input::Transfer { .. } => "transfer",
            Input::HandOver { .. } => "hand_over",
            Input::Join { .. } => "join",
            Input::Part { .. } => "part",
            Input::TakeOver { .. } => "take_over",
            Input::End { .. } => "end",
            Input::Wrapped { .. } => "wrapped",
            Input::Danger { .. } => "danger",
            Input::Reopen { .. } => "reopen",
            Input::Dialled { .. } => "dialled",
            Input::Protect { .. } => "protect",
            Input::Move { .. } => "move",
        }
    }

    pub(crate) fn body_json(&self) -> Result<String, AppendError> {
        let json = serde_json::to_string(&self.body).map_err(|error| AppendError::Io(error.to_string()))?;
        if json.len() > MAX_ROW_BYTES { Err(AppendError::TooLong(json.len())) } else { Ok(json) }
    }

    pub(crate) fn parse_body(seq: u64, json: &str) -> Result<Body, ReadError> {
        serde_json::from_str(json).map_err(|error| ReadError::Unknown { seq, cause: in_short(&error) })
    }
}

/// What a row says that this program does not know; not all that it knows instead.
fn in_short(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    match whole.split_once(", expected") {
        Some((unknown, _)) if unknown.starts_with("unknown ") => format!("{unknown}, which this release does not have"),
        _ => whole,
    }
}

/// Rows must follow each other and what was read before.
pub(crate) fn without_gaps(mut after: u64, rows: Vec<Row>) -> Result<Vec<Row>, ReadError> {
    for row in &rows {
        if row.seq != after + 1 {
            return Err(ReadError::Gap { after, found: row.seq });
        }
        after = row.seq;
    }
    Ok(rows)
}
