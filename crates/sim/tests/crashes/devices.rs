//! What stands outside and remembers: the screens and lines that were told to do something.

use std::collections::{BTreeMap, BTreeSet};

use routing::{AgentId, ContactId, Effect};

/// Who is joined with whom, as the devices know it.
#[derive(Debug, Default)]
pub struct Devices {
    joined: BTreeMap<ContactId, BTreeSet<AgentId>>,
}

impl Devices {
    /// Carries out one effect. False: two agents are joined with one customer now.
    #[must_use]
    pub fn carry_out(&mut self, effect: &Effect) -> bool {
        match effect {
            Effect::Connect { contact, agent } => {
                let agents = self.joined.entry(*contact).or_default();
                agents.insert(*agent);
                return agents.len() == 1;
            }
            Effect::Disconnect { contact, agent } => {
                if let Some(agents) = self.joined.get_mut(contact) {
                    agents.remove(agent);
                }
            }
            Effect::Finish { contact } => {
                self.joined.remove(contact);
            }
            _ => {}
        }
        true
    }

    /// Every conversation that goes on.
    pub fn conversations(&self) -> impl Iterator<Item = (ContactId, AgentId)> + '_ {
        self.joined.iter().flat_map(|(contact, agents)| agents.iter().map(|agent| (*contact, *agent)))
    }

    /// After a reconnect both sides compare: what the server does not know of ends.
    pub fn compare(&mut self, should_be_true: &[Effect]) -> bool {
        self.joined.clear();
        should_be_true.iter().all(|effect| self.carry_out(effect))
    }
}
