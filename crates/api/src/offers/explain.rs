//! Why an offer was made, as people read it: the engine's own account of it, with names.

use node::explain::Explained;
use routing::OfferId;
use routing::explain as engine;
use rusqlite::OptionalExtension;

use super::types::{Against, Candidate, Change, NeedView, NotChosen, OfferWhy, RingView};
use crate::centre::journal_of;
use crate::contacts::may;
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::rows::Names;
use crate::setup::catalogue::Catalogue;
use crate::state::{App, blocking};

/// Explains an offer by replaying the journal up to it. An agent may ask about offers made to her.
pub async fn of(app: &App, staff: &Staff, offer: u64) -> Result<OfferWhy> {
    let (centre, asks, all) = (staff.centre, staff.account, may::sees_all(staff));
    let (seq, contact, agent, reason) = app
        .read(move |view| {
            let mut find = view.prepare_cached(
                "SELECT o.seq, o.contact, o.agent, c.reason FROM offer o
                 JOIN contact c ON c.centre = o.centre AND c.contact = o.contact
                 WHERE o.centre = ?1 AND o.offer = ?2 AND (?3 OR o.agent = ?4)",
            )?;
            let found = find.query_row((centre, offer, all, asks), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get::<_, u32>(2)?, row.get::<_, Option<u32>>(3)?))
            });
            found.optional()?.ok_or(Error::NotFound)
        })
        .await?;
    let store = app.store().clone();
    let explained = blocking(move || {
        let failed = |fault: &dyn std::fmt::Display| {
            tracing::error!(%fault, centre, offer, "an offer could not be explained");
            Error::Internal
        };
        let journal = journal_of(&store, centre)?;
        node::explain::explain(&journal, seq, OfferId(offer)).map_err(|fault| failed(&fault))
    });
    let Explained { at, why, .. } = explained.await?.ok_or(Error::NotFound)?;
    let catalogue = app.catalogue(centre).await?;
    let names = app.read(move |view| Names::load(view, centre)).await?;
    Ok(OfferWhy {
        offer,
        contact,
        at: at.0,
        agent: names.agent(routing::AgentId(agent)),
        rule: why.rule.into(),
        ring: ring(&catalogue, reason, why.ring),
        rank: why.rank,
        candidates: candidates(&why, &names),
        others: others(&why, &names),
        change: change(why.change, &names),
    })
}

/// Free and qualified, by name.
pub fn candidates(why: &engine::Why, names: &Names) -> Vec<Candidate> {
    let one = |found: &engine::Candidate| Candidate {
        agent: names.agent(found.agent),
        figure: found.figure,
        idle_since: found.idle_since.0,
    };
    why.candidates.iter().map(one).collect()
}

/// Everyone else, by name.
pub fn others(why: &engine::Why, names: &Names) -> Vec<NotChosen> {
    let one = |found: &engine::NotChosen| NotChosen {
        agent: names.agent(found.agent),
        because: against(found.because, names),
    };
    why.others.iter().map(one).collect()
}

/// What would have chosen otherwise, by name.
pub fn change(change: engine::Change, names: &Names) -> Change {
    match change {
        engine::Change::RunnerUp { agent, by } => Change::RunnerUp { agent: names.agent(agent), by },
        engine::Change::Obstacle { agent, because } => {
            Change::Obstacle { agent: names.agent(agent), because: against(because, names) }
        }
        engine::Change::Nobody => Change::Nobody,
    }
}

/// The ring as published now; an older version's is told by its number alone.
fn ring(catalogue: &Catalogue, reason: Option<u32>, ring: u8) -> RingView {
    let entry = reason.and_then(|reason| catalogue.reason(reason));
    let found = entry.and_then(|reason| reason.rings.get(usize::from(ring)));
    let needs = found.map(|ring| ring.needs.as_slice()).unwrap_or_default();
    RingView {
        ring,
        after_ms: found.map_or(0, |ring| ring.after_ms),
        needs: needs.iter().map(|need| NeedView { skill: need.skill.0, level: need.level }).collect(),
    }
}

/// What stood against somebody, by name.
pub fn against(because: engine::Against, names: &Names) -> Against {
    match because {
        engine::Against::NotOnDuty => Against::NotOnDuty,
        engine::Against::DeviceSilent => Against::DeviceSilent,
        engine::Against::NeedsNotMet { from_ring } => Against::NeedsNotMet { from_ring },
        engine::Against::NoRoom => Against::NoRoom,
        engine::Against::AnotherOfferOpen => Against::AnotherOfferOpen,
        engine::Against::Cooldown { until } => Against::Cooldown { until: until.0 },
        engine::Against::NeverAgain => Against::NeverAgain,
        engine::Against::HeldForAnother { agent, until } => {
            Against::HeldForAnother { agent: names.agent(agent), until: until.0 }
        }
        engine::Against::LooksAfterBots => Against::LooksAfterBots,
    }
}
