//! Re-forecast within the day: the ratio of actual to forecast so far, shrunk by a factor learned on backtests.
//!
//! The raw ratio is worse than nothing early in the day: much of it is chance. The factor is the slope, through no change, of the
//! rest's ratio on the ratio so far, over the days of the backtest (the one-factor case of Shen & Huang 2008). The last hour says
//! most: an interval counts half for every half hour it lies back. And it says most about the next hours, so each stretch of the
//! rest has a factor of its own, drawn to that of the whole rest.

use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;

use super::accuracy::Tally;
use super::{Forecast, Interval, Outside, Request, forecast, weekly_change};
use crate::history::{Series, sum};
use crate::refusal::{Refusal, refuse};

/// The middle of what centres show, before any day taught a factor.
const USUAL_FACTOR: f64 = 0.5;
/// What is known of a factor before any day counts as so many days.
const PRIOR_DAYS: f64 = 20.0;
/// Minutes after which an interval says half as much about the rest of the day.
const HALF_LIFE_MIN: f64 = 30.0;
/// Minutes ahead at which a stretch of the rest ends and the next begins.
const STRETCHES_MIN: [usize; 2] = [120, 240];
/// A ratio further from 1 is no chance but an event, and counts as this much.
const MAX_CHANGE: f64 = 0.5;

/// The rest of a day, forecast anew.
#[derive(Debug, Clone)]
pub struct Rest {
    /// Contacts so far over those forecast so far.
    pub ratio: f64,
    /// The share of the change so far that the whole rest is expected to keep; the next hours keep more of it.
    pub factor: f64,
    /// Intervals still to come.
    pub intervals: Vec<Interval>,
    /// Stretches of the rest, and what the forecast of each is multiplied by.
    stretches: Vec<(Range<usize>, f64)>,
    /// The forecast of the whole day as of the morning.
    pub morning: Forecast,
}

impl Rest {
    /// What any forecast of an interval of the day is multiplied by now: one kept of before the day too.
    pub fn times(&self, slot: usize) -> f64 {
        self.stretches.iter().find(|(of, _)| of.contains(&slot)).map_or(1.0, |(_, times)| *times)
    }
}

/// Forecasts the rest of the day `series` ends with, knowing its intervals before `until` (an interval of the day).
///
/// # Errors
/// As `forecast`; and where none of the intervals before `until` has a count.
pub fn rest_of_day(
    series: &Series,
    today: Date,
    until: usize,
    request: &Request,
    outside: &Outside,
) -> Result<Rest, Refusal> {
    let known = series.before(today);
    let morning = forecast(&known, &Request { horizon_days: 1, ..request.clone() }, outside)?;
    let actual = series.on(today);
    let mut made = vec![f64::NAN; actual.len()];
    for interval in &morning.intervals {
        if let Some(cell) = made.get_mut(interval.slot) {
            *cell = interval.contacts;
        }
    }
    let (came, expected) = so_far(actual, &made, until);
    if expected <= 0.0 {
        return refuse(Refusal::NothingToday { reason: series.reason.clone(), day: today });
    }
    let ratio = came / expected;
    let change = (ratio - 1.0).clamp(-MAX_CHANGE, MAX_CHANGE);
    let learn = |of: Range<usize>, usual: f64| learned(&known, &morning, until, of, usual);
    let factor = learn(until..actual.len(), USUAL_FACTOR);
    let (mut intervals, mut times_of) = (Vec::new(), Vec::new());
    for stretch in stretches(until, actual.len(), usize::from(series.interval_min.max(1))) {
        let times = 1.0 + change * learn(stretch.clone(), factor);
        let of_stretch = morning.intervals.iter().filter(|interval| stretch.contains(&interval.slot));
        intervals.extend(of_stretch.map(|interval| Interval {
            contacts: interval.contacts * times,
            quantiles: interval.quantiles.map(|quantile| quantile * times),
            ..*interval
        }));
        times_of.push((stretch, times));
    }
    Ok(Rest { ratio, factor, intervals, stretches: times_of, morning })
}

/// The rest of a day of `slots` intervals, cut where what came says less and less of it.
fn stretches(until: usize, slots: usize, interval_min: usize) -> impl Iterator<Item = Range<usize>> {
    let cuts = STRETCHES_MIN.map(|ahead_min| (until + ahead_min.div_ceil(interval_min)).min(slots));
    let ends = cuts.into_iter().chain([slots]);
    ends.scan(until, |from, to| Some(std::mem::replace(from, to)..to)).filter(|stretch| !stretch.is_empty())
}

/// Contacts that came and that were expected before an interval, the latest counting most.
fn so_far(actual: &[f64], made: &[f64], until: usize) -> (f64, f64) {
    let back_min = 1_440.0 / actual.len().max(1) as f64;
    let keep = 0.5_f64.powf(back_min / HALF_LIFE_MIN);
    known(actual, made, 0..until)
        .fold((0.0, 0.0), |(came, expected), (actual, made)| (keep * came + actual, keep * expected + made))
}

