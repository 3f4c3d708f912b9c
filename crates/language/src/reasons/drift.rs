//! Whether what customers say now is still what the model learned from.

use serde::Serialize;

use super::model::Model;

/// Messages compared on each side at least.
const LEAST: usize = 30;

/// How far a span of messages has moved from an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drift {
    /// Population stability index over the likeliest reasons, beyond what chance makes of it: below 0.1 nothing, above 0.25 much.
    pub index: f64,
    /// Mean confidence, before and now, and the share held to be none of the reasons.
    pub confidence: [f64; 2],
    pub other: [f64; 2],
    /// The reasons that grew or shrank most (index of the reason, share before, share now).
    pub moved: Vec<(usize, f64, f64)>,
}

/// Compares messages of two spans. Nothing with too few of either.
pub fn drift(model: &Model, before: &[String], now: &[String]) -> Option<Drift> {
    if before.len().min(now.len()) < LEAST {
        return None;
    }
    let (old, new) = (look(model, before), look(model, now));
    let shares = shares(&old.counts, &new.counts);
    let index = (stability(&shares) - chance(&old.counts, &new.counts)).max(0.0);
    let mut moved: Vec<(usize, f64, f64)> =
        shares.iter().enumerate().map(|(at, (one, two))| (at, *one, *two)).take(model.reasons()).collect();
    moved.sort_by(|one, two| (two.1 - two.2).abs().total_cmp(&(one.1 - one.2).abs()));
    moved.truncate(5);
    Some(Drift { index, confidence: [old.confidence, new.confidence], other: [old.other, new.other], moved })
}

/// Shares by cell. Half a message more in each, so that a new reason is far but not infinitely far.
fn shares(old: &[f64], new: &[f64]) -> Vec<(f64, f64)> {
    let all = |counts: &[f64]| counts.iter().sum::<f64>() + 0.5 * counts.len() as f64;
    let share = |count: &f64, all: f64| (count + 0.5) / all;
    let (before, now) = (all(old), all(new));
    old.iter().zip(new).map(|(one, two)| (share(one, before), share(two, now))).collect()
}

fn stability(shares: &[(f64, f64)]) -> f64 {
    shares.iter().map(|(one, two)| (two - one) * (two / one).ln()).sum()
}

/// The index that two draws from one and the same customers stay below nineteen times in twenty: over its scale it is a chi-square
/// of the cells less one (Yurdakul 2018), whose quantile is Wilson and Hilferty's. With twenty reasons and 150 messages a week
/// it alone is 0.25.
fn chance(old: &[f64], new: &[f64]) -> f64 {
    const Z95: f64 = 1.645;
    let cells = old.iter().zip(new).filter(|(one, two)| *one + *two > 0.0).count();
    let free = cells.saturating_sub(1) as f64;
    if free < 1.0 {
        return 0.0;
    }
    let spread = 2.0 / (9.0 * free);
    let quantile = free * (1.0 - spread + Z95 * spread.sqrt()).powi(3);
    quantile * (1.0 / old.iter().sum::<f64>() + 1.0 / new.iter().sum::<f64>())
}

struct Look {
    /// Messages by likeliest reason; the last cell is "other".
    counts: Vec<f64>,
    confidence: f64,
    other: f64,
}

fn look(model: &Model, messages: &[String]) -> Look {
    let mut look = Look { counts: vec![0.0; model.reasons() + 1], confidence: 0.0, other: 0.0 };
    for text in messages {
        let Some(guess) = model.guess(text, 1).into_iter().next() else { continue };
        let known = model.is_known(&guess);
        look.confidence += f64::from(guess.confidence) / messages.len() as f64;
        look.other += if known { 0.0 } else { 1.0 / messages.len() as f64 };
        let cell = guess.reason.filter(|_| known).unwrap_or(model.reasons());
        if let Some(count) = look.counts.get_mut(cell) {
            *count += 1.0;
        }
    }
    look
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    const REASONS: usize = 20;

    /// So many messages of customers who come about reason n with weight 1/n, and about one more often where `more` says so.
    fn week(dice: &mut Dice, messages: usize, more: Option<usize>) -> Vec<f64> {
        let weights: Vec<usize> = (1..=REASONS).map(|n| 10_000 / n).collect();
        let all: usize = weights.iter().sum();
        let mut counts = vec![0.0; REASONS];
        for _ in 0..messages {
            let mut at = dice.below(all);
            let drawn = weights.iter().position(|weight| {
                let here = at < *weight;
                at = at.saturating_sub(*weight);
                here
            });
            let drawn = more.filter(|_| dice.below(4) == 0).or(drawn).unwrap();
            counts[drawn] += 1.0;
        }
        counts
    }

    /// Weeks of a hundred that are said to have changed beside the four before.
    fn alarms(messages: usize, more: Option<usize>) -> usize {
        let mut dice = Dice::new(messages as u64);
        let changed = |_: &usize| {
            let (old, new) = (week(&mut dice, 4 * messages, None), week(&mut dice, messages, more));
            stability(&shares(&old, &new)) - chance(&old, &new) >= 0.1
        };
        (0..100).filter(changed).count()
    }

    #[test]
    fn customers_who_come_about_the_same_are_not_said_to_have_changed() {
        for messages in [30, 60, 150, 500] {
            assert!(alarms(messages, None) <= 2, "{messages} messages a week: {}", alarms(messages, None));
        }
    }

    #[test]
    fn a_quarter_about_one_reason_is_seen_from_150_messages_a_week_on() {
        for messages in [150, 500] {
            assert!(alarms(messages, Some(4)) >= 90, "{messages} messages a week: {}", alarms(messages, Some(4)));
        }
    }
}
