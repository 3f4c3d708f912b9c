//! The methods that compete: what each expects of every interval of the days from an origin.

use super::panel::{Panel, SEGMENTS};
use super::profile::{Profile, Shape};
use super::terms::Design;
use super::walk::View;
use crate::calendar::weekday;

/// A way to forecast. The simple ones always run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The same interval a week before.
    SeasonalNaive,
    /// Mean of the last so many same weekdays.
    WeekMean(usize),
    /// Median of the last so many same weekdays.
    WeekMedian(usize),
    /// Calendar regression of the day total × shape of the day.
    Calendar,
    /// Calendar regressions of four segments of the day × shape within each.
    Segments,
    /// Mean of the two calendar regressions.
    Both,
    /// Mean of the calendar regressions and of the median of the last six same weekdays.
    WithMedian,
}

/// In the order in which a tie is broken.
pub const METHODS: [Method; 9] = [
    Method::WeekMedian(6),
    Method::WeekMean(8),
    Method::Both,
    Method::Calendar,
    Method::Segments,
    Method::WithMedian,
    Method::WeekMean(4),
    Method::WeekMean(12),
    Method::SeasonalNaive,
];

impl Method {
    /// Whether calendar terms have a part in it: a mean of past weekdays knows none.
    pub fn by_terms(self) -> bool {
        matches!(self, Method::Calendar | Method::Segments | Method::Both | Method::WithMedian)
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Method::SeasonalNaive => f.write_str("same interval a week before"),
            Method::WeekMean(weeks) => write!(f, "mean of the last {weeks} same weekdays"),
            Method::WeekMedian(weeks) => write!(f, "median of the last {weeks} same weekdays"),
            Method::Calendar => f.write_str("calendar regression, day x shape"),
            Method::Segments => f.write_str("calendar regression, four parts of the day"),
            Method::Both => f.write_str("calendar regression, mean of day and parts"),
            Method::WithMedian => f.write_str("mean of calendar regression and median of 6"),
        }
    }
}

/// Contacts by day from the origin and interval; NaN where nothing is expected.
pub type Block = Vec<f64>;

/// The regressions as known at one origin.
pub struct Fitted<'a> {
    /// Terms of all days.
    pub design: &'a Design,
    /// Coefficients and levels at the origin.
    pub view: &'a View,
    /// Shapes at the origin.
    pub profile: &'a Profile,
}

/// One method's block.
pub fn block(panel: &Panel, method: Method, origin: usize, horizon: usize, fitted: &Fitted) -> Block {
    let make = |method| block(panel, method, origin, horizon, fitted);
    match method {
        Method::SeasonalNaive => past(panel, origin, horizon, 1, mean),
        Method::WeekMean(weeks) => past(panel, origin, horizon, weeks, mean),
        Method::WeekMedian(weeks) => past(panel, origin, horizon, weeks, median),
        Method::Calendar => shaped(panel, origin, horizon, fitted, false),
        Method::Segments => shaped(panel, origin, horizon, fitted, true),
        Method::Both => blend(&make(Method::Calendar), &make(Method::Segments)),
        Method::WithMedian => blend(&make(Method::Both), &make(Method::WeekMedian(6))),
    }
}

fn blend(one: &[f64], other: &[f64]) -> Block {
    one.iter()
        .zip(other)
        .map(|(one, other)| match (one.is_nan(), other.is_nan()) {
            (false, true) => *one,
            (true, false) => *other,
            _ => (one + other) / 2.0,
        })
        .collect()
}

fn past(panel: &Panel, origin: usize, horizon: usize, weeks: usize, of: fn(&mut [f64]) -> f64) -> Block {
    let slots = panel.slots();
    let mut block = Vec::with_capacity(horizon * slots);
    let mut values = Vec::with_capacity(weeks);
    for day in origin..origin + horizon {
        let of_week = weekday(panel.date(day));
        let days: Vec<&[f64]> = match panel.days.get(day) {
            Some(facts) if facts.open => {
                panel.same_weekdays(day, origin).take(weeks).map(|day| panel.series.day(day)).collect()
            }
            _ => Vec::new(),
        };
        for slot in 0..slots {
            values.clear();
            if panel.is_open(of_week, slot) {
                values.extend(days.iter().filter_map(|day| day.get(slot).copied()).filter(|value| !value.is_nan()));
            }
            block.push(if values.is_empty() { f64::NAN } else { of(&mut values) });
        }
    }
    block
}

fn mean(values: &mut [f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = |at: usize| values.get(at).copied().unwrap_or(0.0);
    (at((values.len() - 1) / 2) + at(values.len() / 2)) / 2.0
}

fn shaped(panel: &Panel, origin: usize, horizon: usize, fitted: &Fitted, segments: bool) -> Block {
    let slots = panel.slots();
    let mut block = Vec::with_capacity(horizon * slots);
    for day in origin..origin + horizon {
        let of_week = weekday(panel.date(day));
        if !panel.days.get(day).is_some_and(|facts| facts.open) {
            block.resize(block.len() + slots, f64::NAN);
            continue;
        }
        let sum = |outcome: usize| fitted.view.log(fitted.design, day, outcome).min(20.0).exp();
        if segments {
            let sums: Vec<f64> = (1..=SEGMENTS).map(sum).collect();
            let shares = fitted.profile.of_segment(of_week).iter().zip(&panel.segment_of);
            block.extend(shares.enumerate().map(|(slot, (share, segment))| {
                let sum = sums.get(*segment).copied().unwrap_or(0.0);
                if panel.is_open(of_week, slot) { share * sum } else { f64::NAN }
            }));
        } else {
            let total = sum(0);
            let shares = fitted.profile.of_day(of_week).iter().enumerate();
            block.extend(
                shares.map(|(slot, share)| if panel.is_open(of_week, slot) { share * total } else { f64::NAN }),
            );
        }
    }
    block
}

/// The shapes a backtest chooses from.
pub const SHAPES: [Shape; 4] = [
    Shape { weeks: 8, pooled: 0.0 },
    Shape { weeks: 8, pooled: 4.0 },
    Shape { weeks: 16, pooled: 1.0 },
    Shape { weeks: 16, pooled: 8.0 },
];
