//! The setup document: everything a centre publishes, with the names people read. It is edited as a draft,
//! checked, published as a version and compiled to what the engine knows: [`Document::policy`].

use std::collections::BTreeMap;

use routing::policy::{
    BotRules, CallbackGroup, CallbackRules, Channel, ChannelRule, EffortWeights, Nobody, OfferRules, Policy, Reason,
    Ring, Rule, StrainRules, Treatment,
};
use routing::{AgentId, GroupId, HoursId, ReasonId, SkillId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::costs::Costs;
use super::schema;
use crate::bot::script::Script;
use crate::guide::GuideStep;
use crate::procedures::declared::Procedures;
use crate::protection::ProtectionRules;
use crate::wire::Language;
pub use crate::wire::Words;

/// One version of a centre's setup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The catalogue, parents before children, at most three levels.
    pub reasons: Vec<ReasonEntry>,
    /// The reason that stands in until one is known.
    #[schema(value_type = u32)]
    pub unknown_reason: ReasonId,
    pub skills: Vec<SkillEntry>,
    pub groups: Vec<GroupEntry>,
    pub hours: Vec<HoursEntry>,
    #[schema(value_type = schema::ChannelRules)]
    pub channels: BTreeMap<Channel, ChannelRule>,
    #[schema(value_type = schema::OfferRules)]
    pub offers: OfferRules,
    #[schema(value_type = schema::CallbackRules)]
    pub callbacks: CallbackRules,
    #[schema(value_type = schema::BotRules)]
    pub bots: BotRules,
    /// Proposals found right in a row by agents, after which a reason that is tried joins.
    #[serde(default = "bot_join_after")]
    pub bot_join_after: u16,
    /// Confirmed resolution, in thousandths, below which a bot loses a reason; it then tries it again.
    pub bot_floor_permille: u16,
    /// The last so many conversations of a reason are held against the floor; before there are so many, none.
    pub bot_floor_after: u16,
    /// Conversations that must go as written, or nothing is published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bot_scripts: Vec<Script>,
    #[schema(value_type = schema::EffortWeights)]
    pub effort: EffortWeights,
    #[schema(value_type = schema::StrainRules)]
    pub strain: StrainRules,
    /// How people who are spoken to with abuse are protected.
    #[serde(default)]
    pub protection: ProtectionRules,
    /// What contacts cost; absent: no money is shown anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<Costs>,
    /// What the company's own systems may be asked and told, by bot and agent.
    #[serde(default, skip_serializing_if = "Procedures::is_empty")]
    pub procedures: Procedures,
}

fn bot_join_after() -> u16 {
    20
}

/// A reason with its names and its row of the triage table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonEntry {
    #[schema(value_type = u32)]
    pub id: ReasonId,
    #[schema(value_type = Option<u32>)]
    pub parent: Option<ReasonId>,
    pub name: Words,
    /// One sentence that helps customers and agents choose.
    pub about: Words,
    pub urgency: u8,
    pub importance_customer: u8,
    pub importance_company: u8,
    #[schema(value_type = Vec<schema::Ring>)]
    pub rings: Vec<Ring>,
    #[schema(value_type = crate::wire::Rule)]
    pub rule: Rule,
    pub preferred_hold_ms: u32,
    pub expected_ms: u32,
    pub target_ms: u32,
    pub hard: bool,
    #[schema(value_type = Option<u32>)]
    pub group: Option<GroupId>,
    #[schema(value_type = u32)]
    pub hours: HoursId,
    #[schema(value_type = Vec<crate::wire::Treatment>)]
    pub known: Vec<Treatment>,
    #[schema(value_type = Vec<crate::wire::Treatment>)]
    pub unknown: Vec<Treatment>,
    #[schema(value_type = Option<u32>)]
    pub bot: Option<AgentId>,
    /// The bot that tries the reason: what it would say is shown to agents, and to nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    pub bot_trial: Option<AgentId>,
    #[schema(value_type = schema::Nobody)]
    pub nobody: Nobody,
    /// What an agent does, in order; may be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guide: Vec<GuideStep>,
}

