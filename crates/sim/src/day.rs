//! A day of a centre, and an hour of the week before: customers, agents and a bot who act by dice, each from where the
//! books say she is. Every decision is the engine's own; the day is its seed.

use std::collections::{BTreeMap, BTreeSet};

use measure::{Fact, INTERVAL_MS, Measures};
use routing::event::Close;
use routing::input::{Arrival, DeclineCause, DialResult, Effort, JoinRole, Outcome, Party, ReasonSource, Target};
use routing::policy::{Channel, Policy, Treatment};
use routing::{
    AgentId, AgentKind, AgentProfile, CaseId, ContactId, CustomerId, Event, Input, Presence, ReasonId, SkillId, Time,
};

use crate::books::{Books, Card, Kind, Place, Wrong};
use crate::checked::{Checked, Step};
use crate::random::Random;
use crate::script;

/// How far apart two looks around are.
const LOOK_MS: i64 = 10_000;
const HOUR_MS: i64 = 3_600_000;
const OPEN_MS: i64 = 6 * HOUR_MS;
/// By then the last one has gone home.
pub const LONGEST_MS: i64 = 9 * HOUR_MS;
/// How long before the day that hour is: its cases are decided by then.
pub const BEFORE_MS: i64 = 8 * 24 * HOUR_MS;
pub const PEOPLE: u32 = 4;
pub const BOT: AgentId = AgentId(900);
const CUSTOMERS: u64 = 150;
/// Every third site is a client's.
const CLIENT: u64 = 7;

/// What happened in a day.
pub struct Day {
    pub steps: Vec<Step>,
    /// What the engine does not know, in order of time.
    pub facts: Vec<(Time, Fact)>,
    pub clients: BTreeMap<ContactId, u64>,
    /// The simulator's own fold of it, made as it happened.
    pub measures: Measures,
}

/// Plays a day from its seed.
///
/// # Errors
/// What must never happen and did.
pub fn play(seed: u64, policy: &Policy, begins: Time) -> Result<Day, Wrong> {
    let mut centre = Checked::new();
    let mut random = Random::new(seed);
    let before = begins.plus_ms(-BEFORE_MS);
    let mut steps = Vec::new();
    for input in opening(policy) {
        steps.extend(centre.say(before, &input)?);
    }
    shift(&mut centre, &mut random, before, HOUR_MS, &mut steps)?;
    shift(&mut centre, &mut random, begins, OPEN_MS, &mut steps)?;
    steps.retain(|step| step.answer.is_ok() && !step.events.is_empty());
    let clients = clients(&steps);
    let facts = facts(&mut random, &steps);
    let measures = measured(&steps, &facts, &clients);
    Ok(Day { steps, facts, clients, measures })
}

/// New customers come for `open_ms`; then who is there is served, and everyone goes home.
fn shift(
    centre: &mut Checked,
    random: &mut Random,
    begins: Time,
    open_ms: i64,
    steps: &mut Vec<Step>,
) -> Result<(), Wrong> {
    let mut now = begins;
    loop {
        let age = now.since_ms(begins);
        let over = age > open_ms;
        if (over && centre.books.open.is_empty()) || age > LONGEST_MS {
            break;
        }
        for input in around(random, &centre.books, now, over) {
            steps.extend(centre.say(now, &input)?);
        }
        steps.extend(centre.say(now, &Input::Tick)?);
        now = now.plus_ms(LOOK_MS);
    }
    for agent in people() {
        let home = Input::Presence { agent, presence: Presence::Offline, until: None, by: None };
        steps.extend(centre.say(now, &home)?);
    }
    Ok(())
}

fn people() -> impl Iterator<Item = AgentId> {
    (1..=PEOPLE).map(AgentId)
}

fn opening(policy: &Policy) -> Vec<Input> {
    let mut inputs = vec![Input::Publish { policy: Box::new(policy.clone()) }];
    let skills: BTreeMap<SkillId, u8> = [(SkillId(1), 4), (SkillId(2), 4)].into();
    for agent in people().chain([BOT]) {
        let kind = if agent == BOT { AgentKind::Bot } else { AgentKind::Person };
        let profile = AgentProfile { skills: skills.clone(), ..script::profile(agent, kind) };
        inputs.push(Input::Agent { profile });
        inputs.push(Input::Presence { agent, presence: Presence::Ready, until: None, by: None });
        inputs.push(Input::Device { agent, alive: true });
    }
    inputs
}

