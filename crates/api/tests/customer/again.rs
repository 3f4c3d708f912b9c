//! Coming back: a reload, another device, a socket that slept; and moving between channels.

use axum::http::StatusCode;
use routing::ContactId;
use serde_json::{Value, json};

use crate::common::browser::{Browser, bodies};
use crate::common::socket::{greet, serve, visit};
use crate::common::{REFUNDS, World, nothing};

/// Rank and age of a contact in line: its place.
async fn place(running: &api::centre::Centre, contact: u64) -> (i64, i64) {
    let find = move |engine: &routing::Engine, _| {
        engine.contact(ContactId(contact)).map(|found| (found.rank, found.since.0)).unwrap()
    };
    running.ask(find).await.unwrap()
}

/// Places taken in every slot that shows any.
async fn taken(running: &api::centre::Centre) -> Vec<(i64, u32)> {
    let find =
        |engine: &routing::Engine, now: routing::Time| engine.slots(routing::GroupId(1), now, now.plus_ms(86_400_000));
    let slots = running.ask(find).await.unwrap();
    slots.into_iter().filter(|slot| slot.taken > 0).map(|slot| (slot.start.0, slot.taken)).collect()
}

/// A slot half an hour away or more, so that it is still ahead at the end of the test.
async fn slot(browser: &mut Browser<'_>) -> i64 {
    browser.get(&format!("/slots?reason={REFUNDS}")).await["slots"][1]["start"].as_i64().unwrap()
}

#[tokio::test]
async fn a_reload_shows_the_same() {
    let world = World::new();
    let running = world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({"channel": "chat"})).await;
    mina.say("안녕하세요").await;
    let before = (mina.get("/contact").await, mina.lines().await, place(&running, id).await);

    let mut reloaded = Browser::new(&world, 1);
    reloaded.token = mina.token.clone();
    let start = reloaded.get("/start").await;
    assert_eq!((&start["contact"], start["customer"].is_null()), (&before.0, true));
    let again = reloaded.post("/contacts", json!({"reason": REFUNDS})).await;
    assert_eq!((&again["contact"]["id"], &again["visitor"]), (&json!(id), &Value::Null), "the open one goes on");
    assert_eq!((reloaded.get("/contact").await, reloaded.lines().await, place(&running, id).await), before);

    // What she says the second time is not lost: her words, who named the reason, and danger in them.
    let words = json!({"reason": crate::common::OTHER, "words": "더는 못 살겠어요 죽고 싶어요"});
    reloaded.post("/contacts", words).await;
    let (words, named): (String, u32) = world
        .store
        .read::<_, store::Error>(|view| {
            let sql = "SELECT d.words, k.reason FROM contact_detail d JOIN reason_known k USING (centre, contact)
                       WHERE d.contact = ?1 AND k.stage = 'entry' AND k.source = 'customer'";
            Ok(view.query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
        .unwrap();
    assert_eq!((words.as_str(), named), ("더는 못 살겠어요 죽고 싶어요", crate::common::OTHER));
    assert!(reloaded.lines().await.iter().any(|line| line == "crisis"), "where help is");
}

#[tokio::test]
async fn the_words_she_opens_with_are_one_line_however_often_they_are_sent() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    let opens = json!({"reason": REFUNDS, "words": "환불이 아직이에요"});
    mina.post("/contacts", opens.clone()).await;
    mina.post("/contacts", opens.clone()).await;
    assert_eq!(mina.lines().await, ["환불이 아직이에요"]);
    let more = json!({"reason": REFUNDS, "words": "카드로 샀어요"});
    mina.post("/contacts", more.clone()).await;
    mina.post("/contacts", more).await;
    // What she says in the conversation is hers to say again.
    mina.say("카드로 샀어요").await;
    assert_eq!(mina.lines().await, ["환불이 아직이에요", "카드로 샀어요", "카드로 샀어요"]);
}

#[tokio::test]
async fn a_link_takes_the_conversation_to_another_device_once() {
    let world = World::new();
    let running = world.centre(1).await;
    world.centre(2).await;
    let mut phone = Browser::new(&world, 1);
    let id = phone.open(REFUNDS).await;
    phone.post("/contact/person", json!({})).await;
    phone.say("휴대폰에서").await;
    let before = place(&running, id).await;
    let link = phone.post("/contact/link", json!({})).await;
    let url = link["url"].as_str().unwrap();
    assert!(link["expires"].as_i64().unwrap() > crate::common::now().0);
    let (page, token) = url.split_once("#token=").expect("behind the #, so that it is in no log");
    assert!(page.ends_with("/c/shop1"), "{page}");

    let mut elsewhere = Browser::new(&world, 2);
    let used = json!({"token": token});
    assert_eq!(elsewhere.refused("POST", "/identify", Some(used.clone())).await, (401, "stale_link".into()));
    let mut desk = Browser::new(&world, 1);
    desk.post("/identify", used.clone()).await;
    assert_eq!(desk.get("/contact").await["id"], id);
    assert_eq!(desk.lines().await, ["휴대폰에서"]);
    desk.say("컴퓨터에서").await;
    assert_eq!(phone.lines().await, ["휴대폰에서", "컴퓨터에서"], "both show the same");
    assert_eq!(place(&running, id).await, before);

    let mut thief = Browser::new(&world, 1);
    assert_eq!(thief.refused("POST", "/identify", Some(used)).await, (401, "stale_link".into()));
    thief.token = Some(token.to_owned());
    assert_eq!(thief.refused("GET", "/contact", None).await, (404, "not_found".into()), "a link is no browser's token");
}

#[tokio::test]
async fn who_slept_gets_what_was_missed_and_nothing_twice() {
    let world = World::new();
    let running = world.centre(1).await;
    let address = serve(&world).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({})).await;
    let offer = world.offer(1, id).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let token = mina.token.clone().unwrap();
    let says = async |text: &str| {
        let line = json!({"kind": "text", "body": text, "client_key": uuid::Uuid::now_v7()});
        let (status, _) = world.call(&agent, "POST", &format!("/api/contacts/{id}/messages"), Some(line)).await;
        assert_eq!(status, StatusCode::OK);
    };

    let (mut socket, hello) = greet(address, 1, &token, None).await;
    assert_eq!((&hello["contact"]["id"], &hello["messages"]), (&json!(id), &json!([])));
    says("하나").await;
    let first = socket.next("message").await.unwrap()["message"].clone();
    assert_eq!((first["body"].as_str(), first["alias"].as_str()), (Some("하나"), Some("예명0")));
    drop(socket);
    says("둘").await;
    says("셋").await;

    let (mut awake, hello) = greet(address, 1, &token, first["id"].as_u64()).await;
    assert_eq!(bodies(&hello), ["둘", "셋"], "what was missed and no more");
    let last = hello["messages"][1]["id"].as_u64();
    says("넷").await;
    let next = awake.next("message").await.unwrap();
    assert_eq!(next["message"]["body"], "넷", "what was in the hello does not come again");
    drop(awake);
    let (_, hello) = greet(address, 1, &token, last).await;
    assert_eq!(bodies(&hello), ["넷"]);
    let after = mina.get(&format!("/contact/messages?after={}", last.unwrap())).await;
    assert_eq!(bodies(&after), ["넷"], "the request gives the same as the socket");
    assert_eq!(mina.lines().await, ["하나", "둘", "셋", "넷"]);

    let (mut tablet, _) = greet(address, 1, &token, None).await;
    let key = uuid::Uuid::now_v7();
    for _ in 0..2 {
        mina.post("/contact/messages", json!({"body": "다섯", "client_key": key})).await;
    }
    mina.say("여섯").await;
    assert_eq!(tablet.next("message").await.unwrap()["message"]["body"], "다섯");
    assert_eq!(tablet.next("message").await.unwrap()["message"]["body"], "여섯", "a line sent twice is told once");

    let act = |action: &str| format!("/api/contacts/{id}/{action}");
    world.call(&agent, "POST", &act("end"), nothing()).await;
    let over = tablet.find("contact", |told| told["contact"]["state"] == "closed").await.unwrap();
    assert_eq!(over["contact"]["survey"], true, "{over}");
}

