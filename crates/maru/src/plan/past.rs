//! What the days of a history were, in a line: closed days and gaps told apart.

use std::collections::BTreeMap;

use ::plan::calendar::{Holidays, State, states};
use ::plan::history::Series;
use jiff::civil::Date;
use serde::Serialize;

/// The most dates named in a line.
const NAMED: usize = 8;

/// The days of one reason's history that were not open and whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Past {
    pub reason: String,
    pub first: Date,
    pub last: Date,
    /// Closed although the weekday is an open one; days closed every week are not listed.
    pub closed_days: Vec<Date>,
    /// Open, but not recorded.
    pub lost_days: Vec<Date>,
    /// Recorded in part: some of the usual intervals are missing.
    pub days_in_part: Vec<Date>,
}

impl Past {
    /// Looks a series over.
    pub fn of(series: &Series, holidays: &Holidays) -> Past {
        let all = states(series, holidays);
        let dates = |wanted: State| {
            let found = all.iter().enumerate().filter(|(_, state)| **state == wanted);
            found.map(|(day, _)| series.date(day)).collect()
        };
        Past {
            reason: series.reason.clone(),
            first: series.first,
            last: series.date(series.days().saturating_sub(1)),
            closed_days: dates(State::Holiday),
            lost_days: dates(State::Missing),
            days_in_part: dates(State::Partial),
        }
    }

    /// `3 closed days: 2026-05-05, ...; 2 gaps: 2026-04-06 not recorded, 2026-04-09 in part`.
    fn sentence(&self) -> String {
        let closed = counted(self.closed_days.len(), "closed day", self.closed_days.iter().map(ToString::to_string));
        let lost = self.lost_days.iter().map(|day| (*day, format!("{day} not recorded")));
        let gaps: BTreeMap<Date, String> =
            lost.chain(self.days_in_part.iter().map(|day| (*day, format!("{day} in part")))).collect();
        let gaps = counted(gaps.len(), "gap", gaps.into_values());
        format!("{} to {}; {closed}; {gaps}", self.first, self.last)
    }
}

/// `2 gaps: one, other`, and no more than can be read.
fn counted(count: usize, what: &str, names: impl Iterator<Item = String>) -> String {
    if count == 0 {
        return format!("no {what}s");
    }
    let s = if count == 1 { "" } else { "s" };
    let mut named: Vec<String> = names.take(NAMED).collect();
    if count > NAMED {
        named.push(format!("and {} more (--json has all)", count - NAMED));
    }
    format!("{count} {what}{s}: {}", named.join(", "))
}

/// One line where all reasons are alike, else one for each.
pub fn lines(all: &[Past]) -> Vec<String> {
    let sentences: Vec<String> = all.iter().map(Past::sentence).collect();
    match sentences.first() {
        Some(first) if sentences.iter().all(|other| other == first) => vec![format!("history from {first}")],
        _ => all.iter().zip(&sentences).map(|(of, said)| format!("{}: history from {said}", of.reason)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use ::plan::history::{History, plus};

    use super::*;

    /// Twelve weeks of hourly counts from nine to noon; what is `said` of a day instead of them.
    fn history(said: impl Fn(i64, i64) -> Option<u32>) -> Series {
        let first = Date::constant(2026, 3, 2);
        let mut csv = String::from("start,reason,offered\n");
        for day in 0..84 {
            for hour in 9..12 {
                if let Some(count) = said(day, hour) {
                    csv.push_str(&format!("{}T{hour:02}:00,a,{count}\n", plus(first, day)));
                }
            }
        }
        History::read(csv.as_bytes(), Some(60)).unwrap().series.remove(0)
    }

    #[test]
    fn closed_days_lost_days_and_days_in_part_are_told_apart() {
        let series = history(|day, hour| match (day, hour) {
            // A day that says 0 was closed; one that says nothing is lost; one that lacks an hour is there in part.
            (30, _) => Some(0),
            (40, _) => None,
            (50, 10) => None,
            _ => Some(20),
        });
        let past = Past::of(&series, &Holidays::none());
        let told = "history from 2026-03-02 to 2026-05-24; 1 closed day: 2026-04-01; \
                    2 gaps: 2026-04-11 not recorded, 2026-04-21 in part";
        assert_eq!(lines(&[past.clone(), past]), [told]);
    }

    #[test]
    fn a_whole_history_says_so_and_many_days_are_cut_off() {
        let whole = Past::of(&history(|_, _| Some(20)), &Holidays::none());
        assert_eq!(
            lines(std::slice::from_ref(&whole)),
            ["history from 2026-03-02 to 2026-05-24; no closed days; no gaps"]
        );
        let days = (0..10).map(|day| plus(whole.first, day)).collect();
        let holey = Past { closed_days: days, reason: "b".into(), ..whole.clone() };
        let said = lines(&[whole, holey]);
        assert_eq!(said.len(), 2);
        assert!(said[1].starts_with("b: ") && said[1].contains("10 closed days:"), "{said:?}");
        assert!(said[1].contains("and 2 more (--json has all)"), "{said:?}");
    }
}