fn known<'a>(actual: &'a [f64], made: &'a [f64], of: Range<usize>) -> impl Iterator<Item = (f64, f64)> + 'a {
    let pairs = actual.iter().copied().zip(made.iter().copied()).take(of.end).skip(of.start);
    pairs.filter(|(actual, made)| !actual.is_nan() && !made.is_nan())
}

/// How much of a day's change before `until` a stretch of its rest kept, over the days of the backtest, drawn to `usual`; 0 to 1.
fn learned(history: &Series, morning: &Forecast, until: usize, of: Range<usize>, usual: f64) -> f64 {
    let change = |came: f64, expected: f64| (came / expected - 1.0).clamp(-MAX_CHANGE, MAX_CHANGE);
    let (mut both, mut square, mut days) = (0.0, 0.0, 0.0);
    for (day, made) in &morning.choice.made {
        let actual = history.day(*day);
        let (came, expected) = so_far(actual, made, until);
        let (rest, rest_expected) = known(actual, made, of.clone())
            .fold((0.0, 0.0), |(came, expected), (actual, made)| (came + actual, expected + made));
        if expected > 0.0 && rest_expected > 0.0 {
            // A day counts by its size: its rest is what is to be forecast.
            let before = change(came, expected);
            both += rest_expected * before * change(rest, rest_expected);
            square += rest_expected * before * before;
            days += 1.0;
        }
    }
    if square <= 0.0 {
        return usual;
    }
    let prior = PRIOR_DAYS * square / days;
    ((both + prior * usual) / (square + prior)).clamp(0.0, 1.0)
}

/// How good re-forecasts were: of the rest of each day, with the update, without it and with the raw ratio.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct RestAccuracy {
    /// WAPE of the rest of the day as forecast in the morning.
    pub no_update: f64,
    /// WAPE with the whole ratio so far.
    pub raw_ratio: f64,
    /// WAPE with the shrunk ratio.
    pub shrunk: f64,
    /// Mean factor.
    pub factor: f64,
    /// Days scored.
    pub days: usize,
}

/// Re-forecasts each of these days from an interval on, and scores the rest.
///
/// # Errors
/// As `rest_of_day`.
pub fn backtest_rest(
    series: &Series,
    days: &[Date],
    until: usize,
    request: &Request,
    outside: &Outside,
) -> Result<RestAccuracy, Refusal> {
    let (mut morning, mut raw, mut shrunk, mut factors) = (Tally::default(), Tally::default(), Tally::default(), 0.0);
    for today in days {
        let rest = rest_of_day(series, *today, until, request, outside)?;
        let actual = series.on(*today);
        let scale = weekly_change(&series.before(*today));
        factors += rest.factor;
        for interval in &rest.intervals {
            let Some(actual) = actual.get(interval.slot).copied().filter(|actual| !actual.is_nan()) else { continue };
            let expected = rest.morning.intervals.iter().find(|other| other.slot == interval.slot);
            let expected = expected.map_or(0.0, |expected| expected.contacts);
            morning.add(actual, expected, &[], scale);
            raw.add(actual, expected * rest.ratio, &[], scale);
            shrunk.add(actual, interval.contacts, &[], scale);
        }
    }
    let wape = |tally: &Tally| tally.accuracy().wape;
    Ok(RestAccuracy {
        no_update: wape(&morning),
        raw_ratio: wape(&raw),
        shrunk: wape(&shrunk),
        factor: factors / (days.len() as f64).max(1.0),
        days: days.iter().filter(|day| sum(series.on(**day)) > 0.0).count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Holidays;
    use crate::history::History;

    #[test]
    fn a_forecast_of_before_is_changed_as_the_rest_is_stretch_by_stretch() {
        // A swing that lasts an hour or two and is gone by the evening.
        let mut csv = String::from("start,reason,offered\n");
        for day in 0..120_u32 {
            let date = crate::history::plus(jiff::civil::date(2026, 1, 5), i64::from(day));
            let swing = [0, 14, -12, 9, -9][day as usize * 7 % 5];
            for hour in 8..20 {
                let there = 60 + if hour < 13 { swing } else { 0 };
                csv += &format!("{date}T{hour:02}:00,a,{there}\n");
            }
        }
        let history = History::read(csv.as_bytes(), None).unwrap();
        let series = &history.series[0];
        let request = Request { horizon_days: 1, holidays: Holidays::none(), guard: 0.4 };
        let rest = rest_of_day(series, series.date(119), 11, &request, &Outside::default()).unwrap();
        assert_eq!(rest.intervals.len(), 9);
        for made in &rest.intervals {
            let morning = rest.morning.intervals.iter().find(|one| one.slot == made.slot).unwrap();
            assert!((morning.contacts * rest.times(made.slot) - made.contacts).abs() < 1e-9, "{made:?}");
        }
        let change = |slot: usize| (rest.times(slot) - 1.0).abs();
        assert!(change(11) > 2.0 * change(18), "{} at eleven, {} at six", rest.times(11), rest.times(18));
        assert_eq!(rest.times(10), 1.0, "what is gone stays as it was");
    }
}
