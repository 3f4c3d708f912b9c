//! Why: computed anew from the state just before the decision, by the same keys that decided.

use alloc::vec::Vec;
use serde::Serialize;

use crate::engine::Engine;
use crate::id::{AgentId, ContactId, Time};
use crate::policy::Rule;
use crate::select::{Choice, Key};
use crate::state::{Agent, Contact, State};

/// Why this agent for this contact, or why not yet anyone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    pub contact: ContactId,
    pub rule: Rule,
    pub ring: u8,
    pub rank: i64,
    /// Free and qualified, best first by the rule.
    pub candidates: Vec<Candidate>,
    /// Everyone else who serves the channel, with what stood against each; at most [`OTHERS`].
    pub others: Vec<NotChosen>,
    /// What would have changed it.
    pub change: Change,
}

/// One who could have been chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Candidate {
    pub agent: AgentId,
    /// The rule's own figure, smallest wins.
    pub figure: i64,
    /// Breaks ties: idle since.
    pub idle_since: Time,
}

/// One who could not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NotChosen {
    pub agent: AgentId,
    pub because: Against,
}

/// What stood against an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Against {
    NotOnDuty,
    DeviceSilent,
    /// A level is too low at this ring; she would be asked at that one, if at any.
    NeedsNotMet {
        from_ring: Option<u8>,
    },
    NoRoom,
    AnotherOfferOpen,
    Cooldown {
        until: Time,
    },
    NeverAgain,
    HeldForAnother {
        agent: AgentId,
        until: Time,
    },
    LooksAfterBots,
}

/// The smallest change that would have chosen otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// The runner-up would have been chosen had her figure been lower by this much (ties by idle time).
    RunnerUp { agent: AgentId, by: i64 },
    /// Nobody else was free and qualified: the first of these would be with this standing against her gone.
    Obstacle { agent: AgentId, because: Against },
    /// Nobody else serves this channel at all.
    Nobody,
}

/// Others listed at most.
pub const OTHERS: usize = 50;

impl Engine {
    /// The choice for a contact in line as the engine stands now. None: it is not in line.
    pub fn explain(&self, id: ContactId) -> Option<Why> {
        let contact = self.contacts.get(id).filter(|contact| matches!(contact.state, State::Waiting))?;
        let choice = Choice::of(self, contact);
        let mut keys: Vec<Key> = Vec::new();
        let mut others: Vec<NotChosen> = Vec::new();
        for agent in self.agents() {
            match self.against(contact, agent) {
                None => keys.push(choice.key(agent)),
                Some(because) => others.push(NotChosen { agent: agent.profile.agent, because }),
            }
        }
        keys.sort_unstable();
        others.sort_unstable_by_key(|other| (nearness(other.because), other.agent));
        others.truncate(OTHERS);
        let change = match (keys.first(), keys.get(1), others.first()) {
            (Some(first), Some(second), _) => Change::RunnerUp { agent: second.2, by: second.0 - first.0 },
            (_, _, Some(other)) => Change::Obstacle { agent: other.agent, because: other.because },
            _ => Change::Nobody,
        };
        let candidates =
            keys.into_iter().map(|(figure, idle, agent)| Candidate { agent, figure, idle_since: Time(idle) }).collect();
        Some(Why {
            contact: id,
            rule: self.rule_of(contact),
            ring: contact.ring,
            rank: contact.rank,
            candidates,
            others,
            change,
        })
    }

    /// What stands against this agent for this contact now; None: nothing does.
    fn against(&self, contact: &Contact, agent: &Agent) -> Option<Against> {
        let id = agent.profile.agent;
        let needs = self.needs_of(contact, contact.ring);
        let named = contact.directed && contact.preferred == Some(id);
        if contact.never.contains(&id) {
            return Some(Against::NeverAgain);
        }
        if !named && !crate::line::able(agent, &needs) {
            if agent.profile.kind == crate::AgentKind::Bot {
                return Some(Against::LooksAfterBots);
            }
            let rings = self.reason_of(contact).map_or(0, |reason| reason.rings.len() as u8);
            let from_ring = (contact.ring..rings).find(|ring| crate::line::able(agent, &self.needs_of(contact, *ring)));
            return Some(Against::NeedsNotMet { from_ring });
        }
        if !agent.alive {
            return Some(Against::DeviceSilent);
        }
        if !agent.on_duty() {
            return Some(Against::NotOnDuty);
        }
        if let Some((_, until)) = contact.avoid.iter().find(|(who, until)| *who == id && self.now < *until) {
            return Some(Against::Cooldown { until: *until });
        }
        if let (Some(until), Some(held_for)) = (contact.hold_until, contact.preferred)
            && held_for != id
        {
            return Some(Against::HeldForAnother { agent: held_for, until });
        }
        if agent.has_room(contact.channel, self.load_of(contact.channel)) {
            return None;
        }
        let offered = agent.work.iter().any(|work| work.kind == crate::state::WorkKind::Offer);
        Some(if offered && !agent.profile.auto_accept { Against::AnotherOfferOpen } else { Against::NoRoom })
    }

    /// Why an agent who is there has nothing offered: per waiting contact that comes nearest, what stands against her.
    pub fn why_idle(&self, id: AgentId) -> Vec<(ContactId, Against)> {
        let Some(agent) = self.roster.get(id) else { return Vec::new() };
        let nearest = self.waiting().filter_map(|contact| Some((contact.id, self.against(contact, agent)?)));
        nearest.take(OTHERS).collect()
    }
}

/// Obstacles that go away soonest first.
fn nearness(because: Against) -> u8 {
    match because {
        Against::AnotherOfferOpen => 0,
        Against::NoRoom => 1,
        Against::HeldForAnother { .. } => 2,
        Against::Cooldown { .. } => 3,
        Against::NotOnDuty => 4,
        Against::DeviceSilent => 5,
        Against::NeedsNotMet { from_ring: Some(_) } => 6,
        Against::NeedsNotMet { from_ring: None } => 7,
        Against::NeverAgain => 8,
        Against::LooksAfterBots => 9,
    }
}
