//! A guide as a centre publishes it, with its reason in the setup document.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::Words;

/// One step of a guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuideStep {
    /// Stays with the step when others move; unique in its guide.
    pub id: u32,
    /// What to do, or the question of a check.
    pub words: Words,
    /// It is a question with yes or no; any other step is ticked when it is done.
    #[serde(default)]
    pub check: bool,
    /// What to do when a check is answered with no; the steps after it then wait. Empty: they go on.
    #[serde(default)]
    pub if_no: Words,
    /// What the agent may decide alone at this step.
    #[serde(default)]
    pub discretion: Option<Discretion>,
}

/// How far an agent decides without asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Discretion {
    /// What may be decided, such as "a refund of the delivery fee".
    pub what: Words,
    /// Up to this much, itself included; none: whatever the amount.
    #[serde(default)]
    pub up_to: Option<Amount>,
    /// Whom to ask beyond it.
    pub ask: Words,
}

/// An amount of money in the smallest unit of its currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    pub value: u32,
    /// ISO 4217, such as `KRW`.
    pub currency: String,
}
