//! Made journals: a centre with customers of given numbers and dice of their own, day after day through one engine. For whoever
//! reads journals and must find what was put into one.

use std::collections::BTreeMap;

use journal::{Body, Row};
use routing::input::{Arrival, Effort, Outcome, Party};
use routing::policy::Ring;
use routing::{
    AgentId, AgentKind, AgentProfile, CaseId, Channel, ContactId, CustomerId, Engine, Event, Input, Need, Policy,
    Presence, ReasonId, SkillId, Time,
};

use crate::random::Random;
use crate::replay::{Collector, Facts};
use crate::scenario::plain;
use crate::world::{Agenda, Endless, Moment, People, World};

pub const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;
/// Customers come for so long a day; an hour later everyone goes home.
const OPEN_MS: i64 = 8 * 60 * MINUTE_MS;
const WRAP_UP_MS: f64 = 20_000.0;

/// A centre whose days are made.
#[derive(Debug, Clone)]
pub struct Made {
    pub policy: Policy,
    /// Skills with levels of each agent, from number 1 on.
    pub agents: Vec<Vec<(u32, u8)>>,
    /// Customers an hour, by reason from 1 on.
    pub per_hour: Vec<f64>,
    /// Means of exponential laws, in ms.
    pub talk_ms: f64,
    pub patience_ms: f64,
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

impl Made {
    /// The rows of its days, from `begins` on and after whatever an engine has seen, numbered from `first`.
    ///
    /// # Errors
    /// [`Endless`].
    pub fn rows(&self, opening: Engine, begins: Time, first: u64, seed: u64, days: u32) -> Result<Vec<Row>, Endless> {
        let mut people = Customers { made: self, seed, reasons: Vec::new() };
        let mut agenda = Agenda::default();
        people.come(begins, days, &mut agenda);
        let mut world = World::new(opening, people);
        *world.agenda() = agenda;
        let mut rows: Vec<Row> = Vec::new();
        let mut see = |at: Time, input: &Input, events: &[Event]| {
            let body = Body { input: input.clone(), events: events.to_vec() };
            rows.push(Row { seq: first + rows.len() as u64, at, epoch: 1, input_id: None, body });
        };
        world.run(begins.plus_ms(i64::from(days) * DAY_MS - 1), &mut see)?;
        Ok(rows)
    }

    /// Its days as stretches, each by itself.
    ///
    /// # Errors
    /// [`Endless`].
    pub fn days(&self, begins: Time, seed: u64, days: u32) -> Result<Vec<Facts>, Endless> {
        let rows = self.rows(Engine::new(), begins, 1, seed, days)?;
        let mut opening = Engine::new();
        let of_day = |day: &[Row]| {
            let from = day.first().map_or(begins, |row| row.at);
            let mut collector = Collector::new(opening.clone(), from);
            for row in day {
                collector.row(row);
                row.body.events.iter().for_each(|event| opening.apply(row.at, event));
                opening.time_was(row.at);
            }
            collector.finish()
        };
        let number = |row: &Row| row.at.since_ms(begins) / DAY_MS;
        Ok(rows.chunk_by(|a, b| number(a) == number(b)).map(of_day).collect())
    }
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
    seed: u64,
    /// Of everyone who comes.
    reasons: Vec<ReasonId>,
}

impl Customers<'_> {
    fn come(&mut self, begins: Time, days: u32, agenda: &mut Agenda<Cue>) {
        agenda.put(begins, Cue::Opens);
        for day in 0..days {
            self.day(begins.plus_ms(i64::from(day) * DAY_MS), day, agenda);
        }
    }

    fn day(&mut self, begins: Time, day: u32, agenda: &mut Agenda<Cue>) {
        for agent in 1..=self.made.agents.len() as u32 {
            // One after the other goes on a break of a quarter of an hour.
            let pause_ms = OPEN_MS / 4 + i64::from(agent) * 10 * MINUTE_MS;
            for (ms, presence) in [
                (1, Presence::Ready),
                (pause_ms, Presence::Break),
                (pause_ms + 15 * MINUTE_MS, Presence::Ready),
                (OPEN_MS + 60 * MINUTE_MS, Presence::Offline),
            ] {
                agenda.put(begins.plus_ms(ms), Cue::Presence(agent, presence));
            }
        }
        for (rate, reason) in self.made.per_hour.iter().zip(1..) {
            let mut random = Random::of(self.seed, 1, u64::from(day) << 32 | u64::from(reason));
            let mut ms = 0.0;
            loop {
                ms += random.exponential() * 60.0 * MINUTE_MS as f64 / rate;
                if ms > OPEN_MS as f64 {
                    break;
                }
                self.reasons.push(ReasonId(reason));
                agenda.put(begins.plus_ms(ms as i64), Cue::Comes(self.reasons.len() as u64));
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
                ..crate::script::profile(AgentId(agent), AgentKind::Person)
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
            reason: self.reasons.get((contact.0 - 1) as usize).copied(),
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
                moment.later(now.plus_ms(self.drawn(4, *contact, WRAP_UP_MS)), Cue::Written(*contact, *agent));
            }
            _ => {}
        }
    }
}
