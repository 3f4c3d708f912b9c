//! Reports are made of the catalogue, over local days, for those whose figures they are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::time::Duration;

use api::centre::Centre;
use auth::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::browser::Browser;
use crate::common::{REFUNDS, Seat, World, nothing, now, setup};

const DAY_MS: i64 = 86_400_000;
const PATIENCE: Duration = Duration::from_secs(20);

/// The last day, and a little more than now.
fn path(by: &str) -> String {
    let to = now().0 + 1_000;
    format!("/api/report?from={}&to={to}&by={by}", to - DAY_MS)
}

/// A report once it is as wanted: the wallboard it is made of changes twice a second.
async fn report(world: &World, seat: &Seat, by: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let look = async {
        loop {
            let (status, report) = world.call(seat, "GET", &path(by), None).await;
            if status == StatusCode::OK && wanted(&report) {
                return report;
            }
        }
    };
    tokio::time::timeout(PATIENCE, look).await.expect("it never became so")
}

fn value(report: &Value, row: usize, id: &str) -> Value {
    report["rows"][row]["values"][id].clone()
}

/// A contact that the agent took, answered and wrapped up.
async fn served(world: &World, running: &Centre, agent: &Seat, customer: u64, client: u64) -> u64 {
    let contact = world.chat_for(running, 1, customer, client).await;
    let offer = world.offer(1, contact).unwrap();
    world.call(agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    let act = |action: &str| format!("/api/contacts/{contact}/{action}");
    let line = json!({"kind": "text", "body": "안녕하세요", "client_key": Uuid::now_v7()});
    assert_eq!(world.call(agent, "POST", &act("messages"), Some(line)).await.0, StatusCode::OK);
    assert_eq!(world.call(agent, "POST", &act("end"), nothing()).await.0, StatusCode::OK);
    let wrap_up = json!({"outcome": "solved", "summary": ""});
    assert_eq!(world.call(agent, "POST", &act("wrap-up"), Some(wrap_up)).await.0, StatusCode::OK);
    contact
}

/// The survey's answer, as the customer's page sends it.
async fn answer(world: &World, contact: u64, ease: u8) {
    let customer = "SELECT customer FROM contact WHERE centre = 1 AND contact = ?1";
    let customer =
        world.store.read::<_, store::Error>(|view| Ok(view.query_row(customer, [contact], |row| row.get(0))?));
    let body = json!({"contact": contact, "ease": ease, "satisfaction": 3, "words": null});
    Browser::of(world, 1, customer.unwrap(), false).post("/contact/survey", body).await;
}

#[tokio::test]
async fn every_figure_of_a_report_is_in_the_catalogue() {
    let world = World::new();
    world.centre(1).await;
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let (_, catalogue) = world.call(&lead, "GET", "/api/measures", None).await;
    let mut known = BTreeSet::new();
    for measure in catalogue["measures"].as_array().unwrap() {
        known.insert(measure["id"].as_str().unwrap().to_owned());
        assert!(measure["version"].as_u64().unwrap() >= 1);
        assert!(measure["formula"]["ko"].as_str().unwrap().len() > 10, "{measure}");
        assert!(measure["formula"]["en"].as_str().unwrap().len() > 10, "{measure}");
    }
    let report = report(&world, &lead, "total", |_| true).await;
    let shown: BTreeSet<String> = report["rows"][0]["values"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(shown, known);
    assert_eq!(report["zone"], "Asia/Seoul");
}

#[tokio::test]
async fn first_replies_and_answers_to_the_survey_are_figures() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let customer = world.customer(1, "김미나", "A-1");
    let contact = served(&world, &running, &agent, customer, 0).await;
    answer(&world, contact, 6).await;
    let found = report(&world, &lead, "agent", |found| !value(found, 0, "ease").is_null()).await;
    assert_eq!(value(&found, 0, "ease"), json!(1000.0));
    assert_eq!(value(&found, 0, "csat"), json!(0.0), "3 of 5 is not satisfied");
    let found = report(&world, &lead, "total", |_| true).await;
    assert!(value(&found, 0, "frt").as_f64().is_some_and(|ms| ms < 60_000.0), "{found}");

    // Another server that starts on the same journal counts the same.
    let again = World::on(&world);
    again.app.serve(1, running.clone());
    let same = report(&again, &lead, "total", |found| !value(found, 0, "ease").is_null()).await;
    for id in ["ease", "frt", "offered", "answered", "aht"] {
        assert_eq!(value(&same, 0, id), value(&found, 0, id), "{id}");
    }
}

#[tokio::test]
async fn what_a_customer_had_to_say_again_is_counted_and_told_to_the_next_one() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let lead = world.seat(1, &[Role::Supervisor]).await;
    for (words, lines, again) in [
        (
            "주문을 취소했는데 환불이 아직 안 됐어요",
            ["환불이 아직 안 됐어요. 주문 취소했거든요", "네 아까 말씀드렸는데"],
            2,
        ),
        ("쿠폰이 적용되지 않아요", ["네", "환불이 아직 안 됐어요. 주문 취소했거든요"], 0),
    ] {
        let mut mina = Browser::new(&world, 1);
        mina.post("/contacts", json!({"reason": REFUNDS, "words": words})).await;
        mina.post("/contact/choose", json!({"treatment": "person"})).await;
        mina.say(words).await;
        let contact = mina.get("/contact").await["id"].as_u64().unwrap();
        let offer = world.offer(1, contact).expect("offered");
        world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
        for line in lines {
            mina.say(line).await;
        }
        let act = |action: &str| format!("/api/contacts/{contact}/{action}");
        let (_, targets) = world.call(&agent, "GET", &act("targets"), None).await;
        let note = targets["note"].as_str().unwrap();
        let told = format!("Times she had to say it again: {again}");
        assert_eq!(note.contains(&told), again > 0, "{note}");
        assert_eq!(note.contains("say it again"), again > 0, "{note}");
        world.call(&agent, "POST", &act("end"), nothing()).await;
        let wrap_up = json!({"outcome": "solved", "summary": ""});
        assert_eq!(world.call(&agent, "POST", &act("wrap-up"), Some(wrap_up)).await.0, StatusCode::OK);
    }
    let found = report(&world, &lead, "total", |found| value(found, 0, "contacts") == json!(2.0)).await;
    assert_eq!(value(&found, 0, "said_again"), json!(500.0), "one of two: {found}");
}

