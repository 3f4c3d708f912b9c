//! What each day of a history was: open, closed as every week, closed as an exception, or not recorded.

use super::Holidays;
use crate::history::{Series, sum};

/// What a day was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Contacts came, and no interval is missing.
    Open,
    /// Contacts came, and some intervals are missing.
    Partial,
    /// Closed as on every such weekday.
    Closed,
    /// Closed although the weekday is an open one.
    Holiday,
    /// Open, but not recorded.
    Missing,
}

impl State {
    /// Whether contacts came.
    pub fn was_open(self) -> bool {
        matches!(self, State::Open | State::Partial | State::Missing)
    }
}

/// Weeks that tell whether a weekday is an open one.
const WEEKS: usize = 26;
/// The day after a closed day has at least so much more than its weekday: callers come back, after a lost record they don't.
const CATCH_UP: f64 = 1.08;

/// The state of each day, with the country's holidays where they are known.
///
/// A day without contacts on an open weekday is a holiday if a calendar says so, if its intervals say 0, or if the next open day
/// brought the callers who had to wait; otherwise its record is missing.
pub fn states(series: &Series, holidays: &Holidays) -> Vec<State> {
    let totals: Vec<f64> = (0..series.days()).map(|day| sum(series.day(day))).collect();
    let open: Vec<bool> = totals.iter().map(|total| *total > 0.0).collect();
    (0..totals.len())
        .map(|day| {
            if open.get(day) == Some(&true) {
                return if gaps(series, day) { State::Partial } else { State::Open };
            }
            if !regular(&open, day) {
                return State::Closed;
            }
            let says_zero = series.day(day).contains(&0.0);
            if says_zero || holidays.name(series.date(day)).is_some() || caught_up(&totals, day) {
                State::Holiday
            } else {
                State::Missing
            }
        })
        .collect()
}

/// Whether the same weekday is open in most weeks around.
fn regular(open: &[bool], day: usize) -> bool {
    let from = day - 7 * (WEEKS / 2).min(day / 7);
    let near = open.iter().skip(from).step_by(7).take(WEEKS);
    let (mut days, mut opened) = (0, 0);
    for open in near {
        days += 1;
        opened += usize::from(*open);
    }
    2 * opened >= days.max(1)
}

/// Whether an interval lacks that the same weekday has in the weeks before or after.
fn gaps(series: &Series, day: usize) -> bool {
    let own = series.day(day);
    let other =
        |weeks: i64| usize::try_from(day as i64 + 7 * weeks).ok().map(|day| series.day(day)).unwrap_or_default();
    let near: Vec<&[f64]> = [-3, -2, -1, 1, 2, 3].into_iter().map(other).filter(|day| sum(day) > 0.0).collect();
    own.iter().enumerate().filter(|(_, value)| value.is_nan()).any(|(slot, _)| {
        let had = near.iter().filter(|day| day.get(slot).is_some_and(|value| *value > 0.0)).count();
        2 * had > near.len()
    })
}

fn caught_up(totals: &[f64], day: usize) -> bool {
    let Some((next, came)) = totals.iter().enumerate().skip(day + 1).take(7).find(|(_, total)| **total > 0.0) else {
        return false;
    };
    let mut usual: Vec<f64> = (-4_i64..=4)
        .filter(|week| *week != 0)
        .filter_map(|week| totals.get(usize::try_from(next as i64 + 7 * week).ok()?).copied())
        .filter(|total| *total > 0.0)
        .collect();
    usual.sort_by(f64::total_cmp);
    usual.get(usual.len() / 2).is_some_and(|usual| *came > CATCH_UP * usual)
}
