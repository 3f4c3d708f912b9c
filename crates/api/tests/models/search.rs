//! Articles in an order of meaning: by vectors of a model, or by words as ever.

use std::net::TcpStream;
use std::time::Instant;

use auth::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::endpoint::{LIMIT_MS, PATIENCE_MS, SHORT_MS, endpoint, says, set, task};
use crate::common::{REFUNDS, Seat, World};

async fn library() -> (World, Seat, Seat) {
    shelved(World::with_inside_host("127.0.0.1")).await
}

async fn shelved(world: World) -> (World, Seat, Seat) {
    world.centre(1).await;
    let writer = world.seat(1, &[Role::Quality]).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    for title in ["환불 환불 환불 절차", "환불 기간", "환불 수수료"] {
        let body = json!({"title": {"ko": title, "en": ""}, "about": {"ko": "환불", "en": ""},
            "steps": [{"ko": "주문을 엽니다", "en": ""}], "reasons": [REFUNDS], "state": "published",
            "takes_ms": 60_000, "revision": 0});
        world.call(&writer, "POST", "/api/knowledge", Some(body)).await;
    }
    (world, writer, admin)
}

async fn found(world: &World, reader: &Seat) -> (Vec<String>, Value) {
    let (status, list) = world.call(reader, "GET", "/api/knowledge?q=%ED%99%98%EB%B6%88", None).await;
    assert_eq!(status.as_u16(), 200, "{list}");
    let hits = list["articles"].as_array().unwrap();
    (hits.iter().map(|hit| hit["title"]["ko"].as_str().unwrap().to_owned()).collect(), list["order"].clone())
}

fn vectors(vectors: &[(usize, Value)]) -> String {
    let data = vectors.iter().map(|(index, embedding)| json!({"index": index, "embedding": embedding}));
    json!({"data": data.collect::<Vec<_>>(), "usage": {"total_tokens": 9}}).to_string()
}

fn is(body: String) -> impl Fn(TcpStream) + Send + 'static {
    move |stream| says(stream, "200 OK", "application/json", &body)
}