#[tokio::test]
async fn a_socket_is_for_its_own_token_alone() {
    let world = World::new();
    world.centre(1).await;
    world.centre(2).await;
    let address = serve(&world).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let token = mina.token.clone().unwrap();
    for (centre, wrong) in [(2, token.as_str()), (1, "nobody"), (1, "")] {
        let mut socket = visit(address, centre).await;
        socket.say(json!({"type": "hello", "visitor": wrong, "after": null})).await;
        assert!(socket.next("hello").await.is_none(), "{wrong:?} at {centre} is let in");
    }
    let mut open = Vec::new();
    for _ in 0..5 {
        open.push(greet(address, 1, &token, None).await);
    }
    let mut sixth = visit(address, 1).await;
    sixth.say(json!({"type": "hello", "visitor": token, "after": null})).await;
    assert!(sixth.next("hello").await.is_none(), "five of one customer are enough");
    assert_eq!(world.app.sockets(), 5);
}

#[tokio::test]
async fn chat_to_callback_and_back_keeps_place_and_words() {
    let world = World::new();
    let running = world.centre(1).await;
    let mut mina = Browser::known(&world, 1, "A-1", "김미나").await;
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({"channel": "chat"})).await;
    mina.say("기다리는 중이에요").await;
    let before = place(&running, id).await;
    let slots = mina.get(&format!("/slots?reason={REFUNDS}")).await;
    let slot = &slots["slots"][1];
    assert_eq!((&slot["places_left"], &slots["zone"]), (&json!(2), &json!("Asia/Seoul")));
    let start = slot["start"].as_i64().unwrap();

    let body = json!({"channel": "callback", "phone": "010-1234-5678", "slot": start});
    let booked = mina.post("/contact/channel", body.clone()).await;
    assert_eq!((&booked["state"], &booked["channel"]), (&json!("booked"), &json!("callback")));
    assert_eq!((&booked["callback"]["start"], &booked["callback"]["phone"]), (&json!(start), &json!("010****5678")));
    assert_eq!(booked["can_ask_person"], true);
    assert_eq!(taken(&running).await, [(start, 1)]);
    mina.post("/contact/channel", body).await;
    assert_eq!(taken(&running).await, [(start, 1)], "booking it again takes no second place");

    let waiting = mina.post("/contact/channel", json!({"channel": "chat"})).await;
    assert_eq!((&waiting["state"], &waiting["channel"]), (&json!("nobody_there"), &json!("chat")));
    assert_eq!((&waiting["callback"], &waiting["id"]), (&Value::Null, &json!(id)));
    assert_eq!(taken(&running).await, [], "the place is free again");
    assert_eq!(place(&running, id).await, before, "her place is what it was");
    assert_eq!(mina.lines().await, ["기다리는 중이에요"]);
    mina.post("/contact/channel", json!({"channel": "chat"})).await;
    assert_eq!((taken(&running).await, place(&running, id).await), (Vec::new(), before));
}

