//! The floor as it is now: who waits, since when, and what everyone is doing.

use std::collections::BTreeMap;

use routing::{AgentId, Channel, Presence, ReasonId, Time};
use serde::{Deserialize, Serialize};

use crate::desk::{Desk, Work};
use crate::fold::Measures;
use crate::life::{Life, Phase};
use crate::report::Report;

/// Everything a wallboard shows, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    pub as_of: Time,
    /// The last row counted.
    pub seq: u64,
    pub total: LineNow,
    #[serde(with = "crate::pairs")]
    pub by_reason: BTreeMap<Option<ReasonId>, LineNow>,
    #[serde(with = "crate::pairs")]
    pub by_channel: BTreeMap<Channel, LineNow>,
    /// People only.
    #[serde(with = "crate::pairs")]
    pub agents: BTreeMap<AgentId, AgentNow>,
    /// Sums up to `as_of`: the same that reports are made of.
    pub report: Report,
}

/// Open contacts by where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LineNow {
    /// The reason is not known, or the customer is choosing.
    pub choosing: u32,
    /// With a bot or in line for one.
    pub with_bot: u32,
    /// Callbacks before their slot.
    pub booked: u32,
    /// Callbacks whose slot has come: an agent is sought.
    pub calling: u32,
    /// In line for a person, those offered included.
    pub waiting: u32,
    /// Of those waiting or to be called, shown to an agent now.
    pub offered: u32,
    /// When the one who has waited longest joined the line.
    pub waiting_since: Option<Time>,
    pub talking: u32,
    pub held: u32,
    /// Over for the customer, being written up.
    pub wrap_up: u32,
}

/// An agent's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentNow {
    pub presence: Presence,
    pub presence_since: Time,
    /// Her device is heard.
    pub alive: bool,
    pub offers: u32,
    /// Talking or on hold.
    pub talks: u32,
    pub wrap_ups: u32,
    pub hard_in_a_row: u32,
}

impl LineNow {
    fn count(&mut self, life: &Life) {
        match life.phase {
            Phase::Entry | Phase::Menu => self.choosing += 1,
            Phase::BotLine | Phase::Bot => self.with_bot += 1,
            Phase::Booked => self.booked += 1,
            Phase::Calling { offered } => {
                self.calling += 1;
                self.offered += u32::from(offered);
            }
            Phase::Line { offered } => {
                self.waiting += 1;
                self.offered += u32::from(offered);
                self.waiting_since = [self.waiting_since, life.line_since].into_iter().flatten().min();
            }
            Phase::Talking { .. } => self.talking += 1,
            Phase::Held { .. } => self.held += 1,
            Phase::Over => self.wrap_up += 1,
        }
    }
}

impl Measures {
    /// The floor as of `as_of`. Asking changes nothing.
    pub fn floor(&self, as_of: Time) -> Floor {
        let mut total = LineNow::default();
        let mut by_reason: BTreeMap<_, LineNow> = BTreeMap::new();
        let mut by_channel: BTreeMap<_, LineNow> = BTreeMap::new();
        for life in self.lives.values() {
            total.count(life);
            by_reason.entry(life.reason).or_default().count(life);
            by_channel.entry(life.channel).or_default().count(life);
        }
        let people = self.desks.iter().filter(|(_, desk)| !desk.bot);
        let agents = people.map(|(agent, desk)| (*agent, agent_now(desk))).collect();
        Floor { as_of, seq: self.seq, total, by_reason, by_channel, agents, report: self.report(as_of) }
    }
}

fn agent_now(desk: &Desk) -> AgentNow {
    let count = |kind: Work| desk.work.iter().filter(|(_, work)| *work == kind).count() as u32;
    AgentNow {
        presence: desk.presence,
        presence_since: desk.presence_since,
        alive: desk.alive,
        offers: count(Work::Offer),
        talks: count(Work::Talk),
        wrap_ups: count(Work::WrapUp),
        hard_in_a_row: desk.hard_in_a_row as u32,
    }
}
