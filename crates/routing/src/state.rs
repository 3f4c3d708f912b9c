//! What the engine remembers of one contact and one agent. Plain data: everything else is an index over it.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::agent::{AgentProfile, Presence};
use crate::event::Close;
use crate::id::{AgentId, CaseId, ContactId, CustomerId, GroupId, OfferId, ReasonId, SkillId, Time};
use crate::input::{Effort, JoinRole, Outcome};
use crate::policy::{Channel, Need, Treatment};

/// Where a contact is in its life. Closed contacts are forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Arrived; the reason is not known.
    Entry,
    /// Triaged; the customer is choosing.
    Choosing,
    /// On the customer's own page or an article.
    SelfService,
    /// A callback waits for its slot.
    Booked,
    /// In line.
    Waiting,
    /// Shown to an agent.
    Offered { offer: OfferId, agent: AgentId, deadline: Time },
    /// Talking.
    Connected { agent: AgentId },
    /// On hold.
    Held { agent: AgentId },
    /// Over for the customer; being written up.
    WrapUp,
}

/// An open contact.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    pub customer: CustomerId,
    pub case: CaseId,
    pub channel: Channel,
    pub known: bool,
    /// None until known; the policy's unknown reason stands in.
    pub reason: Option<ReasonId>,
    pub extra: Vec<Need>,
    pub preferred: Option<AgentId>,
    /// A person sent it to `preferred`: her skills are not asked.
    pub directed: bool,
    pub never: Vec<AgentId>,
    /// When the customer first came for this. Survives everything.
    pub since: Time,
    pub effort: Effort,
    /// Came back by transfer or a lost agent, or is in danger: first in line.
    pub returned: bool,
    pub state: State,
    pub state_since: Time,
    /// Treatments offered last.
    pub options: SmallVec<[Treatment; 8]>,
    /// The key that orders service, in ms; set when it joins the line.
    pub rank: i64,
    /// Order of joining, to break ties of rank.
    pub turn: u64,
    pub ring: u8,
    /// When this stay in line began; rings count from here.
    pub queued_at: Time,
    pub for_bot: Option<AgentId>,
    /// Held for `preferred` until then.
    pub hold_until: Option<Time>,
    pub hold_used: bool,
    /// Agents not to be asked again before a time.
    pub avoid: Vec<(AgentId, Time)>,
    /// The customer was told that nobody is there.
    pub nobody: bool,
    pub booking: Option<Booking>,
    /// Latest time promised in this wait.
    pub told_until: Option<Time>,
    /// Parts still being written up.
    pub wrapping: SmallVec<[Wrapping; 1]>,
    /// Others taking part.
    pub joined: Vec<(AgentId, JoinRole)>,
    /// The last person who talked to the customer in this contact.
    pub last_agent: Option<AgentId>,
    pub outcome: Option<Outcome>,
    /// How it closes once every part is written up, when not by the outcome.
    pub closes: Option<Close>,
}

/// An agent's part, being written up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wrapping {
    pub agent: AgentId,
    pub since: Time,
    /// The floor was told that it takes long.
    pub long: bool,
}

/// A promised callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Booking {
    pub group: GroupId,
    pub start: Time,
    pub end: Time,
    /// 1 for the first.
    pub attempt: u8,
}

/// An agent on the books.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Agent {
    pub profile: AgentProfile,
    pub presence: Presence,
    pub presence_since: Time,
    pub until: Option<Time>,
    pub alive: bool,
    pub silent_since: Time,
    /// Everything that takes her attention.
    pub work: Vec<Work>,
    /// Share of attention taken, offers included.
    pub load: u32,
    /// Since her last contact ended or she became ready.
    pub idle_since: Time,
    pub missed_in_a_row: u8,
    pub strain: StrainFacts,
}

/// One thing that takes an agent's attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Work {
    pub contact: ContactId,
    pub channel: Channel,
    pub kind: WorkKind,
    /// Of 100.
    pub load: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkKind {
    Offer,
    Talk,
    WrapUp,
    Join,
}

