//! What is told before anything is done: by a request, a publication, a choice of shifts.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::common::Seat;
use crate::common::planning::{day, planned};

/// Most times a minute that somebody may look at what can be done with her shifts.
const LOOKS: usize = 30;

#[tokio::test(flavor = "multi_thread")]
async fn a_swap_that_waits_shows_both_shifts_with_their_hours() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    let empty: Vec<(&Seat, i64, Option<&str>)> = (0..7).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    planned.put(roster, &empty).await;
    planned.put(roster, &[(kim, 1, Some("day")), (lee, 2, Some("late"))]).await;
    let ask = json!({ "kind": "swap", "day": day(2), "with": lee.account, "with_day": day(3) });
    let (_, asked) = planned.world.call(kim, "POST", "/api/me/requests", Some(ask)).await;
    let hours = |shift: &Value| (shift["name"].clone(), shift["start_min"].clone(), shift["length_min"].clone());
    let both = async |seat: &Seat| {
        let shown = planned.shifts(seat).await["requests"][0].clone();
        assert_eq!(hours(&shown["shift"]), (json!("day"), json!(540), json!(540)), "{shown}");
        assert_eq!(hours(&shown["with_shift"]), (json!("late"), json!(720), json!(360)), "{shown}");
        shown["state"].clone()
    };
    for seat in [kim, lee] {
        assert_eq!(both(seat).await, "asked");
    }
    let answer = format!("/api/me/requests/{}/answer", asked["id"]);
    planned.world.call(lee, "POST", &answer, Some(json!({ "agree": true }))).await;
    // Once it is done the roster holds others, and another change does not make it another request.
    planned.put(roster, &[(kim, 2, Some("early"))]).await;
    for seat in [kim, lee] {
        assert_eq!(both(seat).await, "approved");
    }
    let (_, list) = planned.world.call(&planned.planner, "GET", "/api/plan/requests", None).await;
    assert_eq!(hours(&list["decided"][0]["with_shift"]), (json!("late"), json!(720), json!(360)), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_swap_is_told_what_stands_in_the_way() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    let empty: Vec<(&Seat, i64, Option<&str>)> = (0..7).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    let options = async |cells: &[(&Seat, i64, Option<&str>)]| {
        planned.put(roster, &empty).await;
        planned.put(roster, cells).await;
        let path = format!("/api/me/shifts/{}/options", day(2));
        let (_, found) = planned.world.call(kim, "GET", &path, None).await;
        assert_eq!(found["swaps"], json!([]), "{found}");
        (found["no_swaps"].clone(), found["no_takers"].clone(), found["takers"].as_array().unwrap().len())
    };
    // Nobody else works.
    assert_eq!(options(&[(kim, 1, Some("day"))]).await, (json!([]), json!([]), 1));
    // LEE's only day is one of KIM's.
    let busy = json!([{ "rule": null, "colleagues": 1 }]);
    assert_eq!(
        options(&[(kim, 1, Some("day")), (kim, 2, Some("late")), (lee, 2, Some("day"))]).await,
        (busy, json!([]), 1)
    );
    // LEE has leave on KIM's day.
    let ask = json!({ "kind": "leave", "day": day(2) });
    let (_, leave) = planned.world.call(lee, "POST", "/api/me/requests", Some(ask)).await;
    let decide = json!({ "requests": [leave["id"]], "approve": true });
    planned.world.call(&planned.planner, "POST", "/api/plan/requests/decide", Some(decide)).await;
    let off = json!([{ "rule": "day_off", "colleagues": 1 }]);
    assert_eq!(options(&[(kim, 1, Some("day")), (lee, 2, Some("late"))]).await, (off.clone(), off, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shifts_told_before_publishing_are_all_that_the_roster_shows() {
    let planned = planned().await;
    // From the day before yesterday on: what is over stays and is told apart.
    planned.made_before(2);
    let roster = planned.search(-2, 7).await;
    let (_, told) =
        planned.world.call(&planned.planner, "GET", &format!("/api/plan/rosters/{roster}/publish"), None).await;
    let shown = planned.read(roster).await["shifts"].as_array().unwrap().len() as u64;
    let (to_come, over) = (told["shifts"].as_u64().unwrap(), told["shifts_over"].as_u64().unwrap());
    assert!(over > 0 && to_come > 0, "{told}");
    assert_eq!(to_come + over, shown, "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_is_told_before_it_is_done() {
    let planned = planned().await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    let preview = async |roster: u64| {
        let path = format!("/api/plan/rosters/{roster}/publish");
        planned.world.call(&planned.planner, "GET", &path, None).await.1
    };
    // Nothing is published yet: every day is new.
    let first = planned.search(1, 7).await;
    let told = preview(first).await;
    assert_eq!((&told["first"], &told["last"], &told["new_days"]), (&json!(day(1)), &json!(day(7)), &json!(7)));
    assert_eq!((&told["changes"], &told["changed"]), (&json!(0), &json!([])), "{told}");

    let first = planned.roster().await;
    let empty: Vec<(&Seat, i64, Option<&str>)> = (0..7).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    planned.put(first, &empty).await;
    planned.put(first, &[(kim, 1, Some("day"))]).await;
    assert_eq!(preview(first).await["changes"], 0, "what is in force is like itself");
    let second = planned.search(1, 7).await;
    planned.put(second, &empty).await;
    planned.put(second, &[(kim, 1, Some("late")), (lee, 2, Some("day"))]).await;
    let told = preview(second).await;
    assert_eq!((&told["people"], &told["shifts"], &told["new_days"]), (&json!(2), &json!(2), &json!(0)), "{told}");
    assert_eq!((&told["changed_people"], &told["changes"]), (&json!(2), &json!(2)), "{told}");
    let changed = |at: usize| {
        let one = &told["changed"][at];
        (one["agent"]["id"].clone(), one["day"].clone(), one["before"]["name"].clone(), one["after"]["name"].clone())
    };
    assert_eq!(changed(0), (json!(kim.account), json!(day(2)), json!("day"), json!("late")));
    assert_eq!(changed(1), (json!(lee.account), json!(day(3)), Value::Null, json!("day")));

    // What somebody changed after the look is not published unseen.
    planned.put(second, &[(lee, 2, None)]).await;
    let publish = async |revision: &Value| {
        let path = format!("/api/plan/rosters/{second}/publish");
        let body = Some(json!({ "revision": revision }));
        planned.world.call(&planned.planner, "POST", &path, body).await
    };
    let (status, refused) = publish(&told["revision"]).await;
    assert_eq!((status, &refused["error"]["code"]), (StatusCode::CONFLICT, &json!("newer_revision")), "{refused}");
    assert_eq!(preview(second).await["changes"], 1, "it is a draft still");
    assert_eq!(publish(&preview(second).await["revision"]).await.0, StatusCode::OK);
    assert_eq!(preview(second).await["changes"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_of_shifts_says_which_break_a_rule() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let kim = &planned.kim;
    let empty: Vec<(&Seat, i64, Option<&str>)> = (0..7).map(|at| (kim, at, None)).collect();
    planned.put(roster, &empty).await;
    let choices = async |ahead: i64| {
        let path = format!("/api/plan/rosters/{roster}/choices?agent={}&day={}", kim.account, day(ahead));
        let (status, told) = planned.world.call(&planned.planner, "GET", &path, None).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        let all = told["choices"].as_array().unwrap().iter();
        all.map(|one| (one["shift"].clone(), !one["broken"].as_array().unwrap().is_empty())).collect::<Vec<_>>()
    };
    let free = [(json!("early"), false), (json!("day"), false), (json!("late"), false)];
    assert_eq!(choices(3).await, free);
    // Five days are agreed: a sixth breaks the rule, whichever shift it is; her own shift is no change.
    let five: Vec<(&Seat, i64, Option<&str>)> = [0, 1, 3, 4, 5].map(|at| (kim, at, Some("early"))).into();
    planned.put(roster, &five).await;
    assert_eq!(choices(3).await, [(json!("early"), true), (json!("day"), true), (json!("late"), true)]);
    assert!(choices(4).await.contains(&(json!("early"), false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_for_swaps_has_its_rate() {
    let planned = planned().await;
    let path = format!("/api/me/shifts/{}/options", day(2));
    for _ in 0..LOOKS {
        assert_ne!(planned.world.call(&planned.kim, "GET", &path, None).await.0, StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(planned.world.call(&planned.kim, "GET", &path, None).await.0, StatusCode::TOO_MANY_REQUESTS);
    assert_ne!(planned.world.call(&planned.lee, "GET", &path, None).await.0, StatusCode::TOO_MANY_REQUESTS);
}
