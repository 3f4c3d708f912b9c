//! The same thing said twice, at once, too late, or by somebody else.

use axum::http::{StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use routing::{AgentId, ContactId, Input, OfferId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::browser::{Browser, SITE_SECRET, site_token};
use crate::common::{REFUNDS, World, nothing};

#[tokio::test]
async fn the_same_key_is_the_same_line() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({})).await;
    let key = Uuid::now_v7();
    let line = |body: &str| Some(json!({"body": body, "client_key": key}));
    let one = world.send(mina.request("POST", "/contact/messages", line("안녕하세요")));
    let two = world.send(mina.request("POST", "/contact/messages", line("안녕하세요")));
    let ((status, one), (_, two)) = tokio::join!(one, two);
    assert_eq!((status, &one), (StatusCode::OK, &two), "sent at once, written once");
    let later = mina.post("/contact/messages", line("something else").unwrap()).await;
    assert_eq!(later["body"], "안녕하세요", "the first stands");
    assert_eq!(mina.lines().await, ["안녕하세요"]);
    let mut other = Browser::new(&world, 1);
    other.open(REFUNDS).await;
    other.post("/contact/messages", line("다른 사람").unwrap()).await;
    assert_eq!(other.lines().await, ["다른 사람"], "a key is one contact's own");
}

#[tokio::test]
async fn the_same_input_has_the_same_answer() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let contact = world.chat(&running, 1, world.customer(1, "김미나", "A-1")).await;
    let offer = OfferId(world.offer(1, contact).unwrap());
    let accept = || node::Submission {
        input: Input::Accept { offer, agent: AgentId(agent.account) },
        id: Some(Uuid::from_u128(7)),
        write: None,
    };
    let (first, again) = tokio::join!(running.submit(accept()), running.submit(accept()));
    let (first, again) = (first.unwrap(), again.unwrap());
    assert_eq!((first.again, again.again, first.seq), (false, true, again.seq));
    assert_eq!(first.events, again.events);
    let later = running.submit(accept()).await.unwrap();
    assert_eq!((later.again, later.seq, &later.events), (true, first.seq, &first.events));
    let anew = running.submit(node::Submission::new(accept().input)).await;
    assert!(anew.is_err(), "without the id it is a late accept");
}

#[tokio::test]
async fn of_two_accepts_one_wins() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    for round in 0..3 {
        let contact = world.chat(&running, 1, world.customer(1, "김미나", &format!("A-{round}"))).await;
        let offer = world.offer(1, contact).unwrap();
        let path = format!("/api/offers/{offer}/accept");
        let press = || world.call(&agent, "POST", &path, nothing());
        let (one, two) = tokio::join!(press(), press());
        let (won, lost) = if one.0 == StatusCode::OK { (one, two) } else { (two, one) };
        assert_eq!((won.0, &won.1["id"]), (StatusCode::OK, &json!(contact)), "{won:?}");
        assert_eq!((lost.0, &lost.1["error"]["code"]), (StatusCode::CONFLICT, &json!("stale_offer")), "{lost:?}");
        let with = running.ask(move |engine, _| engine.contact(ContactId(contact)).unwrap().talking_with());
        assert_eq!(with.await.unwrap(), Some(AgentId(agent.account)));
        world.call(&agent, "POST", &format!("/api/contacts/{contact}/end"), nothing()).await;
        world
            .call(&agent, "POST", &format!("/api/contacts/{contact}/wrap-up"), Some(json!({"outcome": "solved"})))
            .await;
    }
}

#[tokio::test]
async fn an_offer_whose_customer_left_is_stale() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({})).await;
    let offer = world.offer(1, id).unwrap();
    mina.post("/contact/leave", json!({})).await;
    for action in ["accept", "decline"] {
        let body = if action == "accept" { json!({}) } else { json!({"cause": "busy"}) };
        let (status, late) = world.call(&agent, "POST", &format!("/api/offers/{offer}/{action}"), Some(body)).await;
        let code = late["error"]["code"].as_str().unwrap_or_default();
        assert!(code == "stale_offer" && status == StatusCode::CONFLICT, "{action}: {status} {late}");
    }
    assert_eq!(mina.refused("GET", "/contact", None).await.0, 404);
}

