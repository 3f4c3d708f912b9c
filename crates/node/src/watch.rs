//! What the engine must be told of the world though nobody says it: opening hours that begin or end, and devices that
//! fall silent. Heartbeats are kept here and never journaled; silence is.

use std::collections::HashMap;

use routing::state::Agent;
use routing::{AgentId, AgentKind, Engine, Input, Presence, Time};

use crate::hours::Calendar;

/// Knows the calendars and who was heard when.
#[derive(Debug)]
pub struct Watch {
    silence_ms: i64,
    calendars: Vec<Calendar>,
    heard: HashMap<AgentId, Time>,
}

impl Watch {
    /// A device not heard for `silence_ms` is silent. Everyone on the books counts as heard at `now`: after a restart
    /// each has as long to be heard again.
    pub fn new(silence_ms: i64, engine: &Engine, now: Time) -> Watch {
        let heard = engine.agents().map(|agent| (agent.profile.agent, now)).collect();
        Watch { silence_ms, calendars: Vec::new(), heard }
    }

    /// The opening hours that hold from now on.
    pub fn set_calendars(&mut self, calendars: Vec<Calendar>) {
        self.calendars = calendars;
    }

    /// An agent's device was heard.
    pub fn heard(&mut self, agent: AgentId, now: Time) {
        self.heard.insert(agent, now);
    }

    /// Whether the engine takes this agent's device for silent.
    pub fn is_missed(engine: &Engine, agent: AgentId) -> bool {
        engine.agent(agent).is_some_and(|agent| has_device(agent) && !agent.alive)
    }

    /// What has changed. `wall`: the time on the customers' clocks; `now`: the time devices were heard by.
    pub fn news(&self, engine: &Engine, wall: Time, now: Time) -> Vec<Input> {
        let hours = self.calendars.iter().filter_map(|calendar| {
            let (hours, open) = (calendar.id, calendar.is_open(wall));
            (engine.is_open(hours) != open).then_some(Input::Hours { hours, open })
        });
        let devices = engine.agents().filter(|agent| has_device(agent)).filter_map(|agent| {
            let id = agent.profile.agent;
            let alive = self.heard.get(&id).is_some_and(|heard| now.since_ms(*heard) < self.silence_ms);
            (alive != agent.alive).then_some(Input::Device { agent: id, alive })
        });
        hours.chain(devices).collect()
    }
}

/// Bots have no device, and nobody misses that of one who has gone home.
fn has_device(agent: &Agent) -> bool {
    agent.profile.kind == AgentKind::Person && agent.presence != Presence::Offline
}
