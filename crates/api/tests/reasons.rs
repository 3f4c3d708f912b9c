//! Reasons from free words: learned in the background, asked by customers, corrected by agents.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use auth::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::common::browser::Browser;
use crate::common::{OTHER, REFUNDS, Seat, World, nothing, setup};

/// A second reason to be mixed up with.
const DELAY: u32 = 12;

async fn world() -> (World, api::centre::Centre, Seat) {
    let world = World::new();
    let running = world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let mut document = setup();
    let mut delay = document.reasons.last().unwrap().clone();
    delay.id = routing::ReasonId(DELAY);
    delay.name = serde_json::from_value(json!({"ko": "배달 지연", "en": "Late delivery"})).unwrap();
    delay.about = serde_json::from_value(json!({"ko": "음식이 늦게 올 때", "en": "The food is late"})).unwrap();
    document.reasons.push(delay);
    world.able(&admin);
    world.publish(1, document).await.unwrap();
    (world, running, admin)
}

const NEW: u32 = 77;

async fn teach(world: &World, admin: &Seat, reason: u32, text: &str) -> u64 {
    let path = format!("/api/setup/reasons/{reason}/examples");
    let (status, answer) = world.call(admin, "POST", &path, Some(json!({"text": text}))).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["id"].as_u64().unwrap()
}

/// What the setup page says, once it is as wanted.
async fn learned(world: &World, admin: &Seat, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..2_000 {
        let (_, view) = world.call(admin, "GET", "/api/setup/reasons", None).await;
        if wanted(&view) {
            return view;
        }
        tokio::task::yield_now().await;
    }
    panic!("it was not learned");
}

fn ids(answer: &Value) -> Vec<u64> {
    answer["reasons"].as_array().unwrap().iter().map(|reason| reason["id"].as_u64().unwrap()).collect()
}

/// What is guessed of words, once the setup of two reasons is learned: the one before had one, which is no choice.
async fn guessed(mina: &mut Browser<'_>, words: &str) -> Value {
    for _ in 0..400 {
        let answer = mina.post("/reasons", json!({"words": words})).await;
        if !ids(&answer).is_empty() {
            return answer;
        }
        tokio::task::yield_now().await;
    }
    panic!("nothing was guessed");
}