#[tokio::test]
async fn what_is_not_hers_is_not_there() {
    let world = World::new();
    let running = world.centre(1).await;
    world.centre(2).await;
    let agent = world.agent(&running, 1).await;
    let stranger = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({})).await;
    let offer = world.offer(1, id).unwrap();
    let (mine, others) =
        if held_by(&running, id).await == agent.account { (&agent, &stranger) } else { (&stranger, &agent) };
    let bytes = async |seat, path: &str| world.send(world.request(Some(seat), "POST", path, nothing())).await;
    let missing = bytes(others, "/api/offers/900000009/accept").await;
    assert_eq!(missing.0, StatusCode::NOT_FOUND);
    assert_eq!(bytes(others, &format!("/api/offers/{offer}/accept")).await, missing, "another agent's offer");
    let foreign = world.seat(2, &[auth::Role::Agent]).await;
    assert_eq!(bytes(&foreign, &format!("/api/offers/{offer}/accept")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(bytes(mine, &format!("/api/offers/{offer}/accept")).await.0, StatusCode::OK);

    // Her token at another centre's site is nobody's.
    let mut elsewhere = Browser::new(&world, 2);
    let nobody = world.send(elsewhere.request("GET", "/contact", None)).await;
    elsewhere.token = mina.token.clone();
    assert_eq!(world.send(elsewhere.request("GET", "/contact", None)).await, nobody);
    assert_eq!(elsewhere.get("/start").await["contact"], Value::Null);
    let opened = elsewhere.post("/contacts", json!({"reason": REFUNDS})).await;
    assert!(opened["visitor"].is_string() && opened["contact"]["id"] != id, "{opened}");
    for path in ["/contact", "/contact/messages", "/page", "/files/nowhere"] {
        let mut somebody = Browser::new(&world, 1);
        somebody.token = Some("0123456789abcdef0123456789abcdef".into());
        assert_eq!(somebody.refused("GET", path, None).await, (404, "not_found".into()), "{path}");
    }
    let mut nowhere = Browser::new(&world, 3);
    assert_eq!(nowhere.refused("GET", "/start", None).await, (404, "not_found".into()));
    mina.post("/contact/leave", json!({})).await;
}

async fn held_by(running: &api::centre::Centre, contact: u64) -> u32 {
    let offered = running.ask(move |engine, _| match engine.contact(ContactId(contact)).unwrap().state {
        routing::State::Offered { agent, .. } => agent.0,
        _ => 0,
    });
    offered.await.unwrap()
}

fn forged(header: &Value, claims: &Value, signature: &[u8]) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(header), part(claims), URL_SAFE_NO_PAD.encode(signature))
}

#[tokio::test]
async fn only_what_this_site_signed_and_holds_now_is_believed() {
    let world = World::new();
    world.centre(1).await;
    world.centre(2).await;
    // Centre 2's site has a secret of its own.
    world
        .store
        .write::<_, store::Error>(|tx| {
            tx.execute(
                "UPDATE site SET secret = ?1 WHERE centre = 2",
                [b"another site's secret, long enough".as_slice()],
            )?;
            Ok(())
        })
        .unwrap();
    let now_s = crate::common::now().0 / 1_000;
    let claims = |exp: i64| auth::visitor::Claims {
        sub: "A-1".into(),
        name: "김미나".into(),
        exp,
        iat: None,
        email: None,
        phone: None,
    };
    let sign = |secret: &[u8], exp| auth::visitor::sign(secret, &claims(exp)).unwrap();
    let good = site_token("A-1", "김미나");
    let (signed, _) = good.rsplit_once('.').unwrap();
    let told = json!({"sub": "A-1", "name": "김미나", "exp": now_s + 600});
    let none = json!({"alg": "none", "typ": "JWT"});
    let swapped = {
        let other = site_token("A-2", "이수진");
        let (_, signature) = other.rsplit_once('.').unwrap();
        format!("{signed}.{signature}")
    };
    let bad = [
        ("alg none, no signature", forged(&none, &told, b"")),
        ("alg none, a signature", forged(&none, &told, &[0; 32])),
        ("another algorithm", forged(&json!({"alg": "RS256", "typ": "JWT"}), &told, &[0; 32])),
        ("no signature", format!("{signed}.")),
        ("another's signature", swapped),
        ("wrong key", sign(b"wrong", now_s + 600)),
        ("the other site's", sign(b"another site's secret, long enough", now_s + 600)),
        ("expired", sign(&SITE_SECRET, now_s - 1)),
        ("lives too long", sign(&SITE_SECRET, now_s + 25 * 3_600)),
        ("cut short", good[..good.len() - 1].to_owned()),
        ("tampered", format!("A{}", &good[1..])),
        ("two parts", "a.b".into()),
        ("huge", "a".repeat(60_000)),
        ("empty", String::new()),
    ];
    for (what, token) in &bad {
        let mut guest = Browser::new(&world, 1);
        let answer = guest.refused("POST", "/identify", Some(json!({"token": token}))).await;
        assert_eq!(answer, (401, "stale_link".into()), "{what}");
        assert_eq!(guest.token, None, "{what}");
    }
    let mut elsewhere = Browser::new(&world, 2);
    assert_eq!(elsewhere.refused("POST", "/identify", Some(json!({"token": good}))).await.0, 401);
    let known: u32 = world
        .store
        .read::<_, store::Error>(|view| Ok(view.query_row("SELECT count(*) FROM customer", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(known, 0, "nobody was made of a refused token");
    let mut mina = Browser::new(&world, 1);
    mina.post("/identify", json!({"token": good})).await;
    // A visitor's token altered by one letter is a stranger's, and so is a staff cookie.
    let token = mina.token.clone().unwrap();
    let last = if token.ends_with('0') { "1" } else { "0" };
    mina.token = Some(format!("{}{last}", &token[..token.len() - 1]));
    assert_eq!(mina.get("/start").await["customer"], Value::Null);
    let seat = world.seat(1, &[auth::Role::Admin]).await;
    let mut request = mina.request("GET", "/page", None);
    request.headers_mut().insert(header::COOKIE, seat.cookie.parse().unwrap());
    assert_eq!(world.send(request).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_token_that_has_expired_is_a_strangers() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::known(&world, 1, "A-1", "김미나").await;
    assert_eq!(mina.get("/start").await["customer"]["name"], "김미나");
    world
        .store
        .write::<_, store::Error>(|tx| {
            tx.execute("UPDATE customer_link SET expires_at = ?1", [crate::common::now().0])?;
            Ok(())
        })
        .unwrap();
    assert_eq!(mina.get("/start").await["customer"], Value::Null);
    assert_eq!(mina.refused("GET", "/page", None).await, (404, "not_found".into()));
}
