//! Bodies: too large, never ending, torn, mistyped.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{answer, bytes};
use crate::common::browser::{Browser, assert_sentences};
use crate::common::{REFUNDS, World};

const CHUNK: usize = 16 * 1024;

#[tokio::test]
async fn a_huge_message_is_refused_before_it_is_read() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    for (path, most) in [("/contact/messages", api::limits::JSON_BYTES), ("/contacts", api::limits::JSON_BYTES)] {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let chunks = stream::iter(0..(10 << 20) / CHUNK).map(move |_| {
            counted.fetch_add(CHUNK, Ordering::Relaxed);
            Ok::<_, Infallible>(Bytes::from(vec![b'x'; CHUNK]))
        });
        let (status, refusal) = answer(&world, bytes(&mina, "POST", path, Body::from_stream(chunks))).await;
        assert_eq!((status, &refusal["error"]["code"]), (413, &json!("too_large")), "{path}");
        assert_sentences(&refusal);
        let read = read.load(Ordering::Relaxed);
        assert!(read <= most + 2 * CHUNK, "{path}: {read} bytes were read of ten million");
    }
    assert_eq!(mina.lines().await, [] as [&str; 0]);
}

#[tokio::test]
async fn bodies_that_never_end_hold_up_nobody() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let mut slow = Vec::new();
    for _ in 0..200 {
        let begun = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"{\"body\":\""))]);
        let request = bytes(&mina, "POST", "/contact/messages", Body::from_stream(begun.chain(stream::pending())));
        let router = world.router.clone();
        slow.push(tokio::spawn(async move { tower::ServiceExt::oneshot(router, request).await }));
    }
    let other = async {
        let mut sujin = Browser::new(&world, 1);
        sujin.open(REFUNDS).await;
        sujin.say("저는 기다리지 않아요").await;
        sujin.lines().await
    };
    let lines = tokio::time::timeout(Duration::from_secs(5), other).await.expect("held up");
    assert_eq!(lines, ["저는 기다리지 않아요"]);
    assert!(slow.iter().all(|request| !request.is_finished()));
    slow.iter().for_each(tokio::task::JoinHandle::abort);
}

/// What is wrong with a body, and what its sender is told: status, code, the field at fault.
type Refused = (Vec<u8>, u16, &'static str, &'static str);

fn messages() -> Vec<Refused> {
    let key = Uuid::now_v7();
    let line = |body: Value| json!({"body": body, "client_key": key}).to_string().into_bytes();
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(500), close.repeat(500)).into_bytes();
    vec![
        (Vec::new(), 400, "bad_request", ""),
        (b"nonsense".to_vec(), 400, "bad_request", ""),
        (b"{\"body\":".to_vec(), 400, "bad_request", ""),
        (b"{\"body\":\"\xC3\x28\"}".to_vec(), 400, "bad_request", ""),
        (b"\xFF\xFE{\0}\0".to_vec(), 400, "bad_request", ""),
        (b"{\"body\":\"\\ud800\"}".to_vec(), 400, "bad_request", ""),
        ([line(json!("x")), b"{}".to_vec()].concat(), 400, "bad_request", ""),
        (deep("[", "]"), 422, "invalid", "["),
        (deep("{\"body\":", "}"), 422, "invalid", "body"),
        (line(json!([[[[1]]]])), 422, "invalid", "body"),
        (b"[]".to_vec(), 422, "invalid", "."),
        (b"null".to_vec(), 422, "invalid", "."),
        (b"{}".to_vec(), 422, "invalid", "body"),
        (line(json!(7)), 422, "invalid", "body"),
        (line(Value::Null), 422, "invalid", "body"),
        (line(json!("")), 422, "invalid", "body"),
        (line(json!(" \n\t ")), 422, "invalid", "body"),
        (line(json!("a\u{0}b")), 422, "invalid", "body"),
        (line(json!("a\u{1b}[31mb")), 422, "invalid", "body"),
        (line(json!("가".repeat(api::limits::MESSAGE_CHARS + 1))), 422, "invalid", "body"),
        (json!({"body": "x"}).to_string().into_bytes(), 422, "invalid", "client_key"),
        (json!({"body": "x", "client_key": "1"}).to_string().into_bytes(), 422, "invalid", "client_key"),
        (json!({"body": "x", "client_key": key, "author": "agent"}).to_string().into_bytes(), 422, "invalid", "author"),
        (json!({"body": "x", "client_key": key, "centre": 2}).to_string().into_bytes(), 422, "invalid", "centre"),
        (format!("{{\"body\":\"x\",\"body\":\"y\",\"client_key\":\"{key}\"}}").into_bytes(), 422, "invalid", "."),
    ]
}

#[tokio::test]
async fn every_wrong_message_is_refused_in_words() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    for (body, status, code, field) in messages() {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        for language in ["ko", "en"] {
            mina.language = language;
            let (got, refusal) = answer(&world, bytes(&mina, "POST", "/contact/messages", body.clone())).await;
            assert_eq!((got, refusal["error"]["code"].as_str()), (status, Some(code)), "{shown}: {refusal}");
            assert_sentences(&refusal);
            for part in ["message", "safe", "do"] {
                let said = refusal["error"][part].as_str().unwrap();
                assert_eq!(said.is_ascii(), language == "en", "{shown}: {said}");
            }
            let fields = refusal["error"]["fields"].as_object();
            let named = fields.is_some_and(|fields| fields.keys().any(|name| name.starts_with(field)));
            assert_eq!(named, !field.is_empty(), "{shown}: {refusal}");
        }
    }
    assert_eq!(mina.lines().await, [] as [&str; 0]);
    let most = "가".repeat(api::limits::MESSAGE_CHARS);
    mina.say(&most).await;
    assert_eq!(mina.lines().await, [most], "the longest that fits");
}

#[tokio::test]
async fn wrong_numbers_and_words_name_their_field() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let cases = [
        ("/contacts", json!({"reason": -1}), "reason", "wrong_type"),
        ("/contacts", json!({"reason": 1.5}), "reason", "wrong_type"),
        ("/contacts", json!({"reason": "11"}), "reason", "wrong_type"),
        ("/contacts", json!({"reason": 4_294_967_296_u64}), "reason", "wrong_type"),
        ("/contacts", json!({"reason": 999}), "reason", "not_there"),
        ("/contacts", json!({"words": "x".repeat(api::limits::WORDS_CHARS + 1)}), "words", "too_long"),
        ("/contacts", json!({"customer": 1}), "customer", "unknown"),
        ("/contact/reason", json!({"reason": 999}), "reason", "not_there"),
        ("/contact/choose", json!({"treatment": "robot"}), "treatment", "wrong_type"),
        ("/contact/choose", json!({"treatment": "person", "channel": "fax"}), "channel", "wrong_type"),
        ("/contact/channel", json!({}), "channel", "required"),
        ("/contact/solved", json!({"solved": "yes"}), "solved", "wrong_type"),
        ("/contact/leave", json!({"now": true}), "now", "unknown"),
        ("/contact/survey", json!({"contact": 1, "ease": 256}), "ease", "wrong_type"),
        ("/identify", json!({"token": null}), "token", "wrong_type"),
    ];
    for (path, body, field, code) in cases {
        let (status, refusal) = mina.call("POST", path, Some(body.clone())).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {body}: {refusal}");
        assert_eq!(refusal["error"]["fields"], json!({field: code}), "{path} {body}");
        assert_sentences(&refusal);
    }
    assert_eq!(mina.state().await, "choosing");
}
