//! The running day: where people are missing in the hours to come, and what could be done about it, each act with its effect.
//!
//! The effect is people-hours missing before and after, counted the same way for every act: Σ max(0, required − at work) over the
//! intervals still to come. Acts are proposed one by one, each as if it were the only one.

use serde::Serialize;

use crate::schedule::Rule;

/// At most so many proposals of a kind.
const OF_A_KIND: usize = 3;
/// For how long people are asked to stay, in minutes.
pub const OVERTIME_MIN: u32 = 60;

/// People required and at work in an interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Slot {
    /// Required on the roster, shrinkage included.
    pub required: f64,
    /// On the roster and not on a break.
    pub staffed: f64,
}

/// Somebody on duty today. Intervals count from midnight.
#[derive(Debug, Clone, PartialEq)]
pub struct OnDuty {
    /// Her number.
    pub agent: u32,
    /// Intervals at work as planned.
    pub work: Vec<usize>,
    /// Intervals at work if her pauses lay otherwise, and the start of the pause that moved: from, to, in minutes after midnight.
    pub otherwise: Vec<Otherwise>,
    /// The first interval after her shift.
    pub ends: usize,
    /// Rules of her contract and of the law that staying [`OVERTIME_MIN`] would break; none: she may be asked.
    pub hindered: Vec<Rule>,
}

/// Another way for the pauses of a shift to lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Otherwise {
    /// Intervals at work.
    pub work: Vec<usize>,
    /// Minute after midnight at which the moved pause begins as planned.
    pub from_min: u32,
    /// And at which it would.
    pub to_min: u32,
}

/// What could be done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// A pause lies at another time.
    MoveBreak {
        /// Whose.
        agent: u32,
        /// From, in minutes after midnight.
        from_min: u32,
        /// To.
        to_min: u32,
    },
    /// People whose shift ends are asked to stay.
    Overtime {
        /// Who.
        agents: Vec<u32>,
        /// From, in minutes after midnight.
        from_min: u32,
        /// How long.
        minutes: u32,
    },
    /// Contacts of the short hours are offered callbacks in hours with people to spare.
    Callbacks {
        /// From, in minutes after midnight.
        from_min: u32,
        /// To.
        to_min: u32,
        /// How many.
        contacts: u32,
    },
    /// The bot answers more.
    BotShare {
        /// Percentage points more of the contacts.
        points: u32,
    },
}

/// An act with its effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// What.
    #[serde(flatten)]
    pub act: Act,
    /// People-hours missing in the hours to come, as things are.
    pub missing_before_h: f64,
    /// And with it.
    pub missing_after_h: f64,
}

/// The day as it stands.
#[derive(Debug, Clone)]
pub struct Day<'a> {
    /// From midnight on.
    pub slots: &'a [Slot],
    /// Length of an interval, in minutes.
    pub interval_min: u32,
    /// The first interval still to come.
    pub from: usize,
    /// Who works today.
    pub people: &'a [OnDuty],
    /// Mean handle time, in seconds.
    pub aht_s: f64,
    /// People required by interval if the bot answered `points` percentage points more.
    pub with_bot: (u32, &'a [f64]),
}

/// Somebody whose shift ends before a short hour, and why she is not asked to stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hindered {
    /// Who.
    pub agent: u32,
    /// When her shift ends, in minutes after midnight.
    pub from_min: u32,
    /// Rules that staying would break.
    pub rules: Vec<Rule>,
}

/// Who is not asked to stay though people are missing after her shift, and why.
pub fn hindered(day: &Day<'_>) -> Vec<Hindered> {
    let people = day.people.iter().filter(|person| !person.hindered.is_empty() && day.wanted(person.ends) > 0);
    people
        .map(|person| Hindered {
            agent: person.agent,
            from_min: person.ends as u32 * day.interval_min,
            rules: person.hindered.clone(),
        })
        .collect()
}

/// What could be done about people missing, the strongest act first; nothing where nobody is missing.
pub fn propose(day: &Day<'_>) -> Vec<Proposal> {
    let before = day.missing(|_, slot| *slot);
    if before <= 0.0 {
        return Vec::new();
    }
    let mut all: Vec<Proposal> = Vec::new();
    all.extend(best(day.breaks(before)));
    all.extend(best(day.overtime(before)));
    all.extend(day.callbacks(before));
    all.extend(day.bot(before));
    all.retain(|proposal| proposal.missing_after_h < proposal.missing_before_h - 1e-9);
    all.sort_by(|a, b| a.missing_after_h.total_cmp(&b.missing_after_h));
    all
}

