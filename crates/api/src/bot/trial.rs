//! A bot that tries a reason: what it would have said is kept and shown to the agent who has the contact; nobody else hears it. So
//! many found right in a row, and the reason is the bot's; see [`crate::setup::floor`].

use axum::extract::State;
use routing::{AgentId, ContactId, ReasonId};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::mind::{self, Move, Shelf, Stand};
use super::record::BotTrial;
use super::{script, words};
use crate::clean::Clean;
use crate::contacts::types::ContactAction;
use crate::contacts::{may, rows};
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Staff};
use crate::setup::document::Document;
use crate::setup::floor;
use crate::state::App;
use crate::wire::{Language, Ms, Words};

/// Proposals shown with a contact, the newest.
const SHOWN: u32 = 3;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(mark_trial))
}

/// What the bot would have said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrialView {
    pub id: u64,
    pub at: Ms,
    /// The customer's line.
    pub asked: String,
    pub proposed: String,
    /// Absent: not looked at yet.
    pub right: Option<bool>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrialMark {
    pub right: bool,
}

/// The customer wrote a line, to a person or on the way to one: what the bot that tries the reason would have said to it is kept.
/// Her line stands whatever becomes of that.
pub async fn heard(app: &App, centre: u32, contact: u64, message: u64, text: &str) {
    if let Err(fault) = propose(app, centre, contact, message, text).await {
        tracing::warn!(%fault, centre, "what a bot would have said was not kept");
    }
}

