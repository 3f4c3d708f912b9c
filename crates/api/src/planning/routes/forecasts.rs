//! History, events and forecasts.

use axum::extract::{DefaultBodyLimit, State};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::{Error, FieldCode, Result};
use crate::extract::{FileBody, Json, Path, Query, Staff};
use crate::planning::types::{
    Accuracies, Drivers, ForecastQuery, ForecastView, Forecasts, HistoryQuery, HistoryTaken, NewForecast, NewPlanEvent,
    PlanEvent, PlanEvents,
};
use crate::planning::{clock, drivers, events, forecasts, imports, names, places, volume};
use crate::state::{App, blocking};
use crate::wire::{DONE, Done};
use crate::{history, limits};

/// The furthest a forecast of a screen goes, in days.
const MOST_DAYS: u16 = 400;

/// Every route of this part.
pub fn routes() -> OpenApiRouter<App> {
    let import = OpenApiRouter::new().routes(routes!(import_history)).routes(routes!(list_drivers, import_drivers));
    OpenApiRouter::new()
        .routes(routes!(list_forecasts, make_forecast))
        .routes(routes!(get_forecast))
        .routes(routes!(list_accuracies))
        .routes(routes!(list_plan_events, add_plan_event))
        .routes(routes!(delete_plan_event))
        .routes(routes!(delete_driver))
        .merge(import.layer(DefaultBodyLimit::max(limits::IMPORT_BYTES)))
}

/// Parts that are written one after the other, so that routing has the writer in between. Each replaces what it speaks of: a file
/// broken off is imported again.
fn batches<T>(rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        Some(rows.by_ref().take(volume::AT_ONCE).collect::<Vec<T>>()).filter(|part| !part.is_empty())
    })
}

/// Takes over a history (CSV): `start,reason,offered[,handled,abandoned,aht_s]`, or `datetime,calls` of one reason.
#[utoipa::path(
    post,
    path = "/api/plan/history",
    tag = "planning",
    params(HistoryQuery),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "Done.", body = HistoryTaken)),
)]
async fn import_history(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<HistoryQuery>,
    FileBody(body): FileBody,
) -> Result<Json<HistoryTaken>> {
    let (centre, now) = (staff.centre, app.now());
    let catalogue = app.catalogue(centre).await?;
    let zone = app.read(move |view| clock::zone(view, centre)).await?;
    let today = clock::local(&zone, now.0).date();
    let import = blocking(move || volume::read(&catalogue, &body, query.reason, today)).await?;
    let ((first, last), rows) = (import.span, import.rows.len());
    imports::take(&app, centre, import.rows, now.0).await?;
    let taken = app.write(move |tx| {
        let detail = json!({ "first": first, "last": last, "rows": rows });
        history::record(tx, &staff, now, ("history", 0), "imported", &detail)?;
        Ok(HistoryTaken { first, last, rows })
    });
    let taken = taken.await?;
    app.shared().changed(centre);
    Ok(Json(taken))
}

/// Forecasts made, the newest first.
#[utoipa::path(
    get,
    path = "/api/plan/forecasts",
    tag = "planning",
    responses((status = 200, description = "Done.", body = Forecasts)),
)]
async fn list_forecasts(State(app): State<App>, staff: Staff) -> Result<Json<Forecasts>> {
    Ok(Json(Forecasts { forecasts: app.read(move |view| forecasts::list(view, staff.centre)).await? }))
}

/// Forecasts from today on, by all that is known up to yesterday.
#[utoipa::path(
    post,
    path = "/api/plan/forecasts",
    tag = "planning",
    request_body = NewForecast,
    responses((status = 200, description = "Done.", body = ForecastView)),
)]
async fn make_forecast(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<NewForecast>,
) -> Result<Json<ForecastView>> {
    app.rates().heavy.spend(&staff.budget())?;
    if !(1..=MOST_DAYS).contains(&body.days) {
        return Err(Error::field("days", FieldCode::OutOfRange));
    }
    let (centre, now) = (staff.centre, app.now());
    let zone = app.read(move |view| clock::zone(view, centre)).await?;
    let today = clock::local(&zone, now.0).date();
    volume::count(&app, centre, &zone, today).await?;
    let inputs = app.read(move |view| forecasts::gather(view, centre, today)).await?;
    let catalogue = app.catalogue(centre).await?;
    let (made, language) = (blocking(move || forecasts::make(&inputs, body.days)).await, staff.language);
    let made = made.map_err(|fault| names::error(&catalogue, language, fault))?;
    let kept = app.write(move |tx| {
        let id = forecasts::keep(tx, centre, &made, now.0, Some(staff.account))?;
        history::record(tx, &staff, now, ("forecast", id), "made", &json!({ "days": body.days }))?;
        Ok(id)
    });
    let id = kept.await?;
    let shown = app.read(move |view| {
        forecasts::view(view, centre, &catalogue, id, &ForecastQuery::default(), (&zone, language), now.0)
    });
    let shown = shown.await?;
    places::refresh(&app, centre).await?;
    Ok(Json(shown))
}

