//! What is other than it was: the policy, how many come, how long they take, who is there.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use routing::input::Arrival;
use routing::policy::Treatment;
use routing::{AgentId, AgentKind, AgentProfile, CaseId, ContactId, CustomerId, Input, Policy, Presence, Time};

use super::facts::{ContactFacts, Facts, Fixed};
use super::moments::Anchor;
use crate::random::Random;

/// Copies of contacts and agents have numbers from here on.
const COPIES: u64 = 1 << 40;
const COPIED_AGENTS: u32 = 1 << 24;
/// An order after every row's.
const LAST: u64 = 1 << 39;
/// A copied contact comes up to so much earlier or later than the one it is a copy of.
const SHIFT_MS: u64 = 900_000;

/// A change. [`Change::default`] changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub policy: Option<Policy>,
    /// Contacts, as a multiple of those who came.
    pub volume: f64,
    /// Talk and wrap-up, as a multiple.
    pub handle_time: f64,
    /// People more or fewer.
    pub agents: i32,
    /// Share of those who waited for a person who take a callback instead, where their reason has one.
    pub callback_share: f64,
    /// Share of them who begin with the bot, where their reason has one.
    pub bot_share: f64,
    /// Who is there when, instead of who was.
    pub roster: Option<Vec<(Time, AgentId, Presence)>>,
    pub seed: u64,
}

impl Default for Change {
    fn default() -> Change {
        Change {
            policy: None,
            volume: 1.0,
            handle_time: 1.0,
            agents: 0,
            callback_share: 0.0,
            bot_share: 0.0,
            roster: None,
            seed: 1,
        }
    }
}

/// Facts after a change.
pub(super) struct Changed<'a> {
    pub facts: Cow<'a, Facts>,
    /// What happens at its time: when, in which order, what.
    pub fixed: Vec<(Time, u64, Input)>,
}

impl Change {
    /// A change of the policy alone.
    pub fn policy(policy: Policy) -> Change {
        Change { policy: Some(policy), ..Change::default() }
    }

