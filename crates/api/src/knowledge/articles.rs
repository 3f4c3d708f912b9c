//! Articles: found by reason and text, written as revisions.

use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use store::audit;

use super::rows::{HIT, for_reason, hit};
use super::shelf::{Kept, Shelves};
use super::types::{Article, ArticleEdit, ArticleHit, ArticleHits, ArticleQuery, ArticleState, ArticleStep};
use super::why;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::rows::{Names, as_word, json as column};
use crate::state::App;

/// Articles listed at most.
const LISTED: usize = 50;
/// Articles found by words at most: each is read again to say why.
const FOUND: usize = 20;
/// Steps of one article.
const STEPS: usize = 30;
/// Reasons of one article.
const REASONS: usize = 50;

/// Longest an article says it takes, in ms.
const TAKES_MS: i64 = 86_400_000;

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
) -> Result<ArticleHits> {
    let unpublished = query.unpublished && sight == Sight::Writer;
    if let Some(text) = query.q.as_deref().filter(|text| !text.trim().is_empty()) {
        let mut fields = Fields::default();
        fields.optional_text(text, limits::QUERY_CHARS, "q");
        fields.check()?;
        let keep = |kept: &Kept| {
            (unpublished || kept.state == ArticleState::Published)
                && query.reason.is_none_or(|reason| kept.reasons.contains(&reason))
        };
        return by_text(shelves, view, centre, text, keep);
    }
    let mut found = match (query.reason, unpublished) {
        (Some(reason), false) => for_reason(view, centre, reason)?,
        (None, false) => all(view, centre, "AND ar.state = 'published'")?,
        (reason, true) => {
            let mut found = all(view, centre, "")?;
            found.retain(|article| reason.is_none_or(|reason| article.reasons.contains(&reason)));
            found
        }
    };
    found.truncate(LISTED);
    Ok(ArticleHits { articles: found })
}

fn by_text(
    shelves: &Shelves,
    view: &Connection,
    centre: u32,
    text: &str,
    keep: impl Fn(&Kept) -> bool,
) -> Result<ArticleHits> {
    let (found, asked) =
        shelves.ask(view, centre, |shelf| (shelf.find(text, FOUND, keep), shelf.as_completed(text)))?;
    let mut select = view
        .prepare_cached(&format!("SELECT {HIT}, ar.steps FROM article ar WHERE ar.centre = ?1 AND ar.article = ?2"))?;
    let mut articles = Vec::new();
    for id in found {
        let read = select.query_row((centre, id), |row| Ok((hit(row)?, column::<Vec<ArticleStep>>(row, 8)?)));
        // It may have been written after this view of the store.
        let Some((mut found, steps)) = read.optional()? else { continue };
        let steps = steps.iter().flat_map(|step| [step.ko.as_str(), step.en.as_str()]);
        let passages = [found.about.ko.as_str(), found.about.en.as_str()].into_iter().chain(steps);
        found.why = Some(why::of(&asked, &[&found.title.ko, &found.title.en], passages));
        articles.push(found);
    }
    Ok(ArticleHits { articles })
}

fn all(view: &Connection, centre: u32, which: &str) -> Result<Vec<ArticleHit>> {
    let mut select = view.prepare_cached(&format!(
        "SELECT {HIT} FROM article ar WHERE ar.centre = ?1 {which} ORDER BY ar.title_ko, ar.article"
    ))?;
    Ok(select.query_map([centre], hit)?.collect::<rusqlite::Result<_>>()?)
}

/// One article. A draft is not there for those who do not write.
pub fn read(view: &Connection, centre: u32, sight: Sight, id: u64) -> Result<Article> {
    let names = Names::load(view, centre)?;
    let mut select = view.prepare_cached(&format!(
        "SELECT {HIT}, ar.steps, ar.takes_ms, ar.updated_at, ar.updated_by FROM article ar
         WHERE ar.centre = ?1 AND ar.article = ?2"
    ))?;
    let found = select.query_row((centre, id), |row| {
        let ArticleHit { id, title, about, reasons, revision, state, .. } = hit(row)?;
        let by: Option<u32> = row.get(11)?;
        Ok(Article {
            id,
            title,
            about,
            reasons,
            revision,
            state,
            steps: column(row, 8)?,
            takes_ms: row.get(9)?,
            changed: row.get(10)?,
            changed_by: by.map(|by| names.agent(routing::AgentId(by)).name),
        })
    });
    let seen = |article: &Article| sight == Sight::Writer || article.state != ArticleState::Draft;
    found.optional()?.filter(seen).ok_or(Error::NotFound)
}

