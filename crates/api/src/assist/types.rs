//! What stands beside a conversation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::knowledge::types::ArticleHit;

/// What may help with what the customer said last; nothing while she is in danger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Assist {
    pub suggestion: Option<Suggestion>,
}

/// The one article proposed for the customer's last turn, with why it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    /// The customer's line it is for.
    pub message: u64,
    pub article: ArticleHit,
    /// How often agents said that it helped with this reason, and how often they said anything.
    pub helped: u32,
    pub answers: u32,
}

/// What the agent says of a suggestion; the first word on an article in a contact stands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestionAnswer {
    pub message: u64,
    pub article: u64,
    pub revision: u32,
    pub answer: Helped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Helped {
    Helped,
    /// It is proposed no more in this contact.
    Dismissed,
}
