//! Booked callbacks: a place in a slot, an agent found first, attempts and their results.

use alloc::vec::Vec;

use crate::engine::Engine;
use crate::event::{Close, Event, LegEnd, OfferEnd, QueueCause};
use crate::id::{AgentId, ContactId, GroupId, Time};
use crate::input::{DialResult, Party};
use crate::limits;
use crate::policy::{Channel, Treatment};
use crate::refusal::Refusal;
use crate::state::State;

impl Engine {
    pub(crate) fn book(&mut self, id: ContactId, start: Time, out: &mut Vec<Event>) -> Result<(), Refusal> {
        let contact = self.open(id)?;
        let group = self.reason_of(contact).and_then(|reason| reason.group).ok_or(Refusal::NotOffered)?;
        let rule = self.policy.as_deref().and_then(|policy| policy.groups.get(&group)).ok_or(Refusal::NotOffered)?;
        let slot_ms = i64::from(rule.slot_ms.max(1));
        if start.0.rem_euclid(slot_ms) != 0 || start.0 > self.now.0 + limits::BOOKING_AHEAD_MS {
            return Err(Refusal::NoSuchSlot);
        }
        if start < self.now {
            return Err(Refusal::SlotPast);
        }
        let same =
            contact.state == State::Booked && contact.booking.is_some_and(|b| (b.group, b.start) == (group, start));
        if same {
            return Ok(());
        }
        if self.taken.get(&(group, start)).copied().unwrap_or(0) >= rule.places {
            return Err(Refusal::SlotFull);
        }
        let (state, channel) = (contact.state, contact.channel);
        match state {
            State::Offered { offer, agent, .. } => {
                self.emit(Event::OfferEnded { offer, contact: id, agent, cause: OfferEnd::CustomerLeft }, out);
            }
            State::Connected { agent } | State::Held { agent } => {
                self.emit(Event::LegEnded { contact: id, agent, cause: LegEnd::Moved, wrap_up: false }, out);
            }
            _ => {}
        }
        self.emit(Event::Chosen { contact: id, treatment: Treatment::Callback, by: Party::Customer }, out);
        self.emit(Event::Booked { contact: id, group, start, end: start.plus_ms(slot_ms), attempt: 1 }, out);
        if channel != Channel::Callback {
            self.emit(Event::ChannelChanged { contact: id, channel: Channel::Callback }, out);
        }
        Ok(())
    }

    pub(crate) fn slot_came(&mut self, id: ContactId, out: &mut Vec<Event>) {
        let Some(contact) = self.contacts.get(id) else { return };
        let due = contact.state == State::Booked && contact.booking.is_some_and(|booking| booking.start <= self.now);
        if due {
            self.emit(Event::SlotCame { contact: id }, out);
            self.queue(id, None, QueueCause::Slot, None, out);
        }
    }

    pub(crate) fn dialled(
        &mut self,
        id: ContactId,
        agent: AgentId,
        result: DialResult,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let contact = self.talking(id, agent)?;
        let booking = contact.booking.filter(|_| contact.channel == Channel::Callback).ok_or(Refusal::WrongState)?;
        self.emit(Event::Dialled { contact: id, agent, result, attempt: booking.attempt }, out);
        let rules = self.policy.as_deref().map(|policy| &policy.callbacks);
        let (tries, retry_ms) = rules.map_or((1, 0), |rules| (rules.tries, rules.retry_ms));
        match result {
            DialResult::Reached => {}
            DialResult::NotReached if booking.attempt < tries => {
                self.emit(Event::LegEnded { contact: id, agent, cause: LegEnd::NotReached, wrap_up: false }, out);
                let start = self.after(retry_ms);
                let length = booking.end.since_ms(booking.start);
                let end = start.plus_ms(length);
                self.emit(
                    Event::Booked { contact: id, group: booking.group, start, end, attempt: booking.attempt + 1 },
                    out,
                );
            }
            DialResult::NotReached | DialResult::WrongNumber => {
                self.emit(Event::LegEnded { contact: id, agent, cause: LegEnd::NotReached, wrap_up: false }, out);
                self.close(id, Close::CallbackFailed, out);
            }
        }
        Ok(())
    }

    /// Slots of a group from `from` (rounded down to a slot) to `to`, with places and how many are taken.
    pub fn slots(&self, group: GroupId, from: Time, to: Time) -> Vec<SlotView> {
        let Some(rule) = self.policy.as_deref().and_then(|policy| policy.groups.get(&group)) else { return Vec::new() };
        let slot_ms = i64::from(rule.slot_ms.max(1));
        let first = from.0.saturating_sub(from.0.rem_euclid(slot_ms));
        (0..)
            .map(|n: i64| Time(first).plus_ms(n.saturating_mul(slot_ms)))
            .take_while(|start| *start < to)
            .take(limits::SLOTS_SHOWN)
            .map(|start| SlotView {
                start,
                end: start.plus_ms(slot_ms),
                places: rule.places,
                taken: self.taken.get(&(group, start)).copied().unwrap_or(0),
            })
            .collect()
    }
}

/// One callback slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct SlotView {
    pub start: Time,
    pub end: Time,
    pub places: u32,
    pub taken: u32,
}
