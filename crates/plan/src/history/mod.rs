//! Contact history: counts per reason and interval, on the centre's own clock.

mod grid;
mod read;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

pub use read::text;
pub use read::{MAX_AHT_S, MAX_REASONS, MAX_ROWS};

/// Interval lengths a history can be kept in, in minutes.
pub const INTERVALS_MIN: [u16; 4] = [5, 15, 30, 60];

/// Series of all reasons on one grid of intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Length of an interval: 5, 15, 30 or 60 minutes.
    pub interval_min: u16,
    /// By reason.
    pub series: Vec<Series>,
    /// What was found odd and how it was read.
    pub notes: Vec<Note>,
}

/// Something odd in a history, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Note {
    #[error("{day} has the hour from {from} twice (clocks set back): the mean of both was taken")]
    HourTwice { day: Date, from: String },
    #[error("{reason}: {intervals} intervals are not in the file, which never says 0: they were read as 0 contacts")]
    ReadAsZero { reason: String, intervals: usize },
    #[error("nothing is recorded from {first} to {last}: what lies before, {intervals} intervals, was left out")]
    LeftOut { first: Date, last: Date, intervals: usize },
}

impl Note {
    /// The same with the reason by another name.
    #[must_use]
    pub fn named(mut self, name: &dyn Fn(&str) -> Option<String>) -> Note {
        if let Self::ReadAsZero { reason, .. } = &mut self {
            *reason = name(reason).unwrap_or_else(|| std::mem::take(reason));
        }
        self
    }
}

/// One reason, day after day from the first to the last of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The reason.
    pub reason: String,
    /// Date of the first day.
    pub first: Date,
    /// Length of an interval, in minutes.
    pub interval_min: u16,
    /// Contacts offered: `slots()` values a day from midnight; NaN where the file says nothing.
    pub offered: Vec<f64>,
    /// Handle time in seconds, laid out the same; empty if the file has none, NaN where nothing was handled.
    pub aht_s: Vec<f64>,
    /// Contacts handled, laid out the same; the weights of `aht_s`. Empty if the file has no handle time.
    pub handled: Vec<f64>,
}

impl Series {
    /// Intervals in a day.
    pub fn slots(&self) -> usize {
        1_440 / usize::from(self.interval_min.max(1))
    }

    /// Days from first to last.
    pub fn days(&self) -> usize {
        self.offered.len() / self.slots()
    }

    /// The date of a day.
    pub fn date(&self, day: usize) -> Date {
        plus(self.first, day as i64)
    }

    /// Days from the first to a date; negative before it.
    pub fn day_of(&self, date: Date) -> i64 {
        days_between(self.first, date)
    }

    /// The values of one day; empty outside the history.
    pub fn day(&self, day: usize) -> &[f64] {
        self.offered.chunks(self.slots()).nth(day).unwrap_or_default()
    }

    /// The values of the day of a date; empty outside the history.
    pub fn on(&self, date: Date) -> &[f64] {
        usize::try_from(self.day_of(date)).map_or(&[], |day| self.day(day))
    }

    /// The start of an interval.
    pub fn start(&self, date: Date, slot: usize) -> DateTime {
        at_minute(date, slot as u32 * u32::from(self.interval_min))
    }

    /// The same series as it was known before a date.
    pub fn before(&self, date: Date) -> Series {
        let keep = usize::try_from(self.day_of(date)).unwrap_or(0).min(self.days()) * self.slots();
        let cut = |values: &[f64]| values.get(..keep.min(values.len())).unwrap_or_default().to_vec();
        Series {
            reason: self.reason.clone(),
            offered: cut(&self.offered),
            aht_s: cut(&self.aht_s),
            handled: cut(&self.handled),
            ..*self
        }
    }
}

/// A date so many days later; the calendar's last date at the end of time.
pub fn plus(date: Date, days: i64) -> Date {
    date.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default())
}

/// Days from one date to another.
pub fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// Minutes from midnight to a time.
pub fn minute_of_day(time: Time) -> u32 {
    (60 * i32::from(time.hour()) + i32::from(time.minute())) as u32
}

/// The time so many minutes after a date's midnight; it may be on a later day.
pub fn at_minute(date: Date, minute: u32) -> DateTime {
    plus(date, i64::from(minute / 1_440)).at((minute % 1_440 / 60) as i8, (minute % 60) as i8, 0, 0)
}

/// The sum of what is there of a day.
pub fn sum(day: &[f64]) -> f64 {
    day.iter().filter(|value| !value.is_nan()).sum()
}
