//! The ladder as a centre publishes it, in its setup document.

use routing::SkillId;
use routing::policy::Channel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::tone::types::ToneClass;
use crate::wire::{Language, Words};

/// What is told, how often it is warned, and what is proposed afterwards. The rest after a protection is in `strain`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtectionRules {
    /// Shown to every customer before a person joins.
    pub announcement: Words,
    /// What an adapter for calls is to play before it connects anybody. Calls are not served yet: nothing is played.
    #[serde(default = "voice_announcement")]
    pub voice_announcement: Words,
    /// What is said at each warning, the first first; ending is suggested after the last.
    pub warnings: Vec<Words>,
    /// What is flagged as one of these is never warned: ending is suggested at once.
    pub at_once: Vec<ToneClass>,
    /// How long a restriction of a customer is proposed for.
    pub restriction_days: u16,
    /// Within how many hours a supervisor looks after the agent.
    pub care_hours: u16,
    pub tone: ToneLimits,
    /// Where contacts of a restricted customer go.
    #[serde(default)]
    pub restricted: RestrictedRules,
}

/// How a customer is served while she is restricted, and what she is told. With neither channel nor skill nothing changes for her.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestrictedRules {
    /// In writing only: `chat` while somebody is there, `message` answered later. She can book no call.
    #[schema(value_type = Option<crate::wire::Channel>)]
    pub channel: Option<Channel>,
    /// Only agents who have it serve her.
    #[schema(value_type = Option<u32>)]
    pub skill: Option<SkillId>,
    /// Why she is restricted, as she reads it.
    pub why: Words,
    /// How she can object.
    pub objection: Words,
}

impl RestrictedRules {
    /// What she reads around the end of it.
    pub fn reads(&self) -> Option<Words> {
        let (why, objection) = (&self.why, &self.objection);
        let both = |language| format!("{} {}", why.said(language), objection.said(language));
        let words = || words(&both(Language::Ko), &both(Language::En));
        self.applies().then(words)
    }

    /// Whether a restriction changes anything for the customer.
    pub fn applies(&self) -> bool {
        self.channel.is_some() || self.skill.is_some()
    }
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

impl Default for RestrictedRules {
    fn default() -> Self {
        Self {
            channel: None,
            skill: None,
            why: words(
                "지난 상담에서 폭언이나 괴롭힘이 있어 상담 방법을 제한하고 있어요.",
                "How we serve you is limited, because of abuse in an earlier conversation.",
            ),
            objection: words(
                "사실과 다르면 이 창에 이의를 남겨 주세요. 상담사가 아닌 관리자가 다시 살펴봐요.",
                "If this is wrong, write your objection here: a supervisor will look at it again.",
            ),
        }
    }
}

fn words(ko: &str, en: &str) -> Words {
    Words { ko: ko.into(), en: en.into() }
}

fn voice_announcement() -> Words {
    words(
        "상담사도 누군가의 소중한 가족입니다. 폭언이나 성희롱을 하시면 통화를 먼저 끝낼 수 있습니다.",
        "Our agents are people, too. Calls with abuse or sexual harassment may be ended.",
    )
}

/// What a centre has that published its setup before there was a ladder: two warnings, as 120 다산콜재단 gives them.
impl Default for ProtectionRules {
    fn default() -> Self {
        Self {
            announcement: words(
                "상담사도 누군가의 소중한 가족입니다. 폭언이나 성희롱이 있으면 상담을 마칠 수 있어요.",
                "Our agents are people, too. Conversations with abuse or sexual harassment may be ended.",
            ),
            voice_announcement: voice_announcement(),
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
            restricted: RestrictedRules::default(),
        }
    }
}
