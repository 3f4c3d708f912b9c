//! The customer takes back what the bot did for her: in time, once, after she confirmed it like any other change.

use super::acting::{self, Open};
use super::mind::Why;
use super::words::NotUndone;
use super::{Run, hand_over_with, has_it, last, line, note, words};
use crate::contacts::types::MessageKind;
use crate::error::{Error, Result};
use crate::live::customer_teller;
use crate::procedures::declared::Runner;
use crate::procedures::engine;
use crate::procedures::inputs::Record;
use crate::procedures::rows::{self, RunState};
use crate::state::App;

/// What came of asking for it.
enum Begun {
    /// It was taken back before, or is being.
    Before,
    LaidOut,
    Late,
}

/// Lays out what takes a run back and asks whether to; again, and nothing happens. Too late, a person is next.
pub async fn begin(app: &App, centre: u32, contact: u64, run: u64) -> Result<()> {
    let talk = last(app, centre, contact, true).await?.ok_or(Error::NotFound)?;
    let (catalogue, bot, now) = (app.catalogue(centre).await?, talk.bot, app.now().0);
    let (undone, begun) = app
        .write(move |tx| {
            let undone = rows::one(tx, centre, contact, run)?.filter(|run| run.runner == Runner::Bot);
            let undone = undone.ok_or(Error::NotFound)?;
            let runs = rows::of_contact(tx, centre, contact, u32::MAX)?;
            let tried = |back: &rows::Run| back.undoes == Some(run) && back.state != RunState::Declined;
            if runs.iter().any(tried) {
                return Ok((undone, Begun::Before));
            }
            if undone.state != RunState::Done || rows::open_of_bot(tx, centre, contact)?.is_some() {
                return Err(Error::WrongState);
            }
            let all = catalogue.document.as_ref().map(|document| &document.procedures).ok_or(Error::WrongState)?;
            let back = all.get(undone.procedure).and_then(|one| engine::undo_until(one, &undone));
            let back = back.filter(|(_, until)| now < *until).and_then(|(back, _)| all.get(back));
            let Some(back) = back.filter(|_| Record::read(tx, centre, contact).is_ok_and(|record| record.known)) else {
                return Ok((undone, Begun::Late));
            };
            engine::begin_undo(tx, centre, (catalogue.version, back), &undone, (Runner::Bot, bot), now)?;
            Ok((undone, Begun::LaidOut))
        })
        .await?;
    match begun {
        Begun::Before => {}
        Begun::Late => not_done(app, centre, &talk, &undone, NotUndone::Late).await?,
        Begun::LaidOut => {
            let open = Open::of(app, centre, contact).await?.ok_or(Error::WrongState)?;
            acting::confirm(app, centre, &talk, open).await?;
        }
    }
    customer_teller::contact(app, centre, contact).await
}

/// Its time is over, or its way back was taken out of the setup.
pub(super) async fn is_late(app: &App, centre: u32, undone: &rows::Run) -> Result<bool> {
    let catalogue = app.catalogue(centre).await?;
    let declared = catalogue.document.as_ref().and_then(|all| all.procedures.get(undone.procedure));
    let until = declared.and_then(|one| engine::undo_until(one, undone));
    Ok(until.is_none_or(|(_, until)| app.now().0 >= until))
}

/// It was taken back: the customer hears it whoever has the contact, and colleagues read it beside the conversation.
pub(super) async fn done(
    app: &App,
    centre: u32,
    talk: &Run,
    undone: &rows::Run,
    told: crate::wire::Words,
) -> Result<()> {
    note(app, centre, talk, words::undo_noted(&undone.name, None)).await?;
    line(app, centre, talk, MessageKind::Text, told.said(talk.language)).await
}

/// It was not: a plain sentence, a note to colleagues, and a person.
pub(super) async fn not_done(app: &App, centre: u32, talk: &Run, undone: &rows::Run, how: NotUndone) -> Result<()> {
    note(app, centre, talk, words::undo_noted(&undone.name, Some(how))).await?;
    line(app, centre, talk, MessageKind::Text, words::not_undone(&undone.name, how).said(talk.language)).await?;
    if has_it(app, centre, talk).await? {
        hand_over_with(app, centre, talk, Why::Procedure).await?;
    }
    Ok(())
}