/// Facts of an agent's strain; never a guess about feelings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StrainFacts {
    /// When this stretch of work began. A pause of the published length ends it; that is known once she works again.
    pub working_since: Option<Time>,
    /// None while she works.
    pub pause_since: Option<Time>,
    pub hard_in_a_row: u16,
    /// Since she last signed in.
    pub abuse_today: u16,
    pub short_rest: bool,
}

impl Contact {
    /// The agent the customer is with, offers left out.
    pub fn talking_with(&self) -> Option<AgentId> {
        match self.state {
            State::Connected { agent } | State::Held { agent } => Some(agent),
            _ => None,
        }
    }

    /// The offer by which it is shown to an agent now.
    pub fn offered_as(&self) -> Option<OfferId> {
        match self.state {
            State::Offered { offer, .. } => Some(offer),
            _ => None,
        }
    }

    /// Whether the customer still waits for anyone: in line or just offered.
    pub fn in_line(&self) -> bool {
        matches!(self.state, State::Waiting | State::Offered { .. })
    }

    /// Whether this agent still writes up her part.
    pub fn wraps_up(&self, agent: AgentId) -> bool {
        self.wrapping.iter().any(|part| part.agent == agent)
    }

    /// This agent is never asked about it again.
    pub(crate) fn keep_from(&mut self, agent: AgentId) {
        if !self.never.contains(&agent) {
            self.never.push(agent);
        }
    }

    /// Whether this agent may not be asked at `now`: never again, or cooling down.
    pub fn avoids(&self, agent: AgentId, now: Time) -> bool {
        self.never.contains(&agent) || self.avoid.iter().any(|(who, until)| *who == agent && now < *until)
    }
}

impl Agent {
    /// Takes contacts: an agent on a break or with a silent device counts as nobody.
    pub fn on_duty(&self) -> bool {
        self.presence == Presence::Ready && self.alive
    }

    /// Contacts of a channel that count against its limit.
    pub fn count(&self, channel: Channel) -> usize {
        self.work.iter().filter(|work| work.channel == channel && work.kind != WorkKind::Join).count()
    }

    /// Whether one more contact of this channel and load may be offered now.
    pub fn has_room(&self, channel: Channel, load: u32) -> bool {
        let limit = self.profile.limits.get(&channel).copied().unwrap_or(0);
        self.takes_offers() && self.has_place(channel, limit, load)
    }

    /// Whether anything may be offered now: she is on duty and no other offer is open.
    pub(crate) fn takes_offers(&self) -> bool {
        self.on_duty() && (self.profile.auto_accept || !self.work.iter().any(|work| work.kind == WorkKind::Offer))
    }

    /// Whether one more contact of this load fits beside what she has, `limit` being the channel's.
    pub(crate) fn has_place(&self, channel: Channel, limit: u16, load: u32) -> bool {
        self.load.saturating_add(load) <= self.profile.capacity && self.count(channel) < usize::from(limit)
    }

    pub(crate) fn take(&mut self, work: Work) {
        self.load = self.load.saturating_add(work.load);
        self.work.push(work);
    }

    pub(crate) fn drop_work(&mut self, contact: ContactId, kind: WorkKind) -> Option<u32> {
        let at = self.work.iter().position(|work| work.contact == contact && work.kind == kind)?;
        let work = self.work.swap_remove(at);
        self.load = self.load.saturating_sub(work.load);
        if self.work.len() > 1 {
            self.work.sort_by_key(|work| (work.contact, work.kind));
        }
        Some(work.load)
    }
}

/// Whether these skills meet these needs.
pub fn meets(skills: &BTreeMap<SkillId, u8>, needs: &[Need]) -> bool {
    needs.iter().all(|need| skills.get(&need.skill).is_some_and(|level| *level >= need.level))
}
