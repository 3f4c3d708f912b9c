//! The wallboard: computed once for everyone who watches, at most twice a second, and sent as differences.
//!
//! Figures come from [`measure`] alone; who is where comes from the engine between two commits.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use measure::{By, Group, Measures};
use routing::state::WorkKind;
use routing::{AgentKind, Engine, Presence, ReasonId, State, Time};
use tokio::sync::broadcast::error::TryRecvError;
use tokio::time::MissedTickBehavior;

use super::types::{AgentContact, AgentRow, Figures, Floor, FloorDiff, Proposal, QueueRow};
use super::{alerts, people};
use crate::centre::Centre;
use crate::contacts::types::ContactState;
use crate::error::Result;
use crate::live::hub::To;
use crate::live::types::StaffLive;
use crate::measures::follow::Followed;
use crate::rows::Names;
use crate::setup::catalogue::Catalogue;
use crate::state::{App, blocking};
use crate::tone;
use crate::wire::{AgentName, Ms, PresenceView};

/// The fastest a wallboard changes.
const BEAT: Duration = Duration::from_millis(500);
/// What centres aim at until a target is set per reason: 80 % in time.
const TARGET_PERMILLE: u32 = 800;
const HOUR_MS: i64 = 3_600_000;

/// Keeps the wallboard of a centre until it stops.
pub fn start(app: App, centre: u32, running: Centre) {
    tokio::spawn(async move {
        if let Err(fault) = follow(&app, centre, &running).await {
            tracing::error!(%fault, centre, "the wallboard stopped");
        }
    });
}

async fn follow(app: &App, centre: u32, running: &Centre) -> Result<()> {
    let mut committed = running.committed();
    let mut followed = fold(app, centre).await?;
    let mut before: Option<Arc<Floor>> = None;
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        let mut rows = Vec::new();
        loop {
            match committed.try_recv() {
                Ok(row) => rows.push(row),
                Err(TryRecvError::Lagged(_)) => followed = fold(app, centre).await?,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Closed) => return Ok(()),
            }
        }
        followed.take(app, centre, rows).await?;
        let floor = Arc::new(compute(app, centre, running, &followed.measures).await?);
        app.show_floor(centre, Arc::clone(&floor), followed.measures.report(app.now()));
        alerts::watch(app, centre, &floor).await?;
        if let Some(diff) = differ(before.as_deref(), &floor) {
            app.hub().send(centre, To::Floor, &StaffLive::Floor { diff });
        }
        before = Some(floor);
    }
}

/// The measures of everything so far.
async fn fold(app: &App, centre: u32) -> Result<Followed> {
    let (store, now) = (app.store().clone(), app.now());
    blocking(move || Followed::whole(&store, centre, now)).await
}

/// What the engine alone knows, copied out between two commits.
struct Engaged {
    now: Time,
    people: Vec<routing::Agent>,
    contacts: BTreeMap<u64, (routing::Channel, ContactState, Option<ReasonId>, Time)>,
    lines: BTreeMap<ReasonId, LineNow>,
    longest: Option<Ms>,
    waiting: u32,
    talking: u32,
    due_next_hour: u32,
}

#[derive(Default)]
struct LineNow {
    waiting: u32,
    /// Those who wait.
    contacts: Vec<u64>,
    since: Option<Ms>,
    staffed: u32,
    free: u32,
    due: u32,
}

fn engaged(engine: &Engine, now: Time) -> Engaged {
    let fallback = engine.policy().map_or(ReasonId(0), |policy| policy.unknown_reason);
    let mut lines: BTreeMap<ReasonId, LineNow> = BTreeMap::new();
    for reason in engine.policy().iter().flat_map(|policy| policy.reasons.keys()) {
        let (staffed, free) = engine.staffing(*reason, routing::Channel::Chat);
        lines.insert(*reason, LineNow { staffed, free, ..LineNow::default() });
    }
    let (mut waiting, mut talking, mut due_next_hour, mut longest) = (0, 0, 0, None::<Ms>);
    let mut contacts = BTreeMap::new();
    for contact in engine.contacts() {
        let line = lines.entry(contact.reason.unwrap_or(fallback)).or_default();
        let state = match contact.state {
            State::Entry | State::Choosing => ContactState::Choosing,
            State::SelfService => ContactState::SelfService,
            State::Booked => ContactState::Booked,
            State::Waiting => ContactState::Waiting,
            State::Offered { .. } => ContactState::Offered,
            State::Connected { .. } => ContactState::Talking,
            State::Held { .. } => ContactState::Held,
            State::WrapUp => ContactState::WrapUp,
        };
        if contact.in_line() && contact.for_bot.is_none() {
            let since = contact.queued_at.0;
            waiting += 1;
            line.waiting += 1;
            line.contacts.push(contact.id.0);
            line.since = Some(line.since.map_or(since, |before| before.min(since)));
            longest = Some(longest.map_or(since, |before| before.min(since)));
        }
        talking += u32::from(contact.talking_with().is_some());
        let due = contact.state == State::Booked
            && contact.booking.is_some_and(|booking| booking.start.since_ms(now) <= HOUR_MS);
        line.due += u32::from(due);
        due_next_hour += u32::from(due);
        contacts.insert(contact.id.0, (contact.channel, state, contact.reason, contact.state_since));
    }
    Engaged {
        now,
        people: engine.agents().cloned().collect(),
        contacts,
        lines,
        longest,
        waiting,
        talking,
        due_next_hour,
    }
}

