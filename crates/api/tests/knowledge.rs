//! Articles: written as revisions, seen by their writers until they are published, found by reason and by words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use auth::Role;
use axum::http::StatusCode;
use common::{OTHER, REFUNDS, World};
use serde_json::{Value, json};

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
