//! Routes of this area.

use axum::body::Bytes;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{CustomerDetail, CustomerHits, CustomerQuery, CustomerUpsert, Imported, Reveal, Revealed, Upserted};
use crate::error::Error;
use crate::extract::{Json, Path, Query, Staff};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_customers))
        .routes(routes!(read_customer))
        .routes(routes!(reveal))
        .routes(routes!(put_customer))
        .routes(routes!(import_customers))
        .routes(routes!(import_orders))
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
    State(_app): State<App>,
    _staff: Staff,
    Query(_query): Query<CustomerQuery>,
) -> Result<Json<CustomerHits>, Error> {
    Err(Error::Unavailable)
}

/// Everything about a customer, masked.
#[utoipa::path(
    get,
    path = "/api/customers/{id}",
    tag = "customers",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = CustomerDetail)),
)]
async fn read_customer(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
) -> Result<Json<CustomerDetail>, Error> {
    Err(Error::Unavailable)
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
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Reveal>,
) -> Result<Json<Revealed>, Error> {
    Err(Error::Unavailable)
}

/// Adds or changes a customer by the company's own key.
#[utoipa::path(
    put,
    path = "/api/customers/by-key/{key}",
    tag = "customers",
    params(("key" = String, Path, description = "The company's own key.")),
    request_body = CustomerUpsert,
    responses((status = 200, description = "Done.", body = Upserted)),
)]
async fn put_customer(
    State(_app): State<App>,
    _staff: Staff,
    Path(_key): Path<String>,
    Json(_body): Json<CustomerUpsert>,
) -> Result<Json<Upserted>, Error> {
    Err(Error::Unavailable)
}

/// Imports customers from CSV: `key,name,phone,email,language`. A damaged file changes nothing; the line is named.
#[utoipa::path(
    post,
    path = "/api/customers/import",
    tag = "customers",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "Done.", body = Imported)),
)]
async fn import_customers(State(_app): State<App>, _staff: Staff, _body: Bytes) -> Result<Json<Imported>, Error> {
    Err(Error::Unavailable)
}

/// Imports orders from CSV: `customer,key,title,status,amount,currency,at`. A damaged file changes nothing; the line is named.
#[utoipa::path(
    post,
    path = "/api/orders/import",
    tag = "customers",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "Done.", body = Imported)),
)]
async fn import_orders(State(_app): State<App>, _staff: Staff, _body: Bytes) -> Result<Json<Imported>, Error> {
    Err(Error::Unavailable)
}
