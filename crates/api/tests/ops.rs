//! How the server is: for probes and for Prometheus, without a word about anybody.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{World, nothing};

async fn metrics(world: &World, from: &str) -> (StatusCode, String) {
    let mut request = world.request(None, "GET", "/metrics", None);
    request.extensions_mut().insert(ConnectInfo(from.parse::<SocketAddr>().unwrap()));
    let (status, body) = world.send(request).await;
    (status, String::from_utf8(body).unwrap())
}

#[tokio::test]
async fn health_says_how_far_and_how_late() {
    let world = World::new();
    let running = world.centre(1).await;
    let look = async || {
        let (status, body) = world.send(world.request(None, "GET", "/api/health", None)).await;
        (status, serde_json::from_slice::<Value>(&body).unwrap())
    };
    let (status, before) = look().await;
    assert_eq!((status, &before["state"]), (StatusCode::OK, &json!("ok")));
    let mut fields: Vec<&str> = before.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["journal_seq", "lag_ms", "sockets", "state", "uptime_ms", "version"]);
    assert_eq!((before["version"].as_str(), before["sockets"].as_u64()), (Some("test"), Some(0)));
    let customer = world.customer(1, "김미나", "A-1");
    world.chat(&running, 1, customer).await;
    let (_, after) = look().await;
    assert!(after["journal_seq"].as_u64() > before["journal_seq"].as_u64(), "{before} {after}");

    running.stop().await;
    let (status, stopped) = look().await;
    assert_eq!((status, &stopped["state"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("stopping")));
}

#[tokio::test]
async fn metrics_have_names_and_nobody_in_them() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let offer = world.offer(1, contact).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let line = json!({"kind": "text", "body": "카드번호 4111", "client_key": Uuid::now_v7()});
    world.call(&agent, "POST", &format!("/api/contacts/{contact}/messages"), Some(line)).await;
    world.call(&agent, "GET", "/api/customers?q=01012345678", None).await;
    let strange = world.request(Some(&agent), "SEARCH", "/api/contacts", None);
    world.send(strange).await;

    let (status, text) = metrics(&world, "127.0.0.1:5000").await;
    assert_eq!(status, StatusCode::OK);
    for name in ["maru_requests_total", "maru_rows_total", "maru_batch_size"] {
        assert!(text.contains(&format!("# TYPE {name}")), "{name} is missing:\n{text}");
    }
    assert!(text.contains("maru_requests_total{method=\"POST\",status=\"200\"}"), "{text}");
    let mut labels: Vec<&str> = Vec::new();
    for found in text.lines().filter(|line| line.starts_with("maru_")).filter_map(|line| line.split_once('{')) {
        let (inside, _) = found.1.split_once('}').unwrap();
        labels.extend(inside.split(',').filter_map(|pair| pair.split_once('=')).map(|(name, _)| name));
    }
    labels.sort_unstable();
    labels.dedup();
    let known = ["alarm", "kind", "le", "method", "quantile", "status"];
    assert!(labels.iter().all(|label| known.contains(label)), "{labels:?}");
    for secret in ["김미나", "01012345678", "mina@example.com", "4111", "SEARCH", &contact.to_string()] {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
    assert_eq!(metrics(&world, "203.0.113.7:5000").await.0, StatusCode::NOT_FOUND, "from listed addresses only");
    assert_eq!(metrics(&world, "[::1]:5000").await.0, StatusCode::OK);
    assert_eq!(metrics(&world, "[::ffff:127.0.0.1]:5000").await.0, StatusCode::OK, "one socket for both families");
}

#[tokio::test]
async fn what_a_proxy_beside_us_passes_on_is_not_this_machines() {
    let world = World::new();
    for (name, value) in [("x-forwarded-for", "203.0.113.7:4711"), ("forwarded", "for=unknown"), ("via", "1.1 proxy")] {
        let mut request = world.request(None, "GET", "/metrics", None);
        request.extensions_mut().insert(ConnectInfo("127.0.0.1:5000".parse::<SocketAddr>().unwrap()));
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(world.send(request).await.0, StatusCode::NOT_FOUND, "{name}: {value}");
    }
}