/// What everyone does now.
fn around(random: &mut Random, books: &Books, now: Time, over: bool) -> Vec<Input> {
    let mut inputs = Vec::new();
    if !over && random.percent(18) {
        inputs.push(arrival(random, books));
    }
    if !over && random.percent(1) {
        let shelf: Vec<ContactId> = books.shelf.keys().copied().collect();
        inputs.extend(random.pick(&shelf).map(|contact| Input::Reopen { contact }));
    }
    for card in books.open.values() {
        inputs.extend(step(random, books, card, now, over));
    }
    for agent in people() {
        inputs.extend(presence(random, books, agent, over));
    }
    inputs
}

fn arrival(random: &mut Random, books: &Books) -> Input {
    let customer = 1 + random.below(CUSTOMERS);
    let arrival = Arrival {
        contact: ContactId(books.arrived + 1),
        customer: CustomerId(customer),
        case: CaseId(customer * 10 + random.below(2)),
        channel: Channel::Chat,
        known: random.percent(70),
        reason: random.percent(80).then(|| reason(random, books)),
        extra: Vec::new(),
        preferred: random.percent(20).then(|| AgentId(1 + random.below(PEOPLE.into()) as u32)),
        never: Vec::new(),
        effort: Effort::default(),
        since: None,
    };
    Input::Arrive { arrival }
}

fn reason(random: &mut Random, books: &Books) -> ReasonId {
    let reasons: Vec<ReasonId> = books.policy.iter().flat_map(|policy| policy.reasons.keys().copied()).collect();
    random.one_of(&reasons, ReasonId(1))
}

/// What happens next to one contact, if anything does now.
fn step(random: &mut Random, books: &Books, card: &Card, now: Time, over: bool) -> Option<Input> {
    let contact = card.id;
    match card.at {
        Place::Entry => {
            let reason = reason(random, books);
            random.percent(60).then_some(Input::Reason { contact, reason, source: ReasonSource::Customer })
        }
        Place::Choosing => random.percent(50).then(|| choice(random, books, card, now)),
        Place::SelfService => match random.below(100) {
            0..10 => Some(Input::Solved { contact }),
            10..25 => Some(Input::AskPerson { contact, channel: None }),
            _ => None,
        },
        Place::Booked if over => Some(Input::Leave { contact }),
        Place::Booked | Place::Between => None,
        Place::Waiting => match random.below(1000) {
            0..20 => Some(Input::Leave { contact }),
            20..60 => Some(Input::TellWait { contact, low_ms: 10_000, high_ms: 60_000 }),
            60..70 => Some(choice_of(random, books, contact, Treatment::Callback, now)),
            _ => None,
        },
        Place::Offered { offer, agent, .. } => match random.below(100) {
            0..60 => Some(Input::Accept { offer, agent }),
            60..64 => Some(Input::Decline { offer, agent, cause: DeclineCause::Busy }),
            64..66 => Some(Input::Leave { contact }),
            _ => None,
        },
        Place::With { agent, .. } if agent == BOT => match random.below(100) {
            0..5 => Some(Input::Solved { contact }),
            5..9 => Some(Input::HandOver { contact, agent }),
            9..12 => Some(Input::AskPerson { contact, channel: None }),
            12..13 => Some(Input::End { contact, by: Party::Customer }),
            _ => None,
        },
        Place::With { agent, held } => talk(random, books, card, agent, held),
        Place::Over => write_up(random, books, contact),
    }
}

fn choice(random: &mut Random, books: &Books, card: &Card, now: Time) -> Input {
    let treatment = random.one_of(&card.options, Treatment::Person);
    choice_of(random, books, card.id, treatment, now)
}

fn choice_of(random: &mut Random, books: &Books, contact: ContactId, treatment: Treatment, now: Time) -> Input {
    let group = books.policy.as_ref().and_then(|policy| policy.groups.values().next());
    let slot_ms = group.map_or(1, |group| i64::from(group.slot_ms).max(1));
    let next = now.0.div_euclid(slot_ms) + 1 + random.below(2) as i64;
    let slot = (treatment == Treatment::Callback).then_some(Time(next * slot_ms));
    Input::Choose { contact, treatment, channel: None, slot }
}

