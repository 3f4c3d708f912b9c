//! One's own shifts: every agent's, for herself.

use ::plan::history::plus;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::{Error, FieldCode, Result};
use crate::extract::{Caller, Json, Path, Query, Staff};
use crate::history;
use crate::planning::published::Published;
use crate::planning::types::{
    CalendarFeed, Colleagues, MyShifts, MyShiftsQuery, NewShiftRequest, RequestAnswer, ShiftOptions, ShiftRequest,
};
use crate::planning::{calendar, clock, look, own, places, requests, settings};
use crate::rows::Names;
use crate::state::App;
use crate::wire::{DONE, Done, Language, Nothing};

/// Most days shown at once.
const MOST_DAYS: u8 = 70;
/// Days shown unless told.
const DAYS: u8 = 14;

/// Every route of this part.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(my_shifts))
        .routes(routes!(shift_options))
        .routes(routes!(my_colleagues))
        .routes(routes!(ask_shift))
        .routes(routes!(answer_shift))
        .routes(routes!(withdraw_shift))
        .routes(routes!(make_calendar, end_calendar))
        .routes(routes!(read_calendar))
}

/// My published shifts, my requests and my time bank.
#[utoipa::path(
    get,
    path = "/api/me/shifts",
    tag = "me",
    params(MyShiftsQuery),
    responses((status = 200, description = "Done.", body = MyShifts)),
)]
async fn my_shifts(State(app): State<App>, staff: Staff, Query(query): Query<MyShiftsQuery>) -> Result<Json<MyShifts>> {
    let (centre, me, now) = (staff.centre, staff.account, app.now().0);
    let days = query.days.unwrap_or(DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Error::field("days", FieldCode::OutOfRange));
    }
    let found = app.read(move |view| {
        let today = clock::local(&clock::zone(view, centre)?, now).date();
        let monday = plus(today, -i64::from(today.weekday().to_monday_zero_offset()));
        let (names, mut published) = (Names::load(view, centre)?, Published::new(view, centre));
        let all = requests::of_person(view, centre, me, today)?;
        let from = query.from.unwrap_or(monday);
        Ok(MyShifts {
            today,
            days: published.days(me, from, days)?,
            requests: all
                .iter()
                .map(|request| request.shown_with_shifts(&names, me, &mut published))
                .collect::<Result<_>>()?,
            time_bank_min: requests::balance(view, centre, me)?,
            calendar: own::has_feed(view, centre, me)?,
        })
    });
    Ok(Json(found.await?))
}

/// What I may do with a shift of mine: only swaps and takers that keep every rule.
#[utoipa::path(
    get,
    path = "/api/me/shifts/{day}/options",
    tag = "me",
    params(("day" = String, Path, description = "The day, such as 2026-11-24.")),
    responses((status = 200, description = "Done.", body = ShiftOptions)),
)]
async fn shift_options(State(app): State<App>, staff: Staff, Path(day): Path<Date>) -> Result<Json<ShiftOptions>> {
    app.rates().heavy.spend(&staff.budget())?;
    let (centre, now) = (staff.centre, app.now().0);
    let found = app.read(move |view| {
        let today = clock::local(&clock::zone(view, centre)?, now).date();
        own::options(view, centre, staff.account, day, today, &Names::load(view, centre)?)
    });
    Ok(Json(found.await?))
}

/// Who else takes contacts: to whom hours may be given.
#[utoipa::path(
    get,
    path = "/api/me/colleagues",
    tag = "me",
    responses((status = 200, description = "Done.", body = Colleagues)),
)]
async fn my_colleagues(State(app): State<App>, staff: Staff) -> Result<Json<Colleagues>> {
    let found = app.read(move |view| {
        let names = Names::load(view, staff.centre)?;
        let people = settings::people(view, staff.centre)?;
        let others = people.iter().filter(|person| person.id != staff.account);
        Ok(others.map(|person| names.agent(routing::AgentId(person.id))).collect())
    });
    Ok(Json(Colleagues { colleagues: found.await? }))
}

/// Asks for a swap, for somebody to take my shift, for leave, for a day off I would like, or gives hours of my time bank.
#[utoipa::path(
    post,
    path = "/api/me/requests",
    tag = "me",
    request_body = NewShiftRequest,
    responses((status = 200, description = "Done.", body = ShiftRequest)),
)]
async fn ask_shift(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<NewShiftRequest>,
) -> Result<Json<ShiftRequest>> {
    let now = app.now();
    let (centre, me, day) = (staff.centre, staff.account, requests::day_of_new(&body));
    let asked = look::then_write(&app, centre, day, move |tx, look| {
        let today = clock::local(&clock::zone(tx, centre)?, now.0).date();
        let request = requests::ask(tx, centre, look, me, &body, today, now.0)?;
        let detail = json!({ "kind": request.kind, "day": request.day });
        history::record(tx, &staff, now, ("plan_request", request.id), "asked", &detail)?;
        Ok(request.shown(&Names::load(tx, centre)?, me))
    });
    Ok(Json(asked.await?))
}

