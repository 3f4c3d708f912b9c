//! A guide beside a contact.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::GuideStep;
use crate::wire::{Ms, Words};

/// The guide of a contact's reason, with what was ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GuideView {
    pub reason: u32,
    /// In order.
    pub steps: Vec<GuideStepView>,
    /// The step to do next. Absent: all is done, or a check said no and something else is to be done.
    pub next: Option<u32>,
    /// What to do instead, where a check was answered with no.
    pub instead: Option<Words>,
}

/// One step, and whether it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GuideStepView {
    #[serde(flatten)]
    pub step: GuideStep,
    pub answer: Option<GuideAnswer>,
    pub at: Option<Ms>,
}

/// What was ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuideAnswer {
    /// A step that asks nothing.
    Done,
    Yes,
    No,
}

/// Ticks a step; without an answer the tick is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuideTick {
    pub step: u32,
    pub answer: Option<GuideAnswer>,
}
