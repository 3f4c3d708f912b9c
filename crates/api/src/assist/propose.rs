//! The article for the customer's last turn, and what the agent says of it.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::rank::{self, Tally};
use super::types::{Assist, Suggestion, SuggestionAnswer};
use crate::contacts::types::ContactRow;
use crate::error::{Error, FieldCode, Result};
use crate::knowledge::articles;
use crate::knowledge::shelf::{Kept, Shelves};
use crate::knowledge::types::ArticleState;
use crate::rows::{as_word, word};
use crate::tone;
use crate::wire::Ms;

/// Articles looked at before one is proposed.
const CANDIDATES: usize = 8;
/// Lines of one turn that are read, the last ones.
const LINES: u32 = 5;

/// What stands beside a contact.
pub fn of(shelves: &Shelves, view: &Connection, centre: u32, row: &ContactRow) -> Result<Assist> {
    let danger = tone::in_danger(tone::of(view, centre, row.id)?.as_ref());
    let suggestion = if danger { None } else { suggestion(shelves, view, centre, row)? };
    Ok(Assist { suggestion })
}

fn suggestion(shelves: &Shelves, view: &Connection, centre: u32, row: &ContactRow) -> Result<Option<Suggestion>> {
    let Some(turn) = Turn::last(view, centre, row.id)? else { return Ok(None) };
    let (answered, seen) = (answered(view, centre, row.id)?, cited(view, centre, row.id)?);
    if answered.values().any(|message| *message >= turn.first) {
        return Ok(None);
    }
    let published = |kept: &Kept| kept.state == ArticleState::Published;
    let hits = shelves.ask(view, centre, |shelf| shelf.hits(&turn.words, CANDIDATES, published))?;
    let tallies = tallies(view, centre, row.reason.id, hits.iter().map(|hit| hit.article))?;
    let Some(best) = rank::best(hits, &tallies) else { return Ok(None) };
    // What was passed over or is known already leaves its place empty: the next best is no answer to the same question.
    if answered.contains_key(&best.article) || seen.contains(&best.article) {
        return Ok(None);
    }
    let tally = tallies.get(&best.article).copied().unwrap_or_default();
    let article = articles::with_why(view, centre, &[best.article], &turn.words)?.pop();
    Ok(article.map(|article| Suggestion { message: turn.last, article, helped: tally.helped, answers: tally.answers }))
}

/// What the customer said since the centre last spoke before her newest line.
struct Turn {
    first: u64,
    last: u64,
    words: String,
}

impl Turn {
    fn last(view: &Connection, centre: u32, contact: u64) -> Result<Option<Turn>> {
        let mut select = view.prepare_cached(
            "WITH said AS (SELECT message, author, body FROM message
                           WHERE centre = ?1 AND contact = ?2 AND kind = 'text' AND author IN ('customer', 'agent', 'bot')),
                  newest AS (SELECT max(message) AS message FROM said WHERE author = 'customer')
             SELECT message, body FROM said
             WHERE author = 'customer' AND message > coalesce(
                 (SELECT max(message) FROM said WHERE author <> 'customer' AND message < (SELECT message FROM newest)), 0)
             ORDER BY message DESC LIMIT ?3",
        )?;
        let found = select.query_map((centre, contact, LINES), |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let mut lines: Vec<(u64, String)> = found.collect::<rusqlite::Result<_>>()?;
        lines.reverse();
        let (Some((first, _)), Some((last, _))) = (lines.first(), lines.last()) else { return Ok(None) };
        let (first, last) = (*first, *last);
        let words = lines.into_iter().map(|(_, body)| body).collect::<Vec<_>>().join("\n");
        Ok(Some(Turn { first, last, words }))
    }
}

/// Articles the agent has said something of in this contact, each with the line it was for.
fn answered(view: &Connection, centre: u32, contact: u64) -> Result<HashMap<u64, u64>> {
    let sql = "SELECT article, message FROM assist_answer WHERE centre = ?1 AND contact = ?2";
    let mut select = view.prepare_cached(sql)?;
    let found = select.query_map((centre, contact), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Articles that lines of this contact rest on.
fn cited(view: &Connection, centre: u32, contact: u64) -> Result<HashSet<u64>> {
    let sql = "SELECT article FROM message WHERE centre = ?1 AND contact = ?2 AND article IS NOT NULL";
    let mut select = view.prepare_cached(sql)?;
    let found = select.query_map((centre, contact), |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// What was said of these articles in contacts of one reason.
fn tallies(
    view: &Connection,
    centre: u32,
    reason: u32,
    articles: impl Iterator<Item = u64>,
) -> Result<HashMap<u64, Tally>> {
    let mut select = view.prepare_cached(
        "SELECT coalesce(sum(answer = 'helped'), 0), count(*),
                EXISTS (SELECT 1 FROM article_reason r WHERE r.centre = ?1 AND r.reason = ?2 AND r.article = ?3)
         FROM assist_answer WHERE centre = ?1 AND reason = ?2 AND article = ?3",
    )?;
    let mut all = HashMap::new();
    for article in articles {
        let tally = select.query_row((centre, reason, article), |row| {
            Ok(Tally { helped: row.get(0)?, answers: row.get(1)?, filed: row.get(2)? })
        })?;
        all.insert(article, tally);
    }
    Ok(all)
}

/// Keeps what the agent said of a suggestion.
pub fn answer(tx: &Transaction<'_>, centre: u32, row: &ContactRow, said: &SuggestionAnswer, at: Ms) -> Result<()> {
    let sql = "SELECT author FROM message WHERE centre = ?1 AND contact = ?2 AND message = ?3";
    let author = tx.prepare_cached(sql)?.query_row((centre, row.id, said.message), |row| word::<String>(row, 0));
    if author.optional()?.as_deref() != Some("customer") {
        return Err(Error::field("message", FieldCode::NotThere));
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM article_version WHERE centre = ?1 AND article = ?2 AND revision = ?3)";
    if !tx.prepare_cached(sql)?.query_row((centre, said.article, said.revision), |row| row.get::<_, bool>(0))? {
        return Err(Error::field("article", FieldCode::NotThere));
    }
    tx.prepare_cached(
        "INSERT INTO assist_answer (centre, contact, article, revision, reason, message, answer, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
    )?
    .execute((
        centre,
        row.id,
        said.article,
        said.revision,
        row.reason.id,
        said.message,
        as_word(&said.answer)?,
        at,
    ))?;
    Ok(())
}
