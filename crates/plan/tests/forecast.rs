//! Forecasts of made-up centres: what they must find, what they must never lose to, what they refuse.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use jiff::civil::Date;
use plan::calendar::{Holidays, State, states};
use plan::forecast::{Method, Outside, Request, backtest, forecast, origins};
use plan::history::{Series, plus};

/// A small generator, so that every run is the same.
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    fn poisson(&mut self, mean: f64) -> f64 {
        if mean > 50.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0);
        }
        let (mut product, mut count) = (self.unit(), 0.0);
        while product > (-mean).exp() {
            product *= self.unit();
            count += 1.0;
        }
        count
    }
}

const FIRST: Date = Date::constant(2025, 1, 6);

/// Half hours of `days` days: `factor` of a day (0 closes it) × a hump over the day × `size` contacts.
fn series(days: usize, size: f64, seed: u64, factor: impl Fn(Date, &mut Dice) -> f64) -> Series {
    let mut dice = Dice(seed);
    let mut offered = Vec::new();
    for day in 0..days {
        let factor = factor(plus(FIRST, day as i64), &mut dice);
        for slot in 0..48 {
            let hump = (std::f64::consts::PI * (f64::from(slot) - 15.0) / 26.0).sin().max(0.0) + 0.02;
            offered.push(if factor == 0.0 { f64::NAN } else { dice.poisson(size * factor * hump) });
        }
    }
    Series { reason: "all".into(), first: FIRST, interval_min: 30, offered, aht_s: Vec::new(), handled: Vec::new() }
}

fn week() -> Request {
    Request { horizon_days: 7, holidays: Holidays::none(), guard: 0.4 }
}

fn weekend(date: Date) -> bool {
    plan::calendar::weekday(date) >= 5
}

#[test]
fn a_payday_is_found_and_worth_its_term() {
    let bank = series(300, 400.0, 11, |date, dice| {
        let pay = if (1..=3).contains(&date.day()) { 1.4 } else { 1.0 };
        if weekend(date) { 0.0 } else { pay * (1.0 + 0.03 * dice.normal()) }
    });
    let report = backtest(&bank, &week(), &Outside::default(), &origins(&bank, 7, 8)).unwrap();
    let of = |method| report.methods.iter().find(|(other, _)| *other == method).unwrap().1.accuracy().wape;
    let own = report.tally.accuracy();
    assert!(own.wape < 0.75 * of(Method::WeekMean(8)), "{own:?}");
    assert!((0.7..0.9).contains(&own.coverage80), "{own:?}");
}

#[test]
fn on_plain_noise_it_is_no_worse_than_the_median_of_six() {
    for seed in [3, 5, 8] {
        let noisy = series(300, 25.0, seed, |date, dice| {
            let of_week = [1.0, 0.95, 0.9, 0.92, 0.5, 0.3, 1.1][plan::calendar::weekday(date)];
            of_week * (0.18 * dice.normal()).exp()
        });
        let report = backtest(&noisy, &week(), &Outside::default(), &origins(&noisy, 7, 12)).unwrap();
        let of = |method| report.methods.iter().find(|(other, _)| *other == method).unwrap().1.accuracy().wape;
        let own = report.tally.accuracy();
        assert!(own.wape <= 1.005 * of(Method::WeekMedian(6)), "seed {seed}: {own:?}, {}", of(Method::WeekMedian(6)));
        assert!((0.74..0.86).contains(&own.coverage80), "seed {seed}: {own:?}");
    }
}

#[test]
fn nothing_after_the_origin_is_looked_at() {
    let known = series(140, 200.0, 7, |date, _| if weekend(date) { 0.0 } else { 1.0 });
    let mut other = known.clone();
    let origin = plus(FIRST, 112);
    let cells = 112 * 48;
    other.offered[cells..].iter_mut().for_each(|value| *value *= 3.0);
    let make = |series: &Series| {
        let made = forecast(&series.before(origin), &week(), &Outside::default()).unwrap();
        made.intervals.iter().map(|interval| interval.contacts).collect::<Vec<_>>()
    };
    assert_eq!(make(&known), make(&other));
}

#[test]
fn a_closed_day_is_told_from_a_lost_one_by_the_callers_who_come_back() {
    let (closed, lost) = (plus(FIRST, 44), plus(FIRST, 72));
    let centre = series(120, 300.0, 9, |date, _| {
        if weekend(date) || date == closed || date == lost {
            0.0
        } else if date == plus(closed, 1) {
            1.3
        } else {
            1.0
        }
    });
    let states = states(&centre, &Holidays::none());
    assert_eq!((states[44], states[72], states[40]), (State::Holiday, State::Missing, State::Closed));
}

#[test]
fn too_little_and_nothing_are_refused_with_a_reason() {
    let three = series(3, 100.0, 1, |_, _| 1.0);
    assert!(forecast(&three, &week(), &Outside::default()).unwrap_err().to_string().contains("3 days with contacts"));
    let zeros = series(365, 0.0, 1, |_, _| 1.0);
    assert!(forecast(&zeros, &week(), &Outside::default()).unwrap_err().to_string().contains("nothing but zeros"));
}

#[test]
fn a_short_or_holey_history_still_gets_finite_figures() {
    for days in [14, 20, 36, 50] {
        let mut young = series(days, 40.0, 2, |_, _| 1.0);
        young.offered.iter_mut().step_by(11).for_each(|value| *value = f64::NAN);
        let made = forecast(&young, &week(), &Outside::default()).unwrap();
        for interval in &made.intervals {
            assert!(interval.contacts.is_finite() && interval.quantiles.iter().all(|q| q.is_finite()), "{days} days");
        }
    }
}
