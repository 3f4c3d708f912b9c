//! Webhooks from the setup page to a receiver on this machine and back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use auth::Role;
use axum::http::StatusCode;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::common::{Seat, World, nothing};

/// Shorter than a request out may take: a receiver that waits for a silent one would be too late.
const PATIENCE: Duration = Duration::from_secs(8);

/// What a receiver got.
struct Got {
    headers: BTreeMap<String, String>,
    body: String,
}

/// A receiver that answers with these in turn and then with the last; `None` never answers.
fn receiver(answers: &'static [Option<u16>]) -> (String, UnboundedReceiver<Got>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://127.0.0.1:{}/hook", listener.local_addr().unwrap().port());
    let (tell, told) = unbounded_channel();
    std::thread::spawn(move || {
        let mut unanswered = Vec::new();
        for (nth, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut headers, mut line) = (BTreeMap::new(), String::new());
            while reader.read_line(&mut line).unwrap() > 2 {
                if let Some((name, value)) = line.split_once(": ") {
                    headers.insert(name.to_lowercase(), value.trim().to_owned());
                }
                line.clear();
            }
            let mut body = vec![0; headers["content-length"].parse().unwrap()];
            reader.read_exact(&mut body).unwrap();
            match answers.get(nth).or(answers.last()).unwrap() {
                Some(status) => {
                    let long = "x".repeat(100_000);
                    write!(stream, "HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n\r\n{long}", long.len())
                        .unwrap_or_default();
                }
                None => unanswered.push(stream),
            }
            if tell.send(Got { headers, body: String::from_utf8(body).unwrap() }).is_err() {
                return;
            }
        }
    });
    (url, told)
}

async fn next(told: &mut UnboundedReceiver<Got>) -> Got {
    tokio::time::timeout(PATIENCE, told.recv()).await.expect("nothing came").unwrap()
}

async fn add(world: &World, admin: &Seat, url: &str, events: Value) -> (u64, String) {
    let (status, added) =
        world.call(admin, "POST", "/api/setup/webhooks", Some(json!({"url": url, "events": events}))).await;
    assert_eq!(status, StatusCode::OK, "{added}");
    (added["webhook"]["id"].as_u64().unwrap(), added["secret"].as_str().unwrap().to_owned())
}

