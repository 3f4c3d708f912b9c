//! The bot looks up and acts for a customer, asks before anything is changed, and what fails is a person's.

use api::setup::document::Document;
use routing::AgentId;
use serde_json::{Value, json};

use super::stage::{Stage, hears, stage, waits_for_person, wants_to_cancel};
use crate::common::browser::Browser;
use crate::common::shop::Answers;
use crate::common::socket::greet;
use crate::common::{OTHER, REFUNDS};

#[tokio::test]
async fn it_looks_up_her_own_order_and_tells_it_in_her_words() {
    let stage = stage().await;
    let (mut mina, mut socket, _) = stage.known().await;
    mina.say("배송 언제 와요").await;
    let asked = hears(&mut socket, "어느 주문인가요?").await;
    assert!(asked.contains("1. A-1001 우산") && asked.contains("2. A-1002"), "{asked}");
    assert_eq!(stage.shop.calls().len(), 0);
    mina.say("1번이요").await;
    hears(&mut socket, "주문 A-1001은 지금 배송 중이에요").await;
    hears(&mut socket, "해결되셨나요?").await;
    assert_eq!(stage.shop.calls()[0].line, "GET /orders/A-1001?phone=01012345678");
    mina.say("감사합니다").await;
    socket.find("contact", |told| told["contact"]["state"] == "closed").await.unwrap();
    assert_eq!(stage.runs(), ["done"]);
}

#[tokio::test]
async fn what_she_came_with_is_not_asked_again() {
    let stage = stage().await;
    let mut mina = Browser::known(&stage.world, 1, "K-1", "김미나").await;
    mina.post("/contacts", json!({"reason": OTHER, "words": "주문 취소해 주세요"})).await;
    let (mut socket, _) = greet(stage.address, 1, mina.token.as_ref().unwrap(), None).await;
    mina.post("/contact/choose", json!({"treatment": "bot"})).await;
    hears(&mut socket, "적어 주신 내용부터").await;
    hears(&mut socket, "어느 주문인가요?").await;
    mina.say("A-1001이에요").await;
    hears(&mut socket, "사유").await;
    assert_eq!(stage.shop.calls().len(), 0, "nothing without what it needs");
}

#[tokio::test]
async fn words_that_a_procedure_cannot_serve_begin_with_the_article() {
    let stage = stage().await;
    // Nobody has vouched for her: the article helps her more than being handed over at once.
    for (words, mut browser) in [
        ("주문 취소해 주세요", Browser::new(&stage.world, 1)),
        ("글쎄요 그냥요", Browser::known(&stage.world, 1, "K-1", "김미나").await),
        ("앱이 멈췄어요", Browser::known(&stage.world, 1, "K-2", "이서연").await),
    ] {
        browser.post("/contacts", json!({"reason": OTHER, "words": words})).await;
        let (mut socket, _) = greet(stage.address, 1, browser.token.as_ref().unwrap(), None).await;
        browser.post("/contact/choose", json!({"treatment": "bot"})).await;
        hears(&mut socket, "한 단계씩").await;
        hears(&mut socket, "(1/2)").await;
    }
    assert!(stage.runs().is_empty());
}

#[tokio::test]
async fn it_acts_only_after_she_said_yes() {
    let stage = stage().await;
    let (mut mina, mut socket, contact) = stage.known().await;
    mina.say("주문 취소해 주세요").await;
    hears(&mut socket, "어느 주문인가요?").await;
    mina.say("A-1001이에요").await;
    hears(&mut socket, "사유").await;
    mina.say("색이 달라요").await;
    let asked = hears(&mut socket, "주문 A-1001(12,000원)을 취소할까요?").await;
    assert!(asked.contains("‘네’"), "{asked}");
    assert_eq!(stage.shop.calls().len(), 1, "read, nothing changed");
    // Neither yes nor no: asked once more.
    mina.say("음 글쎄요").await;
    hears(&mut socket, "취소할까요?").await;
    assert_eq!(stage.shop.calls().len(), 1);
    mina.say("네").await;
    hears(&mut socket, "주문 A-1001을 취소했어요.").await;
    let calls = stage.shop.calls();
    assert_eq!((calls.len(), calls[1].json()["reason"].as_str()), (2, Some("색이 달라요")));

    // What was done is in the agent's list, to be taken back.
    stage.to_person(&mut mina, &mut socket, contact).await;
    let path = format!("/api/contacts/{contact}/procedures");
    let (_, list) = stage.world.call(&stage.agent, "GET", &path, None).await;
    let run = &list["runs"][0];
    assert_eq!(
        (&run["runner"], &run["state"], &run["may"]),
        (&json!("bot"), &json!("done"), &json!(["undo"])),
        "{run}"
    );
}

