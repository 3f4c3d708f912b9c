//! Routes of this area.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::gaps::{self, Asker};
use super::types::{
    Article, ArticleEdit, ArticleHits, ArticleOwners, ArticleQuery, ArticleVersions, ArticlesImported, Gaps, Missed,
};
use super::{articles, file, write};
use crate::error::Error;
use crate::extract::{FileBody, Json, Path, Query, Staff};
use crate::fields::Fields;
use crate::limits;
use crate::state::App;
use crate::wire::{DONE, Done};

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_articles, add_article))
        .routes(routes!(read_article, change_article))
        .routes(routes!(list_article_versions))
        .routes(routes!(read_article_version))
        .routes(routes!(export_articles))
        .routes(routes!(list_gaps, add_gap))
        .routes(routes!(list_owners))
        .merge(OpenApiRouter::new().routes(routes!(import_articles)).layer(DefaultBodyLimit::max(limits::IMPORT_BYTES)))
}

/// Finds articles by reason and text.
#[utoipa::path(
    get,
    path = "/api/knowledge",
    tag = "knowledge",
    params(ArticleQuery),
    responses((status = 200, description = "Done.", body = ArticleHits)),
)]
async fn find_articles(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ArticleQuery>,
) -> Result<Json<ArticleHits>, Error> {
    let sight = articles::sight(&app, &staff);
    let (shelves, now) = (app.shelves(), app.now().0);
    let text = query.q.clone().filter(|_| !query.due);
    let hits = app.read(move |view| articles::find(&shelves, view, staff.centre, sight, &query, now)).await?;
    articles::in_order(&app, staff.centre, text.as_deref(), hits).await.map(Json)
}

/// One article.
#[utoipa::path(
    get,
    path = "/api/knowledge/{id}",
    tag = "knowledge",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Article)),
)]
async fn read_article(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Article>, Error> {
    let sight = articles::sight(&app, &staff);
    Ok(Json(app.read(move |view| articles::read(view, staff.centre, sight, id)).await?))
}

/// Writes a new article.
#[utoipa::path(
    post,
    path = "/api/knowledge",
    tag = "knowledge",
    request_body = ArticleEdit,
    responses((status = 200, description = "Done.", body = Article)),
)]
async fn add_article(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<ArticleEdit>,
) -> Result<Json<Article>, Error> {
    Ok(Json(write::write(&app, &staff, None, body).await?))
}

/// Writes the next revision of an article.
#[utoipa::path(
    put,
    path = "/api/knowledge/{id}",
    tag = "knowledge",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = ArticleEdit,
    responses((status = 200, description = "Done.", body = Article)),
)]
async fn change_article(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<ArticleEdit>,
) -> Result<Json<Article>, Error> {
    Ok(Json(write::write(&app, &staff, Some(id), body).await?))
}

/// The revisions of an article, the newest first.
#[utoipa::path(
    get,
    path = "/api/knowledge/{id}/versions",
    tag = "knowledge",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = ArticleVersions)),
)]
async fn list_article_versions(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
) -> Result<Json<ArticleVersions>, Error> {
    Ok(Json(app.read(move |view| write::versions(view, staff.centre, id)).await?))
}

/// An article as a revision had it.
#[utoipa::path(
    get,
    path = "/api/knowledge/{id}/versions/{revision}",
    tag = "knowledge",
    params(
        ("id" = u64, Path, description = "Id of the thing named before it."),
        ("revision" = u32, Path, description = "Which revision."),
    ),
    responses((status = 200, description = "Done.", body = Article)),
)]
async fn read_article_version(
    State(app): State<App>,
    staff: Staff,
    Path((id, revision)): Path<(u64, u32)>,
) -> Result<Json<Article>, Error> {
    Ok(Json(app.read(move |view| write::version(view, staff.centre, id, revision)).await?))
}

/// Every article as a file: one a line, as JSON.
#[utoipa::path(
    get,
    path = "/api/knowledge/export",
    tag = "knowledge",
    responses((status = 200, description = "Done.", body = String, content_type = "application/x-ndjson")),
)]
async fn export_articles(State(app): State<App>, staff: Staff) -> Result<Response, Error> {
    app.rates().heavy.spend(&staff.budget())?;
    let text = app.read(move |view| file::export(view, staff.centre)).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"articles.jsonl\""),
    ];
    Ok((headers, text).into_response())
}

/// Imports articles as they were exported. A line with the id of an article here is its next revision and must have its newest one; any
/// other line is a new article. A damaged file changes nothing; the line is named.
#[utoipa::path(
    post,
    path = "/api/knowledge/import",
    tag = "knowledge",
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "Done.", body = ArticlesImported)),
)]
async fn import_articles(
    State(app): State<App>,
    staff: Staff,
    FileBody(body): FileBody,
) -> Result<Json<ArticlesImported>, Error> {
    Ok(Json(file::import(&app, &staff, body).await?))
}

/// What was looked for often and is in no article.
#[utoipa::path(
    get,
    path = "/api/knowledge/gaps",
    tag = "knowledge",
    responses((status = 200, description = "Done.", body = Gaps)),
)]
async fn list_gaps(State(app): State<App>, staff: Staff) -> Result<Json<Gaps>, Error> {
    let shelves = app.shelves();
    Ok(Json(app.read(move |view| gaps::list(&shelves, view, staff.centre)).await?))
}

/// Counts words that somebody finished typing and that found nothing. Whatever finds something is not counted.
#[utoipa::path(
    post,
    path = "/api/knowledge/gaps",
    tag = "knowledge",
    request_body = Missed,
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn add_gap(State(app): State<App>, staff: Staff, Json(body): Json<Missed>) -> Result<Json<Done>, Error> {
    let mut fields = Fields::default();
    fields.text(&body.words, limits::QUERY_CHARS, "words");
    fields.check()?;
    gaps::looked(&app, staff.centre, Asker::Agent, &body.words).await?;
    Ok(Json(DONE))
}

/// Whoever may answer for an article.
#[utoipa::path(
    get,
    path = "/api/knowledge/owners",
    tag = "knowledge",
    responses((status = 200, description = "Done.", body = ArticleOwners)),
)]
async fn list_owners(State(app): State<App>, staff: Staff) -> Result<Json<ArticleOwners>, Error> {
    Ok(Json(app.read(move |view| write::owners(view, staff.centre)).await?))
}
