//! The engine itself as the oracle: whatever happens, the tables say what the engine's state says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use routing::input::{Arrival, DeclineCause, DialResult, Effort, JoinRole, Outcome, Party, ReasonSource, Target};
use routing::policy::*;
use routing::state::State;
use routing::*;
use rusqlite::{Connection, Row, Transaction};
use store::{Error, Store, projection};

const CENTRE: u32 = 1;
const AGENTS: u32 = 5;
const BOT: u32 = 9;
const STEPS: usize = 1_500;

/// xorshift64*: the same seed, the same day.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % n
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }
}

fn reason(group: Option<GroupId>, bot: Option<AgentId>) -> Reason {
    use Treatment::*;
    Reason {
        urgency: 1,
        importance_customer: 1,
        importance_company: 0,
        rings: vec![
            Ring { after_ms: 0, needs: vec![Need { skill: SkillId(7), level: 3 }] },
            Ring { after_ms: 60_000, needs: Vec::new() },
        ],
        rule: Rule::LongestIdle,
        preferred_hold_ms: 30_000,
        expected_ms: 300_000,
        target_ms: 30_000,
        hard: true,
        group,
        hours: HoursId(1),
        known: vec![SelfService, Bot, Callback, Person],
        unknown: vec![Bot, Callback, Person],
        bot,
        nobody: Nobody::OfferCallback,
    }
}

fn policy(version: u32) -> Policy {
    Policy {
        version,
        reasons: BTreeMap::from([
            (ReasonId(1), reason(Some(GroupId(1)), Some(AgentId(BOT)))),
            (ReasonId(2), reason(Some(GroupId(1)), None)),
            (ReasonId(3), reason(None, None)),
        ]),
        unknown_reason: ReasonId(3),
        groups: BTreeMap::from([(GroupId(1), CallbackGroup { slot_ms: 60_000, places: 4 })]),
        channels: [Channel::Chat, Channel::Message, Channel::Callback]
            .map(|channel| (channel, ChannelRule { load: 40, silent_grace_ms: 20_000 }))
            .into(),
        offers: OfferRules {
            deadline_ms: 20_000,
            cooldown_ms: 60_000,
            missed_before_away: 2,
            wrap_up_ms: 60_000,
            return_credit_ms: 3_600_000,
        },
        callbacks: CallbackRules { tries: 2, retry_ms: 60_000 },
        bots: BotRules { deadline_ms: 120_000, not_again_ms: 600_000 },
        effort: EffortWeights {
            transfer_ms: 1,
            repeat_ms: 1,
            broken_promise_ms: 1,
            waited_minute_ms: 1,
            cap_ms: 900_000,
        },
        strain: StrainRules {
            ten_minutes: 3,
            hard_in_a_row: 10,
            abuse: 25,
            short_rest: 15,
            breath_after_hard: 3,
            breath_ms: 30_000,
            protect_rest_ms: 600_000,
            pause_ms: 300_000,
        },
    }
}

fn profile(agent: u32, kind: AgentKind) -> AgentProfile {
    AgentProfile {
        agent: AgentId(agent),
        kind,
        skills: BTreeMap::from([(SkillId(7), (agent % 5 + 1) as u8)]),
        capacity: 100,
        limits: [(Channel::Chat, 2), (Channel::Message, 2), (Channel::Callback, 1)].into(),
        auto_accept: agent == BOT,
        short_rest: false,
        predicted: BTreeMap::new(),
    }
}