#[tokio::test]
async fn no_is_no() {
    let stage = stage().await;
    let (mut mina, mut socket, _) = stage.known().await;
    wants_to_cancel(&mut mina, &mut socket).await;
    hears(&mut socket, "취소할까요?").await;
    mina.say("아니요").await;
    hears(&mut socket, "바뀐 것은 없어요").await;
    assert_eq!(stage.runs(), ["declined"]);
    mina.say("네").await;
    hears(&mut socket, "(2/2)").await;
    assert_eq!(stage.shop.calls().len(), 1, "a later yes is for something else");
}

#[tokio::test]
async fn a_yes_with_more_in_it_is_none() {
    let stage = stage().await;
    let (mut mina, mut socket, _) = stage.known().await;
    wants_to_cancel(&mut mina, &mut socket).await;
    hears(&mut socket, "취소할까요?").await;
    mina.say("네, 안 할래요").await;
    hears(&mut socket, "취소할까요?").await;
    mina.say("다음에 할게요").await;
    waits_for_person(&mut socket).await;
    assert_eq!((stage.shop.calls().len(), stage.runs()), (1, vec!["declined".to_owned()]), "read, and nothing changed");
}

#[tokio::test]
async fn a_line_sent_again_is_answered_once() {
    let stage = stage().await;
    let (mut mina, mut socket, _) = stage.known().await;
    let line = json!({"body": "앱이 멈췄어요", "client_key": uuid::Uuid::now_v7()});
    let first = mina.post("/contact/messages", line.clone()).await;
    hears(&mut socket, "도움말").await;
    hears(&mut socket, "해결되셨나요?").await;
    let before = mina.lines().await.len();
    assert_eq!(mina.post("/contact/messages", line).await["id"], first["id"]);
    assert_eq!(mina.lines().await.len(), before, "not a word more");
}

#[tokio::test]
async fn what_was_asked_in_an_earlier_conversation_is_asked_no_more() {
    let stage = stage().await;
    let (mut mina, mut socket, contact) = stage.known().await;
    wants_to_cancel(&mut mina, &mut socket).await;
    hears(&mut socket, "취소할까요?").await;
    stage.to_person(&mut mina, &mut socket, contact).await;
    // What was read came only after the person.
    let sql = "UPDATE procedure_run SET state = 'asked', ended_at = NULL";
    stage.world.store.write::<_, store::Error>(|tx| Ok(tx.execute(sql, []).map(drop)?)).unwrap();
    stage.give_back(contact).await;
    hears(&mut socket, "다시 봇이에요").await;
    mina.say("네").await;
    hears(&mut socket, "(2/2)").await;
    assert_eq!((stage.shop.calls().len(), stage.runs()), (1, vec!["declined".to_owned()]));
}

#[tokio::test]
async fn what_fails_is_a_persons_with_why() {
    let cases = [
        (Answers::Status(500), Answers::Status(404), "failed", "procedure", "시스템 장애", "바뀐 것은 없고"),
        (Answers::Never, Answers::Status(404), "failed", "procedure", "시간 안에 답이 없음", "바뀐 것은 없고"),
        (
            Answers::json(json!({"order": {"amount": 30_001}})),
            Answers::Status(404),
            "failed",
            "limit",
            "봇 한도 초과",
            "한도를 넘어요",
        ),
    ];
    for (read, write, state, why, note, told) in cases {
        let stage = stage().await;
        stage.shop.answers("GET /orders/A-1001", read);
        stage.shop.answers("POST /orders/A-1001/cancel", write);
        let (mut mina, mut socket, contact) = stage.known().await;
        wants_to_cancel(&mut mina, &mut socket).await;
        hears(&mut socket, told).await;
        waits_for_person(&mut socket).await;
        let lines = stage.taken_over(contact).await;
        let noted = lines.iter().find(|line| line["kind"] == "note").expect("a note to colleagues");
        assert!(noted["body"].as_str().unwrap().contains(note), "{noted}");
        assert_eq!((stage.runs(), stage.why().as_deref()), (vec![state.to_owned()], Some(why)));
        assert!(!mina.lines().await.iter().any(|line| line.contains(note)), "the note is not for her");
        assert_eq!(stage.shop.calls().len(), 1, "nothing was changed");
    }
}