    pub(super) fn applied<'a>(&self, facts: &'a Facts) -> Changed<'a> {
        let mut facts = Cow::Borrowed(facts);
        if self.handle_time != 1.0 {
            self.stretch(facts.to_mut());
        }
        if self.callback_share > 0.0 || self.bot_share > 0.0 {
            self.choose_otherwise(facts.to_mut());
        }
        if self.volume != 1.0 {
            self.come_otherwise(facts.to_mut());
        }
        let mut fixed: Vec<(Time, u64, Input)> = Vec::new();
        if let Some(policy) = &self.policy {
            // A version is newer than the one it stands in for.
            let version = facts.opening.policy().map_or(0, |policy| policy.version) + 1;
            fixed.push((facts.from, 0, super::publish(&Policy { version, ..policy.clone() })));
        }
        for Fixed { at, order, input } in &facts.fixed {
            let stays = match input {
                Input::Publish { .. } => self.policy.is_none(),
                Input::Presence { agent, .. } | Input::Device { agent, .. } => {
                    self.roster.is_none() || is_bot(&facts, *agent)
                }
                _ => true,
            };
            if stays {
                fixed.push((*at, *order, input.clone()));
            }
        }
        self.people(&facts, &mut fixed);
        Changed { facts, fixed }
    }

    /// Others at work, more of them, or fewer.
    fn people(&self, facts: &Facts, fixed: &mut Vec<(Time, u64, Input)>) {
        if let Some(roster) = &self.roster {
            instead_of_who_was(roster, facts, fixed);
        }
        if self.agents == 0 {
            return;
        }
        let mut profiles: BTreeMap<AgentId, &AgentProfile> =
            facts.profiles().map(|profile| (profile.agent, profile)).collect();
        profiles.retain(|agent, profile| profile.kind == AgentKind::Person && is_at_work(facts, *agent));
        let mut who: Vec<AgentId> = profiles.keys().copied().collect();
        who.sort_by_key(|agent| Random::of(self.seed, 7, agent.0.into()).bits());
        if self.agents < 0 {
            let gone: Vec<AgentId> = who.into_iter().take(self.agents.unsigned_abs() as usize).collect();
            fixed.retain(|(_, _, input)| match input {
                Input::Presence { agent, .. } | Input::Device { agent, .. } => !gone.contains(agent),
                _ => true,
            });
            for agent in gone {
                let presence = Input::Presence { agent, presence: Presence::Offline, until: None, by: None };
                fixed.push((facts.from, 1, presence));
            }
            return;
        }
        for (copy, agent) in who.iter().cycle().take(self.agents as usize).enumerate() {
            let Some(profile) = profiles.get(agent) else { continue };
            let new = AgentId(COPIED_AGENTS + copy as u32);
            // After the rows of the same moment, a policy among them.
            fixed.push((facts.from, LAST, Input::Agent { profile: AgentProfile { agent: new, ..(*profile).clone() } }));
            let found = facts.opening.agent(*agent);
            let alive = found.is_none_or(|found| found.alive);
            fixed.push((facts.from, LAST, Input::Device { agent: new, alive }));
            if let Some(presence) = found.map(|found| found.presence) {
                fixed.push((facts.from, LAST, Input::Presence { agent: new, presence, until: None, by: None }));
            }
            // She comes, pauses and leaves as her original does, and her device falls silent when that of her original does.
            let own = fixed.iter().filter_map(|(at, order, input)| {
                let input = match input {
                    Input::Presence { agent: who, presence, .. } if who == agent => {
                        Input::Presence { agent: new, presence: *presence, until: None, by: None }
                    }
                    Input::Device { agent: who, alive } if who == agent => Input::Device { agent: new, alive: *alive },
                    _ => return None,
                };
                Some((*at, LAST.max(*order), input))
            });
            let own: Vec<_> = own.collect();
            fixed.extend(own);
        }
    }

    /// Talk and wrap-up take longer or shorter.
    fn stretch(&self, facts: &mut Facts) {
        let longer = |ms: i64| (ms as f64 * self.handle_time).round() as i64;
        for moment in facts.contacts.values_mut().flat_map(|own| &mut own.moments) {
            if !matches!(moment.anchor, Anchor::Talking | Anchor::Over) {
                continue;
            }
            moment.deeds.iter_mut().for_each(|deed| deed.delay_ms = longer(deed.delay_ms));
            moment.cut_ms = moment.cut_ms.map(|ms| longer(ms.into()) as u32);
        }
    }

    /// Some of those who chose a person choose a callback or the bot, at the same moment.
    fn choose_otherwise(&self, facts: &mut Facts) {
        let policy = self.policy.as_ref().or(facts.policy());
        let Some(policy) = policy.cloned() else { return };
        let seed = self.seed;
        for (contact, own) in &mut facts.contacts {
            let mut random = Random::of(seed, 8, contact.0);
            let (callback, bot) = (random.chance(self.callback_share), random.chance(self.bot_share));
            let reason = own.reason.and_then(|reason| policy.reasons.get(&reason));
            let Some(reason) = reason else { continue };
            let treatment = match (callback && reason.group.is_some(), bot && reason.bot.is_some()) {
                (true, _) => Treatment::Callback,
                (false, true) => Treatment::Bot,
                (false, false) => continue,
            };
            let group = reason.group.and_then(|group| policy.groups.get(&group));
            let slot = group.map(|group| i64::from(group.slot_ms.max(1)));
            choose(own, *contact, treatment, slot);
        }
    }

    /// Fewer come, or more: some are left out, others come twice at about the same time.
    fn come_otherwise(&self, facts: &mut Facts) {
        let seed = self.seed;
        let times = |contact: ContactId| {
            let whole = self.volume.floor();
            whole as u64 + u64::from(Random::of(seed, 9, contact.0).chance(self.volume - whole))
        };
        let arrives = |fixed: &Fixed| match &fixed.input {
            Input::Arrive { arrival } => Some(arrival.clone()),
            _ => None,
        };
        let came: Vec<(Time, Arrival)> =
            facts.fixed.iter().filter_map(|fixed| arrives(fixed).map(|arrival| (fixed.at, arrival))).collect();
        facts.fixed.retain(|fixed| arrives(fixed).is_none_or(|arrival| times(arrival.contact) > 0));
        let mut next = COPIES;
        for (at, arrival) in came {
            for copy in 1..times(arrival.contact) {
                next += 1;
                let mut random = Random::of(seed, 10 + copy, arrival.contact.0);
                let shift = random.below(2 * SHIFT_MS) as i64 - SHIFT_MS as i64;
                let at = at.plus_ms(shift).max(facts.from).min(facts.to);
                let new = Arrival {
                    contact: ContactId(next),
                    customer: CustomerId(next),
                    case: CaseId(next),
                    since: None,
                    ..arrival.clone()
                };
                if let Some(own) = facts.contacts.get(&arrival.contact).cloned() {
                    facts.contacts.insert(ContactId(next), of_copy(own, ContactId(next)));
                }
                facts.fixed.push(Fixed { at, order: LAST, input: Input::Arrive { arrival: new } });
            }
        }
    }
}

