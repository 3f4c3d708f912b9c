//! Small changes, and the indexes that follow them.

use crate::engine::Engine;
use crate::id::{AgentId, ContactId, Time};
use crate::line::{Placed, Spot};
use crate::policy::Channel;
use crate::state::{Agent, Contact, State, Work, WorkKind};
use crate::timers::Timer;

impl Engine {
    pub(crate) fn edit(&mut self, id: ContactId, change: impl FnOnce(&mut Contact)) {
        if let Some(contact) = self.contacts.get_mut(id) {
            change(contact);
        }
    }

    pub(super) fn set_state(&mut self, at: Time, id: ContactId, state: State) {
        if !matches!(state, State::Waiting) {
            self.unplace(id);
        }
        self.edit(id, |c| {
            c.state = state;
            c.state_since = at;
        });
    }

    pub(super) fn change_agent(&mut self, agent: AgentId, change: impl FnOnce(&mut Agent)) {
        if self.roster.change(agent, change) {
            self.dirty.agents.push(agent);
        }
    }

    /// `load`: what it took until now; a policy published meanwhile changes it for the next contact only.
    pub(super) fn take(&mut self, agent: AgentId, id: ContactId, kind: WorkKind, load: Option<u32>) {
        let channel = self.contacts.get(id).map_or(Channel::Task, |c| c.channel);
        let work = Work { contact: id, channel, kind, load: load.unwrap_or_else(|| self.load_of(channel)) };
        self.change_agent(agent, |a| a.take(work));
    }

    pub(super) fn drop_work(&mut self, agent: AgentId, id: ContactId, kind: WorkKind) {
        self.change_agent(agent, |a| {
            a.drop_work(id, kind);
        });
    }

    pub(super) fn release_booking(&mut self, id: ContactId) {
        let Some(contact) = self.contacts.get(id) else { return };
        if contact.state != State::Booked {
            return;
        }
        if let Some(booking) = contact.booking {
            let key = (booking.group, booking.start);
            if let Some(count) = self.taken.get_mut(&key) {
                *count -= 1;
                if *count == 0 {
                    self.taken.remove(&key);
                }
            }
        }
    }

    pub(crate) fn enter_case(&mut self, id: ContactId) {
        if let Some(contact) = self.contacts.get(id) {
            self.of_case.entry((contact.customer, contact.case)).or_default().push(id);
        }
    }

    pub(super) fn leave_case(&mut self, id: ContactId) {
        let Some(contact) = self.contacts.get(id) else { return };
        let key = (contact.customer, contact.case);
        if let Some(others) = self.of_case.get_mut(&key) {
            others.retain(|other| *other != id);
            if others.is_empty() {
                self.of_case.remove(&key);
            }
        }
    }

    /// The class of what a contact needs at a ring. Looked up by reason: few contacts bring needs of their own.
    pub(super) fn class_of(&mut self, id: ContactId, ring: u8) -> Option<u32> {
        let contact = self.contacts.get(id)?;
        if contact.for_bot.is_some() || !contact.extra.is_empty() {
            let needs = self.needs_of(contact, ring);
            return Some(self.line.intern(needs, &self.roster));
        }
        let key = (self.reason_id(contact), contact.channel, ring);
        if let Some(class) = self.line.of_reason(key) {
            return Some(class);
        }
        let needs = self.needs_of(contact, ring);
        Some(self.line.intern_for(key, needs, &self.roster))
    }

    /// Puts a waiting contact where it can be found, and sets the deadline of its next ring.
    pub(crate) fn place(&mut self, id: ContactId) {
        let Some(contact) = self.contacts.get(id) else { return };
        if contact.state != State::Waiting {
            return;
        }
        let place = Engine::place_of(contact);
        let held = contact.hold_until.and(contact.preferred);
        let ring = contact.ring;
        let next_ring = self.reason_of(contact).and_then(|reason| reason.rings.get(usize::from(contact.ring) + 1));
        let widens =
            next_ring.filter(|_| contact.for_bot.is_none()).map(|ring| contact.queued_at.plus_ms(ring.after_ms.into()));
        let (Some(class), Some(loosest)) = (self.class_of(id, ring), self.class_of(id, u8::MAX)) else { return };
        let spot = match held {
            Some(agent) => {
                self.line.hold(agent, place);
                Spot::Held(agent)
            }
            None => {
                self.line.add(class, place);
                Spot::Class(class)
            }
        };
        self.contacts.put(id, Some(Placed { spot, place, loosest }));
        self.line.add_loose(loosest, id);
        if let Some(at) = widens {
            self.timers.set(at, Timer::Ring(id));
        }
        self.dirty.contacts.push(id);
    }

    /// Takes a contact out of every index of the line; harmless when it is in none.
    pub(crate) fn unplace(&mut self, id: ContactId) {
        let Some(Placed { spot, place, loosest }) = self.contacts.put(id, None) else { return };
        match spot {
            Spot::Class(class) => self.line.remove(class, &place),
            Spot::Held(agent) => self.line.unhold(agent, &place),
        }
        self.line.remove_loose(loosest, id);
    }
}
