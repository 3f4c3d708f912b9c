//! Calendar facts of a run of days, of the past and of the days to forecast.

use std::ops::Range;

use jiff::civil::Date;

use super::{Holidays, State};
use crate::history::plus;

/// Weekdays with less than this share of the middle weekday's contacts are a weekend.
const WEEKEND: f64 = 0.7;
/// A calendar whose holidays closed the centre at least so often is the centre's.
const KEPT: f64 = 0.6;

/// What the calendar says about one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The date.
    pub date: Date,
    /// Contacts are expected.
    pub open: bool,
    /// An exception closed the centre on this otherwise open weekday.
    pub shut: bool,
    /// A public holiday on which the centre is open.
    pub holiday: bool,
    /// Business day of the month, from 1; 0 for other days.
    pub from_start: u8,
    /// Business days to the end of the month, the last being 1; 0 for other days.
    pub from_end: u8,
    /// The day before was closed as an exception.
    pub after_shut: bool,
    /// Only regularly closed days lie between this one and a day closed as an exception.
    pub after_shut_weekend: bool,
    /// The next day is closed as an exception, or only regularly closed days lie between.
    pub before_shut: bool,
    /// The day of the month whose first business day on or after is this one (bit 5 for the 5th ...): see `pays`.
    due: u32,
}

impl Day {
    /// Whether this is the first business day on or after a day of the month.
    pub fn pays(&self, day_of_month: u32) -> bool {
        self.due & (1 << day_of_month.min(31)) != 0
    }
}

/// Calendar facts of days in a row, the first being the history's first.
#[derive(Debug, Clone, PartialEq)]
pub struct Days {
    days: Vec<Day>,
    /// By weekday from Monday: contacts are expected as a rule.
    pub open_weekdays: [bool; 7],
}

/// Whether the centre kept a calendar's holidays: at least two fell on open weekdays, and most of them were closed.
pub fn keeps(holidays: &Holidays, states: &[State], first: Date) -> bool {
    let (mut fell, mut closed) = (0.0, 0.0);
    for (day, state) in states.iter().enumerate() {
        if holidays.name(plus(first, day as i64)).is_some() && *state != State::Closed {
            fell += 1.0;
            closed += f64::from(u8::from(matches!(state, State::Holiday | State::Missing)));
        }
    }
    fell >= 2.0 && closed >= KEPT * fell
}

impl Days {
    /// Facts of the history's days (their states and totals) and of `ahead` days after it.
    pub fn of(first: Date, states: &[State], totals: &[f64], ahead: usize, holidays: &Holidays) -> Days {
        let recent = 0..states.len();
        let open_weekdays = open_weekdays(first, states, recent);
        let business = business_weekdays(first, totals, open_weekdays);
        let kept = keeps(holidays, states, first);
        let count = states.len() + ahead;
        let mut days: Vec<Day> = (0..count)
            .map(|at| {
                let date = plus(first, at as i64);
                let usual = on(&open_weekdays, date);
                let named = holidays.name(date).is_some();
                let open = states.get(at).map_or(usual && !(named && kept), |state| state.was_open());
                Day {
                    date,
                    open,
                    shut: usual && !open,
                    holiday: open && named,
                    from_start: 0,
                    from_end: 0,
                    after_shut: false,
                    after_shut_weekend: false,
                    before_shut: false,
                    due: 0,
                }
            })
            .collect();
        let mark: Vec<(bool, bool)> = days.iter().map(|day| (day.open, day.shut)).collect();
        for (at, day) in days.iter_mut().enumerate() {
            let back = || (1..=4).map_while(|step| at.checked_sub(step).and_then(|at| mark.get(at)));
            day.after_shut = day.open && back().next().is_some_and(|(_, shut)| *shut);
            let reached = back().find(|(open, shut)| *open || *shut).is_some_and(|(_, shut)| *shut);
            day.after_shut_weekend = day.open && reached && !day.after_shut;
            let ahead = mark.iter().skip(at + 1).take(4).find(|(open, shut)| *open || *shut);
            // Beyond the horizon the calendar alone speaks.
            let beyond = (1..=4).any(|step| {
                at + step >= count && kept && holidays.name(plus(day.date, step as i64)).is_some() && step == 1
            });
            day.before_shut = day.open && (ahead.is_some_and(|(_, shut)| *shut) || beyond);
            place(day, &business, holidays);
        }
        Days { days, open_weekdays }
    }

