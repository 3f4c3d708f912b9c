//! The conversation: hold, transfer, colleagues, end and wrap-up.

use alloc::vec::Vec;

use crate::agent::Presence;
use crate::engine::Engine;
use crate::event::{Close, Event, LegEnd, PresenceCause, QueueCause};
use crate::id::{AgentId, ContactId, ReasonId};
use crate::input::{JoinRole, Outcome, Party, ReasonSource, Target};
use crate::limits;
use crate::refusal::Refusal;
use crate::state::{Contact, State, Work, WorkKind};

impl Engine {
    pub(crate) fn put_on_hold(&mut self, id: ContactId, agent: AgentId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        if self.is_bot(agent) {
            return Err(Refusal::WrongState);
        }
        if let State::Connected { .. } = self.talking(id, agent)?.state {
            self.emit(Event::Held { contact: id, agent }, out);
        }
        Ok(())
    }

    pub(crate) fn resume(&mut self, id: ContactId, agent: AgentId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        if let State::Held { .. } = self.talking(id, agent)?.state {
            self.emit(Event::Resumed { contact: id, agent }, out);
        }
        Ok(())
    }

    pub(crate) fn transfer(
        &mut self,
        id: ContactId,
        agent: AgentId,
        to: Target,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        self.talking(id, agent)?;
        self.check_target(to)?;
        if to == (Target::Agent { agent }) {
            return Err(Refusal::WrongState);
        }
        let wrap_up = !self.is_bot(agent);
        self.emit(Event::LegEnded { contact: id, agent, cause: LegEnd::Transferred, wrap_up }, out);
        self.part_everyone(id, out);
        self.send_to(id, to, QueueCause::Transfer, out);
        Ok(())
    }

    pub(crate) fn check_target(&self, to: Target) -> Result<(), Refusal> {
        match to {
            Target::Reason { reason } => {
                let known = self.policy.as_deref().is_some_and(|policy| policy.reasons.contains_key(&reason));
                if known { Ok(()) } else { Err(Refusal::UnknownReason) }
            }
            Target::Agent { agent } => {
                let found = self.roster.get(agent).ok_or(Refusal::UnknownAgent)?;
                if found.on_duty() { Ok(()) } else { Err(Refusal::AgentNotThere) }
            }
        }
    }

    pub(crate) fn send_to(&mut self, id: ContactId, to: Target, cause: QueueCause, out: &mut Vec<Event>) {
        let sent_to = match to {
            Target::Reason { reason } => {
                if self.contacts.get(id).is_some_and(|contact| contact.reason != Some(reason)) {
                    self.emit(Event::ReasonSet { contact: id, reason, source: ReasonSource::Agent }, out);
                }
                None
            }
            Target::Agent { agent } => Some(agent),
        };
        self.queue(id, None, cause, sent_to, out);
    }

    pub(crate) fn hand_over(&mut self, id: ContactId, agent: AgentId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        self.talking(id, agent)?;
        if !self.is_bot(agent) {
            return Err(Refusal::WrongState);
        }
        self.bot_hands_over(id, agent, out);
        Ok(())
    }

    pub(crate) fn join(
        &mut self,
        id: ContactId,
        agent: AgentId,
        role: JoinRole,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        let lead = contact.talking_with().ok_or(Refusal::WrongState)?;
        let found = self.roster.get(agent).ok_or(Refusal::UnknownAgent)?;
        if lead == agent {
            return Err(Refusal::WrongState);
        }
        let before = contact.joined.iter().find(|(who, _)| *who == agent).map(|(_, role)| *role);
        if before == Some(role) {
            return Ok(());
        }
        if contact.joined.len() >= limits::JOINED && before.is_none() {
            return Err(Refusal::TooMany);
        }
        let joined = |work: &&Work| work.contact == id && work.kind == WorkKind::Join;
        let held = found.work.iter().find(joined).map_or(0, |work| work.load);
        let load = self.load_of(contact.channel);
        if role.takes_load() && found.load.saturating_sub(held).saturating_add(load) > found.profile.capacity {
            return Err(Refusal::NoRoom);
        }
        if before.is_some() {
            self.emit(Event::AgentParted { contact: id, agent }, out);
        }
        self.emit(Event::AgentJoined { contact: id, agent, role }, out);
        Ok(())
    }

    pub(crate) fn part(&mut self, id: ContactId, agent: AgentId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        if !self.open(id)?.joined.iter().any(|(who, _)| *who == agent) {
            return Err(Refusal::NotYours);
        }
        self.emit(Event::AgentParted { contact: id, agent }, out);
        Ok(())
    }

    pub(crate) fn part_everyone(&mut self, id: ContactId, out: &mut Vec<Event>) {
        let joined = self.contacts.get(id).map(|contact| contact.joined.clone()).unwrap_or_default();
        for (agent, _) in joined {
            self.emit(Event::AgentParted { contact: id, agent }, out);
        }
    }

