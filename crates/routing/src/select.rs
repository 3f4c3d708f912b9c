//! Which of the free qualified agents gets an arriving contact: the rules, as one key each.

use crate::engine::Engine;
use crate::id::AgentId;
use crate::policy::{Rule, lot};
use crate::state::{Agent, Contact};

/// What a rule compares, smallest first: the rule's own figure, then longest idle, then the smallest id.
pub type Key = (i64, i64, AgentId);

/// The agent the rule names among those free and qualified at the contact's present ring.
pub(crate) fn agent_for(engine: &Engine, contact: &Contact) -> Option<AgentId> {
    let class = engine.class_in_line(contact.id)?;
    let free = engine.roster.free(contact.channel)?;
    class
        .qualified
        .and(free)
        .filter_map(|seat| engine.roster.at(seat))
        .filter(|agent| !contact.avoids(agent.profile.agent, engine.now))
        .map(|agent| key(engine, contact, agent))
        .min()
        .map(|(_, _, agent)| agent)
}

/// The key by which this contact's rule compares this agent.
pub(crate) fn key(engine: &Engine, contact: &Contact, agent: &Agent) -> Key {
    let reason = engine.reason_of(contact);
    let profile = &agent.profile;
    let figure = match reason.map_or(Rule::LongestIdle, |reason| reason.rule) {
        Rule::Preferred => i64::from(contact.preferred != Some(profile.agent)),
        Rule::SpareTheVersatile => profile.skills.len() as i64,
        Rule::BestLevel => -level_sum(engine, contact, agent),
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

/// Sum of her levels in what the first ring asks for: relaxed needs still prefer the right level.
fn level_sum(engine: &Engine, contact: &Contact, agent: &Agent) -> i64 {
    let needs = engine.needs_of(contact, 0).needs;
    needs.iter().map(|need| i64::from(agent.profile.skills.get(&need.skill).copied().unwrap_or(0))).sum()
}