/// Something that may or may not make sense now.
fn anything(dice: &mut Dice, engine: &Engine, now: i64, arrived: &mut u64) -> Input {
    let mut open: Vec<&state::Contact> = engine.contacts().collect();
    open.sort_by_key(|contact| contact.id);
    let busy = |contact: &&state::Contact| !contact.in_line() || matches!(contact.state, State::Offered { .. });
    if dice.below(3) > 0 && open.iter().any(busy) {
        open.retain(busy);
    }
    let contact = ContactId(1 + dice.below(*arrived + 1));
    let contact =
        if open.is_empty() || dice.below(8) == 0 { contact } else { open[dice.below(open.len() as u64) as usize].id };
    let found = engine.contact(contact);
    let leader = found.and_then(|found| found.talking_with().or(found.wrapping.first().map(|part| part.agent)));
    let anyone = AgentId(1 + dice.below(u64::from(AGENTS)) as u32);
    let agent = if dice.below(6) == 0 { anyone } else { leader.unwrap_or(anyone) };
    let reason = ReasonId(1 + dice.below(3) as u32);
    let case = CaseId(1 + dice.below(*arrived / 3 + 2));
    let channel = dice.pick(&[Channel::Chat, Channel::Message, Channel::Callback]);
    let to = if dice.below(2) == 0 { Target::Reason { reason } } else { Target::Agent { agent: anyone } };
    match dice.below(52) {
        0..=4 => {
            *arrived += 1;
            let since = (dice.below(5) == 0).then_some(Time(now - 50_000));
            Input::Arrive {
                arrival: Arrival {
                    contact: ContactId(*arrived),
                    customer: CustomerId(case.0),
                    case,
                    channel: dice.pick(&[Channel::Chat, Channel::Message]),
                    known: dice.below(2) == 0,
                    reason: (dice.below(3) > 0).then_some(reason),
                    extra: Vec::new(),
                    preferred: (dice.below(3) == 0).then_some(anyone),
                    never: Vec::new(),
                    effort: Effort::default(),
                    since,
                },
            }
        }
        5 | 7 => Input::Reason { contact, reason, source: ReasonSource::Customer },
        6 | 8 => Input::Identified { contact, customer: CustomerId(case.0), case, known: true },
        9..=13 => {
            let treatment =
                dice.pick(&[Treatment::Person, Treatment::Bot, Treatment::Callback, Treatment::SelfService]);
            let slot = (now / 60_000 + 1 + dice.below(2) as i64) * 60_000;
            Input::Choose { contact, treatment, channel: Some(channel), slot: Some(Time(slot)) }
        }
        14 => Input::AskPerson { contact, channel: Some(Channel::Chat) },
        15 => Input::ChangeChannel { contact, channel },
        16 => Input::TellWait { contact, low_ms: 1_000, high_ms: 1_000 + dice.below(60_000) as u32 },
        17 => Input::Solved { contact },
        18 => Input::Leave { contact },
        19..=23 => match found.map(|found| found.state) {
            Some(State::Offered { offer, agent, .. }) if dice.below(4) > 0 => Input::Accept { offer, agent },
            Some(State::Offered { offer, agent, .. }) => Input::Decline { offer, agent, cause: DeclineCause::Busy },
            _ => Input::Accept { offer: OfferId(dice.below(99)), agent },
        },
        24 => Input::Hold { contact, agent },
        25 => Input::Resume { contact, agent },
        26 => Input::Transfer { contact, agent, to },
        27 => Input::HandOver { contact, agent },
        28 => {
            let role = dice.pick(&[JoinRole::Listen, JoinRole::Whisper, JoinRole::Consult, JoinRole::Conference]);
            Input::Join { contact, agent: anyone, role }
        }
        29 => Input::Part { contact, agent: anyone },
        30 => Input::TakeOver { contact, agent: anyone },
        31 => Input::End { contact, by: dice.pick(&[Party::Customer, Party::Agent, Party::System]) },
        32..=33 => {
            let outcome = dice.pick(&[Outcome::Solved, Outcome::FollowUp, Outcome::Unsolved]);
            Input::Wrapped { contact, agent, reason: Some(reason), outcome }
        }
        34 => Input::Reopen { contact },
        35 => {
            let result = dice.pick(&[DialResult::Reached, DialResult::NotReached, DialResult::WrongNumber]);
            Input::Dialled { contact, agent, result }
        }
        36 => match dice.below(6) {
            0 => Input::Protect { contact, agent },
            1 => Input::AgentGone { agent: anyone },
            2 => Input::Publish { policy: Box::new(policy(engine.policy().map_or(1, |policy| policy.version + 1))) },
            3 => Input::Hours { hours: HoursId(1), open: dice.below(3) > 0 },
            _ => Input::Agent { profile: profile(anyone.0, AgentKind::Person) },
        },
        37 => {
            let presence = dice.pick(&[Presence::Break, Presence::Meal, Presence::Offline]);
            let until = (presence == Presence::Break).then_some(Time(now + 60_000));
            Input::Presence { agent: anyone, presence, until, by: None }
        }
        38 => Input::Device { agent: anyone, alive: dice.below(3) > 0 },
        39..=42 => Input::Presence { agent: anyone, presence: Presence::Ready, until: None, by: None },
        43..=47 => match (found.map(|found| found.state), leader) {
            (Some(State::Offered { offer, agent, .. }), _) => Input::Accept { offer, agent },
            (Some(State::WrapUp), Some(agent)) => {
                Input::Wrapped { contact, agent, reason: None, outcome: Outcome::Solved }
            }
            (Some(State::Connected { agent }), _) => dice.pick(&[
                Input::Hold { contact, agent },
                Input::Dialled { contact, agent, result: DialResult::NotReached },
            ]),
            _ => Input::Resume { contact, agent },
        },
        _ => Input::Move { contact, to, by: anyone },
    }
}

