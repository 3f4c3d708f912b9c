//! A bot below its floor loses the reason: the server publishes a version without it. That version is in the list like
//! any other, says why, and an admin who publishes the bot again gives it a fresh start.

use routing::{AgentId, Input, ReasonId};
use rusqlite::{OptionalExtension, Transaction};
use serde_json::json;
use store::audit;

use super::document::Document;
use super::publish;
use crate::centre::{Also, submit};
use crate::error::{Error, Result};
use crate::floor::alerts::{self, Matter};
use crate::floor::types::AlertKind;
use crate::rows;
use crate::state::App;

/// How a bot did with a reason since it was allowed it.
struct Results {
    served: u32,
    solved: u32,
}

impl Results {
    /// Confirmed resolutions, in thousandths.
    fn permille(&self) -> u32 {
        self.solved.saturating_mul(1_000).checked_div(self.served).unwrap_or_default()
    }
}

/// Takes a reason from a bot that resolves fewer than the policy's floor, once it has served enough.
pub async fn apply(app: &App, centre: u32, bot: AgentId, reason: ReasonId) -> Result<()> {
    let (version, document) = app
        .read(move |view| {
            let version = publish::newest(view, centre)?;
            Ok((version, publish::document(view, centre, version)?))
        })
        .await?;
    let results = app
        .read(move |view| {
            let sql = "SELECT served, solved FROM bot_result
                       WHERE centre = ?1 AND bot = ?2 AND reason = ?3 AND lost_at IS NULL";
            let read = |row: &rusqlite::Row<'_>| Ok(Results { served: row.get(0)?, solved: row.get(1)? });
            Ok(view.prepare_cached(sql)?.query_row((centre, bot.0, reason.0), read).optional()?)
        })
        .await?;
    let below = results.filter(|results| {
        results.served >= u32::from(document.bot_floor_after)
            && results.permille() < u32::from(document.bot_floor_permille)
    });
    match below {
        Some(results) => withdraw(app, centre, version, document, (bot, reason), results).await,
        None => Ok(()),
    }
}

async fn withdraw(
    app: &App,
    centre: u32,
    version: u32,
    mut document: Document,
    (bot, reason): (AgentId, ReasonId),
    results: Results,
) -> Result<()> {
    let floor = document.bot_floor_permille;
    if !take_away(&mut document, bot, reason) {
        return Ok(());
    }
    let next = version + 1;
    let at = app.now();
    let policy = Box::new(document.policy(next));
    let json = serde_json::to_string(&document).map_err(|_| Error::Internal)?;
    let Results { served, solved } = results;
    let note = format!("{solved}/{served} · {}‰ < {floor}‰", results.permille());
    let also: Also = Box::new(move |tx| {
        tx.execute(
            "INSERT INTO policy_version (centre, version, document, note, published_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            (centre, next, &json, &note, at.0),
        )?;
        take_from_draft(tx, centre, next, bot, reason)?;
        tx.execute(
            "UPDATE bot_result SET lost_at = ?4 WHERE centre = ?1 AND bot = ?2 AND reason = ?3",
            (centre, bot.0, reason.0, at.0),
        )?;
        let matter = Matter {
            subject: format!("reason {}", reason.0),
            agent: Some(bot.0),
            contact: None,
            reason: Some(reason.0),
            note: note.clone(),
        };
        alerts::raise(tx, centre, AlertKind::BotBelowFloor, &matter, at.0)?;
        let entry = audit::Entry {
            at,
            account: None,
            place: "",
            about: "bot",
            object: Some(reason.0.into()),
            what: "lost_reason",
            detail: &json!({ "bot": bot.0, "served": served, "solved": solved, "floor_permille": floor }),
        };
        audit::record(tx, centre, &entry)?;
        Ok(())
    });
    submit(&app.centre(centre)?, Input::Publish { policy }, None, Some(also)).await?;
    app.forget_catalogue(centre);
    Ok(())
}

fn take_away(document: &mut Document, bot: AgentId, reason: ReasonId) -> bool {
    let entry = document.reasons.iter_mut().find(|entry| entry.id == reason && entry.bot == Some(bot));
    entry.is_some_and(|entry| entry.bot.take().is_some())
}

/// What somebody is writing keeps everything else.
fn take_from_draft(tx: &Transaction<'_>, centre: u32, base: u32, bot: AgentId, reason: ReasonId) -> Result<()> {
    let sql = "SELECT document FROM policy_draft WHERE centre = ?1";
    let draft: Option<Document> = tx.query_row(sql, [centre], |row| rows::json(row, 0)).optional()?;
    let Some(mut draft) = draft else { return Ok(()) };
    take_away(&mut draft, bot, reason);
    let json = serde_json::to_string(&draft).map_err(|_| Error::Internal)?;
    tx.execute(
        "UPDATE policy_draft SET document = ?2, base = ?3, revision = revision + 1 WHERE centre = ?1",
        (centre, json, base),
    )?;
    Ok(())
}

/// Bots that are given a reason again start anew.
pub fn begin_anew(tx: &Transaction<'_>, centre: u32, document: &Document, at: i64) -> Result<()> {
    for (reason, bot) in document.reasons.iter().filter_map(|entry| Some((entry.id, entry.bot?))) {
        tx.execute(
            "UPDATE bot_result SET served = 0, solved = 0, handed_over = 0, lost_at = NULL, allowed_at = ?4
             WHERE centre = ?1 AND bot = ?2 AND reason = ?3 AND lost_at IS NOT NULL",
            (centre, bot.0, reason.0, at),
        )?;
    }
    Ok(())
}
