//! Paths, queries, headers and ids that cannot be.

use std::time::Duration;

use auth::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use super::{answer, timed};
use crate::common::browser::{Browser, assert_sentences};
use crate::common::surface::{Samples, operations};
use crate::common::{REFUNDS, World, nothing};

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

/// How much longer the answer about another centre's may take: what the machine's other work makes of it.
const ALIKE: Duration = Duration::from_millis(1);

#[tokio::test]
async fn what_is_another_centres_takes_as_long_as_what_is_nowhere() {
    let world = World::new();
    world.centre(1).await;
    let two = world.centre(2).await;
    let seat = world.seat(1, &Role::ALL).await;
    let agent = world.agent(&two, 2).await;
    let mut contact = 0;
    // More than centre 1 has, so that the numbers are nobody's there.
    for number in 0..20 {
        contact = world.chat(&two, 2, world.customer(2, "남의 고객", &format!("B-{number}"))).await;
    }
    let offer = world.offer(2, contact);
    for (method, path, foreign) in [
        ("GET", "/api/contacts/{}/messages", contact),
        ("PUT", "/api/contacts/{}/draft", contact),
        ("POST", "/api/contacts/{}/hold", contact),
        ("POST", "/api/offers/{}/accept", offer.unwrap_or(contact)),
        ("GET", "/api/floor/agents/{}", agent.account.into()),
    ] {
        let mut took = [Vec::new(), Vec::new()];
        for _ in 0..60 {
            for (id, took) in [900_000_009, foreign].into_iter().zip(&mut took) {
                let body = if method == "PUT" { Some(json!({"body": "x"})) } else { nothing() };
                let path = path.replace("{}", &id.to_string());
                let call = world.call(&seat, method, &path, body.filter(|_| method != "GET"));
                let (passed, (status, _)) = timed(call).await;
                took.push(passed);
                assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path}");
            }
        }
        let [nowhere, elsewhere] = took.map(|mut took| {
            took.sort_unstable();
            took[took.len() / 2]
        });
        assert!(
            elsewhere < 2 * nowhere + ALIKE && nowhere < 2 * elsewhere + ALIKE,
            "{path}: {nowhere:?}, {elsewhere:?}"
        );
    }
}
