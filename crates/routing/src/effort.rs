//! What a customer's effort so far is worth in line: the one place where it is computed.
//!
//! `credit = transfers × w₁ + repeats × w₂ + broken promises × w₃ + full minutes waited earlier × w₄`, at most `cap`.
//! The cap is what keeps everyone's wait bounded: nobody can be overtaken by more than cap + priority.

use crate::input::Effort;
use crate::policy::EffortWeights;

/// Credit in ms for these facts under these weights.
pub fn credit_ms(effort: &Effort, weights: &EffortWeights) -> u32 {
    let minutes_waited = u64::from(effort.waited_ms / 60_000);
    let sum = u64::from(effort.transfers) * u64::from(weights.transfer_ms)
        + u64::from(effort.repeats) * u64::from(weights.repeat_ms)
        + u64::from(effort.broken_promises) * u64::from(weights.broken_promise_ms)
        + minutes_waited * u64::from(weights.waited_minute_ms);
    sum.min(u64::from(weights.cap_ms)) as u32
}