fn talk(random: &mut Random, books: &Books, card: &Card, agent: AgentId, held: bool) -> Option<Input> {
    let contact = card.id;
    if held {
        return random.percent(30).then_some(Input::Resume { contact, agent });
    }
    let results = [DialResult::Reached, DialResult::Reached, DialResult::NotReached, DialResult::WrongNumber];
    let colleague = AgentId(1 + random.below(PEOPLE.into()) as u32);
    match random.below(1000) {
        0..40 => Some(Input::End { contact, by: Party::Agent }),
        40..50 => Some(Input::Hold { contact, agent }),
        50..55 => Some(Input::Transfer { contact, agent, to: Target::Reason { reason: reason(random, books) } }),
        55..58 => Some(Input::Join { contact, agent: colleague, role: JoinRole::Conference }),
        58..60 => card.joined.first().map(|agent| Input::TakeOver { contact, agent: *agent }),
        60..61 => Some(Input::Device { agent, alive: false }),
        61..62 => Some(Input::Protect { contact, agent }),
        62..300 if card.channel == Channel::Callback => {
            Some(Input::Dialled { contact, agent, result: random.one_of(&results, DialResult::Reached) })
        }
        _ => None,
    }
}

fn write_up(random: &mut Random, books: &Books, contact: ContactId) -> Option<Input> {
    let writes = |job: &crate::books::Job| job.contact == contact && job.kind == Kind::WrapUp;
    let agent = books.agents.iter().find(|(_, desk)| desk.work.iter().any(writes)).map(|(agent, _)| *agent)?;
    let outcomes = [Outcome::Solved, Outcome::Solved, Outcome::FollowUp, Outcome::NotAContact];
    let outcome = random.one_of(&outcomes, Outcome::Solved);
    let reason = random.percent(20).then(|| reason(random, books));
    random.percent(20).then_some(Input::Wrapped { contact, agent, reason, outcome })
}

fn presence(random: &mut Random, books: &Books, agent: AgentId, over: bool) -> Option<Input> {
    let desk = books.agents.get(&agent)?;
    let to = |presence| Some(Input::Presence { agent, presence, until: None, by: None });
    match (desk.presence, random.below(1000)) {
        _ if !desk.alive => random.percent(20).then_some(Input::Device { agent, alive: true }),
        (Presence::Ready, 0..3) if !over => to(Presence::Break),
        (Presence::Ready, 3..4) if !over => to(Presence::Meal),
        (Presence::Ready, _) => None,
        (_, 0..40) => to(Presence::Ready),
        (_, _) if over => to(Presence::Ready),
        _ => None,
    }
}

fn clients(steps: &[Step]) -> BTreeMap<ContactId, u64> {
    let arrived = steps.iter().flat_map(|step| &step.events).filter_map(|event| match event {
        Event::Arrived { arrival, .. } => Some(arrival.contact),
        _ => None,
    });
    arrived.filter(|contact| contact.0.is_multiple_of(3)).map(|contact| (contact, CLIENT)).collect()
}

/// First words a little after a person came, answers a little after the end; each once for a contact.
fn facts(random: &mut Random, steps: &[Step]) -> Vec<(Time, Fact)> {
    let mut facts = Vec::new();
    let (mut replied, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for step in steps {
        for event in &step.events {
            let at = step.at.plus_ms(1_000 + random.below(40_000) as i64);
            match *event {
                Event::Connected { contact, agent, .. } if agent != BOT && replied.insert(contact) => {
                    facts.push((at, Fact::FirstReply { contact, at }));
                    if random.percent(10) {
                        facts.push((at, Fact::SaidAgain { contact }));
                    }
                }
                Event::Closed { contact, how: Close::Wrapped { .. } }
                    if random.percent(40) && answered.insert(contact) =>
                {
                    facts.push((at, Fact::Ease { contact, at, answer: 1 + random.below(7) as u8 }));
                    facts.push((at, Fact::Satisfaction { contact, at, answer: 1 + random.below(5) as u8 }));
                }
                _ => {}
            }
        }
    }
    facts.sort_by_key(|(at, _)| *at);
    facts
}

fn measured(steps: &[Step], facts: &[(Time, Fact)], clients: &BTreeMap<ContactId, u64>) -> Measures {
    let mut measures = Measures::new(INTERVAL_MS);
    for (contact, client) in clients {
        measures.fact(&Fact::Client { contact: *contact, client: *client });
    }
    let mut facts = facts.iter().peekable();
    for (seq, step) in (1..).zip(steps) {
        while let Some((_, fact)) = facts.next_if(|(at, _)| *at < step.at) {
            measures.fact(fact);
        }
        measures.row(seq, step.at, &step.events);
    }
    for (_, fact) in facts {
        measures.fact(fact);
    }
    measures
}
