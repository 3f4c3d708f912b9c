//! A series laid out for forecasting: states, calendar facts, day totals, open intervals, and segments of the day.

use jiff::civil::Date;

use crate::calendar::{Days, Holidays, State, states, weekday};
use crate::history::{Series, sum};

/// Weeks that tell which intervals of a weekday are open.
const OPEN_WEEKS: usize = 8;

/// A series as known at an origin, with the days to forecast behind it.
pub struct Panel {
    /// The history, up to the origin.
    pub series: Series,
    /// State of each past day.
    pub states: Vec<State>,
    /// Calendar facts of past and coming days.
    pub days: Days,
    /// Contacts of each past day.
    pub totals: Vec<f64>,
    /// The segment of the day each interval is in; segments carry about equal shares of the contacts.
    pub segment_of: Vec<usize>,
    /// By weekday and interval: contacts are expected.
    open: Vec<bool>,
}

/// Segments of the day whose sums are regressed on their own, so that the shape of the day follows the calendar too.
pub const SEGMENTS: usize = 4;

impl Panel {
    /// Contacts of a mean interval in which the centre was open.
    pub fn per_interval(&self) -> f64 {
        let known = self.series.offered.iter().filter(|count| !count.is_nan());
        let (sum, count) = known.fold((0.0, 0.0), |(sum, count), contacts| (sum + contacts, count + 1.0));
        sum / f64::max(count, 1.0)
    }

    /// Lays out what is known before the origin, and `ahead` days from it.
    pub fn new(series: Series, holidays: &Holidays, ahead: usize) -> Panel {
        let states = states(&series, holidays);
        let totals: Vec<f64> = (0..series.days()).map(|day| sum(series.day(day))).collect();
        let days = Days::of(series.first, &states, &totals, ahead, holidays);
        let slots = series.slots();
        let mut mean = vec![0.0; slots];
        let mut open = vec![false; 7 * slots];
        for of_week in 0..7 {
            let recent: Vec<usize> = (0..states.len())
                .rev()
                .filter(|day| {
                    weekday(series.date(*day)) == of_week && states.get(*day).is_some_and(|state| state.was_open())
                })
                .filter(|day| totals.get(*day).is_some_and(|total| *total > 0.0))
                .take(OPEN_WEEKS)
                .collect();
            for slot in 0..slots {
                let values =
                    || recent.iter().filter_map(|day| series.day(*day).get(slot)).filter(|value| !value.is_nan());
                if let (Some(cell), true) = (open.get_mut(of_week * slots + slot), 2 * values().count() > recent.len())
                {
                    *cell = values().any(|value| *value > 0.0);
                }
                if let Some(mean) = mean.get_mut(slot) {
                    *mean += values().sum::<f64>();
                }
            }
        }
        let whole: f64 = mean.iter().sum::<f64>().max(1e-9);
        let mut so_far = 0.0;
        let segment_of = mean
            .iter()
            .map(|value| {
                so_far += value;
                (((so_far - value / 2.0) / whole * SEGMENTS as f64) as usize).min(SEGMENTS - 1)
            })
            .collect();
        Panel { series, states, days, totals, segment_of, open }
    }

    /// Days of history; the origin is the day after.
    pub fn past(&self) -> usize {
        self.states.len()
    }

    /// Intervals in a day.
    pub fn slots(&self) -> usize {
        self.series.slots()
    }

    /// The date of a past or coming day.
    pub fn date(&self, day: usize) -> Date {
        self.series.date(day)
    }

    /// Whether contacts are expected in an interval of a weekday.
    pub fn is_open(&self, of_week: usize, slot: usize) -> bool {
        self.open.get(of_week * self.slots() + slot).copied().unwrap_or(false)
    }

    /// Whether a past day has all its intervals.
    pub fn whole(&self, day: usize) -> bool {
        self.states.get(day) == Some(&State::Open)
    }

    /// Sums of the segments of a past day.
    pub fn segments(&self, day: usize) -> [f64; SEGMENTS] {
        let mut sums = [0.0; SEGMENTS];
        for (value, segment) in self.series.day(day).iter().zip(&self.segment_of).filter(|(value, _)| !value.is_nan()) {
            if let Some(sum) = sums.get_mut(*segment) {
                *sum += value;
            }
        }
        sums
    }

    /// The latest whole days with the weekday of `day`, before `origin`, the newest first.
    pub fn same_weekdays(&self, day: usize, origin: usize) -> impl Iterator<Item = usize> + '_ {
        let first = day;
        (1..).map_while(move |week| first.checked_sub(7 * week)).filter(move |at| *at < origin && self.whole(*at))
    }
}