#[tokio::test]
async fn meaning_moves_an_article_up_and_its_vector_is_asked_for_once() {
    let (world, reader, admin) = library().await;
    let (words, order) = found(&world, &reader).await;
    assert_eq!((words.len(), &order), (3, &Value::Null), "{words:?}");
    // Out of order, and the last of the three is the nearest by far.
    let (near, far) = (json!([1.0, 0.0]), json!([0.0, 1.0]));
    let all = vectors(&[(3, near.clone()), (0, near.clone()), (1, far), (2, json!([0.5, 1.0]))]);
    let (url, told) = endpoint(is(all));
    set(&world, &admin, "search", &url, json!({})).await;
    let (fused, order) = found(&world, &reader).await;
    let expected: Vec<String> = [0, 2, 1].iter().map(|place: &usize| words[*place].clone()).collect();
    assert_eq!(fused, expected, "{words:?}");
    assert_eq!(order, json!({"name": "small-model", "fault": null}));
    let got = told.recv().unwrap();
    assert!(got.path.starts_with("POST /v1/embeddings "), "{}", got.path);
    assert_eq!(got.body["input"].as_array().unwrap().len(), 4, "{}", got.body);
    let (url, told) = endpoint(is(vectors(&[(0, near)])));
    set(&world, &admin, "search", &url, json!({})).await;
    assert_eq!(found(&world, &reader).await.1["fault"], "unreadable", "another address knows none of them");
    assert_eq!(told.recv().unwrap().body["input"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_second_search_sends_its_own_words_alone() {
    let (world, reader, admin) = library().await;
    let (url, told) = endpoint(|stream| {
        says(
            stream,
            "200 OK",
            "application/json",
            &vectors(&[(0, json!([1.0])), (1, json!([1.0])), (2, json!([1.0])), (3, json!([1.0]))]),
        );
    });
    set(&world, &admin, "search", &url, json!({})).await;
    found(&world, &reader).await;
    found(&world, &reader).await;
    let sent: Vec<usize> = told.try_iter().map(|got| got.body["input"].as_array().unwrap().len()).collect();
    assert_eq!(sent, [4, 1]);
}

#[tokio::test]
async fn whatever_else_it_does_words_decide_and_it_is_said_why() {
    let (world, reader, admin) = library().await;
    let (words, _) = found(&world, &reader).await;
    let one = json!([1.0, 0.0]);
    let four = |wrong: Value| vectors(&[(0, one.clone()), (1, one.clone()), (2, one.clone()), (3, wrong)]);
    type Act = Box<dyn Fn(TcpStream) + Send>;
    let cases: Vec<(&str, &str, Act)> = vec![
        ("never answers", "slow", Box::new(std::mem::forget)),
        ("hangs up", "unreachable", Box::new(drop)),
        ("401", "key", Box::new(|stream| says(stream, "401 No", "application/json", "{}"))),
        ("no vectors", "unreadable", Box::new(is(json!({"data": []}).to_string()))),
        ("one short", "unreadable", Box::new(is(vectors(&[(0, one.clone()), (1, one.clone()), (2, one.clone())])))),
        (
            "twice the same",
            "unreadable",
            Box::new(is(vectors(&[(0, one.clone()), (1, one.clone()), (1, one.clone()), (2, one.clone())]))),
        ),
        ("another length", "unreadable", Box::new(is(four(json!([1.0]))))),
        ("no numbers", "unreadable", Box::new(is(four(json!(["<script>"]))))),
        ("beyond all numbers", "unreadable", Box::new(is(four(json!([1e39, 0.0]))))),
        ("far too long", "unreadable", Box::new(is(four(json!(vec![1.0; 5_000]))))),
        ("too big", "too_long", Box::new(is(" ".repeat(3 << 20)))),
    ];
    for (what, fault, act) in cases {
        let (url, _told) = endpoint(act);
        let limit = if fault == "slow" { SHORT_MS } else { LIMIT_MS };
        set(&world, &admin, "search", &url, json!({"limit_ms": limit})).await;
        let begun = Instant::now();
        let (order, by) = found(&world, &reader).await;
        assert!(begun.elapsed().as_millis() < PATIENCE_MS, "{what}: {:?}", begun.elapsed());
        assert_eq!((&order, &by), (&words, &json!({"name": null, "fault": fault})), "{what}");
    }
    assert_eq!(task(&world, &admin, "search").await["today"]["failed"], 11);
    world.call(&admin, "PUT", "/api/setup/models/on", Some(json!({"on": false}))).await;
    assert_eq!(found(&world, &reader).await, (words, Value::Null));
}

/// A folder's model that knows four words; the article about fees is the nearest to what is looked for, and the one about time is far.
fn small() -> embed::Model {
    let tokenizer = json!({"normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "환불": 1, "기간": 2, "수수료": 3, "절차": 4}, "unk_token": "[UNK]"}});
    let rows = [[0.0_f32, 0.0], [1.0, 0.0], [0.0, 9.0], [9.0, 0.0], [0.0, 1.0]];
    let numbers: Vec<u8> = rows.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
    let head = json!({"embeddings": {"dtype": "F32", "shape": [5, 2], "data_offsets": [0, numbers.len()]}}).to_string();
    let table = [&u64::try_from(head.len()).unwrap().to_le_bytes(), head.as_bytes(), &numbers].concat();
    embed::Model::of(std::path::Path::new("/models/small"), tokenizer.to_string().as_bytes(), table).unwrap()
}

/// Chooses the operator's folder for a task.
async fn choose(world: &World, admin: &Seat, task: &str, more: Value) -> (StatusCode, Value) {
    let mut body = json!({"base_url": null, "key": null});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    set(world, admin, task, "", body).await
}

#[tokio::test]
async fn a_folder_of_the_operators_orders_once_it_is_chosen_and_nobody_is_asked() {
    let (world, reader, admin) = shelved(World::with_embeddings(Ok(small()))).await;
    let (words, order) = found(&world, &reader).await;
    assert_eq!((words.len(), &order), (3, &Value::Null), "off until it is chosen");
    let (_, models) = world.call(&admin, "GET", "/api/setup/models", None).await;
    assert_eq!(models["folder"], json!({"name": "small", "fault": null}));
    assert_eq!(choose(&world, &admin, "search", json!({})).await.0, StatusCode::OK);
    let (fused, order) = found(&world, &reader).await;
    assert_eq!(order, json!({"name": "small-model", "fault": null}));
    let last = words.iter().position(|title| title == "환불 기간").unwrap();
    assert!(last < 2, "by words it is not the last: {words:?}");
    assert_eq!(fused[2], "환불 기간", "what points elsewhere goes down: {words:?}");
    let known = task(&world, &admin, "search").await;
    assert_eq!(
        (&known["model"]["base_url"], &known["calls"], &known["today"]["calls"]),
        (&Value::Null, &json!([]), &json!(0))
    );
    let words_tried = Some(json!({"text": "환불"}));
    let (_, tried) = world.call(&admin, "POST", "/api/setup/models/search/try", words_tried).await;
    assert!(tried["text"].as_str().unwrap().ends_with("환불 기간"), "{tried}");
    world.call(&admin, "PUT", "/api/setup/models/on", Some(json!({"on": false}))).await;
    assert_eq!(found(&world, &reader).await, (words, Value::Null), "the switch holds for it too");
}

#[tokio::test]
async fn a_folder_that_is_late_gone_or_spoilt_leaves_the_order_of_words_and_it_is_said_why() {
    let (world, reader, admin) = shelved(World::with_embeddings(Ok(small()))).await;
    let (words, _) = found(&world, &reader).await;
    choose(&world, &admin, "search", json!({})).await;
    let hurry = "UPDATE model SET limit_ms = 0";
    world.store.write::<_, store::Error>(|tx| Ok(tx.execute(hurry, []).map(drop)?)).unwrap();
    assert_eq!(found(&world, &reader).await, (words.clone(), json!({"name": null, "fault": "slow"})));
    // The server starts again with a folder that cannot be used.
    let spoilt = World::with_embeddings(Err("model.safetensors is cut off".into()));
    let (spoilt, reader, admin) = shelved(spoilt).await;
    let write = "INSERT INTO model (centre, task, base_url, name, limit_ms, calls_day, tokens_day) VALUES (1, 'search', '', 'small', 2000, 0, 0)";
    spoilt.store.write::<_, store::Error>(|tx| Ok(tx.execute(write, []).map(drop)?)).unwrap();
    assert_eq!(found(&spoilt, &reader).await, (words, json!({"name": null, "fault": "folder"})));
    let (_, models) = spoilt.call(&admin, "GET", "/api/setup/models", None).await;
    assert_eq!(models["folder"], json!({"name": null, "fault": "model.safetensors is cut off"}));
}

#[tokio::test]
async fn a_folder_is_chosen_for_search_alone_and_only_where_there_is_one() {
    let (world, _, admin) = shelved(World::with_embeddings(Ok(small()))).await;
    for (task, more, field) in [
        ("summary", json!({}), "base_url"),
        ("answer", json!({}), "base_url"),
        ("search", json!({"base_url": ""}), "base_url"),
        ("search", json!({"key": "sk-1"}), "key"),
        ("search", json!({"limit_ms": 10_001}), "limit_ms"),
    ] {
        let (status, answer) = choose(&world, &admin, task, more).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{task}: {answer}");
        assert!(answer["error"]["fields"][field].is_string(), "{task}: {answer}");
    }
    for world in [World::with_inside_host("127.0.0.1"), World::with_embeddings(Err("cut off".into()))] {
        let (world, _, admin) = shelved(world).await;
        assert_eq!(choose(&world, &admin, "search", json!({})).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
