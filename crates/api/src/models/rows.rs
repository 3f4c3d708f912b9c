//! Models as rows: what is set, and what was used of the day's budget. Who changed one is in the audit log, without its key.

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::json;

use store::Store;

use super::ask::Said;
use super::types::{Model, ModelCall, ModelDay, ModelFault, ModelFolder, ModelOfTask, ModelTask, Models, NewModel};
use crate::egress;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::floor::people::today;
use crate::history::record;
use crate::limits;
use crate::rows::{as_word, maybe_word};
use crate::state::App;
use crate::wire::Ms;

/// Shortest and longest a model may take, in ms: somebody waits for it.
const LIMIT_MS: std::ops::RangeInclusive<u32> = 100..=10_000;
/// Highest budget of a day.
const DAY_MOST: u32 = 1_000_000_000;
const KEY_BYTES: usize = 500;
/// Days of use that are kept, in ms.
const KEPT_MS: i64 = 90 * 86_400_000;

/// Calls of a task that are kept.
const CALLS: u32 = 20;

/// A model as it is asked.
#[derive(Debug, Clone)]
pub struct Set {
    /// Empty: the operator's folder.
    pub base_url: String,
    pub name: String,
    pub limit_ms: u32,
    /// Sealed.
    key: Option<Vec<u8>>,
    calls_day: u32,
    tokens_day: u32,
}

impl Set {
    /// Whether it is the operator's folder of embeddings.
    pub fn in_folder(&self) -> bool {
        self.base_url.is_empty()
    }

    /// The key, if there is one.
    pub fn opened(&self, store: &Store, centre: u32, task: ModelTask) -> Result<Said<Option<String>>> {
        let Some(sealed) = &self.key else { return Ok(Ok(None)) };
        let opened = store.unseal(&purpose(centre, task, &self.base_url)?, sealed)?;
        Ok(opened.map(Some).ok_or(ModelFault::KeyLost))
    }
}

/// What a key is sealed for: it goes to no other address.
fn purpose(centre: u32, task: ModelTask, base_url: &str) -> Result<String> {
    Ok(format!("model {centre} {} {base_url}", as_word(&task)?))
}

