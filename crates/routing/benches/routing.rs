//! How fast the engine decides: steady traffic at three sizes, beside a plain scan over everyone who waits.
//!
//! Every contact lives the whole life it has on a real floor, ten inputs: it arrives, says its reason, asks for a person,
//! is told its wait, is accepted, held, resumed, ended and written up; and time passes once.
//!
//! `cargo xtask bench routing [quick]`; the last line is JSON.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::expect_used
)]

use std::collections::BTreeMap;
use std::time::Instant;

use routing::input::{Arrival, Effort, Outcome, Party, ReasonSource};
use routing::policy::*;
use routing::*;

const NOW: i64 = 1_800_000_000_000;

struct Size {
    name: &'static str,
    agents: u32,
    skills: u32,
    /// Reasons, each with its own need: what the field calls queues.
    queues: u32,
    waiting: u64,
    inputs: u64,
}

const SIZES: [Size; 3] = [
    Size { name: "200 agents", agents: 200, skills: 20, queues: 40, waiting: 50, inputs: 2_000_000 },
    Size { name: "10,000 agents", agents: 10_000, skills: 200, queues: 400, waiting: 100_000, inputs: 400_000 },
    Size { name: "75,000 agents", agents: 75_000, skills: 400, queues: 40_000, waiting: 50_000, inputs: 60_000 },
];

/// A small generator, so that every run is the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

fn policy(size: &Size) -> Policy {
    let reason = |queue: u32| {
        let need = Need { skill: SkillId(queue % size.skills), level: 1 + (queue / size.skills % 4) as u8 };
        Reason {
            urgency: (queue % 4) as u8,
            importance_customer: 1,
            importance_company: 1,
            rings: vec![Ring { after_ms: 0, needs: vec![need] }],
            rule: Rule::LongestIdle,
            preferred_hold_ms: 0,
            expected_ms: 300_000,
            target_ms: 30_000,
            hard: false,
            group: None,
            hours: HoursId(1),
            known: vec![Treatment::Person],
            unknown: vec![Treatment::Person],
            bot: None,
            nobody: Nobody::Wait,
        }
    };
    Policy {
        version: 1,
        reasons: (0..size.queues).map(|queue| (ReasonId(queue), reason(queue))).collect(),
        unknown_reason: ReasonId(0),
        groups: BTreeMap::new(),
        channels: BTreeMap::from([(Channel::Chat, ChannelRule { load: 100, silent_grace_ms: 60_000 })]),
        offers: OfferRules {
            deadline_ms: 20_000,
            cooldown_ms: 60_000,
            missed_before_away: 0,
            wrap_up_ms: 180_000,
            return_credit_ms: 0,
        },
        callbacks: CallbackRules { tries: 1, retry_ms: 1 },
        bots: BotRules { deadline_ms: 1, not_again_ms: 1 },
        effort: EffortWeights { transfer_ms: 0, repeat_ms: 0, broken_promise_ms: 0, waited_minute_ms: 0, cap_ms: 0 },
        strain: StrainRules {
            ten_minutes: 0,
            hard_in_a_row: 0,
            abuse: 0,
            short_rest: 0,
            breath_after_hard: 0,
            breath_ms: 0,
            protect_rest_ms: 0,
            pause_ms: 0,
        },
    }
}

struct Traffic {
    engine: Engine,
    dice: Dice,
    now: i64,
    next: u64,
    queues: u64,
    offered: Vec<(OfferId, ContactId, AgentId)>,
    talking: Vec<(ContactId, AgentId)>,
    /// Whether each call is timed by itself; reading the clock costs as much as some calls.
    clocked: bool,
    told: u64,
    /// Nanoseconds of every call.
    calls: Vec<u32>,
    /// Nanoseconds from "agent free" to "offer decided".
    freed: Vec<u32>,
    out: Vec<Event>,
}

impl Traffic {
    fn open(size: &Size) -> Traffic {
        let mut traffic = Traffic {
            engine: Engine::new(),
            dice: Dice(0x2545_F491_4F6C_DD1D),
            now: NOW,
            next: 1,
            queues: size.queues.into(),
            offered: Vec::new(),
            talking: Vec::new(),
            clocked: false,
            told: 0,
            calls: Vec::new(),
            freed: Vec::new(),
            out: Vec::new(),
        };
        traffic.tell(Input::Publish { policy: Box::new(policy(size)) });
        for agent in 0..size.agents {
            let skills = (0..3)
                .map(|_| (SkillId(traffic.dice.below(size.skills.into()) as u32), 1 + traffic.dice.below(5) as u8));
            let profile = AgentProfile {
                agent: AgentId(agent),
                kind: AgentKind::Person,
                skills: skills.collect(),
                capacity: 100,
                limits: BTreeMap::from([(Channel::Chat, 1)]),
                auto_accept: false,
                short_rest: false,
                predicted: BTreeMap::new(),
            };
            traffic.tell(Input::Agent { profile });
        }
        for agent in 0..size.agents {
            let presence = Input::Presence { agent: AgentId(agent), presence: Presence::Ready, until: None, by: None };
            traffic.tell(presence);
        }
        let mut waiting = 0;
        while waiting < size.waiting {
            traffic.arrive();
            waiting = traffic.next - 1 - traffic.talking.len() as u64;
        }
        traffic.told = 0;
        traffic
    }