struct Day {
    engine: Engine,
    now: i64,
    rows: Vec<(u64, Time, Vec<Event>)>,
}

impl Day {
    fn tell(&mut self, tx: &Transaction<'_>, input: &Input) {
        let mut events = Vec::new();
        // A refusal may still come with events of deadlines that had passed.
        let _refused = self.engine.handle(Time(self.now), input, &mut events).is_err();
        if !events.is_empty() {
            let (seq, at) = (self.rows.len() as u64 + 1, self.engine.now());
            projection::project(tx, CENTRE, seq, at, &events).unwrap_or_else(|error| panic!("{error}: {events:#?}"));
            self.rows.push((seq, at, events));
        }
    }
}

#[test]
fn the_tables_say_what_the_engine_says() {
    let mut kinds = BTreeSet::new();
    for seed in 1..=12u64 {
        println!("seed {seed}");
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut day = Day { engine: Engine::new(), now: 1_800_000_000_000, rows: Vec::new() };
        let mut arrived = 0;
        store
            .write::<_, Error>(|tx| {
                day.tell(tx, &Input::Publish { policy: Box::new(policy(1)) });
                day.tell(tx, &Input::Agent { profile: profile(BOT, AgentKind::Bot) });
                for agent in 1..=AGENTS {
                    day.tell(tx, &Input::Agent { profile: profile(agent, AgentKind::Person) });
                    let agent = AgentId(agent);
                    day.tell(tx, &Input::Presence { agent, presence: Presence::Ready, until: None, by: None });
                }
                for step in 0..STEPS {
                    day.now += dice.below(4_000) as i64;
                    let input = anything(&mut dice, &day.engine, day.now, &mut arrived);
                    day.tell(tx, &input);
                    compare(tx, &day.engine, &format!("seed {seed} step {step}: {input:?}"));
                }
                let grown = dump(tx);
                projection::rebuild(tx, CENTRE, day.rows.iter().cloned().map(Ok::<_, Error>))?;
                assert_eq!(dump(tx), grown, "seed {seed}");
                Ok(())
            })
            .unwrap();
        let seen = store.read::<_, Error>(|view| {
            Ok(list(view, "SELECT DISTINCT kind FROM contact_step", |row| row.get::<_, String>(0)))
        });
        kinds.extend(seen.unwrap());
    }
    assert_eq!(kinds.len(), 31, "every kind of event that a contact can have: {kinds:?}");
}

fn list<T>(view: &Connection, sql: &str, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let mut statement = view.prepare_cached(sql).unwrap();
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}

fn dump(view: &Connection) -> Vec<Vec<String>> {
    let table = |name: &&str| {
        let mut statement = view.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            all.push((0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect::<Vec<_>>().join(" "));
        }
        all.sort();
        all
    };
    projection::TABLES.iter().map(table).collect()
}

