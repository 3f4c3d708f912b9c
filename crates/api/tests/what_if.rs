//! Yesterday once more, under another policy and with other people; and why somebody waited or had nothing, then.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use api::setup::document::Document;
use auth::Role;
use axum::http::StatusCode;
use jiff::tz::TimeZone;
use journal::sqlite::SqliteJournal;
use journal::{Body, Journal, Row};
use routing::policy::Treatment;
use routing::{AgentId, Engine, Time};
use serde_json::{Value, json};
use sim::checked::Step;

use crate::common::planning::day;
use crate::common::{Seat, World, setup};

const SEED: u64 = 20_261_128;
const HOUR_MS: i64 = 3_600_000;

/// A centre whose journal holds yesterday, from nine o'clock.
struct Yesterday {
    world: World,
    lead: Seat,
    begins: Time,
    steps: Vec<Step>,
}

/// The setup of these tests, with a bot and callbacks for every reason.
fn document() -> Document {
    let mut document = setup();
    for group in &mut document.groups {
        (group.slot_ms, group.places) = (600_000, 4);
    }
    for reason in &mut document.reasons {
        reason.bot = Some(sim::day::BOT);
        reason.group = Some(routing::GroupId(1));
        reason.known = vec![Treatment::Bot, Treatment::Callback, Treatment::Person];
        reason.unknown = vec![Treatment::SelfService, Treatment::Bot, Treatment::Person];
    }
    document
}

impl Yesterday {
    async fn new() -> Yesterday {
        let zone = TimeZone::get("Asia/Seoul").unwrap();
        let date: jiff::civil::Date = day(-1).parse().unwrap();
        let begins = Time(zone.to_timestamp(date.at(9, 0, 0, 0)).unwrap().as_millisecond());
        let document = document();
        let steps = sim::day::play(SEED, &document.policy(1), begins).unwrap_or_else(|wrong| panic!("{wrong}")).steps;
        let world = World::new();
        world.books(1, &document);
        let mut journal = SqliteJournal::open(world.store.writer(), 1).unwrap();
        let epoch = journal.claim().unwrap();
        let row = |(seq, step): (u64, &Step)| {
            let body = Body { input: step.input.clone(), events: step.events.clone() };
            Row { seq, at: step.at, epoch, input_id: None, body }
        };
        let rows: Vec<Row> = (1..).zip(&steps).map(row).collect();
        journal.append(0, &rows, &mut |_| Ok(())).unwrap();
        world.app.serve(1, api::centre::start(&world.store, 1, Vec::new(), node::clock::now).unwrap());
        let lead = world.seat(1, &[Role::Supervisor]).await;
        let centre = Yesterday { world, lead, begins, steps };
        centre.ok("GET", "/api/floor", None).await;
        centre
    }

    async fn ok(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        loop {
            let (status, answer) = self.world.call(&self.lead, method, path, body.clone()).await;
            match status {
                StatusCode::OK => return answer,
                // The wallboard is not there yet.
                StatusCode::SERVICE_UNAVAILABLE => tokio::task::yield_now().await,
                _ => panic!("{method} {path}: {status} {answer}"),
            }
        }
    }

    /// Begins a try, waits for it, and reads it.
    async fn tried(&self, body: Value) -> Value {
        let mut job = self.ok("POST", "/api/plan/what-if", Some(body)).await;
        let mut last = 0;
        while job["state"] == "running" {
            let done = job["permille"].as_u64().unwrap();
            assert!(done >= last, "it never goes back");
            last = done;
            tokio::task::yield_now().await;
            job = self.ok("GET", &format!("/api/plan/what-if/jobs/{}", job["id"]), None).await;
        }
        assert_eq!(job["state"], "done", "{job}");
        self.ok("GET", &format!("/api/plan/what-if/{}", job["result"]), None).await
    }

    /// The state after everything decided up to a moment, by folding the steps.
    fn folded(&self, at: Time) -> Engine {
        let mut engine = Engine::new();
        for step in self.steps.iter().take_while(|step| step.at <= at) {
            step.events.iter().for_each(|event| engine.apply(step.at, event));
            engine.time_was(step.at);
        }
        engine
    }
}

fn change(callbacks: u8, agents: i16) -> Value {
    json!({ "volume_percent": 100, "handle_percent": 100, "agents": agents, "callback_percent": callbacks, "bot_percent": 0 })
}

