//! The desk, through the router.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use auth::Role;
use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::common::{self, World, nothing};

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
    // Whether she was told a wait before somebody took it is a matter of milliseconds.
    let steps = detail["path"].as_array().unwrap().iter().map(|step| step["step"]["type"].as_str().unwrap());
    let steps: Vec<_> = steps.filter(|step| *step != "wait_told").collect();
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
async fn a_supervisor_who_serves_no_channel_joins_and_takes_over() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    world
        .store
        .write::<_, store::Error>(|tx| Ok(tx.execute("DELETE FROM agent WHERE agent = ?1", [supervisor.account])?))
        .unwrap();
    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let offer = world.offer(1, contact).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let path = format!("/api/contacts/{contact}");
    let join = |role: &str| Some(json!({ "role": role }));
    let (status, row) = world.call(&supervisor, "POST", &format!("{path}/join"), join("conference")).await;
    assert_eq!(
        (status, row["joined"][0]["agent"]["id"].as_u64()),
        (StatusCode::OK, Some(supervisor.account.into())),
        "{row}"
    );
    let (status, row) = world.call(&supervisor, "POST", &format!("{path}/take-over"), nothing()).await;
    assert_eq!((status, row["agent"]["id"].as_u64()), (StatusCode::OK, Some(supervisor.account.into())), "{row}");
    // Nothing is offered to her, ready as she may be.
    world.call(&supervisor, "POST", "/api/me/presence", Some(json!({"presence": "ready"}))).await;
    world.call(&agent, "POST", "/api/me/presence", Some(json!({"presence": "break"}))).await;
    let next = world.chat(&running, 1, world.customer(1, "이수아", "A-2")).await;
    assert!(world.offer(1, next).is_none());
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
    assert!(evidence.contains("상담사를 보호하기 위해 상담을 마쳤어요"), "{evidence}");
    assert_eq!(alerts, 1);
    let (_, me) = world.call(&agent, "GET", "/api/me", None).await;
    assert_eq!(me["presence"]["presence"], "rest");
    assert_eq!(me["next_break"]["because"], "rest");
}

