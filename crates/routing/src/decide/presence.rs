//! What agents say they do, and what their devices show.

use alloc::vec::Vec;

use crate::agent::Presence;
use crate::engine::Engine;
use crate::event::{Event, PresenceCause};
use crate::id::{AgentId, ContactId, Time};
use crate::refusal::Refusal;
use crate::state::WorkKind;

impl Engine {
    pub(crate) fn set_presence(
        &mut self,
        agent: AgentId,
        presence: Presence,
        until: Option<Time>,
        by: Option<AgentId>,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let found = self.roster.get(agent).ok_or(Refusal::UnknownAgent)?;
        if found.presence == presence && found.until == until {
            return Ok(());
        }
        let cause = by.map_or(PresenceCause::Own, |by| PresenceCause::Supervisor { by });
        self.change_presence(agent, presence, until, cause, out);
        Ok(())
    }

    pub(crate) fn change_presence(
        &mut self,
        agent: AgentId,
        presence: Presence,
        until: Option<Time>,
        cause: PresenceCause,
        out: &mut Vec<Event>,
    ) {
        if presence != Presence::Ready {
            self.take_offers_back(agent, out);
        }
        if presence == Presence::Offline {
            self.give_back(agent, |_| true, out);
            for contact in self.work_of(agent, WorkKind::Join) {
                self.emit(Event::AgentParted { contact, agent }, out);
            }
        }
        self.emit(Event::PresenceChanged { agent, presence, until, cause }, out);
        if presence != Presence::Ready {
            self.release_holds_for(agent, out);
        }
        self.duty_changed(agent, out);
    }

    pub(crate) fn presence_over(&mut self, agent: AgentId, out: &mut Vec<Event>) {
        let over = self.roster.get(agent).and_then(|agent| agent.until).is_some_and(|until| until <= self.now);
        if over {
            self.change_presence(agent, Presence::Ready, None, PresenceCause::TimeUp, out);
        }
    }

    pub(crate) fn set_device(&mut self, agent: AgentId, alive: bool, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let found = self.roster.get(agent).ok_or(Refusal::UnknownAgent)?;
        if found.alive == alive {
            return Ok(());
        }
        if !alive {
            self.take_offers_back(agent, out);
        }
        self.emit(Event::DeviceChanged { agent, alive }, out);
        if !alive {
            self.release_holds_for(agent, out);
            self.silence_over(agent, out);
        }
        self.duty_changed(agent, out);
        Ok(())
    }

    /// Gives back the conversations of every channel whose grace is over.
    pub(crate) fn silence_over(&mut self, agent: AgentId, out: &mut Vec<Event>) {
        let Some(found) = self.roster.get(agent) else { return };
        if found.alive {
            return;
        }
        let silent_ms = self.now.since_ms(found.silent_since);
        let over: Vec<_> = self
            .policy
            .iter()
            .flat_map(|policy| policy.channels.iter())
            .filter(|(_, rule)| i64::from(rule.silent_grace_ms) <= silent_ms)
            .map(|(channel, _)| *channel)
            .collect();
        self.give_back(agent, |channel| over.contains(&channel), out);
    }

    /// Tells those who wait when the last qualified agent left, or the first came back.
    pub(crate) fn duty_changed(&mut self, agent: AgentId, out: &mut Vec<Event>) {
        let seat = self.roster.seat(agent);
        let concerned: Vec<u32> = match seat {
            Some(seat) => self
                .loose
                .keys()
                .copied()
                .filter(|class| self.line.class(*class).is_some_and(|c| c.qualified.has(seat)))
                .collect(),
            None => self.loose.keys().copied().collect(),
        };
        let mut told: Vec<(ContactId, bool)> = Vec::new();
        for class in concerned {
            let Some(needs) = self.line.class(class).map(|class| &class.needs) else { continue };
            let there = self.somebody_there(needs);
            let members = self.loose.get(&class).into_iter().flatten();
            told.extend(
                members
                    .filter(|id| self.contacts.get(*id).is_some_and(|c| c.nobody == there && !c.directed))
                    .map(|id| (*id, there)),
            );
        }
        told.sort_unstable();
        for (contact, there) in told {
            let event = if there { Event::SomebodyThere { contact } } else { Event::NobodyThere { contact } };
            self.emit(event, out);
        }
    }

    /// Nobody is held for an agent who is not there.
    pub(crate) fn release_holds_for(&mut self, agent: AgentId, out: &mut Vec<Event>) {
        let held: Vec<ContactId> = self.line.held_for(agent).map(|(_, _, contact)| *contact).collect();
        for contact in held {
            self.emit(Event::HoldEnded { contact, agent }, out);
        }
    }
}
