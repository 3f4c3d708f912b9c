//! Staff by simulation keeps what is promised on days it has not seen, and never asks for fewer than the formulas know.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::ops::ControlFlow;

use plan::erlang::{Goal, Promise, Rate, Seconds, ShortAbandons, System};
use plan::staff::{Callback, Day, Demand, Erlang, Pool, Staffing};
use sim::staffing::{Bounds, Simulated};

const QUICK: Simulated = Simulated { days: 60, trials: 60, seed: 5 };

fn line(per_half_hour: f64, aht_s: f64) -> Demand {
    let system = System::a(Rate(per_half_hour / 1_800.0), Seconds(aht_s), Seconds(120.0)).unwrap();
    let promise = Promise { share: 0.8, within_s: 20.0, short: ShortAbandons::Out };
    Demand::of(system, Goal { service_level: Some(promise), ..Goal::default() })
}

/// A morning with a peak: two lines, who answers one of them, and who answers both.
fn morning() -> Vec<Vec<Demand>> {
    [20.0, 45.0, 60.0, 35.0, 15.0].map(|contacts| vec![line(contacts, 240.0), line(contacts * 0.6, 300.0)]).to_vec()
}

fn pools() -> [Pool; 3] {
    [Pool::of(0), Pool::of(1), Pool { serves: vec![0, 1], cost: 1.05, most: None }]
}

fn require(staffing: Simulated, day: &Day) -> Vec<Vec<u32>> {
    staffing.require(day, &mut |_| ControlFlow::Continue(())).unwrap()
}

#[test]
fn promises_are_kept_on_days_not_seen() {
    let (intervals, pools) = (morning(), pools());
    let day = Day { seconds: 1_800.0, intervals: &intervals, pools: &pools, forecast_error: 0.05, absence: 0.0 };
    let agents = require(QUICK, &day);
    let bounds = Bounds::of(&day).unwrap();
    assert!((0..agents.len()).all(|interval| bounds.kept(interval, &agents[interval], false)), "{agents:?}");
    for seed in [100, 200] {
        let fresh = Simulated { days: 300, seed, ..QUICK };
        let achieved = fresh.predict(&day, &agents).unwrap();
        let lines = achieved.intervals.iter().chain([&achieved.day]).flatten();
        // Half a point is what 600 days leave open.
        assert!(lines.clone().all(|own| own.service_level > 0.795), "seed {seed}: {achieved:?}");
        let [low, middle, high] = achieved.day[0].over_days.unwrap().service_level_days;
        assert!(low < middle && middle < high, "days differ: {low} {middle} {high}");
        // One agent less at the peak, of those who do both, and something is missed.
        let mut fewer = agents.clone();
        let pool = (0..3).max_by_key(|pool| fewer[2][*pool]).unwrap();
        fewer[2][pool] -= 3;
        let missed = fresh.predict(&day, &fewer).unwrap();
        assert!(missed.intervals[2].iter().any(|own| own.service_level < 0.8), "seed {seed}: {missed:?}");
    }
    let alone = Day { pools: &pools[..2], ..day.clone() };
    let formulas = Erlang.require(&alone, &mut |_| ControlFlow::Continue(())).unwrap();
    let total = |agents: &[Vec<u32>]| agents.iter().flatten().sum::<u32>();
    assert!(total(&agents) <= total(&formulas) + 2, "sharing saves: {agents:?} beside {formulas:?}");
}

#[test]
fn a_share_of_days_needs_more_than_the_mean_day() {
    let mut intervals = morning();
    let pools = pools();
    let error = 0.15;
    let of = |intervals: &[Vec<Demand>]| {
        let day = Day { seconds: 1_800.0, intervals, pools: &pools, forecast_error: error, absence: 0.0 };
        let agents = require(QUICK, &day);
        let kept = QUICK.predict(&day, &agents).unwrap().day[0].over_days.unwrap().days_kept;
        (agents.iter().flatten().sum::<u32>(), kept)
    };
    let (mean, _) = of(&intervals);
    intervals.iter_mut().flatten().for_each(|line| line.manner.days = 0.95);
    let (surer, kept) = of(&intervals);
    assert!(surer > mean && kept > 0.9, "{mean} and {surer} agents, {kept} of days");
}

#[test]
fn callbacks_occupancy_and_fewest_agents_are_kept() {
    let mut intervals = vec![vec![line(40.0, 240.0)]; 4];
    for demand in intervals.iter_mut().flatten() {
        demand.manner.callback = Some(Callback { share: 0.5, over_s: 30.0, reached: 0.9 });
        demand.goal.occupancy = Some(0.6);
        demand.least = 8;
    }
    let pools = [Pool::of(0)];
    let day = Day { seconds: 1_800.0, intervals: &intervals, pools: &pools, forecast_error: 0.0, absence: 0.0 };
    let agents = require(QUICK, &day);
    let achieved = Simulated { seed: 9, ..QUICK }.predict(&day, &agents).unwrap();
    assert!(agents.iter().all(|counts| counts[0] >= 8), "{agents:?}");
    assert!(achieved.occupancy.iter().all(|own| own[0] < 0.63), "{achieved:?}");
}

#[test]
fn the_same_seed_is_the_same_answer_and_a_cancelled_search_none() {
    let (intervals, pools) = (morning(), pools());
    let day = Day { seconds: 1_800.0, intervals: &intervals[..2], pools: &pools, forecast_error: 0.0, absence: 0.0 };
    let little = Simulated { days: 10, trials: 12, seed: 1 };
    assert_eq!(require(little, &day), require(little, &day));
    let mut heard = 0.0;
    let cancelled = little.require(&day, &mut |share| {
        heard = share;
        ControlFlow::Break(())
    });
    assert!(cancelled.unwrap_err().to_string().contains("cancelled") && heard > 0.0);
    let wrong = Simulated { days: 0, ..little }.require(&day, &mut |_| ControlFlow::Continue(()));
    assert!(wrong.unwrap_err().to_string().contains("days"));
    let unserved = Day { pools: &pools[..1], ..day };
    let refused = little.require(&unserved, &mut |_| ControlFlow::Continue(())).unwrap_err().to_string();
    assert!(refused.contains("line 1 is served by no pool"), "{refused}");
}