#[tokio::test]
async fn free_words_find_their_reason_and_an_example_teaches_it() {
    let (world, _running, admin) = world().await;
    learned(&world, &admin, |view| view["reasons"].as_array().unwrap().len() == 2 && !view["learned"].is_null()).await;
    let mut mina = Browser::new(&world, 1);
    let answer = guessed(&mut mina, "환불 언제 되나요").await;
    assert_eq!(ids(&answer)[0], u64::from(REFUNDS), "{answer}");
    assert!(ids(&answer).len() <= 3);

    let words = json!({"words": "치킨이 한 시간째 안 와요"});
    let id = teach(&world, &admin, DELAY, "치킨이 한 시간째 안 와요. 전화는 010-1234-5678").await;
    learned(&world, &admin, |view| view["learned"]["examples"] == 1).await;
    assert_eq!(ids(&mina.post("/reasons", words).await)[0], u64::from(DELAY));
    let path = format!("/api/setup/reasons/{DELAY}/examples");
    let (_, list) = world.call(&admin, "GET", &path, None).await;
    assert_eq!(list["examples"][0]["text"], "치킨이 한 시간째 안 와요. 전화는 [전화번호]");
    let (status, _) = world.call(&admin, "POST", &path, Some(json!({"text": list["examples"][0]["text"]}))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the same words once");
    let gone = format!("/api/setup/examples/{id}");
    assert_eq!(world.call(&admin, "DELETE", &gone, None).await.0, StatusCode::OK);
    assert_eq!(world.call(&admin, "DELETE", &gone, None).await.0, StatusCode::NOT_FOUND);
    learned(&world, &admin, |view| view["learned"]["examples"] == 0).await;
    assert_eq!(mina.refused("POST", "/reasons", Some(json!({"words": " "}))).await.0, 422);
}

#[tokio::test]
async fn a_correction_at_wrap_up_is_an_example_and_every_thought_is_kept() {
    let (world, running, admin) = world().await;
    learned(&world, &admin, |view| view["reasons"].as_array().unwrap().len() == 2 && !view["learned"].is_null()).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);
    let words = "환불 말고 기사님이 엉뚱한 곳으로 갔어요. 010-1234-5678";
    let opened = mina.post("/contacts", json!({"reason": REFUNDS, "words": words})).await;
    let id = opened["contact"]["id"].as_u64().unwrap();
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    let offer = world.offer(1, id).expect("offered");
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let (_, detail) = world.call(&agent, "GET", &format!("/api/contacts/{id}"), None).await;
    let thought = |detail: &Value| -> Vec<(String, String, u64)> {
        let all = detail["why"]["thought"].as_array().unwrap();
        let word = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
        let mut all: Vec<_> = all
            .iter()
            .map(|one| (word(one, "at_stage"), word(one, "by"), one["reason"]["id"].as_u64().unwrap()))
            .collect();
        all.sort();
        all
    };
    let entry = |by: &str| ("entry".to_owned(), by.to_owned(), u64::from(REFUNDS));
    assert_eq!(thought(&detail), [entry("customer"), entry("model")], "{}", detail["why"]);
    let model = detail["why"]["thought"].as_array().unwrap().iter().find(|one| one["by"] == "model").unwrap().clone();
    assert!((1..=1_000).contains(&model["confidence_permille"].as_u64().unwrap()), "{model}");

    world.call(&agent, "POST", &format!("/api/contacts/{id}/end"), nothing()).await;
    let wrapped = json!({"outcome": "solved", "reason": DELAY});
    let (status, answer) = world.call(&agent, "POST", &format!("/api/contacts/{id}/wrap-up"), Some(wrapped)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    learned(&world, &admin, |view| view["learned"]["examples"] == 1).await;
    let (_, list) = world.call(&admin, "GET", &format!("/api/setup/reasons/{DELAY}/examples"), None).await;
    assert_eq!(list["examples"][0]["source"], "corrected");
    assert_eq!(list["examples"][0]["text"], "환불 말고 기사님이 엉뚱한 곳으로 갔어요. [전화번호]");
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    let (_, detail) = world.call(&supervisor, "GET", &format!("/api/contacts/{id}"), None).await;
    assert!(thought(&detail).contains(&("wrap_up".into(), "agent".into(), u64::from(DELAY))), "{}", detail["why"]);
}

#[tokio::test]
async fn the_report_names_what_is_mixed_up_and_what_is_missing() {
    let (world, _running, admin) = world().await;
    for (reason, text) in [
        (REFUNDS, "돈 돌려주세요"),
        (REFUNDS, "환불해 주세요"),
        (REFUNDS, "카드 취소 언제 되나요"),
        (REFUNDS, "결제한 돈이 아직 안 들어왔어요"),
        (DELAY, "언제 와요"),
        (DELAY, "배달이 너무 늦어요"),
        (DELAY, "돈 돌려주세요"),
        (DELAY, "음식이 아직 안 왔어요"),
        (OTHER, "제휴 문의드립니다"),
    ] {
        teach(&world, &admin, reason, text).await;
    }
    let view = learned(&world, &admin, |view| view["learned"]["examples"] == 9).await;
    assert_eq!(view["contradictions"][0]["text"], "돈 돌려주세요", "{view}");
    assert!(view["learned"]["right_permille"].is_u64(), "{view}");
    let counts: Vec<_> = view["reasons"].as_array().unwrap().iter().map(|one| one["examples"].clone()).collect();
    assert_eq!(counts, [4, 4]);

    // Five who ask for what the catalogue does not have.
    for place in 0..5 {
        let mut browser = Browser::new(&world, 1);
        let words = format!(
            "리뷰 삭제 요청 드려요 {}",
            ["부탁해요", "가능한가요", "빨리요", "어떻게 하나요", "해 주세요"][place]
        );
        browser.post("/contacts", json!({"words": words})).await;
    }
    let (status, found) = world.call(&admin, "GET", "/api/setup/reasons/discovered", None).await;
    assert_eq!((status, &found["looked_at"]), (StatusCode::OK, &json!(5)), "{found}");
    assert_eq!(found["proposals"][0]["count"], 5, "{found}");
    assert!(found["proposals"][0]["name"].as_str().unwrap().contains("리뷰"), "{found}");
    assert_eq!(found["drift"], Value::Null, "too few to say");

    // A group becomes a reason of the draft with its words as examples, and is known once that is published.
    let (_, mut draft) = world.call(&admin, "GET", "/api/setup/draft", None).await;
    let mut new = draft["document"]["reasons"][0].clone();
    new["id"] = json!(NEW);
    (new["name"]["ko"], new["name"]["en"]) = (found["proposals"][0]["name"].clone(), json!("Reviews"));
    draft["document"]["reasons"].as_array_mut().unwrap().push(new);
    let path = format!("/api/setup/reasons/{NEW}/examples");
    let text = found["proposals"][0]["examples"][0].clone();
    let add = Some(json!({"text": text}));
    assert_eq!(world.call(&admin, "POST", &path, add.clone()).await.0, StatusCode::NOT_FOUND, "nowhere yet");
    let save = json!({"document": draft["document"], "revision": draft["revision"]});
    let (status, saved) = world.call(&admin, "PUT", "/api/setup/draft", Some(save)).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    let (status, answer) = world.call(&admin, "POST", &path, add).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let publish = json!({"note": "", "revision": saved["revision"]});
    let (status, answer) = world.call(&admin, "POST", "/api/setup/publish", Some(publish)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    learned(&world, &admin, |view| view["reasons"].as_array().unwrap().len() == 3 && view["learned"]["examples"] == 10)
        .await;
    let mut mina = Browser::new(&world, 1);
    assert_eq!(ids(&mina.post("/reasons", json!({"words": text})).await)[0], u64::from(NEW));

    let agent = world.seat(1, &[Role::Agent]).await;
    for path in ["/api/setup/reasons", "/api/setup/reasons/discovered"] {
        assert_eq!(world.call(&agent, "GET", path, None).await.0, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn guesses_have_a_limit_and_looks_at_examples_leave_a_record() {
    let (world, _running, admin) = world().await;
    teach(&world, &admin, REFUNDS, "결제 취소했는데 언제 들어와요").await;
    let looks = || {
        let sql = "SELECT count(*) FROM access_record WHERE what = 'reason examples' AND account = ?1";
        let read = |view: &rusqlite::Connection| Ok(view.query_row(sql, [admin.account], |row| row.get::<_, u32>(0))?);
        world.store.read::<_, store::Error>(read).unwrap()
    };
    let before = looks();
    world.call(&admin, "GET", &format!("/api/setup/reasons/{REFUNDS}/examples"), None).await;
    world.call(&admin, "GET", "/api/setup/reasons", None).await;
    world.call(&admin, "GET", "/api/setup/reasons/discovered", None).await;
    assert_eq!(looks() - before, 3);

    let mut mina = Browser::new(&world, 1);
    // Some come back while they are spent, since time goes on.
    let mut refused = false;
    for _ in 0..2 * api::GUESSES_PER_MIN {
        let (status, _) = mina.call("POST", "/reasons", Some(json!({"words": "환불"}))).await;
        refused = status == StatusCode::TOO_MANY_REQUESTS;
        if refused {
            break;
        }
    }
    assert!(refused, "there is no limit");
    mina.open(REFUNDS).await;
}

/// Sends a file of examples; `query` says how it is taken.
async fn send(world: &World, seat: &Seat, query: &str, file: &[u8]) -> (u16, Value) {
    let request = axum::http::Request::post(format!("/api/setup/examples/import{query}"))
        .header(axum::http::header::ORIGIN, crate::common::ORIGIN)
        .header(axum::http::header::COOKIE, &seat.cookie)
        .body(axum::body::Body::from(file.to_vec()))
        .unwrap();
    let (status, bytes) = world.send(request).await;
    (status.as_u16(), serde_json::from_slice(&bytes).unwrap())
}

fn kept(world: &World) -> Vec<(u32, String)> {
    let read = |view: &rusqlite::Connection| {
        let mut select = view.prepare("SELECT reason, text FROM reason_example ORDER BY example")?;
        let found = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
    };
    world.store.read::<_, store::Error>(read).unwrap()
}

#[tokio::test]
async fn a_file_of_examples_is_looked_through_first_and_taken_whole() {
    let (world, _running, admin) = world().await;
    teach(&world, &admin, REFUNDS, "환불 언제 돼요").await;
    let file = "내용\t사유\n환불 언제 돼요\tRefunds\n배달이 안 와요\t배달 지연\n배달이 안 와요\t12\n제 번호는 010-1234-5678\tlate delivery\n환불  언제 돼요\t배달 지연\n포인트는요\t적립\n점심 뭐 먹지\t기타\n";
    let (status, report) = send(&world, &admin, "", file.as_bytes()).await;
    assert_eq!(status, 200, "{report}");
    let counts =
        ["lines", "new", "there", "left_out", "contradictory", "faulty"].map(|name| report[name].as_u64().unwrap());
    assert_eq!((counts, &report["taken"]), ([7, 4, 2, 0, 1, 0], &json!(false)), "{report}");
    assert_eq!(report["unknown"], json!([{"name": "적립", "lines": 1}]));
    let contradiction = &report["contradictions"][0];
    assert_eq!((&contradiction["line"], &contradiction["other"]["id"]), (&json!(6), &json!(REFUNDS)));
    assert_eq!(kept(&world).len(), 1, "it was only looked at");

    // What stands against it keeps all of it out.
    assert_eq!(send(&world, &admin, "?take=true", file.as_bytes()).await.1["taken"], false);
    assert_eq!(kept(&world).len(), 1);
    let meant = "?take=true&meant=%7B%22%EC%A0%81%EB%A6%BD%22%3Anull%7D";
    let (_, report) = send(&world, &admin, meant, file.as_bytes()).await;
    assert_eq!(
        (&report["taken"], &report["new"], &report["left_out"]),
        (&json!(true), &json!(4), &json!(1)),
        "{report}"
    );
    let examples = kept(&world);
    assert_eq!(examples[1..3], [(DELAY, "배달이 안 와요".into()), (DELAY, "제 번호는 [전화번호]".into())]);
    assert_eq!(examples[4], (OTHER, "점심 뭐 먹지".into()), "none of the reasons");
    learned(&world, &admin, |view| view["learned"]["examples"].as_u64() >= Some(4)).await;
    let (_, history) = world.call(&admin, "GET", "/api/setup/history?about=example", None).await;
    assert_eq!(history["entries"][0]["what"], "imported", "{history}");

    // What goes out comes in again and changes nothing; so it does in CP949, with commas, and elsewhere.
    let (_, out) = world.send(world.request(Some(&admin), "GET", "/api/setup/examples/export", None)).await;
    let exported = "SELECT count(*) FROM access_record WHERE what = 'reason examples' AND action = 'export'";
    let exported = |view: &rusqlite::Connection| Ok(view.query_row(exported, [], |row| row.get::<_, u32>(0))?);
    assert_eq!(world.store.read::<_, store::Error>(exported).unwrap(), 1, "customers' own words left the house");
    let (_, again) = send(&world, &admin, "?take=true", &out).await;
    assert_eq!((&again["there"], &again["new"], &again["taken"]), (&json!(5), &json!(0), &json!(true)), "{again}");
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("배달이 안 와요\tLate delivery\n") && text.ends_with("\tother\n"), "{text}");
}

#[tokio::test]
async fn a_line_of_examples_that_cannot_be_taken_is_named() {
    let (world, _running, admin) = world().await;
    let long = "가".repeat(501);
    let file = format!("환불요,Refunds\n,Refunds\n{long},Refunds\n환불,\n");
    let (_, report) = send(&world, &admin, "?take=true", file.as_bytes()).await;
    let fault = |line: u32, field: &str, code: &str| json!({"line": line, "field": field, "code": code});
    assert_eq!(
        report["faults"],
        json!([fault(2, "text", "required"), fault(3, "text", "too_long"), fault(4, "reason", "required")])
    );
    assert_eq!((&report["taken"], kept(&world).len()), (&json!(false), 0));
    for (file, line, fault) in [
        ("환불\tRefunds\n환불\n", 2, "cells"),
        ("text\treason\tcolour\n", 1, "header"),
        ("환불\tRefunds\n\u{0}", 2, "cells"),
    ] {
        let (status, refused) = send(&world, &admin, "", file.as_bytes()).await;
        let told = (refused["error"]["line"].as_u64(), refused["error"]["fault"].as_str());
        assert_eq!((status, told), (422, (Some(line), Some(fault))), "{refused}");
    }
    assert_eq!(send(&world, &admin, "", &[0xff, 0xfe, 0]).await.1["error"]["fault"], "encoding");
    assert_eq!(send(&world, &admin, "?meant=7", b"a\tb\n").await.0, 422);

    // Columns the wrong way round: of hundreds of names that no reason has, the first are told and all are counted.
    let turned: String = (0..300).map(|at| format!("Refunds\t환불 문의 {at:03}번째\n")).collect();
    let (_, report) = send(&world, &admin, "", turned.as_bytes()).await;
    let told = (report["unknown"].as_array().unwrap().len(), report["unknown"][0]["name"].as_str().unwrap());
    assert_eq!((told, &report["unknown_lines"]), ((50, "환불 문의 000번째"), &json!(300)));

    // A reason has its limit, and a correction makes room where a written example does not.
    let many = |n: usize| (0..n).map(|at| format!("환불 문의 {at}번째\tRefunds\n")).collect::<String>();
    let (_, report) = send(&world, &admin, "?take=true", many(301).as_bytes()).await;
    assert_eq!((&report["taken"], &report["full"][0]["would_be"]), (&json!(false), &json!(301)), "{report}");
    assert_eq!(send(&world, &admin, "?take=true", many(299).as_bytes()).await.1["taken"], true);
    let correct =
        "UPDATE reason_example SET source = 'corrected' WHERE example = (SELECT min(example) FROM reason_example)";
    world.store.write::<_, store::Error>(|tx| Ok(tx.execute(correct, [])?)).unwrap();
    let (_, report) = send(&world, &admin, "?take=true", "하나\tRefunds\n둘\tRefunds\n".as_bytes()).await;
    assert_eq!(report["taken"], true, "{report}");
    assert!(kept(&world).len() == 300 && !kept(&world).iter().any(|(_, text)| text == "환불 문의 0번째"));
}
