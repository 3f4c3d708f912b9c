//! A policy in the shadow of the live one: every decision of the live floor is taken again, in the very same situation, under other
//! rules; nothing of it is acted on.
//!
//! The situation is always the live one. What the other rules would have made of the day as a whole is what [`crate::replay`] says.

use std::collections::BTreeSet;

use routing::engine::Engine;
use routing::{AgentId, ContactId, Event, Input, Policy, ReasonId, Refusal, Time};

/// What the other rules would have done with a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Offered it to the same person at the same moment.
    Same,
    /// Offered it to somebody else.
    Other,
    /// Kept it waiting.
    Later,
    /// Offered it while the live rules kept it waiting.
    Sooner,
}

/// One decision beside the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    pub at: Time,
    pub contact: ContactId,
    pub reason: Option<ReasonId>,
    pub verdict: Verdict,
    pub live: Option<AgentId>,
    pub shadow: Option<AgentId>,
}

/// The live engine, followed row by row, and the policy beside it.
pub struct Shadow {
    live: Engine,
    policy: Box<Policy>,
    /// In line, and offered by the other rules already: what the live floor does with them later is told no more.
    sooner: BTreeSet<ContactId>,
}

impl Shadow {
    /// Beside a live engine as it stands.
    pub fn new(live: Engine, policy: Policy) -> Shadow {
        Shadow { live, policy: Box::new(policy), sooner: BTreeSet::new() }
    }

    /// Takes in what the live floor was told and decided.
    ///
    /// # Errors
    /// The policy cannot be published beside the live one.
    pub fn row(&mut self, at: Time, input: &Input, events: &[Event]) -> Result<Vec<Compared>, Refusal> {
        let compared = if self.decides(input, events) { self.compare(at, input, events)? } else { Vec::new() };
        events.iter().for_each(|event| self.live.apply(at, event));
        self.live.time_was(at);
        let live = &self.live;
        self.sooner.retain(|contact| live.contact(*contact).is_some_and(|contact| contact.in_line()));
        Ok(compared)
    }

    /// Whether anybody may have been given anything: somebody is in line, and the rules are not what changed.
    fn decides(&self, input: &Input, events: &[Event]) -> bool {
        let moves = |event: &Event| matches!(event, Event::Offered { .. } | Event::Queued { .. });
        !matches!(input, Input::Publish { .. })
            && !events.is_empty()
            && (!self.live.nobody_waits() || events.iter().any(moves))
    }

    fn compare(&mut self, at: Time, input: &Input, events: &[Event]) -> Result<Vec<Compared>, Refusal> {
        // Whoever has left decides nothing, but for who comes back.
        let comes_back = matches!(input, Input::Reopen { .. });
        let mut other = if comes_back { self.live.clone() } else { self.live.without_closed() };
        self.policy.version = other.policy().map_or(0, |policy| policy.version).saturating_add(1);
        let mut events_beside = Vec::new();
        // Who waits already waits under the other rules from now on; what is due by the clock is decided in the same call.
        other.handle(at, &Input::Publish { policy: self.policy.clone() }, &mut events_beside)?;
        let mut shadow: Vec<(ContactId, AgentId)> = offers(&events_beside).collect();
        events_beside.clear();
        // What the live floor took may be refused in a situation that has moved on: then there is nothing beside it.
        if other.handle(at, input, &mut events_beside).is_ok() {
            shadow.extend(offers(&events_beside));
        }
        let live: Vec<(ContactId, AgentId)> = offers(events).collect();
        let mut compared = Vec::new();
        let mut tell = |contact, verdict, live, shadow| {
            let known = self.live.contact(contact).or_else(|| other.contact(contact));
            let reason = known.and_then(|contact| contact.reason);
            compared.push(Compared { at, contact, reason, verdict, live, shadow });
        };
        for (contact, agent) in &live {
            if self.sooner.contains(contact) {
                continue;
            }
            match find(&shadow, *contact) {
                Some(same) if same == *agent => tell(*contact, Verdict::Same, Some(*agent), Some(same)),
                Some(another) => tell(*contact, Verdict::Other, Some(*agent), Some(another)),
                None => tell(*contact, Verdict::Later, Some(*agent), None),
            }
        }
        for (contact, agent) in &shadow {
            if find(&live, *contact).is_none() && self.sooner.insert(*contact) {
                tell(*contact, Verdict::Sooner, None, Some(*agent));
            }
        }
        Ok(compared)
    }
}

fn offers(events: &[Event]) -> impl Iterator<Item = (ContactId, AgentId)> {
    events.iter().filter_map(|event| match event {
        Event::Offered { contact, agent, .. } => Some((*contact, *agent)),
        _ => None,
    })
}

fn find(offers: &[(ContactId, AgentId)], contact: ContactId) -> Option<AgentId> {
    offers.iter().find(|(other, _)| *other == contact).map(|(_, agent)| *agent)
}
