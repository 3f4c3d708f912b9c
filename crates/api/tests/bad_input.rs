//! Whatever comes in: it is refused early, in words that help, and nobody else notices.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod common;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use auth::Role;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use common::browser::{Browser, assert_sentences, bodies};
use common::socket::{Socket, greet, serve, visit};
use common::surface::{Samples, operations};
use common::{ORIGIN, REFUNDS, Seat, World, nothing};
use futures_util::{SinkExt, StreamExt, stream};
use routing::Time;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use uuid::Uuid;

const CHUNK: usize = 16 * 1024;

fn bytes(browser: &Browser<'_>, method: &str, path: &str, body: impl Into<Body>) -> Request<Body> {
    let (mut parts, _) = browser.request(method, path, Some(json!({}))).into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    Request::from_parts(parts, body.into())
}

async fn answer(world: &World, request: Request<Body>) -> (u16, Value) {
    let (status, bytes) = world.send(request).await;
    (status.as_u16(), serde_json::from_slice(&bytes).unwrap_or_default())
}

#[tokio::test]
async fn a_huge_message_is_refused_before_it_is_read() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    for (path, most) in [("/contact/messages", api::limits::JSON_BYTES), ("/contacts", api::limits::JSON_BYTES)] {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let chunks = stream::iter(0..(10 << 20) / CHUNK).map(move |_| {
            counted.fetch_add(CHUNK, Ordering::Relaxed);
            Ok::<_, Infallible>(Bytes::from(vec![b'x'; CHUNK]))
        });
        let (status, refusal) = answer(&world, bytes(&mina, "POST", path, Body::from_stream(chunks))).await;
        assert_eq!((status, &refusal["error"]["code"]), (413, &json!("too_large")), "{path}");
        assert_sentences(&refusal);
        let read = read.load(Ordering::Relaxed);
        assert!(read <= most + 2 * CHUNK, "{path}: {read} bytes were read of ten million");
    }
    assert_eq!(mina.lines().await, [] as [&str; 0]);
}

#[tokio::test]
async fn bodies_that_never_end_hold_up_nobody() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let mut slow = Vec::new();
    for _ in 0..200 {
        let begun = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"{\"body\":\""))]);
        let request = bytes(&mina, "POST", "/contact/messages", Body::from_stream(begun.chain(stream::pending())));
        let router = world.router.clone();
        slow.push(tokio::spawn(async move { tower::ServiceExt::oneshot(router, request).await }));
    }
    let other = async {
        let mut sujin = Browser::new(&world, 1);
        sujin.open(REFUNDS).await;
        sujin.say("저는 기다리지 않아요").await;
        sujin.lines().await
    };
    let lines = tokio::time::timeout(Duration::from_secs(5), other).await.expect("held up");
    assert_eq!(lines, ["저는 기다리지 않아요"]);
    assert!(slow.iter().all(|request| !request.is_finished()));
    slow.iter().for_each(tokio::task::JoinHandle::abort);
}

/// What is wrong with a body, and what its sender is told: status, code, the field at fault.
type Refused = (Vec<u8>, u16, &'static str, &'static str);

