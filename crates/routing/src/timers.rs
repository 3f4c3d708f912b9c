//! Deadlines. A timer whose cause is gone does nothing when it fires, so none needs to be cancelled: it is dropped when it
//! comes first, and when most may be such, they are thrown out together.

use crate::id::{AgentId, ContactId, OfferId, Time};
use crate::sorted::Sorted;

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

/// One lane for every kind of timer: of one kind, those set later are mostly due later.
const LANES: usize = 9;

#[derive(Debug, Clone, Default)]
pub(crate) struct Timers {
    lanes: [Sorted<(Time, Timer)>; LANES],
    /// Which is due first.
    first: Option<(Time, Timer)>,
    len: usize,
    /// How many the last pass left.
    kept: usize,
}

impl Timers {
    pub fn set(&mut self, at: Time, timer: Timer) {
        if self.lanes.get_mut(timer.lane()).is_some_and(|lane| lane.insert((at, timer))) {
            self.len += 1;
        }
        if self.first.is_none_or(|first| (at, timer) < first) {
            self.first = Some((at, timer));
        }
    }

    pub fn next(&self) -> Option<Time> {
        self.first.map(|(at, _)| at)
    }

    /// The timer that is due first.
    pub fn first(&self) -> Option<Timer> {
        self.first.map(|(_, timer)| timer)
    }

    pub fn drop_first(&mut self) {
        let Some((_, timer)) = self.first else { return };
        if self.lanes.get_mut(timer.lane()).and_then(Sorted::pop_first).is_some() {
            self.len -= 1;
        }
        self.look_for_first();
    }

    /// All that were set, vain ones too, in no particular order.
    pub fn all(&self) -> impl Iterator<Item = Time> {
        self.lanes.iter().flat_map(Sorted::iter).map(|(at, _)| *at)
    }

    /// More than twice as many as the last pass left: the next one costs no more than setting those did.
    pub fn are_many(&self) -> bool {
        self.len > FEW + 2 * self.kept
    }

    /// Keeps those that `keep` wants.
    pub fn retain(&mut self, keep: impl Fn(Timer) -> bool) {
        for lane in &mut self.lanes {
            lane.retain(|(_, timer)| keep(*timer));
        }
        self.len = self.lanes.iter().map(Sorted::len).sum();
        self.kept = self.len;
        self.look_for_first();
    }

    /// The next timer due at `now`, taken out.
    pub fn due(&mut self, now: Time) -> Option<Timer> {
        let (_, timer) = self.first.filter(|(at, _)| *at <= now)?;
        self.drop_first();
        Some(timer)
    }

    fn look_for_first(&mut self) {
        self.first = self.lanes.iter().filter_map(Sorted::first).min().copied();
    }
}

impl Timer {
    fn lane(self) -> usize {
        match self {
            Timer::Offer(_) => 0,
            Timer::Ring(_) => 1,
            Timer::Hold(_) => 2,
            Timer::Cooldown(..) => 3,
            Timer::Slot(_) => 4,
            Timer::Bot(_) => 5,
            Timer::WrapUp(..) => 6,
            Timer::Presence(_) => 7,
            Timer::Silence(_) => 8,
        }
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
        assert!(engine.timers.len <= FEW + 1, "{} timers for no open contact", engine.timers.len);
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
        assert_eq!(timers.len, 1);
    }
}