#[tokio::test]
async fn a_slot_is_freed_once_by_whoever_leaves_it() {
    let world = World::new();
    let running = world.centre(1).await;
    let mut guests = Vec::new();
    let start = slot(&mut Browser::new(&world, 1)).await;
    for number in 0..3 {
        let mut guest = Browser::new(&world, 1);
        guest.open(REFUNDS).await;
        let body = json!({"treatment": "callback", "phone": format!("0101234567{number}"), "slot": start});
        if number < 2 {
            assert_eq!(guest.post("/contact/choose", body).await["state"], "booked");
        }
        guests.push(guest);
    }
    assert_eq!(taken(&running).await, [(start, 2)]);
    let body = json!({"treatment": "callback", "phone": "01012345679", "slot": start});
    let mut third = guests.pop().unwrap();
    assert_eq!(third.refused("POST", "/contact/choose", Some(body.clone())).await, (409, "slot_full".into()));
    let slots = third.get(&format!("/slots?reason={REFUNDS}")).await;
    let starts: Vec<i64> = slots["slots"].as_array().unwrap().iter().map(|s| s["start"].as_i64().unwrap()).collect();
    assert!(!starts.is_empty() && !starts.contains(&start), "a full slot is not offered: {starts:?}");
    assert_eq!(third.state().await, "choosing", "nothing was changed");

    let mut first = guests.remove(0);
    assert_eq!(first.post("/contact/leave", json!({})).await["state"], "closed");
    assert_eq!(first.refused("POST", "/contact/leave", Some(json!({}))).await.0, 404);
    assert_eq!(taken(&running).await, [(start, 1)], "left once, freed once");
    assert_eq!(third.post("/contact/choose", body).await["state"], "booked");
    assert_eq!(taken(&running).await, [(start, 2)]);
}

#[tokio::test]
async fn a_slot_that_cannot_be_had_is_a_sentence() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let start = slot(&mut mina).await;
    let day = 86_400_000;
    for (language, slot, status, code) in [
        ("ko", json!(start - day), 409, "slot_past"),
        ("en", json!(start - day), 409, "slot_past"),
        ("ko", json!(start + 1), 422, "invalid"),
        ("ko", json!(start + 40 * day), 422, "invalid"),
        ("ko", json!(i64::MAX), 422, "invalid"),
        ("ko", json!(i64::MIN), 422, "invalid"),
        ("ko", Value::Null, 422, "invalid"),
        ("ko", json!("tomorrow"), 422, "invalid"),
    ] {
        mina.language = language;
        let body = json!({"treatment": "callback", "phone": "01012345678", "slot": slot});
        let (got, answer) = mina.call("POST", "/contact/choose", Some(body)).await;
        assert_eq!((got.as_u16(), answer["error"]["code"].as_str()), (status, Some(code)), "{slot}: {answer}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert_eq!(message.is_ascii(), language == "en", "{message}");
        if code == "invalid" {
            assert!(answer["error"]["fields"]["slot"].is_string(), "{slot}: {answer}");
        }
    }
    let body = json!({"treatment": "callback", "slot": start});
    let (_, answer) = mina.call("POST", "/contact/choose", Some(body)).await;
    assert_eq!(answer["error"]["fields"], json!({"phone": "required"}));
    for phone in ["", "call me", "112", "010-1234-56789012345678901"] {
        let body = json!({"treatment": "callback", "phone": phone, "slot": start});
        let (_, answer) = mina.call("POST", "/contact/choose", Some(body)).await;
        assert_eq!(answer["error"]["fields"], json!({"phone": "invalid"}), "{phone:?}");
    }
    assert_eq!(mina.state().await, "choosing");
}
