//! Who asks too often is slowed down, alone.

use std::net::SocketAddr;
use std::time::Duration;

use auth::Role;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{answer, bytes, timed};
use crate::common::browser::{Browser, assert_sentences};
use crate::common::{REFUNDS, Seat, World};

/// How long anybody else waits for an answer while others send the worst they can: the promise for agents' messages.
const OTHERS_WAIT: Duration = Duration::from_secs(1);

#[tokio::test]
async fn lines_and_arrivals_have_rates_and_others_are_left_alone() {
    let world = World::standing();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let line = || Some(json!({"body": "또 저예요", "client_key": Uuid::now_v7()}));
    for sent in 1..api::LINES_PER_MIN {
        assert_eq!(mina.call("POST", "/contact/messages", line()).await.0, StatusCode::OK, "line {sent}");
    }
    let (status, answer) = mina.call("POST", "/contact/messages", line()).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("too_many")));
    assert_sentences(&answer);
    let opens = Some(json!({"reason": REFUNDS, "words": "그리고 또 저예요"}));
    assert_eq!(mina.call("POST", "/contacts", opens).await.0, StatusCode::TOO_MANY_REQUESTS, "a line by another way");
    assert_eq!(mina.call("POST", "/contact/leave", Some(json!({}))).await.0, StatusCode::OK);
    let opens = Some(json!({"reason": REFUNDS}));
    assert_eq!(mina.call("POST", "/contacts", opens).await.0, StatusCode::TOO_MANY_REQUESTS, "opening is one, too");
    let mut sujin = Browser::returning(&world, 1, true);
    sujin.open(REFUNDS).await;
    sujin.say("저는 처음이에요").await;
    // Mina came before; Sujin was known already.
    for stranger in 1..api::ARRIVALS_PER_MIN {
        let (status, _) = Browser::new(&world, 1).call("POST", "/contacts", Some(json!({}))).await;
        assert_eq!(status, StatusCode::OK, "stranger {stranger}");
    }
    let (status, refusal) = Browser::new(&world, 1).call("POST", "/contacts", Some(json!({}))).await;
    assert_eq!((status, &refusal["error"]["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("too_many")));
    let guess = Browser::new(&world, 1).call("POST", "/identify", Some(json!({"token": "guess"}))).await;
    assert_eq!(guess.0, StatusCode::TOO_MANY_REQUESTS, "nor are tokens guessed at");
    sujin.say("저는 계속해요").await;
    assert_eq!(sujin.lines().await.len(), 2);
}

/// Uses up a budget; the answer to one more. What is asked for is nowhere: trying counts.
async fn used_up(world: &World, seat: &Seat, most: u32, call: &(&str, &str, Option<Value>)) -> (StatusCode, Value) {
    let (method, path, body) = call;
    for spent in 0..most {
        let (status, answer) = world.call(seat, method, path, body.clone()).await;
        assert_ne!(status, StatusCode::TOO_MANY_REQUESTS, "{path} after {spent} of {most}: {answer}");
    }
    world.call(seat, method, path, body.clone()).await
}

#[tokio::test]
async fn every_budget_of_staff_is_her_own() {
    let line = json!({"kind": "text", "body": "x", "client_key": Uuid::now_v7()});
    let reveal = json!({"field": "phone", "why": "배송지 확인"});
    for (most, call) in [
        (api::LOOK_UPS_PER_MIN, ("GET", "/api/customers/900000009", None)),
        (api::REVEALS_PER_MIN, ("POST", "/api/customers/900000009/reveal", Some(reveal))),
        (api::HEAVY_PER_MIN, ("GET", "/api/offers/900000009/why", None)),
        (api::LINES_PER_MIN, ("POST", "/api/contacts/900000009/messages", Some(line))),
    ] {
        let world = World::standing();
        world.centre(1).await;
        world.centre(2).await;
        let (seat, colleague) = (world.seat(1, &Role::ALL).await, world.seat(1, &Role::ALL).await);
        let namesake = world.seat(2, &Role::ALL).await;
        assert_eq!(seat.account, namesake.account, "each centre counts from one");
        let (status, refusal) = used_up(&world, &seat, most, &call).await;
        assert_eq!(
            (status, &refusal["error"]["code"]),
            (StatusCode::TOO_MANY_REQUESTS, &json!("too_many")),
            "{call:?}"
        );
        assert_sentences(&refusal);
        for other in [&colleague, &namesake] {
            let (status, _) = world.call(other, call.0, call.1, call.2.clone()).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{call:?} of centre {}", other.centre);
        }
    }
}

#[tokio::test]
async fn a_file_is_counted_whatever_is_in_it() {
    for path in ["/api/orders/import", "/api/knowledge/import", "/api/setup/examples/import", "/api/plan/drivers"] {
        let world = World::standing();
        world.centre(1).await;
        let seat = world.seat(1, &Role::ALL).await;
        let damaged = ("POST", path, Some(json!("one column")));
        assert_eq!(used_up(&world, &seat, api::HEAVY_PER_MIN, &damaged).await.0, StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test]
async fn same_numbered_customers_of_two_centres_have_a_budget_each() {
    let world = World::standing();
    world.centre(1).await;
    world.centre(2).await;
    let (mut mina, mut sujin) = (Browser::new(&world, 1), Browser::new(&world, 2));
    assert_eq!(mina.open(REFUNDS).await, sujin.open(REFUNDS).await, "each centre counts from one");
    let line = || Some(json!({"body": "x", "client_key": Uuid::now_v7()}));
    for _ in 0..api::LINES_PER_MIN {
        mina.call("POST", "/contact/messages", line()).await;
    }
    assert_eq!(mina.call("POST", "/contact/messages", line()).await.0, StatusCode::TOO_MANY_REQUESTS);
    sujin.say("저는 처음이에요").await;
}

#[tokio::test]
async fn one_subscriber_of_ipv6_is_one_caller() {
    let world = World::standing();
    world.centre(1).await;
    let from = async |address: String, path: &str, body: Value| {
        let mut request = world.request(None, "POST", path, Some(body));
        let peer: SocketAddr = format!("[{address}]:4000").parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        world.send(request).await.0
    };
    for (most, path, body, taken) in [
        (api::SIGN_INS_PER_MIN, "/api/sign-in/link", json!({"token": "guess"}), StatusCode::UNAUTHORIZED),
        (api::ARRIVALS_PER_MIN, "/api/c/shop1/contacts", json!({}), StatusCode::OK),
    ] {
        for host in 0..most {
            assert_eq!(from(format!("2001:db8:1:2:{host:x}::1"), path, body.clone()).await, taken, "{path} {host}");
        }
        let over = from("2001:db8:1:2:ffff::1".into(), path, body.clone()).await;
        assert_eq!(over, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert_eq!(from("2001:db8:1:3::1".into(), path, body).await, taken, "{path}: the neighbour");
    }
}

/// Everything at once that costs the server most, again and again.
async fn misbehave(world: &World, admin: &Seat, round: u32) {
    let mut rude = Browser::new(world, 1);
    let mut huge = world.request(Some(admin), "POST", "/api/customers/import", None);
    huge.headers_mut().insert("content-type", "text/csv".parse().unwrap());
    let rows: String = (0..20_000).map(|row| format!("K-{row},이름\n")).collect();
    *huge.body_mut() = Body::from(format!("key,name\n{rows}K-1,twice\n"));
    let mut sign_in =
        world.request(None, "POST", "/api/sign-in", Some(json!({"email": "a@b.example", "password": "x"})));
    let peer = SocketAddr::from(([10, 0, (round >> 8) as u8, round as u8], 4_000));
    sign_in.extensions_mut().insert(ConnectInfo(peer));
    let deep = bytes(&rude, "POST", "/contacts", vec![b'['; api::limits::JSON_BYTES]);
    let long = bytes(&rude, "POST", "/contacts", vec![b'x'; 10 << 20]);
    let guess = rude.call("POST", "/identify", Some(json!({"token": "A".repeat(4_096)})));
    tokio::join!(answer(world, huge), answer(world, sign_in), answer(world, deep), answer(world, long), guess);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_misbehaves_slows_nobody() {
    let world = std::sync::Arc::new(World::new());
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let mut mina = Browser::returning(&world, 1, true);
    mina.open(REFUNDS).await;
    let crowd: Vec<_> = (0..4)
        .map(|one| {
            let (world, admin) = (std::sync::Arc::clone(&world), admin.clone());
            tokio::spawn(async move {
                for round in 0.. {
                    misbehave(&world, &admin, one * 1_000 + round).await;
                }
            })
        })
        .collect();
    let mut waits = Vec::new();
    for number in 0..40 {
        waits.push(timed(mina.say(&number.to_string())).await.0);
    }
    crowd.iter().for_each(tokio::task::JoinHandle::abort);
    waits.sort_unstable();
    // All but the slowest two: the machine has other work too.
    assert!(waits[37] < OTHERS_WAIT, "{waits:?}");
    assert_eq!(mina.lines().await.len(), 40, "nothing lost, nothing twice");
}

#[tokio::test]
async fn sockets_of_one_network_have_a_rate() {
    let world = World::standing();
    world.centre(1).await;
    let mut rude = Browser::new(&world, 1);
    for opened in 0..api::SOCKETS_PER_MIN {
        let (status, _) = rude.call("GET", "/live", None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "no socket, but tried for one: {opened}");
    }
    let (status, refusal) = rude.call("GET", "/live", None).await;
    assert_eq!((status, &refusal["error"]["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("too_many")));
}