async fn propose(app: &App, centre: u32, contact: u64, message: u64, text: &str) -> Result<()> {
    let catalogue = app.catalogue(centre).await?;
    let tries = |document: &Document| document.reasons.iter().any(|entry| entry.bot_trial.is_some());
    if !catalogue.document.as_ref().is_some_and(tries) {
        return Ok(());
    }
    let (at, text) = (app.now().0, text.to_owned());
    let would = app.read(move |view| {
        let sql = "SELECT reason FROM contact WHERE centre = ?1 AND contact = ?2";
        let reason: Option<u32> = view.prepare_cached(sql)?.query_row((centre, contact), |row| row.get(0))?;
        let Some(reason) = reason else { return Ok(None) };
        let bot = catalogue.reason(reason).and_then(|entry| entry.bot_trial);
        let Some((bot, document)) = bot.zip(catalogue.document.as_ref()) else { return Ok(None) };
        let Some(shelf) = script::shelf(view, centre, document, reason)? else { return Ok(None) };
        let language = rows::language(view, centre, contact)?;
        Ok(proposed(&shelf, &text).map(|proposed| (bot, reason, Clean::ours(proposed.said(language)))))
    });
    let Some((bot, reason, body)) = would.await? else { return Ok(()) };
    app.write(move |tx| {
        tx.prepare_cached(
            "INSERT INTO bot_trial (centre, trial, contact, message, bot, reason, at, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((centre, store::new_id(tx, centre)?, contact, message, bot.0, reason, at, &body))?;
        Ok(())
    })
    .await?;
    app.hub().touched(centre).add(ContactId(contact));
    Ok(())
}

/// An answer or a procedure; to ask back or to hand over is nothing to be found right.
fn proposed(shelf: &Shelf, text: &str) -> Option<Words> {
    let next = mind::decide(shelf, &mut Stand::default(), text);
    let answers = next.answers().iter();
    let answers = answers.filter_map(|answer| Some(words::answer(answer, shelf.article(answer.article)?)));
    let run = match next {
        Move::Run(procedure, _) => shelf.title(mind::Meaning::Procedure(procedure)).map(words::would_run),
        Move::Answer(_) => None,
        _ => return None,
    };
    let all: Vec<Words> = answers.chain(run).collect();
    let joined = |language| all.iter().map(|words| words.said(language)).collect::<Vec<_>>().join("\n");
    (!all.is_empty()).then(|| Words { ko: joined(Language::Ko), en: joined(Language::En) })
}

const SELECT: &str = "
SELECT t.trial, t.at, m.body, t.body, t.is_right FROM bot_trial t
JOIN message m ON m.centre = t.centre AND m.message = t.message
WHERE t.centre = ?1 AND t.contact = ?2";

/// Proposals of a contact, the newest first.
pub fn of_contact(view: &Connection, centre: u32, contact: u64) -> Result<Vec<TrialView>> {
    let mut select = view.prepare_cached(&format!("{SELECT} ORDER BY t.trial DESC LIMIT ?3"))?;
    Ok(select.query_map((centre, contact, SHOWN), read)?.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<TrialView> {
    Ok(TrialView { id: row.get(0)?, at: row.get(1)?, asked: row.get(2)?, proposed: row.get(3)?, right: row.get(4)? })
}

/// How many of the newest marks of a reason say right, up to the last wrong one, at most `most`.
pub fn in_a_row(view: &Connection, centre: u32, reason: u32, most: u16) -> Result<u16> {
    let mut select = view.prepare_cached(
        "SELECT is_right FROM bot_trial WHERE centre = ?1 AND reason = ?2 AND spent = 0 AND marked_at IS NOT NULL
         ORDER BY marked_at DESC, trial DESC LIMIT ?3",
    )?;
    let marks = select.query_map((centre, reason, most), |row| row.get::<_, bool>(0))?;
    let marks = marks.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(marks.iter().take_while(|right| **right).count().try_into().unwrap_or(u16::MAX))
}

/// How agents found a bot's proposals for a reason since it tries it.
pub fn record(view: &Connection, centre: u32, reason: u32, needed: u16) -> Result<BotTrial> {
    let mut select = view.prepare_cached(
        "SELECT coalesce(sum(is_right), 0), coalesce(sum(1 - is_right), 0) FROM bot_trial
         WHERE centre = ?1 AND reason = ?2 AND spent = 0",
    )?;
    let (right, wrong) = select.query_row((centre, reason), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(BotTrial { right, wrong, in_a_row: in_a_row(view, centre, reason, needed)?, needed })
}

/// What was marked so far counts no longer: the reason has joined or left.
pub fn spend(tx: &Transaction<'_>, centre: u32, reason: u32) -> Result<()> {
    let sql = "UPDATE bot_trial SET spent = 1 WHERE centre = ?1 AND reason = ?2";
    tx.prepare_cached(sql)?.execute((centre, reason))?;
    Ok(())
}

/// Says whether what the bot would have said was right. So many right ones in a row, and the reason joins.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/trials/{trial}",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it."), ("trial" = u64, Path, description = "The proposal.")),
    request_body = TrialMark,
    responses((status = 200, description = "Done.", body = TrialView)),
)]
async fn mark_trial(
    State(app): State<App>,
    staff: Staff,
    Path((id, trial)): Path<(u64, u64)>,
    Json(body): Json<TrialMark>,
) -> Result<Json<TrialView>> {
    let (catalogue, now, centre) = (app.catalogue(staff.centre).await?, app.now().0, staff.centre);
    let (marked, reason, bot) = app
        .write(move |tx| {
            may::see(tx, &staff, id)?;
            let row = rows::one(tx, centre, &catalogue, id)?.ok_or(Error::NotFound)?;
            let sql = "SELECT reason, bot FROM bot_trial WHERE centre = ?1 AND contact = ?2 AND trial = ?3";
            let whose = |row: &rusqlite::Row<'_>| Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?));
            let found = tx.prepare_cached(sql)?.query_row((centre, id, trial), whose).optional()?;
            let (reason, bot) = found.ok_or(Error::NotFound)?;
            let may = may::actions(&staff, &row);
            if !may.contains(&ContactAction::Write) && !may.contains(&ContactAction::WrapUp) {
                return Err(Error::WrongState);
            }
            let sql = "UPDATE bot_trial SET is_right = ?3, marked_at = ?4, marked_by = ?5
                       WHERE centre = ?1 AND trial = ?2 AND is_right IS NULL";
            if tx.prepare_cached(sql)?.execute((centre, trial, body.right, now, staff.account))? == 0 {
                return Err(Error::WrongState);
            }
            let mut select = tx.prepare_cached(&format!("{SELECT} AND t.trial = ?3"))?;
            Ok((select.query_row((centre, id, trial), read)?, reason, bot))
        })
        .await?;
    // What she said is kept; whether the reason joins is looked at again with the next word on it.
    if let Err(fault) = floor::join(&app, centre, AgentId(bot), ReasonId(reason)).await {
        tracing::warn!(%fault, centre, bot, reason, "whether the reason joins the bot was not looked at");
    }
    Ok(Json(marked))
}
