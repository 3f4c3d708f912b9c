//! Books of its own: what must be true of a centre, kept from inputs and events alone. It never asks the engine, so it
//! cannot share its mistakes. Scripts, property tests and crash runs hold every decision against it.

mod scan;
mod take;

use std::collections::{BTreeMap, BTreeSet};

use routing::input::{Effort, Input};
use routing::policy::{Channel, Need, Policy, Reason, Treatment};
use routing::{
    AgentId, AgentKind, AgentProfile, CaseId, ContactId, CustomerId, Event, GroupId, OfferId, Presence, ReasonId,
    Refusal, Time,
};

/// Something that must never happen, happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong(pub String);

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

pub(crate) fn wrong<T>(what: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong(what.into()))
}

/// The books of one centre.
#[derive(Debug, Clone, Default)]
pub struct Books {
    pub now: Time,
    pub policy: Option<Policy>,
    pub agents: BTreeMap<AgentId, Desk>,
    pub open: BTreeMap<ContactId, Card>,
    /// Closed, and may come back.
    pub shelf: BTreeMap<ContactId, Card>,
    pub apart: BTreeSet<(CustomerId, AgentId)>,
    pub arrived: u64,
    pub reopened: u64,
    pub closed: u64,
    last_offer: u64,
    turns: u64,
    /// Somebody may have got room in this step, so that agents choose contacts and not the other way round.
    freed: bool,
}

#[derive(Debug, Clone)]
pub struct Desk {
    pub profile: AgentProfile,
    pub presence: Presence,
    pub alive: bool,
    pub work: Vec<Job>,
    pub idle_since: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    pub contact: ContactId,
    pub channel: Channel,
    pub kind: Kind,
    pub load: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Offer,
    Talk,
    WrapUp,
    Join,
}

#[derive(Debug, Clone)]
pub struct Card {
    pub id: ContactId,
    pub customer: CustomerId,
    pub case: CaseId,
    pub channel: Channel,
    pub known: bool,
    pub reason: Option<ReasonId>,
    pub extra: Vec<Need>,
    pub preferred: Option<AgentId>,
    pub directed: bool,
    pub never: Vec<AgentId>,
    pub since: Time,
    pub effort: Effort,
    pub returned: bool,
    pub at: Place,
    pub options: Vec<Treatment>,
    pub rank: i64,
    pub turn: u64,
    pub ring: u8,
    pub queued_at: Time,
    pub for_bot: Option<AgentId>,
    pub hold: Option<(AgentId, Time)>,
    pub cooling: BTreeMap<AgentId, Time>,
    pub nobody: bool,
    pub told_until: Option<Time>,
    pub booking: Option<(GroupId, Time, u8)>,
    pub joined: BTreeSet<AgentId>,
    pub last_agent: Option<AgentId>,
}

/// Where a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Entry,
    Choosing,
    SelfService,
    Booked,
    Waiting,
    Offered {
        offer: OfferId,
        agent: AgentId,
        deadline: Time,
    },
    With {
        agent: AgentId,
        held: bool,
    },
    /// Over for the customer.
    Over,
    /// Nowhere: only ever within a step.
    Between,
}

impl Card {
    pub fn in_line(&self) -> bool {
        matches!(self.at, Place::Waiting | Place::Offered { .. })
    }

    pub fn with(&self) -> Option<AgentId> {
        match self.at {
            Place::With { agent, .. } => Some(agent),
            _ => None,
        }
    }
}

impl Desk {
    pub fn on_duty(&self) -> bool {
        self.presence == Presence::Ready && self.alive
    }

    pub fn load(&self) -> u32 {
        self.work.iter().map(|job| job.load).sum()
    }

    pub fn is_bot(&self) -> bool {
        self.profile.kind == AgentKind::Bot
    }
}

impl Books {
    pub fn new() -> Books {
        Books::default()
    }

    /// Holds one call of the engine against the books. Call it with time let pass beforehand, so that a refused input
    /// has no events of its own.
    pub fn step(
        &mut self,
        now: Time,
        input: &Input,
        events: &[Event],
        answer: Result<(), Refusal>,
    ) -> Result<(), Wrong> {
        if answer.is_err() && !events.is_empty() {
            return wrong(format!("refused, yet something happened: {events:?}"));
        }
        let could_ask = self.could_ask(input);
        self.freed = false;
        self.now = self.now.max(now);
        for event in events {
            self.take(event)?;
        }
        if let Some(contact) = could_ask {
            self.person_was_granted(contact, answer)?;
        }
        if answer.is_ok() {
            self.input_took_effect(input)?;
        }
        self.settled()
    }

