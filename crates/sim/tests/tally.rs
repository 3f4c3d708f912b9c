//! What scenarios count is what `measure` counts: both are shown the same days, with bots, callbacks, retrials, chats that slow
//! each other, mail that waits, pauses and an early evening.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use measure::{By, Group, Measures, Sums};
use routing::policy::{CallbackGroup, Treatment};
use routing::{
    AgentId, AgentKind, AgentProfile, Channel, Engine, Event, GroupId, Need, Presence, ReasonId, SkillId, Time,
};
use sim::scenario::plain::{self, CAPACITY};
use sim::scenario::{BotSkill, CallbackTaken, Demand, Law, Opening, Retry, Scenario, Seat, Tally, opens_with};

const MINUTE_MS: f64 = 60_000.0;
const HALF_HOUR_MS: i64 = 1_800_000;
const BOT: AgentId = AgentId(1_000_000);

fn demand(reason: u32, channel: Channel, per_hour: f64) -> Demand {
    Demand {
        reason: ReasonId(reason),
        channel,
        per_ms: vec![per_hour / 3_600_000.0, per_hour / 1_800_000.0],
        talk: vec![Law::Exponential(4.0 * MINUTE_MS)],
        wrap_up: Some(Law::Constant(30_000.0)),
        patience: vec![Law::Exponential(2.0 * MINUTE_MS)],
        balk: 0.02,
        retry: Some(Retry { share: 0.5, after: Law::Exponential(5.0 * MINUTE_MS) }),
        callback: None,
        bot: None,
        slowdown: 0.0,
        deferred: false,
    }
}

fn seat(agent: AgentId, skills: &[u32], group: u16) -> Seat {
    let limit = |channel| if matches!(channel, Channel::Chat) { 3 } else { 1 };
    let profile = AgentProfile {
        agent,
        kind: AgentKind::Person,
        skills: skills.iter().map(|skill| (SkillId(*skill), 3)).collect(),
        capacity: CAPACITY,
        limits: Channel::ALL.into_iter().map(|channel| (channel, limit(channel))).collect(),
        auto_accept: true,
        short_rest: false,
        predicted: BTreeMap::new(),
    };
    let pause = i64::from(agent.0) * 400_000;
    let day = vec![
        (i64::from(agent.0 % 3) * 60_000, Presence::Ready),
        (pause, Presence::Break),
        (pause + 900_000, Presence::Ready),
        (4 * HALF_HOUR_MS + pause / 4, Presence::Offline),
    ];
    Seat { profile, group, day }
}

fn everything() -> Scenario {
    let reason = |skill: u32| plain::reason(vec![Need { skill: SkillId(skill), level: 1 }]);
    let mut reasons: BTreeMap<_, _> = (1..=4).map(|id| (ReasonId(id), reason(id))).collect();
    let called = reasons.get_mut(&ReasonId(1)).unwrap();
    (called.group, called.bot) = (Some(GroupId(1)), Some(BOT));
    called.known = vec![Treatment::Bot, Treatment::Callback, Treatment::Person];
    let groups = BTreeMap::from([(GroupId(1), CallbackGroup { slot_ms: 1_800_000, places: 4 })]);
    let load = |channel| match channel {
        Channel::Chat => 33,
        Channel::Mail => 1,
        _ => CAPACITY - 1,
    };
    let callback = CallbackTaken { share: 0.5, when_over_ms: 30_000, reached: 0.6 };
    let bot = BotSkill { share: 0.3, resolves: 0.5, talk: Law::Exponential(MINUTE_MS) };
    let mut seats: Vec<Seat> =
        (1..=9).map(|agent| seat(AgentId(agent), &[1 + agent % 4, 1 + (agent + 1) % 4], (agent % 2) as u16)).collect();
    let person = seat(BOT, &[], u16::MAX);
    let limits = Channel::ALL.into_iter().map(|channel| (channel, 100)).collect();
    let profile = AgentProfile { kind: AgentKind::Bot, capacity: 100_000, limits, ..person.profile };
    seats.push(Seat { profile, day: vec![(0, Presence::Ready)], ..person });
    Scenario {
        begins: Time(1_767_571_200_000),
        length_ms: 6 * HALF_HOUR_MS,
        warm_up_ms: 0,
        interval_ms: HALF_HOUR_MS,
        policy: plain::policy(reasons, groups, load),
        demands: vec![
            Demand { callback: Some(callback), bot: Some(bot), ..demand(1, Channel::Voice, 30.0) },
            Demand { slowdown: 0.2, ..demand(2, Channel::Chat, 30.0) },
            Demand { deferred: true, patience: Vec::new(), balk: 0.0, ..demand(3, Channel::Mail, 8.0) },
            demand(4, Channel::Voice, 20.0),
        ],
        seats,
        busyness: Some(10.0),
        lines: Some(60),
        sends_away: true,
        dialler: None,
        absence: 0.1,
        late: Some(Law::Exponential(MINUTE_MS)),
    }
}