#[tokio::test]
async fn what_is_written_has_limits() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let offer = world.offer(1, contact).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let (most, note) = ("가".repeat(api::limits::MESSAGE_CHARS), "가".repeat(api::limits::NOTE_CHARS + 1));
    let over = format!("{most}가");
    let key = || Uuid::now_v7();
    let year = node::clock::now().0 + 400 * 86_400_000;
    for (method, action, body, field) in [
        ("POST", "messages", json!({"kind": "text", "body": over, "client_key": key()}), "body"),
        ("POST", "messages", json!({"kind": "text", "body": " ", "client_key": key()}), "body"),
        ("POST", "messages", json!({"kind": "notice", "body": "x", "client_key": key()}), "kind"),
        ("POST", "messages", json!({"kind": "text", "body": "x", "client_key": key(), "article": 5}), "article"),
        ("POST", "messages", json!({"kind": "text", "body": "x", "client_key": "x"}), "client_key"),
        ("PUT", "draft", json!({"body": over}), "body"),
        ("POST", "transfer", json!({"target": {"to": "reason", "reason": 11}, "note": note}), "note"),
        ("POST", "transfer", json!({"target": {"to": "reason", "reason": 999}}), "reason"),
        ("POST", "transfer", json!({"target": {"to": "agent", "agent": 999_999}}), "agent"),
        ("POST", "transfer", json!({"target": {"to": "agent", "agent": agent.account}}), "target"),
        ("POST", "consult", json!({"agent": 999_999, "question": note}), "question"),
        ("POST", "consult", json!({"agent": 999_999, "question": "누구?"}), "agent"),
        ("POST", "put-off", json!({"until": 5}), "until"),
        ("POST", "put-off", json!({"until": year}), "until"),
        ("POST", "reason", json!({"reason": 999}), "reason"),
        ("POST", "protect", json!({"wish": note}), "wish"),
    ] {
        let (status, refusal) =
            world.call(&agent, method, &format!("/api/contacts/{contact}/{action}"), Some(body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{action}: {refusal}");
        assert!(refusal["error"]["fields"].get(field).is_some(), "{action} {field}: {refusal}");
    }
    let line = json!({"kind": "text", "body": most, "client_key": key()});
    assert_eq!(
        world.call(&agent, "POST", &format!("/api/contacts/{contact}/messages"), Some(line)).await.0,
        StatusCode::OK
    );
    for path in ["/api/contacts?limit=0", "/api/contacts?limit=201", "/api/contacts?after=x"] {
        assert_eq!(world.call(&agent, "GET", path, None).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
}

#[tokio::test]
async fn put_off_drafted_sent_on_and_asked_about() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let colleague = world.agent(&running, 1).await;
    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let offer = world.offer(1, contact).unwrap();
    let mut seats = [agent, colleague];
    if world.call(&seats[0], "POST", &format!("/api/offers/{offer}/accept"), nothing()).await.0 != StatusCode::OK {
        seats.swap(0, 1);
        world.call(&seats[0], "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    }
    let [agent, colleague] = seats;
    let at = |action: &str| format!("/api/contacts/{contact}/{action}");
    let until = node::clock::now().0 + 3_600_000;
    world.call(&agent, "POST", &at("put-off"), Some(json!({"until": until}))).await;
    let ids = async |view: &str| {
        let (_, list) = world.call(&agent, "GET", &format!("/api/contacts?view={view}"), None).await;
        list["contacts"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((ids("mine").await, ids("put_off").await), (vec![], vec![contact]));
    world.call(&agent, "POST", &at("put-off"), nothing()).await;
    assert_eq!((ids("mine").await, ids("put_off").await), (vec![contact], vec![]));

    world.call(&agent, "PUT", &at("draft"), Some(json!({"body": "쓰다 만"}))).await;
    let (_, detail) = world.call(&agent, "GET", &format!("/api/contacts/{contact}"), None).await;
    assert_eq!(detail["draft"]["body"], "쓰다 만");
    let line = json!({"kind": "text", "body": "다 쓴", "client_key": Uuid::now_v7()});
    world.call(&agent, "POST", &at("messages"), Some(line)).await;
    let (_, detail) = world.call(&agent, "GET", &format!("/api/contacts/{contact}"), None).await;
    assert_eq!(detail["draft"], json!(null), "what was sent is no draft");

    let (status, targets) = world.call(&agent, "GET", &at("targets"), None).await;
    assert_eq!(status, StatusCode::OK, "{targets}");
    assert_eq!(targets["agents"][0]["agent"]["id"], colleague.account);
    assert_eq!(
        (targets["agents"][0]["free"].as_bool(), targets["agents"][0]["qualified"].as_bool()),
        (Some(true), Some(true))
    );

    let ask = json!({"agent": colleague.account, "question": "이건 어떻게 해요?"});
    let (status, row) = world.call(&agent, "POST", &at("consult"), Some(ask)).await;
    assert_eq!(status, StatusCode::OK, "{row}");
    assert_eq!(row["joined"][0]["role"], "consult");
    let (_, thread) = world.call(&colleague, "GET", &at("messages"), None).await;
    assert_eq!(thread["messages"].as_array().unwrap().last().unwrap()["kind"], "note");
    assert_eq!(world.call(&colleague, "POST", &at("part"), nothing()).await.0, StatusCode::OK);

    let on = json!({"target": {"to": "agent", "agent": colleague.account}, "note": "부탁해요"});
    let (status, row) = world.call(&agent, "POST", &at("transfer"), Some(on)).await;
    assert_eq!(status, StatusCode::OK, "{row}");
    assert_eq!(row["wrapping_up"], json!([agent.account]));
    assert!(world.offer(1, contact).is_some(), "the colleague is asked");
}

#[tokio::test]
async fn lists_come_in_pages() {
    let world = World::new();
    let running = world.centre(1).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    let unskilled = world.seat(1, &[Role::Agent]).await;
    let mut waiting = Vec::new();
    for number in 0..5 {
        let customer = world.customer(1, "김미나", &format!("A-{number}"));
        waiting.push(world.chat(&running, 1, customer).await);
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/api/contacts?view=queue&limit=2{after}");
        let (_, page) = world.call(&supervisor, "GET", &path, None).await;
        seen.extend(page["contacts"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, waiting, "best rank first, each once");
    let (_, page) = world.call(&unskilled, "GET", "/api/contacts?view=queue", None).await;
    assert_eq!(page["contacts"], json!([]), "only what she could serve");
    for contact in &waiting {
        common::say(&running, routing::Input::Leave { contact: routing::ContactId(*contact) }).await;
    }
    let (_, first) = world.call(&supervisor, "GET", "/api/contacts?view=closed&limit=3", None).await;
    let next = first["next"].as_str().unwrap();
    let (_, rest) = world.call(&supervisor, "GET", &format!("/api/contacts?view=closed&after={next}"), None).await;
    let ids = |page: &serde_json::Value| -> Vec<u64> {
        page["contacts"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
    };
    let mut closed = [ids(&first), ids(&rest)].concat();
    closed.sort_unstable();
    assert_eq!(closed, waiting);
}

#[tokio::test]
async fn an_agents_day_is_her_own() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let offer = world.offer(1, contact).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    world.call(&agent, "POST", &format!("/api/contacts/{contact}/end"), nothing()).await;
    let wrap = Some(json!({"outcome": "solved"}));
    world.call(&agent, "POST", &format!("/api/contacts/{contact}/wrap-up"), wrap).await;
    world.call(&agent, "POST", "/api/me/presence", Some(json!({"presence": "break"}))).await;
    let (status, day) = world.call(&agent, "GET", "/api/me/day", None).await;
    assert_eq!(status, StatusCode::OK, "{day}");
    assert_eq!(day["how_it_went"]["contacts"], 1.0);
    assert_eq!(day["how_it_went"]["solved_first_permille"], 1000.0);
    assert_eq!((day["load"]["hard_in_a_row"].as_u64(), day["load"]["breaks_taken"].as_u64()), (Some(1), Some(1)));
    let points = day["load"]["points"].as_u64().unwrap();
    let rule = day["load"]["rules"]["hard_in_a_row"].as_u64().unwrap();
    assert_eq!(points, rule, "one hard contact, and every input of the formula is shown");
    let last = day["segments"].as_array().unwrap().last().unwrap();
    assert_eq!((last["presence"].as_str(), last["to"].as_i64()), (Some("break"), None));
    let (_, me) = world.call(&agent, "GET", "/api/me", None).await;
    let may: Vec<_> = me["may"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert!(may.contains(&"accept_offer") && !may.contains(&"publish"));
    assert_eq!(me["reasons"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_summary_of_what_was_said_is_proposed_at_transfer_and_wrap_up() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = common::browser::Browser::new(&world, 1);
    let contact = mina.open(common::REFUNDS).await;
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    let offer = world.offer(1, contact).expect("offered");
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    mina.say("안녕하세요").await;
    mina.say("지난주에 취소한 주문 환불이 아직 안 들어왔어요").await;
    let path = |rest: &str| format!("/api/contacts/{contact}/{rest}");
    let promise =
        json!({"kind": "text", "body": "내일 오후 3시까지 문자로 알려 드리겠습니다.", "client_key": Uuid::now_v7()});
    world.call(&agent, "POST", &path("messages"), Some(promise)).await;
    mina.say("주문 번호는 ORD-20261 이에요").await;
    world
        .store
        .write::<_, store::Error>(|tx| {
            let sql = "INSERT INTO order_record (centre, order_id, customer, key, title, status, placed_at, updated_at)
                       SELECT 1, 900001, customer, ?2, '', '', 0, 0 FROM contact WHERE contact = ?1
                       UNION ALL SELECT 1, 900002, customer, 'ORD-99', '', '', 0, 0 FROM contact WHERE contact = ?1";
            tx.execute(sql, (contact, "ORD-20261"))?;
            Ok(())
        })
        .unwrap();
    world.call(&agent, "POST", &path("warn"), Some(json!({"step": 1, "language": "ko"}))).await;
    mina.say("배달비도 같이 들어오나요?").await;
    let (status, targets) = world.call(&agent, "GET", &path("targets"), None).await;
    let note = targets["note"].as_str().unwrap_or_default();
    assert_eq!(status, StatusCode::OK, "{targets}");
    assert!(note.starts_with("Reason: Refunds\nIn the customer's words: 지난주에 취소한 주문 환불이"), "{note}");
    for line in [
        "Numbers: ORD-20261",
        "Done: Gave warning 1",
        "Promised: 내일 오후 3시까지 문자로",
        "Not answered: 배달비도 같이 들어오나요?",
    ] {
        assert!(note.contains(line), "{note}");
    }
    assert!(!note.contains("ORD-99"), "an order nobody spoke of");
    world.call(&agent, "POST", &path("end"), nothing()).await;
    let (_, detail) = world.call(&agent, "GET", &format!("/api/contacts/{contact}"), None).await;
    assert_eq!(detail["wrap_up"]["summary"], note, "nothing was said since");
}
