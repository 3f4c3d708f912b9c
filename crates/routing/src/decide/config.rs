//! What is published and who is on the books.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::agent::AgentProfile;
use crate::engine::Engine;
use crate::event::{Event, HoldCause, LegEnd, OfferEnd, QueueCause};
use crate::id::{AgentId, ContactId, HoursId, Time};
use crate::limits;
use crate::policy::Policy;
use crate::refusal::Refusal;
use crate::state::{State, WorkKind};
use crate::validate;

impl Engine {
    pub(crate) fn publish(&mut self, policy: &Policy, out: &mut Vec<Event>) -> Result<(), Refusal> {
        if !validate::structure(policy).is_empty() {
            return Err(Refusal::PolicyInvalid);
        }
        self.emit(Event::Published { policy: Box::new(policy.clone()) }, out);
        for contact in self.waiting_in_order() {
            self.requeue_unchanged(contact, out);
        }
        Ok(())
    }

    pub(crate) fn set_hours(&mut self, hours: HoursId, open: bool, out: &mut Vec<Event>) -> Result<(), Refusal> {
        if self.closed_hours.contains(&hours) == open {
            self.emit(Event::HoursChanged { hours, open }, out);
        }
        Ok(())
    }

    pub(crate) fn set_agent(&mut self, profile: &AgentProfile, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let new = self.roster.get(profile.agent).is_none();
        if profile.skills.len() > limits::SKILLS_OF_AGENT || (new && self.roster.len() >= limits::AGENTS) {
            return Err(Refusal::TooMany);
        }
        if let Some(before) = self.roster.get(profile.agent) {
            if before.profile == *profile {
                return Ok(());
            }
            if profile.capacity < before.load {
                return Err(Refusal::NoRoom);
            }
        }
        self.emit(Event::AgentSet { profile: profile.clone() }, out);
        self.release_unfit_holds(profile.agent, out);
        for contact in self.waiting_in_order() {
            self.look_who_is_there(contact, out);
        }
        Ok(())
    }

    pub(crate) fn remove_agent(&mut self, agent: AgentId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        self.roster.get(agent).ok_or(Refusal::UnknownAgent)?;
        self.take_offers_back(agent, out);
        self.give_back(agent, |_| true, out);
        for contact in self.work_of(agent, WorkKind::WrapUp) {
            self.finish_wrap_up(contact, agent, None, crate::input::Outcome::FollowUp, out);
        }
        for contact in self.work_of(agent, WorkKind::Join) {
            self.emit(Event::AgentParted { contact, agent }, out);
        }
        self.emit(Event::AgentRemoved { agent }, out);
        self.release_holds_for(agent, out);
        self.duty_changed(agent, out);
        Ok(())
    }

    /// Offers shown to an agent who is not there any more wait again.
    pub(crate) fn take_offers_back(&mut self, agent: AgentId, out: &mut Vec<Event>) {
        for contact in self.work_of(agent, WorkKind::Offer) {
            if let Some(State::Offered { offer, .. }) = self.state_of(contact) {
                self.emit(Event::OfferEnded { offer, contact, agent, cause: OfferEnd::AgentLost }, out);
            }
        }
    }

    /// Conversations of a lost agent wait again, first in line with their age.
    pub(crate) fn give_back(
        &mut self,
        agent: AgentId,
        which: impl Fn(crate::policy::Channel) -> bool,
        out: &mut Vec<Event>,
    ) {
        // Going on from a bot to the first person is no transfer, whatever the bot left for.
        let cause = if self.is_bot(agent) { LegEnd::HandedOver } else { LegEnd::Lost };
        for contact in self.work_of(agent, WorkKind::Talk) {
            let Some(found) = self.contacts.get(contact) else { continue };
            if !which(found.channel) {
                continue;
            }
            self.emit(Event::LegEnded { contact, agent, cause, wrap_up: false }, out);
            self.queue(contact, None, QueueCause::AgentLost, None, out);
        }
    }

    pub(crate) fn work_of(&self, agent: AgentId, kind: WorkKind) -> Vec<ContactId> {
        let work = self.roster.get(agent).map(|agent| agent.work.as_slice()).unwrap_or_default();
        let mut found: Vec<ContactId> = work.iter().filter(|work| work.kind == kind).map(|work| work.contact).collect();
        found.sort_unstable();
        found
    }

    /// Everyone in line, best rank first.
    pub(crate) fn waiting_in_order(&self) -> Vec<ContactId> {
        let mut places: Vec<_> = self.line.places().collect();
        places.sort_unstable();
        places.into_iter().map(|(_, _, contact)| contact).collect()
    }

    /// The same place in line under new needs, and a hold goes on as it was said.
    pub(crate) fn requeue_unchanged(&mut self, contact: ContactId, out: &mut Vec<Event>) {
        let Some(found) = self.contacts.get(contact) else { return };
        let (rank, for_bot) = (found.rank, found.for_bot);
        let sent_to = found.directed.then_some(found.preferred).flatten();
        let held = found.preferred.zip(found.hold_until.filter(|until| self.now < *until));
        self.emit(Event::Queued { contact, rank, for_bot, cause: QueueCause::Refiled, sent_to }, out);
        if let Some((agent, until)) = held
            && self.contact(contact).and_then(|found| self.preferred_now(found)) == Some(agent)
        {
            self.emit(Event::HoldStarted { contact, agent, cause: HoldCause::Preferred, until }, out);
        }
    }

    pub(crate) fn after(&self, ms: u32) -> Time {
        self.now.plus_ms(ms.into())
    }
}
