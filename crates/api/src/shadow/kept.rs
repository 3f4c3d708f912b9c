//! Runs and what they found, as tables.

use std::collections::BTreeMap;

use routing::AgentId;
use rusqlite::{Connection, OptionalExtension, Transaction};
use sim::shadow::{Compared, Verdict};

use super::types::{ShadowDecision, ShadowLine, ShadowRun, ShadowView};
use crate::error::{Error, Result};
use crate::rows::{self, Names};
use crate::setup::catalogue::Catalogue;
use crate::setup::document::Document;
use crate::setup::draft;
use crate::wire::Ms;

/// Differing decisions kept of a run: the latest.
const KEPT: u64 = 1_000;
const SHOWN: u32 = 100;

/// The run that goes on.
pub fn running(view: &Connection, centre: u32) -> Result<Option<(u64, Document)>> {
    let sql = "SELECT run, document FROM shadow_run WHERE centre = ?1 AND ended_at IS NULL";
    let found = view.prepare_cached(sql)?.query_row([centre], |row| Ok((row.get(0)?, rows::json(row, 1)?)));
    Ok(found.optional()?)
}

/// Begins a run with the draft.
///
/// # Errors
/// [`Error::NewerRevision`] if the draft is another, [`Error::WrongState`] while one runs.
pub fn begin(tx: &Transaction<'_>, centre: u32, revision: u32, at: Ms, by: u32) -> Result<u64> {
    let draft = draft::read(tx, centre)?;
    if draft.revision != revision {
        return Err(Error::NewerRevision);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM shadow_run WHERE centre = ?1 AND ended_at IS NULL)";
    if tx.query_row(sql, [centre], |row| row.get(0))? {
        return Err(Error::WrongState);
    }
    let run = store::new_id(tx, centre)?;
    let document = serde_json::to_string(&draft.document).map_err(|_| Error::Internal)?;
    tx.execute(
        "INSERT INTO shadow_run (centre, run, document, started_at, started_by) VALUES (?1, ?2, ?3, ?4, ?5)",
        (centre, run, document, at, by),
    )?;
    Ok(run)
}

/// Ends the run that goes on; its number.
///
/// # Errors
/// [`Error::WrongState`] where none does.
pub fn end(tx: &Transaction<'_>, centre: u32, at: Ms, by: u32) -> Result<u64> {
    let sql = "UPDATE shadow_run SET ended_at = ?2, ended_by = ?3 WHERE centre = ?1 AND ended_at IS NULL RETURNING run";
    tx.query_row(sql, (centre, at, by), |row| row.get(0)).optional()?.ok_or(Error::WrongState)
}

/// Ends a run that cannot go on, unless somebody did.
pub fn fail(tx: &Transaction<'_>, centre: u32, run: u64, at: Ms) -> Result<()> {
    tx.execute(
        "UPDATE shadow_run SET ended_at = ?3 WHERE centre = ?1 AND run = ?2 AND ended_at IS NULL",
        (centre, run, at),
    )?;
    Ok(())
}

/// Adds what was compared.
pub fn add(tx: &Transaction<'_>, centre: u32, run: u64, compared: &[Compared], missed: u64) -> Result<()> {
    let mut counts: BTreeMap<(u32, &str), u64> = BTreeMap::new();
    let mut insert = tx.prepare_cached(
        "INSERT INTO shadow_decision (centre, run, nth, at, contact, reason, verdict, live_agent, shadow_agent)
         SELECT ?1, ?2, coalesce(max(nth), 0) + 1, ?3, ?4, ?5, ?6, ?7, ?8
         FROM shadow_decision WHERE centre = ?1 AND run = ?2",
    )?;
    for one in compared {
        let verdict = word(one.verdict);
        *counts.entry((one.reason.map_or(0, |reason| reason.0), verdict)).or_default() += 1;
        if one.verdict != Verdict::Same {
            let (reason, agent) =
                (one.reason.map(|reason| reason.0), |agent: Option<AgentId>| agent.map(|agent| agent.0));
            let (live, shadow) = (agent(one.live), agent(one.shadow));
            insert.execute((centre, run, one.at.0, one.contact.0, reason, verdict, live, shadow))?;
        }
    }
    let mut count = tx.prepare_cached(
        "INSERT INTO shadow_count (centre, run, reason, verdict, offers) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET offers = offers + ?5",
    )?;
    for ((reason, verdict), offers) in counts {
        count.execute((centre, run, reason, verdict, offers))?;
    }
    tx.execute(
        "DELETE FROM shadow_decision WHERE centre = ?1 AND run = ?2
           AND nth <= (SELECT max(nth) FROM shadow_decision WHERE centre = ?1 AND run = ?2) - ?3",
        (centre, run, KEPT),
    )?;
    tx.execute("UPDATE shadow_run SET missed = missed + ?3 WHERE centre = ?1 AND run = ?2", (centre, run, missed))?;
    Ok(())
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "same",
        Verdict::Other => "other",
        Verdict::Later => "later",
        Verdict::Sooner => "sooner",
    }
}

