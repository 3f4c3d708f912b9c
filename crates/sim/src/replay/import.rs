//! Facts of a centre that has no journal of ours: one row a contact, as other systems export them.

use std::collections::{BTreeMap, HashMap};

use routing::event::{Close, PresenceCause, QueueCause};
use routing::input::{Arrival, Effort, Outcome, Party};
use routing::{
    AgentId, AgentProfile, CaseId, Channel, ContactId, CustomerId, Engine, Event, Input, Policy, Presence, ReasonId,
    Time,
};

use super::facts::{ContactFacts, Deed, Facts, Fixed, Moment};
use super::laws::settle;
use super::moments::Anchor;
use super::survival::Pace;

/// A contact of another system. Times in ms.
#[derive(Debug, Clone, PartialEq)]
pub struct Came {
    pub at: Time,
    pub reason: ReasonId,
    pub channel: Channel,
    /// In line, until she was answered or gave up.
    pub wait_ms: i64,
    pub talk_ms: i64,
    pub wrap_up_ms: i64,
    /// Who answered; none: the customer gave up.
    pub agent: Option<AgentId>,
}

impl Came {
    fn answered_at(&self) -> Time {
        self.at.plus_ms(self.wait_ms)
    }

    /// When nothing of it is left to do.
    pub fn over_at(&self) -> Time {
        self.answered_at().plus_ms(self.talk_ms + self.wrap_up_ms)
    }
}

/// Facts of some contacts under the policy they are taken to have been routed by. People are taken to have been there from
/// their first contact of a stretch to their last; `gap_ms` without any ends a stretch.
pub fn imported(rows: &[Came], policy: &Policy, agents: &[AgentProfile], gap_ms: i64) -> Facts {
    let from = rows.iter().map(|row| row.at).min().unwrap_or_default();
    let to = rows.iter().map(Came::over_at).max().unwrap_or_default();
    let mut facts = Facts::new(Engine::new(), from);
    facts.to = to;
    let mut order = 0;
    let mut fix = |facts: &mut Facts, at: Time, input: Input| {
        order += 1;
        facts.fixed.push(Fixed { at, order, input });
    };
    fix(&mut facts, from, Input::Publish { policy: Box::new(policy.clone()) });
    let mut decided = vec![(from, Event::Published { policy: Box::new(policy.clone()) })];
    for profile in agents {
        let agent = profile.agent;
        fix(&mut facts, from, Input::Agent { profile: profile.clone() });
        fix(&mut facts, from, Input::Device { agent, alive: true });
        decided.push((from, Event::AgentSet { profile: profile.clone() }));
        decided.push((from, Event::DeviceChanged { agent, alive: true }));
    }
    for (agent, stays) in stays(rows, gap_ms) {
        for (start, end) in stays {
            for (at, presence) in [(start, Presence::Ready), (end, Presence::Offline)] {
                fix(&mut facts, at, Input::Presence { agent, presence, until: None, by: None });
                let cause = PresenceCause::Own;
                decided.push((at, Event::PresenceChanged { agent, presence, until: None, cause }));
            }
        }
    }
    let mut contacts: HashMap<ContactId, ContactFacts> = HashMap::new();
    for (row, number) in rows.iter().zip(1..) {
        let contact = ContactId(number);
        fix(&mut facts, row.at, Input::Arrive { arrival: arrival(row, contact) });
        contacts.insert(contact, ContactFacts { moments: moments(row, contact, number), reason: Some(row.reason) });
        tell(row, contact, &mut decided);
    }
    decided.sort_by_key(|(at, _)| *at);
    facts.laws = settle(&mut contacts, from, to);
    (facts.contacts, facts.decided) = (contacts, decided);
    facts
}

fn arrival(row: &Came, contact: ContactId) -> Arrival {
    Arrival {
        contact,
        customer: CustomerId(contact.0),
        case: CaseId(contact.0),
        channel: row.channel,
        known: true,
        reason: Some(row.reason),
        extra: Vec::new(),
        preferred: None,
        never: Vec::new(),
        effort: Effort::default(),
        since: None,
    }
}

/// What its people did: she asked for a person, waited so long, was served so long.
fn moments(row: &Came, contact: ContactId, order: u64) -> Vec<Moment> {
    let moment = |anchor, at, agent, deed: Option<(i64, Input)>, cut_ms| Moment {
        anchor,
        at,
        agent,
        pace: Pace::of(row.channel),
        goes_on: false,
        deeds: deed.map(|(delay_ms, input)| Deed { delay_ms, order, input }).into_iter().collect(),
        cut_ms,
    };
    let asks = Input::AskPerson { contact, channel: None };
    let mut all = vec![moment(Anchor::Triaged, row.at, None, Some((0, asks)), None)];
    let Some(agent) = row.agent else {
        let leaves = Some((row.wait_ms, Input::Leave { contact }));
        all.push(moment(Anchor::Queued, row.at, None, leaves, None));
        return all;
    };
    let waited = u32::try_from(row.wait_ms).unwrap_or(u32::MAX);
    all.push(moment(Anchor::Queued, row.at, None, None, Some(waited)));
    let ends = Input::End { contact, by: Party::Customer };
    all.push(moment(Anchor::Talking, row.answered_at(), Some(agent), Some((row.talk_ms, ends)), None));
    let wrapped = Input::Wrapped { contact, agent, reason: None, outcome: Outcome::Solved };
    let ended = row.answered_at().plus_ms(row.talk_ms);
    all.push(moment(Anchor::Over, ended, Some(agent), Some((row.wrap_up_ms, wrapped)), None));
    all
}

/// What happened, in the engine's words, so that it is measured as everything else.
fn tell(row: &Came, contact: ContactId, decided: &mut Vec<(Time, Event)>) {
    let cause = QueueCause::Chosen;
    decided.push((row.at, Event::Arrived { arrival: arrival(row, contact), credit_ms: 0 }));
    decided.push((row.at, Event::Queued { contact, rank: row.at.0, for_bot: None, cause, sent_to: None }));
    let Some(agent) = row.agent else {
        decided.push((row.answered_at(), Event::Closed { contact, how: Close::Abandoned }));
        return;
    };
    let (ended, outcome) = (row.answered_at().plus_ms(row.talk_ms), Outcome::Solved);
    decided.push((row.answered_at(), Event::Connected { contact, agent, offer: None }));
    decided.push((ended, Event::Ended { contact, agent: Some(agent), by: Party::Customer, closes: None }));
    decided.push((row.over_at(), Event::WrappedUp { contact, agent, reason: None, outcome }));
    decided.push((row.over_at(), Event::Closed { contact, how: Close::Wrapped { outcome } }));
}

/// From first to last contact of each agent, a new stay after every long gap.
fn stays(rows: &[Came], gap_ms: i64) -> BTreeMap<AgentId, Vec<(Time, Time)>> {
    let mut busy: BTreeMap<AgentId, Vec<(Time, Time)>> = BTreeMap::new();
    for row in rows {
        if let Some(agent) = row.agent {
            busy.entry(agent).or_default().push((row.answered_at(), row.over_at()));
        }
    }
    for of_agent in busy.values_mut() {
        of_agent.sort_unstable();
        let mut joined: Vec<(Time, Time)> = Vec::new();
        for (start, end) in of_agent.drain(..) {
            match joined.last_mut() {
                Some(last) if start.since_ms(last.1) <= gap_ms => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        *of_agent = joined;
    }
    busy
}
