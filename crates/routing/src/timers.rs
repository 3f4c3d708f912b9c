//! Deadlines. A timer whose cause is gone does nothing when it fires, so none needs to be cancelled; when most are such,
//! they are thrown out together.

use alloc::collections::BinaryHeap;
use core::cmp::Reverse;

use crate::id::{AgentId, ContactId, OfferId, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    Offer(OfferKey),
    Ring(ContactId),
    Hold(ContactId),
    Cooldown(ContactId, AgentId),
    Slot(ContactId),
    Bot(ContactId),
    WrapUp(ContactId, AgentId),
    Presence(AgentId),
    Silence(AgentId),
}

/// An offer and the contact it is about.
pub(crate) type OfferKey = (OfferId, ContactId);

#[derive(Debug, Clone, Default)]
pub(crate) struct Timers(BinaryHeap<Reverse<(Time, Timer)>>);

impl Timers {
    pub fn set(&mut self, at: Time, timer: Timer) {
        self.0.push(Reverse((at, timer)));
    }

    pub fn next(&self) -> Option<Time> {
        self.0.peek().map(|Reverse((at, _))| *at)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn retain(&mut self, keep: impl Fn(Timer) -> bool) {
        self.0.retain(|Reverse((_, timer))| keep(*timer));
    }

    /// The next timer due at `now`, taken out.
    pub fn due(&mut self, now: Time) -> Option<Timer> {
        if self.next()? > now {
            return None;
        }
        self.0.pop().map(|Reverse((_, timer))| timer)
    }
}
