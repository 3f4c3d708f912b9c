//! Routes about offers.

use axum::extract::State;
use routing::{AgentId, Input, OfferId};
use rusqlite::OptionalExtension;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::explain;
use super::types::{Decline, OfferWhy};
use crate::centre::submit;
use crate::contacts::actions;
use crate::contacts::types::ContactRow;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Staff};
use crate::state::App;
use crate::wire::{DONE, Done, Nothing};

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(accept_offer)).routes(routes!(decline_offer)).routes(routes!(explain_offer))
}

/// The contact of an offer made to the caller; another's is not there.
async fn offered(app: &App, staff: &Staff, offer: u64) -> Result<u64> {
    let key = (staff.centre, offer, staff.account);
    app.read(move |view| {
        let mut find =
            view.prepare_cached("SELECT contact FROM offer WHERE centre = ?1 AND offer = ?2 AND agent = ?3")?;
        find.query_row(key, |row| row.get(0)).optional()?.ok_or(Error::NotFound)
    })
    .await
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<ContactRow>> {
    let contact = offered(&app, &staff, id).await?;
    let input = Input::Accept { offer: OfferId(id), agent: AgentId(staff.account) };
    submit(&app.centre(staff.centre)?, input, None, None).await?;
    actions::row(&app, &staff, contact).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<Decline>,
) -> Result<Json<Done>> {
    offered(&app, &staff, id).await?;
    let input = Input::Decline { offer: OfferId(id), agent: AgentId(staff.account), cause: body.cause.into() };
    submit(&app.centre(staff.centre)?, input, None, None).await?;
    Ok(Json(DONE))
}

/// Why her, why not him, what would have changed it; recomputed by replay.
#[utoipa::path(
    get,
    path = "/api/offers/{id}/why",
    tag = "offers",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = OfferWhy)),
)]
async fn explain_offer(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<OfferWhy>> {
    app.rates().heavy.spend(&staff.budget())?;
    explain::of(&app, &staff, id).await.map(Json)
}
