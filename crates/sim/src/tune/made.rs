//! Made days as a journal would have them: customers with dice of their own, agents who are there all day but for a pause.

use std::collections::BTreeMap;

use journal::{Body, Row};
use routing::input::{Arrival, Effort, Outcome, Party};
use routing::policy::Ring;
use routing::{
    AgentId, AgentProfile, CaseId, Channel, ContactId, CustomerId, Engine, Event, Input, Need, Policy, Presence,
    ReasonId, SkillId, Time,
};

use crate::random::Random;
use crate::replay::{Collector, Facts};
use crate::scenario::plain;
use crate::world::{Moment, People, World};

const BEGINS: Time = Time(1_800_000_000_000);
const DAY_MS: i64 = 86_400_000;
const OPEN_MS: i64 = 8 * 3_600_000;

/// A centre whose days are made.
#[derive(Clone)]
pub struct Made {
    pub policy: Policy,
    /// Skills with levels.
    pub agents: Vec<Vec<(u32, u8)>>,
    /// Customers an hour, by reason from 1 on.
    pub per_hour: Vec<f64>,
    pub talk_ms: f64,
    pub patience_ms: f64,
}

impl Made {
    /// Days of it, each a stretch of its own.
    pub fn days(&self, seed: u64, count: u64) -> Vec<Facts> {
        (0..count).map(|day| self.day(seed, day)).collect()
    }

    fn day(&self, seed: u64, day: u64) -> Facts {
        let begins = BEGINS.plus_ms(day as i64 * DAY_MS);
        let first = day * 1_000_000;
        let mut people =
            Customers { made: self, first, seed: seed.wrapping_mul(1_000) + day, begins, reasons: Vec::new() };
        let mut rows: Vec<Row> = Vec::new();
        let mut agenda = crate::world::Agenda::default();
        people.come(&mut agenda);
        let mut world = World::new(Engine::new(), people);
        *world.agenda() = agenda;
        let mut see = |at: Time, input: &Input, events: &[Event]| {
            let body = Body { input: input.clone(), events: events.to_vec() };
            rows.push(Row { seq: rows.len() as u64 + 1, at, epoch: 1, input_id: None, body });
        };
        world.run(begins.plus_ms(2 * OPEN_MS), &mut see).expect("it ends");
        let mut collector = Collector::new(Engine::new(), begins);
        rows.iter().for_each(|row| collector.row(row));
        collector.finish()
    }
}

/// A policy of plain reasons, each asking for the skill of its number.
pub fn policy(reasons: u32) -> Policy {
    let reason = |id: u32| (ReasonId(id), plain::reason(vec![need(id, 3)]));
    plain::policy((1..=reasons).map(reason).collect(), BTreeMap::new(), |_| plain::CAPACITY)
}

pub fn need(skill: u32, level: u8) -> Need {
    Need { skill: SkillId(skill), level }
}

pub fn ring(after_ms: u32, needs: Vec<Need>) -> Ring {
    Ring { after_ms, needs }
}

#[derive(Debug, Clone, Copy)]
enum Cue {
    Opens,
    Presence(u32, Presence),
    Comes(u64),
    Leaves(ContactId),
    Ends(ContactId),
    Written(ContactId, AgentId),
}

struct Customers<'a> {
    made: &'a Made,
    /// Numbers of contacts go on from here: no two days share one.
    first: u64,
    seed: u64,
    begins: Time,
    reasons: Vec<ReasonId>,
}

impl Customers<'_> {
    fn come(&mut self, agenda: &mut crate::world::Agenda<Cue>) {
        agenda.put(self.begins, Cue::Opens);
        for agent in 1..=self.made.agents.len() as u32 {
            let pause_ms = OPEN_MS / 4 + i64::from(agent) * 600_000;
            let day = [(1, Presence::Ready), (pause_ms, Presence::Break), (pause_ms + 900_000, Presence::Ready)];
            for (ms, presence) in day {
                agenda.put(self.begins.plus_ms(ms), Cue::Presence(agent, presence));
            }
        }
        for (rate, reason) in self.made.per_hour.iter().zip(1..) {
            let mut random = Random::of(self.seed, 1, u64::from(reason));
            let mut ms = 0.0;
            loop {
                ms += random.exponential() * 3_600_000.0 / rate;
                if ms > OPEN_MS as f64 {
                    break;
                }
                self.reasons.push(ReasonId(reason));
                agenda.put(self.begins.plus_ms(ms as i64), Cue::Comes(self.first + self.reasons.len() as u64));
            }
        }
    }

    /// A time of a customer's own.
    fn drawn(&self, what: u64, contact: ContactId, mean_ms: f64) -> i64 {
        (Random::of(self.seed, what, contact.0).exponential() * mean_ms) as i64 + 1
    }

    fn opens(&self, moment: &mut Moment<'_, Cue>) {
        moment.say(Input::Publish { policy: Box::new(self.made.policy.clone()) });
        for (skills, agent) in self.made.agents.iter().zip(1..) {
            let profile = AgentProfile {
                skills: skills.iter().map(|(skill, level)| (SkillId(*skill), *level)).collect(),
                auto_accept: true,
                ..crate::script::profile(AgentId(agent), routing::AgentKind::Person)
            };
            moment.say(Input::Agent { profile });
            moment.say(Input::Device { agent: AgentId(agent), alive: true });
        }
    }

    fn arrival(&self, contact: ContactId) -> Arrival {
        Arrival {
            contact,
            customer: CustomerId(contact.0),
            case: CaseId(contact.0),
            channel: Channel::Voice,
            known: true,
            reason: self.reasons.get((contact.0 - self.first) as usize - 1).copied(),
            extra: Vec::new(),
            preferred: None,
            never: Vec::new(),
            effort: Effort::default(),
            since: None,
        }
    }
}

impl People for Customers<'_> {
    type Cue = Cue;

    fn act(&mut self, cue: Cue, moment: &mut Moment<'_, Cue>) {
        match cue {
            Cue::Opens => self.opens(moment),
            Cue::Presence(agent, presence) => {
                moment.say(Input::Presence { agent: AgentId(agent), presence, until: None, by: None });
            }
            Cue::Comes(number) => {
                moment.say(Input::Arrive { arrival: self.arrival(ContactId(number)) });
                moment.say(Input::AskPerson { contact: ContactId(number), channel: None });
            }
            Cue::Leaves(contact) => {
                if moment.engine.contact(contact).is_some_and(|found| found.in_line()) {
                    moment.say(Input::Leave { contact });
                }
            }
            Cue::Ends(contact) => moment.say(Input::End { contact, by: Party::Customer }),
            Cue::Written(contact, agent) => {
                moment.say(Input::Wrapped { contact, agent, reason: None, outcome: Outcome::Solved });
            }
        }
    }

    fn hear(&mut self, event: &Event, moment: &mut Moment<'_, Cue>) {
        let now = moment.now;
        match event {
            Event::Queued { contact, .. } => {
                moment.later(now.plus_ms(self.drawn(2, *contact, self.made.patience_ms)), Cue::Leaves(*contact));
            }
            Event::Connected { contact, .. } => {
                moment.later(now.plus_ms(self.drawn(3, *contact, self.made.talk_ms)), Cue::Ends(*contact));
            }
            Event::Ended { contact, agent: Some(agent), .. } => {
                moment.later(now.plus_ms(self.drawn(4, *contact, 20_000.0)), Cue::Written(*contact, *agent));
            }
            _ => {}
        }
    }
}
