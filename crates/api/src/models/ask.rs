//! Asking a model, within the limit and the budget. Whatever happens, the caller gets an answer or the reason why not.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::Semaphore;

use super::rows::{self, Set};
use super::types::{ModelFault, ModelTask};
use super::wire::{ANSWER_TOKENS, Answer, Question};
use crate::clean::Clean;
use crate::egress::{Egress, Fault};
use crate::error::Result;
use crate::floor::people::today;
use crate::state::{App, blocking};

/// Models asked at a time, by all centres: each holds a thread that people's own work needs too.
const AT_A_TIME: usize = 16;
static FREE: Semaphore = Semaphore::const_new(AT_A_TIME);

/// Most that is read of an answer, in bytes.
const ANSWER_BYTES: u64 = 64 * 1024;

/// What is asked. Orders are ours; the matter is somebody's words, as JSON, cleaned by [`Matter`].
pub struct Ask {
    pub task: ModelTask,
    pub orders: &'static str,
    pub matter: Matter,
    pub shape: Value,
}

/// Words on their way out, with personal data out: said again here, whatever the caller did.
pub struct Matter(String);

impl Matter {
    /// Numbered from 1. `from` is a word of ours.
    pub fn of<'a>(parts: impl Iterator<Item = (&'a str, &'a str)>) -> Matter {
        let cleaned: Vec<(&str, Clean)> = parts.map(|(from, text)| (from, Clean::of(text))).collect();
        let parts = cleaned.iter().zip(1..).map(|((from, text), number)| super::wire::Part { number, from, text });
        Matter(serde_json::to_string(&parts.collect::<Vec<_>>()).unwrap_or_default())
    }
}

/// What came of it.
pub struct Asked<T> {
    pub answer: std::result::Result<T, ModelFault>,
    /// The model that was asked, if one was.
    pub set: Option<Set>,
}

/// Asks the model of a task; `read` turns what it said into what may be shown, or throws it away.
pub async fn ask<T>(
    app: &App,
    centre: u32,
    ask: Ask,
    read: impl FnOnce(&str) -> std::result::Result<T, ModelFault>,
) -> Result<Asked<T>> {
    let Ok(_held) = FREE.try_acquire() else { return Ok(Asked { answer: Err(ModelFault::Busy), set: None }) };
    let (task, day) = (ask.task, today(app, centre, app.now()).await?.0);
    let worst = tokens(ask.orders) + tokens(&ask.matter.0) + ANSWER_TOKENS;
    let set = match app.write(move |tx| rows::spend(tx, centre, task, day, worst)).await? {
        Ok(set) => set,
        Err(fault) => return Ok(Asked { answer: Err(fault), set: None }),
    };
    let question = Question { model: &set.name, orders: ask.orders, matter: &ask.matter.0, shape: &ask.shape };
    let (body, egress, to) = (question.body(), Egress::new(&app.config().inside_hosts), set.clone());
    let got = blocking(move || Ok(send(&egress, &to, &body))).await?;
    let (answer, counted) = match got {
        Ok(got) => (got.content().ok_or(ModelFault::Unreadable).and_then(read), got.tokens()),
        Err(fault) => (Err(fault), 0),
    };
    let failed = answer.is_err();
    // Who switches it off sees nothing of it from then on, what is under way included.
    let on = app.write(move |tx| rows::settle(tx, centre, task, day, (worst, counted), failed)).await?;
    let answer = if on { answer } else { Err(ModelFault::Off) };
    let came = if answer.is_ok() { "yes" } else { "no" };
    metrics::counter!("maru_model_calls_total", "used" => came).increment(1);
    Ok(Asked { answer, set: Some(set) })
}

/// At least as many as most models count: one for two characters.
fn tokens(text: &str) -> u32 {
    u32::try_from(text.chars().count() / 2).unwrap_or(u32::MAX / 4)
}

fn send(egress: &Egress, set: &Set, body: &str) -> std::result::Result<Answer, ModelFault> {
    let url = format!("{}/chat/completions", set.base_url.trim_end_matches('/'));
    let bearer = set.key.as_ref().map(|key| format!("Bearer {key}"));
    let headers: Vec<(&str, &str)> = bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
    let within = (Duration::from_millis(set.limit_ms.into()), ANSWER_BYTES);
    match egress.ask(&url, &headers, body, within) {
        Ok((200, answer)) => serde_json::from_slice(&answer).map_err(|_| ModelFault::Unreadable),
        Ok((401 | 403, _)) => Err(ModelFault::Key),
        Ok(_) => Err(ModelFault::Refused),
        Err(Fault::Timeout) => Err(ModelFault::Slow),
        Err(Fault::TooLong) => Err(ModelFault::TooLong),
        Err(Fault::NotJson) => Err(ModelFault::Unreadable),
        Err(_) => Err(ModelFault::Unreachable),
    }
}