#[tokio::test]
async fn what_it_may_not_do_is_not_put_to_her_as_a_question() {
    let stage = stage().await;
    let (mut mina, mut socket, _) = stage.known().await;
    mina.say("일부만 환불해 주세요").await;
    hears(&mut socket, "어느 주문인가요?").await;
    mina.say("1").await;
    hears(&mut socket, "금액").await;
    mina.say("10,001원").await;
    hears(&mut socket, "한도를 넘어요").await;
    waits_for_person(&mut socket).await;
    assert_eq!((stage.runs(), stage.why().as_deref()), (vec!["failed".to_owned()], Some("limit")));
    assert_eq!(stage.shop.calls().len(), 0);
}

#[tokio::test]
async fn what_may_have_happened_is_checked_by_a_person() {
    let stage = stage().await;
    stage.shop.answers("POST /orders/A-1001/cancel", Answers::Never);
    let (mut mina, mut socket, contact) = stage.known().await;
    wants_to_cancel(&mut mina, &mut socket).await;
    hears(&mut socket, "취소할까요?").await;
    mina.say("네").await;
    hears(&mut socket, "처리되었는지 확인되지 않아요").await;
    waits_for_person(&mut socket).await;
    stage.taken_over(contact).await;
    let path = format!("/api/contacts/{contact}/procedures");
    let (_, list) = stage.world.call(&stage.agent, "GET", &path, None).await;
    assert_eq!((&list["runs"][0]["state"], &list["runs"][0]["may"]), (&json!("unsure"), &json!(["again"])), "{list}");
    assert_eq!(stage.shop.calls().len(), 2, "it is not sent again by itself");
}

#[tokio::test]
async fn nobody_vouched_for_learns_nothing() {
    let stage = stage().await;
    let (mut jun, mut socket, _) = stage.with_bot(Browser::new(&stage.world, 1)).await;
    jun.say("배송 언제 와요").await;
    hears(&mut socket, "확인할 수 없어요").await;
    waits_for_person(&mut socket).await;
    assert_eq!(stage.shop.calls().len(), 0);
    assert_eq!(stage.why().as_deref(), Some("record"));
}

#[tokio::test]
async fn personal_data_is_not_taken_from_what_is_written() {
    let stage = stage().await;
    let (mut mina, mut socket, _) = stage.known().await;
    mina.say("주문 취소해 주세요").await;
    hears(&mut socket, "어느 주문인가요?").await;
    mina.say("1").await;
    hears(&mut socket, "사유").await;
    mina.say("010-9999-8888로 보내 주세요").await;
    hears(&mut socket, "확인할 수 없어요").await;
    waits_for_person(&mut socket).await;
    assert_eq!(stage.shop.calls().len(), 0);
}

#[tokio::test]
async fn it_is_mute_until_it_is_given_back() {
    let stage = stage().await;
    let (mut mina, mut socket, contact) = stage.known().await;
    mina.say("주문 취소해 주세요").await;
    hears(&mut socket, "어느 주문인가요?").await;
    stage.to_person(&mut mina, &mut socket, contact).await;
    let before = mina.lines().await.len();
    for line in ["1번이요", "네", "배송 언제 와요"] {
        mina.say(line).await;
    }
    assert_eq!(mina.lines().await.len(), before + 3, "not a word from the bot");
    assert_eq!((stage.shop.calls().len(), stage.runs()), (0, vec!["declined".to_owned()]));

    let path = |rest: &str| format!("/api/contacts/{contact}/{rest}");
    let (_, targets) = stage.world.call(&stage.agent, "GET", &path("targets"), None).await;
    let bot = targets["agents"].as_array().unwrap().iter().find(|one| one["agent"]["bot"] == true).expect("the bot");
    assert_eq!(bot["qualified"], true, "the setup names it: {bot}");
    assert_eq!(bot["agent"]["id"], stage.bot);
    stage.give_back(contact).await;
    hears(&mut socket, "다시 봇이에요").await;
    mina.say("배송 언제 와요").await;
    hears(&mut socket, "어느 주문인가요?").await;
    mina.say("1").await;
    hears(&mut socket, "지금 배송 중이에요").await;
}

