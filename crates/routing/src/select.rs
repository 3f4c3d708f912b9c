//! Which of the free qualified agents gets an arriving contact: the rules, as one key each.

use alloc::vec::Vec;

use crate::engine::Engine;
use crate::id::AgentId;
use crate::policy::{Need, Rule, lot};
use crate::state::{Agent, Contact};

/// What a rule compares, smallest first: the rule's own figure, then longest idle, then the smallest id.
pub type Key = (i64, i64, AgentId);

/// A contact's rule, with what it compares agents by.
pub(crate) struct Choice<'a> {
    engine: &'a Engine,
    contact: &'a Contact,
    rule: Rule,
    /// What the first ring asks for: relaxed needs still prefer the right level.
    first: Vec<Need>,
}

/// The agent the rule names among those free and qualified at the contact's present ring.
pub(crate) fn agent_for(engine: &Engine, contact: &Contact) -> Option<AgentId> {
    let class = engine.class_in_line(contact.id)?;
    let choice = Choice::of(engine, contact);
    engine
        .roster
        .free_among(&class.qualified, contact.channel)
        .filter_map(|seat| engine.roster.at(seat))
        .filter(|agent| !contact.avoids(agent.profile.agent, engine.now))
        .map(|agent| choice.key(agent))
        .min()
        .map(|(_, _, agent)| agent)
}

impl<'a> Choice<'a> {
    pub fn of(engine: &'a Engine, contact: &'a Contact) -> Choice<'a> {
        let rule = engine.rule_of(contact);
        let first = if rule == Rule::BestLevel { engine.needs_of(contact, 0).needs } else { Vec::new() };
        Choice { engine, contact, rule, first }
    }

    /// The key by which the rule compares this agent.
    pub fn key(&self, agent: &Agent) -> Key {
        let Choice { engine, contact, .. } = self;
        let profile = &agent.profile;
        let figure = match self.rule {
            Rule::Preferred => i64::from(contact.preferred != Some(profile.agent)),
            Rule::SpareTheVersatile => profile.skills.len() as i64,
            Rule::BestLevel => -self.level_sum(agent),
            Rule::LongestIdle => 0,
            Rule::LeastStrained => engine
                .policy
                .as_deref()
                .map_or(0, |policy| i64::from(crate::strain::points(&agent.strain, &policy.strain, engine.now))),
            Rule::Predicted => {
                let predicted = profile.predicted.get(&engine.reason_id(contact));
                -i64::from(predicted.copied().unwrap_or(0))
            }
            Rule::ByLot => lot(contact.id, profile.agent),
        };
        (figure, agent.idle_since.0, profile.agent)
    }

    fn level_sum(&self, agent: &Agent) -> i64 {
        let level = |need: &Need| agent.profile.skills.get(&need.skill).copied().unwrap_or(0);
        self.first.iter().map(|need| i64::from(level(need))).sum()
    }
}
