//! What may be set, by whom, and what becomes of keys.

use auth::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::endpoint::{KEY, completion, endpoint, says, sentences, set, task};
use crate::common::{Seat, World};

const TRY: &str = "/api/setup/models/summary/try";

async fn centre() -> (World, Seat) {
    let world = World::with_inside_host("127.0.0.1");
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    (world, admin)
}

/// Asks with words that say a refund has not come; why it was not used.
async fn tried(world: &World, admin: &Seat) -> Value {
    let words = Some(json!({"text": "환불 문의요"}));
    world.call(admin, "POST", TRY, words).await.1["fault"].clone()
}

#[tokio::test]
async fn a_key_goes_to_nobody_else_and_is_sealed() {
    let (world, admin) = centre().await;
    let (url, told) = endpoint(|stream| says(stream, "500 Oh", "application/json", "{}"));
    let (other, elsewhere) = endpoint(|stream| says(stream, "500 Oh", "application/json", "{}"));
    set(&world, &admin, "summary", &url, json!({})).await;
    set(&world, &admin, "summary", &url, json!({"key": null, "limit_ms": 5_000})).await;
    tried(&world, &admin).await;
    assert_eq!(told.recv().unwrap().headers["authorization"], format!("Bearer {KEY}"), "kept for the same address");
    let kept = |view: &rusqlite::Connection| view.query_row("SELECT key FROM model", [], |row| row.get(0));
    let sealed: Vec<u8> = world.store.read::<_, store::Error>(|view| Ok(kept(view)?)).unwrap();
    assert!(!sealed.windows(KEY.len()).any(|part| part == KEY.as_bytes()), "the key lies open in the database");
    // Who can write the database sends a key nowhere either.
    let moved = "UPDATE model SET base_url = ?1";
    world.store.write::<_, store::Error>(|tx| Ok(tx.execute(moved, [&other]).map(drop)?)).unwrap();
    assert_eq!(tried(&world, &admin).await, "key_lost");
    assert!(elsewhere.try_recv().is_err(), "asked without its key");
    assert_eq!(task(&world, &admin, "summary").await["model"]["key_lost"], true);
    set(&world, &admin, "summary", &url, json!({})).await;
    set(&world, &admin, "summary", &other, json!({"key": null})).await;
    tried(&world, &admin).await;
    assert!(!elsewhere.recv().unwrap().headers.contains_key("authorization"), "a key went elsewhere");
}

#[tokio::test]
async fn addresses_inside_and_odd_values_are_refused() {
    let (world, admin) = centre().await;
    for (field, wrong) in [
        ("base_url", json!("http://localhost:9000/v1")),
        ("base_url", json!("https://10.0.0.1/v1")),
        ("base_url", json!("https://models.example/v1?a=")),
        ("name", json!(" ")),
        ("key", json!("two\r\nlines: x")),
        ("limit_ms", json!(10_001)),
        ("tokens_day", json!(4_000_000_000_u32)),
    ] {
        let (status, answer) = set(&world, &admin, "answer", "https://models.example/v1", json!({field: wrong})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {answer}");
        assert!(answer["error"]["fields"][field].is_string(), "{answer}");
    }
    let agent = world.seat(1, &[Role::Agent]).await;
    assert_eq!(world.call(&agent, "GET", "/api/setup/models", None).await.0, StatusCode::FORBIDDEN);
    assert_eq!(set(&world, &admin, "poetry", "https://models.example/v1", json!({})).await.0, StatusCode::NOT_FOUND);
    set(&world, &admin, "search", "https://models.example/v1", json!({})).await;
    let (_, after) = world.call(&admin, "DELETE", "/api/setup/models/search", None).await;
    assert!(after["tasks"].as_array().unwrap().iter().all(|task| task["model"] == Value::Null), "{after}");
    assert_eq!(world.call(&admin, "DELETE", "/api/setup/models/search", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn words_are_tried_with_personal_data_out() {
    let (world, admin) = centre().await;
    let (url, told) = endpoint(|stream| {
        says(stream, "200 OK", "application/json", &sentences(&json!([{"text": "환불 문의", "line": 1}])));
    });
    set(&world, &admin, "summary", &url, json!({})).await;
    let words = Some(json!({"text": "환불 문의요 010-1234-5678"}));
    let (_, redacted) = world.call(&admin, "POST", "/api/setup/redaction/try", words.clone()).await;
    assert_eq!(redacted["text"], "환불 문의요 [전화번호]");
    assert!(told.try_recv().is_err(), "only shown");
    let (_, tried) = world.call(&admin, "POST", TRY, words).await;
    assert_eq!(
        (&tried["sent"], &tried["text"], &tried["fault"]),
        (&redacted["text"], &json!("환불 문의"), &Value::Null)
    );
}

#[tokio::test]
async fn the_last_calls_are_kept_and_no_more() {
    let (world, admin) = centre().await;
    let (url, _told) = endpoint(|stream| says(stream, "200 OK", "application/json", &completion("no form")));
    set(&world, &admin, "summary", &url, json!({})).await;
    for _ in 0..23 {
        assert_eq!(tried(&world, &admin).await, "unreadable");
    }
    let known = task(&world, &admin, "summary").await;
    assert_eq!((known["calls"].as_array().unwrap().len(), &known["today"]["calls"]), (20, &json!(23)));
}
