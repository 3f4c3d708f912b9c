//! A day that is to be staffed, as a scenario that can be played.

use std::collections::BTreeMap;

use plan::Refusal;
use plan::staff::{Day, Demand as Line};
use routing::policy::{CallbackGroup, Rule};
use routing::{AgentId, AgentKind, AgentProfile, Channel, GroupId, Need, Policy, Presence, ReasonId, SkillId, Time};

use crate::scenario::plain::{self, CAPACITY};
use crate::scenario::{CallbackTaken, Demand, Law, Retry, Scenario, Seat};

/// Most agents at once and contacts a day, so that a file cannot ask for more than a machine has.
const MOST_AGENTS: u32 = 20_000;
const MOST_CONTACTS: f64 = 500_000.0;
/// A Monday, at midnight.
const BEGINS: Time = Time(1_767_571_200_000);
/// Callbacks are promised by the half hour; as many as are wished for, so that the people they need are seen.
const SLOT_MS: u32 = 1_800_000;
const PLACES: u32 = 10_000;
/// Who tries again does so after this, in ms.
const AGAIN_MS: f64 = 10_000.0;

/// Refuses days that are too large to be played again and again.
pub fn check(day: &Day) -> Result<(), Refusal> {
    let contacts: f64 = day.intervals.iter().flatten().map(|line| line.system.rate_per_s() * day.seconds).sum();
    if contacts > MOST_CONTACTS {
        return Err(
            format!("{contacts:.0} contacts a day are more than {MOST_CONTACTS:.0}: simulate a part of it").into()
        );
    }
    Ok(())
}

/// The day with these agents by interval and pool.
pub fn scenario(day: &Day, agents: &[Vec<u32>]) -> Result<Scenario, Refusal> {
    let interval_ms = (day.seconds * 1_000.0).round() as i64;
    let lines = day.intervals.first().map_or(0, Vec::len);
    let of_line = |line: usize| day.intervals.iter().filter_map(move |demands| demands.get(line));
    let demands = (0..lines).map(|line| demand(line, of_line(line).collect())).collect();
    let seats = seats(day, agents, interval_ms)?;
    let error = day.forecast_error;
    Ok(Scenario {
        begins: BEGINS,
        length_ms: interval_ms * day.intervals.len() as i64,
        warm_up_ms: 0,
        interval_ms,
        policy: policy(day),
        demands,
        seats,
        busyness: (error > 0.0).then(|| 1.0 / (error * error)),
        lines: None,
        sends_away: false,
        dialler: None,
        absence: day.absence,
        late: None,
    })
}

fn demand(line: usize, intervals: Vec<&Line>) -> Demand {
    let ms = |seconds: f64| seconds * 1_000.0;
    let talk = |own: &&Line| {
        let mean = ms(own.system.aht_s());
        match own.manner.variation {
            0.0 => Law::Constant(mean),
            1.0 => Law::Exponential(mean),
            variation => Law::log_normal(mean, variation),
        }
    };
    let any = intervals.first();
    let system = any.map(|own| own.system);
    let redials = system.map_or(0.0, |system| system.redials());
    let called = any.and_then(|own| own.manner.callback);
    let patience = system.and_then(|system| system.patience_s()).map(|mean_s| Law::Exponential(ms(mean_s)));
    let per_ms = intervals.iter().map(|own| own.system.rate_per_s() / 1_000.0).collect();
    Demand {
        channel: if concurrency(any) > 1 { Channel::Chat } else { Channel::Voice },
        patience: patience.into_iter().collect(),
        retry: (redials > 0.0).then_some(Retry { share: redials, after: Law::Constant(AGAIN_MS) }),
        callback: called.map(|own| CallbackTaken {
            share: own.share,
            when_over_ms: ms(own.over_s) as u32,
            reached: own.reached,
        }),
        slowdown: system.map_or(0.0, |system| system.slowdown()),
        ..plain::calls(reason_of(line), per_ms, intervals.iter().map(talk).collect())
    }
}

/// Each line needs its skill; who can do least else is asked first.
fn policy(day: &Day) -> Policy {
    let first = day.intervals.first().map(Vec::as_slice).unwrap_or_default();
    let most = first.iter().map(|line| concurrency(Some(&line))).max().unwrap_or(1);
    let shared = day.pools.iter().any(|pool| pool.serves.len() > 1);
    let mut reasons = BTreeMap::new();
    let mut groups = BTreeMap::new();
    for (line, own) in first.iter().enumerate() {
        let handle_s = day.intervals.iter().filter_map(|demands| demands.get(line)).map(|own| own.system.aht_s());
        let within_s = own.goal.service_level.map_or(0.0, |promise| promise.within_s);
        let mut reason = plain::reason(vec![Need { skill: SkillId(line as u32 + 1), level: 1 }]);
        reason.rule = if shared { Rule::SpareTheVersatile } else { Rule::LongestIdle };
        reason.expected_ms = (handle_s.fold(0.0, f64::max) * 1_000.0).clamp(1_000.0, 86_400_000.0) as u32;
        reason.target_ms = (within_s * 1_000.0).min(f64::from(u32::MAX)) as u32;
        if own.manner.callback.is_some() {
            let group = GroupId(line as u32 + 1);
            reason.group = Some(group);
            groups.insert(group, CallbackGroup { slot_ms: SLOT_MS, places: PLACES });
        }
        reasons.insert(reason_of(line), reason);
    }
    let load = |channel| if channel == Channel::Chat { CAPACITY / most } else { CAPACITY };
    plain::policy(reasons, groups, load)
}

fn seats(day: &Day, agents: &[Vec<u32>], interval_ms: i64) -> Result<Vec<Seat>, Refusal> {
    let mut seats: Vec<Seat> = Vec::new();
    let first = day.intervals.first();
    for (group, pool) in day.pools.iter().enumerate() {
        let counts: Vec<u32> = agents.iter().map(|counts| counts.get(group).copied().unwrap_or(0)).collect();
        let lines = || pool.serves.iter().filter_map(|line| first?.get(*line));
        let chats = lines().map(|line| concurrency(Some(&line))).max().unwrap_or(1);
        let limit = |channel| if channel == Channel::Chat { chats as u16 } else { 1 };
        let most = counts.iter().copied().max().unwrap_or(0);
        if seats.len() as u32 + most > MOST_AGENTS {
            return Err(format!("more than {MOST_AGENTS} agents would be needed").into());
        }
        for place in 0..most {
            let mut there = false;
            let mut hours = Vec::new();
            for (interval, count) in counts.iter().enumerate() {
                if (place < *count) != there {
                    there = !there;
                    let presence = if there { Presence::Ready } else { Presence::Offline };
                    hours.push((interval as i64 * interval_ms, presence));
                }
            }
            let profile = AgentProfile {
                agent: AgentId(seats.len() as u32 + 1),
                kind: AgentKind::Person,
                skills: pool.serves.iter().map(|line| (SkillId(*line as u32 + 1), 1)).collect(),
                capacity: CAPACITY,
                limits: Channel::ALL.into_iter().map(|channel| (channel, limit(channel))).collect(),
                auto_accept: true,
                short_rest: false,
                predicted: BTreeMap::new(),
            };
            seats.push(Seat { profile, group: group as u16, day: hours });
        }
    }
    Ok(seats)
}

fn concurrency(line: Option<&&Line>) -> u32 {
    line.map_or(1, |line| line.system.concurrency())
}

fn reason_of(line: usize) -> ReasonId {
    ReasonId(line as u32 + 1)
}
