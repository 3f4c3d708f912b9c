//! What a centre has published: how contacts are treated, ordered and given to agents.
//! Configuration is an input like any other, so a replay under another policy is the same code.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use crate::id::{AgentId, ContactId, GroupId, HoursId, ReasonId, SkillId};

/// A published policy, complete: nothing in it refers to an older version.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Version as published; grows by one.
    pub version: u32,
    /// Every reason a contact can have. A contact whose reason is not known yet uses `unknown_reason`.
    pub reasons: BTreeMap<ReasonId, Reason>,
    /// The reason that stands in until one is known. Must be in `reasons` and lead to a person.
    pub unknown_reason: ReasonId,
    /// Callback groups by id.
    pub groups: BTreeMap<GroupId, CallbackGroup>,
    /// How each channel loads an agent and behaves when a device falls silent.
    pub channels: BTreeMap<Channel, ChannelRule>,
    /// Rules about offers.
    pub offers: OfferRules,
    /// Rules about callbacks.
    pub callbacks: CallbackRules,
    /// Rules about bots.
    pub bots: BotRules,
    /// What the customer's effort so far is worth in line.
    pub effort: EffortWeights,
    /// What an agent's work facts add up to, and when rest is due.
    pub strain: StrainRules,
}

/// A contact's way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A phone call.
    Voice,
    /// A live conversation in writing.
    Chat,
    /// Writing that need not be answered at once.
    Message,
    /// E-mail.
    Mail,
    /// A call the centre makes at a booked slot.
    Callback,
    /// Work without a customer waiting.
    Task,
}

impl Channel {
    /// Every channel, in the order of its definition.
    pub const ALL: [Channel; 6] =
        [Channel::Voice, Channel::Chat, Channel::Message, Channel::Mail, Channel::Callback, Channel::Task];
}

/// What the router must know about a reason. Names and articles live elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// 0 (can wait days) to 3 (someone is in trouble now).
    pub urgency: u8,
    /// 0 to 3: what it means to the customer.
    pub importance_customer: u8,
    /// 0 to 3: what it means to the company.
    pub importance_company: u8,
    /// What an agent needs, relaxed ring by ring. The first ring starts at 0 ms; each later ring asks no more than the one before.
    pub rings: Vec<Ring>,
    /// Which of the free qualified agents gets an arriving contact.
    pub rule: Rule,
    /// How long a contact is held for the agent who knows its case, in ms. 0: not held.
    pub preferred_hold_ms: u32,
    /// How long a contact of this reason usually takes, in ms; used for estimates.
    pub expected_ms: u32,
    /// Target time to answer, in ms: the service-level threshold.
    pub target_ms: u32,
    /// Counts as a hard contact in the strain ledger.
    pub hard: bool,
    /// Callbacks about this reason are booked in this group. None: no callback is offered.
    pub group: Option<GroupId>,
    /// Opening hours that apply.
    pub hours: HoursId,
    /// Treatments in order for a customer we know.
    pub known: Vec<Treatment>,
    /// Treatments in order for a customer we do not know.
    pub unknown: Vec<Treatment>,
    /// The bot that may serve this reason. None: no bot.
    pub bot: Option<AgentId>,
    /// What happens when nobody qualified is on duty, at any ring.
    pub nobody: Nobody,
}

/// What an agent needs from `after_ms` of waiting on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ring {
    /// Milliseconds of waiting after which this ring holds.
    pub after_ms: u32,
    /// All of these, each at least at the level given. Empty: anyone.
    pub needs: Vec<Need>,
}

/// One skill at a least level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The skill.
    pub skill: SkillId,
    /// Least level, 1 (learning) to 5 (teaches others).
    pub level: u8,
}

/// What triage can offer. Order in a list is order of preference; a person is always reachable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// The customer's own page or an article that solves it.
    SelfService,
    /// A bot that is allowed this reason.
    Bot,
    /// A booked slot in which the centre calls.
    Callback,
    /// A person, over the channel the customer chooses.
    Person,
}

