//! Limits without a test elsewhere: what just fits is taken, one more is refused by name.

use std::time::Duration;

use auth::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{answer, bytes};
use crate::common::browser::{Browser, assert_sentences};
use crate::common::{REFUNDS, Seat, World};

/// The status, and the fields it names.
async fn tried(world: &World, seat: &Seat, method: &str, path: &str, body: Value) -> (u16, Value) {
    let (status, answer) = world.call(seat, method, path, Some(body)).await;
    if status != StatusCode::OK {
        assert_sentences(&answer);
    }
    (status.as_u16(), answer["error"]["fields"].clone())
}

/// JSON of exactly this many bytes: blanks may stand behind it.
fn padded(body: &Value, bytes: usize) -> Vec<u8> {
    let mut text = body.to_string().into_bytes();
    text.resize(bytes, b' ');
    text
}

#[tokio::test]
async fn texts_end_where_their_limit_says() {
    use api::limits::{EMAIL_CHARS, KEY_CHARS, NAME_CHARS, NOTE_CHARS, PASSWORD_CHARS};
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &Role::ALL).await;
    let id = world.customer(1, "김미나", "A-1");
    let reveal = format!("/api/customers/{id}/reveal");
    let too_long = |field: &str| (422, json!({ field: "too_long" }));
    for (over, expected) in [(0, (200, Value::Null)), (1, too_long("why"))] {
        let why = "가".repeat(NOTE_CHARS + over);
        let got = tried(&world, &seat, "POST", &reveal, json!({"field": "phone", "why": why})).await;
        assert_eq!(got, expected, "NOTE_CHARS + {over}");
        let title = "가".repeat(NAME_CHARS + over);
        let body = json!({"title": title, "body": "x", "scope": "mine"});
        let got = tried(&world, &seat, "POST", "/api/canned", body).await;
        assert_eq!(got.0, expected.0, "NAME_CHARS + {over}: {}", got.1);
        let key = format!("/api/customers/by-key/{}", "k".repeat(KEY_CHARS + over));
        let got = tried(&world, &seat, "PUT", &key, json!({})).await;
        assert_eq!(got.0, expected.0, "KEY_CHARS + {over}: {}", got.1);
    }
    for (over, status) in [(0, 401), (1, 422)] {
        let email = format!("{}@example.com", "e".repeat(EMAIL_CHARS + over - "@example.com".len()));
        let body = json!({"email": email, "password": "x"});
        assert_eq!(tried(&world, &seat, "POST", "/api/sign-in", body).await.0, status, "EMAIL_CHARS + {over}");
        let body = json!({"email": "a@example.com", "password": "가".repeat(PASSWORD_CHARS + over)});
        assert_eq!(tried(&world, &seat, "POST", "/api/sign-in", body).await.0, status, "PASSWORD_CHARS + {over}");
    }
}

#[tokio::test]
async fn bodies_and_pages_end_where_their_limit_says() {
    use api::limits::{JSON_BYTES, PAGE_ROWS, SETUP_BYTES};
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &[Role::Admin, Role::Supervisor]).await;
    let (_, draft) = world.call(&seat, "GET", "/api/setup/draft", None).await;
    let draft = json!({"document": draft["document"], "revision": draft["revision"]});
    let reply = json!({"title": "x", "body": "x", "scope": "mine"});
    for (method, path, body, most) in
        [("PUT", "/api/setup/draft", &draft, SETUP_BYTES), ("POST", "/api/canned", &reply, JSON_BYTES)]
    {
        for (bytes, status) in [(most, 200), (most + 1, 413)] {
            let mut request = world.request(Some(&seat), method, path, Some(Value::Null));
            *request.body_mut() = padded(body, bytes).into();
            assert_eq!(answer(&world, request).await.0, status, "{path}: {bytes} bytes");
        }
    }
    for (rows, status) in [(PAGE_ROWS, 200), (PAGE_ROWS + 1, 422)] {
        let path = format!("/api/contacts?view=closed&limit={rows}");
        assert_eq!(world.call(&seat, "GET", &path, None).await.0.as_u16(), status, "{rows} rows");
    }
}

#[tokio::test]
async fn a_person_keeps_five_hundred_replies() {
    let world = World::new();
    world.centre(1).await;
    let (seat, other) = (world.seat(1, &[Role::Agent]).await, world.seat(1, &[Role::Agent]).await);
    world
        .store
        .write::<_, store::Error>(|tx| {
            tx.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 499)
                 INSERT INTO canned (centre, canned, account, title, body, updated_at, updated_by)
                 SELECT 1, i, ?1, 'x', 'x', 0, ?1 FROM n",
                [seat.account],
            )?;
            Ok(())
        })
        .unwrap();
    let reply = || json!({"title": "x", "body": "x", "scope": "mine"});
    assert_eq!(tried(&world, &seat, "POST", "/api/canned", reply()).await.0, 200);
    let refused = (422, json!({"title": "out_of_range"}));
    assert_eq!(tried(&world, &seat, "POST", "/api/canned", reply()).await, refused);
    assert_eq!(tried(&world, &other, "POST", "/api/canned", reply()).await.0, 200, "hers are counted apart");
}

#[tokio::test]
async fn passwords_are_checked_two_at_a_time_and_nobody_else_waits() {
    let world = World::new();
    world.centre(1).await;
    let mut taken = Vec::new();
    for _ in 0..api::limits::PASSWORD_CHECKS {
        taken.push(world.app.password_slot().await.unwrap());
    }
    let body = json!({"email": "a@example.com", "password": "wrong horse battery"});
    let sign_in = world.send(world.request(None, "POST", "/api/sign-in", Some(body)));
    tokio::pin!(sign_in);
    let mut mina = Browser::new(&world, 1);
    let others = async {
        mina.open(REFUNDS).await;
        mina.say("저는 기다리지 않아요").await;
    };
    tokio::select! {
        _ = &mut sign_in => panic!("checked although all checks were taken"),
        done = tokio::time::timeout(Duration::from_secs(5), others) => done.expect("held up"),
    }
    taken.pop();
    assert_eq!(sign_in.await.0, StatusCode::UNAUTHORIZED, "its turn came");
}

#[tokio::test]
async fn what_is_larger_than_a_message_never_reaches_the_thread() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let line = json!({"body": "x", "client_key": uuid::Uuid::now_v7()});
    for (size, status) in [(api::limits::JSON_BYTES + 1, 413), (api::limits::JSON_BYTES, 200)] {
        let request = bytes(&mina, "POST", "/contact/messages", padded(&line, size));
        assert_eq!(answer(&world, request).await.0, status, "{size} bytes");
    }
    assert_eq!(mina.lines().await, ["x"]);
}
