//! Whom the law protects: what her contract must leave her, and who is told.

use auth::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::common::Seat;
use crate::common::planning::{Planned, day, planned};

async fn protect(planned: &Planned, who: Option<&str>) -> (StatusCode, Value) {
    let path = format!("/api/plan/people/{}", planned.kim.account);
    let body = json!({ "contract": "any", "preferred_start": null, "protected": who });
    planned.world.call(&planned.planner, "PUT", &path, Some(body)).await
}

async fn settings(planned: &Planned, change: impl FnOnce(&mut Value)) -> (StatusCode, Value) {
    let (_, mut settings) = planned.world.call(&planned.planner, "GET", "/api/plan/settings", None).await;
    change(&mut settings);
    planned.world.call(&planned.planner, "PUT", "/api/plan/settings", Some(settings)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protection_that_the_contract_contradicts_is_refused_at_its_field_with_a_sentence() {
    let planned = planned().await;
    assert_eq!(settings(&planned, |all| all["contracts"][0]["law"] = Value::Null).await.0, StatusCode::OK);
    let (status, why) = protect(&planned, Some("pregnant")).await;
    assert_eq!(
        (status, &why["error"]["fields"]["protected"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("contradicts")),
        "{why}"
    );
    assert!(why["error"]["why"].as_str().unwrap().contains("any"), "{why}");
    // Nothing was kept of it.
    let (_, people) = planned.world.call(&planned.planner, "GET", "/api/plan/people", None).await;
    assert!(people["people"].as_array().unwrap().iter().all(|person| person["protected"].is_null()), "{people}");

    assert_eq!(settings(&planned, |all| all["contracts"][0]["law"] = json!("kr")).await.0, StatusCode::OK);
    assert_eq!(protect(&planned, Some("pregnant")).await.0, StatusCode::OK);
    // And the other way round: the law cannot leave the contract of somebody whom it protects, under whatever name.
    let (status, why) = settings(&planned, |all| {
        all["contracts"][0]["law"] = Value::Null;
        all["contracts"][0]["name"] = json!("every");
        all["contracts"][0]["was"] = json!("any");
    })
    .await;
    assert_eq!(
        (status, &why["error"]["fields"]["contracts[0].law"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("required")),
        "{why}"
    );
    let (status, why) = settings(&planned, |all| {
        all["contracts"][0]["days"] = json!([0, 6]);
        all["contracts"][0]["hours"] = json!([44.0, 50.0]);
    })
    .await;
    assert_eq!(
        (status, &why["error"]["fields"]["contracts[0].hours"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("out_of_range")),
        "{why}"
    );
    assert!(why["error"]["why"].as_str().unwrap().contains("제74조"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_a_protection_is_told_a_rule_that_says_nothing_of_it() {
    let planned = planned().await;
    let (status, saved) = settings(&planned, |all| {
        let evening = json!({ "name": "evening", "start": "20:00", "length_min": 180, "breaks": [] });
        all["shifts"].as_array_mut().unwrap().push(evening);
        all["contracts"][0]["shifts"].as_array_mut().unwrap().push(json!("evening"));
    })
    .await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    let roster = planned.roster().await;
    let empty: Vec<(&Seat, i64, Option<&str>)> = (0..7).map(|at| (&planned.kim, at, None)).collect();
    planned.put(roster, &empty).await;
    planned.put(roster, &[(&planned.kim, 1, Some("evening"))]).await;
    assert_eq!(protect(&planned, Some("no_consent")).await.0, StatusCode::OK);

    let path = format!("/api/plan/rosters/{roster}");
    let supervisor = planned.world.seat(1, &[Role::Supervisor]).await;
    let rules = |view: &Value| {
        let broken = view["report"]["broken"].as_array().unwrap().iter();
        let hers = broken.filter(|one| one["day"] == day(2) && one["agent"] == planned.kim.account);
        hers.map(|one| one["rule"].clone()).collect::<Vec<_>>()
    };
    let shifts = |view: &Value| {
        let mut people = view["people"].as_array().unwrap().iter();
        people.find(|person| person["id"] == planned.kim.account).unwrap()["shifts"].as_array().unwrap().len()
    };
    let (_, seen) = planned.world.call(&planned.planner, "GET", &path, None).await;
    assert_eq!((rules(&seen), shifts(&seen)), (vec![json!("night")], 3), "{}", seen["report"]);
    let (status, hidden) = planned.world.call(&supervisor, "GET", &path, None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((rules(&hidden), shifts(&hidden)), (vec![json!("not_hers")], 4), "{}", hidden["report"]);
}
