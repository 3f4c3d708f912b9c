//! What others may read of the engine, without being able to change it.

use alloc::vec::Vec;

use crate::effect::Effect;
use crate::engine::{Counts, Engine};
use crate::id::{AgentId, ContactId, HoursId, Time};
use crate::state::{Agent, Contact, State};

impl Engine {
    /// An open contact.
    pub fn contact(&self, id: ContactId) -> Option<&Contact> {
        self.contacts.get(id)
    }

    /// Every open contact, in no particular order.
    pub fn contacts(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.all()
    }

    /// Every deadline that was set, some of them in vain by now, in no particular order.
    pub fn deadlines(&self) -> impl Iterator<Item = Time> {
        self.timers.all()
    }

    /// An agent on the books.
    pub fn agent(&self, id: AgentId) -> Option<&Agent> {
        self.roster.get(id)
    }

    /// Every agent on the books.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.roster.all()
    }

    /// Everyone in line, best rank first.
    pub fn waiting(&self) -> impl Iterator<Item = &Contact> {
        self.waiting_in_order().into_iter().filter_map(|id| self.contact(id))
    }

    /// Whether the line is empty.
    pub fn nobody_waits(&self) -> bool {
        self.line.is_empty()
    }

    /// Whether a calendar of opening hours is open; one never heard of is.
    pub fn is_open(&self, hours: HoursId) -> bool {
        !self.closed_hours.contains(&hours)
    }

    /// The books: arrived + reopened = open + closed.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The strain of an agent now, in points.
    pub fn strain(&self, agent: AgentId) -> u32 {
        let policy = self.policy.as_deref();
        let facts = self.roster.get(agent).map(|agent| &agent.strain);
        facts.zip(policy).map_or(0, |(facts, policy)| crate::strain::points(facts, &policy.strain, self.now))
    }

    /// Everything that must hold outside now: said again after any reconnect, so that both sides compare and repair.
    pub fn should_be_true(&self, out: &mut Vec<Effect>) {
        let mut ids: Vec<ContactId> = self.contacts().map(|contact| contact.id).collect();
        ids.sort_unstable();
        for contact in ids.into_iter().filter_map(|id| self.contact(id)) {
            let id = contact.id;
            match contact.state {
                State::Entry | State::SelfService => {}
                State::Choosing => out.push(Effect::ShowChoices { contact: id }),
                State::Booked | State::Waiting => out.push(Effect::ShowWaiting { contact: id }),
                State::Offered { offer, agent, deadline } => {
                    out.push(Effect::ShowWaiting { contact: id });
                    out.push(Effect::ShowOffer { agent, offer, contact: id, deadline });
                }
                State::Connected { agent } => out.push(Effect::Connect { contact: id, agent }),
                State::Held { agent } => {
                    out.push(Effect::Connect { contact: id, agent });
                    out.push(Effect::SetHold { contact: id, held: true });
                }
                State::WrapUp => out.push(Effect::Finish { contact: id }),
            }
            if contact.nobody && contact.state == State::Waiting {
                out.push(Effect::TellNobodyThere { contact: id });
            }
        }
    }
}
