//! Side by side: what was and what would have been, with the interval each difference lies in, and in words' numbers.

use std::collections::BTreeMap;

use measure::{By, CATALOGUE, Group, Ratio, Sums, View};
use routing::{Event, ReasonId, Time};

use super::Played;
use crate::random::Random;

/// Stretches of this length are drawn together, because waits of neighbours are alike.
const BLOCK_MS: i64 = 1_800_000;
const RESAMPLES: usize = 1_000;
/// A wait that customers speak of.
pub const LONG_WAIT_MS: i64 = 300_000;

/// One side: as it was, or as it would have been, drawn once or several times.
pub struct Run<'a> {
    pub name: String,
    pub played: &'a [Played],
}

/// A figure on all sides.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Compared {
    pub metric: &'static str,
    pub was: Option<f64>,
    pub sides: Vec<Difference>,
}

/// A figure on one side, less what it was.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Difference {
    pub value: Option<f64>,
    pub difference: Option<f64>,
    /// 95 % interval of the difference, by resampling half hours in pairs (Efron and Tibshirani 1993).
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Waits of a half hour on one side.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct HalfHour {
    pub at: i64,
    pub offered: f64,
    pub asa_ms: Option<f64>,
    pub service_level: Option<f64>,
    pub occupancy: Option<f64>,
}

/// What a person would say of a change.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Reading {
    /// Contacts that wait more than five minutes, now and before.
    pub long_waits: f64,
    pub long_waits_were: f64,
    /// Half hour in which time in contacts rises most, as a share of time at work.
    pub busier_at: Option<i64>,
    pub busier_by: f64,
}

/// A decision and when it was taken.
pub type Decided = (Time, Event);

type BySums = BTreeMap<Option<ReasonId>, Sums>;

/// The first decision that differs; none: the same to the bit.
pub fn same<'a>(was: &'a [Decided], is: &'a [Decided]) -> Option<(usize, Option<&'a Decided>, Option<&'a Decided>)> {
    let longest = was.len().max(is.len());
    (0..longest).find(|at| was.get(*at) != is.get(*at)).map(|at| (at, was.get(at), is.get(at)))
}

