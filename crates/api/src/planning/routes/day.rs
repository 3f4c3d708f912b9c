//! The running day, requests that wait, adherence, and months ahead.

use axum::extract::State;
use jiff::civil::Date;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::{Error, FieldCode, Result};
use crate::extract::{Json, Path, Query, Staff};
use crate::history;
use crate::planning::published::Published;
use crate::planning::shared::{Answer, What};
use crate::planning::types::{
    AdherenceDay, AdherenceNow, Capacity, CapacityQuery, DayBoard, DayQuery, Decided, Decisions, DeskAnswer,
    NewAdherenceException, NewDesk, OpenRequest, OpenRequests,
};
use crate::planning::{adherence, capacity, clock, day, discretion, look, names, places, requests, settings};
use crate::rows::Names;
use crate::state::{App, blocking};
use crate::wire::{DONE, Done};

/// How long decided requests stay in sight, in ms.
const DECIDED_MS: i64 = 14 * 86_400_000;
/// Most requests decided at once.
const AT_ONCE: usize = 200;

/// Every route of this part.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_day))
        .routes(routes!(list_requests))
        .routes(routes!(decide_requests))
        .routes(routes!(adherence_now))
        .routes(routes!(adherence_day))
        .routes(routes!(add_exception))
        .routes(routes!(delete_exception))
        .routes(routes!(get_capacity))
        .routes(routes!(work_desk_out))
}

/// A day on one axis: forecast, actual, required, staffed, the present gap, and what could be done.
#[utoipa::path(
    get,
    path = "/api/plan/day/{day}",
    tag = "planning",
    params(("day" = String, Path, description = "The day, such as 2026-11-24."), DayQuery),
    responses((status = 200, description = "Done.", body = DayBoard)),
)]
async fn get_day(
    State(app): State<App>,
    staff: Staff,
    Path(day): Path<Date>,
    Query(query): Query<DayQuery>,
) -> Result<Answer> {
    let (centre, now) = (staff.centre, app.now().0);
    let catalogue = app.catalogue(centre).await?;
    let known = catalogue.clone();
    let sees = discretion::sees(&app, &staff);
    let work = async {
        let (catalogue, known) = (known.clone(), known.clone());
        let inputs =
            app.read(move |view| day::gather(view, centre, &catalogue, &clock::zone(view, centre)?, day, now)).await?;
        blocking(move || Answer::of(&day::board(&inputs, &known, query.skill, sees)?)).await
    };
    app.shared()
        .get(centre, What::Day(day, query.skill, sees), now, work)
        .await
        .map_err(|fault| names::error(&catalogue, staff.language, fault))
}

/// Requests that wait for a planner, each with its effect on the hours; and those decided lately.
#[utoipa::path(
    get,
    path = "/api/plan/requests",
    tag = "planning",
    responses((status = 200, description = "Done.", body = OpenRequests)),
)]
async fn list_requests(State(app): State<App>, staff: Staff) -> Result<Json<OpenRequests>> {
    let (centre, me, now) = (staff.centre, staff.account, app.now().0);
    let sees = discretion::sees(&app, &staff);
    let found = app.read(move |view| {
        let (names, mut published) = (Names::load(view, centre)?, Published::new(view, centre));
        let mut open = Vec::new();
        for request in requests::open(view, centre)? {
            let mut effect = request.effect(view, centre)?;
            if let Some(effect) = &mut effect {
                discretion::tell(&mut effect.broken, sees);
            }
            open.push(OpenRequest { effect, request: request.shown_with_shifts(&names, me, &mut published)? });
        }
        let decided = requests::decided(view, centre, now - DECIDED_MS)?;
        let decided = decided.iter().map(|request| request.shown_with_shifts(&names, me, &mut published));
        Ok(OpenRequests { requests: open, decided: decided.collect::<Result<_>>()? })
    });
    Ok(Json(found.await?))
}

/// Approves or refuses many at once; what is no longer possible is left and named.
#[utoipa::path(
    post,
    path = "/api/plan/requests/decide",
    tag = "planning",
    request_body = Decisions,
    responses((status = 200, description = "Done.", body = Decided)),
)]
async fn decide_requests(State(app): State<App>, staff: Staff, Json(body): Json<Decisions>) -> Result<Json<Decided>> {
    if body.requests.len() > AT_ONCE {
        return Err(Error::field("requests", FieldCode::TooLong));
    }
    let (centre, now) = (staff.centre, app.now());
    let mut decided = Decided { approved: Vec::new(), refused: Vec::new(), left: Vec::new() };
    // One transaction each: one that is no longer possible must not undo the others.
    for id in body.requests {
        match decide(&app, &staff, id, body.approve, now).await {
            Ok(()) if body.approve => decided.approved.push(id),
            Ok(()) => decided.refused.push(id),
            Err(Error::WrongState | Error::NotFound) => decided.left.push(id),
            Err(fault) => return Err(fault),
        }
    }
    places::refresh(&app, centre).await?;
    Ok(Json(decided))
}

