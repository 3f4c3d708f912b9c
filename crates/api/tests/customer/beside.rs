//! What the bot asks beside the conversation: personal values in a field of their own, a yes or no, and taking back.

use std::sync::Mutex;

use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::stage::{Stage, hears, stage, waits_for_person, wants_to_cancel};
use crate::common::browser::Browser;
use crate::common::shop::Answers;
use crate::common::socket::{Socket, greet, serve};
use crate::common::{OTHER, World};

const CLEAR: &str = "서울 강남구 테헤란로 152, 101동 1203호";

/// No file of the store has this in it.
fn is_nowhere(stage: &Stage, text: &str) {
    for file in std::fs::read_dir(stage.world.store.dir()).unwrap().map(|entry| entry.unwrap().path()) {
        let kept = std::fs::read(&file).unwrap_or_default();
        assert!(!kept.windows(text.len()).any(|part| part == text.as_bytes()), "{text} is in {file:?}");
    }
}

/// Everything that is logged, whatever its level.
static LOGGED: Mutex<String> = Mutex::new(String::new());

struct Log;

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        use std::fmt::Write;
        writeln!(LOGGED.lock().unwrap(), "{field}: {value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Log);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Log);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Log);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn sql(stage: &Stage, sql: &str) {
    stage.world.store.write::<_, store::Error>(|tx| Ok(tx.execute(sql, []).map(drop)?)).unwrap();
}

/// The order is cancelled; the run.
async fn cancelled(mina: &mut Browser<'_>, socket: &mut Socket) -> u64 {
    wants_to_cancel(mina, socket).await;
    hears(socket, "취소할까요?").await;
    mina.say("네").await;
    hears(socket, "주문 A-1001을 취소했어요.").await;
    hears(socket, "해결되셨나요?").await;
    mina.get("/contact").await["acts"]["undo"][0]["run"].as_u64().expect("it can be taken back")
}

/// The field for the new address; the run.
async fn asked_for_address(mina: &mut Browser<'_>, socket: &mut Socket) -> u64 {
    mina.say("배송지 바꿔 주세요").await;
    hears(socket, "어느 주문인가요?").await;
    mina.say("1").await;
    hears(socket, "새 배송지를 아래 칸에").await;
    let told = socket.find("contact", |told| !told["contact"]["acts"]["field"].is_null()).await.unwrap();
    let field = &told["contact"]["acts"]["field"];
    assert_eq!((&field["key"], &field["kind"]), (&json!("to"), &json!("address")), "{told}");
    field["run"].as_u64().unwrap()
}

fn value(text: &str) -> Value {
    json!({"key": "to", "value": text})
}