/// Every figure side by side.
pub fn compare(was: &Played, sides: &[Run<'_>], from: Time, to: Time, seed: u64) -> Vec<Compared> {
    let blocks = |played: &Played| -> Vec<BySums> {
        starts(from, to).map(|start| by_reason(played, start, end_of(start, to))).collect()
    };
    let was_blocks = vec![blocks(was)];
    let side_blocks: Vec<Vec<Vec<BySums>>> =
        sides.iter().map(|side| side.played.iter().map(blocks).collect()).collect();
    let was_values = values(&merged(&was_blocks, None));
    let side_values: Vec<_> = side_blocks.iter().map(|runs| values(&merged(runs, None))).collect();
    let resampled = resample(&was_blocks, &side_blocks, seed);
    let compared = |(at, metric): (usize, &measure::Metric)| {
        let was = was_values.get(at).copied().flatten();
        let one = |(side, values): (usize, &Vec<Option<f64>>)| {
            let value = values.get(at).copied().flatten();
            let mut drawn: Vec<f64> =
                resampled.iter().filter_map(|of| of.get(side)?.get(at).copied().flatten()).collect();
            drawn.sort_by(f64::total_cmp);
            let quantile = |share: f64| {
                let place = (share * (drawn.len().saturating_sub(1)) as f64).round() as usize;
                drawn.get(place).copied().filter(|_| metric.id != "longest_wait")
            };
            let difference = value.zip(was).map(|(value, was)| value - was);
            Difference { value, difference, low: quantile(0.025), high: quantile(0.975) }
        };
        Compared { metric: metric.id, was, sides: side_values.iter().enumerate().map(one).collect() }
    };
    CATALOGUE.iter().enumerate().map(compared).collect()
}

/// Waits by half hour, averaged over the runs of a side.
pub fn half_hours(runs: &[Played], from: Time, to: Time) -> Vec<HalfHour> {
    let one = |start: Time| {
        let mut sums = Sums::default();
        runs.iter().for_each(|run| sums.merge(&run.report.sums(start, end_of(start, to))));
        let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        let in_question = sums.answered + sums.abandoned - sums.abandoned_in_target;
        HalfHour {
            at: start.0,
            offered: sums.offered as f64 / runs.len().max(1) as f64,
            asa_ms: share(sums.answer_wait_ms, sums.answered),
            service_level: share(sums.answered_in_target, in_question),
            occupancy: share(sums.busy_ms, sums.busy_ms + sums.idle_ms),
        }
    };
    starts(from, to).map(one).collect()
}

/// What a person would say of a side.
pub fn reading(was: &Played, side: &[Played], from: Time, to: Time) -> Reading {
    let long = |played: &Played| played.waits.values().filter(|wait| wait.ms > LONG_WAIT_MS).count() as f64;
    let before = half_hours(std::slice::from_ref(was), from, to);
    let after = half_hours(side, from, to);
    let rises = before.iter().zip(&after).filter_map(|(before, after)| {
        let at_work = after.offered > 0.0 || before.offered > 0.0;
        Some((before.at, after.occupancy? - before.occupancy?)).filter(|_| at_work)
    });
    let most = rises.max_by(|a, b| a.1.total_cmp(&b.1));
    Reading {
        long_waits: side.iter().map(long).sum::<f64>() / side.len().max(1) as f64,
        long_waits_were: long(was),
        busier_at: most.map(|(at, _)| at),
        busier_by: most.map_or(0.0, |(_, by)| by),
    }
}

fn starts(from: Time, to: Time) -> impl Iterator<Item = Time> {
    let first = from.0.div_euclid(BLOCK_MS) * BLOCK_MS;
    (0..).map(move |n: i64| Time(first + n * BLOCK_MS)).take_while(move |start| *start < to)
}

fn end_of(start: Time, to: Time) -> Time {
    start.plus_ms(BLOCK_MS).min(to.max(start.plus_ms(1)))
}

fn by_reason(played: &Played, from: Time, to: Time) -> BySums {
    let mut all: BySums = BTreeMap::new();
    for row in played.report.rows(from, to, &By::Reason) {
        if let Group::Reason(reason) = row.group {
            all.entry(reason).or_default().merge(&row.sums);
        }
    }
    // What only an agent did belongs to no reason.
    let agents = played.report.rows(from, to, &By::Agent);
    let alone = all.entry(None).or_default();
    for row in agents {
        let own = Sums {
            signed_in_ms: row.sums.signed_in_ms,
            busy_ms: row.sums.busy_ms,
            idle_ms: row.sums.idle_ms,
            stretch_ms: row.sums.stretch_ms,
            hard_in_a_row: row.sums.hard_in_a_row,
            abuse: row.sums.abuse,
            ..Sums::default()
        };
        alone.merge(&own);
    }
    all
}

/// Sums of some blocks, each of some run; all blocks of all runs if none are named.
fn merged(runs: &[Vec<BySums>], drawn: Option<&[(usize, usize)]>) -> BySums {
    let mut all: BySums = BTreeMap::new();
    let mut take = |block: &BySums| {
        for (reason, sums) in block {
            all.entry(*reason).or_default().merge(sums);
        }
    };
    match drawn {
        None => runs.iter().flatten().for_each(&mut take),
        Some(drawn) => {
            let found = drawn.iter().filter_map(|(run, block)| runs.get(run % runs.len().max(1))?.get(*block));
            found.for_each(&mut take);
        }
    }
    all
}

fn values(by_reason: &BySums) -> Vec<Option<f64>> {
    let view = View::new(by_reason, by_reason);
    let float = |ratio: Ratio| ratio.numerator as f64 / ratio.denominator.max(1) as f64;
    CATALOGUE.iter().map(|metric| (metric.compute)(&view).map(float)).collect()
}

/// Differences of every figure on every side, over and over from half hours drawn with replacement; the same half hours on
/// all sides.
fn resample(was: &[Vec<BySums>], sides: &[Vec<Vec<BySums>>], seed: u64) -> Vec<Vec<Vec<Option<f64>>>> {
    let count = was.first().map_or(0, Vec::len);
    let once = |at: usize| {
        let mut random = Random::of(seed, 20, at as u64);
        let drawn: Vec<(usize, usize)> =
            (0..count).map(|_| (random.below(1 << 20) as usize, random.below(count as u64) as usize)).collect();
        let before = values(&merged(was, Some(&drawn)));
        let one = |runs: &Vec<Vec<BySums>>| {
            let after = values(&merged(runs, Some(&drawn)));
            before.iter().zip(after).map(|(before, after)| before.zip(after).map(|(b, a)| a - b)).collect()
        };
        sides.iter().map(one).collect()
    };
    (0..RESAMPLES).map(once).collect()
}
