//! A policy in the shadow of the live one: compared, and never acted on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Duration;

use auth::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::common::{REFUNDS, Seat, World, nothing};

const PATIENCE: Duration = Duration::from_secs(10);

/// The shadow as it is shown, once it is as wanted.
async fn shown(world: &World, admin: &Seat, wanted: impl Fn(&Value) -> bool) -> Value {
    let look = async {
        loop {
            let (_, view) = world.call(admin, "GET", "/api/setup/shadow", None).await;
            if wanted(&view) {
                return view;
            }
        }
    };
    tokio::time::timeout(PATIENCE, look).await.expect("it never became so")
}

/// Saves the draft with other rings for refunds; its revision.
async fn drafted(world: &World, admin: &Seat, level: u32) -> u32 {
    let (_, mut draft) = world.call(admin, "GET", "/api/setup/draft", None).await;
    for reason in draft["document"]["reasons"].as_array_mut().unwrap() {
        if reason["id"] == REFUNDS {
            reason["rings"][0]["needs"][0]["level"] = json!(level);
        }
    }
    let save = json!({ "document": draft["document"], "revision": draft["revision"] });
    let (status, saved) = world.call(admin, "PUT", "/api/setup/draft", Some(save)).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    saved["revision"].as_u64().unwrap() as u32
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_policy_would_have_decided_is_recorded_and_nothing_of_it_happens() {
    let world = World::new();
    let running = world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let agent = world.agent(&running, 1).await;
    // She has level 3 of what refunds ask for: under the draft nobody could take them at once.
    let revision = drafted(&world, &admin, 4).await;
    let start = |revision: u32| Some(json!({ "revision": revision }));
    assert_eq!(
        world.call(&admin, "POST", "/api/setup/shadow", start(revision - 1)).await.0,
        StatusCode::CONFLICT,
        "an older draft"
    );
    let (status, view) = world.call(&admin, "POST", "/api/setup/shadow", start(revision)).await;
    assert_eq!(
        (status, &view["run"]["ended_at"], &view["lines"]),
        (StatusCode::OK, &Value::Null, &json!([])),
        "{view}"
    );
    assert_eq!(
        world.call(&admin, "POST", "/api/setup/shadow", start(revision)).await.0,
        StatusCode::CONFLICT,
        "one at a time"
    );

    let customer = world.customer(1, "김미나", "A-1");
    let mut contact = world.chat(&running, 1, customer).await;
    // What came before it followed is compared no more, so another comes until one is.
    let look = async {
        loop {
            assert!(world.offer(1, contact).is_some(), "the live policy decides");
            let (_, view) = world.call(&admin, "GET", "/api/setup/shadow", None).await;
            if view["lines"] != json!([]) {
                return view;
            }
            let offer = world.offer(1, contact).unwrap();
            world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
            world.call(&agent, "POST", &format!("/api/contacts/{contact}/end"), nothing()).await;
            let wrapped = Some(json!({ "outcome": "solved", "summary": "환불함" }));
            world.call(&agent, "POST", &format!("/api/contacts/{contact}/wrap-up"), wrapped).await;
            contact = world.chat(&running, 1, customer).await;
        }
    };
    let view = tokio::time::timeout(PATIENCE, look).await.expect("nothing was ever compared");
    let line = &view["lines"][0];
    assert_eq!(
        (&line["reason"]["id"], &line["same"], &line["other"]),
        (&json!(REFUNDS), &json!(0), &json!(0)),
        "{view}"
    );
    assert!(line["later"].as_u64() > Some(0), "{view}");
    let decision = &view["decisions"][0];
    assert_eq!(
        (&decision["verdict"], decision["live"]["id"].as_u64(), &decision["shadow"]),
        (&json!("later"), Some(u64::from(agent.account)), &Value::Null),
        "{view}"
    );

    let (status, view) = world.call(&admin, "POST", "/api/setup/shadow/end", nothing()).await;
    assert_eq!((status, &view["run"]["failed"]), (StatusCode::OK, &json!(false)), "{view}");
    let stays = view["lines"][0]["later"].as_u64() >= line["later"].as_u64();
    assert!(view["run"]["ended_at"].is_i64() && stays, "what it found stays: {view}");
    assert_eq!(world.call(&admin, "POST", "/api/setup/shadow/end", nothing()).await.0, StatusCode::CONFLICT);
    let (_, history) = world.call(&admin, "GET", "/api/setup/history", None).await;
    let did: Vec<_> =
        history["entries"].as_array().unwrap().iter().filter(|entry| entry["about"] == "shadow").collect();
    assert_eq!(did.len(), 2, "{history}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_may_not_be_published_does_not_run_and_nobody_else_starts_one() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let revision = drafted(&world, &admin, 9).await;
    let start = Some(json!({ "revision": revision }));
    let (status, refusal) = world.call(&admin, "POST", "/api/setup/shadow", start.clone()).await;
    assert_eq!(
        (status, &refusal["error"]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("setup_refused")),
        "{refusal}"
    );
    let agent = world.seat(1, &[Role::Agent]).await;
    assert_eq!(world.call(&agent, "POST", "/api/setup/shadow", start).await.0, StatusCode::FORBIDDEN);
    let view = shown(&world, &admin, |view| view["as_of"].is_i64()).await;
    assert_eq!(view["run"], Value::Null);
}
