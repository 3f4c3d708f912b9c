//! Making, changing and publishing rosters.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use ::plan::schedule;
use axum::extract::State;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::{Error, FieldCode, Result};
use crate::extract::{Json, Path, Query, Staff};
use crate::history;
use crate::planning::changes::By;
use crate::planning::jobs::Job;
use crate::planning::played::{self, Asking};
use crate::planning::shared::{Answer, What};
use crate::planning::types::{
    ChoicesQuery, JobView, NewRoster, PublishRoster, Publishing, RosterChanges, RosterEffect, RosterHistory,
    RosterPlayed, RosterView, Rosters, ShiftChoices,
};
use crate::planning::{changes, clock, discretion, names, places, preview, problem, rosters, settings};
use crate::rows::Names;
use crate::state::{App, blocking};
use crate::wire::{DONE, Done};

/// Longest search, in seconds.
const MOST_SECONDS: u16 = 600;
/// Longest roster, in days.
const MOST_DAYS: u8 = 35;

/// Every route of this part.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_rosters, make_roster))
        .routes(routes!(get_roster, delete_roster))
        .routes(routes!(play_roster))
        .routes(routes!(change_roster))
        .routes(routes!(preview_publishing, publish_roster))
        .routes(routes!(shift_choices))
        .routes(routes!(roster_history))
        .routes(routes!(get_job, cancel_job))
}

/// Rosters, the latest days first.
#[utoipa::path(
    get,
    path = "/api/plan/rosters",
    tag = "planning",
    responses((status = 200, description = "Done.", body = Rosters)),
)]
async fn list_rosters(State(app): State<App>, staff: Staff) -> Result<Json<Rosters>> {
    Ok(Json(Rosters { rosters: app.read(move |view| rosters::list(view, staff.centre)).await? }))
}

/// Begins to search for a roster of some days; the newest forecast says who is required.
#[utoipa::path(
    post,
    path = "/api/plan/rosters",
    tag = "planning",
    request_body = NewRoster,
    responses((status = 200, description = "Done.", body = JobView)),
)]
async fn make_roster(State(app): State<App>, staff: Staff, Json(body): Json<NewRoster>) -> Result<Json<JobView>> {
    if !(1..=MOST_DAYS).contains(&body.days) {
        return Err(Error::field("days", FieldCode::OutOfRange));
    }
    if !(1..=MOST_SECONDS).contains(&body.seconds) {
        return Err(Error::field("seconds", FieldCode::OutOfRange));
    }
    let centre = staff.centre;
    let catalogue = app.catalogue(centre).await?;
    let known = catalogue.clone();
    let assembled = app.read(move |view| problem::assemble(view, centre, &catalogue, body.first, body.days)).await;
    let (text, forecast) = assembled.map_err(|fault| names::error(&known, staff.language, fault))?;
    let job = app.jobs().begin(centre, app.new_id(centre).await?)?;
    let shown = job.view(staff.language);
    tokio::spawn(async move {
        let found = search(&app, &staff, &job, &body, text, forecast).await;
        job.end(found);
    });
    Ok(Json(shown))
}

async fn search(
    app: &App,
    staff: &Staff,
    job: &Arc<Job>,
    body: &NewRoster,
    text: String,
    forecast: u64,
) -> Result<u64> {
    let asked = schedule::read(text.as_bytes())?;
    let (seed, began, budget) = (job.seed(), app.now().0, i64::from(body.seconds) * 1_000);
    let (told, clock) = (Arc::clone(job), app.clone());
    let shifts = blocking(move || {
        let found = schedule::search(
            &asked,
            seed,
            None,
            |_, _| false,
            |cost| {
                let share = (clock.now().0.saturating_sub(began)) as f64 / budget as f64;
                if told.tell(share, cost) { share } else { 1.0 }
            },
        );
        Ok(found.file_rows(&asked))
    });
    let shifts = shifts.await?;
    if job.is_cancelled() {
        return Err(Error::WrongState);
    }
    let (staff, now, first, days) = (staff.clone(), app.now(), body.first, body.days);
    app.write(move |tx| {
        let by = Some(staff.account);
        let new = rosters::New { problem: &text, shifts: &shifts, first, days, forecast };
        let id = rosters::keep(tx, staff.centre, &new, now.0, by)?;
        history::record(tx, &staff, now, ("roster", id), "made", &json!({ "first": first, "days": days }))?;
        Ok(id)
    })
    .await
}

