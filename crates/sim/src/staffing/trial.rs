//! Days played with one choice of agents, and what they say of every goal.

use measure::Sums;
use plan::Refusal;
use plan::erlang::{Promise, ShortAbandons};
use plan::staff::{Achieved, Day, Demand, OverDays, Predicted};
use rayon::prelude::*;

use super::centre;
use crate::scenario::{AtWork, Opening, Tally};

/// What a line experienced in an interval of one day.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    answered: u32,
    in_target: u32,
    abandoned: u32,
    abandoned_in_target: u32,
    /// Still in line when the last agent had gone.
    left: u32,
    wait_ms: u64,
}

/// A number of days.
pub struct Trial {
    lines: usize,
    pools: usize,
    /// By day; in it by interval, then line; customers who came after the last interval count with it.
    days: Vec<Vec<Cell>>,
    /// By interval, then pool, over all days.
    at_work: Vec<AtWork>,
}

/// Parts and wholes over days.
type Pairs = Vec<(f64, f64)>;

impl Trial {
    /// Plays days with these agents by interval and pool; the same seed is the same customers.
    ///
    /// # Errors
    /// The day does not end, or is too large.
    pub fn play(day: &Day, agents: &[Vec<u32>], seed: u64, days: u32) -> Result<Trial, Refusal> {
        let scenario = centre::scenario(day, agents)?;
        let opening = Opening::of(&scenario);
        let (lines, pools, intervals) = (scenario.demands.len(), day.pools.len(), day.intervals.len());
        let one = |number: u32| {
            let mut tally = Tally::new(&scenario);
            let played = opening.watch(seed, number, &mut |at, events| tally.see(at, events));
            played.map_err(|stopped| Refusal::from(stopped.to_string()))?;
            tally.close(scenario.ends());
            let mut cells = vec![Cell::default(); intervals * lines];
            for interval in 0..=intervals {
                for line in 0..lines {
                    let at = interval.min(intervals.saturating_sub(1)) * lines + line;
                    let left = tally.left_in_line(interval, line);
                    if let Some(cell) = cells.get_mut(at) {
                        cell.add(&tally.sums(interval, line), left);
                    }
                }
            }
            let places = (0..intervals).flat_map(|interval| (0..pools).map(move |pool| (interval, pool)));
            let at_work: Vec<AtWork> = places.map(|(interval, pool)| tally.at_work(interval, pool)).collect();
            Ok((cells, at_work))
        };
        let played: Vec<(Vec<Cell>, Vec<AtWork>)> =
            (0..days).into_par_iter().map(one).collect::<Result<_, Refusal>>()?;
        let mut trial = Trial { lines, pools, days: Vec::new(), at_work: vec![AtWork::default(); intervals * pools] };
        for (cells, at_work) in played {
            trial.days.push(cells);
            for (sum, own) in trial.at_work.iter_mut().zip(at_work) {
                sum.busy_ms += own.busy_ms;
                sum.idle_ms += own.idle_ms;
            }
        }
        Ok(trial)
    }

    /// How far a line's goals are missed in an interval, in contacts a day; 0: all are kept, a standard error on the safe side.
    pub fn lack(&self, interval: usize, line: usize, demand: &Demand) -> f64 {
        let of_day = |day: &Vec<Cell>| day.get(interval * self.lines + line).copied().unwrap_or_default();
        let over =
            |of: &dyn Fn(&Cell) -> (f64, f64)| -> Pairs { self.days.iter().map(|day| of(&of_day(day))).collect() };
        let mut lack: f64 = 0.0;
        if let Some(promise) = demand.goal.service_level {
            let (share, error, whole) = ratio(&over(&|cell| cell.level(&promise)));
            lack = lack.max((promise.share - share + error) * whole);
        }
        if let Some(most) = demand.goal.abandon {
            let (share, error, whole) = ratio(&over(&|cell| (cell.gave_up(), cell.contacts())));
            lack = lack.max((share + error - most) * whole);
        }
        if let Some(most_s) = demand.goal.asa_s {
            let (wait_s, error, whole) =
                ratio(&over(&|cell| (cell.wait_ms as f64 / 1_000.0, f64::from(cell.answered))));
            lack = lack.max((wait_s + error - most_s) / most_s * whole);
        }
        // A hair is rounding.
        if lack > 1e-9 { lack } else { 0.0 }
    }

