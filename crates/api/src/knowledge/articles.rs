//! Articles: found by reason and text, read.

use routing::AgentId;
use rusqlite::{Connection, OptionalExtension};

use super::rows::{HIT, for_reason, hit};
use super::shelf::{Kept, Shelves};
use super::types::{Article, ArticleHit, ArticleHits, ArticleQuery, ArticleState, written_in};
use super::{markdown, why};
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::models::search::{self, Found};
use crate::rows::{Names, json as column};
use crate::state::App;
use crate::wire::{Language, Ms, Words};

/// Articles listed at most.
const LISTED: usize = 50;
/// Articles found by words at most: each is read again to say why.
const FOUND: usize = 20;
/// Columns of an article behind those of a hit.
const FIRST: usize = 10;

/// Which articles somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Published ones, and retired ones that she has the id of: an old conversation may quote them.
    Reader,
    /// Drafts too.
    Writer,
}

/// Who may write articles sees those that are being written.
pub fn sight(app: &App, staff: &Staff) -> Sight {
    let writes = app.auth().permissions().allows(&staff.roles, "PUT", "/api/knowledge/{id}");
    if writes { Sight::Writer } else { Sight::Reader }
}

/// Those that fit what is typed, the best first; without it, those of the reason in its order, or all by title.
pub fn find(
    shelves: &Shelves,
    view: &Connection,
    centre: u32,
    sight: Sight,
    query: &ArticleQuery,
    now: Ms,
) -> Result<ArticleHits> {
    if query.due && sight == Sight::Writer {
        return due(view, centre, query.reason, now);
    }
    let unpublished = query.unpublished && sight == Sight::Writer;
    if let Some(text) = query.q.as_deref().filter(|text| !text.trim().is_empty()) {
        let mut fields = Fields::default();
        fields.optional_text(text, limits::QUERY_CHARS, "q");
        fields.check()?;
        let keep = |kept: &Kept| {
            (unpublished || kept.state == ArticleState::Published)
                && query.reason.is_none_or(|reason| kept.reasons.contains(&reason))
        };
        return by_text(shelves, view, centre, text, FOUND, keep);
    }
    let mut found = match (query.reason, unpublished) {
        (Some(reason), false) => for_reason(view, centre, reason)?,
        (None, false) => all(view, centre, "AND ar.state = 'published'", LISTED)?,
        (reason, true) => {
            let mut found = all(view, centre, "", limits::ARTICLES as usize)?;
            found.retain(|article| reason.is_none_or(|reason| article.reasons.contains(&reason)));
            found
        }
    };
    found.truncate(LISTED);
    Ok(ArticleHits { articles: found, order: None })
}

/// Those of the articles kept that fit a text, with why.
pub fn by_text(
    shelves: &Shelves,
    view: &Connection,
    centre: u32,
    text: &str,
    most: usize,
    keep: impl Fn(&Kept) -> bool,
) -> Result<ArticleHits> {
    let (found, asked) = shelves.ask(view, centre, |shelf| (shelf.find(text, most, keep), shelf.as_completed(text)))?;
    Ok(ArticleHits { articles: with_why(view, centre, &found, &asked)?, order: None })
}

/// These articles, each with the words of it that met what was asked.
pub fn with_why(view: &Connection, centre: u32, found: &[u64], asked: &str) -> Result<Vec<ArticleHit>> {
    let mut select = view.prepare_cached(&format!(
        "SELECT {HIT}, ar.steps, ar.body_ko, ar.body_en FROM article ar WHERE ar.centre = ?1 AND ar.article = ?2"
    ))?;
    let mut articles = Vec::new();
    for id in found {
        let read = select.query_row((centre, id), |row| {
            let bodies = [row.get::<_, String>(FIRST + 1)?, row.get::<_, String>(FIRST + 2)?];
            Ok((hit(row)?, column::<Vec<Words>>(row, FIRST)?, bodies))
        });
        // It may have been written after this view of the store.
        let Some((mut found, steps, bodies)) = read.optional()? else { continue };
        let steps = steps.iter().flat_map(|step| [step.ko.as_str(), step.en.as_str()]);
        let lines = bodies.iter().flat_map(|body| body.lines());
        let passages = [found.about.ko.as_str(), found.about.en.as_str()].into_iter().chain(steps).chain(lines);
        found.why = Some(why::of(asked, &[&found.title.ko, &found.title.en], passages));
        articles.push(found);
    }
    Ok(articles)
}