/// A skill; languages are skills too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillEntry {
    #[schema(value_type = u32)]
    pub id: SkillId,
    pub name: Words,
    /// BCP 47 tag when the skill is a language.
    pub language: Option<String>,
}

/// Reasons that share callback slots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupEntry {
    #[schema(value_type = u32)]
    pub id: GroupId,
    pub name: Words,
    pub slot_ms: u32,
    pub places: u32,
}

/// A calendar of opening hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursEntry {
    #[schema(value_type = u32)]
    pub id: HoursId,
    pub name: Words,
    /// IANA zone, such as `Asia/Seoul`.
    pub zone: String,
    /// Monday to Sunday, several periods a day.
    pub weekly: [Vec<Period>; 7],
    /// Days that differ: a holiday has no period.
    pub exceptions: Vec<ExceptionalDay>,
}

/// Wall-clock times of one day, `HH:MM`; `24:00` ends the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub from: String,
    pub to: String,
}

/// One day that differs from its weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptionalDay {
    /// `YYYY-MM-DD`.
    pub date: String,
    pub name: Words,
    pub periods: Vec<Period>,
}

impl Document {
    /// What the engine needs of this document.
    pub fn policy(&self, version: u32) -> Policy {
        Policy {
            version,
            reasons: self.reasons.iter().map(|entry| (entry.id, entry.routed())).collect(),
            unknown_reason: self.unknown_reason,
            groups: self
                .groups
                .iter()
                .map(|group| (group.id, CallbackGroup { slot_ms: group.slot_ms, places: group.places }))
                .collect(),
            channels: self.channels.clone(),
            offers: self.offers.clone(),
            callbacks: self.callbacks.clone(),
            bots: self.bots.clone(),
            effort: self.effort.clone(),
            strain: self.strain.clone(),
        }
    }
}

impl ReasonEntry {
    /// How sentences about it name it, quoted: by its name, else by its place in the catalogue.
    pub fn called(&self, at: usize) -> Words {
        let name = |language| self.name.said(language);
        if name(Language::Ko).trim().is_empty() {
            let nth = at + 1;
            return Words {
                ko: format!("{nth}번째(이름 없음)"), en: format!("{nth} of the list (without a name)")
            };
        }
        Words { ko: format!("‘{}’", name(Language::Ko)), en: format!("“{}”", name(Language::En)) }
    }

    fn routed(&self) -> Reason {
        Reason {
            urgency: self.urgency,
            importance_customer: self.importance_customer,
            importance_company: self.importance_company,
            rings: self.rings.clone(),
            rule: self.rule,
            preferred_hold_ms: self.preferred_hold_ms,
            expected_ms: self.expected_ms,
            target_ms: self.target_ms,
            hard: self.hard,
            group: self.group,
            hours: self.hours,
            known: self.known.clone(),
            unknown: self.unknown.clone(),
            bot: self.bot,
            nobody: self.nobody,
        }
    }
}

/// What is wrong with a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursFault {
    /// No such zone.
    Zone,
    /// A time that is none, or a period that ends before it begins.
    Period { weekday: usize },
    /// A date that is none, or its periods.
    Exception { place: usize },
}

impl HoursEntry {
    /// The calendar as the node watches it.
    pub fn calendar(&self) -> Result<node::hours::Calendar, HoursFault> {
        let zone = jiff::tz::TimeZone::get(&self.zone).map_err(|_| HoursFault::Zone)?;
        let parse = |periods: &[Period]| -> Option<Vec<node::hours::Period>> {
            periods.iter().map(|period| node::hours::Period::parse(&period.from, &period.to).ok()).collect()
        };
        let mut weekly: [Vec<node::hours::Period>; 7] = Default::default();
        for (weekday, (parsed, periods)) in weekly.iter_mut().zip(&self.weekly).enumerate() {
            *parsed = parse(periods).ok_or(HoursFault::Period { weekday })?;
        }
        let mut exceptions = Vec::new();
        for (place, day) in self.exceptions.iter().enumerate() {
            let fault = HoursFault::Exception { place };
            exceptions.push((day.date.parse().map_err(|_| fault)?, parse(&day.periods).ok_or(fault)?));
        }
        Ok(node::hours::Calendar { id: self.id, zone, weekly, exceptions })
    }
}
