//! Models as rows: what is set, and what was used of the day's budget. Who changed one is in the audit log, without its key.

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::json;

use super::types::{Model, ModelDay, ModelFault, ModelOfTask, ModelTask, Models, NewModel};
use crate::egress::Egress;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::history::record;
use crate::limits;
use crate::rows::as_word;
use crate::state::App;
use crate::wire::Ms;

/// Shortest and longest a model may take, in ms: somebody waits for it.
const LIMIT_MS: std::ops::RangeInclusive<u32> = 100..=10_000;
/// Highest budget of a day.
const DAY_MOST: u32 = 1_000_000_000;
const KEY_BYTES: usize = 500;
/// Days of use that are kept, in ms.
const KEPT_MS: i64 = 90 * 86_400_000;

/// A model as it is asked. No `Debug`: the key is in it.
#[derive(Clone)]
pub struct Set {
    pub base_url: String,
    pub name: String,
    pub key: Option<String>,
    pub limit_ms: u32,
    calls_day: u32,
    tokens_day: u32,
}

fn set(view: &Connection, centre: u32, task: ModelTask) -> Result<Option<Set>> {
    let mut select = view.prepare_cached(
        "SELECT base_url, name, key, limit_ms, calls_day, tokens_day FROM model WHERE centre = ?1 AND task = ?2",
    )?;
    let read = select.query_row((centre, as_word(&task)?), |row| {
        Ok(Set {
            base_url: row.get(0)?,
            name: row.get(1)?,
            key: row.get(2)?,
            limit_ms: row.get(3)?,
            calls_day: row.get(4)?,
            tokens_day: row.get(5)?,
        })
    });
    Ok(read.optional()?)
}

fn is_on(view: &Connection, centre: u32) -> Result<bool> {
    let mut select = view.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM models_off WHERE centre = ?1)")?;
    Ok(select.query_row([centre], |row| row.get(0))?)
}

/// Whether a model would be asked.
pub fn asks(view: &Connection, centre: u32, task: ModelTask) -> Result<bool> {
    Ok(is_on(view, centre)? && set(view, centre, task)?.is_some())
}

fn used(view: &Connection, centre: u32, task: ModelTask, day: Ms) -> Result<ModelDay> {
    let mut select = view
        .prepare_cached("SELECT calls, tokens, failed FROM model_day WHERE centre = ?1 AND task = ?2 AND day = ?3")?;
    let read = select.query_row((centre, as_word(&task)?, day), |row| {
        Ok(ModelDay { calls: row.get(0)?, tokens: row.get(1)?, failed: row.get(2)? })
    });
    Ok(read.optional()?.unwrap_or_default())
}

/// Takes a call and its tokens at worst out of the day's budget, or says why none is made.
pub fn spend(
    tx: &Transaction<'_>,
    centre: u32,
    task: ModelTask,
    day: Ms,
    worst: u32,
) -> Result<std::result::Result<Set, ModelFault>> {
    if !is_on(tx, centre)? {
        return Ok(Err(ModelFault::Off));
    }
    let Some(set) = set(tx, centre, task)? else { return Ok(Err(ModelFault::NotSet)) };
    let today = used(tx, centre, task, day)?;
    if today.calls >= set.calls_day || today.tokens.saturating_add(worst) > set.tokens_day {
        return Ok(Err(ModelFault::Budget));
    }
    tx.prepare_cached(
        "INSERT INTO model_day (centre, task, day, calls, tokens, failed) VALUES (?1, ?2, ?3, 1, ?4, 0)
         ON CONFLICT DO UPDATE SET calls = calls + 1, tokens = tokens + excluded.tokens",
    )?
    .execute((centre, as_word(&task)?, day, worst))?;
    tx.prepare_cached("DELETE FROM model_day WHERE centre = ?1 AND day < ?2")?
        .execute((centre, day.saturating_sub(KEPT_MS)))?;
    Ok(Ok(set))
}

