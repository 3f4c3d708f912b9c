//! From the formulas' first guess to the fewest agents that keep every goal: agents are added where a goal is missed and taken
//! away where none would be. An agent matters in her interval and, by the line left over, in the two after it; so one trial
//! judges every third interval at once.

use plan::Refusal;
use plan::staff::Day;

use super::bounds::Bounds;
use super::trial::Trial;

/// How far an agent's absence reaches, in intervals: judged together, intervals this far apart do not meet.
const REACH: usize = 3;
/// Of a line whose days are missed, so many intervals get an agent more at a time.
const WORST: usize = 2;

/// Plays days with agents by interval and pool.
pub type Play<'a> = &'a mut dyn FnMut(&[Vec<u32>]) -> Result<Trial, Refusal>;

pub struct Search<'a> {
    day: &'a Day<'a>,
    bounds: &'a Bounds,
    /// Pools, dearest first.
    dear: Vec<usize>,
    /// By interval, then pool.
    pub agents: Vec<Vec<u32>>,
}

/// One agent in an interval: from a pool, to a cheaper one or home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    from: usize,
    to: Option<usize>,
}

impl<'a> Search<'a> {
    /// Begins with what the formulas ask for.
    pub fn new(day: &'a Day<'a>, bounds: &'a Bounds) -> Search<'a> {
        let agents = (0..day.intervals.len()).map(|interval| bounds.cover(interval, day.pools)).collect();
        let cost = |at: &usize| day.pools.get(*at).map_or(0.0, |pool| pool.cost);
        let mut dear: Vec<usize> = (0..day.pools.len()).collect();
        dear.sort_by(|a, b| cost(b).total_cmp(&cost(a)).then(a.cmp(b)));
        Search { day, bounds, dear, agents }
    }

    /// Adds agents until every goal is kept, nobody is left to add, or so many trials are used. Says how many were.
    pub fn repair(&mut self, trials: u32, play: Play) -> Result<u32, Refusal> {
        for used in 0..trials {
            let trial = play(&self.agents)?;
            let mut added = false;
            for interval in 0..self.day.intervals.len() {
                added |= self.add_where_missed(interval, &trial);
            }
            // Whole days are looked at once their intervals are as they should be.
            if !added && !self.add_for_days(&trial) {
                return Ok(used + 1);
            }
        }
        Ok(trials)
    }

    /// Takes agents away, and puts cheaper ones in their place, while every goal is kept. Says how many trials were used.
    pub fn reduce(&mut self, trials: u32, play: Play) -> Result<u32, Refusal> {
        let mut used = 0;
        let mut tried = vec![Vec::new(); self.agents.len()];
        // Everybody who can go home goes before dear agents are exchanged, and again after it.
        let [home, exchanges] = self.steps();
        loop {
            while self.take(&home, &mut tried, trials, &mut used, play)? {}
            if !self.take(&exchanges, &mut tried, trials, &mut used, play)? {
                return Ok(used);
            }
        }
    }

    /// Takes each step wherever it breaks no promise; whether any was taken. A step that broke one is not tried again.
    fn take(
        &mut self,
        steps: &[Step],
        tried: &mut [Vec<Step>],
        trials: u32,
        used: &mut u32,
        play: Play,
    ) -> Result<bool, Refusal> {
        let mut changed = false;
        for step in steps {
            for phase in 0..REACH {
                let untried = |interval: &usize| tried.get(*interval).is_some_and(|own| !own.contains(step));
                let moved: Vec<usize> = (phase..self.agents.len())
                    .step_by(REACH)
                    .filter(untried)
                    .filter(|interval| self.may(*interval, *step))
                    .collect();
                if moved.is_empty() {
                    continue;
                }
                if *used >= trials {
                    return Ok(false);
                }
                let before = self.agents.clone();
                moved.iter().for_each(|interval| self.go(*interval, *step));
                let trial = play(&self.agents)?;
                *used += 1;
                let kept = |interval: &usize| (*interval..interval + REACH).all(|near| self.is_kept(near, &trial));
                let days_kept = self.days_are_kept(&trial);
                let bad: Vec<usize> = moved.iter().filter(|interval| !days_kept || !kept(interval)).copied().collect();
                changed |= bad.len() < moved.len();
                for interval in bad {
                    if let (Some(own), Some(old)) = (self.agents.get_mut(interval), before.get(interval)) {
                        own.clone_from(old);
                    }
                    if let Some(own) = tried.get_mut(interval) {
                        own.push(*step);
                    }
                }
            }
        }
        Ok(changed)
    }

    /// Home, and to cheaper pools that answer some of the same; dearest agents first.
    fn steps(&self) -> [Vec<Step>; 2] {
        let pool = |at: usize| self.day.pools.get(at);
        let home = self.dear.iter().map(|from| Step { from: *from, to: None });
        let exchange = |from: usize| {
            let cheaper = move |to: &usize| {
                let (Some(from), Some(to)) = (pool(from), pool(*to)) else { return false };
                to.cost < from.cost && to.serves.iter().any(|line| from.serves.contains(line))
            };
            self.dear.iter().rev().copied().filter(cheaper).map(move |to| Step { from, to: Some(to) })
        };
        [home.collect(), self.dear.iter().flat_map(|from| exchange(*from)).collect()]
    }

    /// Whether a step leaves what the formulas know to be needed.
    fn may(&self, interval: usize, step: Step) -> bool {
        let Some(mut agents) = self.agents.get(interval).cloned() else { return false };
        if agents.get(step.from).copied().unwrap_or(0) == 0 || step.to.is_some_and(|to| !self.has_more(interval, to)) {
            return false;
        }
        change(&mut agents, step);
        self.bounds.kept(interval, &agents, false)
    }

    fn go(&mut self, interval: usize, step: Step) {
        if let Some(agents) = self.agents.get_mut(interval) {
            change(agents, step);
        }
    }

    fn has_more(&self, interval: usize, pool: usize) -> bool {
        let has = self.agents.get(interval).and_then(|own| own.get(pool)).copied().unwrap_or(0);
        self.day.pools.get(pool).is_some_and(|pool| pool.most.is_none_or(|most| has < most))
    }

    /// The largest share of a pool's time that its lines allow.
    fn cap(&self, interval: usize, pool: usize) -> Option<f64> {
        let demands = self.day.intervals.get(interval)?;
        let serves = &self.day.pools.get(pool)?.serves;
        let caps = serves.iter().filter_map(|line| demands.get(*line)).filter_map(|line| line.goal.occupancy);
        caps.reduce(f64::min)
    }

    fn is_over(&self, interval: usize, pool: usize, trial: &Trial) -> bool {
        self.cap(interval, pool).is_some_and(|cap| trial.occupancy(interval, pool) > cap)
    }

    /// Whether every goal of an interval is kept; after the last nothing is promised.
    fn is_kept(&self, interval: usize, trial: &Trial) -> bool {
        let Some(demands) = self.day.intervals.get(interval) else { return true };
        let lines = demands.iter().enumerate().all(|(line, demand)| trial.lack(interval, line, demand) == 0.0);
        lines && (0..self.day.pools.len()).all(|pool| !self.is_over(interval, pool, trial))
    }

    fn days_are_kept(&self, trial: &Trial) -> bool {
        self.lines_by_day().all(|(line, days, promise)| trial.days_kept(line, &promise) >= days)
    }

    /// Lines that are promised a share of days.
    fn lines_by_day(&self) -> impl Iterator<Item = (usize, f64, plan::erlang::Promise)> {
        let lines = self.day.intervals.first().into_iter().flatten().enumerate();
        lines.filter_map(|(line, own)| Some((line, own.manner.days, own.goal.service_level?))).filter(|own| own.1 > 0.0)
    }

    /// One agent or more where a goal is missed, in the pool that gives most for its cost.
    fn add_where_missed(&mut self, interval: usize, trial: &Trial) -> bool {
        let Some(demands) = self.day.intervals.get(interval) else { return false };
        let lacks: Vec<f64> =
            demands.iter().enumerate().map(|(line, demand)| trial.lack(interval, line, demand)).collect();
        let mut added = false;
        if lacks.iter().any(|lack| *lack > 0.0)
            && let Some(pool) = self.best_pool(interval, |line| lacks.get(line).copied().unwrap_or(0.0))
        {
            // What is missed, as work: an agent ends an interval's worth of it.
            let missed_s: f64 = lacks.iter().zip(demands).map(|(lack, line)| lack * line.system.aht_s()).sum();
            let count = (0.5 * missed_s / self.day.seconds).round().clamp(1.0, 50.0) as u32;
            added |= self.add(interval, pool, count);
        }
        for pool in 0..self.day.pools.len() {
            if self.is_over(interval, pool, trial) {
                added |= self.add(interval, pool, 1);
            }
        }
        added
    }

    /// Where too few days of a line are as promised, agents where most of its customers are missed.
    fn add_for_days(&mut self, trial: &Trial) -> bool {
        let mut added = false;
        let missed: Vec<_> =
            self.lines_by_day().filter(|(line, days, promise)| trial.days_kept(*line, promise) < *days).collect();
        for (line, _, promise) in missed {
            let mut worst: Vec<(f64, usize)> =
                (0..self.agents.len()).map(|interval| (trial.missed(interval, line, &promise), interval)).collect();
            worst.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for (_, interval) in worst.into_iter().take(WORST) {
                let wanted = |other: usize| f64::from(u8::from(other == line));
                if let Some(pool) = self.best_pool(interval, wanted) {
                    added |= self.add(interval, pool, 1);
                }
            }
        }
        added
    }

    /// The pool whose agent helps most for her cost, by what each line lacks.
    fn best_pool(&self, interval: usize, lack: impl Fn(usize) -> f64) -> Option<usize> {
        let worth = |(at, pool): (usize, &plan::staff::Pool)| {
            let helped: f64 = pool.serves.iter().map(|line| lack(*line)).sum();
            (helped > 0.0 && self.has_more(interval, at)).then_some((helped / pool.cost, at))
        };
        let worths = self.day.pools.iter().enumerate().filter_map(worth);
        worths.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, at)| at)
    }

    fn add(&mut self, interval: usize, pool: usize, count: u32) -> bool {
        let most = self.day.pools.get(pool).and_then(|pool| pool.most).unwrap_or(u32::MAX);
        let Some(has) = self.agents.get_mut(interval).and_then(|own| own.get_mut(pool)) else { return false };
        let with = has.saturating_add(count).min(most.max(*has));
        std::mem::replace(has, with) != with
    }
}

fn change(agents: &mut [u32], step: Step) {
    if let Some(count) = agents.get_mut(step.from) {
        *count = count.saturating_sub(1);
    }
    if let Some(count) = step.to.and_then(|to| agents.get_mut(to)) {
        *count += 1;
    }
}