/// How far a search is.
#[utoipa::path(
    get,
    path = "/api/plan/jobs/{id}",
    tag = "planning",
    params(("id" = u64, Path, description = "The job.")),
    responses((status = 200, description = "Done.", body = JobView)),
)]
async fn get_job(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<JobView>> {
    Ok(Json(app.jobs().find(staff.centre, id)?.view(staff.language)))
}

/// Stops a search; nothing is kept of it.
#[utoipa::path(
    delete,
    path = "/api/plan/jobs/{id}",
    tag = "planning",
    params(("id" = u64, Path, description = "The job.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn cancel_job(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    app.jobs().find(staff.centre, id)?.cancel();
    Ok(Json(DONE))
}

/// A roster with its people, cover and costs.
#[utoipa::path(
    get,
    path = "/api/plan/rosters/{id}",
    tag = "planning",
    params(("id" = u64, Path, description = "The roster.")),
    responses((status = 200, description = "Done.", body = RosterView)),
)]
async fn get_roster(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<RosterView>> {
    let sees = discretion::sees(&app, &staff);
    let found = app.read(move |view| {
        let hourly_cost = settings::load(view, staff.centre)?.hourly_cost;
        let kept = rosters::current(view, staff.centre, id)?;
        let mut shown = kept.view(hourly_cost);
        discretion::tell(&mut shown.report.broken, sees);
        for person in shown.people.iter_mut().filter(|_| !sees) {
            person.shifts = kept.contract_shifts(person.id);
        }
        let names = Names::load(view, staff.centre)?;
        for person in &mut shown.people {
            person.name = names.agent(routing::AgentId(person.id)).name;
        }
        shown.people.sort_by(|a, b| (&a.contract, &a.name).cmp(&(&b.contract, &b.name)));
        Ok(shown)
    });
    Ok(Json(found.await?))
}

/// What customers will experience with a roster: its days played by the floor's own engine. It takes seconds; stopped with the request.
#[utoipa::path(
    get,
    path = "/api/plan/rosters/{id}/played",
    tag = "planning",
    params(("id" = u64, Path, description = "The roster.")),
    responses((status = 200, description = "Done.", body = RosterPlayed)),
)]
async fn play_roster(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Answer> {
    let (centre, now) = (staff.centre, app.now().0);
    let catalogue = app.catalogue(centre).await?;
    let known = catalogue.clone();
    let work = async {
        app.rates().heavy.spend(&staff.budget())?;
        let inputs = app.read(move |view| played::gather(view, centre, id, &known)).await?;
        let gone = Arc::new(AtomicBool::new(false));
        let _asking = Asking(Arc::clone(&gone));
        blocking(move || Answer::of(&played::play(&inputs, now, &gone)?)).await
    };
    let found = app.shared().get(centre, What::Played(id), now, work).await;
    found.map_err(|fault| names::error(&catalogue, staff.language, fault))
}

/// Throws a roster away that was never published.
#[utoipa::path(
    delete,
    path = "/api/plan/rosters/{id}",
    tag = "planning",
    params(("id" = u64, Path, description = "The roster.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn delete_roster(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    let now = app.now();
    let deleted = app.write(move |tx| {
        rosters::delete(tx, staff.centre, id)?;
        history::record(tx, &staff, now, ("roster", id), "deleted", &json!({}))
    });
    deleted.await?;
    Ok(Json(DONE))
}

/// Puts people on other shifts or off, or only tells what that would break and cost.
#[utoipa::path(
    post,
    path = "/api/plan/rosters/{id}/changes",
    tag = "planning",
    params(("id" = u64, Path, description = "The roster.")),
    request_body = RosterChanges,
    responses((status = 200, description = "Done.", body = RosterEffect)),
)]
async fn change_roster(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<RosterChanges>,
) -> Result<Json<RosterEffect>> {
    let (centre, now) = (staff.centre, app.now());
    if body.dry_run {
        let told = app.read(move |view| {
            let kept = rosters::current(view, staff.centre, id)?;
            Ok(kept.effect(&kept.cells(&body.changes)?))
        });
        return Ok(Json(told.await?));
    }
    // Many changes against every rule take long; that the roster is still the one read, the revision tells when they are kept.
    let told = app.read(move |view| {
        let kept = rosters::current(view, centre, id)?;
        if kept.row.revision != body.revision {
            return Err(Error::NewerRevision);
        }
        let cells = kept.cells(&body.changes)?;
        let effect = kept.effect(&cells);
        Ok((kept, cells, effect))
    });
    let (kept, cells, mut effect) = told.await?;
    let changed = app.write(move |tx| {
        let by = By { at: now.0, account: Some(staff.account), request: None };
        effect.revision = changes::change(tx, staff.centre, &kept, &cells, by)?;
        history::record(tx, &staff, now, ("roster", id), "changed", &json!({ "cells": cells.len() }))?;
        Ok(effect)
    });
    let effect = changed.await?;
    places::refresh(&app, centre).await?;
    Ok(Json(effect))
}

