//! Words that harm, and words of people in danger, typed into a chat.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod common;

use auth::Role;
use common::browser::Browser;
use common::{REFUNDS, Seat, World, nothing};
use serde_json::{Value, json};

async fn tone(world: &World, seat: &Seat, contact: u64) -> Value {
    world.call(seat, "GET", &format!("/api/contacts/{contact}"), None).await.1["tone"].clone()
}

#[tokio::test]
async fn abuse_is_told_to_the_agent_and_ends_nothing() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    let offer = world.offer(1, id).expect("offered");
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    mina.say("환불이 아직 안 됐어요").await;
    assert_eq!(tone(&world, &agent, id).await, Value::Null, "an ordinary line");
    let line = mina.say("야 이 씨 발 놈아").await;
    let told = tone(&world, &agent, id).await;
    assert_eq!((&told["class"], &told["source"], &told["message"]), (&json!("insult"), &json!("rule"), &json!(line)));
    mina.say("죄송해요").await;
    assert_eq!(tone(&world, &agent, id).await["times"], 1);
    assert_eq!(mina.state().await, "with_person", "a model ends nothing");
}

#[tokio::test]
async fn distress_beats_abuse_a_person_at_once_and_the_crisis_line() {
    let world = World::new();
    let running = world.centre(1).await;
    world.agent(&running, 1).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    assert_eq!(mina.state().await, "choosing");
    mina.say("씨발 다 필요없고 그냥 죽고 싶어요").await;
    let lines = mina.lines().await;
    assert_eq!(lines[1..], ["crisis"], "where help is, once");
    assert_eq!(mina.state().await, "waiting", "a person was asked for");
    let told = tone(&world, &supervisor, id).await;
    assert_eq!(told["class"], "distress", "{told}");
    let (_, alerts) = world.call(&supervisor, "GET", "/api/floor/alerts", None).await;
    assert_eq!((&alerts["alerts"][0]["kind"], &alerts["alerts"][0]["contact"]), (&json!("distress"), &json!(id)));
    mina.say("정말 죽고 싶어요").await;
    assert_eq!(mina.lines().await.iter().filter(|line| *line == "crisis").count(), 1);
}

#[tokio::test]
async fn danger_in_the_words_she_came_with_is_heard() {
    let world = World::new();
    let running = world.centre(1).await;
    world.agent(&running, 1).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    let mut mina = Browser::new(&world, 1);
    mina.post("/contacts", json!({"reason": REFUNDS, "words": "환불도 안 되고 그냥 죽고 싶어요"})).await;
    assert!(mina.lines().await.contains(&"crisis".to_owned()));
    assert_eq!(mina.state().await, "waiting", "a person was asked for");
    let (_, alerts) = world.call(&supervisor, "GET", "/api/floor/alerts", None).await;
    assert_eq!(alerts["alerts"][0]["kind"], "distress", "{alerts}");
    // The next line says it no second time.
    mina.say("정말 죽고 싶어요").await;
    assert_eq!(mina.lines().await.iter().filter(|line| *line == "crisis").count(), 1);
}