async fn compute(app: &App, centre: u32, running: &Centre, measures: &Measures) -> Result<Floor> {
    let engaged = running.ask(engaged).await?;
    let catalogue = app.catalogue(centre).await?;
    let named = catalogue.clone();
    let (names, alerts, protection, in_danger) = app
        .read(move |view| {
            let names = Names::load(view, centre)?;
            let open = alerts::open(view, centre, &names, &named)?;
            let sql = "SELECT count(*) FROM protection WHERE centre = ?1 AND state <> 'closed'";
            let protection = view.prepare_cached(sql)?.query_row([centre], |row| row.get::<_, u32>(0))?;
            Ok((names, open, protection, tone::dangers(view, centre)?))
        })
        .await?;
    let on_floor = people_rows(&engaged, &catalogue, &names);
    let today = people::today(app, centre, engaged.now).await?;
    let report = measures.report(engaged.now);
    let total = report.rows(today, engaged.now, &By::Total);
    let serving = |row: &&AgentRow| !row.agent.bot && row.presence.presence == crate::wire::Presence::Ready;
    let free = on_floor.iter().filter(serving).filter(|row| row.load < row.capacity && row.presence.connected);
    let figures = Figures {
        waiting: engaged.waiting,
        longest_wait_since: engaged.longest,
        service_level_permille: total.first().and_then(|row| permille(&row.values, "service_level")),
        service_level_target_permille: TARGET_PERMILLE,
        free_agents: free.count() as u32,
        staffed_agents: on_floor.iter().filter(serving).count() as u32,
        talking: engaged.talking,
        callbacks_due_next_hour: engaged.due_next_hour,
        protection_open: protection,
    };
    let by_reason = report.rows(today, engaged.now, &By::Reason);
    let mut queues: Vec<QueueRow> = engaged
        .lines
        .iter()
        .filter_map(|(reason, line)| {
            let entry = catalogue.reason(reason.0)?;
            let row = by_reason.iter().find(|row| row.group == Group::Reason(Some(*reason)));
            let sums = row.map(|row| row.sums).unwrap_or_default();
            let seen = sums.offered > 0 || line.waiting > 0 || line.due > 0;
            seen.then(|| QueueRow {
                reason: catalogue.reason_name(Some(reason.0)),
                waiting: line.waiting,
                longest_wait_since: line.since,
                target_ms: entry.target_ms,
                service_level_permille: row.and_then(|row| permille(&row.values, "service_level")),
                waits_settled: sums.waits_settled as u32,
                waits_in_range_permille: row.and_then(|row| permille(&row.values, "waits_in_range")),
                staffed: line.staffed,
                free: line.free,
                offered: sums.offered as u32,
                answered: sums.answered as u32,
                abandoned: sums.abandoned as u32,
                callbacks_due: line.due,
                proposal: proposal(line, entry.group.is_some(), &on_floor, &in_danger),
            })
        })
        .collect();
    let late = |row: &QueueRow| row.longest_wait_since.map_or(i64::MAX, |since| since + i64::from(row.target_ms));
    queues.sort_by_key(|row| (late(row), row.reason.id));
    Ok(Floor { as_of: engaged.now.0, figures, queues, people: on_floor, alerts })
}

