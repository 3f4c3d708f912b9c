//! Who asks too often is slowed down, alone.

use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::common::browser::{Browser, assert_sentences};
use crate::common::{REFUNDS, World};

#[tokio::test]
async fn lines_and_arrivals_have_rates_and_others_are_left_alone() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let line = || Some(json!({"body": "또 저예요", "client_key": Uuid::now_v7()}));
    let mut refused = None;
    for sent in 0..200 {
        let (status, answer) = mina.call("POST", "/contact/messages", line()).await;
        if status != StatusCode::OK {
            refused = Some((sent, status, answer));
            break;
        }
    }
    let (sent, status, answer) = refused.expect("a flood of lines is never refused");
    assert!((60..90).contains(&sent), "after {sent} lines");
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("too_many")));
    assert_sentences(&answer);
    let mut sujin = Browser::returning(&world, 1, true);
    sujin.open(REFUNDS).await;
    sujin.say("저는 처음이에요").await;
    let mut arrived = 1;
    let refusal = loop {
        let (status, answer) = Browser::new(&world, 1).call("POST", "/contacts", Some(json!({}))).await;
        if status != StatusCode::OK {
            break answer;
        }
        arrived += 1;
        assert!(arrived < 200, "a flood of strangers is never refused");
    };
    assert_eq!(refusal["error"]["code"], "too_many");
    assert!((60..90).contains(&arrived), "after {arrived} strangers");
    let guess = Browser::new(&world, 1).call("POST", "/identify", Some(json!({"token": "guess"}))).await;
    assert_eq!(guess.0, StatusCode::TOO_MANY_REQUESTS, "nor are tokens guessed at");
    sujin.say("저는 계속해요").await;
    assert_eq!(sujin.lines().await.len(), 2);
}
