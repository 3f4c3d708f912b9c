//! Whether what customers say now is still what the model learned from.

use serde::Serialize;

use super::model::Model;

/// Messages compared on each side at least.
const LEAST: usize = 30;

/// How far a span of messages has moved from an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drift {
    /// Population stability index over the likeliest reasons: below 0.1 nothing, above 0.25 much.
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
    // Half a message more in each cell, so that a new reason is far but not infinitely far.
    let share = |count: f64, all: usize, cells: usize| (count + 0.5) / (all as f64 + 0.5 * cells as f64);
    let cells = old.counts.len();
    let shares: Vec<(f64, f64)> = old
        .counts
        .iter()
        .zip(&new.counts)
        .map(|(&one, &two)| (share(one, before.len(), cells), share(two, now.len(), cells)))
        .collect();
    let index = shares.iter().map(|(one, two)| (two - one) * (two / one).ln()).sum();
    let mut moved: Vec<(usize, f64, f64)> =
        shares.iter().enumerate().map(|(at, (one, two))| (at, *one, *two)).take(cells - 1).collect();
    moved.sort_by(|one, two| (two.1 - two.2).abs().total_cmp(&(one.1 - one.2).abs()));
    moved.truncate(5);
    Some(Drift { index, confidence: [old.confidence, new.confidence], other: [old.other, new.other], moved })
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