/// One action that could be taken now: ask somebody back from a break, else offer callbacks; nobody in danger is put off by one.
fn proposal(line: &LineNow, callbacks: bool, people: &[AgentRow], in_danger: &HashSet<u64>) -> Option<Proposal> {
    if line.waiting == 0 || line.free > 0 {
        return None;
    }
    let resting = |row: &&AgentRow| !row.agent.bot && row.presence.presence == crate::wire::Presence::Break;
    let agents: Vec<AgentName> = people.iter().filter(resting).take(3).map(|row| row.agent.clone()).collect();
    if !agents.is_empty() {
        return Some(Proposal::CallBack { free_then: agents.len() as u32, agents });
    }
    let waiting = line.contacts.iter().filter(|contact| !in_danger.contains(contact)).count() as u32;
    (callbacks && waiting > 0).then_some(Proposal::OfferCallbacks { waiting })
}

fn permille(values: &measure::Values, id: &str) -> Option<u32> {
    let value = values.get(id).copied().flatten()?;
    u32::try_from(measure::format::number(measure::Unit::Permille, value)).ok()
}

fn people_rows(engaged: &Engaged, catalogue: &Catalogue, names: &Names) -> Vec<AgentRow> {
    let mut rows: Vec<AgentRow> = engaged
        .people
        .iter()
        .filter(|agent| agent.profile.kind == AgentKind::Person || !agent.work.is_empty())
        .map(|agent| row(agent, engaged, catalogue, names))
        .collect();
    rows.sort_by(|a, b| a.agent.name.cmp(&b.agent.name));
    rows
}

fn row(agent: &routing::Agent, engaged: &Engaged, catalogue: &Catalogue, names: &Names) -> AgentRow {
    let name = names.agent(agent.profile.agent);
    let bot = agent.profile.kind == AgentKind::Bot;
    let held = agent.work.iter().filter(|work| work.kind != WorkKind::Join && !bot);
    let contacts = held.filter_map(|work| {
        let (channel, state, reason, since) = engaged.contacts.get(&work.contact.0)?;
        Some(AgentContact {
            contact: work.contact.0,
            channel: (*channel).into(),
            state: if work.kind == WorkKind::WrapUp { ContactState::WrapUp } else { *state },
            reason: catalogue.reason_name(reason.map(|reason| reason.0)),
            since: since.0,
        })
    });
    let resting = agent.presence == Presence::Rest;
    AgentRow {
        agent: AgentName { bot, ..name },
        presence: PresenceView {
            presence: agent.presence.into(),
            since: agent.presence_since.0,
            until: agent.until.map(|until| until.0),
            cause: crate::wire::PresenceCause::Own,
            connected: agent.alive,
        },
        load: agent.load,
        capacity: agent.profile.capacity,
        contacts: contacts.collect(),
        hard_in_a_row: agent.strain.hard_in_a_row.into(),
        rest_due_since: (agent.strain.hard_in_a_row >= 3 && !resting).then_some(agent.idle_since.0),
    }
}

/// What changed; everything when nothing was shown before.
fn differ(before: Option<&Floor>, now: &Floor) -> Option<FloorDiff> {
    let Some(before) = before else {
        return Some(FloorDiff {
            as_of: now.as_of,
            whole: true,
            figures: Some(now.figures),
            queues: now.queues.clone(),
            people: now.people.clone(),
            people_gone: Vec::new(),
        });
    };
    let queues: Vec<QueueRow> = now.queues.iter().filter(|row| !before.queues.contains(row)).cloned().collect();
    let people: Vec<AgentRow> = now.people.iter().filter(|row| !before.people.contains(row)).cloned().collect();
    let still = |row: &&AgentRow| !now.people.iter().any(|other| other.agent.id == row.agent.id);
    let people_gone: Vec<u32> = before.people.iter().filter(still).map(|row| row.agent.id).collect();
    let figures = (before.figures != now.figures).then_some(now.figures);
    if figures.is_none() && queues.is_empty() && people.is_empty() && people_gone.is_empty() {
        return None;
    }
    Some(FloorDiff { as_of: now.as_of, whole: false, figures, queues, people, people_gone })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_in_danger_is_put_off_by_a_callback() {
        let line = LineNow { waiting: 2, contacts: vec![7, 8], ..LineNow::default() };
        let offered = |in_danger: &[u64]| match proposal(&line, true, &[], &in_danger.iter().copied().collect()) {
            Some(Proposal::OfferCallbacks { waiting }) => waiting,
            _ => 0,
        };
        assert_eq!((offered(&[]), offered(&[7]), offered(&[7, 8])), (2, 1, 0));
    }
}
