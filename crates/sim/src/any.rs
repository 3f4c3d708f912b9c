//! Inputs made from the state of the books: mostly sensible, sometimes late, wrong or about nobody.

use std::collections::BTreeMap;

use routing::input::{Arrival, DeclineCause, DialResult, Effort, JoinRole, Outcome, Party, ReasonSource, Target};
use routing::policy::{CallbackGroup, Channel, Need, Nobody, Policy, Reason, Ring, Rule, Treatment};
use routing::{
    AgentId, AgentKind, AgentProfile, CaseId, ContactId, CustomerId, GroupId, HoursId, Input, OfferId, Presence,
    ReasonId, SkillId, Time,
};

use crate::books::{Books, Card, Place};
use crate::random::Random;
use crate::script;

const CHANNELS: [Channel; 4] = [Channel::Chat, Channel::Voice, Channel::Message, Channel::Callback];
const PEOPLE: u64 = 5;
const BOT: AgentId = AgentId(9);
const REASONS: u64 = 3;
const SKILLS: u64 = 3;
const SLOT_MS: u32 = 600_000;

/// A policy of three reasons, all of them servable, with every rule and treatment in turn.
pub fn policy(random: &mut Random, version: u32) -> Policy {
    let mut policy = script::policy();
    policy.version = version;
    policy.reasons = (1..=REASONS).map(|id| (ReasonId(id as u32), reason(random))).collect();
    policy.groups = BTreeMap::from([(GroupId(1), CallbackGroup { slot_ms: SLOT_MS, places: 1 })]);
    policy.offers.missed_before_away = random.below(4) as u8;
    policy.strain.breath_after_hard = random.below(3) as u8;
    let rule = policy.channels.get_mut(&Channel::Chat);
    if let Some(rule) = rule {
        rule.load = random.one_of(&[20, 30, 40, 50], 40);
    }
    policy
}

fn reason(random: &mut Random) -> Reason {
    let rules = [
        Rule::Preferred,
        Rule::SpareTheVersatile,
        Rule::BestLevel,
        Rule::LongestIdle,
        Rule::LeastStrained,
        Rule::Predicted,
        Rule::ByLot,
    ];
    let needs = |random: &mut Random, level| vec![Need { skill: SkillId(1 + random.below(SKILLS) as u32), level }];
    let first = needs(random, 3);
    let second = first.iter().map(|need| Need { level: 1, ..*need }).collect();
    let rings = [(0, first), (30_000, second), (90_000, Vec::new())];
    let rings = rings.into_iter().take(1 + random.below(3) as usize);
    let treatments = [Treatment::SelfService, Treatment::Bot, Treatment::Callback, Treatment::Person];
    Reason {
        urgency: random.below(4) as u8,
        importance_customer: random.below(4) as u8,
        importance_company: random.below(4) as u8,
        rings: rings.map(|(after_ms, needs)| Ring { after_ms, needs }).collect(),
        rule: random.one_of(&rules, Rule::LongestIdle),
        preferred_hold_ms: random.one_of(&[0, 20_000, 60_000], 0),
        expected_ms: 120_000,
        target_ms: 30_000,
        hard: random.percent(40),
        group: random.percent(80).then_some(GroupId(1)),
        hours: HoursId(1),
        known: treatments.to_vec(),
        unknown: treatments.into_iter().rev().collect(),
        bot: random.percent(70).then_some(BOT),
        nobody: if random.percent(50) { Nobody::Wait } else { Nobody::OfferCallback },
    }
}

/// A person, or the bot.
pub fn profile(random: &mut Random, agent: AgentId) -> AgentProfile {
    if agent == BOT {
        return AgentProfile { agent, ..script::profile(agent, AgentKind::Bot) };
    }
    let mut profile = script::profile(agent, AgentKind::Person);
    for skill in 1..=SKILLS {
        if random.percent(70) {
            profile.skills.insert(SkillId(skill as u32), 1 + random.below(5) as u8);
        }
    }
    for channel in CHANNELS {
        profile.limits.insert(channel, random.below(4) as u16);
    }
    profile.capacity = random.one_of(&[60, 100, 100, 150], 100);
    profile.auto_accept = random.percent(20);
    profile.predicted = (1..=REASONS).map(|id| (ReasonId(id as u32), random.below(1000) as u16)).collect();
    profile
}

/// What a centre is opened with.
pub fn opening(random: &mut Random) -> Vec<Input> {
    let mut inputs = vec![Input::Publish { policy: Box::new(policy(random, 1)) }];
    for agent in (1..=PEOPLE).map(|id| AgentId(id as u32)).chain([BOT]) {
        inputs.push(Input::Agent { profile: profile(random, agent) });
        if random.percent(80) {
            inputs.push(Input::Presence { agent, presence: Presence::Ready, until: None, by: None });
        }
    }
    inputs
}

