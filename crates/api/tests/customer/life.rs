//! From the first screen to the own page.

use auth::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::common::browser::{Browser, site_token, ways};
use crate::common::{REFUNDS, World, nothing};

/// ㅎㅂ, as it stands in a query.
const HB: &str = "%E3%85%8E%E3%85%82";

fn count(world: &World, sql: &'static str) -> u32 {
    world.store.read::<_, store::Error>(|view| Ok(view.query_row(sql, [], |row| row.get(0))?)).unwrap()
}

#[tokio::test]
async fn a_whole_life() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);

    let start = mina.get("/start").await;
    assert_eq!((&start["customer"], &start["contact"], &start["open"]), (&Value::Null, &Value::Null, &json!(true)));
    assert_eq!(start["limits"]["message_chars"], api::limits::MESSAGE_CHARS);
    assert_eq!(start["site"]["name"], "Shop");
    assert_eq!(start["site"]["asks_satisfaction"], false, "not unless the site wants it");
    let admin = world.seat(1, &[Role::Admin]).await;
    let (_, sites) = world.call(&admin, "GET", "/api/setup/sites", None).await;
    let site = format!("/api/setup/sites/{}", sites["sites"][0]["id"]);
    world.call(&admin, "PATCH", &site, Some(json!({"asks_satisfaction": true}))).await;
    assert_eq!(mina.get("/start").await["site"]["asks_satisfaction"], true);
    let found = mina.get(&format!("/reasons?q={HB}")).await;
    assert_eq!(found["reasons"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!((&found["reasons"][0]["id"], &found["reasons"][0]["group"]["ko"]), (&json!(REFUNDS), &json!("주문")));
    assert_eq!(mina.get("/reasons?q=nothing").await["reasons"], json!([]));
    let likely = mina.get("/reasons").await;
    let ids: Vec<_> = likely["reasons"].as_array().unwrap().iter().map(|reason| reason["id"].clone()).collect();
    assert_eq!(ids, [1, 11], "a branch is no reason to choose");

    let identified = mina.post("/identify", json!({"token": site_token("A-1", "김미나")})).await;
    assert_eq!(identified["customer"]["name"], "김미나");
    assert_eq!(mina.get("/start").await["customer"]["name"], "김미나");

    let opened = mina.post("/contacts", json!({"reason": REFUNDS, "words": "ㅎㅂ"})).await;
    assert_eq!(opened["visitor"], Value::Null, "her token still holds");
    let contact = &opened["contact"];
    let id = contact["id"].as_u64().unwrap();
    assert_eq!((&contact["state"], &contact["can_ask_person"]), (&json!("choosing"), &json!(true)));
    assert_eq!(ways(contact), ["callback", "person"], "in the order of the table");
    let person = &contact["options"][1];
    let (low, high) = (person["wait"]["low_ms"].as_i64().unwrap(), person["wait"]["high_ms"].as_i64().unwrap());
    assert!(0 <= low && low <= high, "{person}");
    assert_eq!((&person["wait"]["ahead"], &person["wait"]["staffed"]), (&json!(0), &json!(1)));
    assert_eq!(contact["options"][0]["wait"], Value::Null, "nobody waits for a callback");

    let waiting = mina.post("/contact/choose", json!({"treatment": "person"})).await;
    assert_eq!(waiting["state"], "waiting");
    assert_eq!(ways(&waiting), ["callback", "person"], "who waits may still ask for a call instead");
    let range = &waiting["wait"]["range"];
    assert!(range["low_ms"].as_i64().unwrap() <= range["high_ms"].as_i64().unwrap(), "{waiting}");
    assert_eq!(waiting["with"], Value::Null);

    let offer = world.offer(1, id).expect("offered");
    let (status, _) = world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    assert_eq!(status, StatusCode::OK);
    let talking = mina.get("/contact").await;
    assert_eq!((&talking["state"], &talking["can_ask_person"]), (&json!("with_person"), &json!(false)));
    assert_eq!(talking["with"], json!({"alias": "예명0", "bot": false}));
    assert!(!talking.to_string().contains("이름0"), "colleagues are known by their alias: {talking}");

    mina.say("환불해 주세요").await;
    let path = format!("/api/contacts/{id}/messages");
    let line = |kind: &str, body: &str| Some(json!({"kind": kind, "body": body, "client_key": uuid::Uuid::now_v7()}));
    world.call(&agent, "POST", &path, line("text", "네, 처리해 드릴게요")).await;
    let (status, _) = world.call(&agent, "POST", &path, line("note", "단골")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(mina.lines().await, ["환불해 주세요", "네, 처리해 드릴게요"], "notes are for staff");

    let act = |action: &str| format!("/api/contacts/{id}/{action}");
    world.call(&agent, "POST", &act("hold"), nothing()).await;
    assert_eq!(mina.state().await, "on_hold");
    world.call(&agent, "POST", &act("resume"), nothing()).await;
    world.call(&agent, "POST", &act("end"), nothing()).await;
    let over = mina.get("/contact").await;
    assert_eq!((&over["state"], &over["options"]), (&json!("closed"), &json!([])));
    assert_eq!(over["survey"], true);
    let wrapped = json!({"outcome": "solved", "summary": "환불함"});
    world.call(&agent, "POST", &act("wrap-up"), Some(wrapped)).await;

    let path = "/contact/survey";
    for (body, field) in [
        (json!({"contact": id, "ease": 8}), "ease"),
        (json!({"contact": id, "ease": 0}), "ease"),
        (json!({"contact": id}), "ease"),
        (json!({"ease": 1}), "contact"),
    ] {
        let (status, answer) = mina.call("POST", path, Some(body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer["error"]["fields"][field].is_string(), "{answer}");
    }
    mina.post(path, json!({"contact": id, "ease": 6, "words": "친절해요"})).await;
    for contact in [id, id + 1] {
        let again = Some(json!({"contact": contact, "ease": 1}));
        assert_eq!(mina.refused("POST", path, again).await, (404, "not_found".into()));
    }
    assert_eq!(count(&world, "SELECT ease FROM survey"), 6, "the first answer stands");
    assert_eq!(count(&world, "SELECT count(*) FROM fact WHERE kind = 'survey' AND value = 6"), 1);
    assert_eq!(mina.get("/contact").await["survey"], false, "who has answered is not asked again");

    let page = mina.get("/page").await;
    let past = &page["past"][0];
    assert_eq!(
        (&past["id"], &past["outcome"], &past["with"]["alias"]),
        (&json!(id), &json!("solved"), &json!("예명0"))
    );
    assert_eq!(past["reason"]["name"]["ko"], "환불");
    assert_eq!(crate::common::browser::bodies(past), ["환불해 주세요", "네, 처리해 드릴게요"]);
    assert!(!page.to_string().contains("환불함"), "the summary is for staff");

    let mut nobody = Browser::new(&world, 1);
    assert_eq!(nobody.refused("GET", "/page", None).await, (404, "not_found".into()));
    nobody.open(REFUNDS).await;
    assert_eq!(nobody.refused("GET", "/page", None).await, (404, "not_found".into()), "a visitor has no page");
}

#[tokio::test]
async fn how_easy_it_was_is_hers_alone_to_say() {
    let world = World::new();
    let running = world.centre(1).await;
    world.centre(2).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({})).await;
    let offer = world.offer(1, id).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let path = "/contact/survey";
    let easy = json!({"contact": id, "ease": 3});
    assert_eq!(mina.refused("POST", path, Some(easy.clone())).await, (404, "not_found".into()), "it is not over");
    mina.post("/contact/leave", json!({})).await;
    let others = [Browser::new(&world, 1), Browser::returning(&world, 1, true), Browser::returning(&world, 2, true)];
    for mut other in others {
        assert_eq!(other.refused("POST", path, Some(easy.clone())).await, (404, "not_found".into()));
    }
    let long = json!({"contact": id, "ease": 3, "words": "가".repeat(api::limits::NOTE_CHARS + 1)});
    assert_eq!(mina.refused("POST", path, Some(long)).await, (422, "invalid".into()));
    mina.post(path, easy).await;
}

#[tokio::test]
async fn nobody_there_is_said_and_a_person_still_waited_for() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    let opened = mina.post("/contacts", json!({"reason": REFUNDS})).await;
    let contact = &opened["contact"];
    assert_eq!(ways(contact).last(), Some(&"person"), "what works now first, the person last: {contact}");
    assert_eq!(contact["options"][1]["because"], "nobody_there");
    assert_eq!(contact["options"][1]["wait"], Value::Null, "no wait is made up");
    let waiting = mina.post("/contact/person", json!({})).await;
    assert_eq!((&waiting["state"], &waiting["wait"]["range"]), (&json!("nobody_there"), &Value::Null));
    let left = mina.post("/contact/leave", json!({})).await;
    assert_eq!((&left["state"], &left["survey"]), (&json!("closed"), &json!(false)), "who was not served is not asked");
}

#[tokio::test]
async fn whose_language_nobody_speaks_is_told_no_wait() {
    let world = World::new();
    let running = world.centre(1).await;
    world.agent(&running, 1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let way = async |browser: &mut Browser<'_>| {
        let opened = browser.post("/contacts", json!({"reason": REFUNDS})).await;
        let options = opened["contact"]["options"].as_array().unwrap().clone();
        options.into_iter().find(|option| option["treatment"] == "person").unwrap()
    };
    assert_eq!(way(&mut Browser::new(&world, 1)).await["wait"]["high_ms"], 0);
    let (_, draft) = world.call(&admin, "GET", "/api/setup/draft", None).await;
    let mut document = draft["document"].clone();
    let korean = json!({"id": 900, "name": {"ko": "한국어", "en": "Korean"}, "language": "ko"});
    document["skills"].as_array_mut().unwrap().insert(0, korean);
    let put = json!({"document": document, "revision": draft["revision"]});
    let (_, saved) = world.call(&admin, "PUT", "/api/setup/draft", Some(put)).await;
    let publish = json!({"revision": saved["revision"], "note": "언어"});
    let (status, done) = world.call(&admin, "POST", "/api/setup/publish", Some(publish)).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let nobody = way(&mut Browser::new(&world, 1)).await;
    assert_eq!(nobody["wait"], Value::Null, "the only one there does not speak it: {nobody}");
}
