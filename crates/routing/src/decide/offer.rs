//! Answers to offers.

use alloc::vec::Vec;

use crate::agent::Presence;
use crate::engine::Engine;
use crate::event::{Close, Event, HoldCause, OfferEnd, PresenceCause};
use crate::id::{AgentId, ContactId, OfferId};
use crate::input::DeclineCause;
use crate::policy::Channel;
use crate::refusal::Refusal;
use crate::state::State;
use crate::timers::OfferKey;

impl Engine {
    pub(crate) fn accept(&mut self, offer: OfferId, agent: AgentId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let contact = self.offered(offer, agent)?;
        self.connect(contact, agent, Some(offer), out);
        Ok(())
    }

    pub(crate) fn decline(
        &mut self,
        offer: OfferId,
        agent: AgentId,
        why: DeclineCause,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let contact = self.offered(offer, agent)?;
        self.refused_by_agent(offer, contact, agent, OfferEnd::Declined { why }, out);
        Ok(())
    }

    pub(crate) fn offer_expired(&mut self, (offer, contact): OfferKey, out: &mut Vec<Event>) {
        let Some(State::Offered { offer: live, agent, .. }) = self.state_of(contact) else { return };
        if live != offer {
            return;
        }
        self.refused_by_agent(offer, contact, agent, OfferEnd::Unanswered, out);
        let limit = self.policy.as_deref().map_or(0, |policy| policy.offers.missed_before_away);
        let missed = self.roster.get(agent).map_or(0, |agent| agent.missed_in_a_row);
        if limit > 0 && missed >= limit {
            self.change_presence(agent, Presence::Away, None, PresenceCause::Missed, out);
        }
    }

    /// The contact waits again with its place; this agent is not asked about it for a while, not even if she is alone.
    fn refused_by_agent(
        &mut self,
        offer: OfferId,
        contact: ContactId,
        agent: AgentId,
        cause: OfferEnd,
        out: &mut Vec<Event>,
    ) {
        let cooldown = self.policy.as_deref().map_or(0, |policy| policy.offers.cooldown_ms);
        self.emit(Event::OfferEnded { offer, contact, agent, cause }, out);
        let until = self.after(cooldown);
        self.emit(Event::HoldStarted { contact, agent, cause: HoldCause::Cooldown, until }, out);
    }

    fn offered(&self, offer: OfferId, agent: AgentId) -> Result<ContactId, Refusal> {
        let found = self.roster.get(agent).ok_or(Refusal::UnknownAgent)?;
        found
            .work
            .iter()
            .map(|work| work.contact)
            .find(|contact| matches!(self.state_of(*contact), Some(State::Offered { offer: live, agent: who, .. }) if live == offer && who == agent))
            .ok_or(Refusal::StaleOffer)
    }

    /// Connects, and withdraws the callbacks this conversation makes needless.
    pub(crate) fn connect(&mut self, contact: ContactId, agent: AgentId, offer: Option<OfferId>, out: &mut Vec<Event>) {
        // One who was consulted and now leads takes part once, not twice.
        if self.contacts.get(contact).is_some_and(|found| found.joined.iter().any(|(who, _)| *who == agent)) {
            self.emit(Event::AgentParted { contact, agent }, out);
        }
        self.emit(Event::Connected { contact, agent, offer }, out);
        if self.is_bot(agent) {
            return;
        }
        let Some(found) = self.contacts.get(contact) else { return };
        let of_case = self.of_case.get(&(found.customer, found.case)).into_iter().flatten();
        let others: Vec<ContactId> = of_case.copied().filter(|other| *other != contact).collect();
        for other in others {
            let Some(promised) = self.contacts.get(other) else { continue };
            let callback =
                promised.state == State::Booked || (promised.channel == Channel::Callback && promised.in_line());
            if !callback {
                continue;
            }
            if let State::Offered { offer, agent, .. } = promised.state {
                let cause = OfferEnd::CustomerLeft;
                self.emit(Event::OfferEnded { offer, contact: other, agent, cause }, out);
            }
            self.close(other, Close::Withdrawn, out);
        }
    }
}