#[tokio::test]
async fn an_address_is_typed_apart_used_once_and_kept_nowhere() {
    // Of another test of the same process, if there is one already: it hears this one, too.
    let _one = tracing::subscriber::set_global_default(Log);
    tracing::info!("heard");
    let stage = stage().await;
    stage.shop.answers("PUT /orders/A-1001/address", Answers::json(json!({"saved": CLEAR})));
    let (mut mina, mut socket, contact) = stage.known().await;
    let run = asked_for_address(&mut mina, &mut socket).await;
    // What is written into the conversation is not taken for it: it is asked for again.
    mina.say("부산 해운대구 우동 1로 바꿔 주세요").await;
    hears(&mut socket, "아래 칸에 적어 주세요").await;
    let path = format!("/contact/runs/{run}/value");
    let (status, answer) = mina.call("POST", &path, Some(value("12345"))).await;
    assert_eq!((status.as_u16(), &answer["error"]["fields"]["value"]), (422, &json!("invalid")), "{answer}");
    let mut thief = Browser::known(&stage.world, 1, "K-9", "박준").await;
    assert_eq!(thief.refused("POST", &path, Some(value(CLEAR))).await.0, 404);

    let given = mina.post(&path, value(CLEAR)).await;
    let question = "주문 A-1001의 배송지를 서울 강남구 테헤란로 ***(으)로 바꿀까요?";
    assert_eq!(given["acts"]["confirm"]["words"]["ko"], question, "{given}");
    hears(&mut socket, "바꿀까요?").await;
    assert_eq!(mina.post(&path, value(CLEAR)).await["acts"], given["acts"], "the same again is the same");
    assert_eq!(mina.refused("POST", &path, Some(value("부산 해운대구 우동 1"))).await.0, 409);
    assert_eq!(stage.shop.calls().len(), 0);

    let answer = format!("/contact/runs/{run}/answer");
    mina.post(&answer, json!({"yes": true})).await;
    mina.post(&answer, json!({"yes": true})).await;
    hears(&mut socket, "배송지를 서울 강남구 테헤란로 ***(으)로 바꿨어요.").await;
    hears(&mut socket, "해결되셨나요?").await;
    assert_eq!(stage.shop.calls().iter().map(|call| call.json()).collect::<Vec<_>>(), [json!({"to": CLEAR})]);
    mina.post(&answer, json!({"yes": true})).await;
    mina.post(&answer, json!({"yes": false})).await;
    assert_eq!(mina.refused("POST", &path, Some(value(CLEAR))).await.0, 409, "what is over takes nothing");
    assert_eq!((stage.shop.calls().len(), stage.runs()), (1, vec!["done".to_owned()]));
    let lines = mina.lines().await;
    assert_eq!(lines.iter().filter(|line| *line == "네").count(), 1, "her yes is one line of hers: {lines:?}");

    let thread = stage.to_person(&mut mina, &mut socket, contact).await;
    let list = stage.world.call(&stage.agent, "GET", &format!("/api/contacts/{contact}/procedures"), None).await.1;
    let seen = format!("{lines:?}{thread:?}{list}");
    assert!(!seen.contains("1203") && seen.contains("테헤란로 ***"), "{seen}");
    is_nowhere(&stage, "1203");
    let logged = LOGGED.lock().unwrap();
    assert!(logged.contains("heard") && !logged.contains("1203"), "{logged}");
}

#[tokio::test]
async fn a_stop_of_the_server_is_told_and_nothing_is_sent_twice() {
    // Before it was sent: what was typed is gone, nothing was changed, and it is asked for again.
    let stage = stage().await;
    let (mut mina, mut socket, _) = stage.known().await;
    let run = asked_for_address(&mut mina, &mut socket).await;
    mina.post(&format!("/contact/runs/{run}/value"), value(CLEAR)).await;
    let next = World::on(&stage.world);
    next.app.serve(1, stage.running.clone());
    let mut again = Browser::new(&next, 1);
    again.token = mina.token.clone();
    told(&next, &again, "적어 주셨던 내용은 지워져서").await;
    let shown = again.get("/contact").await;
    assert_eq!((&shown["acts"]["field"]["key"], stage.runs()), (&json!("to"), vec!["asking".to_owned()]), "{shown}");
    is_nowhere(&stage, "1203");

    // In the middle: whether it was done is not known, a person checks, and nothing is sent again.
    let stage = super::stage::stage().await;
    stage.shop.answers("PUT /orders/A-1001/address", Answers::Never);
    let (mut mina, mut socket, _) = stage.known().await;
    let run = asked_for_address(&mut mina, &mut socket).await;
    mina.post(&format!("/contact/runs/{run}/value"), value(CLEAR)).await;
    let answer = format!("/contact/runs/{run}/answer");
    mina.post(&answer, json!({"yes": true})).await;
    while stage.shop.calls().is_empty() {
        tokio::task::yield_now().await;
    }
    let next = World::on(&stage.world);
    next.app.serve(1, stage.running.clone());
    let mut again = Browser::new(&next, 1);
    again.token = mina.token.clone();
    told(&next, &again, "처리되었는지 확인되지 않아요").await;
    again.post(&answer, json!({"yes": true})).await;
    assert_eq!((stage.shop.calls().len(), stage.runs()), (1, vec!["unsure".to_owned()]));
}

