//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::rows;
use super::types::{DeadLetters, NewWebhook, Webhook, WebhookChange, WebhookWithSecret, Webhooks};
use crate::error::Error;
use crate::extract::{Json, Path, Staff};
use crate::state::App;
use crate::wire::{DONE, Done, Nothing};

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_webhooks, add_webhook))
        .routes(routes!(change_webhook, delete_webhook))
        .routes(routes!(list_dead_letters))
        .routes(routes!(retry_dead_letters))
}

/// Webhooks.
#[utoipa::path(
    get,
    path = "/api/setup/webhooks",
    tag = "webhooks",
    responses((status = 200, description = "Done.", body = Webhooks)),
)]
async fn list_webhooks(State(app): State<App>, staff: Staff) -> Result<Json<Webhooks>, Error> {
    Ok(Json(app.read(move |view| rows::list(view, staff.centre)).await?))
}

/// Adds a webhook; its secret is shown once.
#[utoipa::path(
    post,
    path = "/api/setup/webhooks",
    tag = "webhooks",
    request_body = NewWebhook,
    responses((status = 200, description = "Done.", body = WebhookWithSecret)),
)]
async fn add_webhook(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<NewWebhook>,
) -> Result<Json<WebhookWithSecret>, Error> {
    Ok(Json(rows::add(&app, &staff, body).await?))
}

/// Changes a webhook.
#[utoipa::path(
    patch,
    path = "/api/setup/webhooks/{id}",
    tag = "webhooks",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = WebhookChange,
    responses((status = 200, description = "Done.", body = Webhook)),
)]
async fn change_webhook(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<WebhookChange>,
) -> Result<Json<Webhook>, Error> {
    Ok(Json(rows::change(&app, &staff, id, body).await?))
}

/// Deletes a webhook and what waits for it.
#[utoipa::path(
    delete,
    path = "/api/setup/webhooks/{id}",
    tag = "webhooks",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn delete_webhook(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>, Error> {
    rows::delete(&app, &staff, id).await?;
    Ok(Json(DONE))
}

/// Deliveries given up on.
#[utoipa::path(
    get,
    path = "/api/setup/webhooks/{id}/dead",
    tag = "webhooks",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = DeadLetters)),
)]
async fn list_dead_letters(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
) -> Result<Json<DeadLetters>, Error> {
    Ok(Json(app.read(move |view| rows::dead(view, staff.centre, id)).await?))
}

/// Tries the deliveries given up on again.
#[utoipa::path(
    post,
    path = "/api/setup/webhooks/{id}/retry",
    tag = "webhooks",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = Webhook)),
)]
async fn retry_dead_letters(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(_nothing): Json<Nothing>,
) -> Result<Json<Webhook>, Error> {
    Ok(Json(rows::retry(&app, &staff, id).await?))
}
