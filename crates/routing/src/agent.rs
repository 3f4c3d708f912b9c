//! Who serves contacts, as the engine sees them.

use alloc::collections::BTreeMap;
use serde::{Deserialize, Serialize};

use crate::id::{AgentId, ReasonId, SkillId};
use crate::policy::Channel;

/// Everything the router needs to know of an agent; sent whole at every change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentProfile {
    /// The agent.
    pub agent: AgentId,
    /// A person or a bot.
    pub kind: AgentKind,
    /// Level per skill, 1 to 5.
    pub skills: BTreeMap<SkillId, u8>,
    /// Attention in all, usually 100; bots have more.
    pub capacity: u32,
    /// Most contacts at once per channel; a channel not named is not served.
    pub limits: BTreeMap<Channel, u16>,
    /// Offers connect without being asked.
    pub auto_accept: bool,
    /// Rest before this shift was shorter than the rule; a work fact for strain.
    pub short_rest: bool,
    /// Predicted share of contacts resolved per reason, in thousandths; used by `Rule::Predicted` only.
    pub predicted: BTreeMap<ReasonId, u16>,
}

/// A person or a bot. A bot serves the reasons whose policy names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentKind {
    /// A person.
    Person,
    /// A program.
    Bot,
}

/// What an agent says she is doing. Status is chosen, never guessed from a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Takes contacts.
    Ready,
    /// On a break: counts as nobody.
    Break,
    /// At a meal: counts as nobody.
    Meal,
    /// In training or a meeting: counts as nobody.
    Training,
    /// Protected rest: counts as nobody and never against her.
    Rest,
    /// Did not answer offers: counts as nobody until she says otherwise.
    Away,
    /// Signed out.
    Offline,
}