/// The sums that scenarios show.
fn shown(sums: &Sums) -> Sums {
    Sums {
        offered: sums.offered,
        answered: sums.answered,
        answered_in_target: sums.answered_in_target,
        abandoned: sums.abandoned,
        abandoned_in_target: sums.abandoned_in_target,
        answer_wait_ms: sums.answer_wait_ms,
        callbacks_attempted: sums.callbacks_attempted,
        callbacks_kept: sums.callbacks_kept,
        callbacks_first_try: sums.callbacks_first_try,
        handled: sums.handled,
        talk_ms: sums.talk_ms,
        hold_ms: sums.hold_ms,
        wrap_up_ms: sums.wrap_up_ms,
        bot_solved: sums.bot_solved,
        ..Sums::default()
    }
}

#[test]
fn what_is_counted_is_what_measure_counts() {
    let scenario = everything();
    let mut seen = Sums::default();
    for day in 0..40 {
        let (mut measures, mut engine) = (Measures::new(HALF_HOUR_MS as u32), Engine::new());
        for input in opens_with(&scenario) {
            let mut events: Vec<Event> = Vec::new();
            engine.handle(scenario.begins, &input, &mut events).unwrap();
            measures.row(measures.seq() + 1, scenario.begins, &events);
        }
        let mut tally = Tally::new(&scenario);
        let mut see = |at: Time, events: &[Event]| {
            measures.row(measures.seq() + 1, at, events);
            tally.see(at, events);
        };
        Opening::of(&scenario).watch(11, day, &mut see).unwrap();
        tally.close(scenario.ends());
        let report = measures.report(scenario.ends());
        for interval in 0..=tally.intervals() {
            let begins = scenario.begins.plus_ms(interval as i64 * HALF_HOUR_MS);
            let last = interval == tally.intervals();
            let ends = if last { Time(i64::MAX) } else { begins.plus_ms(HALF_HOUR_MS) };
            let rows: BTreeMap<Group, Sums> =
                report.rows(begins, ends, &By::Reason).into_iter().map(|row| (row.group, row.sums)).collect();
            for reason in 0..4 {
                let group = Group::Reason(Some(ReasonId(reason + 1)));
                let measured = rows.get(&group).map(shown).unwrap_or_default();
                let counted = tally.sums(interval, reason as usize);
                assert_eq!(counted, measured, "seed 11, day {day}, interval {interval}, {group:?}");
                seen.merge(&counted);
            }
            if !last {
                let all = report.sums(begins, ends);
                let (odd, even) = (tally.at_work(interval, 1), tally.at_work(interval, 0));
                let both = (odd.busy_ms + even.busy_ms, odd.idle_ms + even.idle_ms);
                assert_eq!(both, (all.busy_ms, all.idle_ms), "seed 11, day {day}, interval {interval}");
            }
        }
    }
    // The days had something of everything.
    let Sums {
        abandoned_in_target, callbacks_attempted, callbacks_kept, callbacks_first_try, bot_solved, handled, ..
    } = seen;
    assert!(
        abandoned_in_target > 0 && callbacks_attempted > 20 && (1..callbacks_kept).contains(&callbacks_first_try),
        "{seen:?}"
    );
    assert!(bot_solved > 100 && handled > 1_000, "{seen:?}");
}
