//! The conversations of contacts with bots, as they are kept.

use std::sync::Arc;

use routing::{AgentId, ContactId};
use rusqlite::{OptionalExtension, Transaction};

use super::mind::Why;
use crate::contacts::rows;
use crate::customer::types::CustomerArticle;
use crate::customer::view;
use crate::error::Result;
use crate::procedures::declared::Runner;
use crate::procedures::rows as procedures;
use crate::setup::catalogue::Catalogue;
use crate::state::App;
use crate::wire::{Language, Words};

/// Where a conversation stands.
#[derive(Clone)]
pub struct Run {
    pub run: u64,
    pub contact: u64,
    pub bot: u32,
    pub reason: u32,
    pub step: usize,
    /// It has asked what was meant, and waits for it.
    pub asking: bool,
    pub language: Language,
    /// What it walks through; none: it only acts.
    pub article: Option<CustomerArticle>,
}

/// The conversation of a contact with its bot that goes on.
pub async fn run(app: &App, centre: u32, contact: u64) -> Result<Option<Run>> {
    last(app, centre, contact, false).await
}

/// The newest conversation of a contact with a bot; `over`: one that has ended, too.
pub async fn last(app: &App, centre: u32, contact: u64, over: bool) -> Result<Option<Run>> {
    app.read(move |view| {
        let mut select = view.prepare_cached(
            "SELECT run, bot, reason, step, state = 'asking' FROM bot_run
             WHERE centre = ?1 AND contact = ?2 AND (?3 OR ended_at IS NULL) ORDER BY run DESC LIMIT 1",
        )?;
        let found = select
            .query_row((centre, contact, over), |row| {
                let step: u32 = row.get(3)?;
                Ok((row.get(0)?, row.get(1)?, row.get::<_, u32>(2)?, step as usize, row.get(4)?))
            })
            .optional()?;
        let Some((run, bot, reason, step, asking)) = found else { return Ok(None) };
        let language = rows::language(view, centre, contact)?;
        let article = view::article(view, centre, reason)?;
        Ok(Some(Run { run, contact, bot, reason, step, asking, language, article }))
    })
    .await
}

pub async fn keep(app: &App, centre: u32, run: &Run) -> Result<()> {
    let (id, step, state) = (run.run, run.step as u32, if run.asking { "asking" } else { "walking" });
    app.write(move |tx| {
        let sql = "UPDATE bot_run SET step = ?3, state = ?4 WHERE centre = ?1 AND run = ?2 AND ended_at IS NULL";
        tx.execute(sql, (centre, id, step, state))?;
        Ok(())
    })
    .await
}

/// Begins a conversation, when there is an article for its reason or something to do; the names of what it can do. About the reason
/// of the one `before` it goes on at that one's step.
pub async fn begin(
    app: &App,
    centre: u32,
    (contact, bot): (ContactId, AgentId),
    before: Option<Run>,
    catalogue: Arc<Catalogue>,
    at: i64,
) -> Result<Option<Vec<Words>>> {
    app.write(move |tx| {
        let sql = "SELECT reason FROM contact WHERE centre = ?1 AND contact = ?2";
        let reason: Option<u32> = tx.query_row(sql, (centre, contact.0), |row| row.get(0))?;
        let Some(reason) = reason else { return Ok(None) };
        let article = view::article(tx, centre, reason)?.map(|article| article.cite);
        let declared = catalogue.document.iter().flat_map(|all| all.procedures.serving(reason, Runner::Bot));
        let acts: Vec<Words> = declared.map(|one| one.name.clone()).collect();
        if article.is_none() && acts.is_empty() {
            return Ok(None);
        }
        // Asked in an earlier conversation, and nobody's question now.
        procedures::drop_open_of_bot(tx, centre, contact.0, at)?;
        let step = before.as_ref().filter(|before| before.reason == reason).map_or(0, |before| before.step as u32);
        tx.execute(
            "INSERT INTO bot_run (centre, run, contact, bot, reason, article, revision, step, state, started_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'walking', ?9)",
            (
                centre,
                store::new_id(tx, centre)?,
                contact.0,
                bot.0,
                reason,
                article.as_ref().map(|cite| cite.id),
                article.as_ref().map(|cite| cite.revision),
                step,
                at,
            ),
        )?;
        Ok(Some(acts))
    })
    .await
}

/// Ends a run and counts it for its reason; what was counted before is not counted again.
pub fn end(tx: &Transaction<'_>, centre: u32, run: &Run, how: &str, why: Option<Why>, at: i64) -> Result<()> {
    procedures::drop_open_of_bot(tx, centre, run.contact, at)?;
    let why = why.map(Why::word);
    let sql = "UPDATE bot_run SET state = ?3, ended_at = ?4, why = ?5
               WHERE centre = ?1 AND run = ?2 AND ended_at IS NULL";
    if tx.execute(sql, (centre, run.run, how, at, why))? == 0 {
        // Who follows the centre may have counted it first; only the bot knows why.
        let sql = "UPDATE bot_run SET why = ?3 WHERE centre = ?1 AND run = ?2 AND why IS NULL";
        tx.execute(sql, (centre, run.run, why))?;
        return Ok(());
    }
    tx.execute(
        "INSERT INTO bot_result (centre, bot, reason, served, solved, handed_over, allowed_at)
         VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET served = served + 1, solved = solved + ?4, handed_over = handed_over + ?5",
        (centre, run.bot, run.reason, u32::from(how == "solved"), u32::from(how == "handed_over"), at),
    )?;
    Ok(())
}
