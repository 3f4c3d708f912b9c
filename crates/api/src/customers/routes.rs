//! Routes of customers and their orders.

use axum::extract::{DefaultBodyLimit, State};
use rusqlite::Transaction;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{CustomerDetail, CustomerHits, CustomerQuery, CustomerUpsert, Imported, Reveal, Revealed, Upserted};
use super::upsert::CustomerEntry;
use super::{find, import};
use crate::error::{Error, FileFault, Result};
use crate::extract::{Json, Path, Query, Raw, Staff};
use crate::floor::alerts;
use crate::limits;
use crate::state::{App, blocking};

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_customers))
        .routes(routes!(read_customer))
        .routes(routes!(reveal))
        .routes(routes!(put_customer))
        .merge(imports())
}

/// Files are larger than any other body.
fn imports() -> OpenApiRouter<App> {
    let routes = OpenApiRouter::new().routes(routes!(import_customers)).routes(routes!(import_orders));
    routes.layer(DefaultBodyLimit::max(limits::IMPORT_BYTES))
}

/// What an import brought goes into the history.
fn imported(tx: &Transaction<'_>, staff: &Staff, what: &str, done: Imported, now: i64) -> Result<Imported> {
    let place = staff.place.to_canonical().to_string();
    let entry = store::audit::Entry {
        at: routing::Time(now),
        account: Some(staff.account),
        place: &place,
        about: "import",
        object: None,
        what,
        detail: &json!({ "rows": done.rows, "created": done.created, "changed": done.changed }),
    };
    store::audit::record(tx, staff.centre, &entry)?;
    Ok(done)
}

impl Imported {
    fn count(&mut self, created: bool) {
        self.rows = self.rows.saturating_add(1);
        let counted = if created { &mut self.created } else { &mut self.changed };
        *counted = counted.saturating_add(1);
    }
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
    State(app): State<App>,
    staff: Staff,
    Path(key): Path<String>,
    Json(body): Json<CustomerUpsert>,
) -> Result<Json<Upserted>> {
    let entry = CustomerEntry::new(&key, body)?;
    let now = app.now().0;
    Ok(Json(app.write(move |tx| entry.put(tx, staff.centre, now)).await?))
}

/// Imports customers from CSV: `key,name,phone,email,language`. A damaged file changes nothing; the line is named.
#[utoipa::path(
    post,
    path = "/api/customers/import",
    tag = "customers",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "Done.", body = Imported)),
)]
async fn import_customers(State(app): State<App>, staff: Staff, Raw(body): Raw) -> Result<Json<Imported>> {
    app.rates().heavy.spend(&staff.budget())?;
    let now = app.now().0;
    let read = blocking(move || import::customers(&body)).await?;
    let put = app.write(move |tx| {
        let mut done = Imported { rows: 0, created: 0, changed: 0, encoding: read.encoding };
        for (_, entry) in &read.entries {
            done.count(entry.put(tx, staff.centre, now)?.created);
        }
        imported(tx, &staff, "customers", done, now)
    });
    Ok(Json(put.await?))
}

/// Imports orders from CSV: `customer,key,title,status,amount,currency,at`. A damaged file changes nothing; the line is named.
#[utoipa::path(
    post,
    path = "/api/orders/import",
    tag = "customers",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "Done.", body = Imported)),
)]
async fn import_orders(State(app): State<App>, staff: Staff, Raw(body): Raw) -> Result<Json<Imported>> {
    app.rates().heavy.spend(&staff.budget())?;
    let now = app.now().0;
    let read = blocking(move || import::orders(&body)).await?;
    let put = app.write(move |tx| {
        let mut done = Imported { rows: 0, created: 0, changed: 0, encoding: read.encoding };
        for (line, entry) in &read.entries {
            let put = entry.put(tx, staff.centre, now);
            done.count(put.map_err(|fault| match fault {
                Error::NotFound => Error::DamagedFile { line: *line, cause: FileFault::NotThere },
                other => other,
            })?);
        }
        imported(tx, &staff, "orders", done, now)
    });
    Ok(Json(put.await?))
}
