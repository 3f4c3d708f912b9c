//! A forecast laid beside another one, or beside last year: how they differ, and which was nearer where it is known already.

use std::collections::{BTreeMap, BTreeSet};

use ::plan::history::{minute_of_day, plus};
use ::plan::staff;
use jiff::civil::Date;
use rusqlite::Connection;

use super::types::{Against, Compared, ForecastBeside, ForecastRowView, ReasonCompared};
use super::{forecasts, volume};
use crate::error::Result;
use crate::setup::catalogue::Catalogue;

/// The same weekday a year before.
const YEAR_DAYS: i64 = 364;
const DAY_MIN: u32 = 1_440;

/// Contacts by reason, day and slot.
type Contacts = BTreeMap<(String, Date, u32), f64>;

/// The first of two: its days, and what it expects.
pub struct First<'a> {
    pub head: &'a ForecastRowView,
    pub interval_min: u16,
    pub rows: &'a [staff::ForecastRow],
    /// The days shown: some before the forecast's first, and its own.
    pub days: &'a [Date],
    pub reason: Option<u32>,
    pub today: Date,
}

/// Lays it beside another. Two of different intervals are compared by the coarser.
///
/// # Errors
/// [`crate::Error::NotFound`] where the other is not there.
pub fn beside(
    view: &Connection,
    centre: u32,
    catalogue: &Catalogue,
    first: &First<'_>,
    against: Against,
) -> Result<ForecastBeside> {
    let wanted = first.reason.map(|reason| reason.to_string());
    let wanted = |reason: &str| wanted.as_deref().is_none_or(|wanted| wanted == reason);
    let span = (first.days.first().copied(), first.days.last().copied());
    let (Some(from), Some(to)) = span else { return Ok(none(None)) };
    let own_min = u32::from(first.interval_min).max(1);
    let (head, minutes, second) = match against {
        Against::LastYear => {
            let counts = volume::slots(view, centre, plus(from, -YEAR_DAYS), plus(to, -YEAR_DAYS), own_min)?;
            let moved = counts.into_iter().map(|((reason, day, slot), n)| ((reason, plus(day, YEAR_DAYS), slot), n));
            (None, own_min, moved.collect())
        }
        Against::Forecast(id) => {
            let (head, interval_min) = forecasts::head(view, centre, id)?;
            let minutes = own_min.max(u32::from(interval_min));
            (Some(head), minutes, by_slot(&forecasts::intervals(view, centre, id)?.rows, minutes))
        }
    };
    let second: Contacts = second.into_iter().filter(|((reason, ..), _)| wanted(reason)).collect();
    let own: Contacts = by_slot(first.rows, minutes).into_iter().filter(|((reason, ..), _)| wanted(reason)).collect();
    let actual = volume::slots(
        view,
        centre,
        first.head.origin,
        first.today.min(plus(to, 1)).yesterday().unwrap_or(to),
        minutes,
    )?;
    let actual: Contacts = actual.into_iter().filter(|((reason, ..), _)| wanted(reason)).collect();
    let days = |contacts: &Contacts| -> BTreeSet<Date> { contacts.keys().map(|(_, day, _)| *day).collect() };
    let shared: BTreeSet<Date> = days(&own).intersection(&days(&second)).copied().collect();
    let past: BTreeSet<Date> = shared.intersection(&days(&actual)).copied().collect();
    let parts = Parts { own: &own, second: &second, actual: &actual, shared: &shared, past: &past };
    let names: BTreeSet<&String> = own.keys().chain(second.keys()).map(|(reason, ..)| reason).collect();
    let reasons = names.into_iter().map(|name| ReasonCompared {
        reason: catalogue.reason_name(name.parse().ok()),
        compared: parts.compared(|reason| reason == name),
    });
    let mut reasons: Vec<ReasonCompared> = reasons.collect();
    let far = |one: &ReasonCompared| (one.compared.first - one.compared.second).abs();
    reasons.sort_by(|a, b| far(b).total_cmp(&far(a)));
    let mut by_day: BTreeMap<Date, f64> = BTreeMap::new();
    for ((_, day, _), contacts) in &second {
        *by_day.entry(*day).or_default() += contacts;
    }
    Ok(ForecastBeside {
        days: first.days.iter().map(|day| by_day.get(day).copied()).collect(),
        shared_days: shared.len() as u32,
        past_days: past.len() as u32,
        all: parts.compared(|_| true),
        reasons,
        ..none(head)
    })
}

