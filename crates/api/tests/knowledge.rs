//! Articles: written as revisions, seen by their writers until they are published, found by reason and by words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use auth::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::common::{ORIGIN, OTHER, REFUNDS, Seat, World};

fn article(title: &str, state: &str, reasons: &[u32], revision: u32) -> Option<Value> {
    Some(json!({
        "title": {"ko": title, "en": ""}, "about": {"ko": "카드로 낸 돈", "en": "Paid by card"},
        "steps": [{"ko": "주문을 엽니다", "en": ""}], "reasons": reasons, "state": state,
        "takes_ms": 60_000, "revision": revision,
    }))
}

fn titles(list: &Value) -> Vec<&str> {
    list["articles"].as_array().unwrap().iter().map(|hit| hit["title"]["ko"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_draft_is_its_writers_until_it_is_published() {
    let world = World::new();
    world.centre(1).await;
    let writer = world.seat(1, &[Role::Quality]).await;
    let agent = world.seat(1, &[Role::Agent]).await;
    let (status, draft) =
        world.call(&writer, "POST", "/api/knowledge", article("환불 절차", "draft", &[REFUNDS], 0)).await;
    assert_eq!((status, draft["revision"].as_u64()), (StatusCode::OK, Some(1)), "{draft}");
    let path = format!("/api/knowledge/{}", draft["id"]);

    assert_eq!(world.call(&agent, "GET", &path, None).await.0, StatusCode::NOT_FOUND);
    for query in ["", "?unpublished=true"] {
        let (_, list) = world.call(&agent, "GET", &format!("/api/knowledge{query}"), None).await;
        assert!(titles(&list).is_empty(), "{list}");
    }
    assert_eq!(world.call(&agent, "PUT", &path, article("x", "draft", &[], 1)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(world.call(&writer, "GET", &path, None).await.1["state"], "draft");
    assert!(titles(&world.call(&writer, "GET", "/api/knowledge", None).await.1).is_empty());
    let (_, list) = world.call(&writer, "GET", "/api/knowledge?unpublished=true", None).await;
    assert_eq!((titles(&list), list["articles"][0]["state"].as_str()), (vec!["환불 절차"], Some("draft")));

    let (status, _) = world.call(&writer, "PUT", &path, article("환불 절차", "published", &[REFUNDS], 1)).await;
    assert_eq!(status, StatusCode::OK);
    let (status, read) = world.call(&agent, "GET", &path, None).await;
    assert_eq!((status, read["state"].as_str()), (StatusCode::OK, Some("published")));

    // Retired, it is found no more, but an old conversation may quote it.
    world.call(&writer, "PUT", &path, article("환불 절차", "retired", &[REFUNDS], 2)).await;
    assert!(titles(&world.call(&agent, "GET", "/api/knowledge", None).await.1).is_empty());
    assert_eq!(world.call(&agent, "GET", &path, None).await.1["state"], "retired");
}

#[tokio::test]
async fn two_writers_do_not_overwrite_each_other() {
    let world = World::new();
    world.centre(1).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    let (_, first) = world.call(&writer, "POST", "/api/knowledge", article("하나", "published", &[], 0)).await;
    let path = format!("/api/knowledge/{}", first["id"]);
    let (_, second) = world.call(&writer, "PUT", &path, article("둘", "published", &[], 1)).await;
    assert_eq!(second["revision"], 2);
    let (status, late) = world.call(&writer, "PUT", &path, article("셋", "published", &[], 1)).await;
    assert_eq!((status, late["error"]["code"].as_str()), (StatusCode::CONFLICT, Some("newer_revision")), "{late}");
    let (_, kept) = world.call(&writer, "GET", &path, None).await;
    assert_eq!((kept["title"]["ko"].as_str(), kept["revision"].as_u64()), (Some("둘"), Some(2)));
    assert_eq!(kept["changed_by"].as_str(), second["changed_by"].as_str());
}

#[tokio::test]
async fn found_by_reason_and_by_initials() {
    let world = World::new();
    world.centre(1).await;
    world.centre(2).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    let foreign = world.seat(2, &[Role::Supervisor]).await;
    for (title, reasons) in [("환불 절차", vec![REFUNDS]), ("배송 조회", vec![OTHER]), ("환불 예외", vec![])]
    {
        let (status, _) = world.call(&writer, "POST", "/api/knowledge", article(title, "published", &reasons, 0)).await;
        assert_eq!(status, StatusCode::OK);
    }
    let find = async |query: &str| {
        let (status, list) = world.call(&writer, "GET", &format!("/api/knowledge?{query}"), None).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        titles(&list).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(find(&format!("reason={REFUNDS}")).await, ["환불 절차"]);
    assert_eq!(find("q=%E3%85%8E%E3%85%82").await, ["환불 예외", "환불 절차"], "ㅎㅂ");
    assert_eq!(find(&format!("reason={OTHER}&q=%E3%85%8E%E3%85%82")).await, [""; 0]);
    assert!(titles(&world.call(&foreign, "GET", "/api/knowledge", None).await.1).is_empty());
}

#[tokio::test]
async fn found_by_words_as_they_are_typed_and_the_words_are_shown() {
    let world = World::new();
    world.centre(1).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    let agent = world.seat(1, &[Role::Agent]).await;
    let write = async |title: &str, step: &str, state: &str| {
        let mut body = article(title, state, &[], 0).unwrap();
        body["steps"] = json!([{"ko": step, "en": ""}]);
        world.call(&writer, "POST", "/api/knowledge", Some(body)).await.1["id"].as_u64().unwrap()
    };
    let refunds = write("환불 절차", "카드 결제는 영업일 3일 안에 취소돼요", "published").await;
    write("배송지 변경", "라이더가 출발하기 전이면 주소를 바꿀 수 있어요", "published").await;
    write("내부 기준", "라이더 보상 기준", "draft").await;
    let find = async |query: &str| {
        let query: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let (status, list) = world.call(&agent, "GET", &format!("/api/knowledge?q={query}"), None).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        list["articles"].clone()
    };
    let first = async |query: &str| find(query).await[0]["title"]["ko"].as_str().map(str::to_owned);
    for (query, title) in [
        ("환부", Some("환불 절차")),
        ("환불절차를알려주세요", Some("환불 절차")),
        ("영업일", Some("환불 절차")),
        ("베송지 변경", Some("배송지 변경")),
        ("라이더가 출발", Some("배송지 변경")),
        ("비행기 예매", None),
        ("보상", None),
    ] {
        assert_eq!(first(query).await.as_deref(), title, "{query}");
    }
    let met = |pieces: &Value| {
        let pieces = pieces.as_array().unwrap();
        pieces.iter().filter(|piece| piece["met"] == true).map(|piece| piece["text"].clone()).collect::<Vec<_>>()
    };
    let why = find("주소 바꾸").await[0]["why"].clone();
    assert_eq!((met(&why["title"]), met(&why["passage"])), (vec![], vec![json!("주소"), json!("바꿀")]), "{why}");

    // A new revision is found by its own words at once, and by the old ones no more.
    let mut body = article("포인트 적립", "published", &[], 1).unwrap();
    body["steps"] = json!([{"ko": "다음 날 적립돼요", "en": ""}]);
    world.call(&writer, "PUT", &format!("/api/knowledge/{refunds}"), Some(body)).await;
    assert_eq!((first("적립").await.as_deref(), first("환불 절차").await), (Some("포인트 적립"), None));
}

#[tokio::test]
async fn every_revision_stays_and_what_is_due_is_listed() {
    let world = World::new();
    world.centre(1).await;
    let writer = world.seat(1, &[Role::Quality]).await;
    let agent = world.seat(1, &[Role::Agent]).await;
    let (_, first) = world.call(&writer, "POST", "/api/knowledge", article("하나", "published", &[REFUNDS], 0)).await;
    let path = format!("/api/knowledge/{}", first["id"]);
    let mut next = article("둘", "published", &[], 1).unwrap();
    (next["owner"], next["review_at"]) = (json!(writer.account), json!(1_000));
    next["body"] = json!({"ko": "**굵게**", "en": ""});
    let (status, second) = world.call(&writer, "PUT", &path, Some(next.clone())).await;
    assert_eq!((status, second["owner"]["id"].as_u64()), (StatusCode::OK, Some(writer.account.into())), "{second}");
    assert_eq!(second["html"]["ko"], "<p><strong>굵게</strong></p>\n");

    let (_, list) = world.call(&writer, "GET", &format!("{path}/versions"), None).await;
    let (_, owners) = world.call(&writer, "GET", "/api/knowledge/owners", None).await;
    let people: Vec<_> = owners["people"].as_array().unwrap().iter().map(|one| one["id"].as_u64().unwrap()).collect();
    assert_eq!(people, [u64::from(writer.account), u64::from(agent.account)], "anybody of the centre");
    assert_eq!(world.call(&agent, "GET", "/api/knowledge/owners", None).await.0, StatusCode::FORBIDDEN);
    let revisions: Vec<_> = list["versions"].as_array().unwrap().iter().map(|version| &version["revision"]).collect();
    assert_eq!(revisions, [2, 1]);
    let (_, was) = world.call(&writer, "GET", &format!("{path}/versions/1"), None).await;
    assert_eq!((&was["title"]["ko"], &was["reasons"]), (&json!("하나"), &json!([REFUNDS])));
    let (_, is) = world.call(&writer, "GET", &format!("{path}/versions/2"), None).await;
    assert_eq!(is, second);
    assert_eq!(world.call(&writer, "GET", &format!("{path}/versions/3"), None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.call(&agent, "GET", &format!("{path}/versions"), None).await.0, StatusCode::FORBIDDEN);

    let due = async || titles(&world.call(&writer, "GET", "/api/knowledge?due=true", None).await.1).len();
    assert_eq!(due().await, 1);
    let (_, seen) = world.call(&agent, "GET", "/api/knowledge?due=true", None).await;
    assert_eq!(seen["articles"][0]["why"], Value::Null, "an agent's list is the ordinary one");
    (next["revision"], next["review_at"]) = (json!(2), json!(node::clock::now().plus_ms(60_000).0));
    world.call(&writer, "PUT", &path, Some(next.clone())).await;
    assert_eq!(due().await, 0);
    (next["revision"], next["owner"]) = (json!(3), json!(777));
    let (_, refused) = world.call(&writer, "PUT", &path, Some(next)).await;
    assert_eq!(refused["error"]["fields"]["owner"], "not_there", "{refused}");
}

#[tokio::test]
async fn what_is_exported_is_imported_whole_or_not_at_all() {
    let world = World::new();
    world.centre(1).await;
    world.centre(2).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    for title in ["하나", "둘"] {
        world.call(&writer, "POST", "/api/knowledge", article(title, "published", &[REFUNDS], 0)).await;
    }
    let ask = async |seat: &Seat, method: &str, path: &str, body: String| {
        let request =
            Request::builder().method(method).uri(path).header("cookie", &seat.cookie).header("origin", ORIGIN);
        let (status, bytes) = world.send(request.body(Body::from(body)).unwrap()).await;
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    };
    let (_, file) = ask(&writer, "GET", "/api/knowledge/export", String::new()).await;
    assert_eq!(file.lines().count(), 2, "{file}");
    let import = async |seat: &Seat, text: &str| {
        let (status, text) = ask(seat, "POST", "/api/knowledge/import", text.to_owned()).await;
        (status, serde_json::from_str::<Value>(&text).unwrap())
    };
    assert_eq!(import(&writer, &file).await.1, json!({"created": 0, "changed": 0, "same": 2}));
    let changed = file.replace("\"둘\"", "\"셋 900101-1234567\"");
    assert_eq!(import(&writer, &changed).await.1, json!({"created": 0, "changed": 1, "same": 1}));
    let (_, list) = world.call(&writer, "GET", "/api/knowledge", None).await;
    assert_eq!(titles(&list), ["셋 [주민등록번호]", "하나"]);

    // One damaged line, and nothing of the file is taken.
    let new = file.replace("\"하나\"", "\"넷\"");
    for (damaged, line, fault) in [
        (format!("{new}{{"), 3, "cells"),
        (format!("{new}{{\"id\":\"x\"}}"), 3, "value"),
        (format!("{new}{}", file.lines().next().unwrap()), 3, "twice"),
        (new.clone(), 2, "older"),
    ] {
        let (status, refused) = import(&writer, &damaged).await;
        let told = (refused["error"]["line"].as_u64(), refused["error"]["fault"].as_str());
        assert_eq!((status.is_client_error(), told), (true, (Some(line), Some(fault))), "{refused}");
    }
    assert_eq!(titles(&world.call(&writer, "GET", "/api/knowledge", None).await.1), ["셋 [주민등록번호]", "하나"]);

    // What is wrong with a line is said field by field; a new article needs no revision.
    let fresh = json!({
        "title": {"ko": "다섯", "en": ""}, "about": {"ko": "", "en": ""}, "steps": [{"ko": "하나", "en": ""}],
        "body": {"ko": "", "en": ""}, "reasons": [], "state": "draft", "takes_ms": null,
    });
    for (field, value, code) in [
        ("title.ko", json!(""), "required"),
        ("steps.1.ko", json!("가".repeat(2_001)), "too_long"),
        ("title", Value::Null, "wrong_type"),
        ("reasons", json!([987]), "not_there"),
        ("state", json!("gone"), "wrong_type"),
        ("colour", json!("red"), "unknown"),
    ] {
        let mut line = fresh.clone();
        match field {
            "title.ko" => line["title"]["ko"] = value,
            "steps.1.ko" => line["steps"][0]["ko"] = value,
            _ => line[field] = value,
        }
        let (_, refused) = import(&writer, &line.to_string()).await;
        assert_eq!(refused["error"]["fields"], json!({field: code}), "{refused}");
    }
    let mut short = fresh.clone();
    short.as_object_mut().unwrap().remove("steps");
    assert_eq!(import(&writer, &short.to_string()).await.1["error"]["fields"], json!({"steps": "required"}));
    let least = r#"{"title": {"ko": "여섯"}, "steps": [{"ko": "하나"}]}"#;
    assert_eq!(import(&writer, least).await.1["created"], 1, "the rest may be left out");
    assert_eq!(import(&writer, &fresh.to_string()).await.1["created"], 1);

    // Elsewhere the same file makes new articles.
    let foreign = world.seat(2, &[Role::Supervisor]).await;
    assert_eq!(import(&foreign, &file).await.1, json!({"created": 2, "changed": 0, "same": 0}));
}

#[tokio::test]
async fn what_is_a_persons_does_not_get_into_an_article_and_how_to_reach_the_centre_does() {
    let world = World::new();
    world.centre(1).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    let mut body = article("환불 문의 900101-1234567", "published", &[], 0).unwrap();
    body["steps"] = json!([{"ko": "고객센터 1588-1234, 메일 help@example.com", "en": "Card 4111 1111 1111 1111"}]);
    let (status, written) = world.call(&writer, "POST", "/api/knowledge", Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{written}");
    let text = written.to_string();
    assert!(text.contains("1588-1234") && text.contains("help@example.com"), "{text}");
    for value in ["900101", "4111"] {
        assert!(!text.contains(value), "{text}");
    }
}

#[tokio::test]
async fn limits_are_told_by_field() {
    let world = World::new();
    world.centre(1).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    let step = json!({"ko": "단계", "en": ""});
    let with = |field: &str, value: Value| {
        let mut body = article("제목", "draft", &[], 0).unwrap();
        body[field] = value;
        Some(body)
    };
    for (field, value, code) in [
        ("steps", json!([]), "out_of_range"),
        ("steps", json!(vec![step.clone(); 31]), "out_of_range"),
        ("reasons", json!([777]), "not_there"),
        ("takes_ms", json!(-1), "out_of_range"),
        ("takes_ms", json!(86_400_001), "out_of_range"),
    ] {
        let (status, refused) = world.call(&writer, "POST", "/api/knowledge", with(field, value)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused["error"]["fields"][field], code, "{refused}");
    }
    let (status, _) = world.call(&writer, "POST", "/api/knowledge", with("steps", json!(vec![step; 30]))).await;
    assert_eq!(status, StatusCode::OK);
}

async fn gaps(world: &World, seat: &Seat) -> Vec<Value> {
    let (status, found) = world.call(seat, "GET", "/api/knowledge/gaps", None).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    found["gaps"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_is_asked_often_and_found_nowhere_is_listed_until_an_article_has_it() {
    let world = World::new();
    world.centre(1).await;
    world.centre(2).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    let agent = world.seat(1, &[Role::Agent]).await;
    world.call(&writer, "POST", "/api/knowledge", article("환불 절차", "published", &[REFUNDS], 0)).await;
    let miss = async |words: &str| {
        let body = Some(json!({ "words": words }));
        assert_eq!(world.call(&agent, "POST", "/api/knowledge/gaps", body).await.0, StatusCode::OK);
    };
    let search = async |words: &str| {
        let query: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let page = Request::get(format!("/c/shop1/help?q={query}")).body(Body::empty()).unwrap();
        assert_eq!(world.send(page).await.0, StatusCode::OK);
    };
    miss("선물 포장 되나요").await;
    assert_eq!(gaps(&world, &writer).await, Vec::<Value>::new(), "asked once may be somebody's own words");
    miss("환불 절차").await;
    miss("환불 절차").await;
    search("선물포장").await;
    search("선물 포장").await;
    miss("해외 배송").await;
    let found = gaps(&world, &writer).await;
    assert_eq!(found.len(), 1, "what is found, and what was asked once, is no gap: {found:?}");
    let gap = &found[0];
    assert_eq!(
        (&gap["times"], &gap["agents"], &gap["customers"], &gap["bots"]),
        (&json!(3), &json!(1), &json!(2), &json!(0))
    );
    assert_eq!(gap["like"].as_array().unwrap().len(), 2, "near words are one: {gap}");
    let zone = |view: &rusqlite::Connection| {
        Ok(view.query_row("SELECT zone FROM centre WHERE centre = 1", [], |row| row.get(0))?)
    };
    let zone: String = world.store.read::<_, store::Error>(zone).unwrap();
    let now = jiff::Timestamp::from_millisecond(node::clock::now().0).unwrap().in_tz(&zone).unwrap();
    let today = now.start_of_day().unwrap().timestamp().as_millisecond();
    assert_eq!((&gap["since"], &gap["last"]), (&json!(today), &json!(today)));

    assert_eq!(world.call(&agent, "GET", "/api/knowledge/gaps", None).await.0, StatusCode::FORBIDDEN);
    let foreign = world.seat(2, &[Role::Supervisor]).await;
    assert_eq!(gaps(&world, &foreign).await, Vec::<Value>::new());

    // An article for staff answers them, not customers; public, it answers all.
    let mut body = article("선물 포장", "published", &[], 0).unwrap();
    let (_, written) = world.call(&writer, "POST", "/api/knowledge", Some(body.clone())).await;
    let left = gaps(&world, &writer).await;
    assert_eq!((&left[0]["agents"], &left[0]["customers"]), (&json!(0), &json!(2)), "{left:?}");
    (body["revision"], body["public"]) = (json!(1), json!(true));
    world.call(&writer, "PUT", &format!("/api/knowledge/{}", written["id"]), Some(body)).await;
    assert_eq!(gaps(&world, &writer).await, Vec::<Value>::new());
}

#[tokio::test]
async fn nobody_is_in_a_gap_and_danger_is_none() {
    let world = World::new();
    world.centre(1).await;
    world.customer(1, "김미나", "K-1");
    let writer = world.seat(1, &[Role::Supervisor]).await;
    for _ in 0..2 {
        for words in [
            "김미나님 선물 포장 010-1234-5678",
            "kim@example.com 주문 20261129 어디",
            "김미나 김미나님이",
            "그냥 죽고 싶어요",
            "?",
        ] {
            let body = Some(json!({ "words": words }));
            assert_eq!(world.call(&writer, "POST", "/api/knowledge/gaps", body).await.0, StatusCode::OK);
        }
    }
    let kept: Vec<String> = world
        .store
        .read::<_, store::Error>(|view| {
            let mut all = view.prepare("SELECT words FROM knowledge_gap ORDER BY words")?;
            Ok(all.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
        .unwrap();
    assert_eq!(kept, ["선물 포장", "주문 어디"]);
    let (status, _) = world.call(&writer, "POST", "/api/knowledge/gaps", Some(json!({"words": " "}))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}
