//! The ladder as a centre publishes it, in its setup document.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::tone::types::ToneClass;
use crate::wire::Words;

/// What is told, how often it is warned, and what is proposed afterwards. The rest after a protection is in `strain`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtectionRules {
    /// Shown to every customer before a person joins.
    pub announcement: Words,
    /// What is said at each warning, the first first; ending is suggested after the last.
    pub warnings: Vec<Words>,
    /// What is flagged as one of these is never warned: ending is suggested at once.
    pub at_once: Vec<ToneClass>,
    /// How long a restriction of a customer is proposed for.
    pub restriction_days: u16,
    /// Within how many hours a supervisor looks after the agent.
    pub care_hours: u16,
    pub tone: ToneLimits,
}

/// How many of 1,000 ordinary messages the model may flag. What a strong word says does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToneLimits {
    /// Flagged at all.
    pub flagged_permille: u16,
    /// Flagged as sure; at most `flagged_permille`.
    pub sure_permille: u16,
}

impl Default for ToneLimits {
    fn default() -> Self {
        Self { flagged_permille: 10, sure_permille: 3 }
    }
}

/// What a centre has that published its setup before there was a ladder: two warnings, as 120 다산콜재단 gives them.
impl Default for ProtectionRules {
    fn default() -> Self {
        let words = |ko: &str, en: &str| Words { ko: ko.into(), en: en.into() };
        Self {
            announcement: words(
                "상담사도 누군가의 소중한 가족입니다. 폭언이나 성희롱이 있으면 상담을 마칠 수 있어요.",
                "Our agents are people, too. Conversations with abuse or sexual harassment may be ended.",
            ),
            warnings: vec![
                words(
                    "그런 말씀을 하시면 상담을 이어 가기 어려워요. 말씀을 조금만 낮춰 주시면 끝까지 도와드릴게요.",
                    "I cannot go on while I am spoken to like this. Please choose other words, and I will help you to the end.",
                ),
                words(
                    "다시 한번 부탁드려요. 같은 말씀이 이어지면 상담을 마칠 수밖에 없고, 관련 법에 따라 조치될 수 있어요.",
                    "I ask you once more. If it goes on I have to end our conversation, and legal steps may follow.",
                ),
            ],
            at_once: vec![ToneClass::Threat, ToneClass::Sexual],
            restriction_days: 30,
            care_hours: 24,
            tone: ToneLimits::default(),
        }
    }
}