#[tokio::test]
async fn an_agents_figures_are_for_her_supervisor_and_her_strain_for_nobody() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let customer = world.customer(1, "김미나", "A-1");
    served(&world, &running, &agent, customer, 0).await;
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let found = report(&world, &lead, "agent", |found| value(found, 0, "aht").is_number()).await;
    assert_eq!(found["rows"][0]["key"], agent.account.to_string());
    assert!(found["rows"][0]["values"].get("strain_abuse").is_none(), "{found}");
    let total = report(&world, &lead, "total", |_| true).await;
    assert!(total["rows"][0]["values"].get("strain_abuse").is_some());
    for role in [Role::Planner, Role::Quality, Role::Admin, Role::Client, Role::Agent] {
        let seat = world.seat(1, &[role]).await;
        assert_eq!(world.call(&seat, "GET", &path("agent"), None).await.0, StatusCode::FORBIDDEN, "{role}");
    }
}

#[tokio::test]
async fn a_client_sees_its_own_figures_alone() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let customer = world.customer(1, "김미나", "A-1");
    world.client(1, 7, "가나상사");
    world.client(1, 8, "다라물산");
    for client in [7, 8, 0] {
        served(&world, &running, &agent, customer, client).await;
    }
    let offered = |report: &Value| {
        let rows = report["rows"].as_array().unwrap().iter();
        rows.map(|row| (row["key"].as_str().map(str::to_owned), row["values"]["offered"].as_f64().unwrap() as u64))
            .collect::<Vec<_>>()
    };
    let all = [(None, 1), (Some("7".to_owned()), 1), (Some("8".to_owned()), 1)];
    let found = report(&world, &lead, "client", |found| offered(found) == all).await;
    assert_eq!(found["rows"][1]["label"]["ko"], "가나상사");
    let theirs = world.client_seat(1, 7).await;
    assert_eq!(offered(&report(&world, &theirs, "client", |_| true).await), [(Some("7".to_owned()), 1)]);
    let total = report(&world, &theirs, "total", |_| true).await;
    assert_eq!(offered(&total), [(None, 1)]);
    assert!(value(&total, 0, "occupancy").is_null(), "whose time it is the client is not told");
    let nobodys = world.client_seat(1, 0).await;
    assert_eq!(offered(&report(&world, &nobodys, "total", |_| true).await), [(None, 0)]);
}