/// The webhook as listed, once it is as wanted.
async fn listed(world: &World, admin: &Seat, id: u64, wanted: impl Fn(&Value) -> bool) -> Value {
    let look = async {
        loop {
            let (_, list) = world.call(admin, "GET", "/api/setup/webhooks", None).await;
            let found = list["webhooks"].as_array().unwrap().iter().find(|hook| hook["id"] == id).cloned().unwrap();
            if wanted(&found) {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, look).await.expect("it never became so")
}

fn hurry(world: &World, attempts: u32) {
    let sql = "UPDATE webhook_outbox SET next_at = 0, attempts = ?1 WHERE next_at IS NOT NULL";
    world.store.write::<_, store::Error>(|tx| Ok(tx.execute(sql, [attempts]).map(drop)?)).unwrap();
}

fn signed(secret: &str, got: &Got) -> String {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{}.{}", got.headers["maru-time"], got.body).as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn what_happens_is_told_signed_and_again_until_it_is_taken() {
    let world = World::with_inside_host("127.0.0.1");
    let running = world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let (url, mut told) = receiver(&[Some(500), Some(200)]);
    let (id, secret) = add(&world, &admin, &url, json!(["contact.arrived", "contact.closed"])).await;
    let (_, list) = world.call(&admin, "GET", "/api/setup/webhooks", None).await;
    assert!(!list.to_string().contains(&secret), "the secret is shown once");

    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let first = next(&mut told).await;
    let body: Value = serde_json::from_str(&first.body).unwrap();
    assert_eq!(
        (body["kind"].as_str(), body["data"]["arrival"]["contact"].as_u64()),
        (Some("contact.arrived"), Some(contact))
    );
    assert_eq!(body["id"], first.headers["maru-event-id"]);
    assert_eq!(first.headers["maru-signature"], signed(&secret, &first));
    assert!(!first.body.contains("김미나"));
    let hook = listed(&world, &admin, id, |hook| hook["last_error"] == "status 500").await;
    assert_eq!((&hook["waiting"], &hook["dead"], &hook["last_sent"]), (&json!(1), &json!(0), &Value::Null));

    hurry(&world, 1);
    let again = next(&mut told).await;
    assert_eq!(again.headers["maru-event-id"], first.headers["maru-event-id"]);
    assert_eq!((&again.body, &again.headers["maru-signature"]), (&first.body, &signed(&secret, &again)));
    let hook = listed(&world, &admin, id, |hook| hook["waiting"] == 0).await;
    assert!(hook["last_error"].is_null() && hook["last_sent"].is_i64(), "{hook}");
    assert!(told.try_recv().is_err(), "queued was not asked for");
}

#[tokio::test]
async fn later_news_of_a_contact_waits_for_earlier_and_a_silent_receiver_slows_nobody() {
    let world = World::with_inside_host("127.0.0.1");
    let running = world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let (silent, mut asleep) = receiver(&[None]);
    let (failing, mut refused) = receiver(&[Some(503)]);
    let (well, mut told) = receiver(&[Some(204)]);
    for url in [&silent, &failing, &well] {
        add(&world, &admin, url, json!([])).await;
    }
    let customer = world.customer(1, "김미나", "A-1");
    world.chat(&running, 1, customer).await;
    let kinds = [next(&mut told).await, next(&mut told).await].map(|got| {
        let body: Value = serde_json::from_str(&got.body).unwrap();
        body["kind"].as_str().unwrap().to_owned()
    });
    assert_eq!(kinds, ["contact.arrived", "contact.queued"]);
    next(&mut asleep).await;
    next(&mut refused).await;
    assert!(refused.try_recv().is_err() && asleep.try_recv().is_err(), "the second event waits for the first");
}

#[tokio::test]
async fn what_is_given_up_is_kept_and_can_be_tried_again() {
    let world = World::with_inside_host("127.0.0.1");
    let running = world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let (url, mut told) = receiver(&[Some(410), Some(302), Some(200)]);
    let (id, _) = add(&world, &admin, &url, json!(["contact.arrived"])).await;
    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let first = next(&mut told).await;
    listed(&world, &admin, id, |hook| hook["last_error"] == "status 410").await;
    hurry(&world, 1_000);
    next(&mut told).await;
    listed(&world, &admin, id, |hook| hook["dead"] == 1 && hook["waiting"] == 0).await;
    let (_, dead) = world.call(&admin, "GET", &format!("/api/setup/webhooks/{id}/dead"), None).await;
    let letter = &dead["letters"][0];
    assert_eq!((letter["contact"].as_u64(), &letter["last_error"]), (Some(contact), &json!("status 302")));
    let (status, hook) = world.call(&admin, "POST", &format!("/api/setup/webhooks/{id}/retry"), nothing()).await;
    assert_eq!((status, &hook["dead"], &hook["waiting"]), (StatusCode::OK, &json!(0), &json!(1)));
    assert_eq!(next(&mut told).await.headers["maru-event-id"], first.headers["maru-event-id"]);
    listed(&world, &admin, id, |hook| hook["waiting"] == 0 && hook["dead"] == 0).await;
}

#[tokio::test]
async fn a_webhook_is_set_up_changed_and_deleted_by_its_centre_alone() {
    let world = World::new();
    world.centre(1).await;
    world.centre(2).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let stranger = world.seat(2, &[Role::Admin]).await;
    for url in ["http://hooks.example/", "https://127.0.0.1/", "https://2130706433/", "https://a@hooks.example/", ""] {
        let (status, refusal) =
            world.call(&admin, "POST", "/api/setup/webhooks", Some(json!({"url": url, "events": []}))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{url}");
        assert_eq!(refusal["error"]["fields"], json!({"url": "invalid"}), "{url}");
    }
    let (id, _) = add(&world, &admin, "https://hooks.example/a", json!(["message.created"])).await;
    let path = format!("/api/setup/webhooks/{id}");
    let off = Some(json!({"active": false}));
    assert_eq!(world.call(&stranger, "PATCH", &path, off.clone()).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.call(&stranger, "DELETE", &path, None).await.0, StatusCode::NOT_FOUND);
    let (_, changed) = world.call(&admin, "PATCH", &path, off).await;
    assert_eq!((&changed["active"], &changed["events"]), (&json!(false), &json!(["message.created"])));
    let (_, history) = world.call(&admin, "GET", "/api/setup/history?about=webhook", None).await;
    assert_eq!(history["entries"][0]["what"], "changed", "{history}");
    assert_eq!(world.call(&admin, "DELETE", &path, None).await.0, StatusCode::OK);
    assert_eq!(world.call(&admin, "DELETE", &path, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_centre_has_so_many_webhooks_and_no_more() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    for _ in 0..20 {
        add(&world, &admin, "https://hooks.example/", json!([])).await;
    }
    let one_more = Some(json!({"url": "https://hooks.example/", "events": []}));
    let (status, refusal) = world.call(&admin, "POST", "/api/setup/webhooks", one_more).await;
    assert_eq!(
        (status, &refusal["error"]["fields"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!({"url": "out_of_range"}))
    );
}
