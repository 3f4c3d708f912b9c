//! Rules that hold for every route, whichever it is: read from the description, so a new route is held to them at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeSet;

use auth::permissions::Reach;
use auth::{Permissions, Role};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::common::surface::{Operation, Samples, operations};
use crate::common::{ORIGIN, Seat, World, nothing};

/// Fills a path with ids that are nowhere.
fn missing(operation: &Operation) -> String {
    operation.filled(|name| match name {
        "site" => "shop1".into(),
        "key" | "token" => "nowhere".into(),
        _ => "900000009".into(),
    })
}

fn request(operation: &Operation, path: &str, seat: Option<&Seat>, body: Option<&Value>) -> Request<Body> {
    let mut request = Request::builder().method(operation.method.as_str()).uri(path).header(header::ORIGIN, ORIGIN);
    if let Some(seat) = seat {
        request = request.header(header::COOKIE, &seat.cookie);
    }
    match (body, &operation.media) {
        (Some(body), _) => {
            request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap()
        }
        (None, Some(media)) => request.header(header::CONTENT_TYPE, media).body(Body::empty()).unwrap(),
        (None, None) => request.body(Body::empty()).unwrap(),
    }
}

fn code(bytes: &[u8]) -> String {
    let body: Value = serde_json::from_slice(bytes).unwrap_or_default();
    body["error"]["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn every_route_is_in_the_table_and_every_row_is_a_route() {
    let table = Permissions::built_in().unwrap();
    let rows: BTreeSet<String> = table.routes().map(|(method, path, _)| format!("{method} {path}")).collect();
    let routes: BTreeSet<String> = operations().iter().map(|op| format!("{} {}", op.method, op.path)).collect();
    assert_eq!(rows, routes);
}

#[tokio::test]
async fn a_route_is_closed_to_all_whom_the_table_does_not_name() {
    let world = World::new();
    world.centre(1).await;
    let table = Permissions::built_in().unwrap();
    let mut seats = Vec::new();
    for role in Role::ALL {
        seats.push((role, world.seat(1, &[role]).await));
    }
    let samples = Samples::new();
    // Signing out would end the seats that are still needed.
    let endings = ["sign_out", "end_other_sessions"];
    for op in operations().iter().filter(|op| !op.is_customer() && !endings.contains(&op.id.as_str())) {
        let body = op.body.as_ref().map(|schema| samples.of(schema));
        let path = missing(op);
        let (status, bytes) = world.send(request(op, &path, None, body.as_ref())).await;
        match table.reach(&op.method, &op.path) {
            Some(Reach::Staff(allowed)) => {
                assert_eq!((status, code(&bytes).as_str()), (StatusCode::UNAUTHORIZED, "signed_out"), "{}", op.id);
                for (role, seat) in &seats {
                    let (status, bytes) = world.send(request(op, &path, Some(seat), body.as_ref())).await;
                    let refused = status == StatusCode::FORBIDDEN && code(&bytes) == "forbidden";
                    assert_eq!(refused, !allowed.contains(role), "{} as {role}: {status}", op.id);
                }
            }
            Some(Reach::Operator) => assert_eq!(status, StatusCode::NOT_FOUND, "{}", op.id),
            _ => assert_ne!(code(&bytes), "signed_out", "{}", op.id),
        }
    }
}

#[tokio::test]
async fn a_field_nobody_knows_is_refused_wherever_it_stands() {
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &Role::ALL).await;
    let samples = Samples::new();
    let mut tried = 0;
    for op in operations().iter().filter(|op| op.body.is_some()) {
        let schema = op.body.as_ref().unwrap();
        for (place, body) in samples.with_unknown(schema, "tenant_id") {
            let (status, bytes) = world.send(request(op, &missing(op), Some(&seat), Some(&body))).await;
            let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{} {place}: {answer}", op.id);
            let fields = answer["error"]["fields"].as_object().unwrap();
            let named = fields.iter().any(|(name, code)| name.contains("tenant_id") && code == "unknown");
            // The channels of a setup document are a map: a key it does not know is of the wrong type.
            assert!(named || place.ends_with("/channels"), "{} {place}: {answer}", op.id);
            tried += 1;
        }
    }
    assert!(tried > 40, "only {tried} bodies were tried");
}

