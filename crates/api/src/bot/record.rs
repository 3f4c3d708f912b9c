//! How the bot did, per reason: what was confirmed, who left silently and who came back are three numbers, never one.

use axum::extract::State;
use rusqlite::Connection;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::trial;
use crate::error::Result;
use crate::extract::{Json, Staff};
use crate::setup::catalogue::Catalogue;
use crate::setup::floor::Results;
use crate::state::App;
use crate::wire::{Ms, ReasonName};

const DAY_MS: i64 = 86_400_000;
/// Conversations looked at, in ms back from now.
const SINCE_MS: i64 = 30 * DAY_MS;
/// Who comes back about the same reason within this time was not helped, in ms.
const AGAIN_MS: i64 = 7 * DAY_MS;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_bot_record))
}

/// What the bot did with the reasons it served in the last 30 days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BotRecord {
    pub since: Ms,
    pub reasons: Vec<BotReason>,
}

/// The conversations of one reason that have ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BotReason {
    pub reason: ReasonName,
    /// The bot has the reason under the published setup.
    pub allowed: bool,
    pub served: u32,
    /// The customer said that it is solved.
    pub confirmed: u32,
    /// The customer left without a word; nobody knows whether it helped.
    pub silent: u32,
    pub handed_over: u32,
    /// Of the confirmed and silent ones: the same customer came again for the same reason within seven days.
    pub came_again: u32,
    /// Confirmed and silent ones whose seven days are over; the rest may still come.
    pub settled: u32,
    /// What decides whether the bot keeps the reason.
    pub kept: Option<BotKept>,
    /// What decides whether the reason joins, while the bot tries it.
    pub trial: Option<BotTrial>,
}

/// The last conversations of a reason against the floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct BotKept {
    pub served: u32,
    pub confirmed: u32,
    /// Conversations looked at; the floor holds once there are so many.
    pub last: u16,
    pub floor_permille: u16,
}

/// Proposals that agents found right or wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct BotTrial {
    pub right: u32,
    pub wrong: u32,
    pub in_a_row: u16,
    /// So many right ones in a row, and the reason joins.
    pub needed: u16,
}

/// How the bot did per reason: confirmed, silent, and came again within seven days.
#[utoipa::path(
    get,
    path = "/api/setup/bots",
    tag = "setup",
    responses((status = 200, description = "Done.", body = BotRecord)),
)]
async fn read_bot_record(State(app): State<App>, staff: Staff) -> Result<Json<BotRecord>> {
    let (centre, now) = (staff.centre, app.now().0);
    let catalogue = app.catalogue(centre).await?;
    app.read(move |view| of(view, centre, &catalogue, now)).await.map(Json)
}

fn of(view: &Connection, centre: u32, catalogue: &Catalogue, now: i64) -> Result<BotRecord> {
    let since = now.saturating_sub(SINCE_MS);
    // Came again: a later contact of the same customer and reason, not the one the bot had.
    let mut select = view.prepare_cached(
        "SELECT reason, count(*), sum(state = 'solved'), sum(state = 'left'), sum(state = 'handed_over'),
                sum(again), sum(state IN ('solved', 'left') AND ended_at <= ?3)
         FROM (SELECT r.reason, r.state, r.ended_at,
                      r.state IN ('solved', 'left') AND EXISTS (
                          SELECT 1 FROM contact was JOIN contact later
                            ON later.centre = was.centre AND later.customer = was.customer AND later.contact <> was.contact
                          WHERE was.centre = r.centre AND was.contact = r.contact AND later.reason = r.reason
                            AND later.arrived_at >= r.ended_at AND later.arrived_at < r.ended_at + ?4) AS again
               FROM bot_run r WHERE r.centre = ?1 AND r.started_at >= ?2 AND r.ended_at IS NOT NULL)
         GROUP BY reason ORDER BY count(*) DESC, reason",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        let reason: u32 = row.get(0)?;
        Ok(BotReason {
            reason: catalogue.reason_name(Some(reason)),
            allowed: catalogue.reason(reason).is_some_and(|entry| entry.bot.is_some()),
            served: row.get(1)?,
            confirmed: row.get(2)?,
            silent: row.get(3)?,
            handed_over: row.get(4)?,
            came_again: row.get(5)?,
            settled: row.get(6)?,
            kept: None,
            trial: None,
        })
    };
    let reasons = select.query_map((centre, since, now - AGAIN_MS, AGAIN_MS), read)?;
    let mut reasons = reasons.collect::<rusqlite::Result<Vec<_>>>()?;
    let Some(document) = &catalogue.document else { return Ok(BotRecord { since, reasons }) };
    for entry in document.reasons.iter().filter(|entry| entry.bot.is_some() || entry.bot_trial.is_some()) {
        let id = entry.id.0;
        if !reasons.iter().any(|row| row.reason.id == id) {
            reasons.push(BotReason::idle(catalogue.reason_name(Some(id)), entry.bot.is_some()));
        }
        let Some(row) = reasons.iter_mut().find(|row| row.reason.id == id) else { continue };
        if let Some(bot) = entry.bot {
            let (last, floor_permille) = (document.bot_floor_after, document.bot_floor_permille);
            let Results { served, solved } = Results::read(view, centre, bot.0, id, last)?;
            row.kept = Some(BotKept { served, confirmed: solved, last, floor_permille });
        } else {
            row.trial = Some(trial::record(view, centre, id, document.bot_join_after)?);
        }
    }
    Ok(BotRecord { since, reasons })
}

impl BotReason {
    /// A reason nobody came to the bot with.
    fn idle(reason: ReasonName, allowed: bool) -> BotReason {
        BotReason {
            reason,
            allowed,
            served: 0,
            confirmed: 0,
            silent: 0,
            handed_over: 0,
            came_again: 0,
            settled: 0,
            kept: None,
            trial: None,
        }
    }
}