/// How long nothing happens before the next input, in ms; now and then the clock jumps back.
pub fn pause_ms(random: &mut Random) -> i64 {
    match random.below(100) {
        0..40 => 0,
        40..70 => random.below(5_000) as i64,
        70..85 => 20_000,
        85..93 => random.below(120_000) as i64,
        93..97 => 600_000,
        97..99 => -5_000,
        _ => 86_400_000,
    }
}

/// One input, from what the books say is going on.
pub fn input(random: &mut Random, books: &Books) -> Input {
    match random.below(100) {
        0..22 => arrival(random, books),
        22..44 => way_in(random, books),
        44..62 => answer(random, books),
        62..85 => talk(random, books),
        85..97 => agent(random, books),
        _ => configuration(random, books),
    }
}

fn arrival(random: &mut Random, books: &Books) -> Input {
    let next = books.arrived + 1;
    let contact = if random.percent(3) { 1 + random.below(next) } else { next };
    let customer = 1 + random.below(6);
    let arrival = Arrival {
        contact: ContactId(contact),
        customer: CustomerId(customer),
        case: CaseId(customer * 10 + random.below(2)),
        channel: random.one_of(&CHANNELS, Channel::Chat),
        known: random.percent(50),
        reason: random.percent(80).then(|| any_reason(random)),
        extra: if random.percent(15) { vec![Need { skill: SkillId(1), level: 2 }] } else { Vec::new() },
        preferred: random.percent(40).then(|| any_agent(random)),
        never: if random.percent(10) { vec![any_agent(random)] } else { Vec::new() },
        effort: Effort {
            transfers: random.below(3) as u16,
            repeats: random.below(3) as u16,
            broken_promises: random.below(2) as u16,
            waited_ms: random.below(600_000) as u32,
        },
        since: random.percent(10).then(|| books.now.plus_ms(-(random.below(600_000) as i64))),
    };
    Input::Arrive { arrival }
}

fn way_in(random: &mut Random, books: &Books) -> Input {
    let contact = any_contact(random, books, |card| !matches!(card.at, Place::With { .. } | Place::Over));
    let options = books.open.get(&contact).map(|card| card.options.clone()).unwrap_or_default();
    match random.below(20) {
        0..9 => {
            let treatment = random.one_of(&options, Treatment::Person);
            choose(random, books, contact, treatment)
        }
        9 => choose(random, books, contact, Treatment::Callback),
        10..13 => {
            Input::AskPerson { contact, channel: random.percent(30).then(|| random.one_of(&CHANNELS, Channel::Chat)) }
        }
        13 => Input::ChangeChannel { contact, channel: random.one_of(&CHANNELS, Channel::Chat) },
        14 => Input::TellWait { contact, low_ms: 10_000, high_ms: random.below(300_000) as u32 },
        15 if random.percent(30) => Input::Danger { contact },
        15 => Input::Solved { contact },
        16 => Input::Leave { contact },
        17 => Input::Reason { contact, reason: any_reason(random), source: ReasonSource::Customer },
        18 => {
            let customer = 1 + random.below(6);
            let (customer, case) = (CustomerId(customer), CaseId(customer * 10 + random.below(2)));
            Input::Identified { contact, customer, case, known: random.percent(70) }
        }
        _ => {
            let closed: Vec<ContactId> = books.shelf.keys().copied().collect();
            Input::Reopen { contact: random.one_of(&closed, contact) }
        }
    }
}

fn choose(random: &mut Random, books: &Books, contact: ContactId, treatment: Treatment) -> Input {
    let slot = match random.below(10) {
        0 => None,
        1 => Some(books.now.plus_ms(-600_000)),
        _ => {
            let slot_ms = i64::from(SLOT_MS);
            let next = books.now.0.div_euclid(slot_ms) + 1 + random.below(3) as i64;
            Some(Time(next * slot_ms))
        }
    };
    Input::Choose { contact, treatment, channel: None, slot }
}

/// Answers to offers; some of them late, or by somebody else.
fn answer(random: &mut Random, books: &Books) -> Input {
    let live = |card: &Card| match card.at {
        Place::Offered { offer, agent, .. } => Some((offer, agent)),
        _ => None,
    };
    let offers: Vec<(OfferId, AgentId)> = books.open.values().filter_map(live).collect();
    let (mut offer, mut agent) = random.one_of(&offers, (OfferId(1), AgentId(1)));
    if random.percent(8) {
        agent = any_agent(random);
    }
    if random.percent(5) {
        offer = OfferId(offer.0.saturating_sub(1));
    }
    if random.percent(70) {
        return Input::Accept { offer, agent };
    }
    let causes = [DeclineCause::Busy, DeclineCause::NotMine, DeclineCause::NeedPause];
    Input::Decline { offer, agent, cause: random.one_of(&causes, DeclineCause::Busy) }
}