/// A reason that a bot tries: `bot` proposes and nobody else hears it.
async fn tried(needed: u16) -> Stage {
    let stage = stage().await;
    let mut document = stage.document(needed);
    let entry = document.reasons.iter_mut().find(|entry| entry.id.0 == OTHER).unwrap();
    (entry.bot, entry.bot_trial) = (None, Some(AgentId(stage.bot)));
    // As who only chose the bot that tries leaves them: once the reason is the bot's, it is offered all the same.
    for ways in [&mut entry.known, &mut entry.unknown] {
        ways.retain(|way| *way != routing::policy::Treatment::Bot);
    }
    stage.world.publish(1, document).await.unwrap();
    stage
}

impl Stage {
    fn document(&self, needed: u16) -> Document {
        let sql = "SELECT document FROM policy_version ORDER BY version DESC LIMIT 1";
        let json: String =
            self.world.store.read::<_, store::Error>(|view| Ok(view.query_row(sql, [], |row| row.get(0))?)).unwrap();
        Document { bot_join_after: needed, ..serde_json::from_str(&json).unwrap() }
    }

    async fn trials(&self, contact: u64) -> Vec<Value> {
        let path = format!("/api/contacts/{contact}");
        let (_, detail) = self.world.call(&self.agent, "GET", &path, None).await;
        detail["trials"].as_array().unwrap().clone()
    }

    async fn mark(&self, contact: u64, trial: &Value, right: bool) -> u16 {
        let path = format!("/api/contacts/{contact}/trials/{}", trial["id"]);
        self.world.call(&self.agent, "POST", &path, Some(json!({"right": right}))).await.0.as_u16()
    }
}