    fn tell(&mut self, input: Input) -> u32 {
        self.out.clear();
        let began = self.clocked.then(Instant::now);
        self.engine.handle(Time(self.now), &input, &mut self.out).unwrap();
        let took = began.map_or(0, |began| began.elapsed().as_nanos() as u32);
        self.told += 1;
        if self.clocked {
            self.calls.push(took);
        }
        for event in &self.out {
            if let Event::Offered { offer, contact, agent, .. } = event {
                self.offered.push((*offer, *contact, *agent));
            }
        }
        took
    }

    fn arrive(&mut self) {
        let id = self.next;
        self.next += 1;
        let arrival = Arrival {
            contact: ContactId(id),
            customer: CustomerId(id),
            case: CaseId(id),
            channel: Channel::Chat,
            known: true,
            reason: None,
            extra: vec![],
            preferred: None,
            never: vec![],
            effort: Effort::default(),
            since: None,
        };
        let contact = ContactId(id);
        let reason = ReasonId(self.dice.below(self.queues) as u32);
        self.tell(Input::Arrive { arrival });
        self.tell(Input::Reason { contact, reason, source: ReasonSource::Customer });
        self.tell(Input::AskPerson { contact, channel: None });
        self.tell(Input::TellWait { contact, low_ms: 30_000, high_ms: 90_000 });
        self.accept();
    }

    /// Every agent takes what she is offered, and puts the customer on hold once.
    fn accept(&mut self) {
        while let Some((offer, contact, agent)) = self.offered.pop() {
            self.tell(Input::Accept { offer, agent });
            self.tell(Input::Hold { contact, agent });
            self.tell(Input::Resume { contact, agent });
            self.talking.push((contact, agent));
        }
    }

    /// One contact comes and one is finished: ten inputs, in balance.
    fn turn(&mut self) {
        self.now += 1;
        self.tell(Input::Tick);
        self.arrive();
        let at = self.dice.below(self.talking.len().max(1) as u64) as usize;
        if at < self.talking.len() {
            let (contact, agent) = self.talking.swap_remove(at);
            self.tell(Input::End { contact, by: Party::Customer });
            let took = self.tell(Input::Wrapped { contact, agent, reason: None, outcome: Outcome::Solved });
            if self.clocked {
                self.freed.push(took);
            }
            self.accept();
        }
    }
}

fn percentile(values: &mut [u32], permille: usize) -> f64 {
    values.sort_unstable();
    let at = values.len().saturating_sub(1) * permille / 1_000;
    f64::from(values.get(at).copied().unwrap_or(0)) / 1_000.0
}

/// The plain scan: everyone who waits, whoever meets her needs, the best rank. Microseconds per decision.
fn scan(engine: &Engine, decisions: usize) -> f64 {
    let policy = engine.policy().unwrap();
    let waiting: Vec<&Contact> = engine.contacts().filter(|contact| contact.state == State::Waiting).collect();
    let agents: Vec<&Agent> = engine.agents().take(decisions).collect();
    let began = Instant::now();
    let mut found = 0_usize;
    for agent in &agents {
        let able = waiting.iter().filter(|contact| {
            let ring = &policy.reasons[&contact.reason.unwrap()].rings[0];
            routing::state::meets(&agent.profile.skills, &ring.needs)
        });
        found += usize::from(able.min_by_key(|contact| (contact.rank, contact.turn)).is_some());
    }
    std::hint::black_box(found);
    began.elapsed().as_secs_f64() * 1e6 / agents.len() as f64
}

fn main() {
    let quick = std::env::args().any(|arg| arg == "quick");
    let only = std::env::args().find_map(|arg| arg.parse::<u32>().ok());
    let mut json = Vec::new();
    for size in SIZES.iter().filter(|size| only.is_none_or(|agents| agents == size.agents)) {
        let mut traffic = Traffic::open(size);
        let inputs = if quick { size.inputs / 20 } else { size.inputs };
        let began = Instant::now();
        while traffic.told < inputs {
            traffic.turn();
        }
        let per_second = traffic.told as f64 / began.elapsed().as_secs_f64();
        traffic.clocked = true;
        while (traffic.calls.len() as u64) < inputs / 4 {
            traffic.turn();
        }
        let p99 = percentile(&mut traffic.calls, 990);
        let freed = percentile(&mut traffic.freed, 990);
        let freed_median = percentile(&mut traffic.freed, 500);
        let scan_us = scan(&traffic.engine, 50);
        invariants::check(&traffic.engine).expect("the books balance after the run");
        println!(
            "{:<14} {per_second:>12.0} inputs/s   p99 {p99:>8.1} µs   agent free → offer: median {freed_median:.1} µs, p99 {freed:.1} µs   plain scan {scan_us:.1} µs",
            size.name
        );
        json.push(format!(
            "{{\"agents\":{},\"queues\":{},\"waiting\":{},\"inputs_per_s\":{per_second:.0},\"p99_us\":{p99:.1},\"free_to_offer_p99_us\":{freed:.1},\"scan_us\":{scan_us:.1}}}",
            size.agents, size.queues, size.waiting
        ));
    }
    println!("{{\"bench\":\"routing\",\"sizes\":[{}]}}", json.join(","));
}