fn figure<'a>(tried: &'a Value, measure: &str) -> &'a Value {
    let found = tried["figures"].as_array().unwrap().iter().find(|figure| figure["measure"] == measure);
    found.unwrap_or_else(|| panic!("no {measure}: {tried}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn yesterday_is_played_again_with_others_at_work_and_only_what_is_certain_is_said() {
    let day_before = Yesterday::new().await;
    let list = day_before.ok("GET", "/api/plan/what-if", None).await;
    assert_eq!(
        (list["usual"].as_str(), list["days"][0]["whole"].as_bool()),
        (Some(day(-1).as_str()), Some(true)),
        "{list}"
    );

    let fewer = day_before.tried(json!({ "day": day(-1), "change": change(0, -2), "policy": "day" })).await;
    assert_eq!(
        (fewer["identical"].as_bool(), fewer["by"]["id"].as_u64()),
        (Some(true), Some(day_before.lead.account.into()))
    );
    assert!(fewer["decisions"].as_u64().unwrap() > 1_000, "{fewer}");
    let asa = figure(&fewer, "asa");
    assert!(asa["changed"]["low"].as_f64().unwrap() > 0.0, "half the people: who is served waits longer: {asa}");
    assert!(figure(&fewer, "cost")["changed"]["high"].as_f64().unwrap() < 0.0, "and it costs less");
    for found in fewer["figures"].as_array().unwrap() {
        for side in [&found["drawn"], &found["changed"]] {
            let (Some(low), Some(high)) = (side["low"].as_f64(), side["high"].as_f64()) else { continue };
            assert!(low <= high, "{found}");
            assert_eq!(side["certain"], low > 0.0 || high < 0.0, "{found}");
        }
    }
    let said = fewer["said"].as_array().unwrap();
    assert!(said.iter().any(|said| said["measure"] == "cost"), "{fewer}");
    for said in said {
        assert!(said["low"].as_f64().unwrap() > 0.0 || said["high"].as_f64().unwrap() < 0.0, "{said}");
    }
    assert!(fewer["waits"].as_array().unwrap().iter().any(|piece| piece["was_ms"].is_number()), "{fewer}");

    assert_eq!(fewer["nobody"], json!([]), "somebody is left");

    // Nobody is left: it says so, and from when to when.
    let alone = day_before.tried(json!({ "day": day(-1), "change": change(0, -100), "policy": "day" })).await;
    let spans = alone["nobody"].as_array().unwrap();
    let named: i64 = spans.iter().map(|span| span["to"].as_i64().unwrap() - span["from"].as_i64().unwrap()).sum();
    assert!(named > 3_600_000, "{}", alone["nobody"]);

    // Nothing changed: the very same, and nothing to say.
    let same = day_before.tried(json!({ "day": day(-1), "change": change(0, 0), "policy": "day" })).await;
    assert_eq!(
        (same["said"].as_array().unwrap().len(), figure(&same, "asa")["changed"]["difference"].as_f64()),
        (0, Some(0.0))
    );
    // Another who asks gets the same answer: nothing depends on when or how often.
    let again = day_before.tried(json!({ "day": day(-1), "change": change(0, -2), "policy": "day" })).await;
    assert_eq!((&again["figures"], &again["waits"]), (&fewer["figures"], &fewer["waits"]));

    let path = format!("/api/plan/what-if/{}", fewer["id"]);
    day_before.ok("PUT", &path, Some(json!({ "name": "두 명 적게" }))).await;
    let list = day_before.ok("GET", "/api/plan/what-if", None).await;
    assert!(list["tries"].as_array().unwrap().iter().any(|row| row["name"] == "두 명 적게"), "{list}");
    let told: u32 = day_before
        .world
        .store
        .read::<_, store::Error>(|view| {
            let sql =
                "SELECT count(*) FROM audit WHERE centre = 1 AND about = 'what_if' AND what = 'tried' AND account = ?1";
            Ok(view.query_row(sql, [day_before.lead.account], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(told, 4, "who tried what is in the history");
    day_before.ok("DELETE", &path, None).await;
    assert_eq!(day_before.world.call(&day_before.lead, "GET", &path, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_tried_before_it_is_published_and_its_revision_is_remembered() {
    let day_before = Yesterday::new().await;
    let admin = day_before.world.seat(1, &[Role::Admin]).await;
    let mut draft = day_before.ok("GET", "/api/setup/draft", None).await;
    for reason in draft["document"]["reasons"].as_array_mut().unwrap() {
        reason["rings"].as_array_mut().unwrap().truncate(1);
        reason["bot"] = Value::Null;
        reason["known"] = json!(["callback", "person"]);
        reason["unknown"] = json!(["self_service", "person"]);
    }
    let body = json!({ "document": draft["document"], "revision": draft["revision"] });
    let (status, saved) = day_before.world.call(&admin, "PUT", "/api/setup/draft", Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    let old = "INSERT INTO what_if (centre, try, name, day, changed, policy, result, made_at, made_by)
               VALUES (1, ?1, ?2, '2026-11-01', '{\"volume_percent\":100,\"handle_percent\":100,\"agents\":0,\"callback_percent\":0,\"bot_percent\":0}', 'day', '{}', ?1, 0)";
    let insert = |tx: &rusqlite::Transaction<'_>| -> Result<(), store::Error> {
        tx.execute(old, (1, "kept"))?;
        for id in 2..40 {
            tx.execute(old, (id, None::<&str>))?;
        }
        Ok(())
    };
    day_before.world.store.write(insert).unwrap();
    let tried = day_before.tried(json!({ "day": day(-1), "change": change(40, 0), "policy": "draft" })).await;
    assert_eq!((tried["policy"].as_str(), &tried["revision"]), (Some("draft"), &saved["revision"]));
    assert!(figure(&tried, "callbacks_kept")["changed"]["value"].is_number(), "{tried}");
    assert_ne!(
        figure(&tried, "asa")["changed"]["difference"].as_f64(),
        Some(0.0),
        "a share called back changes the line"
    );
    // What publishing shows is a try of the draft and of nothing else.
    let list = day_before.ok("GET", "/api/plan/what-if", None).await;
    assert_eq!(list["last_of_draft"], Value::Null, "{list}");
    let tried = day_before.tried(json!({ "day": day(-1), "change": change(0, 0), "policy": "draft" })).await;
    let list = day_before.ok("GET", "/api/plan/what-if", None).await;
    assert_eq!((&list["last_of_draft"]["id"], &list["draft_revision"]), (&tried["id"], &saved["revision"]));
    let rows = list["tries"].as_array().unwrap();
    assert_eq!(rows.iter().filter(|row| row["name"].is_null()).count(), api::limits::LAST_TRIES as usize);
    assert!(rows.iter().any(|row| row["name"] == "kept"), "a name keeps it");

    // A reason of that day that the draft lacks is named: without its contacts the day would look better than it was.
    let mut fewer = saved.clone();
    let reasons = fewer["document"]["reasons"].as_array_mut().unwrap();
    let gone = reasons.iter().position(|reason| reason["id"] == 11).unwrap();
    let name = reasons.remove(gone)["name"]["en"].as_str().unwrap().to_string();
    let body = json!({ "document": fewer["document"], "revision": fewer["revision"] });
    let (status, saved) = day_before.world.call(&admin, "PUT", "/api/setup/draft", Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    let body = json!({ "day": day(-1), "change": change(0, 0), "policy": "draft" });
    let (status, problem) = day_before.world.call(&day_before.lead, "POST", "/api/plan/what-if", Some(body)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    assert!(problem.to_string().contains("reason_missing") && problem.to_string().contains(&name), "{problem}");

    // What could not be published is not tried.
    let mut wrong = saved;
    wrong["document"]["reasons"] = json!([]);
    let body = json!({ "document": wrong["document"], "revision": wrong["revision"] });
    let (status, _) = day_before.world.call(&admin, "PUT", "/api/setup/draft", Some(body)).await;
    assert_eq!(status, StatusCode::OK);
    let body = json!({ "day": day(-1), "change": change(0, 0), "policy": "draft" });
    let (status, problem) = day_before.world.call(&day_before.lead, "POST", "/api/plan/what-if", Some(body)).await;
    assert_eq!((status, problem["error"]["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("setup_refused")));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_try_at_a_time_and_anyone_who_may_try_can_stop_it() {
    let day_before = Yesterday::new().await;
    let list = day_before.ok("GET", "/api/plan/what-if", None).await;
    assert!(list["running"].is_null());
    let other = day_before.world.app.tries().begin(1, 7).unwrap();
    let body = json!({ "day": day(-1), "change": change(0, 0), "policy": "day" });
    let (status, problem) = day_before.world.call(&day_before.lead, "POST", "/api/plan/what-if", Some(body)).await;
    assert_eq!((status, problem["error"]["code"].as_str()), (StatusCode::CONFLICT, Some("wrong_state")));
    assert_eq!(day_before.ok("GET", "/api/plan/what-if", None).await["running"]["id"], 7);
    day_before.ok("DELETE", "/api/plan/what-if/jobs/7", None).await;
    assert!(!other.tell(0.5, 0), "it hears of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_without_contacts_and_sliders_out_of_range_are_refused_by_name() {
    let world = World::new();
    world.centre(1).await;
    let planner = world.seat(1, &[Role::Planner]).await;
    let list = loop {
        let (status, list) = world.call(&planner, "GET", "/api/plan/what-if", None).await;
        if status == StatusCode::OK {
            break list;
        }
        tokio::task::yield_now().await;
    };
    assert!(list["usual"].is_null() && list["days"].as_array().unwrap().is_empty(), "{list}");
    let ask = async |change: Value| {
        let body = json!({ "day": day(-1), "change": change, "policy": "day" });
        let (status, problem) = world.call(&planner, "POST", "/api/plan/what-if", Some(body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        problem["error"]["fields"].clone()
    };
    assert_eq!(ask(change(0, 0)).await["day"], "not_there");
    let mut wild = change(101, 101);
    wild["volume_percent"] = json!(0);
    let fields = ask(wild).await;
    for field in ["callback_percent", "agents", "volume_percent"] {
        assert_eq!(fields[field], "out_of_range", "{fields}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_contact_waited_then_is_what_the_engine_would_have_said_then() {
    let day_before = Yesterday::new().await;
    let moments = (0..6 * 60).map(|minute| day_before.begins.plus_ms(minute * 60_000));
    let found = moments.filter_map(|at| {
        let engine = day_before.folded(at);
        let contact = engine.waiting().map(|contact| contact.id).min()?;
        Some((at, contact, engine.explain(contact)?))
    });
    let mut asked = 0;
    for (at, contact, why) in found.step_by(20) {
        let path = format!("/api/floor/contacts/{}/why?at={}", contact.0, at.0);
        let told = day_before.ok("GET", &path, None).await;
        let ids = |of: &Value| -> Vec<u64> {
            of.as_array().unwrap().iter().map(|one| one["agent"]["id"].as_u64().unwrap()).collect()
        };
        let others: Vec<u64> = why.others.iter().map(|one| one.agent.0.into()).collect();
        assert_eq!((ids(&told["others"]), told["ring"].as_u64()), (others, Some(why.ring.into())), "{told}");
        asked += 1;
    }
    assert!(asked > 3, "somebody waited: {asked}");
    let (status, _) = day_before.world.call(&day_before.lead, "GET", "/api/floor/contacts/999999/why", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn spells_of_an_agent_cover_the_stretch_and_each_is_true_in_its_middle() {
    let day_before = Yesterday::new().await;
    let (from, to) = (day_before.begins.plus_ms(HOUR_MS), day_before.begins.plus_ms(2 * HOUR_MS));
    let told = day_before.ok("GET", &format!("/api/floor/agents/1/idle?from={}&to={}", from.0, to.0), None).await;
    let spells = told["spells"].as_array().unwrap();
    let ms = |spell: &Value, name: &str| spell[name].as_i64().unwrap();
    assert_eq!((ms(&spells[0], "from"), ms(spells.last().unwrap(), "to")), (from.0, to.0));
    assert!(spells.windows(2).all(|pair| ms(&pair[0], "to") == ms(&pair[1], "from")), "{told}");
    let mut kinds = std::collections::BTreeSet::new();
    for spell in spells {
        let middle = Time(i64::midpoint(ms(spell, "from"), ms(spell, "to")));
        let engine = day_before.folded(middle);
        let agent = engine.agent(AgentId(1)).unwrap();
        let kind = spell["why"]["type"].as_str().unwrap();
        kinds.insert(kind.to_owned());
        assert_eq!(kind == "busy", !agent.work.is_empty(), "at {}: {spell}", middle.0);
        assert_eq!(
            kind == "nobody_waiting" || kind == "stood" || kind == "busy",
            agent.presence == routing::Presence::Ready || kind == "busy",
            "{spell}"
        );
        if kind == "stood" {
            let against = engine.why_idle(AgentId(1));
            assert!(!against.is_empty(), "at {}: {spell}", middle.0);
        }
    }
    assert!(kinds.contains("busy") && kinds.len() > 2, "{kinds:?}");
    let long = format!("/api/floor/agents/1/idle?from={}", from.0);
    let (status, problem) = day_before.world.call(&day_before.lead, "GET", &long, None).await;
    assert_eq!(
        (status, problem["error"]["fields"]["from"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("out_of_range"))
    );
}
