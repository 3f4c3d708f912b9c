//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{Decline, OfferWhy};
use crate::contacts::types::ContactRow;
use crate::error::Error;
use crate::extract::{Json, Path, Staff};
use crate::state::App;
use crate::wire::{Done, Nothing};

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(accept_offer)).routes(routes!(decline_offer)).routes(routes!(explain_offer))
}

/// Takes an offer. A late answer is refused and changes nothing.
#[utoipa::path(
    post,
    path = "/api/offers/{id}/accept",
    tag = "offers",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn accept_offer(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Nothing>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Declines an offer, with a cause.
#[utoipa::path(
    post,
    path = "/api/offers/{id}/decline",
    tag = "offers",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Decline,
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn decline_offer(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Decline>,
) -> Result<Json<Done>, Error> {
    Err(Error::Unavailable)
}

/// Why her, why not him, what would have changed it; recomputed by replay.
#[utoipa::path(
    get,
    path = "/api/offers/{id}/why",
    tag = "offers",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = OfferWhy)),
)]
async fn explain_offer(State(_app): State<App>, _staff: Staff, Path(_id): Path<u64>) -> Result<Json<OfferWhy>, Error> {
    Err(Error::Unavailable)
}
