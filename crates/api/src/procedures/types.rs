//! What the desk reads and writes of procedures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::declared::{Choice, InputSource, ProcedureKind, Runner, ValueKind};
use super::personal::Typed;
pub use super::rows::{Failure, RunState};
use crate::error::FieldCode;
use crate::setup::types::Finding;
use crate::wire::{AgentName, Ms, Words};

/// What may be run for a contact, and what was.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactProcedures {
    /// For the contact's reason and the caller.
    pub procedures: Vec<ProcedureView>,
    /// The newest first.
    pub runs: Vec<RunView>,
}

/// A procedure as the desk offers it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProcedureView {
    pub id: u32,
    pub name: Words,
    pub kind: ProcedureKind,
    pub inputs: Vec<InputView>,
    /// How long afterwards it can be taken back, in minutes; absent: not at all.
    pub undo_within_min: Option<u32>,
}

/// An input as the desk asks for it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InputView {
    pub key: String,
    pub name: Words,
    pub kind: ValueKind,
    pub from: InputSource,
    pub most: Option<i64>,
    /// What it may be: the choices, or the customer's orders.
    pub choices: Vec<Choice>,
    /// What stands in the record; masked unless it is an order.
    pub found: Option<String>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRunAsked {
    pub procedure: u32,
    /// What is asked or chosen; what stands in the customer's record is taken from there.
    pub inputs: Vec<InputGiven>,
}

/// One input as it was typed or chosen.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InputGiven {
    pub key: String,
    pub value: Typed,
}

/// What the bot asks of a customer beside the conversation, and what she can take back. Absent when it is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerActs {
    pub field: Option<AskedField>,
    pub confirm: Option<CustomerConfirm>,
    /// The newest first; at most three.
    pub undo: Vec<CustomerUndo>,
}

/// A personal value that is typed here, never into the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AskedField {
    pub run: u64,
    pub key: String,
    pub name: Words,
    pub kind: ValueKind,
}

/// What is asked before anything is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerConfirm {
    pub run: u64,
    pub words: Words,
}

/// Something the bot did that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerUndo {
    pub run: u64,
    pub name: Words,
    pub until: Ms,
}

/// A value for the field that was asked for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerValue {
    pub key: String,
    pub value: Typed,
}

/// The answer to what was asked before anything is changed.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerAnswer {
    pub yes: bool,
}

/// Values to try a procedure of the draft with: of its inputs, and of what its steps would take.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryProcedure {
    pub values: Vec<InputGiven>,
}

/// A procedure of the draft, looked at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProcedureTried {
    /// What keeps it from being published.
    pub findings: Vec<Finding>,
    /// Values that are none of their fields, by key.
    pub wrong: BTreeMap<String, FieldCode>,
    /// Every call as it would be recorded; a value that is not given keeps its place.
    pub calls: Vec<CallView>,
    /// What would be asked first; absent for a lookup.
    pub confirm: Option<Words>,
    pub answer: Words,
}

/// What is confirmed: the run as it was looked at.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunConfirmed {
    /// The state it was seen in; a run in another by now answers 409.
    pub state: RunState,
}

/// A run: laid out, sent, or over.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunView {
    pub id: u64,
    pub procedure: u32,
    pub name: Words,
    pub runner: Runner,
    pub by: AgentName,
    pub state: RunState,
    pub at: Ms,
    pub ended: Option<Ms>,
    /// What is asked before anything is changed.
    pub confirm: Option<Words>,
    /// What can be told to the customer, once it is done.
    pub answer: Option<Words>,
    pub values: Vec<ValueView>,
    pub calls: Vec<CallView>,
    pub why: Option<Failure>,
    /// The name of the value that is to blame.
    pub about: Option<Words>,
    /// The run that this one takes back.
    pub undoes: Option<u64>,
    /// It was taken back.
    pub undone: bool,
    /// What the caller may do with it now.
    pub may: Vec<RunAction>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunAction {
    /// Send what was laid out.
    Confirm,
    /// Send again what is not known to have happened; it happens no second time.
    Again,
    Undo,
}

/// A value as people read it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ValueView {
    pub name: Words,
    pub said: Words,
}

/// A call; values masked, secrets by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CallView {
    /// The step's name; empty when it is no longer declared.
    pub step: Words,
    /// False: laid out, not sent.
    pub sent: bool,
    pub method: String,
    pub url: String,
    pub headers: Vec<String>,
    pub body: Option<String>,
    pub status: Option<u16>,
    pub took_ms: Option<i64>,
    /// Absent: answered as declared. Sent without status or this: not known.
    pub fault: Option<String>,
}