#[tokio::test]
async fn what_is_not_there_is_not_there_for_everyone_alike() {
    let world = World::new();
    let (one, two) = (world.centre(1).await, world.centre(2).await);
    let seat = world.seat(1, &Role::ALL).await;
    // Centre 2 has one of everything that a path can name; centre 1 has less, so those ids are nobody's there.
    let agent = world.agent(&two, 2).await;
    for _ in 0..5 {
        world.seat(2, &[Role::Agent]).await;
    }
    let stranger = world.seat(2, &[Role::Agent]).await;
    for number in 0..50 {
        world.customer(2, "남의 고객", &format!("B-{number}"));
    }
    let customer = world.customer(2, "남의 고객", "B-1000");
    let (mut contact, mut offer) = (0, 0);
    for _ in 0..3 {
        contact = world.chat(&two, 2, customer).await;
        offer = world.offer(2, contact).unwrap();
        world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    }
    world.call(&agent, "POST", &format!("/api/contacts/{contact}/protect"), nothing()).await;
    world
        .store
        .write::<_, store::Error>(|tx| {
            tx.execute(
                "INSERT INTO site (centre, site, slug, name, secret, origins, created_at)
                 VALUES (2, ?1, 'foreign', 'Foreign', zeroblob(32), '[]', 0)",
                [store::new_id(tx, 2)?],
            )?;
            Ok(())
        })
        .unwrap();
    let ids = world
        .store
        .read::<_, store::Error>(|view| {
            let mut ids = vec![customer, contact, offer, u64::from(stranger.account)];
            for (table, column) in
                [("protection", "protection"), ("session", "session"), ("site", "site"), ("alert", "alert")]
            {
                let sql = format!("SELECT max({column}) FROM {table} WHERE centre = 2");
                ids.push(view.query_row(&sql, [], |row| row.get(0))?);
            }
            Ok(ids)
        })
        .unwrap();
    drop(one);
    // What both centres happen to number alike is centre 1's own.
    let own = world
        .store
        .read::<_, store::Error>(|view| {
            let mut ids: BTreeSet<u64> = BTreeSet::from([u64::from(seat.account)]);
            for (table, column) in
                [("session", "session"), ("site", "site"), ("contact", "contact"), ("customer", "customer")]
            {
                let mut select = view.prepare(&format!("SELECT {column} FROM {table} WHERE centre = 1"))?;
                ids.extend(select.query_map([], |row| row.get::<_, u64>(0))?.collect::<Result<Vec<_>, _>>()?);
            }
            Ok(ids)
        })
        .unwrap();
    let samples = Samples::new();
    let mut tried = 0;
    for op in operations().iter().filter(|op| op.has_parameters() && !op.is_customer() && op.media.is_none()) {
        if op.path.contains("{key}") {
            continue;
        }
        let body = op.body.as_ref().map(|schema| samples.of(schema));
        let (status, nowhere) = world.send(request(op, &missing(op), Some(&seat), body.as_ref())).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{}: {}", op.id, String::from_utf8_lossy(&nowhere));
        for id in ids.iter().filter(|id| !own.contains(id)) {
            let path = op.filled(|_| id.to_string());
            let (status, foreign) = world.send(request(op, &path, Some(&seat), body.as_ref())).await;
            assert_eq!((status, &foreign), (StatusCode::NOT_FOUND, &nowhere), "{} {path}", op.id);
            tried += 1;
        }
    }
    assert!(!own.contains(&offer) && tried > 100, "only {tried} requests were tried");
}

#[tokio::test]
async fn another_page_changes_nothing() {
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &Role::ALL).await;
    let samples = Samples::new();
    for op in operations().into_iter().filter(|op| op.path.starts_with("/api/")) {
        let body = op.body.as_ref().map(|schema| samples.of(schema));
        let path = missing(&op);
        for origin in [Some("https://evil.example"), Some("http://127.0.0.1:7071"), Some("null"), None] {
            let mut forged = request(&op, &path, Some(&seat), body.as_ref());
            forged.headers_mut().remove(header::ORIGIN);
            if let Some(origin) = origin {
                forged.headers_mut().insert(header::ORIGIN, origin.parse().unwrap());
            }
            if op.is_socket() {
                forged.headers_mut().insert(header::UPGRADE, "websocket".parse().unwrap());
            }
            let (status, bytes) = world.send(forged).await;
            let refused = (status, code(&bytes).as_str()) == (StatusCode::FORBIDDEN, "foreign_page");
            let expected = origin.is_some() || !op.reads() || op.is_socket();
            assert_eq!(refused, expected, "{} from {origin:?}: {status}", op.id);
        }
        let mut cross = request(&op, &path, Some(&seat), body.as_ref());
        cross.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        let (_, bytes) = world.send(cross).await;
        assert_eq!(code(&bytes), "foreign_page", "{} across sites", op.id);
    }
}

