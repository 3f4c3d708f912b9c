//! A contact's reason from free words: what the centre's model learns from, what it says, and how well it knows.
//!
//! `file` brings examples in, `learn` keeps one model per centre in memory and trains it anew at every change, `rows` are the examples and what was thought of a
//! contact, `report` says where the model and the catalogue are weak.

mod file;
pub mod learn;
mod report;
pub mod routes;
pub mod rows;
pub mod types;

use rusqlite::{Connection, Transaction};

use crate::bot;
use crate::clean::Clean;
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::limits;
use crate::setup::catalogue::Catalogue;
use crate::setup::document::ReasonEntry;
use crate::state::App;
use crate::wire::Ms;
use rows::{ExampleSource, Source, Stage, Thought};

/// Reasons a customer can be here for: leaves of the catalogue, but the one that stands in until one is known.
pub fn choosable(catalogue: &Catalogue) -> impl Iterator<Item = &ReasonEntry> {
    let document = catalogue.document.as_ref();
    let parents = move |id| document.iter().flat_map(|d| &d.reasons).any(|other| other.parent == Some(id));
    let reasons = document
        .into_iter()
        .flat_map(|document| document.reasons.iter().filter(move |entry| entry.id != document.unknown_reason));
    reasons.filter(move |entry| !parents(entry.id))
}

/// The customer said what it is about in her own words, before anybody or to a bot: the model's guess is kept beside the contact,
/// once for each stage.
pub async fn hear(app: &App, centre: u32, contact: u64, stage: Stage, words: &str) -> Result<()> {
    let Some(best) = app.models().of(centre).and_then(|learned| learned.likeliest(words, 1).into_iter().next()) else {
        return Ok(());
    };
    let at = app.now().0;
    let known = Thought { stage, source: Source::Model, reason: best.reason, confidence: Some(best.permille) };
    // Of many lines the first is kept: the others need no writer.
    if app.read(move |view| rows::is_known(view, centre, contact, &known)).await? {
        return Ok(());
    }
    app.write(move |tx| rows::first_known(tx, centre, contact, &known, at)).await
}

/// What a wrap-up teaches: the reason the agent found, and the customer's words when the model had thought another.
pub struct Lesson {
    known: Thought,
    contact: u64,
    words: Option<Clean>,
    by: u32,
    at: Ms,
}

/// What is learned when an agent names the reason at the end.
pub async fn lesson(app: &App, staff: &Staff, contact: u64, reason: u32) -> Result<Lesson> {
    let centre = staff.centre;
    let catalogue = app.catalogue(centre).await?;
    let stands_in = catalogue.document.as_ref().is_some_and(|document| document.unknown_reason.0 == reason);
    let words = app.read(move |view| own_words(view, centre, contact)).await?;
    // What was stored before texts were cleaned is cleaned now.
    let words =
        words.map(|words| Clean::of(&words).cut(limits::WORDS_CHARS).trimmed()).filter(|words| !words.is_empty());
    let right = |words: &Clean| {
        let learned = app.models().of(centre);
        learned.and_then(|learned| learned.likeliest(words, 1).first().map(|best| best.reason)) == Some(reason)
    };
    let words =
        words.filter(|words| !right(words) && (stands_in || choosable(&catalogue).any(|entry| entry.id.0 == reason)));
    let known = Thought { stage: Stage::WrapUp, source: Source::Agent, reason, confidence: None };
    Ok(Lesson { known, contact, words, by: staff.account, at: app.now().0 })
}

impl Lesson {
    /// Whether the model has something to learn.
    pub fn is_new(&self) -> bool {
        self.words.is_some()
    }

    /// Writes it down.
    pub fn keep(&self, tx: &Transaction<'_>, centre: u32) -> Result<()> {
        rows::known(tx, centre, self.contact, &self.known, self.at)?;
        let Some(text) = &self.words else { return Ok(()) };
        let new = rows::NewExample {
            reason: self.known.reason,
            text,
            source: ExampleSource::Corrected,
            contact: Some(self.contact),
            by: self.by,
            at: self.at,
        };
        match rows::add(tx, centre, &new) {
            // A reason full of written examples learns no more; the wrap-up goes on.
            Ok(_) | Err(Error::Invalid(_)) => Ok(()),
            Err(fault) => Err(fault),
        }
    }
}

/// Lines among which her first free words are looked for.
const FIRST_LINES: u32 = 20;

/// The customer's own words about a contact: what she typed to find help, else the first line that is more than an answer to a bot.
pub fn own_words(view: &Connection, centre: u32, contact: u64) -> Result<Option<String>> {
    let mut select = view.prepare_cached(
        "SELECT words FROM contact_detail WHERE centre = ?1 AND contact = ?2 AND words <> ''
         UNION ALL
         SELECT body FROM (SELECT body FROM message
                           WHERE centre = ?1 AND contact = ?2 AND author = 'customer' AND kind = 'text'
                           ORDER BY message LIMIT ?3)",
    )?;
    let all = select.query_map((centre, contact, FIRST_LINES), |row| row.get::<_, String>(0))?;
    let all: Vec<String> = all.collect::<rusqlite::Result<_>>()?;
    Ok(all.into_iter().find(|words| bot::says_something(words)))
}