    /// The facts of a day.
    pub fn get(&self, at: usize) -> Option<&Day> {
        self.days.get(at)
    }

    /// All days.
    pub fn iter(&self) -> std::slice::Iter<'_, Day> {
        self.days.iter()
    }
}

fn on(weekdays: &[bool; 7], date: Date) -> bool {
    weekdays.get(weekday(date)).copied().unwrap_or(false)
}

/// 0 for Monday to 6 for Sunday.
pub fn weekday(date: Date) -> usize {
    date.weekday().to_monday_zero_offset() as usize
}

fn open_weekdays(first: Date, states: &[State], recent: Range<usize>) -> [bool; 7] {
    let mut tally = [(0_usize, 0_usize); 7];
    for (at, state) in states.iter().enumerate().take(recent.end).skip(recent.start) {
        if let Some((all, open)) = tally.get_mut(weekday(plus(first, at as i64))) {
            *all += 1;
            *open += usize::from(*state != State::Closed);
        }
    }
    tally.map(|(all, open)| 2 * open > all)
}

/// Weekdays on which banks and offices work, told by the contacts: all but a clearly weaker weekend; Monday to Friday where
/// none is weaker.
fn business_weekdays(first: Date, totals: &[f64], open: [bool; 7]) -> [bool; 7] {
    let mut sums = [(0.0, 0.0); 7];
    for (at, total) in totals.iter().enumerate().filter(|(_, total)| **total > 0.0) {
        if let Some((sum, count)) = sums.get_mut(weekday(plus(first, at as i64))) {
            *sum += total;
            *count += 1.0;
        }
    }
    let means = sums.map(|(sum, count): (f64, f64)| if count > 0.0 { sum / count } else { 0.0 });
    let mut sorted: Vec<f64> = means.into_iter().filter(|mean| *mean > 0.0).collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    let mut business = [false; 7];
    for ((business, mean), open) in business.iter_mut().zip(means).zip(open) {
        *business = open && mean >= WEEKEND * middle;
    }
    if business.iter().all(|day| *day) { [true, true, true, true, true, false, false] } else { business }
}

/// The place of a business day in its month, and the days of the month that fall due on it.
fn place(day: &mut Day, weekdays: &[bool; 7], holidays: &Holidays) {
    let works = |date: Date| on(weekdays, date) && holidays.name(date).is_none();
    let date = day.date;
    if !works(date) || day.shut {
        return;
    }
    let of_month = |day: i8| Date::new(date.year(), date.month(), day).ok();
    let business =
        |range: std::ops::RangeInclusive<i8>| range.filter_map(of_month).filter(|date| works(*date)).count() as u8;
    day.from_start = business(1..=date.day());
    day.from_end = business(date.day()..=31);
    let mut due = 1_u32 << date.day();
    let mut back = plus(date, -1);
    while !works(back) && back.weekday() != date.weekday() {
        due |= 1 << back.day();
        back = plus(back, -1);
    }
    day.due = due;
}

/// A weekday's name is its own test that the offset starts on Monday.
#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;

    use super::*;

    #[test]
    fn weeks_start_on_monday() {
        assert_eq!(weekday(Date::constant(2026, 11, 23)), 0);
        assert_eq!(Date::constant(2026, 11, 22).weekday(), Weekday::Sunday);
        assert_eq!(weekday(Date::constant(2026, 11, 22)), 6);
    }
}
