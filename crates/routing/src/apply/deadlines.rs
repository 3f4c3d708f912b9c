//! Deadlines that the policy sets. They count from when they began, and are armed then, when a snapshot is restored, and
//! anew when a policy is published: one that was put off would otherwise come at its old time, do nothing and be gone.

use alloc::vec::Vec;

use crate::engine::Engine;
use crate::id::{AgentId, ContactId, Time};
use crate::policy::Channel;
use crate::timers::Timer;

impl Engine {
    /// How long a conversation of this channel stays with an agent whose device is silent, in ms; none without a rule.
    pub(crate) fn silent_grace_ms(&self, channel: Channel) -> i64 {
        let rule = self.policy.as_deref().and_then(|policy| policy.channels.get(&channel));
        rule.map_or(0, |rule| rule.silent_grace_ms.into())
    }

    /// For an agent whose device has been silent since then.
    pub(crate) fn arm_silence(&mut self, agent: AgentId, since: Time) {
        for channel in Channel::ALL {
            self.timers.set(since.plus_ms(self.silent_grace_ms(channel)), Timer::Silence(agent));
        }
    }

    /// For a contact with a bot, and for every part of it that is written up.
    pub(crate) fn arm_contact(&mut self, id: ContactId) {
        let (bot_ms, wrap_up_ms) =
            self.policy.as_deref().map_or((0, 0), |policy| (policy.bots.deadline_ms, policy.offers.wrap_up_ms));
        let Some(contact) = self.contacts.get(id) else { return };
        if contact.talking_with().is_some_and(|agent| self.is_bot(agent)) {
            self.timers.set(contact.state_since.plus_ms(bot_ms.into()), Timer::Bot(id));
        }
        for part in contact.wrapping.iter().filter(|part| !part.long) {
            self.timers.set(part.since.plus_ms(wrap_up_ms.into()), Timer::WrapUp(id, part.agent));
        }
    }

    pub(super) fn arm_all(&mut self) {
        let silent = self.roster.all().filter(|agent| !agent.alive);
        let silent: Vec<_> = silent.map(|agent| (agent.profile.agent, agent.silent_since)).collect();
        for (agent, since) in silent {
            self.arm_silence(agent, since);
        }
        let contacts: Vec<ContactId> = self.contacts().map(|contact| contact.id).collect();
        for contact in contacts {
            self.arm_contact(contact);
        }
    }
}
