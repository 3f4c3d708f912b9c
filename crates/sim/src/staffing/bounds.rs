//! What the Erlang formulas know beforehand: any set of lines needs at least as many agents, of all pools that answer one of
//! them, as it would if those agents could all answer all of it.

use plan::Refusal;
use plan::erlang::{Goal, Promise, Rate, Seconds, ShortAbandons, System};
use plan::staff::{Day, Demand, Pool};

/// With more lines only single ones, pairs and all together are looked at.
const ALL_SETS: usize = 8;

/// Least agents of an interval for sets of lines.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// By interval.
    pub intervals: Vec<Vec<Bound>>,
    /// By set of lines, the same in every interval: the pools that answer any of them.
    pools: Vec<Vec<bool>>,
}

/// Of one set of lines in one interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    pub agents: u32,
    /// The formula holds: nobody is called back later, contacts are short beside the interval.
    pub holds: bool,
}

impl Bounds {
    /// # Errors
    /// A promise that no number of agents keeps.
    pub fn of(day: &Day) -> Result<Bounds, Refusal> {
        let lines = day.intervals.first().map_or(0, Vec::len);
        let sets = sets(lines);
        let serves = |pool: &Pool, set: &[usize]| pool.serves.iter().any(|line| set.contains(line));
        let pools = sets.iter().map(|set| day.pools.iter().map(|pool| serves(pool, set)).collect()).collect();
        let of_interval = |demands: &Vec<Demand>| {
            let of_set = |set: &Vec<usize>| {
                let own: Vec<&Demand> = set.iter().filter_map(|line| demands.get(*line)).collect();
                bound(&own, day.seconds)
            };
            sets.iter().map(of_set).collect()
        };
        let intervals = day.intervals.iter().map(of_interval).collect::<Result<_, Refusal>>()?;
        Ok(Bounds { intervals, pools })
    }

    /// Whether these agents of an interval are enough for every bound that holds, or for all of them.
    pub fn kept(&self, interval: usize, agents: &[u32], all: bool) -> bool {
        self.lacks(interval, agents, all).next().is_none()
    }

    /// The pools of every set that has too few, and how many are missing.
    fn lacks<'a>(&'a self, interval: usize, agents: &'a [u32], all: bool) -> impl Iterator<Item = (&'a [bool], u32)> {
        let bounds = self.intervals.get(interval).map(Vec::as_slice).unwrap_or_default();
        self.pools.iter().zip(bounds).filter(move |(_, bound)| all || bound.holds).filter_map(move |(pools, bound)| {
            let there: u32 = agents.iter().zip(pools).map(|(count, serves)| if *serves { *count } else { 0 }).sum();
            (there < bound.agents).then(|| (pools.as_slice(), bound.agents - there))
        })
    }

    /// The cheapest agents by pool that keep every bound of an interval, as far as a greedy choice and exchanges find them.
    pub fn cover(&self, interval: usize, pools: &[Pool]) -> Vec<u32> {
        let mut agents = vec![0; pools.len()];
        loop {
            let mut worth = vec![0.0; pools.len()];
            for (serves, missing) in self.lacks(interval, &agents, true) {
                worth
                    .iter_mut()
                    .zip(serves)
                    .filter(|(_, serves)| **serves)
                    .for_each(|(own, _)| *own += f64::from(missing));
            }
            let open = |(at, pool): &(usize, &Pool)| {
                pool.most.is_none_or(|most| agents.get(*at).is_some_and(|has| *has < most))
            };
            let best = pools
                .iter()
                .enumerate()
                .filter(open)
                .map(|(at, pool)| (worth.get(at).copied().unwrap_or(0.0) / pool.cost, at));
            let Some((worth, at)) = best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) else { break };
            let Some(count) = agents.get_mut(at).filter(|_| worth > 0.0) else { break };
            *count += 1;
        }
        self.cheapen(interval, pools, &mut agents);
        agents
    }

    /// Takes agents away, and puts cheaper ones in their place, while every bound is kept.
    fn cheapen(&self, interval: usize, pools: &[Pool], agents: &mut Vec<u32>) {
        let mut dear: Vec<usize> = (0..pools.len()).collect();
        let cost = |at: usize| pools.get(at).map_or(0.0, |pool| pool.cost);
        dear.sort_by(|a, b| cost(*b).total_cmp(&cost(*a)).then(a.cmp(b)));
        let mut changed = true;
        while changed {
            changed = false;
            for from in &dear {
                let cheaper = dear.iter().rev().filter(|to| cost(**to) < cost(*from)).map(|to| Some(*to));
                for to in [None].into_iter().chain(cheaper) {
                    let mut other = agents.clone();
                    let Some(count) = other.get_mut(*from).filter(|count| **count > 0) else { break };
                    *count -= 1;
                    if let Some((to, count)) = to.and_then(|to| Some((to, other.get_mut(to)?))) {
                        *count += 1;
                        let most = pools.get(to).and_then(|pool| pool.most);
                        if most.is_some_and(|most| *count > most) {
                            continue;
                        }
                    }
                    if self.kept(interval, &other, true) {
                        (*agents, changed) = (other, true);
                        break;
                    }
                }
            }
        }
    }
}

