//! The share of an agent's attention that one contact of each channel takes.

use crate::policy::{Channel, Policy};

/// Of 100, for each channel; a channel without a rule takes all of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loads {
    of: [u32; Channel::ALL.len()],
    least: u32,
}

impl Default for Loads {
    fn default() -> Loads {
        Loads { of: [100; Channel::ALL.len()], least: 100 }
    }
}

impl Loads {
    pub fn new(policy: &Policy) -> Loads {
        let of = Channel::ALL.map(|channel| policy.channels.get(&channel).map_or(100, |rule| u32::from(rule.load)));
        Loads { of, least: of.into_iter().min().unwrap_or(100) }
    }

    /// That of the lightest channel.
    pub fn least(&self) -> u32 {
        self.least
    }

    pub fn of(&self, channel: Channel) -> u32 {
        self.of.get(channel as usize).copied().unwrap_or(100)
    }
}