/// The setup of the tests, with prices.
fn priced() -> api::setup::document::Document {
    let mut document = setup();
    let costs = json!({
        "currency": "KRW", "agent_hour_micros": 3_600_000_000_000_u64, "bot_session_micros": null,
        "channels": {"chat": {"message_micros": 8_400_000, "minute_micros": null}},
    });
    document.costs = Some(serde_json::from_value(costs).unwrap());
    document
}

#[tokio::test]
async fn contacts_cost_what_the_setup_says_and_nothing_without_a_price() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let customer = world.customer(1, "김미나", "A-1");
    world.client(1, 7, "가나상사");
    served(&world, &running, &agent, customer, 7).await;
    let found = report(&world, &lead, "reason", |found| value(found, 0, "aht").is_number()).await;
    assert_eq!((&found["currency"], value(&found, 0, "cost")), (&Value::Null, Value::Null), "no price, no money");
    let of_reason = format!("/api/report/reasons/{REFUNDS}");
    assert_eq!(world.call(&lead, "GET", &of_reason, None).await.1["cost"], Value::Null);

    world.publish(1, priced()).await.unwrap();
    let found = report(&world, &lead, "reason", |found| value(found, 0, "cost").is_number()).await;
    assert_eq!(found["currency"], "KRW");
    // 1,000 won a second of her time and one message of 8.4 won.
    let aht_ms = value(&found, 0, "aht").as_f64().unwrap();
    assert_eq!(value(&found, 0, "cost").as_f64().unwrap(), aht_ms * 1_000_000.0 + 8_400_000.0);
    assert_eq!(value(&found, 0, "cost"), value(&found, 0, "cost_per_contact"), "of one contact");
    let (_, origin) = world.call(&lead, "GET", &of_reason, None).await;
    let parts: Vec<_> = origin["cost"]["parts"].as_array().unwrap().iter().map(|part| part["of"].clone()).collect();
    assert_eq!(parts, [json!("agent_time"), json!("messages"), json!("minutes")]);
    assert_eq!(origin["cost"]["parts"][2]["price_micros"], Value::Null, "it happened, and is left out");
    assert_eq!(origin["cost"]["total_micros"].as_f64(), value(&found, 0, "cost").as_f64());

    let by_agent = report(&world, &lead, "agent", |found| value(found, 0, "aht").is_number()).await;
    assert_eq!(value(&by_agent, 0, "cost"), Value::Null, "an agent has no price");
    let theirs = world.client_seat(1, 7).await;
    let total = report(&world, &theirs, "total", |_| true).await;
    assert_eq!(
        (&total["currency"], value(&total, 0, "cost")),
        (&Value::Null, Value::Null),
        "what a centre pays is its own"
    );
    let csv = path("reason").replace("report?", "report.csv?");
    let (_, file) = world.send(world.request(Some(&lead), "GET", &csv, None)).await;
    assert!(String::from_utf8_lossy(&file).contains("Cost (cost, KRW)"), "{}", String::from_utf8_lossy(&file));

    // Another server counts the same messages.
    let again = World::on(&world);
    again.app.serve(1, running.clone());
    let same = report(&again, &lead, "reason", |found| value(found, 0, "cost").is_number()).await;
    assert_eq!(value(&same, 0, "cost"), value(&found, 0, "cost"));
}

#[tokio::test]
async fn what_is_no_price_is_not_published() {
    let world = World::new();
    world.centre(1).await;
    for (at, change) in [("/costs/currency", "Won"), ("/costs", "")] {
        let mut document = priced();
        let costs = document.costs.as_mut().unwrap();
        match change {
            "" => costs.bot_session_micros = Some(u64::MAX),
            currency => costs.currency = currency.into(),
        }
        let findings = api::setup::check::findings(&document, &[], &Default::default(), api::wire::Language::Ko);
        assert!(findings.iter().any(|finding| finding.at == at && finding.refuses), "{findings:?}");
    }
}

