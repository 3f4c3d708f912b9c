//! The agents, and quick answers about them: who has a skill, who is on duty, who has room.

use alloc::vec::Vec;
use hashbrown::HashMap;

use crate::agent::{AgentKind, AgentProfile};
use crate::bits::Bits;
use crate::id::{AgentId, SkillId};
use crate::loads::Loads;
use crate::policy::{Channel, Need};
use crate::state::Agent;

/// Levels are 1 to 5.
const LEVELS: u8 = 5;

/// A set of seats for each channel, in the order of its definition.
type ByChannel = [Bits; Channel::ALL.len()];

#[derive(Debug, Clone, Default)]
pub(crate) struct Roster {
    agents: Vec<Agent>,
    seats: HashMap<AgentId, u32>,
    /// Agents with at least this level of a skill.
    skilled: HashMap<(SkillId, u8), Bits>,
    /// People who serve a channel at all.
    serving: ByChannel,
    on_duty: Bits,
    /// Agents who may be offered one more contact of the channel.
    free: ByChannel,
    loads: Loads,
}

impl Roster {
    pub fn get(&self, agent: AgentId) -> Option<&Agent> {
        self.at(self.seat(agent)?)
    }

    pub fn at(&self, seat: u32) -> Option<&Agent> {
        self.agents.get(seat as usize)
    }

    pub fn seat(&self, agent: AgentId) -> Option<u32> {
        self.seats.get(&agent).copied()
    }

    /// Everyone on the books. One who left and came back sits in a new seat; the old one stays empty.
    pub fn all(&self) -> impl Iterator<Item = &Agent> {
        self.agents
            .iter()
            .zip(0..)
            .filter(|(agent, seat)| self.seat(agent.profile.agent) == Some(*seat))
            .map(|(a, _)| a)
    }

    pub fn len(&self) -> usize {
        self.agents.len()
    }

    /// Share of attention one contact of a channel takes.
    pub fn load_of(&self, channel: Channel) -> u32 {
        self.loads.of(channel)
    }

    /// Loads change with a policy, and with them everyone's room.
    pub fn set_loads(&mut self, loads: Loads) {
        self.loads = loads;
        for seat in 0..self.agents.len() as u32 {
            self.refresh(seat);
        }
    }

    /// Changes an agent and renews what is known of her room.
    pub fn change(&mut self, agent: AgentId, change: impl FnOnce(&mut Agent)) -> bool {
        let Some(seat) = self.seat(agent) else { return false };
        let Some(entry) = self.agents.get_mut(seat as usize) else { return false };
        change(entry);
        self.refresh(seat);
        true
    }

    /// Adds an agent, or replaces everything known of her.
    pub fn put(&mut self, agent: Agent) -> u32 {
        let id = agent.profile.agent;
        let seat = match self.seat(id) {
            Some(seat) => {
                self.index(seat, false);
                seat
            }
            None => {
                let seat = self.agents.len() as u32;
                self.seats.insert(id, seat);
                self.agents.push(agent.clone());
                seat
            }
        };
        if let Some(entry) = self.agents.get_mut(seat as usize) {
            *entry = agent;
        }
        self.index(seat, true);
        self.refresh(seat);
        seat
    }

    /// Takes an agent off the books. Her seat stays empty, so that other seats keep their numbers.
    pub fn remove(&mut self, agent: AgentId) {
        if let Some(seat) = self.seat(agent) {
            self.index(seat, false);
            self.on_duty.set(seat, false);
            for free in &mut self.free {
                free.set(seat, false);
            }
            if let Some(entry) = self.agents.get_mut(seat as usize) {
                entry.presence = crate::Presence::Offline;
                entry.profile.limits.clear();
            }
            self.seats.remove(&agent);
        }
    }

    /// Everyone who could serve this, on duty or not.
    pub fn qualified(&self, channel: Channel, needs: &[Need], bot: Option<AgentId>) -> Bits {
        if let Some(bot) = bot {
            let mut one = Bits::default();
            if let Some(seat) = self.seat(bot) {
                one.set(seat, true);
            }
            return one;
        }
        let mut found = self.serving.get(channel as usize).cloned().unwrap_or_default();
        for need in needs {
            match self.skilled.get(&(need.skill, need.level.max(1))) {
                Some(skilled) => found.keep(skilled),
                None => return Bits::default(),
            }
        }
        found
    }

    pub fn free(&self, channel: Channel) -> Option<&Bits> {
        self.free.get(channel as usize)
    }

    pub fn on_duty(&self) -> &Bits {
        &self.on_duty
    }

    fn refresh(&mut self, seat: u32) {
        let Some(agent) = self.agents.get(seat as usize) else { return };
        self.on_duty.set(seat, agent.on_duty());
        let takes = agent.takes_offers();
        for (channel, limit) in &agent.profile.limits {
            let room = takes && agent.has_place(*channel, *limit, self.loads.of(*channel));
            if let Some(free) = self.free.get_mut(*channel as usize) {
                free.set(seat, room);
            }
        }
    }

    fn index(&mut self, seat: u32, on: bool) {
        let Some(agent) = self.agents.get(seat as usize) else { return };
        let AgentProfile { kind, skills, limits, .. } = &agent.profile;
        for (skill, level) in skills {
            for at_least in 1..=(*level).min(LEVELS) {
                self.skilled.entry((*skill, at_least)).or_default().set(seat, on);
            }
        }
        for (channel, limit) in limits {
            if *kind == AgentKind::Person
                && *limit > 0
                && let Some(serving) = self.serving.get_mut(*channel as usize)
            {
                serving.set(seat, on);
            }
            if !on && let Some(free) = self.free.get_mut(*channel as usize) {
                free.set(seat, false);
            }
        }
    }
}
