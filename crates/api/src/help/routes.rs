//! Where the pages are. They are nobody's API and stand in no description of it.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use rusqlite::OptionalExtension;
use serde::Deserialize;

use super::page::{self, Place};
use super::words::words;
use crate::error::{Error, Result, preferred};
use crate::extract::Caller;
use crate::knowledge::articles::{self, Sight};
use crate::knowledge::gaps::{self, Asker};
use crate::knowledge::shelf::Kept;
use crate::knowledge::types::{Article, ArticleState};
use crate::limits;
use crate::rows::parse_word;
use crate::state::App;

/// Articles found for a search.
const FOUND: usize = 10;
/// Articles listed where nothing is looked for: a page that a phone can take. The map for search engines has them all.
const LISTED: usize = 200;
/// Which articles are customers' to read.
const PUBLIC: &str = "AND ar.state = 'published' AND ar.public = 1";

/// The pages of every site.
pub fn pages() -> Router<App> {
    Router::new()
        .route("/c/{site}/help", get(list))
        .route("/c/{site}/help/sitemap.xml", get(sitemap))
        .route("/c/{site}/help/{article}", get(article))
}

/// What an address asks for. Search engines and mails add things of their own to addresses; they do no harm.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    lang: String,
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response> {
    let place = place(&app, slug, &asked, &headers).await?;
    let text: String = asked.q.trim().chars().filter(|c| !c.is_control()).take(limits::QUERY_CHARS).collect();
    let (shelves, centre, query) = (app.shelves(), place.centre, text.clone());
    let found = app.read(move |view| {
        if query.is_empty() {
            return articles::all(view, centre, PUBLIC, LISTED + 1);
        }
        let keep = |kept: &Kept| kept.public && kept.state == ArticleState::Published;
        Ok(articles::by_text(&shelves, view, centre, &query, FOUND, keep)?.articles)
    });
    let mut found = found.await?;
    // Whoever asks without end is answered still, and counted no more.
    if found.is_empty() && !text.is_empty() && app.rates().guesses.spend(&caller.place.into()).is_ok() {
        gaps::missed(&app, centre, Asker::Customer, &text).await;
    }
    let more = found.len() > LISTED;
    found.truncate(LISTED);
    Ok(shown(&place, page::list(&place, &text, &found, more)))
}

async fn article(
    State(app): State<App>,
    Path((slug, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response> {
    let place = place(&app, slug, &asked, &headers).await?;
    match read(&app, place.centre, &id).await {
        Ok(found) => Ok(shown(&place, page::article(&place, &found))),
        Err(Error::NotFound) => Ok((StatusCode::NOT_FOUND, shown(&place, page::missing(&place))).into_response()),
        Err(fault) => Err(fault),
    }
}

async fn sitemap(State(app): State<App>, Path(slug): Path<String>) -> Result<Response> {
    let place = place(&app, slug, &Asked::default(), &HeaderMap::new()).await?;
    let centre = place.centre;
    let all = app.read(move |view| articles::languages(view, centre, PUBLIC)).await?;
    Ok(([(header::CONTENT_TYPE, "application/xml")], page::sitemap(&place, &all)).into_response())
}

/// A page, said to be one of several that its address has: caches keep them apart by what browsers like to read.
fn shown(place: &Place, page: String) -> Response {
    let said = [(header::VARY, "accept-language"), (header::CONTENT_LANGUAGE, words(place.language).code)];
    (said, Html(page)).into_response()
}

/// An article that customers may read.
async fn read(app: &App, centre: u32, id: &str) -> Result<Article> {
    let id: u64 = id.parse().map_err(|_| Error::NotFound)?;
    let found = app.read(move |view| articles::read(view, centre, Sight::Reader, id)).await?;
    if found.public && found.state == ArticleState::Published { Ok(found) } else { Err(Error::NotFound) }
}

/// In the language asked for, else the one the browser likes best, else the site's.
async fn place(app: &App, slug: String, asked: &Asked, headers: &HeaderMap) -> Result<Place> {
    let (origin, lang) = (app.config().public_url.origin(), asked.lang.clone());
    let likes = preferred(headers);
    app.read(move |view| {
        let sql = "SELECT centre, name, language FROM site WHERE slug = ?1 AND active = 1";
        let found = view.prepare_cached(sql)?.query_row([&slug], |row| {
            let own = parse_word(row.get_ref(2)?.as_str()?).unwrap_or_default();
            let language = parse_word(&lang).or(likes).unwrap_or(own);
            Ok(Place { centre: row.get(0)?, slug: slug.clone(), name: row.get(1)?, own, language, origin })
        });
        found.optional()?.ok_or(Error::NotFound)
    })
    .await
}
