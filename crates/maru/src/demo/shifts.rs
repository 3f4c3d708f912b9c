//! A shift for everyone whom the published roster gives none now, so that whoever takes a seat at any hour has a break to look forward to.

use anyhow::Result;
use api::App;
use rusqlite::OptionalExtension;

use super::{install, people};
use crate::settings::CENTRE;

const MINUTE_MS: i64 = 60_000;
/// From the start of the shift, in minutes, and how long.
const PLAN: [(&str, i64, i64); 4] = [("shift", 0, 540), ("break", 50, 15), ("meal", 180, 60), ("break", 380, 15)];
/// Colleagues do not all leave at once, in minutes.
const APART: i64 = 5;

/// Plans the next hours.
pub fn plan(app: &App) -> Result<()> {
    let now = node::clock::now().0;
    app.store().write::<_, store::Error>(|tx| {
        for (place, staff) in (0..).zip(&people::AGENTS) {
            let Some(account) = store::accounts::by_email(tx, &install::email(staff))? else { continue };
            let sql = "SELECT 1 FROM planned_activity
                       WHERE centre = ?1 AND agent = ?2 AND kind = 'shift' AND starts_at <= ?3 AND ends_at > ?3 LIMIT 1";
            let has = tx.query_row(sql, (CENTRE, account.account, now), |_| Ok(())).optional()?;
            if has.is_some() {
                continue;
            }
            for (kind, from, minutes) in PLAN {
                let apart = if kind == "shift" { 0 } else { place * APART };
                let starts = now.saturating_add((from + apart) * MINUTE_MS);
                tx.execute(
                    "INSERT OR IGNORE INTO planned_activity (centre, agent, starts_at, kind, ends_at, shift_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    (CENTRE, account.account, starts, kind, starts.saturating_add(minutes * MINUTE_MS), now),
                )?;
            }
        }
        Ok(())
    })?;
    Ok(())
}