#[tokio::test]
async fn every_answer_has_its_headers() {
    let world = World::new();
    world.centre(1).await;
    let paths = operations()
        .iter()
        .map(missing)
        .chain(["/", "/desk/5", "/c/nowhere", "/api/nope"].map(String::from))
        .collect::<Vec<_>>();
    for path in paths {
        let request = Request::builder().uri(&path).body(Body::empty()).unwrap();
        let headers = world.router.clone().oneshot(request).await.unwrap().headers().clone();
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let policy = text("content-security-policy");
        assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(text("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(text("referrer-policy"), "same-origin", "{path}");
        assert_eq!(text("x-frame-options"), "DENY", "{path}");
        assert_eq!(text("cache-control") == "no-store", path.starts_with("/api/") || path == "/metrics", "{path}");
    }
}

#[tokio::test]
async fn a_site_is_framed_by_the_origins_it_lists_now() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let framers = async |slug: &str| {
        let framed = Request::builder().uri(format!("/c/{slug}/chat")).body(Body::empty()).unwrap();
        let headers = world.router.clone().oneshot(framed).await.unwrap().headers().clone();
        let policy = headers["content-security-policy"].to_str().unwrap();
        let framers = policy.split_once("frame-ancestors ").unwrap().1.to_owned();
        assert_eq!(headers.contains_key("x-frame-options"), framers == "'none'", "{framers}");
        framers
    };
    assert_eq!(framers("shop1").await, "https://shop.example");
    assert_eq!(framers("new").await, "'none'");
    let new = json!({"slug": "new", "name": "New", "language": "ko", "origins": ["https://new.example"]});
    let (status, added) = world.call(&admin, "POST", "/api/setup/sites", Some(new)).await;
    assert_eq!(status, StatusCode::OK, "{added}");
    assert_eq!(framers("new").await, "https://new.example", "one that was asked for before it was there");
    let site = format!("/api/setup/sites/{}", added["id"]);
    let other = json!({"origins": ["https://a.example", "https://b.example"]});
    assert_eq!(world.call(&admin, "PATCH", &site, Some(other)).await.0, StatusCode::OK);
    assert_eq!(framers("new").await, "https://a.example https://b.example");
    assert_eq!(world.call(&admin, "PATCH", &site, Some(json!({"active": false}))).await.0, StatusCode::OK);
    assert_eq!(framers("new").await, "'none'");
    assert_eq!(framers("shop1").await, "https://shop.example");
    // Only a change asks the store: what strangers ask for does not.
    world.store.write::<_, store::Error>(|tx| Ok(tx.execute("UPDATE site SET origins = '[]'", [])?)).unwrap();
    for slug in ["shop1", "nowhere"] {
        assert_eq!(framers(slug).await == "'none'", slug == "nowhere", "{slug}");
    }
}

#[tokio::test]
async fn bodies_have_limits_and_refusals_are_in_the_readers_language() {
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &[Role::Agent]).await;
    let post = |body: Vec<u8>, media: &str| {
        Request::post("/api/canned")
            .header(header::ORIGIN, ORIGIN)
            .header(header::COOKIE, &seat.cookie)
            .header(header::CONTENT_TYPE, media)
            .body(Body::from(body))
            .unwrap()
    };
    let large = json!({"title": "x".repeat(api::limits::JSON_BYTES), "body": "x", "scope": "mine"}).to_string();
    for (body, media, status, expected) in [
        (large.into_bytes(), "application/json", StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        (vec![b'x'; 10 << 20], "application/json", StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        (b"{\"title\":".to_vec(), "application/json", StatusCode::BAD_REQUEST, "bad_request"),
        (b"{\"title\":\"\xFF\"}".to_vec(), "application/json", StatusCode::BAD_REQUEST, "bad_request"),
        (b"{} {}".to_vec(), "application/json", StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        (b"{}".to_vec(), "text/plain", StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_media"),
        (vec![b'['; 60_000], "application/json", StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
    ] {
        let (got, bytes) = world.send(post(body, media)).await;
        assert_eq!((got, code(&bytes).as_str()), (status, expected), "{}", String::from_utf8_lossy(&bytes));
    }
    let (_, refusal) = world.call(&seat, "POST", "/api/canned", Some(json!({"title": 7}))).await;
    assert_eq!(refusal["error"]["fields"], json!({"title": "wrong_type"}));
    assert_eq!(refusal["error"]["message"], "Some values are not right.", "her own language is English");
    let (_, refusal) = world.call(&seat, "POST", "/api/canned", Some(json!({"title": "x", "body": "y"}))).await;
    assert_eq!(refusal["error"]["fields"], json!({"scope": "required"}));
    let (_, refusal) = world.call(&seat, "GET", "/api/contacts?limit=zwei", None).await;
    assert_eq!(refusal["error"]["fields"], json!({"limit": "wrong_type"}));
    let (_, refusal) = world.call(&seat, "GET", "/api/contacts?centre=2", None).await;
    assert_eq!(refusal["error"]["fields"], json!({"centre": "unknown"}));
    let stranger =
        Request::get("/api/me").header(header::ACCEPT_LANGUAGE, "fr, ko;q=0.9, en;q=0.8").body(Body::empty()).unwrap();
    let (_, bytes) = world.send(stranger).await;
    assert!(String::from_utf8(bytes).unwrap().contains("다시 로그인해 주세요."));
}

#[tokio::test]
async fn what_is_no_route_says_so_in_the_same_form() {
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &[Role::Admin]).await;
    for path in ["/api/", "/api/nope", "/api/contacts/1/nope"] {
        let (status, _) = world.call(&seat, "GET", path, None).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    let (status, body) = world.call(&seat, "PUT", "/api/me", nothing()).await;
    assert_eq!((status, body["error"]["code"].as_str()), (StatusCode::METHOD_NOT_ALLOWED, Some("wrong_method")));
}
