//! The agents, and quick answers about them: who has a skill, who is on duty, who has room.

use alloc::vec::Vec;
use hashbrown::HashMap;

use crate::agent::{AgentKind, AgentProfile};
use crate::bits::{Bits, Columns};
use crate::hint::Hint;
use crate::id::{AgentId, SkillId};
use crate::loads::Loads;
use crate::policy::{Channel, Need};
use crate::state::Agent;

/// Levels are 1 to 5.
const LEVELS: u8 = 5;

/// A set of seats for each channel, in the order of its definition.
type ByChannel = [Bits; Channel::ALL.len()];

/// What is asked of an agent again and again, as it was written into the sets.
#[derive(Debug, Clone, Copy, Default)]
struct Room {
    /// Most contacts at once of each channel.
    limits: [u16; Channel::ALL.len()],
    /// Channels she may be offered one contact of while she has none, one bit each, as loads and her profile say.
    when_idle: u8,
    /// Channels she may be offered one more contact of, one bit each.
    free: u8,
    on_duty: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Roster {
    agents: Vec<Agent>,
    seats: HashMap<AgentId, u32>,
    /// Of those on the books.
    last: Hint,
    /// Agents with at least this level of a skill.
    skilled: HashMap<(SkillId, u8), Bits>,
    /// People who serve a channel at all.
    serving: ByChannel,
    on_duty: Bits,
    /// Agents who may be offered one more contact, for each channel.
    free: Columns<{ Channel::ALL.len() }>,
    rooms: Vec<Room>,
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
        let last = self.last.get();
        if self.at(last).is_some_and(|found| found.profile.agent == agent) {
            return Some(last);
        }
        let seat = *self.seats.get(&agent)?;
        self.last.set(seat);
        Some(seat)
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
            self.set_when_idle(seat);
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
                self.rooms.push(Room::default());
                seat
            }
        };
        if let Some(room) = self.rooms.get_mut(seat as usize) {
            let limits = Channel::ALL.map(|channel| agent.profile.limits.get(&channel).copied().unwrap_or(0));
            *room = Room { limits, ..Room::default() };
        }
        self.on_duty.set(seat, false);
        if let Some(entry) = self.agents.get_mut(seat as usize) {
            *entry = agent;
        }
        self.index(seat, true);
        self.set_when_idle(seat);
        self.refresh(seat);
        seat
    }

    /// Takes an agent off the books. Her seat stays empty, so that other seats keep their numbers.
    pub fn remove(&mut self, agent: AgentId) {
        if let Some(seat) = self.seat(agent) {
            self.index(seat, false);
            self.on_duty.set(seat, false);
            if let Some(room) = self.rooms.get_mut(seat as usize) {
                *room = Room::default();
            }
            if let Some(entry) = self.agents.get_mut(seat as usize) {
                entry.presence = crate::Presence::Offline;
                entry.profile.limits.clear();
            }
            self.seats.remove(&agent);
            self.last.forget();
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

    /// Those of a set who may be offered one more contact of the channel, ascending.
    pub fn free_among<'a>(&'a self, seats: &'a Bits, channel: Channel) -> impl Iterator<Item = u32> + 'a {
        self.free.among(seats, channel as usize)
    }

    /// Whether the agent in this seat has room for one more contact of the channel, by the index over `Agent::has_room`.
    pub fn is_free(&self, seat: u32, channel: Channel) -> bool {
        self.rooms.get(seat as usize).is_some_and(|room| room.free >> channel as u8 & 1 == 1)
    }

    /// Whether she may be offered anything.
    pub fn has_any_room(&self, seat: u32) -> bool {
        self.rooms.get(seat as usize).is_some_and(|room| room.free != 0)
    }

    pub fn on_duty(&self) -> &Bits {
        &self.on_duty
    }

    fn refresh(&mut self, seat: u32) {
        let Some(agent) = self.agents.get(seat as usize) else { return };
        let Some(room) = self.rooms.get_mut(seat as usize) else { return };
        let on_duty = agent.on_duty();
        let free = if !agent.takes_offers() || agent.load.saturating_add(self.loads.least()) > agent.profile.capacity {
            0
        } else if agent.work.is_empty() {
            room.when_idle
        } else {
            let has_place = |channel: &Channel| {
                let limit = room.limits.get(*channel as usize).copied().unwrap_or(0);
                room.when_idle >> *channel as u8 & 1 == 1 && agent.has_place(*channel, limit, self.loads.of(*channel))
            };
            one_bit_each(has_place)
        };
        if (on_duty, free) == (room.on_duty, room.free) {
            return;
        }
        if on_duty != room.on_duty {
            self.on_duty.set(seat, on_duty);
        }
        if free != room.free {
            self.free.set(seat, free);
        }
        (room.on_duty, room.free) = (on_duty, free);
    }

    fn set_when_idle(&mut self, seat: u32) {
        let Some(agent) = self.agents.get(seat as usize) else { return };
        let Some(room) = self.rooms.get_mut(seat as usize) else { return };
        room.when_idle = one_bit_each(|channel| {
            let served = room.limits.get(*channel as usize).is_some_and(|limit| *limit > 0);
            served && self.loads.of(*channel) <= agent.profile.capacity
        });
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
        }
        if !on {
            self.free.set(seat, 0);
        }
    }
}

/// The channels of which this is so.
fn one_bit_each(so: impl Fn(&Channel) -> bool) -> u8 {
    Channel::ALL.iter().filter(|channel| so(channel)).fold(0, |bits, channel| bits | 1 << *channel as u8)
}
