//! When nobody at all is there: why a whole hour gives up under a change.

use std::collections::BTreeSet;

use routing::{AgentId, AgentKind, Engine, Event, Presence, Time};

use super::Played;

/// A shorter time is a change of shift.
const SHORTEST_MS: i64 = 60_000;

/// From one time to another.
pub type Span = (Time, Time);

/// Who is there as a stretch goes on: people who have signed in, at a pause or not.
pub(super) struct There {
    people: BTreeSet<AgentId>,
    bots: BTreeSet<AgentId>,
    since: Option<Time>,
    empty: Vec<Span>,
}

impl There {
    pub fn new(opening: &Engine, from: Time) -> There {
        let mut there = There { people: BTreeSet::new(), bots: BTreeSet::new(), since: None, empty: Vec::new() };
        for agent in opening.agents() {
            let id = agent.profile.agent;
            if agent.profile.kind == AgentKind::Bot {
                there.bots.insert(id);
            } else if agent.presence != Presence::Offline {
                there.people.insert(id);
            }
        }
        there.look(from);
        there
    }

    pub fn take(&mut self, at: Time, event: &Event) {
        match event {
            Event::AgentSet { profile } if profile.kind == AgentKind::Bot => _ = self.bots.insert(profile.agent),
            Event::PresenceChanged { agent, presence: Presence::Offline, .. } | Event::AgentRemoved { agent } => {
                self.people.remove(agent);
            }
            Event::PresenceChanged { agent, .. } if !self.bots.contains(agent) => _ = self.people.insert(*agent),
            _ => return,
        }
        self.look(at);
    }

    fn look(&mut self, at: Time) {
        match (self.people.is_empty(), self.since) {
            (true, None) => self.since = Some(at),
            (false, Some(since)) => {
                self.empty.push((since, at));
                self.since = None;
            }
            _ => {}
        }
    }

    pub fn finish(mut self, to: Time) -> Vec<Span> {
        self.empty.extend(self.since.map(|since| (since, to)));
        self.empty
    }
}

/// When nobody is there in any of the runs, while somebody was: from when to when.
pub fn nobody(was: &Played, runs: &[Played]) -> Vec<Span> {
    let Some((first, others)) = runs.split_first() else { return Vec::new() };
    let all = others.iter().fold(first.nobody.clone(), |all, run| both(&all, &run.nobody));
    let mut left = without(all, &was.nobody);
    left.retain(|(from, to)| to.since_ms(*from) >= SHORTEST_MS);
    left
}

fn both(some: &[Span], others: &[Span]) -> Vec<Span> {
    let overlap = |one: &Span, other: &Span| (one.0.max(other.0), one.1.min(other.1));
    let pairs = some.iter().flat_map(|one| others.iter().map(move |other| overlap(one, other)));
    pairs.filter(|(from, to)| from < to).collect()
}

fn without(spans: Vec<Span>, others: &[Span]) -> Vec<Span> {
    others.iter().fold(spans, |left, (from, to)| {
        let outside = |span: Span| [(span.0, span.1.min(*from)), (span.0.max(*to), span.1)];
        left.into_iter().flat_map(outside).filter(|(from, to)| from < to).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(minutes: &[(i64, i64)]) -> Vec<Span> {
        minutes.iter().map(|(from, to)| (Time(from * 60_000), Time(to * 60_000))).collect()
    }

    #[test]
    fn only_what_is_empty_in_every_run_and_was_not_is_told() {
        let runs = both(&spans(&[(0, 60), (90, 120)]), &spans(&[(30, 100)]));
        assert_eq!(runs, spans(&[(30, 60), (90, 100)]));
        assert_eq!(without(runs, &spans(&[(40, 95)])), spans(&[(30, 40), (95, 100)]));
        assert_eq!(without(spans(&[(0, 10)]), &spans(&[(0, 10)])), []);
    }
}
