//! Yesterday through the same engine, as it was or under another policy.
//!
//! [`Collector`] takes the facts of a stretch out of its journal; [`play`] lets them happen again. Nothing changed gives the
//! very decisions of the journal, because people answer after the very same time; where the engine decides otherwise, what
//! they were never asked is drawn from survival curves (`survival.rs`).

mod change;
mod compare;
mod facts;
mod grid;
mod import;
mod laws;
mod moments;
mod nobody;
mod people;
mod reading;
mod survival;

use std::collections::HashMap;

use measure::{Measures, Report};
use routing::event::PresenceCause;
use routing::{ContactId, Event, Input, Time};

pub use change::Change;
pub use compare::{Compared, Difference, Run, Waits, compare, same, waits};
pub use facts::{Collector, Facts, Fixed};
pub use grid::Grid;
pub use import::{Came, imported};
pub use laws::Laws;
pub use moments::Anchor;
pub use nobody::{Span, nobody};
pub use people::Manner;
pub use reading::{Reading, Shift, Team, points, reading};
pub use survival::{Case, Kind, Pace, Survival, Survivals};

use crate::world::{Endless, World};

/// What became of a stretch.
#[derive(Debug, Clone)]
pub struct Played {
    pub report: Report,
    /// Time in line of each contact that joined it, in ms, and whether a person answered.
    pub waits: HashMap<ContactId, Wait>,
    /// Decisions, in order.
    pub decided: Vec<(Time, Event)>,
    /// When nobody was there.
    pub nobody: Vec<Span>,
    /// Answers that were drawn, and answers that no longer fitted.
    pub drawn: u64,
    pub void: u64,
}

/// How long a contact was in line for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wait {
    pub from: Time,
    pub ms: i64,
    pub over: bool,
    pub answered: bool,
}

/// Lets the facts of a stretch happen again under a change.
///
/// # Errors
/// [`Endless`].
pub fn play(facts: &Facts, change: &Change, manner: Manner) -> Result<Played, Endless> {
    let changed = change.applied(facts);
    let facts = changed.facts.as_ref();
    let mut people = people::Recorded::new(facts, manner);
    let mut agenda = crate::world::Agenda::default();
    people.plan(changed.fixed.into_iter(), &mut agenda);
    let mut world = World::new(facts.opening.clone(), people);
    *world.agenda() = agenda;
    world.begin(|people, moment| people.go_on_waiting(moment));
    let mut seen = Seen::new(facts);
    world.run(facts.to, &mut |at, _, events| seen.take(at, events))?;
    let (drawn, void) = (world.people.drawn, world.people.void);
    Ok(seen.finish(facts.to, drawn, void))
}

/// What really happened, measured as a played stretch is.
pub fn as_it_was(facts: &Facts) -> Played {
    let mut seen = Seen::new(facts);
    for same_time in facts.decided.chunk_by(|a, b| a.0 == b.0) {
        let events: Vec<Event> = same_time.iter().map(|(_, event)| event.clone()).collect();
        if let Some((at, _)) = same_time.first() {
            seen.take(*at, &events);
        }
    }
    seen.finish(facts.to, 0, 0)
}

struct Seen {
    measures: Measures,
    waits: HashMap<ContactId, Wait>,
    decided: Vec<(Time, Event)>,
    there: nobody::There,
}

impl Seen {
    /// Measures know who is there when the stretch begins; of contacts that came before it they know nothing.
    fn new(facts: &Facts) -> Seen {
        let (opening, from) = (&facts.opening, facts.from);
        let piece_ms = u32::try_from(Grid::of(facts).step_ms).unwrap_or(measure::INTERVAL_MS);
        let mut measures = Measures::new(piece_ms.min(measure::INTERVAL_MS));
        let published = opening.policy().map(|policy| Event::Published { policy: Box::new(policy.clone()) });
        let mut agents: Vec<_> = opening.agents().collect();
        agents.sort_by_key(|agent| agent.profile.agent);
        let people = agents.into_iter().flat_map(|found| {
            let agent = found.profile.agent;
            let (presence, until, cause) = (found.presence, found.until, PresenceCause::Own);
            [
                Event::AgentSet { profile: found.profile.clone() },
                Event::PresenceChanged { agent, presence, until, cause },
                Event::DeviceChanged { agent, alive: found.alive },
            ]
        });
        let events: Vec<Event> = published.into_iter().chain(people).collect();
        measures.row(1, from, &events);
        Seen { measures, waits: HashMap::new(), decided: Vec::new(), there: nobody::There::new(opening, from) }
    }

    fn take(&mut self, at: Time, events: &[Event]) {
        self.measures.row(self.measures.seq() + 1, at, events);
        for event in events {
            self.decided.push((at, event.clone()));
            self.there.take(at, event);
            match event {
                Event::Queued { contact, for_bot: None, .. } => {
                    self.waits.entry(*contact).or_insert(Wait { from: at, ..Wait::default() });
                }
                Event::Connected { contact, .. } => self.over(*contact, at, true),
                Event::Closed { contact, .. } | Event::Booked { contact, .. } => self.over(*contact, at, false),
                _ => {}
            }
        }
    }

    fn over(&mut self, contact: ContactId, at: Time, answered: bool) {
        if let Some(wait) = self.waits.get_mut(&contact).filter(|wait| !wait.over) {
            *wait = Wait { ms: at.since_ms(wait.from), over: true, answered, ..*wait };
        }
    }

    fn finish(mut self, to: Time, drawn: u64, void: u64) -> Played {
        for wait in self.waits.values_mut().filter(|wait| !wait.over) {
            wait.ms = to.since_ms(wait.from);
        }
        let report = self.measures.report(to);
        let nobody = self.there.finish(to);
        Played { report, waits: self.waits, decided: self.decided, nobody, drawn, void }
    }
}

/// A policy that stands in for the one in force, as an input.
fn publish(policy: &routing::Policy) -> Input {
    Input::Publish { policy: Box::new(policy.clone()) }
}
