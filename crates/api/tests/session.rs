//! Signing in, staying in, being out at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use auth::{Purpose, Role};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;
use tower::ServiceExt;

use crate::common::browser::Browser;
use crate::common::{self, Seat, World, nothing};

#[tokio::test]
async fn a_link_sets_a_password_and_the_password_signs_in() {
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &[Role::Agent]).await;
    let link = world
        .store
        .write::<_, auth::Error>(|tx| auth::issue_link(tx, 1, seat.account, Purpose::Reset, None, common::now()))
        .unwrap();
    let open = |body: serde_json::Value| {
        let request = world.request(None, "POST", "/api/sign-in/link", Some(body));
        let router = world.router.clone();
        async move { router.oneshot(request).await.unwrap() }
    };
    let asked = open(json!({"token": link.reveal()})).await;
    assert_eq!(asked.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let password = "correct horse battery";
    let signed_in = open(json!({"token": link.reveal(), "password": password})).await;
    assert_eq!(signed_in.status(), StatusCode::OK);
    let cookie = signed_in.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("maru=") && cookie.contains("; HttpOnly; SameSite=Lax") && !cookie.contains("Secure"));
    let again = open(json!({"token": link.reveal(), "password": password})).await;
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED, "a link works once");
    assert_eq!(
        world.call(&seat, "GET", "/api/me", None).await.0,
        StatusCode::UNAUTHORIZED,
        "a new password ends sessions"
    );

    let fresh = Seat { cookie: cookie.split(';').next().unwrap().to_owned(), ..seat.clone() };
    let (status, me) = world.call(&fresh, "GET", "/api/me", None).await;
    assert_eq!(status, StatusCode::OK);
    let email = me["email"].as_str().unwrap();
    for (email, password, expected) in [
        (email, password, StatusCode::OK),
        (email, "wrong horse battery", StatusCode::UNAUTHORIZED),
        ("nobody@example.com", password, StatusCode::UNAUTHORIZED),
    ] {
        let body = json!({"email": email, "password": password});
        let (status, bytes) = world.send(world.request(None, "POST", "/api/sign-in", Some(body))).await;
        assert_eq!(status, expected, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[tokio::test]
async fn a_session_that_ended_is_refused_at_once() {
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &[Role::Agent]).await;
    assert_eq!(world.call(&seat, "GET", "/api/me", None).await.0, StatusCode::OK);
    assert_eq!(world.call(&seat, "POST", "/api/sign-out", None).await.0, StatusCode::OK);
    assert_eq!(world.call(&seat, "GET", "/api/me", None).await.0, StatusCode::UNAUTHORIZED);

    let seat = world.seat(1, &[Role::Agent]).await;
    assert_eq!(world.call(&seat, "GET", "/api/me", None).await.0, StatusCode::OK);
    world
        .store
        .write::<_, auth::Error>(|tx| {
            auth::people::disable(
                tx,
                1,
                seat.account,
                auth::people::By { account: None, at: common::now(), why: "left" },
            )
        })
        .unwrap();
    world.app.auth().rights_changed();
    assert_eq!(world.call(&seat, "GET", "/api/me", None).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_refusal_is_said_in_the_language_of_the_account() {
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &[Role::Agent]).await;
    let mut request = world.request(Some(&seat), "GET", "/api/setup/draft", None);
    request.headers_mut().insert(header::ACCEPT_LANGUAGE, "ko".parse().unwrap());
    let response = world.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
    let said: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert!(said["error"]["message"].as_str().unwrap().is_ascii(), "{said}");
}

#[tokio::test]
async fn a_planted_cookie_is_not_believed() {
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &[Role::Agent]).await;
    let other = world.seat(1, &[Role::Admin]).await;
    let both = format!("{}; {}", other.cookie, seat.cookie);
    for cookie in [both.as_str(), "maru=", "maru", "__Host-maru=x", ""] {
        let request = Request::get("/api/me").header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        assert_eq!(world.send(request).await.0, StatusCode::UNAUTHORIZED, "{cookie}");
    }
}

#[tokio::test]
async fn sign_ins_are_few_a_minute() {
    let world = World::new();
    let body = json!({"token": "x"});
    let mut last = StatusCode::OK;
    for _ in 0..=api::SIGN_INS_PER_MIN {
        let request = world.request(None, "POST", "/api/sign-in/link", Some(body.clone()));
        let response = world.router.clone().oneshot(request).await.unwrap();
        last = response.status();
        if last == StatusCode::TOO_MANY_REQUESTS {
            assert!(response.headers().contains_key(header::RETRY_AFTER));
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn own_sessions_and_settings() {
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &[Role::Agent]).await;
    let stranger = world.seat(1, &[Role::Agent]).await;
    let (_, mine) = world.call(&seat, "GET", "/api/me/sessions", None).await;
    assert_eq!(mine["sessions"].as_array().unwrap().len(), 1);
    let (_, theirs) = world.call(&stranger, "GET", "/api/me/sessions", None).await;
    let foreign = theirs["sessions"][0]["id"].as_u64().unwrap();
    assert_eq!(
        world.call(&seat, "DELETE", &format!("/api/me/sessions/{foreign}"), None).await.0,
        StatusCode::NOT_FOUND
    );
    let (_, settings) =
        world.call(&seat, "PATCH", "/api/me/settings", Some(json!({"theme": "dark", "language": "ko"}))).await;
    assert_eq!((settings["theme"].as_str(), settings["sound_assignment"].as_bool()), (Some("dark"), Some(true)));
    let (_, settings) = world.call(&seat, "PATCH", "/api/me/settings", Some(json!({"notify": true}))).await;
    assert_eq!((settings["theme"].as_str(), settings["notify"].as_bool()), (Some("dark"), Some(true)));
    let (_, refusal) = world.call(&seat, "PATCH", "/api/me/settings", Some(json!({"theme": "pink"}))).await;
    assert_eq!(refusal["error"]["message"], "입력한 값을 확인해 주세요.");
    assert_eq!(world.call(&seat, "POST", "/api/me/presence", nothing()).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_renewed_secret_ends_what_was_signed_with_the_one_before() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let mut mina = Browser::known(&world, 1, "A-1", "김미나").await;
    assert_eq!(mina.get("/start").await["customer"]["name"], "김미나");
    let mut stranger = Browser::returning(&world, 1, false);
    let open = stranger.open(common::REFUNDS).await;
    let (_, sites) = world.call(&admin, "GET", "/api/setup/sites", None).await;
    let renew = format!("/api/setup/sites/{}/secret", sites["sites"][0]["id"]);
    assert_eq!(world.call(&admin, "POST", &renew, nothing()).await.0, StatusCode::OK);
    let (_, history) = world.call(&admin, "GET", "/api/setup/history?about=site", None).await;
    assert_eq!(history["entries"][0]["what"], "secret_renewed", "and who did it is written down: {history}");
    assert_eq!(mina.get("/start").await["customer"], json!(null), "she is somebody new");
    let old = json!({"token": common::browser::site_token("A-1", "김미나")});
    assert_eq!(mina.refused("POST", "/identify", Some(old)).await.1, "stale_link");
    assert_eq!(stranger.get("/contact").await["id"], open, "whom no site vouched for goes on");
}
