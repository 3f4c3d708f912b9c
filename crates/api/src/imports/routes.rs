//! Routes of this area.

use axum::extract::{DefaultBodyLimit, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::entries::{CaseEntry, CustomerEntry, OrderEntry};
use super::types::{ApiKeyWithToken, ApiKeys, CaseUpsert, CustomerUpsert, Imported, NewApiKey, OrderUpsert, Upserted};
use super::{bring, csv, keys};
use crate::error::Result;
use crate::extract::{FileBody, Json, Path, Source, Staff};
use crate::limits;
use crate::state::{App, blocking};
use crate::wire::{DONE, Done};

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(put_customer))
        .routes(routes!(put_order))
        .routes(routes!(put_case))
        .routes(routes!(list_keys, make_key))
        .routes(routes!(end_key))
        .merge(files())
}

/// Files are larger than any other body.
fn files() -> OpenApiRouter<App> {
    let routes = OpenApiRouter::new().routes(routes!(import_customers)).routes(routes!(import_orders));
    routes.routes(routes!(import_cases)).layer(DefaultBodyLimit::max(limits::IMPORT_BYTES))
}

/// Adds or changes a customer by the company's own key.
#[utoipa::path(
    put,
    path = "/api/customers/by-key/{key}",
    tag = "imports",
    params(("key" = String, Path, description = "The company's own key.")),
    request_body = CustomerUpsert,
    responses((status = 200, description = "Done.", body = Upserted)),
)]
async fn put_customer(
    State(app): State<App>,
    by: Source,
    Path(key): Path<String>,
    Json(body): Json<CustomerUpsert>,
) -> Result<Json<Upserted>> {
    Ok(Json(bring::one(&app, &by, CustomerEntry::new(&key, body)?).await?))
}

/// Adds or changes an order by the company's own key.
#[utoipa::path(
    put,
    path = "/api/orders/by-key/{key}",
    tag = "imports",
    params(("key" = String, Path, description = "The company's own key.")),
    request_body = OrderUpsert,
    responses((status = 200, description = "Done.", body = Upserted)),
)]
async fn put_order(
    State(app): State<App>,
    by: Source,
    Path(key): Path<String>,
    Json(body): Json<OrderUpsert>,
) -> Result<Json<Upserted>> {
    Ok(Json(bring::one(&app, &by, OrderEntry::new(&key, body)?).await?))
}

/// Adds or changes a matter by the company's own key.
#[utoipa::path(
    put,
    path = "/api/cases/by-key/{key}",
    tag = "imports",
    params(("key" = String, Path, description = "The company's own key.")),
    request_body = CaseUpsert,
    responses((status = 200, description = "Done.", body = Upserted)),
)]
async fn put_case(
    State(app): State<App>,
    by: Source,
    Path(key): Path<String>,
    Json(body): Json<CaseUpsert>,
) -> Result<Json<Upserted>> {
    let catalogue = app.catalogue(by.centre).await?;
    Ok(Json(bring::one(&app, &by, CaseEntry::new(&key, body, &catalogue)?).await?))
}

/// Imports customers from CSV: `key,segment,name,phone,email,language`. A damaged file changes nothing; the line is named.
#[utoipa::path(
    post,
    path = "/api/customers/import",
    tag = "imports",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "Done.", body = Imported)),
)]
async fn import_customers(State(app): State<App>, by: Source, FileBody(body): FileBody) -> Result<Json<Imported>> {
    let read = blocking(move || csv::customers(&body)).await?;
    Ok(Json(bring::file(&app, &by, "customers", read).await?))
}

/// Imports orders from CSV: `customer,key,title,status,amount,currency,at`. A damaged file changes nothing; the line is named.
#[utoipa::path(
    post,
    path = "/api/orders/import",
    tag = "imports",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "Done.", body = Imported)),
)]
async fn import_orders(State(app): State<App>, by: Source, FileBody(body): FileBody) -> Result<Json<Imported>> {
    let read = blocking(move || csv::orders(&body)).await?;
    Ok(Json(bring::file(&app, &by, "orders", read).await?))
}

/// Imports matters from CSV: `customer,key,title,reason,order,opened,closed`. A damaged file changes nothing; the line is named.
#[utoipa::path(
    post,
    path = "/api/cases/import",
    tag = "imports",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "Done.", body = Imported)),
)]
async fn import_cases(State(app): State<App>, by: Source, FileBody(body): FileBody) -> Result<Json<Imported>> {
    let catalogue = app.catalogue(by.centre).await?;
    let read = blocking(move || csv::cases(&body, &catalogue)).await?;
    Ok(Json(bring::file(&app, &by, "cases", read).await?))
}

/// Keys of the company's own systems.
#[utoipa::path(
    get,
    path = "/api/setup/keys",
    tag = "imports",
    responses((status = 200, description = "Done.", body = ApiKeys)),
)]
async fn list_keys(State(app): State<App>, staff: Staff) -> Result<Json<ApiKeys>> {
    Ok(Json(app.read(move |view| keys::list(view, staff.centre)).await?))
}

/// Makes a key; its token is shown once.
#[utoipa::path(
    post,
    path = "/api/setup/keys",
    tag = "imports",
    request_body = NewApiKey,
    responses((status = 200, description = "Done.", body = ApiKeyWithToken)),
)]
async fn make_key(State(app): State<App>, staff: Staff, Json(body): Json<NewApiKey>) -> Result<Json<ApiKeyWithToken>> {
    Ok(Json(keys::make(&app, &staff, body).await?))
}

/// Ends a key at once.
#[utoipa::path(
    delete,
    path = "/api/setup/keys/{id}",
    tag = "imports",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn end_key(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    keys::end(&app, &staff, id).await?;
    Ok(Json(DONE))
}
