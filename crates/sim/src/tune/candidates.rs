//! Small single changes of a policy. None touches a yardstick: with another target, other weights of effort or of strain, or
//! another hard reason, the same day would only be measured otherwise.

use std::collections::BTreeMap;

use routing::input::Arrival;
use routing::policy::{Reason, Ring, Rule};
use routing::{AgentProfile, Event, Input, Policy, ReasonId, limits};

use super::edit::{Edit, Of, edited};
use crate::replay::Facts;

/// With fewer contacts of a reason, nothing is tried of it: it would find nothing and blunt what is found elsewhere.
pub const FEWEST_CONTACTS: usize = 20;
/// Fewest contacts that came with somebody who knows the case, for a hold where there is none.
const FEWEST_PREFERRED: usize = 20;
/// The hold tried where there is none, in ms.
const FIRST_HOLD_MS: u32 = 20_000;
/// A time of which half is tried is at least so long, in ms.
const SHORTEST_MS: u32 = 2_000;

/// What is tried: every single step from the live policy that could be published, for reasons that came.
pub fn candidates(live: &Policy, stretches: &[Facts]) -> Vec<Edit> {
    let came = came(stretches);
    let mut all = Vec::new();
    for (id, reason) in &live.reasons {
        let own = came.get(id).copied().unwrap_or_default();
        if own.contacts >= FEWEST_CONTACTS {
            rings(*id, reason, &mut all);
            hold(*id, reason, own.preferred, &mut all);
            rule(*id, reason, &mut all);
            priority(*id, reason, &mut all);
        }
    }
    let booked = happened(stretches, |event| matches!(event, Event::Booked { .. }));
    for (id, group) in live.groups.iter().filter(|_| booked >= FEWEST_CONTACTS) {
        let quarter = (group.places / 4).max(1);
        for places in [group.places.saturating_add(quarter), group.places.saturating_sub(quarter)] {
            all.push(Edit::new(Of::Group(*id), "places", group.places, places));
        }
    }
    let returned = happened(stretches, |event| matches!(event, Event::Queued { cause, .. } if cause.returns()));
    let credit_ms = live.offers.return_credit_ms;
    for ms in steps(credit_ms, limits::RETURN_CREDIT_MS).filter(|_| returned >= FEWEST_CONTACTS) {
        all.push(Edit::new(Of::Offers, "return_credit_ms", credit_ms, ms));
    }
    all.retain(|edit| publishable(live, std::slice::from_ref(edit), stretches).is_some());
    all
}

/// The policy with these changes, if it could be published to the people of the last stretch: a policy for which no bound of
/// waiting can be stated is no policy.
pub(super) fn publishable(live: &Policy, edits: &[Edit], stretches: &[Facts]) -> Option<Policy> {
    let policy = edited(live, edits)?;
    let people: Vec<AgentProfile> = stretches.last().map(people).unwrap_or_default();
    routing::validate(&policy, people.iter()).is_empty().then_some(policy)
}

/// Everyone who serves, at the beginning or later.
fn people(facts: &Facts) -> Vec<AgentProfile> {
    facts.profiles().filter(|profile| !profile.limits.is_empty()).cloned().collect()
}

fn happened(stretches: &[Facts], what: impl Fn(&Event) -> bool) -> usize {
    stretches.iter().flat_map(|facts| &facts.decided).filter(|(_, event)| what(event)).count()
}

#[derive(Clone, Copy, Default)]
struct Came {
    contacts: usize,
    preferred: usize,
}

fn came(stretches: &[Facts]) -> BTreeMap<ReasonId, Came> {
    let mut all: BTreeMap<ReasonId, Came> = BTreeMap::new();
    for facts in stretches {
        for reason in facts.contacts.values().filter_map(|own| own.reason) {
            all.entry(reason).or_default().contacts += 1;
        }
        for fixed in &facts.fixed {
            if let Input::Arrive { arrival: Arrival { preferred: Some(_), reason: Some(reason), .. } } = &fixed.input {
                all.entry(*reason).or_default().preferred += 1;
            }
        }
    }
    all
}

/// Later rings come sooner or later, and ask for a level less or more. What the first asks is the centre's own word on who is
/// able, and is left alone.
fn rings(id: ReasonId, reason: &Reason, all: &mut Vec<Edit>) {
    for (at, Ring { after_ms, needs }) in reason.rings.iter().enumerate().skip(1) {
        for ms in steps(*after_ms, limits::LAST_RING_MS) {
            all.push(Edit::new(Of::Reason(id), format!("rings/{at}/after_ms"), *after_ms, ms));
        }
        for (place, need) in needs.iter().enumerate() {
            for level in [need.level.saturating_sub(1), need.level.saturating_add(1)] {
                all.push(Edit::new(Of::Reason(id), format!("rings/{at}/needs/{place}/level"), need.level, level));
            }
        }
    }
}

fn hold(id: ReasonId, reason: &Reason, preferred: usize, all: &mut Vec<Edit>) {
    let was = reason.preferred_hold_ms;
    let tried = match was {
        0 if preferred < FEWEST_PREFERRED => vec![],
        0 => vec![FIRST_HOLD_MS],
        _ => [0].into_iter().chain(steps(was, limits::HOLD_MS)).collect(),
    };
    all.extend(tried.into_iter().map(|ms| Edit::new(Of::Reason(id), "preferred_hold_ms", was, ms)));
}

fn rule(id: ReasonId, reason: &Reason, all: &mut Vec<Edit>) {
    let name = |rule: Rule| serde_json::to_value(rule).unwrap_or_default();
    let other = match reason.rule {
        Rule::SpareTheVersatile => Rule::LongestIdle,
        // Whoever tries a lot on purpose is in a trial.
        Rule::ByLot => return,
        _ => Rule::SpareTheVersatile,
    };
    all.push(Edit::new(Of::Reason(id), "rule", name(reason.rule), name(other)));
}

/// Of the three weights of a priority, the one that is the company's own to choose.
fn priority(id: ReasonId, reason: &Reason, all: &mut Vec<Edit>) {
    let was = reason.importance_company;
    for weight in [was.checked_sub(1), was.checked_add(1)].into_iter().flatten().filter(|own| *own <= limits::WEIGHT) {
        all.push(Edit::new(Of::Reason(id), "importance_company", was, weight));
    }
}

/// Half a time and twice as long, in whole seconds.
fn steps(ms: u32, most: u32) -> impl Iterator<Item = u32> {
    let half = (ms / 2).div_ceil(1_000) * 1_000;
    let twice = ms.saturating_mul(2).min(most);
    [(ms >= SHORTEST_MS).then_some(half), (ms > 0).then_some(twice)].into_iter().flatten().filter(move |new| *new != ms)
}
