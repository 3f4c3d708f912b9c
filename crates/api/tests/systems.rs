//! The company's own systems: by a key they bring in what they know, and reach nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use auth::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::common::{ORIGIN, Seat, World};

/// What a system sends: no cookie, no origin, a key.
async fn send(world: &World, key: &str, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap();
    answer(world, request).await
}

async fn answer(world: &World, request: Request<Body>) -> (StatusCode, Value) {
    let (status, bytes) = world.send(request).await;
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

async fn file(world: &World, key: &str, what: &str, text: &str) -> (StatusCode, Value) {
    let request = Request::post(format!("/api/{what}/import")).header(header::AUTHORIZATION, format!("Bearer {key}"));
    answer(world, request.header(header::CONTENT_TYPE, "text/csv").body(Body::from(text.to_owned())).unwrap()).await
}

async fn key(world: &World, admin: &Seat) -> (u64, String) {
    let (status, made) = world.call(admin, "POST", "/api/setup/keys", Some(json!({"name": "ERP"}))).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    (made["key"]["id"].as_u64().unwrap(), made["token"].as_str().unwrap().to_owned())
}

fn mina() -> Value {
    json!({"name": "김미나", "phone": "010-1234-5678"})
}

#[tokio::test]
async fn a_system_brings_in_customers_orders_and_matters() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let (_, key) = key(&world, &admin).await;
    let (status, put) = send(&world, &key, "PUT", "/api/customers/by-key/A-1", mina()).await;
    assert_eq!((status, &put["created"]), (StatusCode::OK, &json!(true)), "{put}");
    let customer = put["id"].as_u64().unwrap();

    let order = |status: &str| json!({"customer": "A-1", "title": "치킨", "status": status, "amount": 23_000, "at": 1});
    let (status, first) = send(&world, &key, "PUT", "/api/orders/by-key/O-1", order("배달 중")).await;
    assert_eq!((status, &first["created"]), (StatusCode::OK, &json!(true)), "{first}");
    let (_, second) = send(&world, &key, "PUT", "/api/orders/by-key/O-1", order("완료")).await;
    assert_eq!((&second["created"], &second["id"]), (&json!(false), &first["id"]));

    let case = json!({"customer": "A-1", "title": "환불 대기", "reason": "환불", "order": "O-1", "opened": 5});
    let (status, matter) = send(&world, &key, "PUT", "/api/cases/by-key/C-1", case).await;
    assert_eq!((status, &matter["created"]), (StatusCode::OK, &json!(true)), "{matter}");
    let (_, shown) = world.call(&lead, "GET", &format!("/api/customers/{customer}"), None).await;
    assert_eq!((&shown["orders"][0]["status"], &shown["orders"][0]["amount"]), (&json!("완료"), &json!(23_000)));
    let open = &shown["cases"][0];
    assert_eq!((&open["title"], &open["order"], &open["closed"]), (&json!("환불 대기"), &json!("O-1"), &Value::Null));
    assert_eq!(open["reason"]["name"]["ko"], "환불");

    let csv = "customer,key,title,reason,order,opened,closed\nA-1,C-1,환불 대기,11,O-1,5,9\nA-1,C-2,영수증,,,2026-11-24T09:00:00+09:00,\n";
    let (status, done) = file(&world, &key, "cases", csv).await;
    assert_eq!((status, &done["created"], &done["changed"]), (StatusCode::OK, &json!(1), &json!(1)), "{done}");
    let (_, shown) = world.call(&lead, "GET", &format!("/api/customers/{customer}"), None).await;
    let closed: Vec<_> = shown["cases"].as_array().unwrap().iter().map(|case| case["closed"].as_i64()).collect();
    assert_eq!(closed, [None, Some(9)], "open ones first: {shown}");
    let (_, history) = world.call(&admin, "GET", "/api/setup/history?about=import", None).await;
    assert_eq!(history["entries"][0]["what"], "cases");
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let (_, key) = key(&world, &admin).await;
    send(&world, &key, "PUT", "/api/customers/by-key/A-1", mina()).await;
    let case = |reason: &str, order: Value| json!({"customer": "A-1", "title": "t", "reason": reason, "order": order, "opened": 5});
    let (status, refusal) = send(&world, &key, "PUT", "/api/cases/by-key/C", case("없음", Value::Null)).await;
    assert_eq!((status.as_u16(), &refusal["error"]["fields"]), (422, &json!({"reason": "not_there"})));
    let (status, _) = send(&world, &key, "PUT", "/api/cases/by-key/C", case("환불", json!("O-9"))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let early = json!({"customer": "A-1", "title": "t", "opened": 5, "closed": 4});
    let (status, refusal) = send(&world, &key, "PUT", "/api/cases/by-key/C", early).await;
    assert_eq!((status.as_u16(), &refusal["error"]["fields"]), (422, &json!({"closed": "out_of_range"})));
    for (line, row) in
        [("A-9,C-2,t,,,5", "not_there"), ("A-1,C-2,t,없음,,5", "value"), ("A-1,C-2,t,,O-9,5", "not_there")]
    {
        let csv = format!("customer,key,title,reason,order,opened\nA-1,C-1,t,,,5\n{line}\n");
        let (status, refusal) = file(&world, &key, "cases", &csv).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{line}");
        assert_eq!((&refusal["error"]["line"], &refusal["error"]["fault"]), (&json!(3), &json!(row)), "{line}");
    }
    let count = "SELECT count(*) FROM case_record";
    let kept: i64 =
        world.store.read::<_, store::Error>(|view| Ok(view.query_row(count, [], |row| row.get(0))?)).unwrap();
    assert_eq!(kept, 0, "not even the line before");
}

#[tokio::test]
async fn a_key_opens_its_own_routes_of_its_own_centre_until_it_is_ended() {
    let world = World::new();
    world.centre(1).await;
    world.centre(2).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let (id, key) = key(&world, &admin).await;
    for (method, path) in
        [("GET", "/api/customers"), ("GET", "/api/setup/keys"), ("GET", "/api/me"), ("GET", "/api/floor")]
    {
        let (status, refusal) = send(&world, &key, method, path, Value::Null).await;
        assert_eq!((status.as_u16(), &refusal["error"]["code"]), (403, &json!("forbidden")), "{path}");
    }
    let agent = world.seat(1, &[Role::Agent]).await;
    assert_eq!(world.call(&agent, "GET", "/api/setup/keys", None).await.0, StatusCode::FORBIDDEN);

    // The key counts, and not the cookie beside it; and no page sends a key for somebody.
    let both = |origin: Option<&str>, token: &str| {
        let request = Request::put("/api/customers/by-key/A-1").header(header::COOKIE, &admin.cookie);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        let request = origin.iter().fold(request, |request, origin| request.header(header::ORIGIN, *origin));
        request.header(header::CONTENT_TYPE, "application/json").body(Body::from(mina().to_string())).unwrap()
    };
    assert_eq!(answer(&world, both(None, "guess")).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(answer(&world, both(Some("https://evil.example"), &key)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(answer(&world, both(Some(ORIGIN), &key)).await.0, StatusCode::OK);
    // A proxy's password box is no key: her cookie counts, from our own pages alone.
    let basic = |origin: Option<&str>| {
        let mut request = both(origin, "");
        request.headers_mut().insert(header::AUTHORIZATION, "Basic bWlu".parse().unwrap());
        request
    };
    assert_eq!(answer(&world, basic(Some(ORIGIN))).await.0, StatusCode::OK);
    assert_eq!(answer(&world, basic(None)).await.1["error"]["code"], "foreign_page");
    let centres = "SELECT group_concat(DISTINCT centre) FROM customer";
    let where_: String =
        world.store.read::<_, store::Error>(|view| Ok(view.query_row(centres, [], |row| row.get(0))?)).unwrap();
    assert_eq!(where_, "1");

    let (_, keys) = world.call(&admin, "GET", "/api/setup/keys", None).await;
    assert!(keys["keys"][0]["used"].is_i64() && !keys.to_string().contains(&key), "{keys}");
    let other = world.seat(2, &[Role::Admin]).await;
    let path = format!("/api/setup/keys/{id}");
    assert_eq!(world.call(&other, "DELETE", &path, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(send(&world, &key, "PUT", "/api/customers/by-key/A-1", mina()).await.0, StatusCode::OK);
    assert_eq!(world.call(&admin, "DELETE", &path, None).await.0, StatusCode::OK);
    assert_eq!(send(&world, &key, "PUT", "/api/customers/by-key/A-1", mina()).await.0, StatusCode::UNAUTHORIZED);
    let (_, history) = world.call(&admin, "GET", "/api/setup/history?about=api_key", None).await;
    let done: Vec<_> = history["entries"].as_array().unwrap().iter().map(|entry| entry["what"].clone()).collect();
    assert_eq!(done, [json!("ended"), json!("made")]);
}

#[tokio::test]
async fn keys_are_not_guessed_at() {
    let world = World::new();
    world.centre(1).await;
    let mut refused = None;
    for tried in 0..100 {
        let (status, _) = send(&world, "guess", "PUT", "/api/customers/by-key/A", mina()).await;
        if status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(tried);
            break;
        }
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    assert!(refused.is_some_and(|tried| (20..30).contains(&tried)), "{refused:?}");
}

#[tokio::test]
async fn a_large_file_keeps_nobody_waiting() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let (_, key) = key(&world, &admin).await;
    let rows: String = (0..1_200).map(|row| format!("K-{row},이름{row}\n")).collect();
    let (status, done) = file(&world, &key, "customers", &format!("key,name\n{rows}")).await;
    assert_eq!(
        (status, &done["rows"], &done["created"]),
        (StatusCode::OK, &json!(1_200), &json!(1_200)),
        "in parts: {done}"
    );
    let (_, again) = file(&world, &key, "customers", &format!("key,name\n{rows}")).await;
    assert_eq!(again["changed"], 1_200, "the same file again changes nothing: {again}");
}
