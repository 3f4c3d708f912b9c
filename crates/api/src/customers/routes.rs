//! Routes of customers and their orders.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::find;
use super::types::{CustomerDetail, CustomerHits, CustomerQuery, Reveal, Revealed};
use crate::error::Result;
use crate::extract::{Json, Path, Query, Staff};
use crate::floor::alerts;
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find_customers)).routes(routes!(read_customer)).routes(routes!(reveal))
}

/// Finds customers, masked. Look-ups are limited and recorded.
#[utoipa::path(
    get,
    path = "/api/customers",
    tag = "customers",
    params(CustomerQuery),
    responses((status = 200, description = "Done.", body = CustomerHits)),
)]
async fn find_customers(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<CustomerQuery>,
) -> Result<Json<CustomerHits>> {
    app.rates().look_ups.spend(&staff.budget())?;
    let now = app.now().0;
    Ok(Json(app.write(move |tx| find::search(tx, &staff, &query.q, now)).await?))
}

/// Everything about a customer, masked.
#[utoipa::path(
    get,
    path = "/api/customers/{id}",
    tag = "customers",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = CustomerDetail)),
)]
async fn read_customer(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<CustomerDetail>> {
    app.rates().look_ups.spend(&staff.budget())?;
    let catalogue = app.catalogue(staff.centre).await?;
    let now = app.now().0;
    Ok(Json(app.write(move |tx| find::open(tx, &staff, id, &catalogue, now)).await?))
}

/// Shows one field in clear; the access record is written in the same transaction.
#[utoipa::path(
    post,
    path = "/api/customers/{id}/reveal",
    tag = "customers",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Reveal,
    responses((status = 200, description = "Done.", body = Revealed)),
)]
async fn reveal(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<Reveal>,
) -> Result<Json<Revealed>> {
    app.rates().reveals.spend(&staff.budget())?;
    let (now, centre) = (app.now().0, staff.centre);
    let (revealed, alert) = app
        .write(move |tx| {
            let revealed = find::reveal(tx, &staff, id, &body, now)?;
            Ok((revealed, find::many_reveals(tx, &staff, now)?))
        })
        .await?;
    if let Some(alert) = alert {
        alerts::tell(&app, centre, vec![alert]).await?;
    }
    Ok(Json(revealed))
}