fn best(mut all: Vec<Proposal>) -> Vec<Proposal> {
    all.sort_by(|a, b| a.missing_after_h.total_cmp(&b.missing_after_h));
    all.truncate(OF_A_KIND);
    all
}

impl Day<'_> {
    /// People-hours missing in the hours to come, each interval seen through `with`.
    fn missing(&self, with: impl Fn(usize, &Slot) -> Slot) -> f64 {
        let to_come = self.slots.iter().enumerate().skip(self.from);
        let people: f64 = to_come
            .map(|(at, slot)| {
                let slot = with(at, slot);
                (slot.required - slot.staffed).max(0.0)
            })
            .sum();
        people * f64::from(self.interval_min) / 60.0
    }

    fn breaks(&self, before: f64) -> Vec<Proposal> {
        let mut all: Vec<Proposal> = Vec::new();
        for person in self.people {
            let ways = person
                .otherwise
                .iter()
                .filter(|way| way.from_min.min(way.to_min) >= self.from as u32 * self.interval_min);
            let effects = ways.map(|way| {
                let missing = self.missing(|at, slot| {
                    let now = f64::from(u8::from(person.work.contains(&at)));
                    let then = f64::from(u8::from(way.work.contains(&at)));
                    Slot { staffed: slot.staffed - now + then, ..*slot }
                });
                let act = Act::MoveBreak { agent: person.agent, from_min: way.from_min, to_min: way.to_min };
                Proposal { act, missing_before_h: before, missing_after_h: missing }
            });
            all.extend(effects.min_by(|a, b| a.missing_after_h.total_cmp(&b.missing_after_h)));
        }
        all
    }

    /// Intervals that somebody who stays is there for.
    fn stay(&self) -> usize {
        (OVERTIME_MIN / self.interval_min.max(1)).max(1) as usize
    }

    /// The most people missing at once in the time after a shift that ends then; 0 if it is over.
    fn wanted(&self, end: usize) -> usize {
        let after = self.slots.iter().skip(end).take(self.stay());
        let lack = after.map(|slot| slot.required - slot.staffed).fold(0.0, f64::max);
        if end < self.from { 0 } else { lack.ceil() as usize }
    }

    fn overtime(&self, before: f64) -> Vec<Proposal> {
        let mut ends: Vec<usize> = self.people.iter().map(|person| person.ends).collect();
        ends.sort_unstable();
        ends.dedup();
        let mut all = Vec::new();
        for end in ends.into_iter().filter(|end| *end >= self.from) {
            let may = self.people.iter().filter(|person| person.ends == end && person.hindered.is_empty());
            let agents: Vec<u32> = may.map(|person| person.agent).take(self.wanted(end)).collect();
            if agents.is_empty() {
                continue;
            }
            let more = agents.len() as f64;
            let missing = self.missing(|at, slot| {
                let there = (end..end + self.stay()).contains(&at);
                Slot { staffed: slot.staffed + if there { more } else { 0.0 }, ..*slot }
            });
            let act = Act::Overtime { agents, from_min: end as u32 * self.interval_min, minutes: OVERTIME_MIN };
            all.push(Proposal { act, missing_before_h: before, missing_after_h: missing });
        }
        all
    }

    /// Work of short intervals is done in later ones with people to spare: never more than those can do.
    fn callbacks(&self, before: f64) -> Option<Proposal> {
        let hours = f64::from(self.interval_min) / 60.0;
        let gap = |slot: &Slot| slot.required - slot.staffed;
        let first = self.slots.iter().enumerate().skip(self.from).find(|(_, slot)| gap(slot) > 0.0)?.0;
        let (mut carried, mut moved, mut last) = (0.0, 0.0, first);
        for (at, slot) in self.slots.iter().enumerate().skip(first) {
            let gap = gap(slot);
            if gap > 0.0 {
                carried += gap;
                last = at;
            } else {
                let done = f64::min(carried, -gap);
                carried -= done;
                moved += done;
            }
        }
        let contacts = (moved * hours * 3_600.0 / self.aht_s.max(1.0)).floor();
        (contacts >= 1.0).then(|| Proposal {
            act: Act::Callbacks {
                from_min: first as u32 * self.interval_min,
                to_min: (last as u32 + 1) * self.interval_min,
                contacts: contacts as u32,
            },
            missing_before_h: before,
            missing_after_h: before - moved * hours,
        })
    }

    fn bot(&self, before: f64) -> Option<Proposal> {
        let (points, required) = self.with_bot;
        let missing = self.missing(|at, slot| Slot {
            required: required.get(at).copied().unwrap_or(slot.required).min(slot.required),
            ..*slot
        });
        (points > 0).then_some(Proposal {
            act: Act::BotShare { points },
            missing_before_h: before,
            missing_after_h: missing,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(required: &[f64], staffed: &[f64]) -> Vec<Slot> {
        required
            .iter()
            .zip(staffed)
            .map(|(required, staffed)| Slot { required: *required, staffed: *staffed })
            .collect()
    }

    fn day<'a>(slots: &'a [Slot], people: &'a [OnDuty], bot: &'a [f64]) -> Day<'a> {
        Day { slots, interval_min: 60, from: 1, people, aht_s: 360.0, with_bot: (10, bot) }
    }

    #[test]
    fn nobody_missing_needs_nothing() {
        // The lack of the first interval is past.
        let slots = slots(&[9.0, 2.0, 2.0], &[1.0, 2.0, 3.0]);
        assert_eq!(propose(&day(&slots, &[], &[0.0; 3])), []);
    }

    #[test]
    fn a_break_moves_out_of_the_short_hour_and_not_into_the_past() {
        let slots = slots(&[1.0, 1.0, 2.0, 1.0], &[2.0, 2.0, 1.0, 2.0]);
        let way = |work: &[usize], to_min| Otherwise { work: work.to_vec(), from_min: 120, to_min };
        let person = OnDuty {
            agent: 7,
            work: vec![0, 1, 3],
            otherwise: vec![way(&[1, 2, 3], 0), way(&[0, 1, 2], 180)],
            ends: 4,
            hindered: vec![],
        };
        let required: Vec<f64> = slots.iter().map(|slot| slot.required).collect();
        let found = propose(&day(&slots, &[person], &required));
        let moved = Act::MoveBreak { agent: 7, from_min: 120, to_min: 180 };
        let proposal = found.iter().find(|proposal| proposal.act == moved).unwrap();
        assert_eq!((proposal.missing_before_h, proposal.missing_after_h), (1.0, 0.0));
        assert!(!found.iter().any(|proposal| matches!(proposal.act, Act::MoveBreak { to_min: 0, .. })));
    }

    #[test]
    fn no_more_are_asked_to_stay_than_are_missing_and_who_may_not_is_named_with_the_rule() {
        let slots = slots(&[1.0, 1.0, 3.0], &[3.0, 3.0, 1.0]);
        let leaving = |agent, ends, hindered| OnDuty { agent, work: vec![0, 1], otherwise: vec![], ends, hindered };
        // Somebody of the past hour and somebody before an hour with enough people are no news.
        let people = [
            leaving(1, 2, vec![Rule::Rest]),
            leaving(2, 2, vec![]),
            leaving(3, 2, vec![]),
            leaving(4, 2, vec![]),
            leaving(5, 0, vec![Rule::Hours]),
            leaving(6, 1, vec![Rule::Hours]),
        ];
        let required: Vec<f64> = slots.iter().map(|slot| slot.required).collect();
        let day = day(&slots, &people, &required);
        let found = propose(&day);
        let act = Act::Overtime { agents: vec![2, 3], from_min: 120, minutes: 60 };
        assert_eq!(found, [Proposal { act, missing_before_h: 2.0, missing_after_h: 0.0 }]);
        assert_eq!(hindered(&day), [Hindered { agent: 1, from_min: 120, rules: vec![Rule::Rest] }]);
    }

    #[test]
    fn callbacks_are_only_those_that_later_hours_can_keep() {
        // Two people short at one, one to spare at two: one person-hour is ten contacts of six minutes.
        let slots = slots(&[1.0, 3.0, 1.0], &[1.0, 1.0, 2.0]);
        let required: Vec<f64> = slots.iter().map(|slot| slot.required).collect();
        let found = propose(&day(&slots, &[], &required));
        let act = Act::Callbacks { from_min: 60, to_min: 120, contacts: 10 };
        assert_eq!(found, [Proposal { act, missing_before_h: 2.0, missing_after_h: 1.0 }]);
    }

    #[test]
    fn the_bots_effect_is_what_fewer_contacts_require() {
        let slots = slots(&[1.0, 3.0, 3.0], &[1.0, 2.0, 2.0]);
        let found = propose(&day(&slots, &[], &[1.0, 2.0, 3.0]));
        assert_eq!(
            found,
            [Proposal { act: Act::BotShare { points: 10 }, missing_before_h: 2.0, missing_after_h: 1.0 }]
        );
    }
}