/// Sets of lines: all of them where they are few.
fn sets(lines: usize) -> Vec<Vec<usize>> {
    if lines <= ALL_SETS {
        let of_mask = |mask: usize| (0..lines).filter(|line| mask & (1 << line) != 0).collect();
        return (1..1_usize << lines).map(of_mask).collect();
    }
    let single = (0..lines).map(|line| vec![line]);
    let pairs = (0..lines).flat_map(|first| (first + 1..lines).map(move |second| vec![first, second]));
    single.chain(pairs).chain([(0..lines).collect()]).collect()
}

/// The fewest agents for lines as one, promised what is promised in the mean, with the mildest of what else differs.
fn bound(lines: &[&Demand], seconds: f64) -> Result<Bound, Refusal> {
    let busy: Vec<&&Demand> = lines.iter().filter(|line| line.system.rate_per_s() > 0.0).collect();
    let least = lines.iter().map(|line| line.least).max().unwrap_or(0);
    let rate: f64 = busy.iter().map(|line| line.system.rate_per_s()).sum();
    if rate <= 0.0 {
        return Ok(Bound { agents: least, holds: true });
    }
    let mean =
        |of: &dyn Fn(&Demand) -> f64| busy.iter().map(|line| line.system.rate_per_s() * of(line)).sum::<f64>() / rate;
    let most = |of: &dyn Fn(&Demand) -> f64| busy.iter().map(|line| of(line)).fold(f64::NEG_INFINITY, f64::max);
    // Of several chats at once only the work that they take counts, unless all lines are alike in that.
    let alike = busy.iter().all(|line| chats(line) == busy.first().map_or((1, 0.0), |first| chats(first)));
    let (at_once, slowdown) = busy.first().filter(|_| alike).map_or((1, 0.0), |first| chats(first));
    let aht_s = mean(&|line| if alike { line.system.aht_s() } else { line.system.aht_s() / gain(line) });
    // Lines that promise different things promise together only what all of them do.
    let all = |has: &dyn Fn(&Goal) -> bool| busy.iter().all(|line| has(&line.goal));
    let promises: Vec<Promise> = busy.iter().filter_map(|line| line.goal.service_level).collect();
    let service_level = promises.first().filter(|_| promises.len() == busy.len()).map(|first| Promise {
        share: mean(&|line| line.goal.service_level.map_or(0.0, |promise| promise.share)),
        within_s: promises.iter().map(|promise| promise.within_s).fold(0.0, f64::max),
        short: if promises.iter().all(|own| own.short == first.short) { first.short } else { ShortAbandons::AllOut },
    });
    let goal = Goal {
        service_level,
        asa_s: all(&|goal| goal.asa_s.is_some()).then(|| most(&|line| line.goal.asa_s.unwrap_or(0.0))),
        abandon: all(&|goal| goal.abandon.is_some()).then(|| mean(&|line| line.goal.abandon.unwrap_or(0.0))),
        block: None,
        occupancy: all(&|goal| goal.occupancy.is_some()).then(|| most(&|line| line.goal.occupancy.unwrap_or(0.0))),
    };
    let (rate, aht) = (Rate(rate), Seconds(aht_s));
    let patience_s = busy.iter().map(|line| line.system.patience_s()).collect::<Option<Vec<f64>>>();
    let system = match patience_s {
        Some(patience_s) => System::a(rate, aht, Seconds(patience_s.into_iter().fold(f64::INFINITY, f64::min)))?,
        None => System::c(rate, aht)?,
    };
    let system =
        system.chat(at_once, slowdown)?.redial(busy.iter().map(|line| line.system.redials()).fold(1.0, f64::min))?;
    // Nothing promised together: only the load itself is known.
    let agents = if goal == Goal::default() { 1 } else { system.least(&goal)?.agents };
    let called_back = busy.iter().any(|line| line.manner.callback.is_some());
    let holds = !called_back && busy.iter().all(|line| line.system.aht_s() * 2.0 <= seconds);
    Ok(Bound { agents: agents.max(least), holds })
}

fn chats(line: &Demand) -> (u32, f64) {
    (line.system.concurrency(), line.system.slowdown())
}

/// Handle times that an agent with her hands full ends in the time of one.
fn gain(line: &Demand) -> f64 {
    let (at_once, slowdown) = chats(line);
    f64::from(at_once) / (1.0 + slowdown * (f64::from(at_once) - 1.0))
}