fn messages() -> Vec<Refused> {
    let key = Uuid::now_v7();
    let line = |body: Value| json!({"body": body, "client_key": key}).to_string().into_bytes();
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(500), close.repeat(500)).into_bytes();
    vec![
        (Vec::new(), 400, "bad_request", ""),
        (b"nonsense".to_vec(), 400, "bad_request", ""),
        (b"{\"body\":".to_vec(), 400, "bad_request", ""),
        (b"{\"body\":\"\xC3\x28\"}".to_vec(), 400, "bad_request", ""),
        (b"\xFF\xFE{\0}\0".to_vec(), 400, "bad_request", ""),
        (b"{\"body\":\"\\ud800\"}".to_vec(), 400, "bad_request", ""),
        ([line(json!("x")), b"{}".to_vec()].concat(), 400, "bad_request", ""),
        (deep("[", "]"), 422, "invalid", "["),
        (deep("{\"body\":", "}"), 422, "invalid", "body"),
        (line(json!([[[[1]]]])), 422, "invalid", "body"),
        (b"[]".to_vec(), 422, "invalid", "."),
        (b"null".to_vec(), 422, "invalid", "."),
        (b"{}".to_vec(), 422, "invalid", "body"),
        (line(json!(7)), 422, "invalid", "body"),
        (line(Value::Null), 422, "invalid", "body"),
        (line(json!("")), 422, "invalid", "body"),
        (line(json!(" \n\t ")), 422, "invalid", "body"),
        (line(json!("a\u{0}b")), 422, "invalid", "body"),
        (line(json!("a\u{1b}[31mb")), 422, "invalid", "body"),
        (line(json!("가".repeat(api::limits::MESSAGE_CHARS + 1))), 422, "invalid", "body"),
        (json!({"body": "x"}).to_string().into_bytes(), 422, "invalid", "client_key"),
        (json!({"body": "x", "client_key": "1"}).to_string().into_bytes(), 422, "invalid", "client_key"),
        (json!({"body": "x", "client_key": key, "author": "agent"}).to_string().into_bytes(), 422, "invalid", "author"),
        (json!({"body": "x", "client_key": key, "centre": 2}).to_string().into_bytes(), 422, "invalid", "centre"),
        (format!("{{\"body\":\"x\",\"body\":\"y\",\"client_key\":\"{key}\"}}").into_bytes(), 422, "invalid", "."),
    ]
}

#[tokio::test]
async fn every_wrong_message_is_refused_in_words() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    for (body, status, code, field) in messages() {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        for language in ["ko", "en"] {
            mina.language = language;
            let (got, refusal) = answer(&world, bytes(&mina, "POST", "/contact/messages", body.clone())).await;
            assert_eq!((got, refusal["error"]["code"].as_str()), (status, Some(code)), "{shown}: {refusal}");
            assert_sentences(&refusal);
            for part in ["message", "safe", "do"] {
                let said = refusal["error"][part].as_str().unwrap();
                assert_eq!(said.is_ascii(), language == "en", "{shown}: {said}");
            }
            let fields = refusal["error"]["fields"].as_object();
            let named = fields.is_some_and(|fields| fields.keys().any(|name| name.starts_with(field)));
            assert_eq!(named, !field.is_empty(), "{shown}: {refusal}");
        }
    }
    assert_eq!(mina.lines().await, [] as [&str; 0]);
    let most = "가".repeat(api::limits::MESSAGE_CHARS);
    mina.say(&most).await;
    assert_eq!(mina.lines().await, [most], "the longest that fits");
}

#[tokio::test]
async fn wrong_numbers_and_words_name_their_field() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let cases = [
        ("/contacts", json!({"reason": -1}), "reason", "wrong_type"),
        ("/contacts", json!({"reason": 1.5}), "reason", "wrong_type"),
        ("/contacts", json!({"reason": "11"}), "reason", "wrong_type"),
        ("/contacts", json!({"reason": 4_294_967_296_u64}), "reason", "wrong_type"),
        ("/contacts", json!({"reason": 999}), "reason", "not_there"),
        ("/contacts", json!({"words": "x".repeat(api::limits::QUERY_CHARS + 1)}), "words", "too_long"),
        ("/contacts", json!({"customer": 1}), "customer", "unknown"),
        ("/contact/reason", json!({"reason": 999}), "reason", "not_there"),
        ("/contact/choose", json!({"treatment": "robot"}), "treatment", "wrong_type"),
        ("/contact/choose", json!({"treatment": "person", "channel": "fax"}), "channel", "wrong_type"),
        ("/contact/channel", json!({}), "channel", "required"),
        ("/contact/solved", json!({"solved": "yes"}), "solved", "wrong_type"),
        ("/contact/leave", json!({"now": true}), "now", "unknown"),
        ("/survey/x", json!({"ease": 256}), "ease", "wrong_type"),
        ("/identify", json!({"token": null}), "token", "wrong_type"),
    ];
    for (path, body, field, code) in cases {
        let (status, refusal) = mina.call("POST", path, Some(body.clone())).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {body}: {refusal}");
        assert_eq!(refusal["error"]["fields"], json!({field: code}), "{path} {body}");
        assert_sentences(&refusal);
    }
    assert_eq!(mina.state().await, "choosing");
}

