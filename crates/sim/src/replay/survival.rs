//! How long something lasts, estimated from cases of which some were cut short (Kaplan and Meier 1958): a customer who was
//! served did not show how long she would have waited, only that it was longer.

use std::collections::BTreeMap;

use routing::{Channel, ReasonId};

use crate::random::Random;

/// Complete cases at which a reason's own curve weighs as much as the pool's.
const EVEN_WEIGHT: f64 = 20.0;

/// One case: how long it was seen, and whether it ended by itself then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    pub ms: u32,
    pub complete: bool,
}

/// A survival curve, with an exponential tail where no case ended any more.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Survival {
    /// Times at which cases ended, and the share that lasts longer.
    steps: Vec<(u32, f64)>,
    /// Share of those left that ends per ms beyond the last step.
    tail_per_ms: f64,
    /// Cases that ended by themselves.
    complete: usize,
}

impl Survival {
    /// The product-limit estimate.
    pub fn of(cases: &[Case]) -> Survival {
        let mut sorted = cases.to_vec();
        // At the same time, an end comes before a cut.
        sorted.sort_by_key(|case| (case.ms, !case.complete));
        let mut steps: Vec<(u32, f64)> = Vec::new();
        let (mut left, mut share) = (sorted.len() as f64, 1.0);
        let mut exposure_ms = 0.0;
        let mut complete = 0;
        for case in &sorted {
            exposure_ms += f64::from(case.ms);
            if case.complete {
                complete += 1;
                share *= 1.0 - 1.0 / left;
                match steps.last_mut() {
                    Some(last) if last.0 == case.ms => last.1 = share,
                    _ => steps.push((case.ms, share)),
                }
            }
            left -= 1.0;
        }
        Survival { steps, tail_per_ms: complete as f64 / f64::max(exposure_ms, 1.0), complete }
    }

    /// Share that lasts longer than `ms`.
    pub fn share_beyond(&self, ms: u32) -> f64 {
        let passed = self.steps.partition_point(|step| step.0 <= ms);
        let share = passed.checked_sub(1).and_then(|at| self.steps.get(at)).map_or(1.0, |step| step.1);
        let last = self.steps.last().map_or(0, |step| step.0);
        if ms > last { share * (-self.tail_per_ms * f64::from(ms - last)).exp() } else { share }
    }

    /// When the share that lasts longer falls to `share`. None: never.
    fn time_of(&self, share: f64) -> Option<u32> {
        let at = self.steps.partition_point(|step| step.1 > share);
        if let Some(step) = self.steps.get(at) {
            return Some(step.0);
        }
        let (last, left) = self.steps.last().copied().unwrap_or((0, 1.0));
        if self.tail_per_ms <= 0.0 || left <= 0.0 {
            return None;
        }
        let more = (left / share).ln() / self.tail_per_ms;
        Some((f64::from(last) + more).min(f64::from(u32::MAX)) as u32)
    }
}

/// Whether a customer waits at the other end, or looks later: her patience, and the time things take, are of another order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Pace {
    #[default]
    Live,
    Deferred,
}

impl Pace {
    pub fn of(channel: Channel) -> Pace {
        match channel {
            Channel::Voice | Channel::Chat | Channel::Callback => Pace::Live,
            Channel::Message | Channel::Mail | Channel::Task => Pace::Deferred,
        }
    }
}

/// What cases are alike in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Kind {
    pub reason: Option<ReasonId>,
    pub pace: Pace,
}

/// Curves by reason and pace, drawn to all of the pace where a reason has few cases.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Survivals {
    pools: BTreeMap<Pace, Survival>,
    of: BTreeMap<Kind, Survival>,
}

impl Survivals {
    pub fn of(cases: &[(Kind, Case)]) -> Survivals {
        let mut pools: BTreeMap<Pace, Vec<Case>> = BTreeMap::new();
        let mut of: BTreeMap<Kind, Vec<Case>> = BTreeMap::new();
        for (kind, case) in cases {
            pools.entry(kind.pace).or_default().push(*case);
            if kind.reason.is_some() {
                of.entry(*kind).or_default().push(*case);
            }
        }
        Survivals {
            pools: pools.into_iter().map(|(pace, cases)| (pace, Survival::of(&cases))).collect(),
            of: of.into_iter().map(|(kind, cases)| (kind, Survival::of(&cases))).collect(),
        }
    }

    /// Cases of all reasons that ended by themselves.
    pub fn complete(&self, pace: Pace) -> usize {
        self.pools.get(&pace).map_or(0, |pool| pool.complete)
    }

