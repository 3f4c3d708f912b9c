//! Deadlines. A timer whose cause is gone does nothing when it fires, so none needs to be cancelled: it is dropped when it
//! comes first, and when most may be such, they are thrown out together.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
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

/// As many timers are never worth a pass.
const FEW: usize = 1_000;

#[derive(Debug, Clone, Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<(Time, Timer)>>,
    /// How many the last pass left.
    kept: usize,
}

impl Timers {
    pub fn set(&mut self, at: Time, timer: Timer) {
        self.heap.push(Reverse((at, timer)));
    }

    pub fn next(&self) -> Option<Time> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }

    /// The timer that is due first.
    pub fn first(&self) -> Option<Timer> {
        self.heap.peek().map(|Reverse((_, timer))| *timer)
    }

    pub fn drop_first(&mut self) {
        self.heap.pop();
    }

    /// All that were set, vain ones too, in no particular order.
    pub fn all(&self) -> impl Iterator<Item = Time> {
        self.heap.iter().map(|Reverse((at, _))| *at)
    }

    /// More than twice as many as the last pass left: the next one costs no more than setting those did.
    pub fn are_many(&self) -> bool {
        self.heap.len() > FEW + 2 * self.kept
    }

    /// Keeps those that `keep` wants, each once.
    pub fn retain(&mut self, keep: impl Fn(Timer) -> bool) {
        let mut timers: Vec<_> = core::mem::take(&mut self.heap).into_vec();
        timers.retain(|Reverse((_, timer))| keep(*timer));
        timers.sort_unstable();
        timers.dedup();
        self.kept = timers.len();
        self.heap = timers.into();
    }

    /// The next timer due at `now`, taken out.
    pub fn due(&mut self, now: Time) -> Option<Timer> {
        if self.next()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse((_, timer))| timer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Engine;
    use crate::event::Event;
    use crate::id::AgentId;
    use crate::policy::Channel;

    /// A server keeps a second engine that only applies: it must not remember every deadline there ever was.
    #[test]
    fn a_fold_does_not_gather_timers_without_end() {
        let mut engine = Engine::new();
        for n in 0..20_000_i64 {
            let (contact, at) = (ContactId(n as u64), Time(n));
            let arrival = serde_json::json!({
                "contact": n, "customer": n, "case": n, "channel": Channel::Chat, "known": false, "reason": null,
                "extra": [], "preferred": null, "never": [], "since": null,
                "effort": { "transfers": 0, "repeats": 0, "broken_promises": 0, "waited_ms": 0 },
            });
            let arrival = serde_json::from_value(arrival).unwrap();
            engine.apply(at, &Event::Arrived { arrival, credit_ms: 0 });
            let (start, end) = (Time(n + 1), Time(n + 2));
            engine.apply(at, &Event::Booked { contact, group: crate::GroupId(1), start, end, attempt: 1 });
            engine.apply(at, &Event::Closed { contact, how: crate::event::Close::Cancelled });
        }
        assert!(engine.timers.heap.len() <= FEW + 1, "{} timers for no open contact", engine.timers.heap.len());
    }

    /// However many are alive, a pass leaves room for as many again before the next.
    #[test]
    fn a_pass_is_made_once_for_as_many_as_were_set() {
        let mut timers = Timers::default();
        let mut passes = 0;
        for n in 0..100_000 {
            timers.set(Time(n), Timer::Ring(ContactId(n as u64)));
            if timers.are_many() {
                timers.retain(|_| true);
                passes += 1;
            }
        }
        assert!(passes < 10, "{passes} passes over timers that all stay");
        timers.set(Time(1), Timer::Presence(AgentId(1)));
        timers.set(Time(1), Timer::Presence(AgentId(1)));
        timers.retain(|timer| matches!(timer, Timer::Presence(_)));
        assert_eq!(timers.heap.len(), 1);
    }
}
