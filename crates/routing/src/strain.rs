//! What an agent's work facts add up to: the one place where it is computed.
//!
//! `points = full ten minutes without a pause × w₁ + hard contacts in a row × w₂ + abuse today × w₃ + short rest × w₄`.

use crate::id::Time;
use crate::policy::StrainRules;
use crate::state::StrainFacts;

/// Time worked without a pause at `now`, in ms: a pause is no work, and one of the published length ends the stretch.
pub fn without_pause_ms(facts: &StrainFacts, rules: &StrainRules, now: Time) -> i64 {
    let until = match facts.pause_since {
        None => now,
        Some(pause) if now.since_ms(pause) < i64::from(rules.pause_ms) => pause,
        Some(_) => return 0,
    };
    facts.working_since.map_or(0, |since| until.since_ms(since))
}

/// Strain points at `now`.
pub fn points(facts: &StrainFacts, rules: &StrainRules, now: Time) -> u32 {
    let tens = u32::try_from(without_pause_ms(facts, rules, now) / 600_000).unwrap_or(u32::MAX);
    tens.saturating_mul(rules.ten_minutes.into())
        .saturating_add(u32::from(facts.hard_in_a_row).saturating_mul(rules.hard_in_a_row.into()))
        .saturating_add(u32::from(facts.abuse_today).saturating_mul(rules.abuse.into()))
        .saturating_add(if facts.short_rest { rules.short_rest.into() } else { 0 })
}
