//! After a stop of the server: what the bot had on its way is told as it stands and given to a person, what it had asked is asked
//! again. Nothing is sent again by itself.

use super::acting::{self, Open};
use super::{Run, last};
use crate::error::Result;
use crate::live::customer_teller;
use crate::procedures::engine;
use crate::procedures::rows::{self, Failure, RunState};
use crate::state::App;

/// Goes on with what earlier servers left open in this centre.
pub(super) async fn go_on(app: &App, centre: u32) -> Result<()> {
    let before = app.started().0;
    let open = app.read(move |view| rows::all_open_of_bots(view, centre)).await?;
    for run in open.into_iter().filter(|run| run.begun_at < before && run.claimed_at.is_none_or(|at| at < before)) {
        if let Err(fault) = one(app, centre, &run).await {
            tracing::warn!(%fault, centre, run = run.run, "what the bot had begun could not be gone on with");
        }
    }
    Ok(())
}

async fn one(app: &App, centre: u32, run: &rows::Run) -> Result<()> {
    let Some(talk) = last(app, centre, run.contact, true).await? else { return Ok(()) };
    if run.state == RunState::Running {
        end(app, centre, &talk, run).await?;
    } else if let Some(open) = Open::of(app, centre, run.contact).await? {
        acting::ask_again(app, centre, &talk, open).await?;
    }
    customer_teller::contact(app, centre, run.contact).await
}

/// Ends a run whose server stopped in the middle, and tells how it stands.
pub(super) async fn end(app: &App, centre: u32, talk: &Run, run: &rows::Run) -> Result<()> {
    let (left, now) = (run.clone(), app.now().0);
    let ended = app.write(move |tx| engine::stopped(tx, centre, left, Failure::Stopped, now)).await?;
    acting::not_done(app, centre, talk, &ended).await
}
