//! What customers of a played day would have been told on joining, beside what came.

use std::collections::{BTreeMap, BTreeSet};

use routing::policy::{Reason, Ring};
use routing::{
    AgentId, AgentKind, AgentProfile, Channel, ContactId, Event, Input, Joiner, Need, Policy, Presence, ReasonId,
    SkillId, State, Time,
};

use super::callers::Callers;
use super::plain::{self, CAPACITY};
use super::play::Opening;
use super::{Demand, Law, Scenario, Seat};
use crate::script::profile;
use crate::wait::{Laws, OfReason, Range, waits};
use crate::world::World;

const DAYS: u64 = 6;
const TALK_MS: f64 = 240_000.0;
const WRAP_UP_MS: f64 = 40_000.0;
const PATIENCE_MS: f64 = 240_000.0;
const PER_MS: f64 = 1.35 / 60_000.0;
const URGENT: ReasonId = ReasonId(3);

/// Two reasons; people for one, for the other and for both; a ring that widens.
fn policy() -> Policy {
    let ring = |after_ms, skill, level| Ring { after_ms, needs: vec![Need { skill: SkillId(skill), level }] };
    let reason = |rings| Reason { rings, expected_ms: TALK_MS as u32, ..plain::reason(Vec::new()) };
    let reasons = BTreeMap::from([
        (ReasonId(1), reason(vec![ring(0, 1, 3), ring(90_000, 1, 1)])),
        (ReasonId(2), reason(vec![ring(0, 2, 3)])),
        // As the first at her wider ring, but five minutes before everybody.
        (URGENT, Reason { urgency: 3, importance_customer: 2, ..reason(vec![ring(0, 1, 1)]) }),
    ]);
    plain::policy(reasons, BTreeMap::new(), |_| CAPACITY)
}

/// Customers of both reasons; a share of the first are urgent.
fn scenario(urgent: f64) -> Scenario {
    let demand = |reason, share: f64| Demand {
        wrap_up: Some(Law::Exponential(WRAP_UP_MS)),
        patience: vec![Law::Exponential(PATIENCE_MS)],
        ..plain::calls(reason, vec![share * PER_MS], vec![Law::log_normal(TALK_MS, 0.9)])
    };
    let demands = [(ReasonId(1), 1.0 - urgent), (ReasonId(2), 1.0), (URGENT, urgent)];
    let seat = |at: u32| {
        let skills: &[(u32, u8)] = match at % 4 {
            0 => &[(1, 4)],
            1 => &[(2, 4)],
            2 => &[(1, 3), (2, 3)],
            _ => &[(1, 1), (2, 5)],
        };
        let profile = AgentProfile {
            skills: skills.iter().map(|(skill, level)| (SkillId(*skill), *level)).collect(),
            auto_accept: true,
            ..profile(AgentId(at + 1), AgentKind::Person)
        };
        Seat { profile, group: 0, day: vec![(0, Presence::Ready)] }
    };
    Scenario {
        begins: Time(1_767_571_200_000),
        length_ms: 10 * 3_600_000,
        warm_up_ms: 0,
        interval_ms: 3_600_000,
        policy: policy(),
        demands: demands
            .into_iter()
            .filter(|(_, share)| *share > 0.0)
            .map(|(reason, share)| demand(reason, share))
            .collect(),
        seats: (0..12).map(seat).collect(),
        busyness: None,
        lines: None,
        sends_away: false,
        dialler: None,
        absence: 0.0,
        late: None,
    }
}

/// Ranges settled: the wait was within, and longer. Who left before the end of the range settles nothing.
#[derive(Debug, Default)]
struct Settled {
    within: u32,
    longer: u32,
    all: u32,
}

impl Settled {
    fn settle(&mut self, range: Range, waited_ms: u32) {
        self.all += 1;
        self.within += u32::from((range.low_ms..=range.high_ms).contains(&waited_ms));
        self.longer += u32::from(waited_ms > range.high_ms);
    }

    fn percent(&self, of: u32) -> f64 {
        100.0 * f64::from(of) / f64::from(self.all)
    }
}