#[tokio::test]
async fn a_reason_joins_after_so_many_right_in_a_row_and_the_customer_hears_nothing_before() {
    let stage = tried(3).await;
    let mut mina = Browser::known(&stage.world, 1, "K-1", "김미나").await;
    let opened = mina.post("/contacts", json!({"reason": OTHER})).await;
    assert_eq!(crate::common::browser::ways(&opened["contact"]), ["person"], "what is tried is not offered");
    let contact = opened["contact"]["id"].as_u64().unwrap();
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    stage.taken_over(contact).await;
    let offered = async || {
        let mut next = Browser::new(&stage.world, 1);
        let opened = next.post("/contacts", json!({"reason": OTHER})).await;
        next.post("/contact/leave", json!({})).await;
        crate::common::browser::ways(&opened["contact"]).contains(&"bot")
    };
    // Right, wrong, and then three right ones.
    for (nth, right) in [true, false, true, true, true].into_iter().enumerate() {
        assert!(!offered().await, "after {nth}");
        mina.say("앱이 멈췄어요").await;
        let trials = stage.trials(contact).await;
        assert_eq!((&trials[0]["asked"], &trials[0]["right"]), (&json!("앱이 멈췄어요"), &Value::Null));
        assert!(trials[0]["proposed"].as_str().unwrap().contains("1. 앱을 켜세요"), "{trials:?}");
        assert_eq!(stage.mark(contact, &trials[0], right).await, 200);
        assert_eq!(stage.mark(contact, &trials[0], !right).await, 409, "said once");
    }
    assert!(offered().await, "three in a row: it is the bot's");
    let (version, note): (u32, String) = stage
        .world
        .store
        .read::<_, store::Error>(|view| {
            let sql = "SELECT version, note FROM policy_version ORDER BY version DESC LIMIT 1";
            Ok(view.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
        .unwrap();
    assert_eq!(version, 4);
    assert!(note.ends_with(" · 3/3 ✓"), "{note}");
    // What it would do is proposed too, and nothing of it is done.
    assert_eq!(mina.lines().await.iter().filter(|line| line.contains("앱을 켜세요")).count(), 0);
    assert_eq!(stage.shop.calls().len(), 0);
}

#[tokio::test]
async fn what_she_asks_before_a_person_comes_is_tried_too() {
    let stage = tried(3).await;
    let mut mina = Browser::known(&stage.world, 1, "K-1", "김미나").await;
    let opened = mina.post("/contacts", json!({"reason": OTHER, "words": "앱이 멈췄어요"})).await;
    let contact = opened["contact"]["id"].as_u64().unwrap();
    mina.say("주문 취소해 주세요").await;
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    stage.taken_over(contact).await;
    let trials = stage.trials(contact).await;
    let asked: Vec<_> = trials.iter().map(|trial| trial["asked"].as_str().unwrap()).collect();
    assert_eq!(asked, ["주문 취소해 주세요", "앱이 멈췄어요"]);
    let mut other = Browser::new(&stage.world, 1);
    let opened = other.post("/contacts", json!({"reason": OTHER, "words": "ㅇㅇ ㅁㅊㅇㅇ"})).await;
    let lines = "SELECT count(*) FROM message WHERE contact = ?1";
    let id = opened["contact"]["id"].as_u64().unwrap();
    let written = |view: &rusqlite::Connection| Ok(view.query_row(lines, [id], |row| row.get::<_, u32>(0))?);
    let written = stage.world.store.read::<_, store::Error>(written).unwrap();
    assert_eq!(written, 0, "initials typed to find a reason are no words");
}

#[tokio::test]
async fn a_reason_does_not_join_while_a_flow_test_would_fail_by_it() {
    let stage = tried(1).await;
    let mut document = stage.document(1);
    let entry = document.reasons.iter_mut().find(|entry| entry.id.0 == REFUNDS).unwrap();
    entry.bot = Some(AgentId(stage.bot));
    // Of what the bot has now it does not know this; with the reason's article it would.
    let script = json!([{"name": "모르는 말", "reason": REFUNDS,
        "lines": [{"says": "앱이 멈췄어요", "expect": "clarify", "article": null}]}]);
    document.bot_scripts = serde_json::from_value(script).unwrap();
    let version = stage.world.publish(1, document).await.unwrap();
    let mut mina = Browser::known(&stage.world, 1, "K-1", "김미나").await;
    let contact = mina.open(OTHER).await;
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    stage.taken_over(contact).await;
    mina.say("앱이 멈췄어요").await;
    let trials = stage.trials(contact).await;
    assert_eq!(stage.mark(contact, &trials[0], true).await, 200, "her word is kept all the same");
    let newest = |view: &rusqlite::Connection| {
        Ok(view.query_row("SELECT max(version) FROM policy_version", [], |row| row.get::<_, u32>(0))?)
    };
    assert_eq!(stage.world.store.read::<_, store::Error>(newest).unwrap(), version);
}

#[tokio::test]
async fn a_procedure_is_proposed_and_not_run() {
    let stage = tried(3).await;
    let mut mina = Browser::known(&stage.world, 1, "K-1", "김미나").await;
    let contact = mina.open(OTHER).await;
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    stage.taken_over(contact).await;
    mina.say("주문 취소해 주세요").await;
    mina.say("네").await;
    let trials = stage.trials(contact).await;
    assert_eq!(trials.len(), 1, "nothing is proposed for a yes: {trials:?}");
    assert_eq!(trials[0]["proposed"], "[‘주문 취소’ 절차를 시작해요]");
    assert_eq!((stage.runs().len(), stage.shop.calls().len()), (0, 0));
    let lead = stage.world.seat(1, &[auth::Role::Supervisor]).await;
    let (_, record) = stage.world.call(&lead, "GET", "/api/setup/bots", None).await;
    let row = &record["reasons"][0];
    assert_eq!(
        (&row["allowed"], &row["trial"]),
        (&json!(false), &json!({"right": 0, "wrong": 0, "in_a_row": 0, "needed": 3}))
    );
}