/// The shifts of a person's contract on a day, each with the rules it would break.
#[utoipa::path(
    get,
    path = "/api/plan/rosters/{id}/choices",
    tag = "planning",
    params(("id" = u64, Path, description = "The roster."), ChoicesQuery),
    responses((status = 200, description = "Done.", body = ShiftChoices)),
)]
async fn shift_choices(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Query(query): Query<ChoicesQuery>,
) -> Result<Json<ShiftChoices>> {
    let found = app.read(move |view| preview::choices(view, staff.centre, id, &query));
    Ok(Json(found.await?))
}

/// What publishing a roster would do: on which days, for how many, and whose published days would change.
#[utoipa::path(
    get,
    path = "/api/plan/rosters/{id}/publish",
    tag = "planning",
    params(("id" = u64, Path, description = "The roster.")),
    responses((status = 200, description = "Done.", body = Publishing)),
)]
async fn preview_publishing(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Publishing>> {
    let (centre, now) = (staff.centre, app.now().0);
    let found = app.read(move |view| {
        let today = clock::local(&clock::zone(view, centre)?, now).date();
        preview::publishing(view, centre, id, today, &Names::load(view, centre)?)
    });
    Ok(Json(found.await?))
}

/// Makes a roster the one people work by; it replaces what was planned for its days from now on.
#[utoipa::path(
    post,
    path = "/api/plan/rosters/{id}/publish",
    tag = "planning",
    params(("id" = u64, Path, description = "The roster.")),
    request_body = PublishRoster,
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn publish_roster(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<PublishRoster>,
) -> Result<Json<Done>> {
    let (centre, now) = (staff.centre, app.now());
    let published = app.write(move |tx| {
        let kept = rosters::read(tx, centre, id)?;
        if body.revision.is_some_and(|looked_at| looked_at != kept.row.revision) {
            return Err(Error::NewerRevision);
        }
        rosters::publish(tx, centre, id, now.0, Some(staff.account))?;
        history::record(tx, &staff, now, ("roster", id), "published", &json!({}))
    });
    published.await?;
    places::refresh(&app, centre).await?;
    Ok(Json(DONE))
}

/// Who changed whose day, the newest first.
#[utoipa::path(
    get,
    path = "/api/plan/rosters/{id}/changes",
    tag = "planning",
    params(("id" = u64, Path, description = "The roster.")),
    responses((status = 200, description = "Done.", body = RosterHistory)),
)]
async fn roster_history(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<RosterHistory>> {
    let found = app.read(move |view| {
        rosters::read(view, staff.centre, id)?;
        changes::history(view, staff.centre, id)
    });
    Ok(Json(RosterHistory { changes: found.await? }))
}
