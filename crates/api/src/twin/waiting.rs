//! Why a contact still waits, now or at a moment of the past: recomputed by the code that decides.

use routing::explain::Why;
use routing::{ContactId, Engine, Time};

use super::stretch_error;
use super::types::WhyWaits;
use crate::centre::journal_of;
use crate::error::{Error, Result};
use crate::offers::explain;
use crate::rows::Names;
use crate::state::{App, blocking};

/// What the engine says of a contact in line.
struct Found {
    since: Time,
    ahead: u32,
    why: Why,
}

/// Answers for a contact that was in line.
///
/// # Errors
/// [`Error::NotFound`]: it was not.
pub async fn why(app: &App, centre: u32, contact: u64, at: Option<i64>) -> Result<WhyWaits> {
    let id = ContactId(contact);
    let now = app.now();
    let found = match at.map(Time).filter(|at| *at < now) {
        // What the engine holds is what the journal folds to.
        None => app.centre(centre)?.ask(move |engine, _| found(engine, id)).await?,
        Some(at) => {
            let store = app.store().clone();
            blocking(move || {
                let journal = journal_of(&store, centre)?;
                // Everything decided up to and at that moment.
                let folded = node::past::before(&journal, at.plus_ms(1));
                let (engine, _) = folded.map_err(|fault| stretch_error(centre, &fault.into()))?;
                Ok(found(&engine, id))
            })
            .await?
        }
    };
    let Found { since, ahead, why } = found.ok_or(Error::NotFound)?;
    let names = app.read(move |view| Names::load(view, centre)).await?;
    Ok(WhyWaits {
        contact,
        at: at.unwrap_or(now.0).min(now.0),
        since: since.0,
        ahead,
        rule: why.rule.into(),
        ring: why.ring,
        candidates: explain::candidates(&why, &names),
        others: explain::others(&why, &names),
        change: explain::change(why.change, &names),
    })
}

fn found(engine: &Engine, id: ContactId) -> Option<Found> {
    let why = engine.explain(id)?;
    let since = engine.contact(id)?.queued_at;
    let ahead = engine.estimate_for(id).map_or(0, |range| range.ahead);
    Some(Found { since, ahead, why })
}
