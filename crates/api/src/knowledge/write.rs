//! Articles written, one revision after another; each stays.

use routing::Time;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::json;

use super::articles::{Sight, read};
use super::markdown;
use super::types::{Article, ArticleEdit, ArticleOwners, ArticleVersion, ArticleVersions};
use crate::clean::CleanWords;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::languages::Languages;
use crate::rows::{Names, agent_name, as_word, json as column};
use crate::setup::catalogue::Catalogue;
use crate::state::App;
use crate::wire::{Ms, Words};
use crate::{history, limits};

/// Steps of one article.
const STEPS: usize = 30;
/// Reasons of one article.
const REASONS: usize = 50;
/// Longest an article says it takes, in ms.
const TAKES_MS: i64 = 86_400_000;
/// Longest until an article is looked at again, in ms: ten years.
const REVIEW_MS: i64 = 3_653 * 86_400_000;
/// Revisions listed at most.
const VERSIONS: u32 = 100;

/// Writes a new article, or the next revision of one.
pub async fn write(app: &App, staff: &Staff, id: Option<u64>, body: ArticleEdit) -> Result<Article> {
    let centre = staff.centre;
    if let Some(id) = id {
        // What is not there is not there, whatever was to be written.
        app.read(move |view| read(view, centre, Sight::Writer, id)).await?;
    }
    let now = app.now();
    let catalogue = app.catalogue(centre).await?;
    let languages = app.read(move |view| Languages::of(view, centre)).await?;
    check(&body, &languages, &catalogue, now.0)?;
    let by = staff.clone();
    app.write(move |tx| {
        let id = put(tx, centre, id, &body, Some(by.account), now)?;
        let written = read(tx, centre, Sight::Writer, id)?;
        history::record(tx, &by, now, ("article", id), "written", &json!({ "revision": written.revision }))?;
        Ok(written)
    })
    .await
}

/// Whether an article may be written.
pub fn check(body: &ArticleEdit, languages: &Languages, catalogue: &Catalogue, now: Ms) -> Result<()> {
    let mut fields = Fields::default();
    fields.words(&body.title, limits::NAME_CHARS, "title", languages);
    fields.optional_words(&body.about, limits::NOTE_CHARS, "about");
    fields.optional_words(&body.body, limits::ARTICLE_CHARS, "body");
    fields.need(!body.steps.is_empty() && body.steps.len() <= STEPS, "steps", FieldCode::OutOfRange);
    for (step, at) in body.steps.iter().zip(1..) {
        fields.words(step, limits::NOTE_CHARS, &format!("steps.{at}"), languages);
    }
    fields.need(body.reasons.len() <= REASONS, "reasons", FieldCode::TooLong);
    let known = body.reasons.iter().all(|reason| catalogue.reason(*reason).is_some());
    fields.need(known, "reasons", FieldCode::NotThere);
    let takes = body.takes_ms.is_none_or(|takes| (0..=TAKES_MS).contains(&takes));
    fields.need(takes, "takes_ms", FieldCode::OutOfRange);
    let review = body.review_at.is_none_or(|at| (0..=now.saturating_add(REVIEW_MS)).contains(&at));
    fields.need(review, "review_at", FieldCode::OutOfRange);
    fields.check()
}