fn talk(random: &mut Random, books: &Books) -> Input {
    let talking: Vec<(ContactId, AgentId)> =
        books.open.values().filter_map(|card| card.with().map(|agent| (card.id, agent))).collect();
    let jobs = books.agents.values().flat_map(|desk| desk.work.iter().map(|job| (job.contact, desk.profile.agent)));
    let jobs: Vec<(ContactId, AgentId)> = jobs.collect();
    let (contact, lead) = random.one_of(&talking, random.clone().one_of(&jobs, (ContactId(1), AgentId(1))));
    let agent = if random.percent(5) { any_agent(random) } else { lead };
    let roles = [JoinRole::Listen, JoinRole::Whisper, JoinRole::Consult, JoinRole::Conference];
    let results = [DialResult::Reached, DialResult::NotReached, DialResult::WrongNumber];
    match random.below(20) {
        0 => Input::Hold { contact, agent },
        1 => Input::Resume { contact, agent },
        2..4 => Input::Transfer { contact, agent, to: any_target(random) },
        4 => Input::HandOver { contact, agent },
        5 => Input::Join { contact, agent: any_agent(random), role: random.one_of(&roles, JoinRole::Consult) },
        6 => Input::Part { contact, agent: any_agent(random) },
        7 => Input::TakeOver { contact, agent: any_agent(random) },
        8..12 => {
            let by = random.one_of(&[Party::Customer, Party::Agent, Party::System], Party::Agent);
            Input::End { contact, by }
        }
        12..14 => Input::Dialled { contact, agent, result: random.one_of(&results, DialResult::Reached) },
        14 => Input::Protect { contact, agent },
        _ => {
            let (contact, agent) = random.one_of(&jobs, (contact, agent));
            let outcomes = [Outcome::Solved, Outcome::FollowUp, Outcome::Unsolved];
            let reason = random.percent(20).then(|| any_reason(random));
            Input::Wrapped { contact, agent, reason, outcome: random.one_of(&outcomes, Outcome::Solved) }
        }
    }
}

fn agent(random: &mut Random, books: &Books) -> Input {
    let agent = if random.percent(12) { BOT } else { any_agent(random) };
    match random.below(20) {
        0..9 => Input::Presence { agent, presence: Presence::Ready, until: None, by: None },
        9..13 => {
            let states = [Presence::Break, Presence::Meal, Presence::Training, Presence::Offline];
            let presence = random.one_of(&states, Presence::Break);
            let until = random.percent(50).then(|| books.now.plus_ms(random.below(300_000) as i64));
            Input::Presence { agent, presence, until, by: random.percent(20).then_some(AgentId(1)) }
        }
        13..15 => Input::Device { agent, alive: false },
        15..18 => Input::Device { agent, alive: true },
        18 => Input::Agent { profile: profile(random, agent) },
        _ => Input::AgentGone { agent },
    }
}

fn configuration(random: &mut Random, books: &Books) -> Input {
    match random.below(3) {
        0 => {
            let version = books.policy.as_ref().map_or(1, |policy| policy.version + 1);
            Input::Publish { policy: Box::new(policy(random, version)) }
        }
        1 => Input::Hours { hours: HoursId(1), open: random.percent(60) },
        _ => {
            let contact = any_contact(random, books, Card::in_line);
            Input::Move { contact, to: any_target(random), by: AgentId(1) }
        }
    }
}

fn any_contact(random: &mut Random, books: &Books, which: impl Fn(&Card) -> bool) -> ContactId {
    let fitting: Vec<ContactId> = books.open.values().filter(|card| which(card)).map(|card| card.id).collect();
    if fitting.is_empty() || random.percent(10) {
        ContactId(random.below(books.arrived + 2))
    } else {
        random.one_of(&fitting, ContactId(0))
    }
}

fn any_agent(random: &mut Random) -> AgentId {
    AgentId(1 + random.below(PEOPLE) as u32)
}

fn any_reason(random: &mut Random) -> ReasonId {
    ReasonId(1 + random.below(REASONS) as u32)
}

fn any_target(random: &mut Random) -> Target {
    if random.percent(50) {
        Target::Reason { reason: any_reason(random) }
    } else {
        Target::Agent { agent: any_agent(random) }
    }
}
