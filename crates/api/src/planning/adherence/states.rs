//! What people did, from the router's own record of states and contacts; followed from look to look, so that a look costs what happened
//! since the last one and not what happened in a shift.

use std::collections::BTreeMap;

use ::plan::adherence::{Change, MAX_ENTRIES, State};
use rusqlite::Connection;

use crate::error::Result;
use crate::wire::Ms;

/// How far before the last look is read again: rows are written a moment after what they tell.
const LATE_MS: i64 = 60_000;
/// After so long everything is read again, whatever was late.
const WHOLE_MS: i64 = 600_000;

/// States of everybody of a centre up to the last look.
#[derive(Debug, Default)]
pub struct States {
    /// The last look, and the last at everything; none yet where both are 0.
    looked_at: Ms,
    whole_at: Ms,
    changes: BTreeMap<u32, Vec<Change>>,
}

impl States {
    /// Brings them up to `now`; what ended before `from` is forgotten.
    pub fn follow(&mut self, view: &Connection, centre: u32, from: Ms, now: Ms) -> Result<()> {
        if now < self.looked_at || now - self.whole_at >= WHOLE_MS {
            *self = States { looked_at: now, whole_at: now, changes: read(view, centre, from, now)? };
            return Ok(());
        }
        let since = (self.looked_at - LATE_MS).max(from);
        let fresh = read(view, centre, since, now)?;
        self.join(since, fresh);
        self.forget(from);
        self.looked_at = now;
        Ok(())
    }

    /// By person, in order.
    pub fn changes(&self) -> &BTreeMap<u32, Vec<Change>> {
        &self.changes
    }

    /// Puts what was read from `since` on in the place of what was known of it.
    fn join(&mut self, since: Ms, fresh: BTreeMap<u32, Vec<Change>>) {
        for changes in self.changes.values_mut() {
            changes.truncate(changes.partition_point(|change| change.at_ms < since));
        }
        for (agent, fresh) in fresh {
            let known = self.changes.entry(agent).or_default();
            fresh.into_iter().for_each(|change| put(known, change));
        }
    }

    /// Keeps the state that `from` finds and all after it.
    fn forget(&mut self, from: Ms) {
        for changes in self.changes.values_mut() {
            changes.drain(..changes.partition_point(|change| change.at_ms <= from).saturating_sub(1));
        }
    }
}

/// States by person in a stretch of time: presence as the router recorded it; somebody who serves a contact is in it whatever her presence.
pub fn read(view: &Connection, centre: u32, from: Ms, to: Ms) -> Result<BTreeMap<u32, Vec<Change>>> {
    let mut events: BTreeMap<u32, Vec<(Ms, Event)>> = BTreeMap::new();
    // The last presence before `from` is the one it begins with.
    let mut select = view.prepare_cached(
        "SELECT agent, at, presence FROM (
             SELECT l.agent, l.at, l.presence, l.seq, l.nth FROM agent_state_log l
             WHERE l.centre = ?1 AND l.at >= ?2 AND l.at <= ?3 AND l.presence IS NOT NULL
             UNION ALL
             SELECT a.agent, ?2, (SELECT b.presence FROM agent_state_log b
                                  WHERE b.centre = ?1 AND b.agent = a.agent AND b.at < ?2 AND b.presence IS NOT NULL
                                  ORDER BY b.seq DESC, b.nth DESC LIMIT 1), 0, 0
             FROM agent_state a WHERE a.centre = ?1 AND a.bot = 0)
         WHERE presence IS NOT NULL ORDER BY agent, seq, nth",
    )?;
    let rows = select.query_map((centre, from, to), |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))?;
    for row in rows {
        let (agent, at, presence): (u32, Ms, String) = row?;
        events.entry(agent).or_default().push((at, Event::Presence(state(&presence))));
    }
    let mut select = view.prepare_cached(
        "SELECT agent, started_at, coalesce(wrapped_at, ended_at) FROM leg
         WHERE centre = ?1 AND bot = 0 AND role = 'serve' AND started_at < ?3
           AND state = 'done' AND coalesce(wrapped_at, ended_at) > ?2
         UNION ALL
         SELECT agent, started_at, wrapped_at FROM leg
         WHERE centre = ?1 AND bot = 0 AND role = 'serve' AND started_at < ?3 AND state <> 'done'",
    )?;
    let rows = select.query_map((centre, from, to), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for row in rows {
        let (agent, started, ended): (u32, Ms, Option<Ms>) = row?;
        let of = events.entry(agent).or_default();
        of.push((started.max(from), Event::Contact(1)));
        if let Some(ended) = ended.filter(|ended| *ended < to) {
            of.push((ended, Event::Contact(-1)));
        }
    }
    Ok(events.into_iter().map(|(agent, events)| (agent, fold(events))).collect())
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Presence(State),
    Contact(i32),
}