/// Writes an article that was checked, if it is of the newest revision. Without an id it is a new one.
pub fn put(
    tx: &Transaction<'_>,
    centre: u32,
    id: Option<u64>,
    body: &ArticleEdit,
    by: Option<u32>,
    at: Time,
) -> Result<u64> {
    let (id, kept) = match id {
        Some(id) => (id, revision(tx, centre, id)?.ok_or(Error::NotFound)?),
        None => room(tx, centre).and_then(|()| Ok((store::new_id(tx, centre)?, 0)))?,
    };
    if kept != body.revision {
        return Err(Error::NewerRevision);
    }
    owner_is_there(tx, centre, body.owner)?;
    let steps = serde_json::to_string(&body.steps).map_err(|_| Error::Internal)?;
    tx.prepare_cached(
        "INSERT INTO article (centre, article, revision, state, title_ko, title_en, about_ko, about_en, steps, body_ko,
                              body_en, takes_ms, updated_at, updated_by, public, owner, review_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
         ON CONFLICT DO UPDATE SET revision = ?3, state = ?4, title_ko = ?5, title_en = ?6, about_ko = ?7, about_en = ?8,
             steps = ?9, body_ko = ?10, body_en = ?11, takes_ms = ?12, updated_at = ?13, updated_by = ?14, public = ?15,
             owner = ?16, review_at = ?17",
    )?
    .execute(params![
        centre,
        id,
        kept + 1,
        as_word(&body.state)?,
        body.title.ko,
        body.title.en,
        body.about.ko,
        body.about.en,
        steps,
        body.body.ko,
        body.body.en,
        body.takes_ms,
        at.0,
        by,
        body.public,
        body.owner,
        body.review_at,
    ])?;
    tx.prepare_cached("DELETE FROM article_reason WHERE centre = ?1 AND article = ?2")?.execute((centre, id))?;
    let mut add = tx.prepare_cached(
        "INSERT OR IGNORE INTO article_reason (centre, reason, article, place) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (place, reason) in body.reasons.iter().enumerate() {
        add.execute((centre, reason, id, place as u32))?;
    }
    let content = ArticleEdit { revision: kept + 1, ..body.clone() };
    let content = serde_json::to_string(&content).map_err(|_| Error::Internal)?;
    tx.prepare_cached(
        "INSERT INTO article_version (centre, article, revision, content, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((centre, id, kept + 1, content, at.0, by))?;
    Ok(id)
}

/// The newest revision of an article.
pub fn revision(view: &Connection, centre: u32, id: u64) -> Result<Option<u32>> {
    let sql = "SELECT revision FROM article WHERE centre = ?1 AND article = ?2";
    Ok(view.prepare_cached(sql)?.query_row((centre, id), |row| row.get(0)).optional()?)
}

/// What was written as a revision.
pub fn content(view: &Connection, centre: u32, id: u64, revision: u32) -> Result<ArticleEdit> {
    let sql = "SELECT content FROM article_version WHERE centre = ?1 AND article = ?2 AND revision = ?3";
    let found = view.prepare_cached(sql)?.query_row((centre, id, revision), |row| column(row, 0));
    found.optional()?.ok_or(Error::NotFound)
}

/// The revisions of an article, the newest first.
pub fn versions(view: &Connection, centre: u32, id: u64) -> Result<ArticleVersions> {
    let mut select = view.prepare_cached(
        "SELECT v.revision, v.at, a.name FROM article_version v
         LEFT JOIN account a ON a.centre = v.centre AND a.account = v.by
         WHERE v.centre = ?1 AND v.article = ?2 ORDER BY v.revision DESC LIMIT ?3",
    )?;
    let found = select.query_map((centre, id, VERSIONS), |row| {
        Ok(ArticleVersion { revision: row.get(0)?, at: row.get(1)?, by: row.get(2)? })
    })?;
    let versions: Vec<_> = found.collect::<rusqlite::Result<_>>()?;
    if versions.is_empty() { Err(Error::NotFound) } else { Ok(ArticleVersions { versions }) }
}

/// An article as it was.
pub fn version(view: &Connection, centre: u32, id: u64, revision: u32) -> Result<Article> {
    let mut select = view.prepare_cached(
        "SELECT v.content, v.at, a.name FROM article_version v
         LEFT JOIN account a ON a.centre = v.centre AND a.account = v.by
         WHERE v.centre = ?1 AND v.article = ?2 AND v.revision = ?3",
    )?;
    let found =
        select.query_row((centre, id, revision), |row| Ok((column::<ArticleEdit>(row, 0)?, row.get(1)?, row.get(2)?)));
    let (was, changed, changed_by) = found.optional()?.ok_or(Error::NotFound)?;
    let names = Names::load(view, centre)?;
    let words = |words: CleanWords| Words { ko: words.ko.into_string(), en: words.en.into_string() };
    let body = words(was.body);
    Ok(Article {
        id,
        title: words(was.title),
        about: words(was.about),
        steps: was.steps.into_iter().map(words).collect(),
        html: markdown::both(&body),
        body,
        reasons: was.reasons,
        state: was.state,
        public: was.public,
        owner: was.owner.map(|owner| names.agent(routing::AgentId(owner))),
        review_at: was.review_at,
        takes_ms: was.takes_ms,
        revision,
        changed,
        changed_by,
    })
}

/// Whether one more article has room.
fn room(view: &Connection, centre: u32) -> Result<()> {
    let sql = "SELECT count(*) FROM article WHERE centre = ?1";
    let there: u32 = view.prepare_cached(sql)?.query_row([centre], |row| row.get(0))?;
    if there < limits::ARTICLES { Ok(()) } else { Err(Error::field("title", FieldCode::OutOfRange)) }
}

/// People who can sign in, by name.
pub fn owners(view: &Connection, centre: u32) -> Result<ArticleOwners> {
    let mut select = view.prepare_cached(
        "SELECT account, name, alias, kind = 'bot' FROM account
         WHERE centre = ?1 AND kind = 'person' AND state <> 'disabled' ORDER BY name, account",
    )?;
    let people = select.query_map([centre], |row| agent_name(row, 0))?;
    Ok(ArticleOwners { people: people.collect::<rusqlite::Result<_>>()? })
}

fn owner_is_there(view: &Connection, centre: u32, owner: Option<u32>) -> Result<()> {
    let Some(owner) = owner else { return Ok(()) };
    let sql = "SELECT EXISTS (SELECT 1 FROM account WHERE centre = ?1 AND account = ?2 AND kind = 'person')";
    let there: bool = view.prepare_cached(sql)?.query_row((centre, owner), |row| row.get(0))?;
    if there { Ok(()) } else { Err(Error::field("owner", FieldCode::NotThere)) }
}