/// Agrees to what a colleague asks, or not. What no rule and no hour suffers from is approved at once.
#[utoipa::path(
    post,
    path = "/api/me/requests/{id}/answer",
    tag = "me",
    params(("id" = u64, Path, description = "The request.")),
    request_body = RequestAnswer,
    responses((status = 200, description = "Done.", body = ShiftRequest)),
)]
async fn answer_shift(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<RequestAnswer>,
) -> Result<Json<ShiftRequest>> {
    let (centre, now) = (staff.centre, app.now());
    let day = app.read(move |view| requests::day_of(view, centre, id)).await?;
    let answered = look::then_write(&app, centre, day, move |tx, look| {
        let request = requests::answer(tx, centre, look, staff.account, (id, body.agree), now.0)?;
        history::record(tx, &staff, now, ("plan_request", id), "answered", &json!({ "state": request.state }))?;
        Ok(request.shown(&Names::load(tx, centre)?, staff.account))
    });
    let answered = answered.await?;
    places::refresh(&app, centre).await?;
    Ok(Json(answered))
}

/// Takes a request of mine back while nobody has decided it.
#[utoipa::path(
    delete,
    path = "/api/me/requests/{id}",
    tag = "me",
    params(("id" = u64, Path, description = "The request.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn withdraw_shift(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    let now = app.now();
    let withdrawn = app.write(move |tx| {
        requests::withdraw(tx, staff.centre, staff.account, id, now.0)?;
        history::record(tx, &staff, now, ("plan_request", id), "withdrawn", &json!({}))
    });
    withdrawn.await?;
    Ok(Json(DONE))
}

/// Makes the address under which a calendar program reads my shifts; an earlier one ends.
#[utoipa::path(
    post,
    path = "/api/me/calendar",
    tag = "me",
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = CalendarFeed)),
)]
async fn make_calendar(
    State(app): State<App>,
    staff: Staff,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<CalendarFeed>> {
    let now = app.now();
    let made = app.write(move |tx| {
        let token = auth::feeds::make(tx, staff.centre, staff.account, now)?;
        history::record(tx, &staff, now, ("calendar_feed", u64::from(staff.account)), "made", &json!({}))?;
        Ok(token)
    });
    let token = made.await?;
    let origin = app.config().public_url.origin();
    Ok(Json(CalendarFeed { url: format!("{origin}/api/calendar/{}", token.reveal()) }))
}

/// Ends that address.
#[utoipa::path(
    delete,
    path = "/api/me/calendar",
    tag = "me",
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn end_calendar(State(app): State<App>, staff: Staff) -> Result<Json<Done>> {
    let now = app.now();
    let ended = app.write(move |tx| {
        auth::feeds::end(tx, staff.centre, staff.account)?;
        history::record(tx, &staff, now, ("calendar_feed", u64::from(staff.account)), "ended", &json!({}))
    });
    ended.await?;
    Ok(Json(DONE))
}

/// Shifts as an iCalendar file, for whoever holds the address.
#[utoipa::path(
    get,
    path = "/api/calendar/{token}",
    tag = "me",
    params(("token" = String, Path, description = "The secret part of the address.")),
    responses((status = 200, description = "Done.", body = String, content_type = "text/calendar")),
)]
async fn read_calendar(State(app): State<App>, caller: Caller, Path(token): Path<String>) -> Result<Response> {
    app.rates().arrivals.spend(&caller.place.into())?;
    let now = app.now().0;
    let file = app.read(move |view| {
        let (centre, agent) = auth::feeds::holder(view, &token)?.ok_or(Error::NotFound)?;
        let sql = "SELECT language FROM account WHERE centre = ?1 AND account = ?2";
        let language = view.query_row(sql, (centre, agent), |row| crate::rows::maybe_word(row, 0))?;
        calendar::file(view, centre, agent, &clock::zone(view, centre)?, now, language.unwrap_or(Language::Ko))
    });
    let heads = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CACHE_CONTROL, "private, no-store")];
    Ok((heads, file.await?).into_response())
}