/// Waits until a line with this is in the conversation, as another server shows it.
async fn told(world: &World, browser: &Browser<'_>, part: &str) {
    let address = serve(world).await;
    let (mut socket, hello) = greet(address, 1, browser.token.as_ref().unwrap(), None).await;
    let has = |line: &Value| line["body"].as_str().is_some_and(|body| body.contains(part));
    if !hello["messages"].as_array().unwrap().iter().any(has) {
        socket.find("message", |told| has(&told["message"])).await.unwrap();
    }
}

#[tokio::test]
async fn she_takes_back_what_the_bot_did_once() {
    for person in [false, true] {
        let stage = stage().await;
        stage.shop.answers("DELETE /orders/A-1001/cancel", Answers::Status(204));
        let (mut mina, mut socket, contact) = stage.known().await;
        let run = cancelled(&mut mina, &mut socket).await;
        let offered = mina.get("/contact").await["acts"]["undo"][0].clone();
        let left = offered["until"].as_i64().unwrap() - crate::common::now().0;
        assert!((0..=30 * 60_000).contains(&left) && offered["name"]["ko"] == "주문 취소", "{offered}");
        if person {
            stage.to_person(&mut mina, &mut socket, contact).await;
        }
        let undo = format!("/contact/runs/{run}/undo");
        let asked = mina.post(&undo, json!({})).await;
        let confirm = &asked["acts"]["confirm"];
        assert_eq!(confirm["words"]["ko"], "주문 A-1001의 취소를 되돌릴까요?", "{asked}");
        assert_eq!(mina.post(&undo, json!({})).await["acts"], asked["acts"], "asked once");
        assert_eq!(stage.shop.calls().len(), 2, "nothing before she confirms");
        let answer = format!("/contact/runs/{}/answer", confirm["run"]);
        mina.post(&answer, json!({"yes": true})).await;
        mina.post(&answer, json!({"yes": true})).await;
        let has = |told: &Value| told["message"]["body"] == "주문 A-1001을 되살렸어요.";
        socket.find("message", has).await.expect("told, whoever has the contact");
        socket.find("contact", |told| told["contact"]["acts"].is_null()).await.unwrap();
        mina.post(&undo, json!({})).await;
        let calls = stage.shop.calls();
        assert_eq!(calls.iter().filter(|call| call.line == "DELETE /orders/A-1001/cancel").count(), 1);
        if !person {
            stage.to_person(&mut mina, &mut socket, contact).await;
        }
        let (_, thread) =
            stage.world.call(&stage.agent, "GET", &format!("/api/contacts/{contact}/messages"), None).await;
        let noted = |line: &Value| {
            line["kind"] == "note" && line["body"] == "‘주문 취소’: 고객이 봇과의 대화에서 되돌렸습니다."
        };
        assert!(thread["messages"].as_array().unwrap().iter().any(noted), "{thread}");
        let list = stage.world.call(&stage.agent, "GET", &format!("/api/contacts/{contact}/procedures"), None).await.1;
        let mut runs = list["runs"].as_array().unwrap().iter();
        assert_eq!(runs.find(|one| one["id"] == run).unwrap()["undone"], true, "{list}");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_back_is_a_persons() {
    const OVER: &str = "UPDATE procedure_run SET ended_at = ended_at - 1800000 WHERE undoes IS NULL";
    // Its time is over before she asks, or before she confirms.
    for (answers, late, late_yes, said) in [
        (Answers::Status(404), false, false, "되돌리지 못해서"),
        (Answers::Status(500), false, false, "되돌려졌는지 확인되지 않아요"),
        (Answers::Status(204), true, false, "시간이 지나"),
        (Answers::Status(204), false, true, "시간이 지나"),
    ] {
        let stage = stage().await;
        stage.shop.answers("DELETE /orders/A-1001/cancel", answers);
        let (mut mina, mut socket, contact) = stage.known().await;
        let run = cancelled(&mut mina, &mut socket).await;
        if late {
            sql(&stage, OVER);
            assert_eq!(mina.get("/contact").await["acts"], Value::Null, "no longer offered");
        }
        let asked = mina.post(&format!("/contact/runs/{run}/undo"), json!({})).await;
        if late_yes {
            sql(&stage, OVER);
        }
        if !late {
            let answer = format!("/contact/runs/{}/answer", asked["acts"]["confirm"]["run"]);
            mina.post(&answer, json!({"yes": true})).await;
            hears(&mut socket, "되돌릴까요?").await;
        }
        hears(&mut socket, said).await;
        waits_for_person(&mut socket).await;
        let notes = stage.taken_over(contact).await;
        assert!(notes.iter().any(|line| line["kind"] == "note" && line["body"].as_str().unwrap().contains("되돌리려")));
        assert_eq!(mina.get("/contact").await["acts"], Value::Null, "not offered again");
        assert_eq!(
            (stage.shop.calls().len(), stage.why().as_deref()),
            (if late || late_yes { 2 } else { 3 }, Some("procedure"))
        );
    }
}

#[tokio::test]
async fn a_reason_without_an_article_is_acted_on() {
    let stage = stage().await;
    sql(&stage, "DELETE FROM article_reason");
    let mina = Browser::known(&stage.world, 1, "K-1", "김미나").await;
    let (mut mina, mut socket, _) = stage.greeted(mina).await;
    assert!(mina.lines().await[0].contains("- 주문 취소"), "what it can do");
    cancelled(&mut mina, &mut socket).await;
    mina.say("네").await;
    hears(&mut socket, "해결되셨나요?").await;
    mina.say("감사합니다").await;
    socket.find("contact", |told| told["contact"]["state"] == "closed").await.unwrap();
}

#[tokio::test]
async fn a_question_beside_an_action_is_answered_and_the_action_confirmed() {
    let stage = stage().await;
    points(&stage, true);
    let (mut mina, mut socket, _) = stage.known().await;
    mina.say("포인트는 얼마나 쌓이나요? 강아지 사료도 파나요? 그리고 주문 취소해 주세요").await;
    hears(&mut socket, "결제 금액의 1%예요").await;
    hears(&mut socket, "‘강아지 사료도 파나요?’ — 이 부분은 답을 찾지 못했어요").await;
    hears(&mut socket, "어느 주문인가요?").await;
    mina.say("1").await;
    hears(&mut socket, "사유").await;
    mina.say("변심").await;
    hears(&mut socket, "취소할까요?").await;
    assert_eq!(stage.shop.calls().len(), 1, "read, nothing changed");
    mina.say("네").await;
    hears(&mut socket, "주문 A-1001을 취소했어요.").await;
    assert_eq!(stage.shop.calls().len(), 2);
}

/// An article about points, for customers or for staff alone.
fn points(stage: &Stage, public: bool) {
    let steps = json!([{"ko": "결제 금액의 1%예요", "en": "One percent"}]);
    let article = format!(
        "INSERT INTO article (centre, article, revision, state, title_ko, title_en, steps, updated_at, public)
         VALUES (1, 78, 1, 'published', '포인트는 얼마나 쌓이나요', 'How many points do I get', '{steps}', 0, {public})"
    );
    sql(stage, &article);
    sql(stage, &format!("INSERT INTO article_reason (centre, reason, article, place) VALUES (1, {OTHER}, 78, 9)"));
}

#[tokio::test]
async fn what_is_written_for_staff_is_read_out_to_nobody() {
    let stage = stage().await;
    points(&stage, false);
    let (mut mina, mut socket, _) = stage.known().await;
    mina.say("포인트는 얼마나 쌓이나요? 그리고 주문 취소해 주세요").await;
    hears(&mut socket, "‘포인트는 얼마나 쌓이나요?’ — 이 부분은 답을 찾지 못했어요").await;
    assert!(mina.lines().await.iter().all(|line| !line.contains("1%")));
}