/// How a call went.
#[derive(Debug, Clone, Copy)]
pub struct Spent {
    pub at: Ms,
    /// Its day in the centre's zone.
    pub day: Ms,
    pub took_ms: u32,
    /// Tokens taken out of the budget before, and those the model counts.
    pub worst: u32,
    pub counted: u32,
    pub fault: Option<ModelFault>,
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

/// The model that would be asked, or why none is.
pub fn model(view: &Connection, centre: u32, task: ModelTask) -> Result<Said<Set>> {
    if !is_on(view, centre)? {
        return Ok(Err(ModelFault::Off));
    }
    Ok(set(view, centre, task)?.ok_or(ModelFault::NotSet))
}

/// Whether a model would be asked.
pub fn asks(view: &Connection, centre: u32, task: ModelTask) -> Result<bool> {
    Ok(model(view, centre, task)?.is_ok())
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
pub fn spend(tx: &Transaction<'_>, centre: u32, task: ModelTask, day: Ms, worst: u32) -> Result<Said<Set>> {
    let set = match model(tx, centre, task)? {
        Ok(set) => set,
        Err(fault) => return Ok(Err(fault)),
    };
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
pub fn settle(tx: &Transaction<'_>, centre: u32, task: ModelTask, name: &str, spent: Spent) -> Result<bool> {
    let (word, failed) = (as_word(&task)?, spent.fault.is_some());
    let fault = spent.fault.map(|fault| as_word(&fault)).transpose()?;
    tx.prepare_cached(
        "UPDATE model_day SET tokens = min(tokens + ?4, ?6), failed = failed + ?5
         WHERE centre = ?1 AND task = ?2 AND day = ?3",
    )?
    .execute((centre, &word, spent.day, spent.counted.saturating_sub(spent.worst), failed, DAY_MOST))?;
    let tokens = spent.counted.max(spent.worst).min(DAY_MOST);
    tx.prepare_cached(
        "INSERT INTO model_call (centre, call, task, at, name, took_ms, tokens, fault)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((centre, store::new_id(tx, centre)?, &word, spent.at, name, spent.took_ms, tokens, fault))?;
    tx.prepare_cached(
        "DELETE FROM model_call WHERE centre = ?1 AND task = ?2 AND call <=
             (SELECT call FROM model_call WHERE centre = ?1 AND task = ?2 ORDER BY call DESC LIMIT 1 OFFSET ?3)",
    )?
    .execute((centre, &word, CALLS))?;
    is_on(tx, centre)
}

fn calls(view: &Connection, centre: u32, task: ModelTask) -> Result<Vec<ModelCall>> {
    let mut select = view.prepare_cached(
        "SELECT at, name, took_ms, tokens, fault FROM model_call WHERE centre = ?1 AND task = ?2 ORDER BY call DESC",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(ModelCall {
            at: row.get(0)?,
            name: row.get(1)?,
            took_ms: row.get(2)?,
            tokens: row.get(3)?,
            fault: maybe_word(row, 4)?,
        })
    };
    Ok(select.query_map((centre, as_word(&task)?), read)?.collect::<rusqlite::Result<_>>()?)
}

/// All tasks, with what they used today.
pub async fn list(app: &App, centre: u32) -> Result<Models> {
    let now = app.now();
    let (day, store) = (today(app, centre, now).await?.0, app.store().clone());
    let folder = app.config().embeddings.as_ref().map(|read| match read {
        Ok(model) => ModelFolder { name: Some(model.name().to_owned()), fault: None },
        Err(fault) => ModelFolder { name: None, fault: Some(fault.clone()) },
    });
    app.read(move |view| {
        let of_task = |task| {
            let model = match set(view, centre, task)? {
                Some(set) => Some(shown(set, &store, centre, task)?),
                None => None,
            };
            let (today, calls) = (used(view, centre, task, day)?, calls(view, centre, task)?);
            Ok(ModelOfTask { task, model, today, calls })
        };
        let tasks = ModelTask::ALL.into_iter().map(of_task).collect::<Result<_>>()?;
        Ok(Models { on: is_on(view, centre)?, folder, tasks, as_of: now.0 })
    })
    .await
}

fn shown(set: Set, store: &Store, centre: u32, task: ModelTask) -> Result<Model> {
    Ok(Model {
        has_key: set.key.is_some(),
        key_lost: set.opened(store, centre, task)?.is_err(),
        base_url: Some(set.base_url).filter(|url| !url.is_empty()),
        name: set.name,
        limit_ms: set.limit_ms,
        calls_day: set.calls_day,
        tokens_day: set.tokens_day,
    })
}

/// Sets the model of a task.
pub async fn put(app: &App, staff: &Staff, task: ModelTask, new: NewModel) -> Result<()> {
    check(app, task, &new)?;
    let base_url = new.base_url.clone().unwrap_or_default();
    let (staff, at, store) = (staff.clone(), app.now(), app.store().clone());
    app.write(move |tx| {
        let key = match new.key.as_deref() {
            None => {
                let before = set(tx, staff.centre, task)?;
                before.filter(|before| before.base_url == base_url).and_then(|before| before.key)
            }
            Some("") => None,
            Some(key) => Some(store.seal(&purpose(staff.centre, task, &base_url)?, key)?),
        };
        tx.execute(
            "INSERT OR REPLACE INTO model (centre, task, base_url, name, key, limit_ms, calls_day, tokens_day)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (staff.centre, as_word(&task)?, &base_url, &new.name, key, new.limit_ms, new.calls_day, new.tokens_day),
        )?;
        let host = egress::host_of(&base_url);
        let detail = json!({"task": task, "name": new.name, "host": host, "limit_ms": new.limit_ms});
        record(tx, &staff, at, ("model", 0), "set", &detail)
    })
    .await
}

fn check(app: &App, task: ModelTask, new: &NewModel) -> Result<()> {
    let mut fields = Fields::default();
    let fits = match &new.base_url {
        // A query or fragment would swallow what is put behind it.
        Some(url) => app.egress().check(url).is_ok() && !url.contains(['?', '#']),
        None => task == ModelTask::Search && matches!(app.config().embeddings, Some(Ok(_))),
    };
    fields.need(fits, "base_url", FieldCode::Invalid);
    fields.text(&new.name, limits::NAME_CHARS, "name");
    let key = new.key.as_deref().unwrap_or_default();
    fields.need(key.len() <= KEY_BYTES, "key", FieldCode::TooLong);
    fields.need(new.base_url.is_some() || key.is_empty(), "key", FieldCode::Invalid);
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
