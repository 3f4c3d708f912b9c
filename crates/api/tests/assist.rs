//! Beside a conversation: one article for what the customer said last, and the guide of the reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use api::guide::{Amount, Discretion, GuideStep};
use api::wire::Words;
use auth::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::common::browser::Browser;
use crate::common::{OTHER, REFUNDS, Seat, World, nothing, setup};

/// Mina in a chat about refunds with an agent.
struct Talk<'w> {
    world: &'w World,
    mina: Browser<'w>,
    agent: Seat,
    contact: u64,
}

async fn talk(world: &World) -> Talk<'_> {
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(world, 1);
    let contact = mina.open(REFUNDS).await;
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    let offer = world.offer(1, contact).expect("offered");
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    Talk { world, mina, agent, contact }
}

impl Talk<'_> {
    async fn ask(&self, seat: &Seat, method: &str, what: &str, body: Option<Value>) -> (StatusCode, Value) {
        self.world.call(seat, method, &format!("/api/contacts/{}/{what}", self.contact), body).await
    }

    async fn suggestion(&self) -> Value {
        let (status, assist) = self.ask(&self.agent, "GET", "assist", None).await;
        assert_eq!(status, StatusCode::OK, "{assist}");
        assist["suggestion"].clone()
    }

    async fn guide(&self) -> Value {
        self.world.call(&self.agent, "GET", &format!("/api/contacts/{}", self.contact), None).await.1["guide"].clone()
    }

    async fn title(&self) -> Option<String> {
        self.suggestion().await["article"]["title"]["ko"].as_str().map(str::to_owned)
    }

    async fn answer(&self, seat: &Seat, suggestion: &Value, answer: &str) -> (StatusCode, Value) {
        let article = &suggestion["article"];
        let body = json!({
            "message": suggestion["message"], "article": article["id"], "revision": article["revision"], "answer": answer,
        });
        self.ask(seat, "POST", "assist", Some(body)).await
    }

    async fn reply(&self, text: &str) {
        let body = json!({"kind": "text", "body": text, "client_key": uuid::Uuid::now_v7()});
        assert_eq!(self.ask(&self.agent, "POST", "messages", Some(body)).await.0, StatusCode::OK);
    }
}

