//! Examples of reasons, and what was thought a contact is about.

use rusqlite::{Connection, Transaction};

use super::types::{Example, ReasonKnown};
use crate::clean::Clean;
use crate::error::{Error, FieldCode, Result};
use crate::limits;
use crate::rows::{as_word, word};
use crate::setup::catalogue::Catalogue;
use crate::wire::Ms;

pub use super::types::{ExampleSource, KnownAt as Stage, KnownBy as Source};

/// One thought.
#[derive(Debug, Clone, Copy)]
pub struct Thought {
    pub stage: Stage,
    pub source: Source,
    pub reason: u32,
    /// Of a model, in thousandths.
    pub confidence: Option<u16>,
}

/// Who made an example, of what.
pub struct NewExample<'a> {
    pub reason: u32,
    pub text: &'a Clean,
    pub source: ExampleSource,
    pub contact: Option<u64>,
    pub by: u32,
    pub at: Ms,
}

/// Examples of a reason, the newest first.
pub fn of(view: &Connection, centre: u32, reason: u32) -> Result<Vec<Example>> {
    let mut select = view.prepare_cached(
        "SELECT example, text, source, made_at FROM reason_example WHERE centre = ?1 AND reason = ?2
         ORDER BY example DESC LIMIT ?3",
    )?;
    let found = select.query_map((centre, reason, limits::EXAMPLES_OF_A_REASON), |row| {
        Ok(Example { id: row.get(0)?, text: row.get(1)?, source: word(row, 2)?, at: row.get(3)? })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// How many examples each reason has.
pub fn counts(view: &Connection, centre: u32) -> Result<Vec<(u32, u32)>> {
    let mut select =
        view.prepare_cached("SELECT reason, count(*) FROM reason_example WHERE centre = ?1 GROUP BY reason")?;
    let found = select.query_map([centre], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The newest examples of all reasons.
pub fn newest(view: &Connection, centre: u32, most: u32) -> Result<Vec<(u32, String)>> {
    let mut select = view
        .prepare_cached("SELECT reason, text FROM reason_example WHERE centre = ?1 ORDER BY example DESC LIMIT ?2")?;
    let found = select.query_map((centre, most), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Every example with its reason and where it is from, the oldest first.
pub fn all(view: &Connection, centre: u32) -> Result<Vec<(u32, String, ExampleSource)>> {
    let mut select =
        view.prepare_cached("SELECT reason, text, source FROM reason_example WHERE centre = ?1 ORDER BY example")?;
    let found = select.query_map([centre], |row| Ok((row.get(0)?, row.get(1)?, word(row, 2)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Adds an example; the same words once. None: they were there. The oldest corrections make room for new ones; what a person
/// wrote never does.
pub fn add(tx: &Transaction<'_>, centre: u32, new: &NewExample<'_>) -> Result<Option<u64>> {
    let sql = "SELECT EXISTS (SELECT 1 FROM reason_example WHERE centre = ?1 AND reason = ?2 AND text = ?3)";
    if tx.prepare_cached(sql)?.query_row((centre, new.reason, new.text), |row| row.get(0))? {
        return Ok(None);
    }
    let sql = "SELECT count(*) FROM reason_example WHERE centre = ?1 AND reason = ?2";
    let count: u32 = tx.prepare_cached(sql)?.query_row((centre, new.reason), |row| row.get(0))?;
    if count >= limits::EXAMPLES_OF_A_REASON {
        make_room(tx, centre, new.reason, 1)?;
    }
    insert(tx, centre, new).map(Some)
}

/// Lets the oldest corrections of a reason go.
pub fn make_room(tx: &Transaction<'_>, centre: u32, reason: u32, many: u32) -> Result<()> {
    let oldest = "DELETE FROM reason_example WHERE centre = ?1 AND example IN
        (SELECT example FROM reason_example WHERE centre = ?1 AND reason = ?2 AND source = 'corrected'
         ORDER BY example LIMIT ?3)";
    let gone = tx.prepare_cached(oldest)?.execute((centre, reason, many))?;
    if gone == many as usize { Ok(()) } else { Err(Error::field("text", FieldCode::OutOfRange)) }
}

/// Writes an example that is known to be new and to have room.
pub fn insert(tx: &Transaction<'_>, centre: u32, new: &NewExample<'_>) -> Result<u64> {
    let example = store::new_id(tx, centre)?;
    tx.prepare_cached(
        "INSERT INTO reason_example (centre, example, reason, text, source, contact, made_at, made_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((centre, example, new.reason, new.text, as_word(&new.source)?, new.contact, new.at, new.by))?;
    Ok(example)
}

/// Removes an example.
pub fn remove(tx: &Transaction<'_>, centre: u32, example: u64) -> Result<()> {
    let sql = "DELETE FROM reason_example WHERE centre = ?1 AND example = ?2";
    if tx.prepare_cached(sql)?.execute((centre, example))? == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Keeps what is thought now, in place of what the same source thought at the same stage.
pub fn known(tx: &Transaction<'_>, centre: u32, contact: u64, known: &Thought, at: Ms) -> Result<()> {
    write_known(
        tx,
        centre,
        contact,
        known,
        at,
        "UPDATE SET reason = excluded.reason, confidence = excluded.confidence, at = excluded.at",
    )
}

/// Whether the same source has thought something at this stage.
pub fn is_known(view: &Connection, centre: u32, contact: u64, known: &Thought) -> Result<bool> {
    let sql =
        "SELECT EXISTS (SELECT 1 FROM reason_known WHERE centre = ?1 AND contact = ?2 AND stage = ?3 AND source = ?4)";
    let (stage, source) = (as_word(&known.stage)?, as_word(&known.source)?);
    Ok(view.prepare_cached(sql)?.query_row((centre, contact, stage, source), |row| row.get(0))?)
}

/// Keeps what is thought now unless the same source has thought something at this stage.
pub fn first_known(tx: &Transaction<'_>, centre: u32, contact: u64, known: &Thought, at: Ms) -> Result<()> {
    write_known(tx, centre, contact, known, at, "NOTHING")
}

fn write_known(tx: &Transaction<'_>, centre: u32, contact: u64, known: &Thought, at: Ms, again: &str) -> Result<()> {
    tx.prepare_cached(&format!(
        "INSERT INTO reason_known (centre, contact, stage, source, reason, confidence, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO {again}"
    ))?
    .execute((
        centre,
        contact,
        as_word(&known.stage)?,
        as_word(&known.source)?,
        known.reason,
        known.confidence,
        at,
    ))?;
    Ok(())
}

/// What was thought a contact is about, oldest first.
pub fn thoughts(view: &Connection, centre: u32, contact: u64, catalogue: &Catalogue) -> Result<Vec<ReasonKnown>> {
    let mut select = view.prepare_cached(
        "SELECT stage, source, reason, confidence, at FROM reason_known WHERE centre = ?1 AND contact = ?2 ORDER BY at",
    )?;
    let found = select.query_map((centre, contact), |row| {
        Ok(ReasonKnown {
            at_stage: word(row, 0)?,
            by: word(row, 1)?,
            reason: catalogue.reason_name(row.get(2)?),
            confidence_permille: row.get(3)?,
            at: row.get(4)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// First words of contacts that have no reason, or only the one that stands in; the newest first. `since`: from then on.
pub fn without_reason(
    view: &Connection,
    centre: u32,
    stand_in: Option<u32>,
    since: Option<Ms>,
    most: u32,
) -> Result<Vec<String>> {
    let mut select = view.prepare_cached(
        "SELECT d.words FROM contact c JOIN contact_detail d ON d.centre = c.centre AND d.contact = c.contact
         WHERE c.centre = ?1 AND (c.reason IS NULL OR c.reason IS ?2) AND c.arrived_at >= ?3 AND d.words <> ''
         ORDER BY c.arrived_at DESC LIMIT ?4",
    )?;
    let found = select.query_map((centre, stand_in, since.unwrap_or(0), most), |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// First words of all contacts of a span, the newest first.
pub fn words_between(view: &Connection, centre: u32, from: Ms, until: Ms, most: u32) -> Result<Vec<String>> {
    let mut select = view.prepare_cached(
        "SELECT d.words FROM contact c JOIN contact_detail d ON d.centre = c.centre AND d.contact = c.contact
         WHERE c.centre = ?1 AND c.arrived_at >= ?2 AND c.arrived_at < ?3 AND d.words <> ''
         ORDER BY c.arrived_at DESC LIMIT ?4",
    )?;
    let found = select.query_map((centre, from, until, most), |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