/// The run of now, or the last.
pub fn view(view: &Connection, centre: u32, catalogue: &Catalogue, as_of: Ms) -> Result<ShadowView> {
    let names = Names::load(view, centre)?;
    let latest = "SELECT run, document, started_at, started_by, ended_at, ended_by, missed FROM shadow_run
                  WHERE centre = ?1 ORDER BY ended_at IS NOT NULL, started_at DESC, run DESC LIMIT 1";
    let draft = draft::read(view, centre)?.document;
    let run = view.prepare_cached(latest)?.query_row([centre], |row| {
        let (document, ended_at, ended_by): (String, Option<Ms>, Option<u32>) = (row.get(1)?, row.get(4)?, row.get(5)?);
        Ok(ShadowRun {
            id: row.get(0)?,
            started_at: row.get(2)?,
            started_by: names.agent(AgentId(row.get(3)?)).name,
            ended_at,
            failed: ended_at.is_some() && ended_by.is_none(),
            draft_changed: serde_json::from_str::<Document>(&document).ok().as_ref() != Some(&draft),
            missed: row.get(6)?,
        })
    });
    let Some(run) = run.optional()? else {
        return Ok(ShadowView { as_of, run: None, lines: Vec::new(), decisions: Vec::new() });
    };
    Ok(ShadowView {
        as_of,
        lines: lines(view, centre, run.id, catalogue)?,
        decisions: decisions(view, centre, run.id, catalogue, &names)?,
        run: Some(run),
    })
}

fn lines(view: &Connection, centre: u32, run: u64, catalogue: &Catalogue) -> Result<Vec<ShadowLine>> {
    let mut select = view.prepare_cached(
        "SELECT reason, sum(offers) FILTER (WHERE verdict = 'same'), sum(offers) FILTER (WHERE verdict = 'other'),
                sum(offers) FILTER (WHERE verdict = 'later'), sum(offers) FILTER (WHERE verdict = 'sooner')
         FROM shadow_count WHERE centre = ?1 AND run = ?2 GROUP BY reason
         ORDER BY sum(offers) FILTER (WHERE verdict <> 'same') DESC NULLS LAST, reason",
    )?;
    let found = select.query_map((centre, run), |row| {
        let count = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<u64>>(at)?.unwrap_or(0));
        let reason = catalogue.reason_name(Some(row.get(0)?).filter(|reason| *reason != 0));
        Ok(ShadowLine { reason, same: count(1)?, other: count(2)?, later: count(3)?, sooner: count(4)? })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn decisions(
    view: &Connection,
    centre: u32,
    run: u64,
    catalogue: &Catalogue,
    names: &Names,
) -> Result<Vec<ShadowDecision>> {
    let mut select = view.prepare_cached(
        "SELECT at, contact, reason, verdict, live_agent, shadow_agent FROM shadow_decision
         WHERE centre = ?1 AND run = ?2 ORDER BY nth DESC LIMIT ?3",
    )?;
    let found = select.query_map((centre, run, SHOWN), |row| {
        let agent =
            |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<u32>>(at)?.map(|id| names.agent(AgentId(id))));
        Ok(ShadowDecision {
            at: row.get(0)?,
            contact: row.get(1)?,
            reason: catalogue.reason_name(row.get(2)?),
            verdict: rows::word(row, 3)?,
            live: agent(4)?,
            shadow: agent(5)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