async fn write(world: &World, title: &str, step: &str, reasons: &[u32]) -> u64 {
    let writer = world.seat(1, &[Role::Quality]).await;
    let body = json!({
        "title": {"ko": title, "en": ""}, "about": {"ko": "", "en": ""}, "steps": [{"ko": step, "en": ""}],
        "reasons": reasons, "state": "published", "takes_ms": null, "revision": 0,
    });
    let (status, written) = world.call(&writer, "POST", "/api/knowledge", Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{written}");
    written["id"].as_u64().unwrap()
}

/// Articles a shop has.
async fn shelf(world: &World) {
    for (title, step) in [
        ("배송지 변경", "라이더가 출발하기 전이면 주소를 바꿀 수 있어요"),
        ("환불 기간", "카드 결제는 영업일 3일 안에 취소돼요"),
        ("쿠폰 사용", "결제 화면에서 쿠폰을 골라요"),
        ("앱이 멈출 때", "앱을 다시 켜요"),
    ] {
        write(world, title, step, &[]).await;
    }
}

#[tokio::test]
async fn one_article_for_the_last_turn_with_why_and_silence_when_unsure() {
    let world = World::new();
    let mut talk = talk(&world).await;
    shelf(&world).await;
    assert_eq!(talk.suggestion().await, Value::Null, "nothing was said yet");
    talk.mina.say("배송지를").await;
    let line = talk.mina.say("변경하고 싶어요").await;
    let found = talk.suggestion().await;
    assert_eq!((&found["article"]["title"]["ko"], &found["message"]), (&json!("배송지 변경"), &json!(line)), "{found}");
    assert_eq!((&found["article"]["revision"], &found["answers"]), (&json!(1), &json!(0)));
    let title = found["article"]["why"]["title"].as_array().unwrap();
    let met: Vec<_> = title.iter().filter(|piece| piece["met"] == true).map(|piece| &piece["text"]).collect();
    assert_eq!(met, ["배송지", "변경"]);
    talk.reply("잠시만요").await;
    assert_eq!(talk.title().await.as_deref(), Some("배송지 변경"), "it stays while the agent answers");
    for vague in ["네 알겠습니다", "비행기 예매도 되나요"] {
        talk.mina.say(vague).await;
        talk.reply("네").await;
        assert_eq!(talk.suggestion().await, Value::Null, "{vague}");
    }
}

#[tokio::test]
async fn a_turn_brings_one_and_what_was_passed_over_stays_away() {
    let world = World::new();
    let mut talk = talk(&world).await;
    shelf(&world).await;
    talk.mina.say("배송지 변경하고 싶어요").await;
    let first = talk.suggestion().await;
    let stranger = world.seat(1, &[Role::Supervisor]).await;
    assert_eq!(talk.answer(&stranger, &first, "helped").await.0, StatusCode::CONFLICT, "not hers to answer");
    let (status, after) = talk.answer(&talk.agent, &first, "dismissed").await;
    assert_eq!((status, &after["suggestion"]), (StatusCode::OK, &Value::Null));
    talk.reply("확인할게요").await;
    talk.mina.say("배송지 변경이요").await;
    assert_eq!(talk.suggestion().await, Value::Null, "never the same again");
    talk.reply("네").await;
    talk.mina.say("환불 기간이 궁금해요").await;
    assert_eq!(talk.title().await.as_deref(), Some("환불 기간"));
    let foreign = json!({"message": 1, "article": first["article"]["id"], "revision": 1, "answer": "helped"});
    assert_eq!(talk.ask(&talk.agent, "POST", "assist", Some(foreign)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let mut missing = first.clone();
    missing["article"]["revision"] = json!(7);
    assert_eq!(talk.answer(&talk.agent, &missing, "helped").await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_helped_with_the_reason_before_comes_first() {
    let world = World::new();
    let mut talk = talk(&world).await;
    shelf(&world).await;
    let card = write(&world, "포인트 환급 안내", "카드사에 물어요", &[]).await;
    let bank = write(&world, "포인트 환급 안내", "은행에 물어요", &[]).await;
    talk.mina.say("포인트 환급 안내해 주세요").await;
    assert_eq!(talk.suggestion().await, Value::Null, "two alike: neither is sure");
    let say = |article: u64, reason: u32, answer: &str, times: u64| {
        let write = |tx: &rusqlite::Transaction<'_>| -> Result<(), store::Error> {
            for contact in 0..times {
                tx.execute(
                    "INSERT INTO assist_answer VALUES (1, ?1, ?2, 1, ?3, 0, ?4, 0)",
                    (1_000_000 + contact, article, reason, answer),
                )?;
            }
            Ok(())
        };
        world.store.write(write).unwrap();
    };
    say(card, OTHER, "helped", 5);
    assert_eq!(talk.suggestion().await, Value::Null, "another reason is another matter");
    say(bank, REFUNDS, "helped", 5);
    let found = talk.suggestion().await;
    assert_eq!((&found["article"]["id"], &found["helped"], &found["answers"]), (&json!(bank), &json!(5), &json!(5)));
    let (_, after) = talk.answer(&talk.agent, &found, "helped").await;
    assert_eq!(after["suggestion"], Value::Null, "it has helped: it is out of the way");
    let kept: (u32, String) = world
        .store
        .read::<_, store::Error>(|view| {
            let sql = "SELECT reason, answer FROM assist_answer WHERE contact = ?1";
            Ok(view.query_row(sql, [talk.contact], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
        .unwrap();
    assert_eq!(kept, (REFUNDS, "helped".to_owned()));
}

#[tokio::test]
async fn in_danger_there_is_nothing_but_where_help_is() {
    let world = World::new();
    let mut talk = talk(&world).await;
    shelf(&world).await;
    world.able(&talk.agent);
    publish(&world, vec![step(1, "주문 확인")]).await;
    talk.mina.say("환불 기간이 궁금해요").await;
    assert!(talk.suggestion().await.is_object() && talk.guide().await.is_object());
    talk.mina.say("환불 기간이고 뭐고 그냥 죽고 싶어요").await;
    assert_eq!((talk.suggestion().await, talk.guide().await), (Value::Null, Value::Null));
    assert!(talk.mina.lines().await.contains(&"crisis".to_owned()));
}

fn words(ko: &str) -> Words {
    Words { ko: ko.into(), en: format!("{ko} (en)") }
}

fn step(id: u32, ko: &str) -> GuideStep {
    GuideStep { id, words: words(ko), check: false, if_no: Words::default(), discretion: None }
}

/// Publishes a guide for refunds.
async fn publish(world: &World, guide: Vec<GuideStep>) {
    let mut document = setup();
    document.reasons.iter_mut().find(|entry| entry.id.0 == REFUNDS).unwrap().guide = guide;
    world.publish(1, document).await.unwrap();
}

#[tokio::test]
async fn the_guide_says_the_next_step_and_what_was_done_stands_in_the_summary() {
    let world = World::new();
    let talk = talk(&world).await;
    world.able(&talk.agent);
    assert_eq!(talk.guide().await, Value::Null, "none is published");
    let limit = Amount { value: 30_000, currency: "KRW".into() };
    let discretion = Discretion { what: words("배송비 환불"), up_to: Some(limit), ask: words("팀장") };
    let guide = vec![
        step(1, "주문 상태 확인"),
        GuideStep {
            check: true, if_no: words("결제일부터 다시 안내"), ..step(2, "7일이 지나지 않았나요")
        },
        GuideStep { discretion: Some(discretion), ..step(3, "환불 접수") },
    ];
    publish(&world, guide).await;
    let tick = async |step: u32, answer: Value| {
        talk.ask(&talk.agent, "POST", "guide", Some(json!({"step": step, "answer": answer}))).await
    };
    let guide = talk.guide().await;
    assert_eq!((&guide["next"], &guide["steps"][2]["discretion"]["up_to"]["value"]), (&json!(1), &json!(30_000)));
    assert_eq!(tick(1, json!("done")).await.1["next"], 2);
    let (_, refused) = tick(2, json!("no")).await;
    assert_eq!((&refused["next"], &refused["instead"]["ko"]), (&Value::Null, &json!("결제일부터 다시 안내")));
    assert_eq!(tick(2, json!("yes")).await.1["next"], 3, "she looked again");
    tick(3, json!("done")).await;
    assert_eq!(tick(3, Value::Null).await.1["next"], 3, "taken back");
    for (step, answer) in [(1, "yes"), (2, "done"), (9, "done")] {
        assert_eq!(tick(step, json!(answer)).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{step} {answer}");
    }

    // A guide published anew takes nothing away from what was done.
    publish(&world, vec![step(4, "다른 순서")]).await;
    talk.ask(&talk.agent, "POST", "end", nothing()).await;
    assert_eq!(tick(4, json!("done")).await.0, StatusCode::CONFLICT, "the conversation is over");
    let (_, detail) = world.call(&talk.agent, "GET", &format!("/api/contacts/{}", talk.contact), None).await;
    let summary = detail["wrap_up"]["summary"].as_str().unwrap();
    for line in ["Done: 주문 상태 확인 (en)", "Done: 7일이 지나지 않았나요 (en): yes"] {
        assert!(summary.contains(line), "{summary}");
    }
    assert!(!summary.contains("환불 접수"), "{summary}");
}

#[tokio::test]
async fn a_damaged_guide_is_not_published_and_each_fault_is_named() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    world.able(&agent);
    let limit = |value, currency: &str| {
        let up_to = Some(Amount { value, currency: currency.into() });
        Some(Discretion { what: words("환불"), up_to, ask: words("팀장") })
    };
    for (guide, place) in [
        (vec![step(1, "하나"), step(1, "둘")], "/1"),
        (vec![GuideStep { words: Words::default(), ..step(1, "") }], "/0/words/ko"),
        (vec![step(1, &"가".repeat(201))], "/0/words/ko"),
        (vec![GuideStep { if_no: words("아니면"), ..step(1, "하나") }], "/0/if_no"),
        (vec![GuideStep { discretion: limit(0, "KRW"), ..step(1, "하나") }], "/0/discretion/up_to"),
        (vec![GuideStep { discretion: limit(1, "won"), ..step(1, "하나") }], "/0/discretion/up_to"),
        ((0..21).map(|id| step(id, "단계")).collect(), ""),
    ] {
        let mut document = setup();
        let at = document.reasons.iter().position(|entry| entry.id.0 == REFUNDS).unwrap();
        document.reasons[at].guide = guide;
        let Err(api::Error::SetupRefused(findings)) = world.publish(1, document).await else {
            panic!("published: {place}");
        };
        let wanted = format!("/reasons/{at}/guide{place}");
        assert!(findings.iter().any(|found| found.at == wanted && found.code == "guide"), "{wanted}: {findings:?}");
    }
}