    /// A joined agent leads from now on; the former keeps her wrap-up.
    pub(crate) fn take_over(&mut self, id: ContactId, agent: AgentId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        let former = contact.talking_with().ok_or(Refusal::WrongState)?;
        let found = self.roster.get(agent).ok_or(Refusal::UnknownAgent)?;
        if former == agent {
            return Ok(());
        }
        let joined = |work: &&Work| work.contact == id && work.kind == WorkKind::Join;
        let own = found.work.iter().find(joined).map_or(0, |work| work.load);
        let load = self.load_of(contact.channel);
        if found.load.saturating_sub(own).saturating_add(load) > found.profile.capacity {
            return Err(Refusal::NoRoom);
        }
        let wrap_up = !self.is_bot(former);
        self.emit(Event::LegEnded { contact: id, agent: former, cause: LegEnd::TakenOver, wrap_up }, out);
        self.connect(id, agent, None, out);
        Ok(())
    }

    pub(crate) fn end(&mut self, id: ContactId, by: Party, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let agent = self.open(id)?.talking_with().ok_or(Refusal::WrongState)?;
        self.part_everyone(id, out);
        if self.is_bot(agent) {
            self.emit(Event::Ended { contact: id, agent: Some(agent), by, closes: Some(Close::Abandoned) }, out);
            self.emit(Event::Closed { contact: id, how: Close::Abandoned }, out);
        } else {
            self.emit(Event::Ended { contact: id, agent: Some(agent), by, closes: None }, out);
        }
        Ok(())
    }

    pub(crate) fn wrapped(
        &mut self,
        id: ContactId,
        agent: AgentId,
        reason: Option<ReasonId>,
        outcome: Outcome,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        if !contact.wraps_up(agent) {
            return Err(Refusal::NotYours);
        }
        let known = |reason| self.policy.as_deref().is_some_and(|policy| policy.reasons.contains_key(&reason));
        if reason.is_some_and(|reason| !known(reason)) {
            return Err(Refusal::UnknownReason);
        }
        self.finish_wrap_up(id, agent, reason, outcome, out);
        self.breath_if_due(agent, out);
        Ok(())
    }

    /// Saves one wrap-up; the last one closes a contact that is over.
    pub(crate) fn finish_wrap_up(
        &mut self,
        id: ContactId,
        agent: AgentId,
        reason: Option<ReasonId>,
        outcome: Outcome,
        out: &mut Vec<Event>,
    ) {
        self.emit(Event::WrappedUp { contact: id, agent, reason, outcome }, out);
        let Some(contact) = self.contacts.get(id) else { return };
        if contact.state == State::WrapUp && contact.wrapping.is_empty() {
            let how = contact.closes.unwrap_or(Close::Wrapped { outcome });
            self.emit(Event::Closed { contact: id, how }, out);
        }
    }

    fn breath_if_due(&mut self, agent: AgentId, out: &mut Vec<Event>) {
        let Some(rules) = self.policy.as_deref().map(|policy| &policy.strain) else { return };
        let (after, breath_ms) = (rules.breath_after_hard, rules.breath_ms);
        let due = self
            .roster
            .get(agent)
            .is_some_and(|agent| agent.presence == Presence::Ready && agent.strain.hard_in_a_row >= u16::from(after));
        if after > 0 && due {
            self.change_presence(agent, Presence::Rest, Some(self.after(breath_ms)), PresenceCause::Breath, out);
        }
    }

    pub(crate) fn wrap_up_long(&mut self, id: ContactId, agent: AgentId, out: &mut Vec<Event>) {
        let planned = self.policy.as_deref().map_or(0, |policy| i64::from(policy.offers.wrap_up_ms));
        let long = |contact: &Contact| {
            contact.wrapping.iter().any(|p| p.agent == agent && !p.long && self.now.since_ms(p.since) >= planned)
        };
        if self.contact(id).is_some_and(long) {
            self.emit(Event::WrapUpLong { contact: id, agent }, out);
        }
    }

    pub(crate) fn reopen(&mut self, id: ContactId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        if self.contacts.has(id) {
            return Err(Refusal::WrongState);
        }
        if !self.recent.has(id) {
            return Err(Refusal::ReopenTooLate);
        }
        self.emit(Event::Reopened { contact: id }, out);
        self.queue(id, None, QueueCause::Reopened, None, out);
        Ok(())
    }

    /// The agent ends it on her own word: no counting, no permission.
    pub(crate) fn protect(&mut self, id: ContactId, agent: AgentId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        let talking = contact.talking_with() == Some(agent);
        if !talking && !contact.wraps_up(agent) {
            return Err(Refusal::NotYours);
        }
        let customer = contact.customer;
        let rests = self.roster.get(agent).is_some_and(|agent| agent.presence == Presence::Rest);
        if !talking && rests && self.apart.contains(&(customer, agent)) {
            return Ok(()); // Pressed twice: one incident.
        }
        self.emit(Event::Protected { contact: id, customer, agent }, out);
        if talking {
            self.end(id, Party::Agent, out)?;
        }
        if self.roster.get(agent).is_none_or(|agent| agent.presence == Presence::Offline) {
            return Ok(());
        }
        let rest_ms = self.policy.as_deref().map_or(0, |policy| policy.strain.protect_rest_ms);
        self.change_presence(agent, Presence::Rest, Some(self.after(rest_ms)), PresenceCause::Protection, out);
        Ok(())
    }
}
