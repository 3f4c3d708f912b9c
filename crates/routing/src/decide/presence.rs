//! What agents say they do, and what their devices show.

use alloc::vec::Vec;

use crate::agent::Presence;
use crate::engine::Engine;
use crate::event::{Event, HoldCause, PresenceCause, QueueCause};
use crate::id::{AgentId, ContactId, Time};
use crate::line::Class;
use crate::policy::Channel;
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
        // Who has signed out comes back when she does, not by the clock.
        let until = until.filter(|_| presence != Presence::Offline);
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
        let over = Channel::ALL.map(|channel| self.silent_grace_ms(channel) <= silent_ms);
        self.give_back(agent, |channel| over.get(channel as usize) == Some(&true), out);
    }

    /// Tells those who wait when the last qualified agent left, or the first came back. Who was in line for a bot that
    /// left goes on to people.
    pub(crate) fn duty_changed(&mut self, agent: AgentId, out: &mut Vec<Event>) {
        let seat = self.roster.seat(agent);
        let concerns =
            |class: &&Class| seat.is_none_or(|seat| class.qualified.has(seat)) || class.needs.bot == Some(agent);
        let waiting = self.line.loose().filter(concerns).flat_map(|class| class.loose.iter());
        let mut waiting: Vec<ContactId> = waiting.copied().collect();
        waiting.sort_unstable();
        for contact in waiting {
            self.look_who_is_there(contact, out);
        }
    }

    pub(crate) fn look_who_is_there(&mut self, contact: ContactId, out: &mut Vec<Event>) {
        let Some(found) = self.contacts.get(contact) else { return };
        match found.for_bot {
            Some(bot) if !self.bot_takes(bot, found.channel) => {
                self.queue(contact, None, QueueCause::HandOver, None, out);
            }
            _ => self.tell_who_is_there(contact, out),
        }
    }

    /// Nobody is held for an agent who is not there.
    pub(crate) fn release_holds_for(&mut self, agent: AgentId, out: &mut Vec<Event>) {
        let held: Vec<ContactId> = self.line.held_for(agent).map(|(_, _, contact)| *contact).collect();
        for contact in held {
            self.emit(Event::HoldEnded { contact, agent, cause: HoldCause::Preferred }, out);
        }
    }

    /// What is held for someone whose profile no longer fits it goes to whoever is free.
    pub(crate) fn release_unfit_holds(&mut self, agent: AgentId, out: &mut Vec<Event>) {
        let held: Vec<ContactId> = self.line.held_for(agent).map(|(_, _, contact)| *contact).collect();
        for contact in held {
            let fits = self.contact(contact).is_some_and(|held| self.preferred_now(held) == Some(agent));
            if !fits {
                self.emit(Event::HoldEnded { contact, agent, cause: HoldCause::Preferred }, out);
            }
        }
    }
}