async fn decide(app: &App, staff: &Staff, id: u64, approve: bool, now: routing::Time) -> Result<()> {
    let (centre, by) = (staff.centre, staff.clone());
    let day = app.read(move |view| requests::day_of(view, centre, id)).await?;
    let decided = look::then_write(app, centre, day, move |tx, look| {
        let request = requests::decide(tx, centre, look, (id, approve), by.account, now.0)?;
        history::record(tx, &by, now, ("plan_request", id), "decided", &json!({ "state": request.state }))
    });
    decided.await
}

/// Who does what was planned, now.
#[utoipa::path(
    get,
    path = "/api/plan/adherence",
    tag = "planning",
    responses((status = 200, description = "Done.", body = AdherenceNow)),
)]
async fn adherence_now(State(app): State<App>, staff: Staff) -> Result<Answer> {
    let (centre, now) = (staff.centre, app.now().0);
    let work = async {
        let mut states = app.shared().take_states(centre);
        let found = app.read(move |view| {
            let answer = Answer::of(&adherence::now(view, centre, &mut states, now)?)?;
            Ok((states, answer))
        });
        let (states, answer) = found.await?;
        app.shared().put_states(centre, states);
        Ok(answer)
    };
    app.shared().get(centre, What::Adherence, now, work).await
}

/// A day of everyone's, planned against actual.
#[utoipa::path(
    get,
    path = "/api/plan/adherence/{day}",
    tag = "planning",
    params(("day" = String, Path, description = "The day, such as 2026-11-24.")),
    responses((status = 200, description = "Done.", body = AdherenceDay)),
)]
async fn adherence_day(State(app): State<App>, staff: Staff, Path(day): Path<Date>) -> Result<Json<AdherenceDay>> {
    let (centre, now) = (staff.centre, app.now().0);
    let found = app.read(move |view| adherence::day(view, centre, &clock::zone(view, centre)?, day, now));
    Ok(Json(found.await?))
}

/// Approves time off plan: whatever happens in it is excused.
#[utoipa::path(
    post,
    path = "/api/plan/exceptions",
    tag = "planning",
    request_body = NewAdherenceException,
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn add_exception(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<NewAdherenceException>,
) -> Result<Json<Done>> {
    let (centre, now) = (staff.centre, app.now());
    let added = app.write(move |tx| {
        let id = adherence::add_exception(tx, centre, &body, now.0, staff.account)?;
        let detail = json!({ "agent": body.agent, "from": body.from, "to": body.to });
        history::record(tx, &staff, now, ("adherence_exception", id), "added", &detail)
    });
    added.await?;
    app.shared().changed(centre);
    Ok(Json(DONE))
}

/// Takes it back.
#[utoipa::path(
    delete,
    path = "/api/plan/exceptions/{id}",
    tag = "planning",
    params(("id" = u64, Path, description = "The exception.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn delete_exception(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    let (centre, now) = (staff.centre, app.now());
    let deleted = app.write(move |tx| {
        adherence::delete_exception(tx, centre, id)?;
        history::record(tx, &staff, now, ("adherence_exception", id), "deleted", &json!({}))
    });
    deleted.await?;
    app.shared().changed(centre);
    Ok(Json(DONE))
}

/// People required and there, month by month, by the forecast that reaches furthest.
#[utoipa::path(
    get,
    path = "/api/plan/capacity",
    tag = "planning",
    params(CapacityQuery),
    responses((status = 200, description = "Done.", body = Capacity)),
)]
async fn get_capacity(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<CapacityQuery>,
) -> Result<Json<Capacity>> {
    let (centre, now) = (staff.centre, app.now().0);
    let catalogue = app.catalogue(centre).await?;
    let known = catalogue.clone();
    let found = app.read(move |view| {
        let today = clock::local(&clock::zone(view, centre)?, now).date();
        capacity::months(view, centre, &catalogue, &query, today)
    });
    Ok(Json(found.await.map_err(|fault| names::error(&known, staff.language, fault))?))
}

/// People, cost and the first day of a desk for something new.
#[utoipa::path(
    post,
    path = "/api/plan/desk",
    tag = "planning",
    request_body = NewDesk,
    responses((status = 200, description = "Done.", body = DeskAnswer)),
)]
async fn work_desk_out(State(app): State<App>, staff: Staff, Json(body): Json<NewDesk>) -> Result<Json<DeskAnswer>> {
    let settings = app.read(move |view| settings::load(view, staff.centre)).await?;
    Ok(Json(blocking(move || capacity::desk(&settings, &body)).await?))
}
