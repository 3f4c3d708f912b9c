//! What a customer's words do, as told to an agent.

use language::tone::{Class, Source};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::Ms;

/// The most pressing of what a contact's lines were flagged for. A suggestion: the agent decides.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ToneView {
    /// The line.
    pub message: u64,
    pub class: ToneClass,
    pub source: ToneSource,
    /// A rule matched, or the model is sure.
    pub clear: bool,
    pub at: Ms,
    /// Lines of this contact flagged so far.
    pub times: u32,
}

/// How the last three turns of a customer went, for supervisors: about a conversation, never about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    Sharper,
    /// As sharp as before.
    Sharp,
    Calmer,
}

/// What a line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToneClass {
    /// Danger to life or of self-harm: before all else.
    Distress,
    Threat,
    Sexual,
    Discrimination,
    Insult,
    Nagging,
    /// Reads like abuse, by the model alone.
    Abuse,
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToneSource {
    /// A strong word.
    Rule,
    Model,
}

impl From<Class> for ToneClass {
    fn from(class: Class) -> Self {
        match class {
            Class::Distress => Self::Distress,
            Class::Threat => Self::Threat,
            Class::Sexual => Self::Sexual,
            Class::Discrimination => Self::Discrimination,
            Class::Insult => Self::Insult,
            Class::Nagging => Self::Nagging,
            Class::Abuse => Self::Abuse,
        }
    }
}

impl From<Source> for ToneSource {
    fn from(source: Source) -> Self {
        match source {
            Source::Rule => Self::Rule,
            Source::Model => Self::Model,
        }
    }
}