/// Writes a new article, or the next revision of one.
pub async fn write(app: &App, staff: &Staff, id: Option<u64>, body: ArticleEdit) -> Result<Article> {
    let centre = staff.centre;
    if let Some(id) = id {
        // What is not there is not there, whatever was to be written.
        app.read(move |view| read(view, centre, Sight::Writer, id)).await?;
    }
    let mut fields = Fields::default();
    fields.words(&body.title, limits::NAME_CHARS, "title");
    fields.optional_text(&body.about.ko, limits::NOTE_CHARS, "about.ko");
    fields.optional_text(&body.about.en, limits::NOTE_CHARS, "about.en");
    fields.need(!body.steps.is_empty() && body.steps.len() <= STEPS, "steps", FieldCode::OutOfRange);
    for step in &body.steps {
        fields.text(&step.ko, limits::NOTE_CHARS, "steps");
        fields.optional_text(&step.en, limits::NOTE_CHARS, "steps");
    }
    fields.need(body.reasons.len() <= REASONS, "reasons", FieldCode::TooLong);
    let catalogue = app.catalogue(centre).await?;
    let known = body.reasons.iter().all(|reason| catalogue.reason(*reason).is_some());
    fields.need(known, "reasons", FieldCode::NotThere);
    let takes = body.takes_ms.is_none_or(|takes| (0..=TAKES_MS).contains(&takes));
    fields.need(takes, "takes_ms", FieldCode::OutOfRange);
    fields.check()?;
    let (by, at) = (staff.account, app.now());
    app.write(move |tx| {
        let new = id.is_none();
        let id = match id {
            Some(id) => id,
            None => room(tx, centre).and_then(|()| Ok(store::new_id(tx, centre)?))?,
        };
        let kept = if new { 0 } else { read(tx, centre, Sight::Writer, id)?.revision };
        if kept != body.revision {
            return Err(Error::NewerRevision);
        }
        let steps = serde_json::to_string(&body.steps).map_err(|_| Error::Internal)?;
        let state = as_word(&body.state)?;
        tx.execute(
            "INSERT INTO article (centre, article, revision, state, title_ko, title_en, about_ko, about_en, steps,
                                  takes_ms, updated_at, updated_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT DO UPDATE SET revision = ?3, state = ?4, title_ko = ?5, title_en = ?6, about_ko = ?7,
                 about_en = ?8, steps = ?9, takes_ms = ?10, updated_at = ?11, updated_by = ?12",
            (
                centre,
                id,
                kept + 1,
                state,
                &body.title.ko,
                &body.title.en,
                &body.about.ko,
                &body.about.en,
                steps,
                body.takes_ms,
                at.0,
                by,
            ),
        )?;
        tx.execute("DELETE FROM article_reason WHERE centre = ?1 AND article = ?2", (centre, id))?;
        for (place, reason) in body.reasons.iter().enumerate() {
            tx.execute(
                "INSERT OR IGNORE INTO article_reason (centre, reason, article, place) VALUES (?1, ?2, ?3, ?4)",
                (centre, reason, id, place as u32),
            )?;
        }
        let detail = json!({ "revision": kept + 1 });
        let entry = audit::Entry {
            at,
            account: Some(by),
            place: "",
            about: "article",
            object: Some(id),
            what: "written",
            detail: &detail,
        };
        audit::record(tx, centre, &entry)?;
        read(tx, centre, Sight::Writer, id)
    })
    .await
}

/// Whether one more article has room.
fn room(view: &Connection, centre: u32) -> Result<()> {
    let sql = "SELECT count(*) FROM article WHERE centre = ?1";
    let there: u32 = view.prepare_cached(sql)?.query_row([centre], |row| row.get(0))?;
    if there < limits::ARTICLES { Ok(()) } else { Err(Error::field("title", FieldCode::OutOfRange)) }
}
