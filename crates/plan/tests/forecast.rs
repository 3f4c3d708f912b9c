//! Forecasts of made-up centres: what they must find, what they must never lose to, what they refuse.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use jiff::civil::Date;
use plan::calendar::{Holidays, State, states};
use plan::forecast::{Method, Outside, Request, Told, backtest, backtest_rest, forecast, origins, rest_of_day};
use plan::history::{Series, plus};

use crate::chance::Dice;

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

#[test]
fn the_size_of_an_event_is_learned_and_a_new_one_is_guessed() {
    let mailed = |date: Date| plus(FIRST, 30) == date || plus(FIRST, 66) == date || plus(FIRST, 94) == date;
    let centre = series(121, 300.0, 21, |date, dice| {
        let size = if mailed(date) { 1.6 } else { 1.0 };
        if weekend(date) { 0.0 } else { size * (1.0 + 0.02 * dice.normal()) }
    });
    let mut told = Told::default();
    let rows = "from,to,event,reason,size\n2025-02-05,,mailing,all,\n2025-03-13,,mailing,,\n2025-04-10,,mailing,,\n\
                2025-05-07,,mailing,,\n2025-05-08,,outage,,2\n2025-05-09,,mailing,other,\n";
    told.read_events(rows.as_bytes()).unwrap();
    let outside = told.along("all", FIRST, 130).unwrap();
    let made = forecast(&centre, &week(), &outside).unwrap();
    let total = |ahead: usize| {
        made.intervals.iter().filter(|interval| interval.ahead == ahead).map(|interval| interval.contacts).sum::<f64>()
    };
    assert_eq!(made.origin, Date::constant(2025, 5, 7));
    let learned = total(0) / total(2);
    assert!((1.45..1.75).contains(&learned), "a mailing is worth {learned:.2}");
    let guessed = total(1) / total(2);
    assert!((1.85..2.15).contains(&guessed), "an outage is worth {guessed:.2}");
    let size = |name: &str| made.events.iter().find(|(kind, _)| kind == name).unwrap().1;
    assert!((1.45..1.75).contains(&size("mailing")) && size("outage") == 2.0, "{:?}", made.events);
    assert!(made.held_back.is_empty(), "an event is no mistake: {:?}", made.held_back);
}

#[test]
fn a_driver_is_kept_where_it_drives() {
    let mut dice = Dice(77);
    let orders: Vec<f64> = (0..190).map(|_| (0.3 * dice.normal()).exp()).collect();
    let centre =
        series(183, 200.0, 5, |date, dice| orders[(date - FIRST).get_days() as usize] * (1.0 + 0.02 * dice.normal()));
    let mut csv = String::from("start,driver,value\n");
    for (day, orders) in orders.iter().enumerate() {
        csv += &format!("{}T09:00,orders,{}\n", plus(FIRST, day as i64), 900.0 * orders);
        csv += &format!("{}T10:00,orders,{}\n", plus(FIRST, day as i64), 1_100.0 * orders);
    }
    let mut told = Told::default();
    told.read_drivers(csv.as_bytes()).unwrap();
    let outside = told.along("all", FIRST, 190).unwrap();
    let at = origins(&centre, 7, 4);
    let (with, without) = (
        backtest(&centre, &week(), &outside, &at).unwrap(),
        backtest(&centre, &week(), &Outside::default(), &at).unwrap(),
    );
    let wape = |report: &plan::forecast::Backtest| report.tally.accuracy().wape;
    assert!(wape(&with) < 0.5 * wape(&without), "{} with orders, {} without", wape(&with), wape(&without));
}

#[test]
fn what_a_person_tells_is_refused_with_its_line() {
    let events = |csv: &str| Told::default().read_events(csv.as_bytes()).unwrap_err().to_string();
    assert!(events("from,event\n").contains("no column to"));
    assert!(events("from,to,event\n2025-02-05,,x\n2025-02-31,,x\n").contains("line 3"));
    assert!(events("from,to,event\n2025-02-05,2025-02-04,x\n").contains("line 2"));
    assert!(events("from,to,event,size\n2025-02-05,,x,-1\n").contains("size"));
    let drivers = |csv: &str| Told::default().read_drivers(csv.as_bytes()).unwrap_err().to_string();
    assert!(drivers("start,driver,value\n2025-02-05T09:00,orders,many\n").contains("line 2"));
    assert!(drivers("start,driver,value\nyesterday,orders,1\n").contains("«yesterday»"));
}

#[test]
fn the_rest_of_a_day_follows_its_morning_by_half() {
    let centre = series(150, 300.0, 31, |date, dice| if weekend(date) { 0.0 } else { 1.0 + 0.1 * dice.normal() });
    let days = origins(&centre, 1, 25);
    let score = backtest_rest(&centre, &days, 24, &week(), &Outside::default()).unwrap();
    // The day's own factor is all there is to learn, so most of the morning's change stays.
    assert!(score.shrunk < 0.7 * score.no_update && score.factor > 0.7, "{score:?}");
    let calm = series(150, 20.0, 32, |date, _| if weekend(date) { 0.0 } else { 1.0 });
    let days = origins(&calm, 1, 25);
    let score = backtest_rest(&calm, &days, 20, &week(), &Outside::default()).unwrap();
    assert!(score.shrunk < score.raw_ratio, "chance is not followed: {score:?}");
    let nothing = rest_of_day(&calm, days[0], 0, &week(), &Outside::default()).unwrap_err().to_string();
    assert!(nothing.contains("nothing is known"), "{nothing}");
}

#[test]
fn without_an_event_a_day_far_from_the_usual_is_held_back() {
    let centre = series(70, 300.0, 41, |date, _| {
        if weekend(date) {
            0.0
        } else if date >= plus(FIRST, 56) {
            3.0
        } else {
            1.0
        }
    });
    let made = forecast(&centre, &Request { guard: 0.1, ..week() }, &Outside::default()).unwrap();
    assert!(!made.held_back.is_empty());
    let usual = 300.0 * 1.5;
    assert!(made.intervals.iter().all(|interval| interval.contacts < 1.2 * usual), "{:?}", made.held_back);
}
