//! The whole state as plain data: to start fast, to compare, to digest.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
use serde::{Deserialize, Serialize};

use crate::engine::{Counts, Engine};
use crate::id::{AgentId, CaseId, ContactId, CustomerId, GroupId, HoursId, Time};
use crate::loads::Loads;
use crate::policy::Policy;
use crate::state::{Agent, Contact, State};
use crate::timers::Timer;

/// Everything an engine remembers, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub now: Time,
    pub policy: Option<Box<Policy>>,
    pub closed_hours: Vec<HoursId>,
    pub agents: Vec<Agent>,
    pub contacts: Vec<Contact>,
    pub apart: Vec<(CustomerId, AgentId)>,
    pub no_bot: Vec<((CustomerId, CaseId), Time)>,
    pub recent: Vec<((Time, ContactId), Contact)>,
    pub taken: Vec<((GroupId, Time), u32)>,
    pub counts: Counts,
}

impl Engine {
    /// The state as data.
    pub fn snapshot(&self) -> Snapshot {
        let mut agents: Vec<Agent> = self.agents().cloned().collect();
        agents.sort_unstable_by_key(|agent| agent.profile.agent);
        let mut contacts: Vec<Contact> = self.contacts().cloned().collect();
        contacts.sort_unstable_by_key(|contact| contact.id);
        Snapshot {
            now: self.now,
            policy: self.policy.clone(),
            closed_hours: self.closed_hours.iter().copied().collect(),
            agents,
            contacts,
            apart: self.apart.iter().copied().collect(),
            no_bot: self.no_bot.iter().map(|(case, until)| (*case, *until)).collect(),
            recent: self.recent.all().map(|(at, contact)| ((at, contact.id), contact.clone())).collect(),
            taken: self.taken.iter().map(|(slot, count)| (*slot, *count)).collect(),
            counts: self.counts,
        }
    }

    /// An engine in exactly that state; deadlines that have passed fire at the next call.
    pub fn restore(snapshot: Snapshot) -> Engine {
        let mut engine = Engine {
            now: snapshot.now,
            policy: snapshot.policy,
            closed_hours: snapshot.closed_hours.into_iter().collect(),
            apart: snapshot.apart.into_iter().collect(),
            no_bot: snapshot.no_bot.into_iter().collect(),
            taken: snapshot.taken.into_iter().collect(),
            counts: snapshot.counts,
            ..Engine::default()
        };
        if let Some(policy) = engine.policy.as_deref() {
            engine.roster.set_loads(Loads::new(policy));
        }
        for ((at, _), contact) in snapshot.recent {
            engine.recent.insert(at, contact);
        }
        for agent in snapshot.agents {
            engine.restore_agent(agent);
        }
        for contact in snapshot.contacts {
            engine.restore_contact(contact);
        }
        engine.dirty = Default::default();
        engine
    }

    /// A number that is equal for equal states and, save by chance, different for different ones.
    /// The time last seen is no part of it: it moves without anything being decided.
    pub fn digest(&self) -> u64 {
        let mut hash = Fnv::default();
        let snapshot = Snapshot { now: Time(0), ..self.snapshot() };
        let Snapshot { now: _, policy, closed_hours, agents, contacts, apart, no_bot, recent, taken, counts } =
            snapshot;
        (policy, closed_hours, agents, contacts).hash(&mut hash);
        (apart, no_bot, recent, taken, counts).hash(&mut hash);
        hash.finish()
    }

    fn restore_agent(&mut self, agent: Agent) {
        let id = agent.profile.agent;
        if let Some(until) = agent.until {
            self.timers.set(until, Timer::Presence(id));
        }
        if !agent.alive {
            self.arm_silence(id, agent.silent_since);
        }
        self.roster.put(agent);
    }

    fn restore_contact(&mut self, contact: Contact) {
        let id = contact.id;
        match contact.state {
            State::Offered { offer, deadline, .. } => self.timers.set(deadline, Timer::Offer((offer, id))),
            State::Booked => {
                if let Some(booking) = contact.booking {
                    self.timers.set(booking.start, Timer::Slot(id));
                }
            }
            _ => {}
        }
        if let Some(until) = contact.hold_until {
            self.timers.set(until, Timer::Hold(id));
        }
        for (agent, until) in &contact.avoid {
            self.timers.set(*until, Timer::Cooldown(id, *agent));
        }
        self.contacts.insert(contact);
        self.arm_contact(id);
        self.enter_case(id);
        self.place(id);
    }
}

/// FNV-1a, 64 bits: the same on every machine and in every release.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
