//! Asking a model, within the limit and the budget. Whatever happens, the caller gets an answer or the reason why not.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::Semaphore;

use super::rows::{self, Set, Spent};
use super::types::{ModelFault, ModelMark, ModelTask};
use super::wire::{ANSWER_TOKENS, Answer, Part, Question};
use crate::clean::Clean;
use crate::egress::{self, Egress, Fault};
use crate::error::Result;
use crate::floor::people::today;
use crate::state::{App, blocking};

/// Models asked at a time, by all centres: each holds a thread that people's own work needs too.
const AT_A_TIME: usize = 16;
pub static FREE: Semaphore = Semaphore::const_new(AT_A_TIME);

/// Most that is read of a chat's answer, in bytes.
const ANSWER_BYTES: u64 = 64 * 1024;

/// What a model said, or why it is not used.
pub type Said<T> = std::result::Result<T, ModelFault>;

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
        let parts = cleaned.iter().zip(1..).map(|((from, text), number)| Part { number, from, text });
        Matter(serde_json::to_string(&parts.collect::<Vec<_>>()).unwrap_or_default())
    }
}

/// What came of it.
pub struct Asked<T> {
    pub answer: Said<T>,
    /// The model that was asked, if one was.
    pub set: Option<Set>,
}

impl<T> Asked<T> {
    /// What staff are told of it. None: no model is in use.
    pub fn mark(&self) -> Option<ModelMark> {
        match &self.answer {
            Ok(_) => Some(ModelMark { name: self.set.as_ref().map(|set| set.name.clone()), fault: None }),
            Err(ModelFault::Off | ModelFault::NotSet) => None,
            Err(fault) => Some(ModelMark { name: None, fault: Some(*fault) }),
        }
    }
}

/// Asks a chat model; `read` turns what it said into what may be shown, or throws it away.
pub async fn ask<T>(app: &App, centre: u32, ask: Ask, read: impl FnOnce(&str) -> Said<T>) -> Result<Asked<T>> {
    let worst = tokens(ask.orders) + tokens(&ask.matter.0) + ANSWER_TOKENS;
    let call = Call { task: ask.task, path: "chat/completions", worst, bytes: ANSWER_BYTES };
    let body = |model: &str| Question { model, orders: ask.orders, matter: &ask.matter.0, shape: &ask.shape }.body();
    let taken = |bytes: &[u8]| match serde_json::from_slice::<Answer>(bytes) {
        Ok(answer) => (answer.content().ok_or(ModelFault::Unreadable).and_then(read), answer.tokens()),
        Err(_) => (Err(ModelFault::Unreadable), 0),
    };
    call.of(app, centre, body, taken).await
}

/// One request to the model of a task.
pub struct Call {
    pub task: ModelTask,
    /// Behind the model's address.
    pub path: &'static str,
    /// Tokens it may cost at worst.
    pub worst: u32,
    /// Most that is read of the answer.
    pub bytes: u64,
}

impl Call {
    /// `body` is made for the model's name; `read` gives what may be used, and the tokens the model counted.
    pub async fn of<T>(
        self,
        app: &App,
        centre: u32,
        body: impl FnOnce(&str) -> String,
        read: impl FnOnce(&[u8]) -> (Said<T>, u32),
    ) -> Result<Asked<T>> {
        let Ok(_held) = FREE.try_acquire() else { return Ok(Asked { answer: Err(ModelFault::Busy), set: None }) };
        let (task, worst, begun) = (self.task, self.worst, app.now());
        let day = today(app, centre, begun).await?.0;
        let set = match app.write(move |tx| rows::spend(tx, centre, task, day, worst)).await? {
            Ok(set) => set,
            Err(fault) => return Ok(Asked { answer: Err(fault), set: None }),
        };
        let (body, to, store, egress) = (body(&set.name), set.clone(), app.store().clone(), app.egress().clone());
        let got = blocking(move || {
            let key = to.opened(&store, centre, task)?;
            Ok(key.and_then(|key| self.send(&egress, &to, key.as_deref(), &body)))
        });
        let (answer, counted) = match got.await? {
            Ok(bytes) => read(&bytes),
            Err(fault) => (Err(fault), 0),
        };
        let took_ms = u32::try_from(app.now().0.saturating_sub(begun.0)).unwrap_or(u32::MAX);
        let spent = Spent { at: begun.0, day, took_ms, worst, counted, fault: answer.as_ref().err().copied() };
        let name = set.name.clone();
        // Who switches it off sees nothing of it from then on, what is under way included.
        let on = app.write(move |tx| rows::settle(tx, centre, task, &name, spent)).await?;
        let answer = if on { answer } else { Err(ModelFault::Off) };
        let came = if answer.is_ok() { "yes" } else { "no" };
        metrics::counter!("maru_model_calls_total", "used" => came).increment(1);
        Ok(Asked { answer, set: Some(set) })
    }

    fn send(&self, egress: &Egress, set: &Set, key: Option<&str>, body: &str) -> Said<Vec<u8>> {
        let url = format!("{}/{}", set.base_url.trim_end_matches('/'), self.path);
        let headers: Vec<(String, String)> =
            key.map(|key| ("authorization".to_owned(), format!("Bearer {key}"))).into_iter().collect();
        let call = egress::Call {
            method: "POST",
            url: &url,
            headers: &headers,
            body: Some(body),
            time: Duration::from_millis(set.limit_ms.into()),
            bytes: self.bytes,
        };
        let reply = egress.call(&call).map_err(|fault| match fault {
            Fault::Timeout => ModelFault::Slow,
            Fault::TooLong => ModelFault::TooLong,
            _ => ModelFault::Unreachable,
        })?;
        match reply.status {
            200 => Ok(reply.body),
            401 | 403 => Err(ModelFault::Key),
            _ => Err(ModelFault::Refused),
        }
    }
}

/// About as many as models count at most: one for two characters of ASCII, one for each other (a syllable of Hangul).
pub fn tokens(text: &str) -> u32 {
    let ascii = text.bytes().filter(u8::is_ascii).count();
    let others = text.chars().count() - ascii;
    u32::try_from(ascii / 2 + others).unwrap_or(u32::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn a_syllable_is_a_token_and_two_letters_are_one() {
        assert_eq!((tokens("refund it"), tokens("환불이요"), tokens("")), (4, 4, 0));
    }
}
