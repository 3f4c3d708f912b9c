//! Where a contact could go: reasons and people, by who could take it now.

use std::collections::BTreeMap;

use routing::policy::Channel;
use routing::state::Agent;
use routing::{AgentId, AgentKind, ContactId};

use super::types::{AgentTarget, ReasonTarget, Targets};
use super::{actions, path, summary};
use crate::error::Result;
use crate::extract::Staff;
use crate::models;
use crate::models::types::ModelTask;
use crate::rows::Names;
use crate::setup::document::ReasonEntry;
use crate::state::App;
use crate::wire::Presence;

/// What the engine knows of one agent.
struct Known {
    agent: AgentId,
    presence: Presence,
    free: bool,
    /// Reasons whose first ring she meets, or of which it is the bot, by place in the catalogue.
    meets: Vec<bool>,
}

/// Targets for a contact, the freest first.
pub async fn of(app: &App, staff: &Staff, contact: u64) -> Result<Targets> {
    let row = actions::row(app, staff, contact).await?;
    let catalogue = app.catalogue(staff.centre).await?;
    let channel: Channel = row.channel.into();
    let document = catalogue.document.clone();
    let reasons: Vec<ReasonEntry> = document.iter().flat_map(|document| document.reasons.clone()).collect();
    let load = document.and_then(|document| document.channels.get(&channel).map(|rule| u32::from(rule.load)));
    let ask = reasons.clone();
    let (known, waiting) = app
        .centre(staff.centre)?
        .ask(move |engine, _| {
            // The contact can be given back to the bot that is allowed its reason.
            let bot = actions::allowed_bot(engine, ContactId(contact));
            let takes = |agent: &Agent| agent.profile.kind == AgentKind::Person || Some(agent.profile.agent) == bot;
            let people = engine.agents().filter(|agent| takes(agent));
            let known: Vec<Known> = people.map(|agent| know(agent, channel, load.unwrap_or(100), &ask)).collect();
            let mut waiting: BTreeMap<u32, u32> = BTreeMap::new();
            for reason in
                engine.waiting().filter(|other| other.id != ContactId(contact)).filter_map(|other| other.reason)
            {
                let count = waiting.entry(reason.0).or_default();
                *count = count.saturating_add(1);
            }
            (known, waiting)
        })
        .await?;
    let centre = staff.centre;
    let (reader, subject) = (staff.clone(), row.clone());
    let read = move |view: &rusqlite::Connection| {
        let events = path::events(view, centre, contact)?;
        let note = summary::proposed(view, &reader, &subject, &events)?;
        Ok((Names::load(view, centre)?, note, models::rows::asks(view, centre, ModelTask::Summary)?))
    };
    let (names, note, asks_model) = app.read(read).await?;
    let parents: Vec<u32> = reasons.iter().filter_map(|reason| reason.parent).map(|parent| parent.0).collect();
    let mut targets = Targets { as_of: app.now().0, note, asks_model, reasons: Vec::new(), agents: Vec::new() };
    for (place, reason) in reasons.iter().enumerate().filter(|(_, reason)| !parents.contains(&reason.id.0)) {
        let able = known.iter().filter(|agent| agent.free && agent.meets.get(place).copied().unwrap_or(false));
        targets.reasons.push(ReasonTarget {
            reason: catalogue.reason_name(Some(reason.id.0)),
            free: u32::try_from(able.count()).unwrap_or(u32::MAX),
            waiting: waiting.get(&reason.id.0).copied().unwrap_or_default(),
        });
    }
    let wanted = reasons.iter().position(|reason| reason.id.0 == row.reason.id);
    for agent in known.iter().filter(|agent| agent.agent.0 != staff.account) {
        let qualified = wanted.and_then(|place| agent.meets.get(place).copied()).unwrap_or(false);
        targets.agents.push(AgentTarget {
            agent: names.agent(agent.agent),
            presence: agent.presence,
            free: agent.free,
            qualified,
        });
    }
    targets.reasons.sort_by_key(|target| std::cmp::Reverse(target.free));
    targets.agents.sort_by_key(|target| (!target.free, !target.qualified));
    Ok(targets)
}

fn know(agent: &Agent, channel: Channel, load: u32, reasons: &[ReasonEntry]) -> Known {
    let meets = |reason: &ReasonEntry| {
        // A bot has no skills: the setup names it.
        if agent.profile.kind == AgentKind::Bot {
            return reason.bot == Some(agent.profile.agent);
        }
        let needs = reason.rings.first().map(|ring| ring.needs.as_slice()).unwrap_or_default();
        needs.iter().all(|need| agent.profile.skills.get(&need.skill).is_some_and(|level| *level >= need.level))
    };
    Known {
        agent: agent.profile.agent,
        presence: agent.presence.into(),
        free: agent.has_room(channel, load),
        meets: reasons.iter().map(meets).collect(),
    }
}