    /// A time longer than `beyond_ms`, given that it lasted so long. None: nothing says that it ever ends.
    pub fn draw(&self, kind: Kind, beyond_ms: u32, random: &mut Random) -> Option<u32> {
        let pool = self.pools.get(&kind.pace)?;
        let own = self.of.get(&kind);
        let weight = own.map_or(0.0, |own| own.complete as f64 / (own.complete as f64 + EVEN_WEIGHT));
        // A mixture of two curves, each weighted by what is left of it.
        let own_left = own.map_or(0.0, |own| weight * own.share_beyond(beyond_ms));
        let pool_left = (1.0 - weight) * pool.share_beyond(beyond_ms);
        let (one, other) = (random.unit(), random.unit());
        let takes_own = one * (own_left + pool_left) < own_left;
        let curve = own.filter(|_| takes_own).unwrap_or(pool);
        let left = curve.share_beyond(beyond_ms);
        let drawn = curve.time_of(other * left)?;
        Some(drawn.max(beyond_ms.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUND: Kind = Kind { reason: Some(ReasonId(1)), pace: Pace::Live };

    #[test]
    fn the_product_limit_of_a_textbook_example() {
        // Kaplan and Meier 1958, section 1: ends at 0.8, 3.1, 5.4, 9.2; cut at 1.0, 2.7, 7.0, 12.1 (months).
        let case = |tenths: u32, complete| Case { ms: tenths, complete };
        let cases = [
            case(8, true),
            case(10, false),
            case(27, false),
            case(31, true),
            case(54, true),
            case(70, false),
            case(92, true),
            case(121, false),
        ];
        let curve = Survival::of(&cases);
        let shares: Vec<f64> = [8, 31, 54, 92].map(|at| (curve.share_beyond(at) * 1000.0).round() / 1000.0).into();
        assert_eq!(shares, [0.875, 0.7, 0.525, 0.263]);
    }

    #[test]
    fn censored_cases_do_not_pull_the_estimate_down() {
        // Exponential patience of 60 s, cut by an independent wait of 30 s on average.
        let mut random = Random::new(11);
        let cases: Vec<_> = (0..20_000)
            .map(|_| {
                let (patience, wait) = (60_000.0 * random.exponential(), 30_000.0 * random.exponential());
                (REFUND, Case { ms: f64::min(patience, wait) as u32, complete: patience <= wait })
            })
            .collect();
        let curves = Survivals::of(&cases);
        let n = 50_000;
        let mean =
            (0..n).filter_map(|_| curves.draw(REFUND, 0, &mut random)).map(f64::from).sum::<f64>() / f64::from(n);
        assert!((mean / 60_000.0 - 1.0).abs() < 0.05, "{mean}");
        // Without memory: another 60 s beyond any time.
        let beyond =
            (0..n).filter_map(|_| curves.draw(Kind::default(), 45_000, &mut random)).map(f64::from).sum::<f64>()
                / f64::from(n);
        assert!((beyond / 105_000.0 - 1.0).abs() < 0.05, "{beyond}");
    }

    #[test]
    fn where_nobody_ever_gave_up_nothing_says_when() {
        let curves = Survivals::of(&[(REFUND, Case { ms: 5_000, complete: false })]);
        assert_eq!(curves.draw(REFUND, 0, &mut Random::new(1)), None);
    }

    #[test]
    fn who_writes_a_mail_does_not_lose_patience_as_who_calls_about_the_same_matter() {
        let mail = Kind { pace: Pace::Deferred, ..REFUND };
        let mut random = Random::new(5);
        let waits = |kind, mean_ms: f64, random: &mut Random| -> Vec<(Kind, Case)> {
            (0..300).map(|_| (kind, Case { ms: (mean_ms * random.exponential()) as u32, complete: true })).collect()
        };
        let mut cases = waits(REFUND, 60_000.0, &mut random);
        cases.extend(waits(mail, 7_200_000.0, &mut random));
        let curves = Survivals::of(&cases);
        let mean = |kind, random: &mut Random| {
            (0..5_000).filter_map(|_| curves.draw(kind, 0, random)).map(f64::from).sum::<f64>() / 5_000.0
        };
        let (calls, mails) = (mean(REFUND, &mut random), mean(mail, &mut random));
        assert!((calls / 60_000.0 - 1.0).abs() < 0.2 && (mails / 7_200_000.0 - 1.0).abs() < 0.2, "{calls} {mails}");
        // A reason without cases of its own has those of its pace.
        let other = Kind { reason: Some(ReasonId(2)), pace: Pace::Deferred };
        assert!(mean(other, &mut random) > 3_600_000.0);
        assert_eq!((curves.complete(Pace::Live), curves.complete(Pace::Deferred)), (300, 300));
    }
}
