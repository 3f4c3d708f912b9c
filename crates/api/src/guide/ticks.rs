//! What was ticked of a guide in one contact, and what comes next.

use std::collections::HashMap;

use rusqlite::{Connection, Transaction};

use super::rules::GuideStep;
use super::types::{GuideAnswer, GuideStepView, GuideTick, GuideView};
use crate::contacts::types::ContactRow;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::rows::{as_word, word};
use crate::setup::catalogue::Catalogue;
use crate::wire::{Ms, Words};

/// The guide of a reason beside a contact; none where the reason has none.
pub fn of(
    view: &Connection,
    centre: u32,
    contact: u64,
    reason: u32,
    catalogue: &Catalogue,
) -> Result<Option<GuideView>> {
    let steps = catalogue.reason(reason).map(|entry| entry.guide.as_slice()).unwrap_or_default();
    if steps.is_empty() {
        return Ok(None);
    }
    let mut select = view
        .prepare_cached("SELECT step, answer, at FROM guide_tick WHERE centre = ?1 AND contact = ?2 AND reason = ?3")?;
    let found = select.query_map((centre, contact, reason), |row| Ok((row.get(0)?, (word(row, 1)?, row.get(2)?))))?;
    let ticked = found.collect::<rusqlite::Result<HashMap<u32, (GuideAnswer, Ms)>>>()?;
    let beside = |step: &GuideStep| {
        let (answer, at) = ticked.get(&step.id).copied().unzip();
        GuideStepView { step: step.clone(), answer, at }
    };
    let steps: Vec<GuideStepView> = steps.iter().map(beside).collect();
    let (next, instead) = next(&steps);
    Ok(Some(GuideView { reason, next, instead, steps }))
}

/// The first step that is open, unless a check before it was answered with no and says what to do then.
fn next(steps: &[GuideStepView]) -> (Option<u32>, Option<Words>) {
    for GuideStepView { step, answer, .. } in steps {
        match answer {
            None => return (Some(step.id), None),
            Some(GuideAnswer::No) if step.if_no != Words::default() => return (None, Some(step.if_no.clone())),
            Some(_) => {}
        }
    }
    (None, None)
}

/// Ticks a step of the guide in force, or takes the tick back.
pub fn tick(
    tx: &Transaction<'_>,
    staff: &Staff,
    row: &ContactRow,
    tick: &GuideTick,
    catalogue: &Catalogue,
    at: Ms,
) -> Result<GuideView> {
    let (centre, reason) = (staff.centre, row.reason.id);
    let steps = catalogue.reason(reason).map(|entry| entry.guide.as_slice()).unwrap_or_default();
    let step = steps.iter().find(|step| step.id == tick.step).ok_or(Error::field("step", FieldCode::NotThere))?;
    match tick.answer {
        Some(answer) => {
            if step.check == (answer == GuideAnswer::Done) {
                return Err(Error::field("answer", FieldCode::Invalid));
            }
            tx.prepare_cached(
                "INSERT INTO guide_tick (centre, contact, reason, step, words_ko, words_en, answer, at, by_account)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT DO UPDATE SET words_ko = ?5, words_en = ?6, answer = ?7, at = ?8, by_account = ?9",
            )?
            .execute((
                centre,
                row.id,
                reason,
                step.id,
                &step.words.ko,
                &step.words.en,
                as_word(&answer)?,
                at,
                staff.account,
            ))?;
        }
        None => {
            let sql = "DELETE FROM guide_tick WHERE centre = ?1 AND contact = ?2 AND reason = ?3 AND step = ?4";
            tx.prepare_cached(sql)?.execute((centre, row.id, reason, step.id))?;
        }
    }
    of(tx, centre, row.id, reason, catalogue)?.ok_or(Error::NotFound)
}

/// What was ticked in a contact, whatever the reason was then: when, the step's words and the answer; oldest first.
pub fn done(view: &Connection, centre: u32, contact: u64) -> Result<Vec<(Ms, Words, GuideAnswer)>> {
    let mut select = view.prepare_cached(
        "SELECT at, words_ko, words_en, answer FROM guide_tick WHERE centre = ?1 AND contact = ?2 ORDER BY at, step",
    )?;
    let found = select.query_map((centre, contact), |row| {
        Ok((row.get(0)?, Words { ko: row.get(1)?, en: row.get(2)? }, word(row, 3)?))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
