//! From arrival to a choice: reason, triage, treatments.

use alloc::vec::Vec;

use crate::engine::Engine;
use crate::event::{Close, Event, HoldCause, LegEnd, OfferEnd, QueueCause};
use crate::id::{AgentId, CaseId, ContactId, CustomerId, ReasonId, Time};
use crate::input::{Arrival, Party, ReasonSource};
use crate::limits;
use crate::policy::{Channel, Treatment};
use crate::refusal::Refusal;
use crate::state::State;

impl Engine {
    pub(crate) fn arrive(&mut self, arrival: &Arrival, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let policy = self.policy.as_deref().ok_or(Refusal::NoPolicy)?;
        if self.contacts.has(arrival.contact) || self.recent.has(arrival.contact) {
            return Err(Refusal::DuplicateContact);
        }
        if arrival.reason.is_some_and(|reason| !policy.reasons.contains_key(&reason)) {
            return Err(Refusal::UnknownReason);
        }
        let too_many = self.contacts.len() >= limits::OPEN_CONTACTS
            || arrival.extra.len() > limits::NEEDS
            || arrival.never.len() > limits::NEVER;
        if too_many {
            return Err(Refusal::TooMany);
        }
        let mut arrival = arrival.clone();
        arrival.never.extend(self.apart_from(arrival.customer));
        arrival.never.sort_unstable();
        arrival.never.dedup();
        let credit_ms = crate::effort::credit_ms(&arrival.effort, &policy.effort);
        let (contact, reason) = (arrival.contact, arrival.reason);
        self.emit(Event::Arrived { arrival, credit_ms }, out);
        if reason.is_some() {
            self.triage(contact, out);
        }
        Ok(())
    }