fn choose(own: &mut ContactFacts, contact: ContactId, treatment: Treatment, slot_ms: Option<i64>) {
    for moment in &mut own.moments {
        let at = moment.at;
        for deed in &mut moment.deeds {
            let person =
                matches!(deed.input, Input::AskPerson { .. } | Input::Choose { treatment: Treatment::Person, .. });
            if person && moment.anchor == Anchor::Triaged {
                let when = at.plus_ms(deed.delay_ms);
                let next = slot_ms.map(|slot_ms| Time((when.0.div_euclid(slot_ms) + 1) * slot_ms));
                let slot = next.filter(|_| treatment == Treatment::Callback);
                deed.input = Input::Choose { contact, treatment, channel: None, slot };
                return;
            }
        }
    }
}

/// What a copied contact's people do is said of the copy.
fn of_copy(mut own: ContactFacts, copy: ContactId) -> ContactFacts {
    for deed in own.moments.iter_mut().flat_map(|moment| &mut moment.deeds) {
        match &mut deed.input {
            Input::Reason { contact, .. }
            | Input::Choose { contact, .. }
            | Input::AskPerson { contact, .. }
            | Input::ChangeChannel { contact, .. }
            | Input::TellWait { contact, .. }
            | Input::Solved { contact }
            | Input::Leave { contact }
            | Input::Hold { contact, .. }
            | Input::Resume { contact, .. }
            | Input::Transfer { contact, .. }
            | Input::HandOver { contact, .. }
            | Input::Join { contact, .. }
            | Input::Part { contact, .. }
            | Input::TakeOver { contact, .. }
            | Input::End { contact, .. }
            | Input::Wrapped { contact, .. }
            | Input::Danger { contact }
            | Input::Reopen { contact }
            | Input::Dialled { contact, .. }
            | Input::Protect { contact, .. }
            | Input::Move { contact, .. } => *contact = copy,
            _ => {}
        }
    }
    // A copy is nobody we know: it is not identified as the customer it was copied from.
    for moment in &mut own.moments {
        moment.deeds.retain(|deed| !matches!(deed.input, Input::Identified { .. }));
    }
    own
}

/// Who was there when the stretch began goes home, and who is there instead comes and goes.
fn instead_of_who_was(roster: &[(Time, AgentId, Presence)], facts: &Facts, fixed: &mut Vec<(Time, u64, Input)>) {
    let to = |agent, presence| Input::Presence { agent, presence, until: None, by: None };
    let there = facts.opening.agents().filter(|found| found.presence != Presence::Offline);
    let people = there.map(|found| found.profile.agent).filter(|agent| !is_bot(facts, *agent));
    let people: BTreeSet<AgentId> = people.collect();
    fixed.extend(people.into_iter().map(|agent| (facts.from, 1, to(agent, Presence::Offline))));
    let named: BTreeSet<AgentId> = roster.iter().map(|(_, agent, _)| *agent).collect();
    for agent in named {
        // Not before the row that puts her on the books.
        let sets = |fixed: &&Fixed| matches!(&fixed.input, Input::Agent { profile } if profile.agent == agent);
        let booked = facts.fixed.iter().find(sets).filter(|_| facts.opening.agent(agent).is_none());
        let from = booked.map_or(facts.from, |fixed| fixed.at);
        fixed.push((from, LAST, Input::Device { agent, alive: true }));
    }
    for (at, agent, presence) in roster {
        fixed.push(((*at).max(facts.from), LAST, to(*agent, *presence)));
    }
}

fn is_bot(facts: &Facts, agent: AgentId) -> bool {
    super::moments::is_bot(&facts.opening, agent)
}

fn is_at_work(facts: &Facts, agent: AgentId) -> bool {
    let ready = |fixed: &Fixed| matches!(fixed.input, Input::Presence { agent: who, presence: Presence::Ready, .. } if who == agent);
    facts.opening.agent(agent).is_some_and(|found| found.presence == Presence::Ready) || facts.fixed.iter().any(ready)
}