/// A forecast, with what came before and after its first day; beside another one or last year where asked.
#[utoipa::path(
    get,
    path = "/api/plan/forecasts/{id}",
    tag = "planning",
    params(("id" = u64, Path, description = "The forecast."), ForecastQuery),
    responses((status = 200, description = "Done.", body = ForecastView)),
)]
async fn get_forecast(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Query(query): Query<ForecastQuery>,
) -> Result<Json<ForecastView>> {
    let (centre, now) = (staff.centre, app.now().0);
    let catalogue = app.catalogue(centre).await?;
    let found = app.read(move |view| {
        forecasts::view(view, centre, &catalogue, id, &query, (&clock::zone(view, centre)?, staff.language), now)
    });
    Ok(Json(found.await?))
}

/// How good forecasts were, by day and by how far ahead they were made.
#[utoipa::path(
    get,
    path = "/api/plan/accuracy",
    tag = "planning",
    responses((status = 200, description = "Done.", body = Accuracies)),
)]
async fn list_accuracies(State(app): State<App>, staff: Staff) -> Result<Json<Accuracies>> {
    let (centre, now) = (staff.centre, app.now().0);
    let catalogue = app.catalogue(centre).await?;
    let found = app.read(move |view| {
        let today = clock::local(&clock::zone(view, centre)?, now).date();
        forecasts::accuracies(view, centre, &catalogue, today)
    });
    Ok(Json(found.await?))
}

/// Campaigns, announcements and outages that people entered.
#[utoipa::path(
    get,
    path = "/api/plan/events",
    tag = "planning",
    responses((status = 200, description = "Done.", body = PlanEvents)),
)]
async fn list_plan_events(State(app): State<App>, staff: Staff) -> Result<Json<PlanEvents>> {
    let catalogue = app.catalogue(staff.centre).await?;
    let all = app.read(move |view| events::list(view, staff.centre)).await?;
    let shown = all.into_iter().map(|event| PlanEvent {
        id: event.id,
        name: event.name,
        from: event.from,
        to: event.to,
        reason: event.reason.map(|reason| catalogue.reason_name(Some(reason))),
        size: event.size,
    });
    Ok(Json(PlanEvents { events: shown.collect() }))
}

/// Enters an event; the next forecast knows of it.
#[utoipa::path(
    post,
    path = "/api/plan/events",
    tag = "planning",
    request_body = NewPlanEvent,
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn add_plan_event(State(app): State<App>, staff: Staff, Json(body): Json<NewPlanEvent>) -> Result<Json<Done>> {
    let now = app.now();
    let catalogue = app.catalogue(staff.centre).await?;
    if body.reason.is_some_and(|reason| catalogue.reason(reason).is_none()) {
        return Err(Error::field("reason", FieldCode::NotThere));
    }
    let added = app.write(move |tx| {
        let id = events::add(tx, staff.centre, &body, now.0, staff.account)?;
        history::record(tx, &staff, now, ("plan_event", id), "added", &json!({ "from": body.from, "to": body.to }))
    });
    added.await?;
    Ok(Json(DONE))
}

/// Takes an event out.
#[utoipa::path(
    delete,
    path = "/api/plan/events/{id}",
    tag = "planning",
    params(("id" = u64, Path, description = "The event.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn delete_plan_event(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    let now = app.now();
    let deleted = app.write(move |tx| {
        events::delete(tx, staff.centre, id)?;
        history::record(tx, &staff, now, ("plan_event", id), "deleted", &json!({}))
    });
    deleted.await?;
    Ok(Json(DONE))
}

/// What drives contacts, and for which days it is known.
#[utoipa::path(
    get,
    path = "/api/plan/drivers",
    tag = "planning",
    responses((status = 200, description = "Done.", body = Drivers)),
)]
async fn list_drivers(State(app): State<App>, staff: Staff) -> Result<Json<Drivers>> {
    Ok(Json(Drivers { drivers: app.read(move |view| drivers::list(view, staff.centre)).await? }))
}

/// Takes over drivers (CSV): `start,driver,value`, such as orders an hour, for the days to come too. The next forecast tries them.
#[utoipa::path(
    post,
    path = "/api/plan/drivers",
    tag = "planning",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "Done.", body = HistoryTaken)),
)]
async fn import_drivers(State(app): State<App>, staff: Staff, FileBody(body): FileBody) -> Result<Json<HistoryTaken>> {
    let (centre, now) = (staff.centre, app.now());
    let known = app.read(move |view| drivers::list(view, centre)).await?;
    let import = blocking(move || drivers::read(&body, &known)).await?;
    let ((first, last), rows) = (import.span, import.rows.len());
    for batch in batches(import.rows) {
        app.write(move |tx| drivers::keep(tx, centre, &batch)).await?;
    }
    let taken = app.write(move |tx| {
        let detail = json!({ "first": first, "last": last, "rows": rows });
        history::record(tx, &staff, now, ("driver", 0), "imported", &detail)?;
        Ok(HistoryTaken { first, last, rows })
    });
    Ok(Json(taken.await?))
}

/// Takes a driver out.
#[utoipa::path(
    delete,
    path = "/api/plan/drivers/{name}",
    tag = "planning",
    params(("name" = String, Path, description = "The driver.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn delete_driver(State(app): State<App>, staff: Staff, Path(name): Path<String>) -> Result<Json<Done>> {
    let now = app.now();
    let deleted = app.write(move |tx| {
        drivers::delete(tx, staff.centre, &name)?;
        history::record(tx, &staff, now, ("driver", 0), "deleted", &json!({ "driver": name }))
    });
    deleted.await?;
    Ok(Json(DONE))
}
