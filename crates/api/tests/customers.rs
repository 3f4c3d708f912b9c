//! Customers: masked, revealed against a record, brought in by key and by file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use auth::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::common::{ORIGIN, Seat, World};

fn records(world: &World) -> Vec<(String, Option<u64>, String, String)> {
    world
        .store
        .read::<_, store::Error>(|view| {
            let mut select =
                view.prepare("SELECT action, subject, what, why FROM access_record WHERE centre = 1 ORDER BY seq")?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap()
}

#[tokio::test]
async fn found_masked_and_every_look_is_recorded() {
    let world = World::new();
    world.centre(1).await;
    world.centre(2).await;
    let agent = world.seat(1, &[Role::Agent]).await;
    let id = world.customer(1, "김미나", "A-1");
    world.customer(2, "김미나", "A-1");
    for q in ["김미", "010-1234-5678", "Mina@Example.com", "A-1"] {
        let path = format!("/api/customers?q={}", urlencode(q));
        let (status, found) = world.call(&agent, "GET", &path, None).await;
        assert_eq!(status, StatusCode::OK, "{found}");
        let expected = json!([{"id": id, "name": "김*나", "phone": "010****5678", "email": "m***@example.com",
            "last_contact_at": null, "open_cases": 0}]);
        assert_eq!(found["customers"], expected, "{q}");
    }
    assert_eq!(world.call(&agent, "GET", "/api/customers?q=%EA%B9%80", None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, none) = world.call(&agent, "GET", "/api/customers?q=%25%25", None).await;
    assert_eq!(none["customers"], json!([]), "no wildcards");

    let path = format!("/api/customers/{id}");
    let (_, detail) = world.call(&agent, "GET", &path, None).await;
    assert_eq!(detail["phone"], "010****5678");
    assert_eq!(detail["revealable"], json!(["name", "phone", "email"]));
    let reveal = format!("{path}/reveal");
    let (status, _) = world.call(&agent, "POST", &reveal, Some(json!({"field": "phone", "why": " "}))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is asked for");
    let body = json!({"field": "phone", "why": "배송지 확인 전화"});
    let (status, shown) = world.call(&agent, "POST", &reveal, Some(body.clone())).await;
    assert_eq!((status, shown["value"].as_str()), (StatusCode::OK, Some("01012345678")));
    assert_eq!(
        world.call(&agent, "POST", "/api/customers/900000001/reveal", Some(body)).await.0,
        StatusCode::NOT_FOUND
    );
    let kinds: Vec<_> = records(&world).into_iter().map(|(action, subject, what, _)| (action, subject, what)).collect();
    let search = || ("search".to_owned(), None, "customers".to_owned());
    let view = ("view".to_owned(), Some(id), "customer".to_owned());
    let revealed = ("reveal".to_owned(), Some(id), "customer.phone".to_owned());
    assert_eq!(kinds, [search(), search(), search(), search(), search(), view, revealed]);
    assert_eq!(records(&world).last().unwrap().3, "배송지 확인 전화");
}

#[tokio::test]
async fn looking_too_often_is_slowed_down() {
    let world = World::new();
    world.centre(1).await;
    let (agent, other) = (world.seat(1, &[Role::Agent]).await, world.seat(1, &[Role::Agent]).await);
    let id = world.customer(1, "김미나", "A-1");
    let path = format!("/api/customers/{id}");
    let mut last = StatusCode::OK;
    for _ in 0..=api::LOOK_UPS_PER_MIN {
        last = world.call(&agent, "GET", &path, None).await.0;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(world.call(&other, "GET", &path, None).await.0, StatusCode::OK);
}

#[tokio::test]
async fn by_key_added_then_changed() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let put = |body: Value| world.call(&admin, "PUT", "/api/customers/by-key/A%2F1", Some(body));
    let (_, first) = put(json!({"name": "김미나", "phone": "010-1234-5678", "segment": "merchant"})).await;
    assert_eq!(first["created"], true);
    let (_, second) = put(json!({"name": "김미내"})).await;
    assert_eq!((second["created"].as_bool(), &second["id"]), (Some(false), &first["id"]));
    let (status, refusal) = put(json!({"phone": "none", "email": "nowhere"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refusal["error"]["fields"], json!({"phone": "invalid", "email": "invalid"}));
    let kept: (String, String, String) = world
        .store
        .read::<_, store::Error>(|view| {
            let sql = "SELECT name, phone, segment FROM customer WHERE key = 'A/1'";
            Ok(view.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
        })
        .unwrap();
    assert_eq!(kept, ("김미내".into(), "01012345678".into(), "merchant".into()));
}

#[tokio::test]
async fn a_damaged_file_changes_nothing() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let (status, done) = upload(&world, &admin, "customers", "key,name\nA-1,김미나\nA-2,이준\n".as_bytes()).await;
    assert_eq!((status, &done), (StatusCode::OK, &json!({"rows": 2, "created": 2, "changed": 0, "encoding": "utf8"})));
    let bad = "key,name\nA-3,박\nA-1,새 이름\nA-4\n".as_bytes();
    let (status, refusal) = upload(&world, &admin, "customers", bad).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((refusal["error"]["line"].as_u64(), refusal["error"]["fault"].as_str()), (Some(4), Some("cells")));
    let orders =
        "customer,key,title,status,amount,at\nA-1,O-1,치킨,배달 중,23000,1700000000000\nA-9,O-2,피자,완료,1,1\n";
    let (status, refusal) = upload(&world, &admin, "orders", orders.as_bytes()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((refusal["error"]["line"].as_u64(), refusal["error"]["fault"].as_str()), (Some(3), Some("not_there")));
    let count = |sql: &'static str| {
        world.store.read::<_, store::Error>(|view| Ok(view.query_row(sql, [], |row| row.get::<_, i64>(0))?)).unwrap()
    };
    assert_eq!(count("SELECT count(*) FROM customer"), 2);
    assert_eq!(count("SELECT count(*) FROM customer WHERE name = '김미나'"), 1);
    assert_eq!(count("SELECT count(*) FROM order_record"), 0, "not even the line before");
    let good = &orders[..orders.find("A-9").unwrap()];
    assert_eq!(upload(&world, &admin, "orders", good.as_bytes()).await.1["created"], 1);
    assert_eq!(upload(&world, &admin, "orders", good.as_bytes()).await.1["changed"], 1);
    let huge = vec![b'x'; api::limits::IMPORT_BYTES + 1];
    assert_eq!(upload(&world, &admin, "customers", &huge).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn canned_replies_are_ones_own_or_everyones() {
    let world = World::new();
    world.centre(1).await;
    let (agent, other) = (world.seat(1, &[Role::Agent]).await, world.seat(1, &[Role::Agent]).await);
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let add = |title: &str, scope: &str| json!({"title": title, "body": "내용", "scope": scope});
    let (status, mine) = world.call(&agent, "POST", "/api/canned", Some(add("환불 안내", "mine"))).await;
    assert_eq!(status, StatusCode::OK, "{mine}");
    assert_eq!(world.call(&agent, "POST", "/api/canned", Some(add("모두", "all"))).await.0, StatusCode::FORBIDDEN);
    let (_, all) = world.call(&lead, "POST", "/api/canned", Some(add("인사", "all"))).await;
    let titles = async |seat: &Seat, q: &str| {
        let (_, list) = world.call(seat, "GET", &format!("/api/canned?q={}", urlencode(q)), None).await;
        list["canned"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["title"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(&agent, "").await, ["환불 안내", "인사"]);
    assert_eq!(titles(&agent, "ㅎㅂ").await, ["환불 안내"]);
    assert_eq!(titles(&other, "").await, ["인사"]);
    let secret = json!({"title": "카드 4111 1111 1111 1111", "body": "010-2345-6789로 전화 주세요", "scope": "mine"});
    let (_, cleaned) = world.call(&agent, "POST", "/api/canned", Some(secret)).await;
    assert!(!cleaned.to_string().contains("4111") && !cleaned.to_string().contains("2345"), "{cleaned}");
    world.call(&agent, "DELETE", &format!("/api/canned/{}", cleaned["id"]), None).await;
    let own = format!("/api/canned/{}", mine["id"]);
    let shared = format!("/api/canned/{}", all["id"]);
    let change = Some(json!({"body": "고침"}));
    assert_eq!(world.call(&other, "PATCH", &own, change.clone()).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.call(&other, "PATCH", &shared, change.clone()).await.0, StatusCode::FORBIDDEN);
    assert_eq!(world.call(&agent, "PATCH", &own, change).await.1["body"], "고침");
    assert_eq!(world.call(&agent, "DELETE", &own, None).await.0, StatusCode::OK);
    assert_eq!(titles(&agent, "").await, ["인사"]);
}

async fn upload(world: &World, seat: &Seat, what: &str, bytes: &[u8]) -> (StatusCode, Value) {
    let request = Request::post(format!("/api/{what}/import"))
        .header(header::ORIGIN, ORIGIN)
        .header(header::COOKIE, &seat.cookie)
        .header(header::CONTENT_TYPE, "text/csv")
        .body(Body::from(bytes.to_vec()))
        .unwrap();
    let (status, bytes) = world.send(request).await;
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn urlencode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn who_reveals_many_customers_is_looked_at() {
    let world = World::new();
    world.centre(1).await;
    let (agent, lead) = (world.seat(1, &[Role::Agent]).await, world.seat(1, &[Role::Supervisor]).await);
    let now = node::clock::now();
    // One fewer than many, an hour old at most; a reveal longer ago does not count.
    let looks = (0..api::limits::MANY_REVEALS).map(|n| (n, if n == 0 { now.0 - 7_200_000 } else { now.0 - 1_000 }));
    world
        .store
        .write::<_, store::Error>(|tx| {
            for (n, at) in looks.clone() {
                let id = 900_000 + u64::from(n);
                tx.execute(
                    "INSERT INTO customer (centre, customer, state, phone, created_at, updated_at)
                     VALUES (1, ?1, 'known', '01012345678', 0, 0)",
                    [id],
                )?;
                let record = store::access::Access {
                    at: routing::Time(at),
                    account: agent.account,
                    place: "",
                    subject: Some(id),
                    action: store::access::Action::Reveal,
                    what: "customer.phone",
                    why: "확인",
                    contact: None,
                };
                store::access::record(tx, 1, &record)?;
            }
            Ok(())
        })
        .unwrap();
    let reveal = |id: u64| {
        let path = format!("/api/customers/{id}/reveal");
        let (world, agent) = (&world, &agent);
        async move { world.call(agent, "POST", &path, Some(json!({"field": "phone", "why": "배송 확인"}))).await }
    };
    let alerts = || async { world.call(&lead, "GET", "/api/floor/alerts", None).await.1["alerts"].clone() };
    assert_eq!(reveal(900_001).await.0, StatusCode::OK);
    assert_eq!(alerts().await, json!([]), "the same customer again is not one more");
    let one_more = world.customer(1, "이하나", "A-900");
    assert_eq!(reveal(one_more).await.0, StatusCode::OK, "it is told, not stopped");
    let found = alerts().await;
    assert_eq!((&found[0]["kind"], &found[0]["note"]), (&json!("many_reveals"), &json!("20")));
    assert_eq!(found[0]["agent"]["id"], agent.account);
}
