//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{Article, ArticleEdit, ArticleHits, ArticleQuery};
use crate::error::Error;
use crate::extract::{Json, Path, Query, Staff};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find_articles, add_article)).routes(routes!(read_article, change_article))
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
    State(_app): State<App>,
    _staff: Staff,
    Query(_query): Query<ArticleQuery>,
) -> Result<Json<ArticleHits>, Error> {
    Err(Error::Unavailable)
}

/// One article.
#[utoipa::path(
    get,
    path = "/api/knowledge/{id}",
    tag = "knowledge",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Article)),
)]
async fn read_article(State(_app): State<App>, _staff: Staff, Path(_id): Path<u64>) -> Result<Json<Article>, Error> {
    Err(Error::Unavailable)
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
    State(_app): State<App>,
    _staff: Staff,
    Json(_body): Json<ArticleEdit>,
) -> Result<Json<Article>, Error> {
    Err(Error::Unavailable)
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
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<ArticleEdit>,
) -> Result<Json<Article>, Error> {
    Err(Error::Unavailable)
}
