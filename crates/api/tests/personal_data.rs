//! What nobody should have typed: it is out before it is stored, told or sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use auth::Role;
use axum::http::StatusCode;
use serde_json::json;

use crate::common::browser::{Browser, bodies};
use crate::common::{REFUNDS, World, nothing};

/// A number that passes its check, in the ways people write it.
const CARD: &str = "4111 1111 1111 1111";
const RESIDENT: &str = "010203-3123456";
const PHONE: &str = "010-1234-5678";

/// Whether a text stands anywhere in the files of the store, the log of the database too.
fn on_disk(world: &World, text: &str) -> bool {
    let folder = world.store.dir();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let mut read = 0;
    let found = files.map(|path| std::fs::read(path).unwrap()).any(|bytes| {
        read += bytes.len();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    });
    assert!(found || read > 0, "nothing was looked at");
    found
}

#[tokio::test]
async fn a_card_number_in_a_chat_is_nowhere() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let admin = world.seat(1, &[Role::Admin, Role::Supervisor]).await;
    let hook = json!({"url": "https://hook.example/in", "events": ["message.created", "contact.arrived"]});
    let (status, answer) = world.call(&admin, "POST", "/api/setup/webhooks", Some(hook)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");

    let mut mina = Browser::new(&world, 1);
    let words = format!("환불 카드 {CARD}");
    let opened = mina.post("/contacts", json!({"reason": REFUNDS, "words": words})).await;
    let id = opened["contact"]["id"].as_u64().unwrap();
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    let offer = world.offer(1, id).expect("offered");
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    mina.say(&format!("카드번호는 {CARD}이고 주민번호는 {RESIDENT}예요. 주문번호 20261129-0001")).await;
    let path = |rest: &str| format!("/api/contacts/{id}/{rest}");
    let line = |kind: &str, body: &str| Some(json!({"kind": kind, "body": body, "client_key": uuid::Uuid::now_v7()}));
    for (kind, body) in [("text", format!("{PHONE}로 전화 드릴게요")), ("note", format!("카드 {CARD}"))] {
        let (status, answer) = world.call(&agent, "POST", &path("messages"), line(kind, &body)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    world.call(&agent, "PUT", &path("draft"), Some(json!({"body": format!("내일 {PHONE}")}))).await;
    world.call(&agent, "POST", &path("end"), nothing()).await;
    let wrapped = json!({"outcome": "solved", "summary": format!("{RESIDENT} 고객 환불")});
    let (status, answer) = world.call(&agent, "POST", &path("wrap-up"), Some(wrapped)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    mina.post("/contact/survey", json!({"contact": id, "ease": 6, "words": format!("연락은 {PHONE}")})).await;

    let lines = mina.lines().await;
    assert_eq!(lines[0], "환불 카드 [카드번호]", "what she came with");
    assert_eq!(lines[1], "카드번호는 [카드번호]이고 주민번호는 [주민등록번호]예요. 주문번호 20261129-0001");
    assert_eq!(lines[2], "[전화번호]로 전화 드릴게요");
    assert!(on_disk(&world, "20261129-0001"), "what looks like one stays");
    for value in [CARD, RESIDENT, PHONE, "4111111111111111", "0102033123456", "01012345678"] {
        assert!(!on_disk(&world, value), "{value} is on the disk");
    }
    let bodies: Vec<String> = world
        .store
        .read::<_, store::Error>(|view| {
            let mut select = view.prepare("SELECT body FROM webhook_outbox")?;
            Ok(select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    assert!(bodies.iter().any(|body| body.contains("message.created")), "the webhook heard nothing");
    assert!(!bodies.iter().any(|body| body.contains("4111")));
}

#[tokio::test]
async fn a_number_over_two_messages_goes_from_both() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    mina.say("제 번호는 010-1234").await;
    mina.say("5678").await;
    mina.say("고마워요").await;
    let lines = mina.lines().await;
    assert!(lines.iter().all(|line| !line.contains("1234") && !line.contains("5678")), "{lines:?}");
    assert_eq!(lines[2], "고마워요");
    // The same line sent again is the line written before.
    let (key, text) = (uuid::Uuid::now_v7(), "카드 4111 1111 1111 1111");
    for _ in 0..2 {
        mina.post("/contact/messages", json!({"body": text, "client_key": key})).await;
    }
    assert_eq!(bodies(&mina.get("/contact/messages").await)[3..], ["카드 [카드번호]"]);
}

#[tokio::test]
async fn imports_and_systems_pass_the_same_door() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let put = async |path: &str, body| world.call(&admin, "PUT", path, Some(body)).await;
    let (status, _) = put("/api/customers/by-key/A-1", json!({"name": "김미나", "phone": PHONE})).await;
    assert_eq!(status, StatusCode::OK);
    let order = json!({"customer": "A-1", "title": format!("치킨 (연락 {PHONE})"), "status": "배달 중", "at": 1});
    let (status, answer) = put("/api/orders/by-key/O-1", order).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let case = json!({"customer": "A-1", "title": format!("카드 {CARD} 중복 결제"), "opened": 1});
    let (status, answer) = put("/api/cases/by-key/C-1", case).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let kept = |sql: &'static str| -> String {
        world.store.read::<_, store::Error>(|view| Ok(view.query_row(sql, [], |row| row.get(0))?)).unwrap()
    };
    assert_eq!(kept("SELECT title FROM order_record"), "치킨 (연락 [전화번호])");
    assert_eq!(kept("SELECT title FROM case_record"), "카드 [카드번호] 중복 결제");
    assert_eq!(kept("SELECT phone FROM customer WHERE key = 'A-1'"), "01012345678", "contact data stays");
}
