//! Side by side: what was and what would have been, with the interval each difference lies in, and in words' numbers.

use std::collections::BTreeMap;

use measure::{By, CATALOGUE, Group, Ratio, Sums, View};
use routing::{Event, ReasonId, Time};

use super::{Grid, Played};
use crate::random::Random;

pub(super) const RESAMPLES: usize = 1_000;

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
    /// 95 % interval of the difference, by resampling pieces of the stretch in pairs (Efron and Tibshirani 1993).
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Difference {
    /// The interval does not hold zero: chance alone hardly does this.
    pub fn is_certain(&self) -> bool {
        self.low.zip(self.high).is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }
}

/// Waits of a piece of the stretch on one side.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Waits {
    pub at: i64,
    pub offered: f64,
    pub asa_ms: Option<f64>,
    pub service_level: Option<f64>,
    pub occupancy: Option<f64>,
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
pub fn compare(was: &Played, sides: &[Run<'_>], grid: &Grid, seed: u64) -> Vec<Compared> {
    let blocks =
        |played: &Played| -> Vec<BySums> { grid.pieces().map(|(from, to)| by_reason(played, from, to)).collect() };
    let was_blocks = blocks(was);
    let side_blocks: Vec<Vec<Vec<BySums>>> =
        sides.iter().map(|side| side.played.iter().map(blocks).collect()).collect();
    let was_values = values(&merged(was_blocks.iter()));
    let side_values: Vec<_> = side_blocks.iter().map(|runs| mean_of(runs)).collect();
    let resampled = resample(&was_blocks, &side_blocks, seed);
    let compared = |(at, metric): (usize, &measure::Metric)| {
        let was = was_values.get(at).copied().flatten();
        let one = |(side, values): (usize, &Vec<Option<f64>>)| {
            let value = values.get(at).copied().flatten();
            let mut drawn: Vec<f64> =
                resampled.iter().filter_map(|of| of.get(side)?.get(at).copied().flatten()).collect();
            // Of the largest of all, pieces drawn anew say nothing.
            let says = grid.gives_intervals() && metric.id != "longest_wait";
            let (low, high) = middle(&mut drawn).filter(|_| says).unzip();
            Difference { value, difference: value.zip(was).map(|(value, was)| value - was), low, high }
        };
        Compared { metric: metric.id, was, sides: side_values.iter().enumerate().map(one).collect() }
    };
    CATALOGUE.iter().enumerate().map(compared).collect()
}

/// Waits piece by piece, averaged over the runs of a side.
pub fn waits(runs: &[Played], grid: &Grid) -> Vec<Waits> {
    let one = |(from, to): (Time, Time)| {
        let mut sums = Sums::default();
        runs.iter().for_each(|run| sums.merge(&run.report.sums(from, to)));
        let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        let in_question = sums.answered + sums.abandoned - sums.abandoned_in_target;
        Waits {
            at: from.0,
            offered: sums.offered as f64 / runs.len().max(1) as f64,
            asa_ms: share(sums.answer_wait_ms, sums.answered),
            service_level: share(sums.answered_in_target, in_question),
            occupancy: share(sums.busy_ms, sums.busy_ms + sums.idle_ms),
        }
    };
    grid.pieces().map(one).collect()
}

/// Where the middle 95 % lie.
pub(super) fn middle(drawn: &mut [f64]) -> Option<(f64, f64)> {
    drawn.sort_by(f64::total_cmp);
    let quantile = |share: f64| drawn.get((share * drawn.len().saturating_sub(1) as f64).round() as usize).copied();
    quantile(0.025).zip(quantile(0.975))
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

fn merged<'a>(blocks: impl Iterator<Item = &'a BySums>) -> BySums {
    let mut all: BySums = BTreeMap::new();
    for (reason, sums) in blocks.flatten() {
        all.entry(*reason).or_default().merge(sums);
    }
    all
}

fn values(by_reason: &BySums) -> Vec<Option<f64>> {
    let view = View::new(by_reason, by_reason, None);
    let float = |ratio: Ratio| ratio.numerator as f64 / ratio.denominator.max(1) as f64;
    CATALOGUE.iter().map(|metric| (metric.compute)(&view).map(float)).collect()
}

/// Every figure, averaged over runs.
fn mean_of(runs: &[Vec<BySums>]) -> Vec<Option<f64>> {
    let each: Vec<Vec<Option<f64>>> = runs.iter().map(|run| values(&merged(run.iter()))).collect();
    let mean = |at: usize| {
        let known: Vec<f64> = each.iter().filter_map(|run| run.get(at).copied().flatten()).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    (0..CATALOGUE.len()).map(mean).collect()
}

/// Differences of every figure on every side, over and over from pieces drawn with replacement; the same pieces on
/// all sides, and of a side one of its runs.
fn resample(was: &[BySums], sides: &[Vec<Vec<BySums>>], seed: u64) -> Vec<Vec<Vec<Option<f64>>>> {
    let once = |at: usize| {
        let mut random = Random::of(seed, 20, at as u64);
        let drawn: Vec<usize> = was.iter().map(|_| random.below(was.len() as u64) as usize).collect();
        let of = |run: &[BySums]| values(&merged(drawn.iter().filter_map(|block| run.get(*block))));
        let before = of(was);
        let one = |runs: &Vec<Vec<BySums>>| {
            let after = runs.get(at % runs.len().max(1)).map(|run| of(run)).unwrap_or_default();
            before.iter().zip(after).map(|(before, after)| before.zip(after).map(|(b, a)| a - b)).collect()
        };
        sides.iter().map(one).collect()
    };
    (0..RESAMPLES).map(once).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(offered: u64, waits_ms: u64) -> BySums {
        let sums = Sums { offered, answered: offered, answer_wait_ms: waits_ms, ..Sums::default() };
        BTreeMap::from([(Some(ReasonId(1)), sums)])
    }

    fn at(metric: &str) -> usize {
        CATALOGUE.iter().position(|found| found.id == metric).expect("it is in the catalogue")
    }

    #[test]
    fn counts_of_several_runs_are_averaged_and_not_added_up() {
        let runs = [vec![block(10, 100), block(20, 400)], vec![block(12, 100), block(22, 400)]];
        let mean = mean_of(&runs);
        assert_eq!(mean[at("offered")], Some(32.0));
    }

    #[test]
    fn a_difference_that_is_the_same_everywhere_has_no_width_and_a_true_one_lies_inside() {
        let was: Vec<BySums> = (1..=20).map(|n| block(10, n * 1_000)).collect();
        let same = vec![was.clone()];
        let longer = vec![(1..=20).map(|n| block(10, n * 1_000 + 5_000)).collect::<Vec<_>>()];
        let drawn = resample(&was, &[same, longer], 3);
        for of in &drawn {
            assert_eq!(of[0][at("asa")], Some(0.0));
            assert!((of[1][at("asa")].unwrap() - 500.0).abs() < 1e-6, "in pairs: {:?}", of[1][at("asa")]);
        }
    }
}
