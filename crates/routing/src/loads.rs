//! The share of an agent's attention that one contact of each channel takes.

use crate::policy::{Channel, Policy};

/// Of 100, for each channel; a channel without a rule takes all of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loads([u32; Channel::ALL.len()]);

impl Default for Loads {
    fn default() -> Loads {
        Loads([100; Channel::ALL.len()])
    }
}

impl Loads {
    pub fn new(policy: &Policy) -> Loads {
        Loads(Channel::ALL.map(|channel| policy.channels.get(&channel).map_or(100, |rule| u32::from(rule.load))))
    }

    pub fn of(&self, channel: Channel) -> u32 {
        self.0.get(channel as usize).copied().unwrap_or(100)
    }
}
