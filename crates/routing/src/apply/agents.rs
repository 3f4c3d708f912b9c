//! Profiles, states and devices.

use alloc::vec::Vec;

use crate::agent::{AgentKind, AgentProfile, Presence};
use crate::engine::Engine;
use crate::event::PresenceCause;
use crate::id::{AgentId, Time};
use crate::state::{Agent, StrainFacts};
use crate::timers::Timer;

impl Engine {
    pub(super) fn apply_agent(&mut self, at: Time, profile: &AgentProfile) {
        let mut agent = self.roster.get(profile.agent).cloned().unwrap_or_else(|| Agent {
            profile: profile.clone(),
            presence: if profile.kind == AgentKind::Bot { Presence::Ready } else { Presence::Offline },
            presence_since: at,
            until: None,
            alive: true,
            silent_since: at,
            work: Vec::new(),
            load: 0,
            idle_since: at,
            missed_in_a_row: 0,
            strain: StrainFacts {
                working_since: None,
                pause_since: Some(at),
                hard_in_a_row: 0,
                abuse_today: 0,
                short_rest: profile.short_rest,
            },
        });
        agent.profile = profile.clone();
        agent.strain.short_rest = profile.short_rest;
        let seat = self.roster.put(agent);
        self.line.requalify(seat, &self.roster);
        self.dirty.agents.push(profile.agent);
    }

    pub(super) fn apply_presence(
        &mut self,
        at: Time,
        agent: AgentId,
        to: Presence,
        until: Option<Time>,
        cause: PresenceCause,
    ) {
        let pause_ms = self.policy.as_deref().map_or(0, |policy| i64::from(policy.strain.pause_ms));
        self.change_agent(agent, |a| {
            let from = a.presence;
            a.presence = to;
            a.presence_since = at;
            a.until = until;
            let working = |presence| matches!(presence, Presence::Ready | Presence::Training);
            if working(to) {
                let rested = a.strain.pause_since.is_some_and(|since| at.since_ms(since) >= pause_ms);
                if rested || from == Presence::Offline {
                    a.strain.hard_in_a_row = 0;
                    a.strain.working_since = Some(at);
                }
                if from == Presence::Offline {
                    a.strain.abuse_today = 0;
                }
                a.strain.working_since.get_or_insert(at);
                a.strain.pause_since = None;
            } else if a.strain.pause_since.is_none() {
                a.strain.pause_since = Some(at);
            }
            if cause == PresenceCause::Breath {
                a.strain.hard_in_a_row = 0;
            }
            if to == Presence::Ready {
                a.idle_since = at;
                a.missed_in_a_row = 0;
            }
        });
        if let Some(until) = until {
            self.timers.set(until, Timer::Presence(agent));
        }
    }

    pub(super) fn apply_device(&mut self, at: Time, agent: AgentId, alive: bool) {
        self.change_agent(agent, |a| {
            a.alive = alive;
            a.silent_since = at;
        });
        if !alive {
            self.arm_silence(agent, at);
        }
    }
}