fn words(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// Compares open contacts, the parts agents have in them, and agents.
fn compare(view: &Connection, engine: &Engine, when: &str) {
    let sql =
        "SELECT json_array(contact, customer, case_id, known, channel, reason, preferred, since_at, state, offered_to,
                      iif(state IN ('talking', 'held'), agent, NULL), iif(state IN ('waiting', 'offered'), rank, NULL),
                      iif(state = 'waiting', ring, NULL), iif(state IN ('waiting', 'offered'), for_bot, NULL),
                      iif(state = 'waiting', nobody_there, 0))
               FROM contact WHERE state <> 'closed' ORDER BY contact";
    let tables: Vec<String> = list(view, sql, |row| row.get(0));
    let mut open: Vec<_> = engine.contacts().collect();
    open.sort_by_key(|contact| contact.id);
    let engines: Vec<String> = open
        .iter()
        .map(|c| {
            let (state, offered) = match c.state {
                State::Entry | State::Choosing => ("choosing", None),
                State::SelfService => ("self_service", None),
                State::Booked => ("booked", None),
                State::Waiting => ("waiting", None),
                State::Offered { agent, .. } => ("offered", Some(agent)),
                State::Connected { .. } => ("talking", None),
                State::Held { .. } => ("held", None),
                State::WrapUp => ("wrap_up", None),
            };
            let in_line = c.in_line();
            let waiting = c.state == State::Waiting;
            serde_json::json!([
                c.id,
                c.customer,
                c.case,
                u8::from(c.known),
                words(c.channel),
                c.reason,
                c.preferred,
                c.since,
                state,
                offered,
                c.talking_with(),
                in_line.then_some(c.rank),
                waiting.then_some(c.ring),
                c.for_bot.filter(|_| in_line),
                u8::from(waiting && c.nobody)
            ])
            .to_string()
        })
        .collect();
    assert_eq!(tables, engines, "{when}");

    let legs = "SELECT contact || ' ' || agent || ' ' || state || ' ' || role FROM leg WHERE state <> 'done'";
    let legs: BTreeSet<String> = list(view, legs, |row| row.get(0)).into_iter().collect();
    let mut parts = BTreeSet::new();
    for c in &open {
        let state = if matches!(c.state, State::Held { .. }) { "held" } else { "talking" };
        parts.extend(c.talking_with().map(|agent| format!("{} {} {state} serve", c.id.0, agent.0)));
        parts.extend(c.wrapping.iter().map(|part| format!("{} {} wrap_up serve", c.id.0, part.agent.0)));
        parts.extend(c.joined.iter().map(|(agent, role)| format!("{} {} talking {}", c.id.0, agent.0, words(role))));
    }
    assert_eq!(legs, parts, "{when}");

    let live = list(view, "SELECT count(*) FROM offer WHERE ended_at IS NULL", |row| row.get::<_, usize>(0));
    let offered = open.iter().filter(|c| matches!(c.state, State::Offered { .. })).count();
    assert_eq!(live, [offered], "live offers: {when}");

    let agents = "SELECT agent || ' ' || presence || ' ' || coalesce(until_at, '-') || ' ' || alive FROM agent_state";
    let agents: BTreeSet<String> = list(view, agents, |row| row.get(0)).into_iter().collect();
    let on_the_books = engine.agents().map(|agent| {
        let until = agent.until.map_or("-".to_owned(), |until| until.0.to_string());
        format!("{} {} {until} {}", agent.profile.agent.0, words(agent.presence), u8::from(agent.alive))
    });
    assert_eq!(agents, on_the_books.collect(), "{when}");
}

/// A statement is planned once, whatever is bound to it: planning anew each time is what reads would mostly spend.
#[test]
fn a_kept_statement_is_not_planned_again() {
    let dir = tempfile::TempDir::new().unwrap();
    let store = Store::open(dir.path().join("data")).unwrap();
    let again = store
        .read(|view| {
            let sql = "SELECT c.contact FROM contact c LEFT JOIN callback cb ON cb.centre = c.centre AND cb.contact = c.contact \
                       WHERE c.centre = ?1 AND c.contact IN (SELECT value FROM json_each(?2))";
            let mut select = view.prepare_cached(sql)?;
            for turn in 0..5 {
                let wanted = format!("[{turn}]");
                select.query_map((turn, wanted), |row| row.get::<_, u64>(0))?.try_for_each(|row| row.map(|_| ()))?;
            }
            Ok::<_, store::Error>(select.get_status(rusqlite::StatementStatus::RePrepare))
        })
        .unwrap();
    assert_eq!(again, 0);
}
