//! What a row of the live floor costs with a policy in its shadow: 200 people, 40 in line and the 10,000 contacts that can still
//! come back; beside a copy of the whole engine for each row, which is what it did before.
//!
//! `cargo xtask bench sim`; the last line is JSON.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::Instant;

use routing::input::{Arrival, Effort, Outcome, Party};
use routing::limits::RECENT_CONTACTS;
use routing::{
    AgentId, AgentKind, AgentProfile, CaseId, Channel, ContactId, CustomerId, Engine, Event, Input, Need, Policy,
    Presence, ReasonId, SkillId, State, Time,
};
use sim::scenario::plain::{self, CAPACITY};
use sim::script::profile;
use sim::shadow::Shadow;

const PEOPLE: u32 = 200;
const REASONS: u32 = 8;
const IN_LINE: u64 = 40;
const ROWS: u64 = 100;

/// An engine and its clock.
struct Floor {
    engine: Engine,
    now: Time,
    came: u64,
}

impl Floor {
    fn say(&mut self, input: &Input) -> Vec<Event> {
        self.now = self.now.plus_ms(10);
        let mut events = Vec::new();
        self.engine.handle(self.now, input, &mut events).unwrap();
        events
    }

    /// Somebody comes and asks for a person.
    fn comes(&mut self) -> ContactId {
        self.came += 1;
        let contact = ContactId(self.came);
        self.say(&Input::Arrive { arrival: arrival(contact) });
        self.say(&Input::AskPerson { contact, channel: None });
        contact
    }

    fn open() -> Floor {
        let mut floor = Floor { engine: Engine::new(), now: Time(1_767_571_200_000), came: 0 };
        floor.say(&Input::Publish { policy: Box::new(policy()) });
        for agent in (1..=PEOPLE).map(AgentId) {
            let skills: BTreeMap<_, _> = (0..3).map(|more| (SkillId(1 + (agent.0 + more) % REASONS), 3)).collect();
            let profile = AgentProfile { skills, auto_accept: true, ..profile(agent, AgentKind::Person) };
            floor.say(&Input::Agent { profile });
            floor.say(&Input::Device { agent, alive: true });
            floor.say(&Input::Presence { agent, presence: Presence::Ready, until: None, by: None });
        }
        for _ in 0..RECENT_CONTACTS {
            let contact = floor.comes();
            let State::Connected { agent } = floor.engine.contact(contact).unwrap().state else { continue };
            floor.say(&Input::End { contact, by: Party::Customer });
            floor.say(&Input::Wrapped { contact, agent, reason: None, outcome: Outcome::Solved });
        }
        while (floor.engine.contacts().filter(|contact| contact.in_line()).count() as u64) < IN_LINE {
            floor.comes();
        }
        floor
    }
}

fn arrival(contact: ContactId) -> Arrival {
    Arrival {
        contact,
        customer: CustomerId(contact.0),
        case: CaseId(contact.0),
        channel: Channel::Voice,
        known: true,
        reason: Some(ReasonId(1 + (contact.0 % u64::from(REASONS)) as u32)),
        extra: Vec::new(),
        preferred: None,
        never: Vec::new(),
        effort: Effort::default(),
        since: None,
    }
}

fn policy() -> Policy {
    let reason = |skill: u32| plain::reason(vec![Need { skill: SkillId(skill), level: 1 }]);
    plain::policy((1..=REASONS).map(|id| (ReasonId(id), reason(id))).collect(), BTreeMap::new(), |_| CAPACITY)
}

fn main() {
    let mut floor = Floor::open();
    let mut shadow = Shadow::new(floor.engine.clone(), policy());
    let (mut before_s, mut after_s) = (0.0, 0.0);
    for _ in 0..ROWS {
        floor.came += 1;
        let contact = ContactId(floor.came);
        for input in [Input::Arrive { arrival: arrival(contact) }, Input::AskPerson { contact, channel: None }] {
            let began = Instant::now();
            let mut copy = floor.engine.clone();
            let beside = Policy { version: 1_000_000, ..policy() };
            copy.handle(floor.now, &Input::Publish { policy: Box::new(beside) }, &mut Vec::new()).unwrap();
            copy.handle(floor.now, &input, &mut Vec::new()).unwrap();
            std::hint::black_box(&copy);
            drop(copy);
            before_s += began.elapsed().as_secs_f64();
            let events = floor.say(&input);
            let began = Instant::now();
            std::hint::black_box(shadow.row(floor.now, &input, &events).unwrap());
            after_s += began.elapsed().as_secs_f64();
        }
    }
    let us = |seconds: f64| seconds * 1e6 / (2 * ROWS) as f64;
    let (before, after) = (us(before_s), us(after_s));
    println!(
        "a row in the shadow: {after:.0} µs; with a copy of the whole engine {before:.0} µs, {:.1} times as long",
        before / after
    );
    println!("{{\"bench\":\"shadow\",\"row_us\":{after:.1},\"whole_copy_us\":{before:.1}}}");
}