/// Days by the engine; everybody who has to wait is told a range by `tell` when she joins.
fn told(scenario: &Scenario, tell: impl Fn(&routing::Engine, ContactId) -> Option<Range>) -> Settled {
    let mut settled = Settled::default();
    for seed in 0..DAYS {
        let opening = Opening::of(scenario);
        let mut callers = Callers::new(scenario, seed);
        let mut agenda = crate::world::Agenda::default();
        callers.plan(&mut agenda);
        let mut world = World::new(opening.engine, callers);
        *world.agenda() = agenda;
        let mut open: BTreeMap<ContactId, (Time, Range)> = BTreeMap::new();
        let mut asked = BTreeSet::new();
        while let Some(at) = world.next() {
            let mut happened: Vec<Event> = Vec::new();
            world.run(at, &mut |_, _: &Input, events: &[Event]| happened.extend(events.iter().cloned())).unwrap();
            for event in &happened {
                match event {
                    Event::Connected { contact, .. } => {
                        if let Some((since, range)) = open.remove(contact) {
                            settled.settle(range, at.since_ms(since) as u32);
                        }
                    }
                    Event::Closed { contact, .. } => {
                        let gone = open.remove(contact).map(|(since, range)| (at.since_ms(since) as u32, range));
                        if let Some((waited_ms, range)) = gone.filter(|(waited_ms, range)| *waited_ms > range.high_ms) {
                            settled.settle(range, waited_ms);
                        }
                    }
                    _ => {}
                }
            }
            let waiting = world.engine.waiting().filter(|contact| contact.state == State::Waiting);
            let fresh: Vec<ContactId> = waiting.map(|contact| contact.id).filter(|id| asked.insert(*id)).collect();
            for id in fresh {
                open.extend(tell(&world.engine, id).map(|range| (id, (at, range))));
            }
        }
    }
    settled
}

fn laws(come: BTreeMap<(ReasonId, Channel), f64>) -> Laws {
    let usual = OfReason {
        talk: Law::log_normal(TALK_MS, 0.9),
        wrap_up: Law::Exponential(WRAP_UP_MS),
        patience: Some(Law::Exponential(PATIENCE_MS)),
    };
    Laws { of: BTreeMap::new(), usual, come }
}

#[test]
fn sixty_of_a_hundred_waits_lie_in_the_range_told_and_twenty_are_longer() {
    let laws = laws(BTreeMap::new());
    let scenario = scenario(0.0);
    let by_play = told(&scenario, |engine, id| waits(&engine.outlook(None, &[]), &laws).line.get(&id).copied());
    let by_place = told(&scenario, |engine, id| {
        engine.estimate_for(id).map(|range| Range { low_ms: range.low_ms, high_ms: range.high_ms })
    });
    println!("played forward {by_play:?}; by the place in line {by_place:?}");
    assert!(by_play.all > 1_000, "{by_play:?}");
    let (within, longer) = (by_play.percent(by_play.within), by_play.percent(by_play.longer));
    assert!((55.0..65.0).contains(&within) && (15.0..25.0).contains(&longer), "{within} % within, {longer} % longer");
}

#[test]
fn who_comes_later_and_goes_first_is_counted_on() {
    let scenario = scenario(0.5);
    let comer = Joiner { reason: URGENT, channel: Channel::Voice, extra: Vec::new() };
    let tell = |laws: &Laws| {
        let of = |engine: &routing::Engine, id: ContactId| {
            let outlook = engine.outlook(None, std::slice::from_ref(&comer));
            waits(&outlook, laws).line.get(&id).copied()
        };
        told(&scenario, of)
    };
    let without = tell(&laws(BTreeMap::new()));
    let with = tell(&laws(BTreeMap::from([((URGENT, Channel::Voice), 0.5 * PER_MS)])));
    println!("without {without:?}; with {with:?}");
    let (within, longer) = (with.percent(with.within), with.percent(with.longer));
    assert!((55.0..65.0).contains(&within) && (15.0..25.0).contains(&longer), "{within} % within, {longer} % longer");
    let before = without.percent(without.within);
    assert!(within > before + 2.0, "{before} % within when who comes later is left out, {within} % when not");
}
