//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::articles;
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
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ArticleQuery>,
) -> Result<Json<ArticleHits>, Error> {
    let sight = articles::sight(&app, &staff);
    let shelves = app.shelves();
    Ok(Json(app.read(move |view| articles::find(&shelves, view, staff.centre, sight, &query)).await?))
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
    Ok(Json(articles::write(&app, &staff, None, body).await?))
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
    Ok(Json(articles::write(&app, &staff, Some(id), body).await?))
}