/// The same in the order of a model of meaning, where the centre has set one. Initial consonants mean nothing to it.
pub async fn in_order(app: &App, centre: u32, text: Option<&str>, hits: ArticleHits) -> Result<ArticleHits> {
    let letters = text.is_some_and(|text| text.chars().any(|letter| matches!(letter, 'ㄱ'..='ㅎ')));
    let Some(text) = text.filter(|text| !text.trim().is_empty() && !letters && hits.articles.len() > 1) else {
        return Ok(hits);
    };
    let found: Vec<Found> = hits.articles.iter().map(Found::of).collect();
    let asked = search::by_model(app, centre, text, &found).await?;
    let order = asked.mark();
    let articles = match asked.answer {
        Ok(places) => places.into_iter().filter_map(|place| hits.articles.get(place).cloned()).collect(),
        Err(_) => hits.articles,
    };
    Ok(ArticleHits { articles, order })
}

/// Those whose day has come, drafts too.
fn due(view: &Connection, centre: u32, reason: Option<u32>, now: Ms) -> Result<ArticleHits> {
    let mut select = view.prepare_cached(&format!(
        "SELECT {HIT} FROM article ar WHERE ar.centre = ?1 AND ar.review_at <= ?2 AND ar.state <> 'retired'
         ORDER BY ar.review_at, ar.article"
    ))?;
    let mut found: Vec<_> = select.query_map((centre, now), hit)?.collect::<rusqlite::Result<_>>()?;
    found.retain(|article| reason.is_none_or(|reason| article.reasons.contains(&reason)));
    found.truncate(LISTED);
    Ok(ArticleHits { articles: found, order: None })
}

/// The first of them by title; `which` narrows it down further.
pub fn all(view: &Connection, centre: u32, which: &str, most: usize) -> Result<Vec<ArticleHit>> {
    let mut select = view.prepare_cached(&format!(
        "SELECT {HIT} FROM article ar WHERE ar.centre = ?1 {which} ORDER BY coalesce(nullif(ar.title_ko, ''), ar.title_en), ar.article LIMIT ?2"
    ))?;
    Ok(select.query_map((centre, most as u64), hit)?.collect::<rusqlite::Result<_>>()?)
}

/// The languages of the articles that `which` leaves, by their ids.
pub fn languages(view: &Connection, centre: u32, which: &str) -> Result<Vec<(u64, Vec<Language>)>> {
    let mut select = view.prepare_cached(&format!(
        "SELECT ar.article, ar.title_ko, ar.title_en, ar.steps FROM article ar WHERE ar.centre = ?1 {which} ORDER BY ar.article"
    ))?;
    let found = select.query_map([centre], |row| {
        let (title, steps) = (Words { ko: row.get(1)?, en: row.get(2)? }, column::<Vec<Words>>(row, 3)?);
        Ok((row.get(0)?, written_in(&title, &steps)))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// One article. A draft is not there for those who do not write.
pub fn read(view: &Connection, centre: u32, sight: Sight, id: u64) -> Result<Article> {
    let names = Names::load(view, centre)?;
    let mut select = view.prepare_cached(&format!(
        "SELECT {HIT}, ar.steps, ar.body_ko, ar.body_en, ar.takes_ms, ar.updated_at, ar.updated_by, ar.owner
         FROM article ar WHERE ar.centre = ?1 AND ar.article = ?2"
    ))?;
    let found = select.query_row((centre, id), |row| {
        let ArticleHit { id, title, about, reasons, revision, state, public, review_at, .. } = hit(row)?;
        let body = Words { ko: row.get(FIRST + 1)?, en: row.get(FIRST + 2)? };
        let (by, owner): (Option<u32>, Option<u32>) = (row.get(FIRST + 5)?, row.get(FIRST + 6)?);
        Ok(Article {
            id,
            title,
            about,
            reasons,
            revision,
            state,
            public,
            review_at,
            steps: column(row, FIRST)?,
            html: markdown::both(&body),
            body,
            takes_ms: row.get(FIRST + 3)?,
            changed: row.get(FIRST + 4)?,
            changed_by: by.map(|by| names.agent(AgentId(by)).name),
            owner: owner.map(|owner| names.agent(AgentId(owner))),
        })
    });
    let seen = |article: &Article| sight == Sight::Writer || article.state != ArticleState::Draft;
    found.optional()?.filter(seen).ok_or(Error::NotFound)
}
