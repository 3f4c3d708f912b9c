//! A reason joins a bot and leaves it by itself: found right by agents so often in a row, the server publishes a version in which
//! the bot has it; below its floor over the last conversations, one in which the bot only tries it again. Such a version is in
//! the list like any other and says why; an admin who publishes the bot again gives it a fresh start.

use routing::policy::Treatment;
use routing::{AgentId, Input, ReasonId};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::{Value, json};
use store::audit;

use super::document::{Document, ReasonEntry};
use super::publish;
use crate::bot::{script, trial};
use crate::centre::{Also, submit};
use crate::error::{Error, Result};
use crate::floor::alerts::{self, Matter};
use crate::floor::types::AlertKind;
use crate::rows;
use crate::state::App;
use crate::wire::Language;

/// How a bot did with the last conversations of a reason since it was allowed it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Results {
    pub served: u32,
    pub solved: u32,
}

impl Results {
    /// The last conversations that have ended, at most `most`.
    pub fn read(view: &Connection, centre: u32, bot: u32, reason: u32, most: u16) -> Result<Results> {
        let mut select = view.prepare_cached(
            "SELECT count(*), coalesce(sum(state = 'solved'), 0) FROM (
                 SELECT r.state FROM bot_run r JOIN bot_result b
                     ON b.centre = r.centre AND b.bot = r.bot AND b.reason = r.reason AND b.lost_at IS NULL
                 WHERE r.centre = ?1 AND r.bot = ?2 AND r.reason = ?3 AND r.ended_at >= b.allowed_at
                 ORDER BY r.ended_at DESC, r.run DESC LIMIT ?4)",
        )?;
        let read = |row: &rusqlite::Row<'_>| Ok(Results { served: row.get(0)?, solved: row.get(1)? });
        Ok(select.query_row((centre, bot, reason, most), read)?)
    }

    /// Confirmed resolutions, in thousandths.
    fn permille(self) -> u32 {
        self.solved.saturating_mul(1_000).checked_div(self.served).unwrap_or_default()
    }
}

/// A version the server publishes by itself.
struct Move {
    bot: AgentId,
    reason: ReasonId,
    note: String,
    what: &'static str,
    detail: Value,
    change: fn(&mut ReasonEntry, AgentId),
    /// What is said on the floor.
    alert: Option<AlertKind>,
}

/// Takes a reason from a bot that resolves fewer of its last conversations than the policy's floor.
pub async fn apply(app: &App, centre: u32, bot: AgentId, reason: ReasonId) -> Result<()> {
    let (version, document) = newest(app, centre).await?;
    let (floor, after) = (document.bot_floor_permille, document.bot_floor_after);
    let results = app.read(move |view| Results::read(view, centre, bot.0, reason.0, after)).await?;
    let has = document.reasons.iter().any(|entry| entry.id == reason && entry.bot == Some(bot));
    if !has || results.served < u32::from(after) || results.permille() >= u32::from(floor) {
        return Ok(());
    }
    let Results { served, solved } = results;
    let gone = Move {
        bot,
        reason,
        note: format!("{solved}/{served} · {} < {}", percent(results.permille()), percent(floor.into())),
        what: "lost_reason",
        detail: json!({ "bot": bot.0, "served": served, "solved": solved, "floor_permille": floor }),
        change: |entry, bot| {
            if entry.bot == Some(bot) {
                (entry.bot, entry.bot_trial) = (None, Some(bot));
            }
        },
        alert: Some(AlertKind::BotBelowFloor),
    };
    by_itself(app, centre, version, document, gone).await
}

/// Gives a reason to the bot that tries it, once so many of its proposals were found right in a row and no flow test fails by it.
pub async fn join(app: &App, centre: u32, bot: AgentId, reason: ReasonId) -> Result<()> {
    let (version, document) = newest(app, centre).await?;
    let needed = document.bot_join_after;
    let right = app.read(move |view| trial::in_a_row(view, centre, reason.0, needed)).await?;
    let tries = document.reasons.iter().any(|entry| entry.id == reason && entry.bot_trial == Some(bot));
    if !tries || right < needed {
        return Ok(());
    }
    let come = Move {
        bot,
        reason,
        note: format!("{right}/{needed} ✓"),
        what: "joined_reason",
        detail: json!({ "bot": bot.0, "right": right, "needed": needed }),
        change: |entry, bot| {
            if entry.bot_trial == Some(bot) && entry.bot.is_none() {
                (entry.bot, entry.bot_trial) = (Some(bot), None);
                offer(entry);
            }
        },
        alert: None,
    };
    let mut then = document.clone();
    change(&mut then, &come);
    // Its articles are new to what the bot may say: the flow tests that stand before any publishing stand before this one.
    let failing = app.read(move |view| script::findings(view, centre, &then, Language::Ko)).await?;
    if failing.iter().any(|finding| finding.refuses) {
        tracing::warn!(
            centre,
            reason = reason.0,
            "a reason has earned its place with the bot, but a flow test would fail"
        );
        return Ok(());
    }
    by_itself(app, centre, version, document, come).await
}