/// How an arriving contact picks among free qualified agents. Ties fall to the longest idle, then the smallest id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The agent who knows the case, else the longest idle.
    Preferred,
    /// The agent with the fewest skills, so that versatile ones stay free.
    SpareTheVersatile,
    /// The agent whose levels are highest in what is needed.
    BestLevel,
    /// The agent who has waited longest since her last contact ended.
    LongestIdle,
    /// The agent with the least strain.
    LeastStrained,
    /// The agent with the best predicted resolution, inside the limits of the rings.
    Predicted,
    /// Everyone free and qualified with the same chance, by [`lot`]: for fair trials of the other rules.
    ByLot,
}

/// What to do when nobody qualified is on duty. The contact keeps its place in every case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nobody {
    /// Tell the customer and keep the place in line.
    Wait,
    /// Tell the customer and offer a callback first.
    OfferCallback,
}

/// Callback slots for a set of reasons.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallbackGroup {
    /// Length of a slot in ms. Slots start at multiples of it since the epoch.
    pub slot_ms: u32,
    /// Callbacks that can be kept per slot.
    pub places: u32,
}

/// How a channel loads an agent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelRule {
    /// Share of an agent's attention one contact takes, of 100.
    pub load: u8,
    /// How long a talking contact stays with an agent whose device is silent, in ms, before it waits again. Offers are withdrawn at once.
    pub silent_grace_ms: u32,
}

/// Rules about offers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferRules {
    /// How long an offer is shown, in ms.
    pub deadline_ms: u32,
    /// How long an agent is not asked again about a contact she declined or left unanswered, in ms.
    pub cooldown_ms: u32,
    /// Unanswered offers in a row after which an agent is taken to be away. 0: never.
    pub missed_before_away: u8,
    /// After-contact work allowed before the floor is alerted, in ms. It is never cut off.
    pub wrap_up_ms: u32,
    /// A contact that comes back by transfer or a lost agent goes ahead by this much, in ms.
    pub return_credit_ms: u32,
}

/// Rules about callbacks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallbackRules {
    /// Attempts before a callback is closed as failed, the first included.
    pub tries: u8,
    /// Pause between attempts, in ms.
    pub retry_ms: u32,
}

/// Rules about bots.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BotRules {
    /// Longest time a bot may keep a contact, in ms; then it hands over.
    pub deadline_ms: u32,
    /// For this long after a bot handed a case over, the case goes to people, in ms.
    pub not_again_ms: u32,
}

/// What effort is worth in line, in ms of credit per fact..
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffortWeights {
    /// Per transfer suffered in this case.
    pub transfer_ms: u32,
    /// Per earlier contact about the same case.
    pub repeat_ms: u32,
    /// Per promise to this customer that was not kept.
    pub broken_promise_ms: u32,
    /// Per full minute waited earlier in this case.
    pub waited_minute_ms: u32,
    /// The most that effort can be worth: the bound that keeps everyone's wait bounded.
    pub cap_ms: u32,
}

/// What strain adds up to..
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrainRules {
    /// Points per full ten minutes worked without a pause.
    pub ten_minutes: u16,
    /// Points per hard contact in a row.
    pub hard_in_a_row: u16,
    /// Points per incident of abuse today.
    pub abuse: u16,
    /// Points for a short rest before this shift.
    pub short_rest: u16,
    /// Hard contacts in a row after which a breath is due. 0: never.
    pub breath_after_hard: u8,
    /// Length of that breath, in ms.
    pub breath_ms: u32,
    /// Protected rest after abuse, in ms.
    pub protect_rest_ms: u32,
    /// A pause at least this long ends "without a pause", in ms.
    pub pause_ms: u32,
}

/// The lot an agent draws for a contact; the smallest wins. It looks random and follows from the two numbers alone, so that a
/// replay draws the same (SplitMix64, Steele, Lea, Flood 2014).
pub fn lot(contact: ContactId, agent: AgentId) -> i64 {
    let mut z = contact.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(agent.0).wrapping_mul(0xd134_2543_de82_ef95);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 1) as i64
}
