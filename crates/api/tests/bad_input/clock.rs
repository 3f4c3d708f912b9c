//! Clocks that jump.

use std::sync::atomic::{AtomicI64, Ordering};

use routing::Time;
use serde_json::json;
use uuid::Uuid;

use crate::common::browser::{Browser, bodies};
use crate::common::{self, REFUNDS, World, nothing};

static AHEAD_MS: AtomicI64 = AtomicI64::new(0);

fn jumping() -> Time {
    common::now().plus_ms(AHEAD_MS.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_clock_that_jumps_back_loses_and_reorders_nothing() {
    let world = World::with_clock(jumping);
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    AHEAD_MS.store(3_600_000, Ordering::Relaxed);
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({})).await;
    let first = mina.say("하나").await;
    AHEAD_MS.store(0, Ordering::Relaxed);
    mina.say("둘").await;
    assert_eq!(mina.lines().await, ["하나", "둘"], "in the order they were said");
    assert_eq!(bodies(&mina.get(&format!("/contact/messages?after={first}")).await), ["둘"]);
    let waiting = mina.get("/contact").await;
    assert_eq!((&waiting["state"], &waiting["id"]), (&json!("waiting"), &json!(id)));
    let slots = mina.get(&format!("/slots?reason={REFUNDS}")).await;
    let start = slots["slots"][1]["start"].as_i64().unwrap();
    assert!(start > common::now().0, "no slot of the past is offered");
    let offer = world.offer(1, id).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let line = json!({"kind": "text", "body": "셋", "client_key": Uuid::now_v7()});
    world.call(&agent, "POST", &format!("/api/contacts/{id}/messages"), Some(line)).await;
    assert_eq!(mina.lines().await, ["하나", "둘", "셋"]);
    let (_, thread) = world.call(&agent, "GET", &format!("/api/contacts/{id}/messages"), None).await;
    assert_eq!(bodies(&thread), ["하나", "둘", "셋"], "on the desk too");
    mina.post("/contact/leave", json!({})).await;
    assert_eq!(mina.get("/contact").await["survey"], true);
    mina.post("/contact/survey", json!({"contact": id, "ease": 7})).await;
}