fn none(forecast: Option<ForecastRowView>) -> ForecastBeside {
    let all = Compared::default();
    ForecastBeside { forecast, days: Vec::new(), shared_days: 0, past_days: 0, all, reasons: Vec::new() }
}

fn by_slot(rows: &[staff::ForecastRow], minutes: u32) -> Contacts {
    let mut contacts = Contacts::new();
    for row in rows {
        let slot = minute_of_day(row.start.time()) / minutes.clamp(1, DAY_MIN);
        *contacts.entry((row.reason.clone(), row.start.date(), slot)).or_default() += row.contacts;
    }
    contacts
}

struct Parts<'a> {
    own: &'a Contacts,
    second: &'a Contacts,
    actual: &'a Contacts,
    shared: &'a BTreeSet<Date>,
    past: &'a BTreeSet<Date>,
}

impl Parts<'_> {
    /// The reasons that are wanted, together.
    fn compared(&self, wanted: impl Fn(&str) -> bool) -> Compared {
        let sum = |contacts: &Contacts, days: &BTreeSet<Date>| -> f64 {
            let inside = contacts.iter().filter(|((reason, day, _), _)| wanted(reason) && days.contains(day));
            // From 0.0: the sum of nothing is −0.0.
            inside.fold(0.0, |sum, (_, contacts)| sum + contacts)
        };
        let came = sum(self.actual, self.past);
        let off = |contacts: &Contacts| {
            let keys: BTreeSet<_> = contacts.keys().chain(self.actual.keys()).collect();
            let inside = keys.into_iter().filter(|(reason, day, _)| wanted(reason) && self.past.contains(day));
            let at = |contacts: &Contacts, key| contacts.get(key).copied().unwrap_or(0.0);
            let missed: f64 = inside.map(|key| (at(contacts, key) - at(self.actual, key)).abs()).sum();
            (came > 0.0).then_some(missed / came)
        };
        Compared {
            first: sum(self.own, self.shared),
            second: sum(self.second, self.shared),
            actual: (!self.past.is_empty()).then_some(came),
            wape_first: off(self.own),
            wape_second: off(self.second),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contacts(rows: &[(&str, i8, u32, f64)]) -> Contacts {
        rows.iter()
            .map(|(reason, day, slot, n)| (((*reason).to_owned(), Date::constant(2026, 11, *day), *slot), *n))
            .collect()
    }

    #[test]
    fn the_nearer_is_told_on_days_that_are_past_and_the_difference_on_all_that_both_know() {
        let own = contacts(&[
            ("1", 23, 0, 10.0),
            ("1", 23, 1, 10.0),
            ("1", 24, 0, 30.0),
            ("2", 23, 0, 5.0),
            ("1", 25, 0, 99.0),
        ]);
        let second = contacts(&[("1", 23, 0, 14.0), ("1", 23, 1, 10.0), ("1", 24, 0, 20.0), ("2", 23, 0, 5.0)]);
        // The second interval came short, and one came that nobody expected.
        let actual = contacts(&[("1", 23, 0, 12.0), ("1", 23, 1, 6.0), ("1", 23, 2, 2.0), ("2", 23, 0, 5.0)]);
        let days = |days: &[i8]| days.iter().map(|day| Date::constant(2026, 11, *day)).collect::<BTreeSet<_>>();
        let (shared, past) = (days(&[23, 24]), days(&[23]));
        let parts = Parts { own: &own, second: &second, actual: &actual, shared: &shared, past: &past };
        let one = parts.compared(|reason| reason == "1");
        assert_eq!((one.first, one.second, one.actual), (50.0, 44.0, Some(20.0)));
        // |10 − 12| + |10 − 6| + |0 − 2| = 8 of 20, and 2 + 4 + 2 = 8 too; over both reasons 8 of 25.
        assert_eq!((one.wape_first, one.wape_second), (Some(0.4), Some(0.4)));
        let all = parts.compared(|_| true);
        assert_eq!((all.first, all.second, all.wape_first), (55.0, 49.0, Some(0.32)));
        // Nothing came yet.
        let nothing = Parts { past: &days(&[]), ..parts };
        assert_eq!(nothing.compared(|_| true).wape_first, None);
    }
}