    pub(crate) fn set_reason(
        &mut self,
        id: ContactId,
        reason: ReasonId,
        source: ReasonSource,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        let policy = self.policy.as_deref().ok_or(Refusal::NoPolicy)?;
        if !policy.reasons.contains_key(&reason) {
            return Err(Refusal::UnknownReason);
        }
        let (state, unchanged) = (contact.state, contact.reason == Some(reason));
        if unchanged && !matches!(state, State::Entry) {
            return Ok(());
        }
        self.emit(Event::ReasonSet { contact: id, reason, source }, out);
        match state {
            State::Entry | State::Choosing | State::SelfService => self.triage(id, out),
            State::Waiting => self.refile(id, out),
            State::Connected { agent } | State::Held { agent } if self.is_bot(agent) => {
                let in_scope = self.contacts.get(id).and_then(|c| self.reason_of(c)?.bot) == Some(agent);
                if !in_scope {
                    self.bot_hands_over(id, agent, out);
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn identify(
        &mut self,
        id: ContactId,
        customer: CustomerId,
        case: CaseId,
        known: bool,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        if (contact.customer, contact.case, contact.known) == (customer, case, known) {
            return Ok(());
        }
        let state = contact.state;
        self.emit(Event::Identified { contact: id, customer, case, known }, out);
        if matches!(state, State::Choosing | State::SelfService) {
            self.triage(id, out);
        }
        self.keep_apart(id, out);
        self.keep_one_place(id, out);
        Ok(())
    }

    /// The customer turned out to be one whom the agent it is shown to, or held for, does not meet again.
    fn keep_apart(&mut self, id: ContactId, out: &mut Vec<Event>) {
        let Some(contact) = self.contacts.get(id) else { return };
        match (contact.state, contact.hold_until.and(contact.preferred)) {
            (State::Offered { offer, agent, .. }, _) if contact.never.contains(&agent) => {
                self.emit(Event::OfferEnded { offer, contact: id, agent, cause: OfferEnd::Refiled }, out);
            }
            (State::Waiting, Some(agent)) if contact.never.contains(&agent) => {
                self.emit(Event::HoldEnded { contact: id, agent, cause: HoldCause::Preferred }, out);
            }
            _ => {}
        }
    }

    /// The customer's choice. `Callback` needs a slot; the others take effect at once.
    pub(crate) fn choose(
        &mut self,
        id: ContactId,
        treatment: Treatment,
        channel: Option<Channel>,
        slot: Option<Time>,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        if treatment == Treatment::Person {
            return self.ask_person(id, channel, out);
        }
        let with_bot = contact.talking_with().is_some_and(|agent| self.is_bot(agent));
        let may_choose = matches!(contact.state, State::Choosing | State::SelfService | State::Booked)
            || contact.in_line()
            || with_bot;
        if !may_choose {
            return Err(Refusal::WrongState);
        }
        match treatment {
            Treatment::Callback => return self.book(id, slot.ok_or(Refusal::NoSuchSlot)?, out),
            _ if !contact.options.contains(&treatment) => return Err(Refusal::NotOffered),
            _ => {}
        }
        let bot = self.reason_of(contact).and_then(|reason| reason.bot);
        if matches!(contact.state, State::Booked) || contact.in_line() || with_bot {
            return Err(Refusal::WrongState);
        }
        self.emit(Event::Chosen { contact: id, treatment, by: Party::Customer }, out);
        if treatment == Treatment::Bot {
            self.queue(id, bot, QueueCause::Chosen, None, out);
        }
        Ok(())
    }

    /// Always granted while the conversation is not with a person and not over.
    pub(crate) fn ask_person(
        &mut self,
        id: ContactId,
        channel: Option<Channel>,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        let state = contact.state;
        let for_bot = contact.for_bot;
        let target = channel.unwrap_or(match contact.channel {
            Channel::Callback => Channel::Chat,
            other => other,
        });
        let moves = target != contact.channel;
        match state {
            State::WrapUp => return Err(Refusal::WrongState),
            State::Connected { agent } | State::Held { agent } => {
                if !self.is_bot(agent) {
                    return Ok(());
                }
                self.bot_leg_ends(id, agent, out);
            }
            State::Offered { offer, agent, .. } if for_bot.is_some() || moves => {
                self.emit(Event::OfferEnded { offer, contact: id, agent, cause: OfferEnd::CustomerLeft }, out);
            }
            State::Offered { .. } => return Ok(()),
            State::Waiting if for_bot.is_none() && !moves => return Ok(()),
            _ => {}
        }
        if moves {
            self.emit(Event::ChannelChanged { contact: id, channel: target }, out);
        }
        if !matches!(state, State::Waiting | State::Offered { .. }) || for_bot.is_some() {
            self.emit(Event::Chosen { contact: id, treatment: Treatment::Person, by: Party::Customer }, out);
        }
        let cause = match state {
            State::Choosing | State::SelfService => QueueCause::Chosen,
            State::Waiting | State::Offered { .. } if for_bot.is_none() => QueueCause::Refiled,
            _ => QueueCause::AskedForPerson,
        };
        self.queue(id, None, cause, None, out);
        Ok(())
    }

    /// Danger to a life goes before everything but what a person has begun.
    pub(crate) fn danger(&mut self, id: ContactId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        let (first, waits) = (contact.returned, contact.state == State::Waiting && contact.for_bot.is_none());
        match contact.state {
            State::WrapUp => return Err(Refusal::WrongState),
            State::Connected { agent } | State::Held { agent } if !self.is_bot(agent) => return Ok(()),
            _ => {}
        }
        if !first {
            let rank = self.rank_of(contact, true);
            self.emit(Event::Endangered { contact: id, rank }, out);
            if waits {
                self.refile(id, out);
            }
        }
        self.ask_person(id, None, out)
    }

    pub(crate) fn change_channel(
        &mut self,
        id: ContactId,
        channel: Channel,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        if contact.channel == channel {
            return Ok(());
        }
        match contact.state {
            State::Waiting | State::Offered { .. } if contact.for_bot.is_none() => {
                self.ask_person(id, Some(channel), out)
            }
            State::Entry | State::Choosing | State::SelfService => {
                self.emit(Event::ChannelChanged { contact: id, channel }, out);
                Ok(())
            }
            _ => Err(Refusal::WrongState),
        }
    }

    /// A later promise is never later than an earlier one.
    pub(crate) fn tell_wait(
        &mut self,
        id: ContactId,
        low_ms: u32,
        high_ms: u32,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        if !contact.in_line() {
            return Err(Refusal::WrongState);
        }
        let until = self.after(high_ms);
        let until = contact.told_until.map_or(until, |earlier| earlier.min(until));
        self.emit(Event::WaitTold { contact: id, low_ms, high_ms, until }, out);
        Ok(())
    }

    pub(crate) fn solved(&mut self, id: ContactId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        match contact.state {
            State::Choosing | State::SelfService => {
                self.emit(Event::Closed { contact: id, how: Close::SelfServed }, out)
            }
            State::Connected { agent } | State::Held { agent } if self.is_bot(agent) => {
                self.emit(Event::Ended { contact: id, agent: Some(agent), by: Party::Customer, closes: None }, out);
                self.emit(Event::Closed { contact: id, how: Close::ByBot { bot: agent } }, out);
            }
            _ => return Err(Refusal::WrongState),
        }
        Ok(())
    }

    pub(crate) fn leave(&mut self, id: ContactId, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let how = match self.open(id)?.state {
            State::Entry | State::Choosing | State::SelfService | State::Waiting => Close::Abandoned,
            State::Booked => Close::Cancelled,
            State::Offered { offer, agent, .. } => {
                self.emit(Event::OfferEnded { offer, contact: id, agent, cause: OfferEnd::CustomerLeft }, out);
                Close::Abandoned
            }
            State::Connected { .. } | State::Held { .. } => return self.end(id, Party::Customer, out),
            State::WrapUp => return Err(Refusal::WrongState),
        };
        self.close(id, how, out);
        Ok(())
    }

    /// Closes a contact; while agents still write up an earlier part, it is over for the customer only.
    pub(crate) fn close(&mut self, id: ContactId, how: Close, out: &mut Vec<Event>) {
        self.part_everyone(id, out);
        let wrapping = self.contacts.get(id).is_some_and(|contact| !contact.wrapping.is_empty());
        let event = if wrapping {
            Event::Ended { contact: id, agent: None, by: Party::Customer, closes: Some(how) }
        } else {
            Event::Closed { contact: id, how }
        };
        self.emit(event, out);
    }

    // A bot in the conversation

    pub(crate) fn bot_hands_over(&mut self, id: ContactId, bot: AgentId, out: &mut Vec<Event>) {
        self.bot_leg_ends(id, bot, out);
        self.queue(id, None, QueueCause::HandOver, None, out);
    }

    fn bot_leg_ends(&mut self, id: ContactId, bot: AgentId, out: &mut Vec<Event>) {
        self.emit(Event::LegEnded { contact: id, agent: bot, cause: LegEnd::HandedOver, wrap_up: false }, out);
    }

    pub(crate) fn bot_deadline(&mut self, id: ContactId, out: &mut Vec<Event>) {
        let Some(contact) = self.contacts.get(id) else { return };
        let Some(agent) = contact.talking_with().filter(|agent| self.is_bot(*agent)) else { return };
        let deadline = self.policy.as_deref().map_or(0, |policy| i64::from(policy.bots.deadline_ms));
        if self.now.since_ms(contact.state_since) >= deadline {
            self.bot_hands_over(id, agent, out);
        }
    }
}