#[tokio::test]
async fn wrong_paths_queries_and_headers_are_simply_not_there() {
    let world = World::new();
    world.centre(1).await;
    let seat = world.seat(1, &Role::ALL).await;
    let get = |path: &str| Request::get(path).header(header::COOKIE, &seat.cookie);
    let long = "a".repeat(5_000);
    for (path, status) in [
        ("/api/c/%FF/start", 404),
        ("/api/c/shop1%00/start", 404),
        ("/api/c/shop1%2F..%2Fshop2/start", 404),
        ("/api/c/shop1/files/%FF%FE", 404),
        ("/api/c/shop1/files/..%2F..%2Fmaru.db", 404),
        ("/api/files/%C0%AE%C0%AE%2Fmaru.db", 404),
        ("/api/contacts/-1", 404),
        ("/api/contacts/1e3", 404),
        ("/api/contacts/99999999999999999999999", 404),
        ("/api/contacts/18446744073709551615", 404),
        ("/api/contacts/%31%00", 404),
        ("/api/c/shop1/reasons?q=%FF%FE", 200),
        ("/api/c/shop1/reasons?q=%00", 422),
        ("/api/c/shop1/reasons?q=a&q=b", 422),
        ("/api/c/shop1/reasons?x=1", 422),
        ("/api/c/shop1/slots", 422),
        ("/api/c/shop1/slots?reason=-1", 422),
        ("/api/c/shop1/slots?reason=999", 404),
        (&format!("/api/c/shop1/reasons?q={}", &long[..101]), 422),
        (&format!("/api/c/{long}/start"), 404),
        (&format!("/api/c/shop1/files/{long}"), 404),
    ] {
        let (got, refusal) = answer(&world, get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(got, status, "{path}: {refusal}");
        if status != 200 {
            assert_sentences(&refusal);
        }
    }
    let odd: [(&str, &[u8]); 7] = [
        ("maru-visitor", b"\xFF\xFE"),
        ("maru-visitor", long.as_bytes()),
        ("maru-visitor", b"' OR 1=1 --"),
        ("accept-language", b"\xEA\xB0"),
        ("accept-language", "가나다,;;;q=NaN".as_bytes()),
        ("cookie", b"maru=\xFF; =; ;;;maru"),
        ("user-agent", b"\xFF"),
    ];
    for (name, value) in odd {
        let request = Request::get("/api/c/shop1/start").header(name, value).body(Body::empty()).unwrap();
        let (status, start) = answer(&world, request).await;
        assert_eq!((status, &start["contact"]), (200, &Value::Null), "{name}: {value:?}");
    }
    let two = format!("{}; {}", seat.cookie, seat.cookie);
    let request = Request::get("/api/me").header(header::COOKIE, two).body(Body::empty()).unwrap();
    assert_eq!(world.send(request).await.0, StatusCode::UNAUTHORIZED, "two cookies of one name: neither is believed");
}

#[tokio::test]
async fn odd_ids_and_queries_are_refused_everywhere() {
    let world = World::new();
    let running = world.centre(1).await;
    let seat = world.seat(1, &Role::ALL).await;
    let mut mina = Browser::new(&world, 1);
    let contact = mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({})).await;
    let samples = Samples::new();
    let odd =
        ["18446744073709551615", "9223372036854775808", "9007199254740993", "4294967296", "0", "-1", "1.0", "%00"];
    let mut tried = 0;
    for op in operations().iter().filter(|op| op.has_parameters() && op.media.is_none()) {
        let body = op.body.as_ref().map(|schema| samples.of(schema));
        for id in odd {
            let path = op.filled(|name| if name == "site" { "shop1".into() } else { id.into() });
            let mut request = world.request(Some(&seat), &op.method, &path, body.clone());
            request.headers_mut().insert("maru-visitor", mina.token.as_ref().unwrap().parse().unwrap());
            let (status, refusal) = answer(&world, request).await;
            assert!(status < 500, "{} {path}: {status} {refusal}", op.id);
            if status >= 400 {
                assert_sentences(&refusal);
            }
            tried += 1;
        }
    }
    let document = api::document();
    for (path, item) in document["paths"].as_object().unwrap() {
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let path = path.replace("{site}", "shop1").replace("{id}", &contact.to_string());
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            for value in odd.into_iter().chain(["", "%FF", "%F0%9F", "a%27%22%3B--", "%EA%B0%80%00"]) {
                let path = format!("{path}?{}={value}", parameter["name"].as_str().unwrap());
                let (status, refusal) = answer(&world, world.request(Some(&seat), "GET", &path, None)).await;
                assert!(status < 500, "{path}: {status} {refusal}");
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "only {tried}");
    drop(running);
}

async fn is_closed(socket: &mut Socket, what: &str) {
    assert!(socket.next("contact").await.is_none(), "{what}");
}

#[tokio::test]
async fn a_socket_that_says_nothing_good_is_closed_alone() {
    let world = World::new();
    let running = world.centre(1).await;
    let address = serve(&world).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    let token = mina.token.clone().unwrap();
    let (mut calm, _) = greet(address, 1, &token, None).await;
    let silent = visit(address, 1).await;

    let hello = json!({"type": "hello", "visitor": token, "after": null}).to_string();
    let text = |bytes: &[u8]| Message::Frame(Frame::message(bytes.to_vec(), OpCode::Data(Data::Text), true));
    let garbage = || {
        [
            ("nonsense", Message::text("nonsense")),
            ("not UTF-8", text(b"{\"type\":\"\xFF\"}")),
            ("binary", Message::binary(hello.clone().into_bytes())),
            ("huge", Message::text(format!("{{\"type\":\"typing\",\"typing\":true}}{}", " ".repeat(5_000)))),
            ("a megabyte", Message::text("x".repeat(1 << 20))),
            ("unknown field", Message::text("{\"type\":\"beat\",\"more\":1}")),
            ("unknown word", Message::text("{\"type\":\"sudo\"}")),
            ("deep", Message::text(format!("{}{}", "[".repeat(1_000), "]".repeat(1_000)))),
            ("empty", Message::text("")),
        ]
    };
    for (what, message) in garbage() {
        let mut before = visit(address, 1).await;
        // The server may have closed before all of it was sent.
        let _cut = before.0.send(message.clone()).await.is_err();
        is_closed(&mut before, what).await;
        let (mut after, _) = greet(address, 1, &token, None).await;
        let _cut = after.0.send(message).await.is_err();
        is_closed(&mut after, what).await;
    }
    for early in ["{\"type\":\"beat\"}", "{\"type\":\"typing\",\"typing\":true}"] {
        let mut rude = visit(address, 1).await;
        rude.0.send(Message::text(early)).await.unwrap();
        is_closed(&mut rude, "who does not say hello first").await;
    }
    let (mut flood, _) = greet(address, 1, &token, None).await;
    for _ in 0..1_000 {
        if flood.0.send(Message::text("{\"type\":\"typing\",\"typing\":true}")).await.is_err() {
            break;
        }
    }
    is_closed(&mut flood, "a flood").await;

    let offer = {
        mina.post("/contact/person", json!({})).await;
        world.offer(1, id).unwrap()
    };
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    calm.find("contact", |told| told["contact"]["state"] == "with_person").await.expect("nobody else noticed");
    mina.say("저는 괜찮아요").await;
    assert_eq!(calm.next("message").await.unwrap()["message"]["body"], "저는 괜찮아요");
    drop(silent);
}

#[tokio::test]
async fn what_is_no_websocket_is_refused_in_words() {
    let world = World::new();
    world.centre(1).await;
    let mut request = Browser::new(&world, 1).request("GET", "/live", None);
    let (status, refusal) = answer(&world, request).await;
    assert_eq!((status, &refusal["error"]["code"]), (400, &json!("bad_request")));
    request = Browser::new(&world, 9).request("GET", "/live", None);
    assert_eq!(answer(&world, request).await.0, 404);
}

async fn import(world: &World, seat: &Seat, what: &str, bytes: Vec<u8>) -> (u16, Value) {
    let request = Request::post(format!("/api/{what}/import"))
        .header(header::ORIGIN, ORIGIN)
        .header(header::COOKIE, &seat.cookie)
        .header(header::CONTENT_TYPE, "text/csv")
        .body(Body::from(bytes))
        .unwrap();
    answer(world, request).await
}

#[tokio::test]
async fn damaged_csv_is_named_by_its_line_and_changes_nothing() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let (cp949, _, _) = encoding_rs::EUC_KR.encode("key,name\nA-1,김미나\nA-2,이수진\n");
    let cut = cp949[..cp949.len() - 2].to_vec();
    let utf16: Vec<u8> = "\u{FEFF}key,name\nA,x\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let orders = "customer,key,title,status,at\n";
    for (what, file, line, fault) in [
        ("customers", cut, 3, "encoding"),
        ("customers", "key,name\nA-1,김".as_bytes()[..14].to_vec(), 2, "encoding"),
        ("customers", utf16, 1, "encoding"),
        ("customers", b"key,name\nA-1,x\0y\n".to_vec(), 2, "encoding"),
        ("customers", Vec::new(), 1, "header"),
        ("customers", b"\n\n\n".to_vec(), 1, "header"),
        ("customers", b"key;name\nA;x\n".to_vec(), 1, "header"),
        ("customers", b"key,role\nA,admin\n".to_vec(), 1, "header"),
        ("customers", b"name,phone\nx,01012345678\n".to_vec(), 1, "header"),
        ("customers", b"key,key\nA,B\n".to_vec(), 1, "header"),
        ("customers", b"key,name\nA-1,x\nB\n".to_vec(), 3, "cells"),
        ("customers", b"key,name\nA-1,\"never closed\nB,y\nC,z\n".to_vec(), 2, "value"),
        ("customers", b"key,phone\nA-1,call me\n".to_vec(), 2, "value"),
        ("customers", b"key,language\nA-1,fr\n".to_vec(), 2, "value"),
        ("customers", b"key\nA\nA\n".to_vec(), 3, "twice"),
        ("orders", format!("{orders}A,O-1,t,s,yesterday\n").into_bytes(), 2, "value"),
        ("orders", format!("{orders}nobody,O-1,t,s,1\n").into_bytes(), 2, "not_there"),
        ("orders", b"customer,key,title,status,amount,at\nA,O,t,s,9999999999999999999999,1\n".to_vec(), 2, "value"),
    ] {
        let shown = String::from_utf8_lossy(&file).into_owned();
        let (status, refusal) = import(&world, &admin, what, file).await;
        assert_eq!((status, &refusal["error"]["code"]), (422, &json!("damaged_file")), "{shown}: {refusal}");
        assert_eq!((&refusal["error"]["line"], &refusal["error"]["fault"]), (&json!(line), &json!(fault)), "{shown}");
        assert_sentences(&refusal);
    }
    let kept: u32 = world
        .store
        .read::<_, store::Error>(|view| Ok(view.query_row("SELECT count(*) FROM customer", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn a_formula_that_comes_in_is_kept_as_it_came() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin, Role::Supervisor]).await;
    let formula = "=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")";
    let file = format!("key,name\nA-1,\"{formula}\"\nA-2,@SUM(1+1)\n");
    let (status, done) = import(&world, &admin, "customers", file.into_bytes()).await;
    assert_eq!((status, &done["created"]), (200, &json!(2)), "{done}");
    let name: String = world
        .store
        .read::<_, store::Error>(|view| {
            Ok(view.query_row("SELECT name FROM customer WHERE key = 'A-1'", [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(name, "=HYPERLINK(\"http://evil.example\",\"x\")", "what came in is kept as it came");
    // Every CSV among the answers is looked at by the test below.
    let document = api::document();
    let paths = document["paths"].as_object().unwrap().iter();
    let csv: Vec<_> = paths.filter(|(_, item)| item["get"]["responses"].to_string().contains("text/csv")).collect();
    assert_eq!(csv.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["/api/report.csv"]);
}

#[tokio::test]
async fn a_formula_goes_out_as_text() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    world.able(&agent);
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let mut document = common::setup();
    document.reasons[2].name.en = "=HYPERLINK(\"http://evil.example\",\"x\")".into();
    world.publish(1, document).await.unwrap();
    world.chat(&running, 1, world.customer(1, "김미나", "A-1")).await;
    let path =
        format!("/api/report.csv?from={}&to={}&by=reason", common::now().0 - 3_600_000, common::now().0 + 60_000);
    let told = async {
        loop {
            let (_, file) = world.send(world.request(Some(&lead), "GET", &path, None)).await;
            let text = String::from_utf8(file).unwrap();
            if text.contains("HYPERLINK") {
                return text;
            }
        }
    };
    let text = tokio::time::timeout(Duration::from_secs(20), told).await.expect("the reason is never reported");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(&row[1], "'=HYPERLINK(\"http://evil.example\",\"x\")");
    assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
}

#[tokio::test]
async fn lines_and_arrivals_have_rates_and_others_are_left_alone() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let line = || Some(json!({"body": "또 저예요", "client_key": Uuid::now_v7()}));
    let mut refused = None;
    for sent in 0..200 {
        let (status, answer) = mina.call("POST", "/contact/messages", line()).await;
        if status != StatusCode::OK {
            refused = Some((sent, status, answer));
            break;
        }
    }
    let (sent, status, answer) = refused.expect("a flood of lines is never refused");
    assert!((60..90).contains(&sent), "after {sent} lines");
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("too_many")));
    assert_sentences(&answer);
    let mut sujin = Browser::returning(&world, 1, true);
    sujin.open(REFUNDS).await;
    sujin.say("저는 처음이에요").await;
    let mut arrived = 1;
    let refusal = loop {
        let (status, answer) = Browser::new(&world, 1).call("POST", "/contacts", Some(json!({}))).await;
        if status != StatusCode::OK {
            break answer;
        }
        arrived += 1;
        assert!(arrived < 200, "a flood of strangers is never refused");
    };
    assert_eq!(refusal["error"]["code"], "too_many");
    assert!((60..90).contains(&arrived), "after {arrived} strangers");
    let guess = Browser::new(&world, 1).call("POST", "/identify", Some(json!({"token": "guess"}))).await;
    assert_eq!(guess.0, StatusCode::TOO_MANY_REQUESTS, "nor are tokens guessed at");
    sujin.say("저는 계속해요").await;
    assert_eq!(sujin.lines().await.len(), 2);
}

static AHEAD_MS: AtomicI64 = AtomicI64::new(0);

fn jumping() -> Time {
    common::now().plus_ms(AHEAD_MS.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_clock_that_jumps_back_loses_and_reorders_nothing() {
    let world = World::with_clock(jumping);
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    AHEAD_MS.store(3_600_000, Ordering::Relaxed);
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({})).await;
    let first = mina.say("하나").await;
    AHEAD_MS.store(0, Ordering::Relaxed);
    mina.say("둘").await;
    assert_eq!(mina.lines().await, ["하나", "둘"], "in the order they were said");
    assert_eq!(bodies(&mina.get(&format!("/contact/messages?after={first}")).await), ["둘"]);
    let waiting = mina.get("/contact").await;
    assert_eq!((&waiting["state"], &waiting["id"]), (&json!("waiting"), &json!(id)));
    let slots = mina.get(&format!("/slots?reason={REFUNDS}")).await;
    let start = slots["slots"][1]["start"].as_i64().unwrap();
    assert!(start > common::now().0, "no slot of the past is offered");
    let offer = world.offer(1, id).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let line = json!({"kind": "text", "body": "셋", "client_key": Uuid::now_v7()});
    world.call(&agent, "POST", &format!("/api/contacts/{id}/messages"), Some(line)).await;
    assert_eq!(mina.lines().await, ["하나", "둘", "셋"]);
    let (_, thread) = world.call(&agent, "GET", &format!("/api/contacts/{id}/messages"), None).await;
    assert_eq!(bodies(&thread), ["하나", "둘", "셋"], "on the desk too");
    mina.post("/contact/leave", json!({})).await;
    let over = mina.get("/contact").await;
    mina.post(&format!("/survey/{}", over["survey"].as_str().unwrap()), json!({"ease": 7})).await;
}