    /// What was granted is so.
    fn input_took_effect(&self, input: &Input) -> Result<(), Wrong> {
        let holds = match input {
            Input::Presence { agent, presence, .. } => {
                self.agents.get(agent).is_some_and(|desk| desk.presence == *presence)
            }
            Input::Device { agent, alive } => self.agents.get(agent).is_some_and(|desk| desk.alive == *alive),
            Input::Protect { agent, .. } => {
                let rests = self.agents.get(agent).is_some_and(|desk| !desk.on_duty());
                rests && self.apart.iter().any(|(_, who)| who == agent)
            }
            _ => true,
        };
        if holds { Ok(()) } else { wrong(format!("{input:?} was granted, and nothing changed")) }
    }

    /// What must hold between two steps.
    fn settled(&self) -> Result<(), Wrong> {
        if self.arrived + self.reopened != self.open.len() as u64 + self.closed {
            return wrong("a contact is lost: arrived is not open and closed");
        }
        for card in self.open.values() {
            match card.at {
                Place::Between => return wrong(format!("{:?} is nowhere", card.id)),
                Place::Over if !self.is_written_up(card.id) => {
                    return wrong(format!("{:?} is over, nobody writes it up and it is not closed", card.id));
                }
                Place::Offered { agent, .. } => {
                    let there = self.agents.get(&agent).is_some_and(Desk::on_duty);
                    if !there {
                        return wrong(format!("{:?} is offered to {agent:?}, who is not there", card.id));
                    }
                    if card.never.contains(&agent) {
                        return wrong(format!(
                            "{:?} is offered to {agent:?}, who does not meet this customer",
                            card.id
                        ));
                    }
                }
                Place::Waiting => {
                    let unfit = card.hold.filter(|(held_for, _)| !self.may_be_held_for(card, *held_for));
                    if let Some((agent, _)) = unfit {
                        return wrong(format!("{:?} is held for {agent:?}, who cannot take it", card.id));
                    }
                }
                _ => {}
            }
        }
        for (agent, desk) in &self.agents {
            if desk.load() > desk.profile.capacity {
                return wrong(format!("{agent:?} carries {} of {}", desk.load(), desk.profile.capacity));
            }
        }
        self.one_place_per_case()?;
        self.nobody_is_told_the_truth()?;
        self.nobody_free_beside_the_line()
    }

    fn is_written_up(&self, contact: ContactId) -> bool {
        let writes = |desk: &Desk| desk.work.iter().any(|job| (job.contact, job.kind) == (contact, Kind::WrapUp));
        self.agents.values().any(writes)
    }

    fn one_place_per_case(&self) -> Result<(), Wrong> {
        let mut places = BTreeSet::new();
        for card in self.open.values().filter(|card| card.in_line() && card.for_bot.is_none()) {
            if !places.insert((card.customer, card.case)) {
                return wrong(format!("{:?} is a second place in line for its case", card.id));
            }
        }
        Ok(())
    }

    /// The contact for which a person may be asked now: always, while it is open and not over.
    fn could_ask(&self, input: &Input) -> Option<ContactId> {
        let (Input::AskPerson { contact, .. } | Input::Danger { contact }) = input else { return None };
        self.open.get(contact).filter(|card| card.at != Place::Over).map(|card| card.id)
    }

    fn person_was_granted(&self, contact: ContactId, answer: Result<(), Refusal>) -> Result<(), Wrong> {
        let granted = match self.open.get(&contact) {
            // Part of the place the customer already has in line.
            None => true,
            Some(card) => match card.at {
                Place::Waiting | Place::Offered { .. } => card.for_bot.is_none(),
                Place::With { agent, .. } => !self.agents.get(&agent).is_some_and(Desk::is_bot),
                Place::Over => true,
                _ => false,
            },
        };
        if answer.is_ok() && granted { Ok(()) } else { wrong(format!("{contact:?} asked for a person in vain")) }
    }

    pub(crate) fn reason_of(&self, card: &Card) -> Option<&Reason> {
        let policy = self.policy.as_ref()?;
        card.reason
            .and_then(|reason| policy.reasons.get(&reason))
            .or_else(|| policy.reasons.get(&policy.unknown_reason))
    }

    pub(crate) fn load_of(&self, channel: Channel) -> u32 {
        let rule = self.policy.as_ref().and_then(|policy| policy.channels.get(&channel));
        rule.map_or(100, |rule| rule.load.into())
    }
}
