//! What a new centre is told it still needs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use auth::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::common::{REFUNDS, World, setup};

#[tokio::test]
async fn what_is_there_is_counted_and_the_rest_is_not() {
    let world = World::new();
    let running = world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let start = async || world.call(&admin, "GET", "/api/setup/start", None).await.1;
    let before = start().await;
    assert_eq!((&before["taught"], &before["contacted"]), (&json!(0), &json!(false)));

    world.able(&admin);
    world.publish(1, setup()).await.unwrap();
    let published = start().await;
    assert_eq!(published["reasons"], 1, "the one that stands in is no reason to choose: {published}");
    for text in ["환불해 주세요", "돈 돌려받고 싶어요"] {
        let path = format!("/api/setup/reasons/{REFUNDS}/examples");
        world.call(&admin, "POST", &path, Some(json!({ "text": text }))).await;
    }
    assert_eq!(start().await["taught"], 0, "two examples are too few");
    let path = format!("/api/setup/reasons/{REFUNDS}/examples");
    world.call(&admin, "POST", &path, Some(json!({ "text": "카드 취소가 안 됐어요" }))).await;
    assert_eq!(start().await["taught"], 1);

    let people = start().await["people"].as_u64().unwrap();
    let agent = world.seat(1, &[Role::Agent]).await;
    assert_eq!(start().await["people"], people, "who is given no contacts takes none");
    world.able(&agent);
    world.bot(&running, 1).await;
    assert_eq!(start().await["people"], people + 1, "a bot is nobody");
}

#[tokio::test]
async fn it_is_put_away_for_every_administrator_and_can_come_back() {
    let world = World::new();
    world.centre(1).await;
    let (one, other) = (world.seat(1, &[Role::Admin]).await, world.seat(1, &[Role::Admin]).await);
    let put = async |away: bool| {
        let (status, answer) = world.call(&one, "PUT", "/api/setup/start", Some(json!({ "put_away": away }))).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        world.call(&other, "GET", "/api/setup/start", None).await.1["put_away"].clone()
    };
    assert_eq!(put(true).await, Value::Bool(true));
    assert_eq!(put(true).await, Value::Bool(true), "twice is once");
    assert_eq!(put(false).await, Value::Bool(false));
}
