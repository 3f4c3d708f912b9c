//! One agent's time: signed in, busy, idle, and how long without a pause.

use std::collections::BTreeSet;

use routing::{ContactId, Presence, Time};
use serde::{Deserialize, Serialize};

use crate::report::Report;
use crate::sums::{Key, Sums};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Work {
    Offer,
    Talk,
    WrapUp,
    /// Takes part in a colleague's conversation.
    Join,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Desk {
    pub bot: bool,
    pub presence: Presence,
    pub presence_since: Time,
    pub alive: bool,
    pub work: BTreeSet<(ContactId, Work)>,
    pub hard_in_a_row: u64,
    /// Counted up to here.
    counted: Time,
    working_since: Option<Time>,
    pause_since: Option<Time>,
}

impl Desk {
    pub fn new(at: Time, bot: bool) -> Desk {
        Desk {
            bot,
            presence: if bot { Presence::Ready } else { Presence::Offline },
            presence_since: at,
            alive: true,
            work: BTreeSet::new(),
            hard_in_a_row: 0,
            counted: at,
            working_since: None,
            pause_since: Some(at),
        }
    }

    /// Counts the time up to `at` as what it was.
    pub fn count(&mut self, at: Time, key: Key, report: &mut Report) {
        self.add_until(at, key, report);
        self.counted = self.counted.max(at);
    }

    /// Adds the time not counted yet, each interval for itself. Bots have no shift: theirs is not counted.
    pub fn add_until(&self, at: Time, key: Key, report: &mut Report) {
        let busy = self.work.iter().any(|(_, work)| *work != Work::Offer);
        let there = self.presence != Presence::Offline || busy;
        let idle = self.presence == Presence::Ready && self.alive && !busy;
        if self.bot || !there {
            return;
        }
        let mut from = self.counted;
        while from < at {
            let start = report.interval_of(from);
            let to = report.next_start(start).min(at);
            let ms = to.since_ms(from).unsigned_abs();
            report.cell(start, key).merge(&Sums {
                signed_in_ms: ms,
                busy_ms: if busy { ms } else { 0 },
                idle_ms: if idle { ms } else { 0 },
                stretch_ms: self.stretch_ms(to),
                ..Sums::default()
            });
            from = to;
        }
    }

    /// Without a pause until `to`, in ms. In a pause the stretch grows no more; a short one counts in once she works again.
    fn stretch_ms(&self, to: Time) -> u64 {
        let since = self.working_since.filter(|_| self.pause_since.is_none());
        since.map_or(0, |since| to.since_ms(since).unsigned_abs())
    }

    /// A new state. A pause of at least `pause_ms` ends a stretch of work and a run of hard contacts.
    pub fn change_presence(&mut self, at: Time, to: Presence, pause_ms: i64) {
        let works = matches!(to, Presence::Ready | Presence::Training);
        if works {
            let rested = self.pause_since.is_none_or(|since| at.since_ms(since) >= pause_ms);
            if self.presence == Presence::Offline || (rested && self.pause_since.is_some()) {
                self.hard_in_a_row = 0;
                self.working_since = Some(at);
            }
            self.working_since.get_or_insert(at);
            self.pause_since = None;
        } else {
            self.pause_since.get_or_insert(at);
        }
        self.presence = to;
        self.presence_since = at;
    }
}