#[tokio::test]
async fn as_csv_for_excel() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let customer = world.customer(1, "김미나", "A-1");
    served(&world, &running, &agent, customer, 0).await;
    let found = report(&world, &lead, "reason", |found| value(found, 0, "aht").is_number()).await;
    let (status, file) =
        world.send(world.request(Some(&lead), "GET", &path("reason").replace("report?", "report.csv?"), None)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(file.starts_with(b"\xef\xbb\xbfkey,name,Offered (offered),"), "{}", String::from_utf8_lossy(&file));
    let mut reader = csv::Reader::from_reader(&file[3..]);
    let heads = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 1);
    let cell = |id: &str| {
        let place = heads.iter().position(|head| head.contains(&format!("({id}"))).unwrap();
        rows[0].get(place).unwrap().to_owned()
    };
    assert_eq!(rows[0].get(1), Some("Refunds"));
    assert_eq!((cell("offered"), cell("response_rate")), ("1".into(), "100.0".into()));
    let aht = value(&found, 0, "aht").as_f64().unwrap();
    assert_eq!(cell("aht"), format!("{:.3}", aht / 1000.0), "the digits of the JSON");
    assert_eq!(cell("csat"), "", "nothing to measure is an empty cell");
}

#[tokio::test]
async fn a_report_has_limits() {
    let world = World::new();
    world.centre(1).await;
    let lead = world.seat(1, &[Role::Supervisor]).await;
    report(&world, &lead, "total", |_| true).await;
    let to = now().0;
    let ask = async |from: i64, to: i64, by: &str| {
        let path = format!("/api/report?from={from}&to={to}&by={by}");
        let (status, body) = world.call(&lead, "GET", &path, None).await;
        (status, body["error"]["fields"].clone())
    };
    let half_hours = api::limits::REPORT_ROWS as i64 * 1_800_000;
    let start = to / 1_800_000 * 1_800_000 - half_hours;
    assert_eq!(ask(start, start + half_hours, "half_hour").await.0, StatusCode::OK);
    let refused = |field: &str, code: &str| (StatusCode::UNPROCESSABLE_ENTITY, json!({ field: code }));
    assert_eq!(ask(start - 1, start + half_hours, "half_hour").await, refused("to", "too_long"));
    assert_eq!(ask(to - 401 * DAY_MS, to, "day").await, refused("to", "out_of_range"));
    assert_eq!(ask(to, to, "day").await, refused("to", "out_of_range"));
    assert_eq!(ask(-1, 5, "day").await, refused("from", "out_of_range"));
    assert_eq!(ask(to, to + 400 * DAY_MS + 60_000, "day").await, refused("to", "out_of_range"));
}

#[tokio::test]
async fn a_reasons_page_counts_with_the_same_measures_and_says_what_is_behind_them() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let customer = world.customer(1, "김미나", "A-1");
    served(&world, &running, &agent, customer, 0).await;
    let by_reason = report(&world, &lead, "reason", |found| value(found, 0, "aht").is_number()).await;
    let id = by_reason["rows"][0]["key"].as_str().unwrap().to_owned();
    let alone = report(&world, &lead, &format!("total&reason={id}"), |_| true).await;
    for figure in ["offered", "aht", "effort"] {
        assert_eq!(value(&alone, 0, figure), value(&by_reason, 0, figure), "{figure}");
    }
    let none = report(&world, &lead, "total&reason=999", |_| true).await;
    assert_eq!(value(&none, 0, "offered"), json!(0.0), "another reason has nothing of it");
    let to = now().0 + 1_000;
    let path = format!("/api/report/reasons/{id}?from={}&to={to}", to - DAY_MS);
    let (status, origin) = world.call(&lead, "GET", &path, None).await;
    assert_eq!(status, StatusCode::OK, "{origin}");
    assert_eq!((&origin["contacts"], &origin["starts"][0]["channel"]), (&json!(1), &json!("chat")));
    let causes: Vec<_> = origin["removes"].as_array().unwrap().iter().map(|one| one["cause"].clone()).collect();
    assert!(causes.contains(&json!("no_article")), "{origin}");
    assert_eq!(world.call(&agent, "GET", &path, None).await.0, StatusCode::FORBIDDEN);
    let (backwards, _) = world.call(&lead, "GET", &format!("/api/report/reasons/{id}?from={to}&to=5"), None).await;
    assert_eq!(backwards, StatusCode::UNPROCESSABLE_ENTITY);
}
