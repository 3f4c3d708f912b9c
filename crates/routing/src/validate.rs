//! What a policy must be before it can be published.

use alloc::vec::Vec;
use serde::Serialize;

use crate::agent::{AgentKind, AgentProfile};
use crate::engine::{PRIORITY_MS, priority};
use crate::id::{GroupId, ReasonId, SkillId};
use crate::limits;
use crate::policy::{Need, Policy, Reason, Ring, Treatment};
use crate::state::meets;

/// One thing that keeps a policy from being published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// The reason that stands in is not in the catalogue.
    UnknownReasonMissing,
    TooManyReasons,
    NoRings {
        reason: ReasonId,
    },
    TooManyRings {
        reason: ReasonId,
    },
    /// The first ring must hold from the start.
    FirstRingLate {
        reason: ReasonId,
    },
    /// A later ring must come later and ask for no more than the one before.
    RingAsksMore {
        reason: ReasonId,
        ring: u8,
    },
    LevelOutOfRange {
        reason: ReasonId,
        skill: SkillId,
    },
    WeightOutOfRange {
        reason: ReasonId,
    },
    /// Callbacks are offered but no group of slots exists.
    GroupMissing {
        reason: ReasonId,
        group: GroupId,
    },
    EmptySlots {
        group: GroupId,
    },
    /// A declined offer would come back at once.
    NoCooldown,
    /// No person is among the treatments.
    NoWayToAPerson {
        reason: ReasonId,
        known: bool,
    },
    /// No bound on waiting can be stated, because this part of it is not bounded.
    NoBound {
        part: Unbounded,
    },
    /// A hold or a ring comes so late that no bound can be stated.
    NoBoundForReason {
        reason: ReasonId,
    },
    /// No one on the books meets even the last ring.
    NobodyCanServe {
        reason: ReasonId,
    },
}

/// A part of the bound on waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unbounded {
    EffortCap,
    ReturnCredit,
    OfferDeadline,
}

/// Everything that stands against publishing this policy to these agents. A centre with nobody on the books yet may
/// publish: it could not begin otherwise.
pub fn validate<'a>(policy: &Policy, agents: impl Iterator<Item = &'a AgentProfile>) -> Vec<Finding> {
    let mut findings = structure(policy);
    let people: Vec<&AgentProfile> = agents.filter(|agent| agent.kind == AgentKind::Person).collect();
    for (id, reason) in &policy.reasons {
        let last: &[Need] = reason.rings.last().map(|ring| ring.needs.as_slice()).unwrap_or_default();
        if !people.is_empty() && !people.iter().any(|agent| !agent.limits.is_empty() && meets(&agent.skills, last)) {
            findings.push(Finding::NobodyCanServe { reason: *id });
        }
    }
    findings
}

/// What can be said of a policy without knowing the agents.
pub fn structure(policy: &Policy) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !policy.reasons.contains_key(&policy.unknown_reason) {
        findings.push(Finding::UnknownReasonMissing);
    }
    if policy.reasons.len() > limits::REASONS {
        findings.push(Finding::TooManyReasons);
    }
    for (part, ms, most) in [
        (Unbounded::EffortCap, policy.effort.cap_ms, limits::EFFORT_CAP_MS),
        (Unbounded::ReturnCredit, policy.offers.return_credit_ms, limits::RETURN_CREDIT_MS),
        (Unbounded::OfferDeadline, policy.offers.deadline_ms, limits::HOLD_MS),
    ] {
        if ms > most || (part == Unbounded::OfferDeadline && ms == 0) {
            findings.push(Finding::NoBound { part });
        }
    }
    if policy.offers.cooldown_ms == 0 {
        findings.push(Finding::NoCooldown);
    }
    for (group, rule) in &policy.groups {
        if rule.slot_ms == 0 || rule.places == 0 {
            findings.push(Finding::EmptySlots { group: *group });
        }
    }
    for (id, reason) in &policy.reasons {
        check_reason(policy, *id, reason, &mut findings);
    }
    findings
}

/// How far anyone can be overtaken, in ms: everyone who arrives later than this after her is served after her.
/// Those who come back first in line are not counted; each contact does so at most once per transfer.
pub fn overtaking_bound_ms(policy: &Policy) -> i64 {
    let most = policy.reasons.values().map(priority).max().unwrap_or(0);
    most * PRIORITY_MS + i64::from(policy.effort.cap_ms)
}

fn check_reason(policy: &Policy, id: ReasonId, reason: &Reason, findings: &mut Vec<Finding>) {
    let weights = [reason.urgency, reason.importance_customer, reason.importance_company];
    if weights.iter().any(|weight| *weight > limits::WEIGHT) {
        findings.push(Finding::WeightOutOfRange { reason: id });
    }
    if let Some(group) = reason.group.filter(|group| !policy.groups.contains_key(group)) {
        findings.push(Finding::GroupMissing { reason: id, group });
    }
    for (known, row) in [(true, &reason.known), (false, &reason.unknown)] {
        if !row.contains(&Treatment::Person) {
            findings.push(Finding::NoWayToAPerson { reason: id, known });
        }
    }
    match reason.rings.first() {
        None => findings.push(Finding::NoRings { reason: id }),
        Some(first) if first.after_ms != 0 => findings.push(Finding::FirstRingLate { reason: id }),
        Some(_) => {}
    }
    if reason.rings.len() > limits::RINGS {
        findings.push(Finding::TooManyRings { reason: id });
    }
    let last_ms = reason.rings.last().map_or(0, |ring| ring.after_ms);
    if last_ms > limits::LAST_RING_MS || reason.preferred_hold_ms > limits::HOLD_MS {
        findings.push(Finding::NoBoundForReason { reason: id });
    }
    for need in reason.rings.iter().flat_map(|ring| &ring.needs) {
        if !(1..=5).contains(&need.level) {
            findings.push(Finding::LevelOutOfRange { reason: id, skill: need.skill });
        }
    }
    for (at, pair) in reason.rings.windows(2).enumerate() {
        if let [before, after] = pair
            && !relaxes(before, after)
        {
            findings.push(Finding::RingAsksMore { reason: id, ring: at as u8 + 1 });
        }
    }
}

/// Later, and everything it asks for the ring before asks for at least as much of.
fn relaxes(before: &Ring, after: &Ring) -> bool {
    let asked = |need: &Need| before.needs.iter().any(|b| b.skill == need.skill && b.level >= need.level);
    after.after_ms > before.after_ms && after.needs.iter().all(asked) && after.needs.len() <= limits::NEEDS
}
