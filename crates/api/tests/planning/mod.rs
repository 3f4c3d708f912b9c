//! From a contact history to shifts that people live with: imported, forecast, scheduled, published, swapped, judged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod callbacks;
mod cost;
mod grid;
mod looks;
mod played;
mod preview;
mod protected;
mod publish;
mod volume;

use auth::Role;
use axum::http::StatusCode;
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::common::planning::{day, history, import, planned, today};
use crate::common::{self, REFUNDS, Seat, World, nothing};

#[tokio::test(flavor = "multi_thread")]
async fn a_history_becomes_a_forecast_that_says_why() {
    let planned = planned().await;
    let (_, list) = planned.world.call(&planned.planner, "GET", "/api/plan/forecasts", None).await;
    let id = list["forecasts"][0]["id"].as_u64().unwrap();
    let (_, view) = planned.world.call(&planned.planner, "GET", &format!("/api/plan/forecasts/{id}"), None).await;
    let days = view["days"].as_array().unwrap();
    assert_eq!(days.len(), 28 + 14);
    let (before, after) = days.split_at(28);
    assert!(before.iter().all(|day| day["actual"].is_number() && day["expected"].is_null()), "{view}");
    for day in after {
        let [low, expected, high] = ["low", "expected", "high"].map(|name| day[name].as_f64().unwrap());
        assert!((216.0..340.0).contains(&expected) && low <= expected && expected <= high, "{day}");
    }
    assert_eq!(view["reasons"][0]["reason"]["id"], REFUNDS);
    assert!(!view["reasons"][0]["scores"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_roster_reaches_its_people_and_every_change_leaves_a_trace() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let view = planned.read(roster).await;
    assert_eq!((view["report"]["feasible"].as_bool(), view["roster"]["in_force"].as_bool()), (Some(true), Some(true)));
    assert!(view["report"]["understaffed_hours"].as_f64().unwrap() > 0.0, "two people are too few: {}", view["report"]);

    let off: Vec<(&Seat, i64, Option<&str>)> = (0..7).map(|at| (&planned.kim, at, None)).collect();
    planned.put(roster, &off).await;
    let effect = planned.put(roster, &[(&planned.kim, 2, Some("day"))]).await;
    assert!(effect["missing_hours_after"].as_f64() < effect["missing_hours_before"].as_f64(), "{effect}");
    assert_eq!(planned.shift(&planned.kim, 2).await.as_deref(), Some("day"));
    assert_eq!(planned.shift(&planned.kim, 3).await, None);
    let (_, history) =
        planned.world.call(&planned.planner, "GET", &format!("/api/plan/rosters/{roster}/changes"), None).await;
    let newest = &history["changes"][0];
    assert_eq!(
        (newest["by"].as_u64(), newest["agent"].as_u64(), newest["after"].as_str()),
        (Some(u64::from(planned.planner.account)), Some(u64::from(planned.kim.account)), Some("day")),
        "{history}"
    );
    // A change made on an older revision is refused.
    let body = json!({ "changes": [{ "agent": planned.kim.account, "day": day(1), "shift": null }], "revision": 1, "dry_run": false });
    let path = format!("/api/plan/rosters/{roster}/changes");
    assert_eq!(planned.world.call(&planned.planner, "POST", &path, Some(body)).await.0, StatusCode::CONFLICT);
    // What was published is kept.
    let path = format!("/api/plan/rosters/{roster}");
    assert_eq!(planned.world.call(&planned.planner, "DELETE", &path, None).await.0, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swap_that_hurts_nobody_is_approved_when_both_agree_and_one_that_breaks_rest_is_not_offered() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    let mut cells: Vec<(&Seat, i64, Option<&str>)> = (0..7).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    planned.put(roster, &cells).await;
    cells = vec![(kim, 1, Some("day")), (lee, 2, Some("day")), (lee, 4, Some("late"))];
    planned.put(roster, &cells).await;

    let (_, options) = planned.world.call(kim, "GET", &format!("/api/me/shifts/{}/options", day(2)), None).await;
    let days: Vec<&str> =
        options["swaps"].as_array().unwrap().iter().map(|swap| swap["their_day"].as_str().unwrap()).collect();
    assert!(days.contains(&day(3).as_str()) && days.contains(&day(5).as_str()), "{options}");

    let ask = json!({ "kind": "swap", "day": day(2), "with": lee.account, "with_day": day(3) });
    let (status, asked) = planned.world.call(kim, "POST", "/api/me/requests", Some(ask)).await;
    assert_eq!((status, asked["state"].as_str()), (StatusCode::OK, Some("asked")), "{asked}");
    let answer = format!("/api/me/requests/{}/answer", asked["id"]);
    // It is hers alone to answer.
    let agree = Some(json!({ "agree": true }));
    assert_eq!(planned.world.call(kim, "POST", &answer, agree.clone()).await.0, StatusCode::NOT_FOUND);
    let (_, answered) = planned.world.call(lee, "POST", &answer, agree.clone()).await;
    assert_eq!(answered["state"], "approved", "{answered}");
    assert_eq!(planned.shift(kim, 1).await, None);
    assert_eq!(planned.shift(kim, 2).await.as_deref(), Some("day"));
    assert_eq!(planned.shift(lee, 1).await.as_deref(), Some("day"));
    // Twice is once.
    assert_eq!(planned.world.call(lee, "POST", &answer, agree).await.0, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_given_away_is_booked_in_both_time_banks_and_can_be_given_on_as_hours() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    let cells: Vec<(&Seat, i64, Option<&str>)> = (0..7).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    planned.put(roster, &cells).await;
    planned.put(roster, &[(kim, 1, Some("day"))]).await;
    let ask = json!({ "kind": "give", "day": day(2), "with": lee.account });
    let (_, asked) = planned.world.call(kim, "POST", "/api/me/requests", Some(ask)).await;
    let answer = format!("/api/me/requests/{}/answer", asked["id"]);
    let (_, answered) = planned.world.call(lee, "POST", &answer, Some(json!({ "agree": true }))).await;
    assert_eq!(answered["state"], "approved", "{answered}");
    assert_eq!(planned.shifts(lee).await["time_bank_min"], 480);
    assert_eq!(planned.shifts(kim).await["time_bank_min"], -480);
    // Nobody gives hours she does not have.
    let gift =
        |minutes: u32, with: u32| Some(json!({ "kind": "hours", "day": day(2), "with": with, "minutes": minutes }));
    let (status, _) = planned.world.call(kim, "POST", "/api/me/requests", gift(60, lee.account)).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (_, given) = planned.world.call(lee, "POST", "/api/me/requests", gift(120, kim.account)).await;
    let answer = format!("/api/me/requests/{}/answer", given["id"]);
    planned.world.call(kim, "POST", &answer, Some(json!({ "agree": true }))).await;
    assert_eq!(planned.shifts(lee).await["time_bank_min"], 360);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_agrees_to_another_shift_than_was_asked_for() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    let cells: Vec<(&Seat, i64, Option<&str>)> = (0..7).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    planned.put(roster, &cells).await;
    planned.put(roster, &[(kim, 1, Some("early"))]).await;
    let ask = json!({ "kind": "give", "day": day(2), "with": lee.account });
    let (_, asked) = planned.world.call(kim, "POST", "/api/me/requests", Some(ask)).await;
    let answer = format!("/api/me/requests/{}/answer", asked["id"]);
    let agree = async || planned.world.call(lee, "POST", &answer, Some(json!({ "agree": true }))).await;
    planned.put(roster, &[(kim, 1, Some("late"))]).await;
    assert_eq!(agree().await.0, StatusCode::CONFLICT);
    assert_eq!((planned.shift(kim, 1).await.as_deref(), planned.shift(lee, 1).await), (Some("late"), None));
    // It is hers again as it was.
    planned.put(roster, &[(kim, 1, Some("early"))]).await;
    assert_eq!(agree().await.1["state"], "approved");
    assert_eq!(planned.shift(lee, 1).await.as_deref(), Some("early"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_that_has_begun_is_nobodys_to_give() {
    let planned = planned().await;
    planned.made_before(3);
    let roster = planned.search(-2, 7).await;
    let path = format!("/api/plan/rosters/{roster}/publish");
    assert_eq!(planned.world.call(&planned.planner, "POST", &path, nothing()).await.0, StatusCode::OK);
    let (kim, lee) = (&planned.kim, &planned.lee);
    let cells: Vec<(&Seat, i64, Option<&str>)> = (-3..4).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    planned.put(roster, &cells).await;
    planned.put(roster, &[(kim, -2, Some("day"))]).await;
    let asked = "INSERT INTO plan_request (centre, request, kind, agent, day, with_agent, note, state, asked_at)
                 VALUES (1, ?1, 'give', ?2, ?3, ?4, '', ?5, ?6)";
    let waiting = |tx: &rusqlite::Transaction<'_>| {
        for (id, state) in [(900, "asked"), (901, "agreed")] {
            tx.execute(asked, (id, kim.account, day(-1), lee.account, state, common::now().0))?;
        }
        Ok::<_, store::Error>(())
    };
    planned.world.store.write(waiting).unwrap();
    let agree = Some(json!({ "agree": true }));
    assert_eq!(planned.world.call(lee, "POST", "/api/me/requests/900/answer", agree).await.0, StatusCode::CONFLICT);
    let body = json!({ "requests": [901], "approve": true });
    let (_, decided) = planned.world.call(&planned.planner, "POST", "/api/plan/requests/decide", Some(body)).await;
    assert_eq!(decided["left"], json!([901]), "{decided}");
    assert_eq!(planned.shifts(lee).await["time_bank_min"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_exception_lasts_for_ever() {
    let planned = planned().await;
    let add = async |from: i64, to: i64| {
        let body = json!({ "agent": planned.kim.account, "from": from, "to": to, "because": "교육" });
        planned.world.call(&planned.planner, "POST", "/api/plan/exceptions", Some(body)).await.0
    };
    assert_eq!(add(0, 1).await, StatusCode::OK);
    for (from, to) in [(1, 1), (0, 32 * 86_400_000), (i64::MIN, i64::MAX)] {
        assert!(add(from, to).await.is_client_error(), "{from} to {to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_of_days_long_past_do_not_use_up_what_may_be_asked() {
    let planned = planned().await;
    let wishes = |tx: &rusqlite::Transaction<'_>| {
        let sql = "INSERT INTO plan_request (centre, request, kind, agent, day, note, state, asked_at)
                   VALUES (1, ?1, 'wish', ?2, ?3, '', 'asked', 0)";
        for at in 1..=50 {
            tx.execute(sql, (9_000 + at, planned.kim.account, day(-at)))?;
        }
        Ok::<_, store::Error>(())
    };
    planned.world.store.write(wishes).unwrap();
    let leave = Some(json!({ "kind": "leave", "day": day(2) }));
    let (status, asked) = planned.world.call(&planned.kim, "POST", "/api/me/requests", leave).await;
    assert_eq!(status, StatusCode::OK, "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn leave_waits_for_the_planner_who_sees_the_hours_and_approves_many_at_once() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    let cells: Vec<(&Seat, i64, Option<&str>)> = (0..7).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    planned.put(roster, &cells).await;
    planned.put(roster, &[(kim, 1, Some("day")), (lee, 2, Some("late"))]).await;
    let mut ids = Vec::new();
    for (seat, at) in [(kim, 2), (lee, 3)] {
        let ask = json!({ "kind": "leave", "day": day(at) });
        ids.push(planned.world.call(seat, "POST", "/api/me/requests", Some(ask)).await.1["id"].clone());
    }
    let (_, open) = planned.world.call(&planned.planner, "GET", "/api/plan/requests", None).await;
    let effect = &open["requests"][0]["effect"];
    let worse = effect["hours"].as_array().unwrap().iter();
    let worse = worse.filter(|hour| hour["missing_after"].as_u64() > hour["missing_before"].as_u64()).count();
    assert_eq!(worse, 16, "eight hours at work are sixteen half hours: {effect}");
    ids.push(json!(999));
    let body = json!({ "requests": ids, "approve": true });
    let (_, decided) = planned.world.call(&planned.planner, "POST", "/api/plan/requests/decide", Some(body)).await;
    assert_eq!((decided["approved"].as_array().unwrap().len(), &decided["left"]), (2, &json!([999])), "{decided}");
    assert_eq!((planned.shift(kim, 1).await, planned.shift(lee, 2).await), (None, None));
    let (_, open) = planned.world.call(&planned.planner, "GET", "/api/plan/requests", None).await;
    assert_eq!((open["requests"].as_array().unwrap().len(), open["decided"].as_array().unwrap().len()), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_program_reads_the_shifts_until_the_address_is_ended() {
    let planned = planned().await;
    let roster = planned.roster().await;
    planned.put(roster, &[(&planned.kim, 1, Some("day"))]).await;
    let (_, feed) = planned.world.call(&planned.kim, "POST", "/api/me/calendar", nothing()).await;
    let path = feed["url"].as_str().unwrap().strip_prefix(common::ORIGIN).unwrap().to_owned();
    let read = async || planned.world.send(planned.world.request(None, "GET", &path, None)).await;
    let (status, file) = read().await;
    let text = String::from_utf8(file).unwrap();
    assert_eq!(status, StatusCode::OK);
    // Nine in Seoul is midnight in UTC.
    let start = format!("DTSTART:{}T000000Z", day(2).replace('-', ""));
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.contains(&start), "{text}");
    planned.world.call(&planned.kim, "DELETE", "/api/me/calendar", None).await;
    assert_eq!(read().await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_lays_need_against_people_and_proposes_what_would_help() {
    let planned = planned().await;
    let roster = planned.roster().await;
    planned.put(roster, &[(&planned.kim, 0, Some("early")), (&planned.lee, 0, None)]).await;
    // Whatever the search gave her on the other days, there are hours left for one more.
    let off: Vec<_> = (1..7).map(|at| (&planned.kim, at, None)).collect();
    planned.put(roster, &off).await;
    let (status, board) = planned.world.call(&planned.planner, "GET", &format!("/api/plan/day/{}", day(1)), None).await;
    assert_eq!(status, StatusCode::OK, "{board}");
    let at = |name: &str, slot: usize| board[name][slot].as_f64().unwrap();
    assert_eq!([17, 18, 21, 25, 26].map(|slot| at("staffed", slot)), [0.0, 1.0, 0.0, 1.0, 0.0]);
    assert!(at("required", 20) >= 2.0 && at("forecast", 20) > 5.0 && at("required", 10) == 0.0, "{board}");
    let proposals = board["proposals"].as_array().unwrap();
    // Her shift ends at one: staying an hour fills two half hours.
    let stay = proposals.iter().find(|proposal| proposal["act"]["type"] == "overtime").expect("proposed");
    let (act, hours) = (&stay["act"], |name: &str| stay[name].as_f64().unwrap());
    assert_eq!(
        (act["from_min"].as_u64(), act["agents"][0]["id"].as_u64()),
        (Some(780), Some(planned.kim.account.into()))
    );
    assert_eq!(hours("missing_hours_before") - hours("missing_hours_after"), 1.0, "{stay}");
    for proposal in proposals {
        assert!(proposal["missing_hours_after"].as_f64() < proposal["missing_hours_before"].as_f64(), "{proposal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn adherence_knows_who_is_planned_and_excuses_what_was_approved() {
    let planned = planned().await;
    let (kim, now) = (planned.kim.account, common::now().0);
    planned
        .world
        .store
        .write::<_, store::Error>(|tx| {
            tx.execute(
                "INSERT INTO planned_activity (centre, agent, starts_at, kind, ends_at) VALUES (1, ?1, ?2, 'shift', ?3)",
                (kim, now - 3_600_000, now + 3_600_000),
            )?;
            Ok(())
        })
        .unwrap();
    // She signed in just now: off plan for the hour before.
    let live = async || planned.world.call(&planned.planner, "GET", "/api/plan/adherence", None).await.1;
    let of = |found: &Value| {
        let people = found["people"].as_array().unwrap().clone();
        people.into_iter().find(|person| person["agent"]["id"] == kim).unwrap()
    };
    assert_eq!(of(&live().await)["planned"], "work");
    let path = format!("/api/plan/adherence/{}", today());
    let (_, before) = planned.world.call(&planned.planner, "GET", &path, None).await;
    let excuse = json!({ "agent": kim, "from": now - 7_200_000, "to": now + 7_200_000, "because": "교육장 이동" });
    assert_eq!(
        planned.world.call(&planned.planner, "POST", "/api/plan/exceptions", Some(excuse)).await.0,
        StatusCode::OK
    );
    let (_, after) = planned.world.call(&planned.planner, "GET", &path, None).await;
    assert!(of(&before)["planned_ms"].as_i64().unwrap() > 0, "{before}");
    assert_eq!((of(&after)["planned_ms"].as_i64(), of(&after)["adherence"].as_f64()), (Some(0), None), "{after}");
    assert_eq!(of(&live().await)["verdict"], "exception");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way_is_said() {
    let world = World::new();
    world.centre(1).await;
    let planner = world.seat(1, &[Role::Planner]).await;
    let why = |answer: &(StatusCode, Value)| {
        assert_eq!(answer.0, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.1);
        answer.1["error"]["why"].as_str().unwrap_or_default().to_owned()
    };
    let nothing_known = world.call(&planner, "POST", "/api/plan/forecasts", Some(json!({ "days": 7 }))).await;
    assert!(why(&nothing_known).contains("history"), "{nothing_known:?}");
    let damaged = import(&world, &planner, "start,reason,offered\n2026-11-24T09:00,11,-3\n".into()).await;
    assert!(why(&damaged).contains("line 2"), "{damaged:?}");
    let stranger = import(&world, &planner, history("배송 지연", 10)).await;
    assert!(why(&stranger).contains("배송 지연"), "{stranger:?}");
    let body = json!({ "first": day(1), "days": 7, "seconds": 1 });
    let no_forecast = world.call(&planner, "POST", "/api/plan/rosters", Some(body)).await;
    assert!(why(&no_forecast).contains("forecast"), "{no_forecast:?}");
    let planned = planned().await;
    let body = json!({ "first": day(10), "days": 7, "seconds": 1 });
    let too_short = planned.world.call(&planned.planner, "POST", "/api/plan/rosters", Some(body)).await;
    assert!(why(&too_short).contains(&day(16)), "{too_short:?}");
    let (_, mut settings) = world.call(&planner, "GET", "/api/plan/settings", None).await;
    settings["contracts"][0]["hours"] = json!([10, 12]);
    let contradictory = world.call(&planner, "PUT", "/api/plan/settings", Some(settings)).await;
    assert!(why(&contradictory).contains("정규 주5일"), "{contradictory:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way_is_said_in_the_readers_language() {
    let planned = planned().await;
    let (world, planner) = (&planned.world, &planned.planner);
    let speaks = async |language: &str| {
        let body = Some(json!({ "language": language }));
        assert_eq!(world.call(planner, "PATCH", "/api/me/settings", body).await.0, StatusCode::OK);
    };
    let said = async |answer: (StatusCode, Value), korean: &str| {
        assert_eq!(answer.1["error"]["why"], korean, "{}", answer.1);
    };
    speaks("ko").await;
    let damaged = import(world, planner, "start,reason,offered\n2026-11-24T09:00,11,-3\n".into()).await;
    said(damaged, "2번째 줄: offered -3, 0보다 작습니다 — 고치거나 줄을 지우세요").await;
    let body = json!({ "first": day(10), "days": 7, "seconds": 1 });
    let too_far = world.call(planner, "POST", "/api/plan/rosters", Some(body)).await;
    let korean = format!("{}~{} 전체를 담은 예측이 없습니다 — 근무표 마지막 날까지 예측하세요", day(10), day(16));
    said(too_far, &korean).await;

    // A reason that is left out is named, not numbered.
    let few: String =
        history(&common::OTHER.to_string(), 10).lines().rev().take(3 * 18).map(|row| format!("{row}\n")).collect();
    let (status, taken) = import(world, planner, format!("start,reason,offered,handled,aht_s\n{few}")).await;
    assert_eq!(status, StatusCode::OK, "{taken}");
    let (_, made) = world.call(planner, "POST", "/api/plan/forecasts", Some(json!({ "days": 7 }))).await;
    let korean = "기타: 인입이 있는 날 3일 — 예측에는 10일 이상, 되도록 8주가 필요합니다";
    assert_eq!(made["left_out"], json!([korean]));
    speaks("en").await;
    let path = format!("/api/plan/forecasts/{}", made["forecast"]["id"]);
    let (_, made) = world.call(planner, "GET", &path, None).await;
    let english = "Other: 3 days with contacts before the origin; a forecast needs at least 10, better eight weeks";
    assert_eq!(made["left_out"], json!([english]));

    // Days agreed by the week ask no more of three days than three days can hold.
    let (_, mut settings) = world.call(planner, "GET", "/api/plan/settings", None).await;
    settings["contracts"][0]["days"] = json!([5, 5]);
    assert_eq!(world.call(planner, "PUT", "/api/plan/settings", Some(settings)).await.0, StatusCode::OK);
    let body = json!({ "first": day(1), "days": 3, "seconds": 1 });
    let (_, mut job) = world.call(planner, "POST", "/api/plan/rosters", Some(body)).await;
    let path = format!("/api/plan/jobs/{}", job["id"]);
    while job["state"] == "running" {
        tokio::task::yield_now().await;
        job = world.call(planner, "GET", &path, None).await.1;
    }
    assert_eq!(job["state"], "done", "{job}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forecasts_are_scored_once_their_day_is_over_and_every_night_makes_one() {
    let planned = planned().await;
    planned.made_before(10);
    api::planning::nightly(&planned.world.app, 1).await.unwrap();
    let (_, found) = planned.world.call(&planned.planner, "GET", "/api/plan/accuracy", None).await;
    let days = found["days"].as_array().unwrap();
    assert_eq!(days.len(), 10, "{found}");
    assert!(
        days.iter().all(|day| day["actual"].as_f64().unwrap() > 150.0 && day["wape"].as_f64().unwrap() < 0.5),
        "{found}"
    );
    // Called again the same night it makes no second one.
    api::planning::nightly(&planned.world.app, 1).await.unwrap();
    let (_, list) = planned.world.call(&planned.planner, "GET", "/api/plan/forecasts", None).await;
    assert_eq!(list["forecasts"].as_array().unwrap().len(), 2, "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn months_ahead_and_a_new_desk_are_worked_out() {
    let planned = planned().await;
    let (status, _) =
        planned.world.call(&planned.planner, "POST", "/api/plan/forecasts", Some(json!({ "days": 100 }))).await;
    assert_eq!(status, StatusCode::OK);
    let path = "/api/plan/capacity?leave_percent=5&ready_days=45";
    let (_, capacity) = planned.world.call(&planned.planner, "GET", path, None).await;
    let months = capacity["months"].as_array().unwrap();
    assert!(months.len() >= 2, "{capacity}");
    // Two people of up to five eight-hour days are too few, and fewer every month.
    assert!(
        months.iter().all(|month| month["missing"].as_f64().unwrap() > 0.0 && month["decide_by"].is_string()),
        "{capacity}"
    );
    assert!(months[1]["there"].as_f64() < months[0]["there"].as_f64());
    let desk = json!({
        "contacts_per_day": 300.0, "aht_s": 300.0, "open_min": 540, "close_min": 1080, "days_per_week": 5, "seats": 6,
        "begins": day(7), "intake_per_week": 3, "training_days": 7, "ramp_percent": [60, 80], "shrinkage_percent": 25,
        "hours_per_week": 40.0,
    });
    let (status, answer) = planned.world.call(&planned.planner, "POST", "/api/plan/desk", Some(desk)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!((answer["people"].as_u64(), answer["seats_missing"].as_u64()), (Some(7), Some(0)), "{answer}");
    assert!(answer["answers_from"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_by_the_week_holds_in_both_weeks_and_goes_on_in_the_next_roster() {
    let planned = planned().await;
    let (world, planner) = (&planned.world, &planned.planner);
    let (status, made) = world.call(planner, "POST", "/api/plan/forecasts", Some(json!({ "days": 28 }))).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let (_, mut settings) = world.call(planner, "GET", "/api/plan/settings", None).await;
    settings["contracts"][0]["days"] = json!([5, 5]);
    settings["contracts"][0]["days_in_a_row"] = json!([1, 6]);
    assert_eq!(world.call(planner, "PUT", "/api/plan/settings", Some(settings)).await.0, StatusCode::OK);
    let monday =
        (1..=7).find(|ahead| today().checked_add(ahead.days()).unwrap().weekday() == jiff::civil::Weekday::Monday);
    let monday = monday.unwrap();
    let roster = planned.search(monday, 7).await;
    // Everyone late on the week's Sunday, until six in the evening; five days in all.
    let week = ["late"; 4].map(Some).into_iter().chain([None, None, Some("late")]).collect::<Vec<_>>();
    let cells: Vec<(&Seat, i64, Option<&str>)> = [&planned.kim, &planned.lee]
        .into_iter()
        .flat_map(|seat| week.iter().enumerate().map(move |(at, shift)| (seat, monday - 1 + at as i64, *shift)))
        .collect();
    planned.put(roster, &cells).await;
    let path = format!("/api/plan/rosters/{roster}/publish");
    assert_eq!(world.call(planner, "POST", &path, nothing()).await.0, StatusCode::OK);
    // From Tuesday on: Monday is nobody's, and the Sunday before is a day in a row that a first day goes on.
    let next = planned.search(monday + 7, 7).await;
    let view = planned.read(next).await;
    assert_eq!(view["report"]["feasible"], true, "{}", view["report"]);
    for seat in [&planned.kim, &planned.lee] {
        let own = view["shifts"].as_array().unwrap().iter().filter(|shift| shift["agent"] == seat.account).count();
        assert_eq!(own, 5, "five days in the second week too");
    }
}
