//! People required against people at work, interval by interval, when people have several skills.
//!
//! The fewest missing is the largest lack over all sets of skills: what the set requires less those at work who have any skill of
//! it (max-flow min-cut; Hall 1935 for a single person each). It is kept for every set of every connected group of skills, so that
//! one person more or less is a handful of additions.

use super::problem::Parts;
use crate::refusal::{Refusal, refuse};

/// The most skills that hang together by people who have several of them.
pub const MAX_CONNECTED: usize = 10;

/// The most skills of a problem: one bit each.
pub const MAX_SKILLS: usize = 32;
/// The most intervals times sets of skills.
const MAX_CELLS: usize = 50_000_000;

/// Sets of skills and what they require.
#[derive(Debug, Clone)]
pub struct Demand {
    /// Sets of skills, one bit each, group by group.
    sets: Vec<u32>,
    /// Where each group's sets begin; the last set of a group is all of it.
    groups: Vec<std::ops::Range<usize>>,
    /// Lack of each set by interval when nobody works: `interval × sets`.
    empty: Vec<i32>,
    under: i64,
    over: i64,
}

/// Lack of each set by interval, and what it costs.
#[derive(Debug, Clone)]
pub struct Lack {
    values: Vec<i32>,
    /// By interval.
    missing: Vec<i32>,
    excess: Vec<i32>,
    /// Cost of all intervals.
    pub cost: i64,
}

impl Demand {
    pub(super) fn new(parts: &Parts) -> Result<Demand, Refusal> {
        let skills = parts.skills.len();
        if skills > MAX_SKILLS {
            return refuse(Refusal::TooManySkills { skills, most: MAX_SKILLS });
        }
        let mut groups: Vec<u32> = (0..skills).map(|skill| 1 << skill).collect();
        for agent in &parts.agents {
            let (joined, apart): (Vec<u32>, Vec<u32>) = groups.iter().partition(|group| **group & agent.skills != 0);
            groups = apart;
            groups.extend((!joined.is_empty()).then(|| joined.iter().fold(0, |all, group| all | group)));
        }
        let mut demand =
            Demand { sets: Vec::new(), groups: Vec::new(), empty: Vec::new(), under: parts.under, over: parts.over };
        for group in groups {
            if group.count_ones() as usize > MAX_CONNECTED {
                return refuse(Refusal::SkillsHangTogether { skills: group.count_ones(), most: MAX_CONNECTED });
            }
            let from = demand.sets.len();
            // Every subset of the bits, the whole group last.
            let mut set: u32 = 0;
            while set != group {
                set = set.wrapping_sub(group) & group;
                demand.sets.push(set);
            }
            demand.groups.push(from..demand.sets.len());
        }
        let cells = demand.sets.len() * (parts.days + 1) * (1_440 / parts.interval_min.max(1)) as usize;
        if cells > MAX_CELLS {
            return refuse(Refusal::TooLargeToSearch);
        }
        let intervals = (parts.days + 1) * (1_440 / parts.interval_min.max(1)) as usize;
        for interval in 0..intervals {
            for set in &demand.sets {
                let of = |(skill, row): (usize, &Vec<u32>)| match set >> skill & 1 {
                    1 => row.get(interval).map_or(0, |people| i32::try_from(*people).unwrap_or(i32::MAX / 64)),
                    _ => 0,
                };
                demand.empty.push(parts.required.iter().enumerate().map(of).sum());
            }
        }
        Ok(demand)
    }

    /// What each set of each connected group of skills requires in an interval; the whole group last.
    #[cfg(feature = "mip")]
    pub fn groups_at(&self, interval: usize) -> Vec<Vec<(u32, i32)>> {
        let width = self.sets.len();
        let required = self.empty.get(interval * width..(interval + 1) * width).unwrap_or_default();
        let of = |group: &std::ops::Range<usize>| {
            let sets = self.sets.get(group.clone()).unwrap_or_default().iter();
            sets.copied().zip(required.get(group.clone()).unwrap_or_default().iter().copied()).collect()
        };
        self.groups.iter().map(of).collect()
    }

    /// Nobody at work.
    pub fn nobody(&self) -> Lack {
        let width = self.sets.len().max(1);
        let intervals = self.empty.len() / width;
        let mut lack =
            Lack { values: self.empty.clone(), missing: vec![0; intervals], excess: vec![0; intervals], cost: 0 };
        for interval in 0..intervals {
            self.price(&mut lack, interval);
        }
        lack
    }

    /// For a person's skills: 1 for each set she serves.
    pub fn serves(&self, skills: u32) -> Vec<i32> {
        self.sets.iter().map(|set| i32::from(set & skills != 0)).collect()
    }

    /// A person comes (`by` 1) or goes (`by` -1) in these intervals, counted from interval `from`.
    pub fn add(&self, lack: &mut Lack, serves: &[i32], from: usize, work: &[usize], by: i32) {
        let width = self.sets.len();
        for at in work {
            let interval = from + at;
            let Some(values) = lack.values.get_mut(interval * width..(interval + 1) * width) else { continue };
            for (value, serves) in values.iter_mut().zip(serves) {
                *value -= by * serves;
            }
            self.price(lack, interval);
        }
    }

    fn price(&self, lack: &mut Lack, interval: usize) {
        let width = self.sets.len();
        let Some(values) = lack.values.get(interval * width..(interval + 1) * width) else { return };
        let (mut missing, mut excess) = (0, 0);
        for group in &self.groups {
            let sets = values.get(group.clone()).unwrap_or_default();
            let short = sets.iter().copied().fold(0, i32::max);
            missing += short;
            // At work less required plus missing: those who serve nobody.
            excess += short - sets.last().copied().unwrap_or(0);
        }
        if let (Some(was_missing), Some(was_excess)) = (lack.missing.get_mut(interval), lack.excess.get_mut(interval)) {
            lack.cost += self.under * i64::from(missing - *was_missing) + self.over * i64::from(excess - *was_excess);
            (*was_missing, *was_excess) = (missing, excess);
        }
    }
}

impl Lack {
    /// People missing by interval.
    pub fn missing(&self) -> &[i32] {
        &self.missing
    }

    /// People too many by interval.
    pub fn excess(&self) -> &[i32] {
        &self.excess
    }
}
