//! Changes of a roster: each with its trace of who, whose day, from what to what, and for which request.

use std::collections::BTreeMap;

use ::plan::history::plus;
use ::plan::schedule::{self, Change};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::publish;
use super::rosters::Kept;
use super::types::RosterChanged;
use crate::error::{Error, Result};
use crate::wire::Ms;

/// Who makes a change, and for which request.
#[derive(Debug, Clone, Copy)]
pub struct By {
    pub at: Ms,
    /// None: the rules, after both agreed.
    pub account: Option<u32>,
    pub request: Option<u64>,
}

/// Puts changes in, each with its trace; where the roster is in force they reach its people. Returns the new revision.
pub fn change(tx: &Transaction<'_>, centre: u32, kept: &Kept, changes: &[Change], by: By) -> Result<u32> {
    let after = schedule::with(&kept.roster, changes);
    let shifts = serde_json::to_string(&after.file_rows(&kept.problem)).map_err(|_| Error::Internal)?;
    let revision = kept.row.revision.saturating_add(1);
    let changed = tx.execute(
        "UPDATE roster SET shifts = ?4, revision = ?5 WHERE centre = ?1 AND roster = ?2 AND revision = ?3",
        (centre, kept.row.id, kept.row.revision, shifts, revision),
    )?;
    if changed == 0 {
        return Err(Error::NewerRevision);
    }
    let mut insert = tx.prepare_cached(
        "INSERT INTO roster_change (centre, roster, seq, at, account, agent, day, before, after, request)
         SELECT ?1, ?2, coalesce(max(seq), 0) + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9
         FROM roster_change WHERE centre = ?1 AND roster = ?2",
    )?;
    for change in changes {
        let Some(agent) = kept.problem.parts.agents.get(change.agent) else { continue };
        let agent: u32 = agent.name.parse().map_err(|_| Error::Internal)?;
        let day = plus(kept.row.first, change.day as i64);
        let was = kept.duty(change.agent, change.day);
        let (before, after) = (kept.told(was, change.duty), kept.told(change.duty, was));
        let (roster, at, day) = (kept.row.id, by.at, day.to_string());
        insert.execute((centre, roster, at, by.account, agent, day, before, after, by.request))?;
    }
    let now = Kept { roster: after, row: kept.row.clone(), problem: kept.problem.clone(), contracts: BTreeMap::new() };
    let whom: Vec<usize> = changes.iter().map(|change| change.agent).collect();
    publish::rewrite(tx, centre, &now, Some(&whom), by.at)?;
    Ok(revision)
}

/// In which roster a request moved somebody's day, and what was there before.
pub fn moved(view: &Connection, centre: u32, request: u64, agent: u32, day: Date) -> Result<Option<(u64, String)>> {
    let mut select = view.prepare_cached(
        "SELECT roster, before FROM roster_change
         WHERE centre = ?1 AND request = ?2 AND agent = ?3 AND day = ?4 AND before IS NOT NULL
           AND roster IN (SELECT roster FROM roster
                          WHERE centre = ?1 AND first_day <= ?4 AND date(first_day, '+' || days || ' days') > ?4)
         ORDER BY seq LIMIT 1",
    )?;
    let found = select.query_row((centre, request, agent, day.to_string()), |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// The shift somebody had on a day of a roster before anything was changed since an instant, as its name; none where nothing was.
pub fn before(
    view: &Connection,
    centre: u32,
    kept: &Kept,
    (agent, day): (u32, Date),
    since: Ms,
) -> Result<Option<Option<String>>> {
    let mut select = view.prepare_cached(
        "SELECT before FROM roster_change
         WHERE centre = ?1 AND roster = ?2 AND agent = ?3 AND day = ?4 AND at > ?5 ORDER BY seq LIMIT 1",
    )?;
    let of = (centre, kept.row.id, agent, day.to_string(), since);
    let first: Option<Option<String>> = select.query_row(of, |row| row.get(0)).optional()?;
    Ok(first.map(|told| Some(kept.named(&told?)?.name)))
}

/// Who changed whose day, the newest first.
pub fn history(view: &Connection, centre: u32, roster: u64) -> Result<Vec<RosterChanged>> {
    let mut select = view.prepare_cached(
        "SELECT at, account, agent, day, before, after, request FROM roster_change
         WHERE centre = ?1 AND roster = ?2 ORDER BY seq DESC LIMIT 1000",
    )?;
    let found = select.query_map((centre, roster), |row| {
        Ok(RosterChanged {
            at: row.get(0)?,
            by: row.get(1)?,
            agent: row.get(2)?,
            day: super::date(row, 3)?,
            before: row.get(4)?,
            after: row.get(5)?,
            request: row.get(6)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