/// Who tried it without saying where the bot is to stand has it stand before people: a bot nobody is offered would have joined nothing.
fn offer(entry: &mut ReasonEntry) {
    if entry.known.contains(&Treatment::Bot) || entry.unknown.contains(&Treatment::Bot) {
        return;
    }
    for ways in [&mut entry.known, &mut entry.unknown] {
        let at = ways.iter().position(|way| *way != Treatment::SelfService).unwrap_or(ways.len());
        ways.insert(at, Treatment::Bot);
    }
}

/// `355` → `35.5%`.
fn percent(permille: u32) -> String {
    match permille % 10 {
        0 => format!("{}%", permille / 10),
        rest => format!("{}.{rest}%", permille / 10),
    }
}

async fn newest(app: &App, centre: u32) -> Result<(u32, Document)> {
    app.read(move |view| {
        let version = publish::newest(view, centre)?;
        Ok((version, publish::document(view, centre, version)?))
    })
    .await
}

async fn by_itself(app: &App, centre: u32, version: u32, mut document: Document, by: Move) -> Result<()> {
    change(&mut document, &by);
    let named =
        document.reasons.iter().find(|entry| entry.id == by.reason).map_or("", |entry| entry.name.said(Language::Ko));
    let note = format!("{named} · {}", by.note);
    let next = version + 1;
    let at = app.now();
    let policy = Box::new(document.policy(next));
    let json = serde_json::to_string(&document).map_err(|_| Error::Internal)?;
    let also: Also = Box::new(move |tx| {
        tx.execute(
            "INSERT INTO policy_version (centre, version, document, note, published_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            (centre, next, &json, &note, at.0),
        )?;
        change_draft(tx, centre, next, &by)?;
        trial::spend(tx, centre, by.reason.0)?;
        if let Some(kind) = by.alert {
            tx.execute(
                "UPDATE bot_result SET lost_at = ?4 WHERE centre = ?1 AND bot = ?2 AND reason = ?3",
                (centre, by.bot.0, by.reason.0, at.0),
            )?;
            let matter = Matter {
                subject: format!("reason {}", by.reason.0),
                agent: Some(by.bot.0),
                contact: None,
                reason: Some(by.reason.0),
                note: by.note.clone(),
            };
            alerts::raise(tx, centre, kind, &matter, at.0)?;
        } else {
            begin_anew(tx, centre, (by.reason, by.bot), at.0)?;
        }
        let entry = audit::Entry {
            at,
            account: None,
            place: "",
            about: "bot",
            object: Some(by.reason.0.into()),
            what: by.what,
            detail: &by.detail,
        };
        audit::record(tx, centre, &entry)?;
        Ok(())
    });
    submit(&app.centre(centre)?, Input::Publish { policy }, None, Some(also)).await?;
    app.forget_catalogue(centre);
    Ok(())
}

fn change(document: &mut Document, by: &Move) {
    if let Some(entry) = document.reasons.iter_mut().find(|entry| entry.id == by.reason) {
        (by.change)(entry, by.bot);
    }
}

/// What somebody is writing keeps everything else.
fn change_draft(tx: &Transaction<'_>, centre: u32, base: u32, by: &Move) -> Result<()> {
    let sql = "SELECT document FROM policy_draft WHERE centre = ?1";
    let draft: Option<Document> = tx.query_row(sql, [centre], |row| rows::json(row, 0)).optional()?;
    let Some(mut draft) = draft else { return Ok(()) };
    change(&mut draft, by);
    let json = serde_json::to_string(&draft).map_err(|_| Error::Internal)?;
    tx.execute(
        "UPDATE policy_draft SET document = ?2, base = ?3, revision = revision + 1 WHERE centre = ?1",
        (centre, json, base),
    )?;
    Ok(())
}

/// Bots that are given a reason again start anew.
pub fn all_begin_anew(tx: &Transaction<'_>, centre: u32, document: &Document, at: i64) -> Result<()> {
    let given = document.reasons.iter().filter_map(|entry| Some((entry.id, entry.bot?)));
    given.into_iter().try_for_each(|given| begin_anew(tx, centre, given, at))
}

fn begin_anew(tx: &Transaction<'_>, centre: u32, (reason, bot): (ReasonId, AgentId), at: i64) -> Result<()> {
    tx.execute(
        "UPDATE bot_result SET served = 0, solved = 0, handed_over = 0, lost_at = NULL, allowed_at = ?4
         WHERE centre = ?1 AND bot = ?2 AND reason = ?3 AND lost_at IS NOT NULL",
        (centre, bot.0, reason.0, at),
    )?;
    Ok(())
}
