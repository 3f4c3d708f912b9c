//! The desk, through the router.

mod common;

use auth::Role;
use axum::http::StatusCode;
use common::{World, nothing};
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn a_conversation_from_offer_to_wrap_up() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let offer = world.offer(1, contact).expect("offered");

    let (status, why) = world.call(&agent, "GET", &format!("/api/offers/{offer}/why"), None).await;
    assert_eq!(status, StatusCode::OK, "{why}");
    assert_eq!(why["candidates"][0]["agent"]["id"], agent.account);
    assert_eq!(why["rule"], "best-level");

    let (status, row) = world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    assert_eq!(status, StatusCode::OK, "{row}");
    assert_eq!((row["state"].as_str(), row["customer"]["name"].as_str()), (Some("talking"), Some("김*나")));
    assert_eq!(row["turn"], "agent");
    let (status, late) = world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    assert_eq!((status, late["error"]["code"].as_str()), (StatusCode::CONFLICT, Some("stale_offer")));

    let key = Uuid::now_v7();
    let line = json!({"kind": "text", "body": "안녕하세요", "client_key": key});
    let path = format!("/api/contacts/{contact}/messages");
    let (status, first) = world.call(&agent, "POST", &path, Some(line.clone())).await;
    assert_eq!(status, StatusCode::OK, "{first}");
    let (_, again) = world.call(&agent, "POST", &path, Some(line)).await;
    assert_eq!(first["id"], again["id"], "the same key is the same line");
    let (_, thread) = world.call(&agent, "GET", &path, None).await;
    assert_eq!(thread["messages"].as_array().unwrap().len(), 1);

    let (_, list) = world.call(&agent, "GET", "/api/contacts?view=mine", None).await;
    assert_eq!(list["contacts"][0]["id"], contact);
    assert_eq!(list["contacts"][0]["turn"], "customer");
    assert_eq!(list["contacts"][0]["last"]["text"], "안녕하세요");

    let (status, detail) = world.call(&agent, "GET", &format!("/api/contacts/{contact}"), None).await;
    assert_eq!(status, StatusCode::OK, "{detail}");
    assert_eq!(detail["who"]["phone"], "010****5678");
    assert_eq!(detail["why"]["reason"]["name"]["ko"], "환불");
    let steps: Vec<_> =
        detail["path"].as_array().unwrap().iter().map(|step| step["step"]["type"].as_str().unwrap()).collect();
    assert_eq!(steps, ["arrived", "shown", "chosen", "queued", "offered", "connected"]);
    assert_eq!(detail["rank"]["priority"], 6);

    let act = |action: &str| format!("/api/contacts/{contact}/{action}");
    assert_eq!(world.call(&agent, "POST", &act("hold"), nothing()).await.1["state"], "held");
    assert_eq!(world.call(&agent, "POST", &act("hold"), nothing()).await.0, StatusCode::CONFLICT);
    assert_eq!(world.call(&agent, "POST", &act("resume"), nothing()).await.1["state"], "talking");
    assert_eq!(world.call(&agent, "POST", &act("end"), nothing()).await.1["state"], "wrap_up");
    let (_, detail) = world.call(&agent, "GET", &format!("/api/contacts/{contact}"), None).await;
    assert_eq!(detail["wrap_up"]["outcome"], "solved");
    assert_eq!(detail["may"], json!(["note", "wrap_up"]));
    let (status, row) =
        world.call(&agent, "POST", &act("wrap-up"), Some(json!({"outcome": "solved", "summary": "환불함"}))).await;
    assert_eq!((status, row["state"].as_str()), (StatusCode::OK, Some("closed")), "{row}");
    let (_, closed) = world.call(&agent, "GET", "/api/contacts?view=closed", None).await;
    assert_eq!(closed["contacts"][0]["outcome"], "solved");
    let facts: i64 = world
        .store
        .read::<_, store::Error>(|view| {
            Ok(view.query_row("SELECT count(*) FROM fact WHERE kind = 'first_reply'", [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(facts, 1);
}

#[tokio::test]
async fn an_agent_sees_what_she_has_to_do_with() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let other = world.seat(1, &[Role::Agent]).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let offer = world.offer(1, contact).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let path = format!("/api/contacts/{contact}");
    assert_eq!(world.call(&agent, "GET", &path, None).await.0, StatusCode::OK);
    assert_eq!(world.call(&supervisor, "GET", &path, None).await.0, StatusCode::OK);
    assert_eq!(world.call(&other, "GET", &path, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.call(&other, "POST", &format!("{path}/end"), nothing()).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.call(&supervisor, "POST", &format!("{path}/end"), nothing()).await.0, StatusCode::CONFLICT);

    let whisper = json!({"kind": "whisper", "body": "천천히", "client_key": Uuid::now_v7()});
    assert_eq!(
        world.call(&supervisor, "POST", &format!("{path}/messages"), Some(whisper.clone())).await.0,
        StatusCode::OK
    );
    assert_eq!(
        world.call(&agent, "POST", &format!("{path}/messages"), Some(whisper)).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let (_, thread) = world.call(&agent, "GET", &format!("{path}/messages"), None).await;
    assert_eq!(thread["messages"][0]["kind"], "whisper");
}

#[tokio::test]
async fn protection_keeps_the_evidence_and_tells_the_floor() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let offer = world.offer(1, contact).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let (status, row) =
        world.call(&agent, "POST", &format!("/api/contacts/{contact}/protect"), Some(json!({"wish": "사과"}))).await;
    assert_eq!((status, row["state"].as_str()), (StatusCode::OK, Some("wrap_up")), "{row}");
    let (evidence, alerts): (String, i64) = world
        .store
        .read::<_, store::Error>(|view| {
            let evidence = view.query_row("SELECT evidence FROM protection WHERE centre = 1", [], |row| row.get(0))?;
            let alerts =
                view.query_row("SELECT count(*) FROM alert WHERE kind = 'protection'", [], |row| row.get(0))?;
            Ok((evidence, alerts))
        })
        .unwrap();
    assert!(evidence.contains("protected"), "{evidence}");
    assert_eq!(alerts, 1);
    let (_, me) = world.call(&agent, "GET", "/api/me", None).await;
    assert_eq!(me["presence"]["presence"], "rest");
    assert_eq!(me["next_break"]["because"], "rest");
}
