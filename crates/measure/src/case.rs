//! What a case has cost its customer so far, and whether the first contact settled it.
//!
//! The effort ledger counts as the store's `effort` table does:
//! - *repeats*: arrivals about a case that had a contact before, and reopenings; a contact that joins one already in
//!   line is not a repeat.
//! - *transfers*: times the customer had to go on to someone else in mid-conversation
//!   ([`is_transfer`](routing::event::LegEnd::is_transfer)).
//! - *waited*: time in line for people or bots. While the centre is to call, nobody waits.
//! - *broken promises*: connected, or gone, after the latest time told; first attempt of a callback after its slot;
//!   a callback given up, unless it was late (and so counted) or the number was wrong.
//!
//! First contact resolution is counted by case and from behaviour, not from what anyone ticked: a case is settled when
//! no further contact about it comes within seven days of the close of its first contact that a person served.

use std::collections::{BTreeMap, BTreeSet};

use routing::input::Effort;
use routing::{CaseId, Time};
use serde::{Deserialize, Serialize};

use crate::report::Report;
use crate::sums::Key;

/// Seven days: the window of first contact resolution, after which a quiet case is forgotten.
pub const FORGET_AFTER_MS: i64 = 7 * 24 * 3_600_000;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Cases {
    cases: BTreeMap<CaseId, Case>,
    /// When to look at a case again.
    due: BTreeSet<(Time, CaseId)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Case {
    ledger: Effort,
    open: u32,
    quiet_since: Time,
    first: First,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum First {
    NotYet,
    /// Its first served contact closed; counted in this cell once decided.
    Watched {
        start: Time,
        key: Key,
        until: Time,
    },
    Decided,
}

impl Cases {
    /// A contact about this case begins. `before`: the ledger as it came in. True: it is a repeat.
    pub fn begin(&mut self, case: CaseId, before: Effort, report: &mut Report) -> bool {
        let known = self.cases.get_mut(&case);
        let repeat = known.is_some() || before.repeats > 0;
        match known {
            Some(found) => {
                found.open += 1;
                found.first = match found.first {
                    First::Watched { start, key, .. } => {
                        report.cell(start, key).cases_decided += 1;
                        First::Decided
                    }
                    other => other,
                };
                found.ledger.repeats = found.ledger.repeats.saturating_add(1);
            }
            None => {
                let case_ = Case { ledger: before, open: 1, quiet_since: Time(0), first: First::NotYet };
                self.cases.insert(case, case_);
            }
        }
        repeat
    }

    /// A contact turns out not to be about this case: what it alone cost goes with it.
    pub fn withdraw(&mut self, at: Time, case: CaseId, spent: &Effort) {
        if let Some(found) = self.cases.get_mut(&case) {
            let ledger = &mut found.ledger;
            found.open = found.open.saturating_sub(1);
            found.quiet_since = at;
            self.due.insert((at.plus_ms(FORGET_AFTER_MS), case));
            ledger.repeats = ledger.repeats.saturating_sub(spent.repeats);
            ledger.transfers = ledger.transfers.saturating_sub(spent.transfers);
            ledger.broken_promises = ledger.broken_promises.saturating_sub(spent.broken_promises);
            ledger.waited_ms = ledger.waited_ms.saturating_sub(spent.waited_ms);
        }
    }

    pub fn add(&mut self, case: CaseId, change: impl FnOnce(&mut Effort)) {
        if let Some(found) = self.cases.get_mut(&case) {
            change(&mut found.ledger);
        }
    }

    pub fn ledger(&self, case: CaseId) -> Effort {
        self.cases.get(&case).map_or(Effort::default(), |case| case.ledger)
    }

    /// A contact about this case closed. `served`: where to count whether it settled the case.
    pub fn end(&mut self, at: Time, case: CaseId, served: Option<(Time, Key)>) {
        let until = at.plus_ms(FORGET_AFTER_MS);
        if let Some(found) = self.cases.get_mut(&case) {
            found.open = found.open.saturating_sub(1);
            found.quiet_since = at;
            if let (First::NotYet, Some((start, key))) = (found.first, served) {
                found.first = First::Watched { start, key, until };
            }
            self.due.insert((until, case));
        }
    }

    /// Decides what seven quiet days have decided, and forgets what is quiet.
    pub fn time_passes(&mut self, at: Time, report: &mut Report) {
        while let Some((due, case)) = self.due.first().copied().filter(|(due, _)| *due <= at) {
            self.due.remove(&(due, case));
            let Some(found) = self.cases.get_mut(&case) else { continue };
            if let First::Watched { start, key, until } = found.first
                && until <= at
            {
                let sums = report.cell(start, key);
                sums.cases_decided += 1;
                sums.cases_settled += 1;
                found.first = First::Decided;
            }
            if found.open == 0 && found.quiet_since.plus_ms(FORGET_AFTER_MS) <= at {
                self.cases.remove(&case);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A visitor's case is left as soon as she is known: it must not stay for ever.
    #[test]
    fn a_case_that_is_left_is_forgotten() {
        let (mut cases, mut report) = (Cases::default(), Report::new(crate::INTERVAL_MS));
        for n in 1..=100 {
            cases.begin(CaseId(n), Effort::default(), &mut report);
            cases.withdraw(Time(1), CaseId(n), &Effort::default());
        }
        cases.time_passes(Time(1 + FORGET_AFTER_MS), &mut report);
        assert!(cases.cases.is_empty(), "{} cases without a contact", cases.cases.len());
        assert!(cases.due.is_empty());
    }
}