fn fold(mut events: Vec<(Ms, Event)>) -> Vec<Change> {
    events.sort_by_key(|(at, _)| *at);
    let (mut presence, mut contacts) = (State::Offline, 0);
    let mut changes: Vec<Change> = Vec::new();
    for (at_ms, event) in events {
        match event {
            Event::Presence(state) => presence = state,
            Event::Contact(by) => contacts += by,
        }
        put(&mut changes, Change { at_ms, state: if contacts > 0 { State::Contact } else { presence } });
    }
    // Far more than a month has; the newest count.
    let spare = changes.len().saturating_sub(MAX_ENTRIES);
    changes.split_off(spare)
}

/// Adds what came next. What lasted no time did not happen, and what goes on is no change.
fn put(changes: &mut Vec<Change>, next: Change) {
    changes.pop_if(|last| last.at_ms == next.at_ms);
    if changes.last().is_none_or(|last| last.state != next.state) {
        changes.push(next);
    }
}

fn state(presence: &str) -> State {
    match presence {
        "ready" => State::Ready,
        "break" => State::Break,
        "meal" => State::Meal,
        "training" => State::Training,
        "rest" => State::Rest,
        "away" => State::Away,
        _ => State::Offline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_who_serves_a_contact_is_in_it_whatever_her_presence() {
        let events = vec![
            (10, Event::Presence(State::Ready)),
            (20, Event::Contact(1)),
            (30, Event::Presence(State::Break)),
            (25, Event::Contact(1)),
            (40, Event::Contact(-1)),
            (50, Event::Contact(-1)),
        ];
        let changes: Vec<(Ms, State)> = fold(events).iter().map(|change| (change.at_ms, change.state)).collect();
        assert_eq!(changes, [(10, State::Ready), (20, State::Contact), (50, State::Break)]);
    }

    /// Events of one person from a seed, in order of their times, several of them at the same one.
    fn events(seed: u64) -> Vec<(Ms, Event)> {
        let mut dice = seed;
        let mut next = |most: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % most
        };
        let states = [State::Ready, State::Break, State::Meal, State::Away, State::Offline];
        let (mut at, mut contacts, mut all) = (0, 0, Vec::new());
        for _ in 0..60 {
            at += next(4) as i64 * 10;
            let event = match next(3) {
                0 => Event::Presence(states[next(5) as usize]),
                1 if contacts > 0 => Event::Contact(-1),
                _ => Event::Contact(1),
            };
            contacts += if let Event::Contact(by) = event { by } else { 0 };
            all.push((at, event));
        }
        all
    }

    /// What a reader from `from` on finds: what holds then, and what happens after, up to `to`.
    fn seen(events: &[(Ms, Event)], from: Ms, to: Ms) -> Vec<Change> {
        let before = events.iter().filter(|(at, _)| *at < from);
        let mut found: Vec<(Ms, Event)> = before.map(|(_, event)| (from, *event)).collect();
        found.extend(events.iter().filter(|(at, _)| (from..=to).contains(at)));
        fold(found)
    }

    #[test]
    fn followed_in_steps_the_states_are_those_of_one_look() {
        for seed in 0..200 {
            let events = events(seed);
            let mut states = States { changes: BTreeMap::from([(1, seen(&events, 0, 100))]), ..States::default() };
            for now in (130..=900).step_by(37) {
                let since = now - 80;
                states.join(since, BTreeMap::from([(1, seen(&events, since, now))]));
                assert_eq!(states.changes()[&1], seen(&events, 0, now), "seed {seed}, up to {now}");
            }
            // Forgetting what is over leaves the state it finds.
            states.forget(500);
            let kept = &states.changes()[&1];
            let at = |changes: &[Change]| changes.iter().take_while(|one| one.at_ms <= 500).last().map(|one| one.state);
            assert_eq!(at(kept), at(&seen(&events, 0, 900)), "seed {seed}");
            assert!(kept.iter().filter(|one| one.at_ms <= 500).count() <= 1, "seed {seed}");
        }
    }
}