/// Puts down how a call went. What was taken stays taken, more if the model counts more; less is nobody's word to take.
/// Whether models are still on.
pub fn settle(
    tx: &Transaction<'_>,
    centre: u32,
    task: ModelTask,
    day: Ms,
    (worst, counted): (u32, u32),
    failed: bool,
) -> Result<bool> {
    tx.prepare_cached(
        "UPDATE model_day SET tokens = min(tokens + ?4, ?6), failed = failed + ?5
         WHERE centre = ?1 AND task = ?2 AND day = ?3",
    )?
    .execute((centre, as_word(&task)?, day, counted.saturating_sub(worst), failed, DAY_MOST))?;
    is_on(tx, centre)
}

/// All tasks, with what they used on a day.
pub fn list(view: &Connection, centre: u32, day: Ms) -> Result<Models> {
    let of_task = |task| {
        let model = set(view, centre, task)?.map(|set| Model {
            base_url: set.base_url,
            name: set.name,
            has_key: set.key.is_some(),
            limit_ms: set.limit_ms,
            calls_day: set.calls_day,
            tokens_day: set.tokens_day,
        });
        Ok(ModelOfTask { task, model, today: used(view, centre, task, day)? })
    };
    let tasks = ModelTask::ALL.into_iter().map(of_task).collect::<Result<_>>()?;
    Ok(Models { on: is_on(view, centre)?, tasks })
}

/// Sets the model of a task.
pub async fn put(app: &App, staff: &Staff, task: ModelTask, new: NewModel) -> Result<()> {
    check(app, &new)?;
    let (staff, at) = (staff.clone(), app.now());
    app.write(move |tx| {
        let before = set(tx, staff.centre, task)?;
        let kept = before.filter(|before| before.base_url == new.base_url).and_then(|before| before.key);
        let key = new.key.map_or(kept, |key| Some(key).filter(|key| !key.is_empty()));
        tx.execute(
            "INSERT OR REPLACE INTO model (centre, task, base_url, name, key, limit_ms, calls_day, tokens_day)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (staff.centre, as_word(&task)?, &new.base_url, &new.name, key, new.limit_ms, new.calls_day, new.tokens_day),
        )?;
        let detail = json!({"task": task, "name": new.name, "limit_ms": new.limit_ms});
        record(tx, &staff, at, ("model", 0), "set", &detail)
    })
    .await
}

fn check(app: &App, new: &NewModel) -> Result<()> {
    let mut fields = Fields::default();
    let url = Egress::new(&app.config().inside_hosts).check(&new.base_url);
    // A query or fragment would swallow what is put behind it.
    fields.need(url.is_ok() && !new.base_url.contains(['?', '#']), "base_url", FieldCode::Invalid);
    fields.text(&new.name, limits::NAME_CHARS, "name");
    let key = new.key.as_deref().unwrap_or_default();
    fields.need(key.len() <= KEY_BYTES, "key", FieldCode::TooLong);
    fields.need(key.bytes().all(|byte| byte.is_ascii_graphic()), "key", FieldCode::Invalid);
    fields.need(LIMIT_MS.contains(&new.limit_ms), "limit_ms", FieldCode::OutOfRange);
    fields.need(new.calls_day <= DAY_MOST, "calls_day", FieldCode::OutOfRange);
    fields.need(new.tokens_day <= DAY_MOST, "tokens_day", FieldCode::OutOfRange);
    fields.check()
}

/// Takes the model of a task away, with its key.
pub async fn delete(app: &App, staff: &Staff, task: ModelTask) -> Result<()> {
    let (staff, at) = (staff.clone(), app.now());
    app.write(move |tx| {
        if tx.execute("DELETE FROM model WHERE centre = ?1 AND task = ?2", (staff.centre, as_word(&task)?))? == 0 {
            return Err(Error::NotFound);
        }
        record(tx, &staff, at, ("model", 0), "deleted", &json!({"task": task}))
    })
    .await
}

/// Switches all models of a centre on or off, at once.
pub async fn switch(app: &App, staff: &Staff, on: bool) -> Result<()> {
    let (staff, at) = (staff.clone(), app.now());
    app.write(move |tx| {
        let sql = if on {
            "DELETE FROM models_off WHERE centre = ?1"
        } else {
            "INSERT OR IGNORE INTO models_off (centre) VALUES (?1)"
        };
        tx.execute(sql, [staff.centre])?;
        record(tx, &staff, at, ("model", 0), if on { "switched_on" } else { "switched_off" }, &json!({}))
    })
    .await
}