    /// Share of days on which a line's service level of the whole day was as promised.
    pub fn days_kept(&self, line: usize, promise: &Promise) -> f64 {
        let of_day = |day: &Vec<Cell>| {
            let cells = day.iter().skip(line).step_by(self.lines.max(1));
            let (part, whole) = cells.fold((0.0, 0.0), |sum, cell| {
                let (part, whole) = cell.level(promise);
                (sum.0 + part, sum.1 + whole)
            });
            whole == 0.0 || part >= promise.share * whole
        };
        let kept = self.days.iter().filter(|day| of_day(day)).count();
        kept as f64 / self.days.len().max(1) as f64
    }

    /// Customers of a line that were not answered in time in an interval, a day.
    pub fn missed(&self, interval: usize, line: usize, promise: &Promise) -> f64 {
        let cells = self.days.iter().filter_map(|day| day.get(interval * self.lines + line));
        let missed = cells.map(|cell| cell.level(promise)).map(|(part, whole)| whole - part).sum::<f64>();
        missed / self.days.len().max(1) as f64
    }

    /// Share of a pool's time in contacts.
    pub fn occupancy(&self, interval: usize, pool: usize) -> f64 {
        let own = self.at_work.get(interval * self.pools + pool).copied().unwrap_or_default();
        let whole = own.busy_ms + own.idle_ms;
        if whole == 0 { 0.0 } else { own.busy_ms as f64 / whole as f64 }
    }

    /// Everything that is shown.
    pub fn achieved(&self, day: &Day) -> Achieved {
        let occupancy: Vec<Vec<f64>> = (0..day.intervals.len())
            .map(|interval| (0..self.pools).map(|pool| self.occupancy(interval, pool)).collect())
            .collect();
        let of_line = |line: usize, demand: &Demand, intervals: std::ops::Range<usize>| {
            let of_day = |cells: &Vec<Cell>| {
                let own = intervals.clone().filter_map(|interval| cells.get(interval * self.lines + line));
                own.fold(Cell::default(), |mut sum, cell| {
                    sum.merge(cell);
                    sum
                })
            };
            let mut predicted = predicted(&self.days.iter().map(of_day).collect::<Vec<_>>(), demand);
            let serving = day.pools.iter().enumerate().filter(|(_, pool)| pool.serves.contains(&line));
            let (busy, whole) = serving.fold((0, 0), |sum, (pool, _)| {
                let own = intervals.clone().filter_map(|interval| self.at_work.get(interval * self.pools + pool));
                own.fold(sum, |sum, own| (sum.0 + own.busy_ms, sum.1 + own.busy_ms + own.idle_ms))
            });
            predicted.occupancy = if whole == 0 { 0.0 } else { busy as f64 / whole as f64 };
            predicted
        };
        let of_interval = |(interval, demands): (usize, &Vec<Demand>)| {
            demands.iter().enumerate().map(|(line, demand)| of_line(line, demand, interval..interval + 1)).collect()
        };
        let first = day.intervals.first().map(Vec::as_slice).unwrap_or_default();
        Achieved {
            intervals: day.intervals.iter().enumerate().map(of_interval).collect(),
            day: first.iter().enumerate().map(|(line, own)| of_line(line, own, 0..day.intervals.len())).collect(),
            occupancy,
        }
    }
}

/// What these days say of a line; none of its customers came: everything was as promised.
fn predicted(days: &[Cell], demand: &Demand) -> Predicted {
    // Where nothing is promised, at once.
    let promise = demand.goal.service_level.unwrap_or(Promise { share: 0.0, within_s: 0.0, short: ShortAbandons::In });
    let over = |of: &dyn Fn(&Cell) -> (f64, f64)| -> Pairs { days.iter().map(of).collect() };
    let levels = over(&|cell| cell.level(&promise));
    let waits = over(&|cell| (cell.wait_ms as f64 / 1_000.0, f64::from(cell.answered)));
    let came = levels.iter().filter(|(_, whole)| *whole > 0.0).count();
    let kept = levels.iter().filter(|(part, whole)| *whole > 0.0 && *part >= promise.share * whole).count();
    let left = days.iter().map(|cell| f64::from(cell.left)).sum::<f64>();
    let share =
        |pairs: &Pairs, none: f64| if pairs.iter().any(|(_, whole)| *whole > 0.0) { ratio(pairs).0 } else { none };
    Predicted {
        service_level: share(&levels, 1.0),
        asa_s: share(&waits, 0.0),
        wait_p90_s: None,
        p_abandon: share(&over(&|cell| (cell.gave_up(), cell.contacts())), 0.0),
        occupancy: 0.0,
        backlog: left / days.len().max(1) as f64,
        over_days: Some(OverDays {
            service_level_days: spread(&levels, 1.0),
            asa_s_days: spread(&waits, 0.0),
            days_kept: if came == 0 { 1.0 } else { kept as f64 / came as f64 },
        }),
    }
}

impl Cell {
    fn add(&mut self, sums: &Sums, left: u32) {
        self.merge(&Cell {
            answered: sums.answered as u32,
            in_target: sums.answered_in_target as u32,
            abandoned: sums.abandoned as u32,
            abandoned_in_target: sums.abandoned_in_target as u32,
            left,
            wait_ms: sums.answer_wait_ms,
        });
    }

    fn merge(&mut self, other: &Cell) {
        self.answered += other.answered;
        self.in_target += other.in_target;
        self.abandoned += other.abandoned;
        self.abandoned_in_target += other.abandoned_in_target;
        self.left += other.left;
        self.wait_ms += other.wait_ms;
    }

    /// Who was never answered has given up, or would have.
    fn gave_up(&self) -> f64 {
        f64::from(self.abandoned + self.left)
    }

    fn contacts(&self) -> f64 {
        f64::from(self.answered) + self.gave_up()
    }

    /// Answered in time, and of how many.
    fn level(&self, promise: &Promise) -> (f64, f64) {
        let (in_target, short) = (f64::from(self.in_target), f64::from(self.abandoned_in_target));
        match promise.short {
            ShortAbandons::Out => (in_target, self.contacts() - short),
            ShortAbandons::In => (in_target, self.contacts()),
            ShortAbandons::AsAnswered => (in_target + short, self.contacts()),
            ShortAbandons::AllOut => (in_target, f64::from(self.answered)),
        }
    }
}

/// A ratio of sums, its standard error by the delta method, and the whole of a day; nothing came: 0 of 0.
fn ratio(days: &[(f64, f64)]) -> (f64, f64, f64) {
    let n = days.len() as f64;
    let (part, whole) = days.iter().fold((0.0, 0.0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
    if whole <= 0.0 {
        return (0.0, 0.0, 0.0);
    }
    let share = part / whole;
    let squares: f64 = days.iter().map(|(part, whole)| (part - share * whole).powi(2)).sum();
    let error = (squares / (n - 1.0).max(1.0) / n).sqrt() / (whole / n);
    (share, error, whole / n)
}

/// What a tenth, half and nine tenths of days with contacts do not exceed.
fn spread(days: &[(f64, f64)], none: f64) -> [f64; 3] {
    let mut values: Vec<f64> = days.iter().filter(|day| day.1 > 0.0).map(|(part, whole)| part / whole).collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (share * values.len().saturating_sub(1) as f64).round() as usize;
        values.get(place).copied().unwrap_or(none)
    };
    [at(0.1), at(0.5), at(0.9)]
}
