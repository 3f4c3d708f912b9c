//! One journal through everything that shows a figure: the simulator's own fold, the wallboard's, the report and the
//! floor over HTTP. Every figure of the catalogue is the same, digit by digit as it is printed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::time::Duration;

use api::App;
use api::config::{Config, PublicUrl};
use api::setup::costs::{ChannelCosts, Costs};
use api::setup::document::Document;
use auth::{Auth, Grant, Purpose, Role, Visit};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::routing::get;
use journal::sqlite::SqliteJournal;
use journal::{Body as RowBody, Journal, Row};
use measure::{By, CATALOGUE, Fact, GroupRow, Ratio, Unit, compare, format};
use routing::Time;
use routing::policy::Treatment;
use serde_json::Value;
use sim::day::{self, Day};
use store::accounts::{self, Kind, NewAccount};
use store::{Store, projection};
use tempfile::TempDir;
use tower::ServiceExt;

const SEED: u64 = 20_261_124;
const ORIGIN: &str = "http://127.0.0.1:7070";
const CENTRE: u32 = 1;
const HALF_HOUR_MS: i64 = 1_800_000;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const PATIENCE: Duration = Duration::from_secs(60);

/// The setup of the API's tests, with a bot for every reason.
fn setup() -> Document {
    let mut document: Document = serde_json::from_str(include_str!("common/setup.json")).unwrap();
    for group in &mut document.groups {
        (group.slot_ms, group.places) = (120_000, 4);
    }
    let chat = ChannelCosts { message_micros: Some(8_400_000), minute_micros: None };
    document.costs = Some(Costs {
        currency: "KRW".into(),
        agent_hour_micros: Some(20_000_000_000),
        bot_session_micros: Some(30_000_000),
        channels: [(routing::Channel::Chat, chat)].into(),
    });
    for reason in &mut document.reasons {
        reason.bot = Some(day::BOT);
        reason.group = Some(routing::GroupId(1));
        reason.known = vec![Treatment::Bot, Treatment::Callback, Treatment::Person];
        reason.unknown = vec![Treatment::SelfService, Treatment::Bot, Treatment::Person];
    }
    document
}

/// A zone in which it is evening now, so that the day is today by the wall of the centre; hours ahead of UTC.
fn ahead(now: Time) -> i64 {
    let hour = now.0.div_euclid(HOUR_MS).rem_euclid(24);
    (18 - hour + 9).rem_euclid(24) - 9
}

fn zone(now: Time) -> String {
    match ahead(now) {
        0 => "Etc/GMT".into(),
        ahead => format!("Etc/GMT{:+}", -ahead),
    }
}

struct World {
    app: App,
    router: Router,
    cookie: String,
    _dir: TempDir,
}

impl World {
    /// A server that starts on the day's journal.
    fn new(day: &Day, now: Time) -> World {
        let dir = TempDir::new().unwrap();
        let store = Store::open(dir.path().join("data")).unwrap();
        let document = serde_json::to_string(&setup()).unwrap();
        store
            .write::<_, store::Error>(|tx| {
                accounts::create_centre(tx, CENTRE, "Centre", &zone(now), now)?;
                tx.execute(
                    "INSERT INTO policy_version (centre, version, document, published_at, published_by)
                     VALUES (?1, 1, ?2, ?3, 0)",
                    (CENTRE, document, now.0),
                )?;
                for (contact, client) in &day.clients {
                    let sql = "INSERT INTO contact_detail (centre, contact, client) VALUES (?1, ?2, ?3)";
                    tx.execute(sql, (CENTRE, contact.0, client))?;
                }
                for (at, fact) in &day.facts {
                    let fact_of = "INSERT INTO fact (centre, contact, kind, at, value) VALUES (?1, ?2, ?3, ?4, ?5)";
                    match fact {
                        Fact::FirstReply { contact, .. } => {
                            tx.execute(fact_of, (CENTRE, contact.0, "first_reply", at.0, 0))?;
                        }
                        Fact::SaidAgain { contact } => {
                            let said = "INSERT INTO said_again (centre, message, contact, at) VALUES (?1, ?2, ?2, ?3)";
                            tx.execute(said, (CENTRE, contact.0, at.0))?;
                        }
                        Fact::Ease { contact, answer, .. } => {
                            tx.execute(fact_of, (CENTRE, contact.0, "survey", at.0, answer))?;
                        }
                        Fact::Satisfaction { contact, answer, .. } => {
                            tx.execute(
                                "INSERT INTO survey (centre, contact, answered_at, satisfaction) VALUES (?1, ?2, ?3, ?4)",
                                (CENTRE, contact.0, at.0, answer),
                            )?;
                        }
                        Fact::Client { .. } => unreachable!("clients stand beside the contact"),
                        Fact::Messages { .. } => unreachable!("nothing is written on this day"),
                    }
                }
                Ok(())
            })
            .unwrap();
        let mut journal = SqliteJournal::open(store.writer(), CENTRE).unwrap();
        let epoch = journal.claim().unwrap();
        let row = |(seq, step): (u64, &sim::checked::Step)| {
            let body = RowBody { input: step.input.clone(), events: step.events.clone() };
            Row { seq, at: step.at, epoch, input_id: None, body }
        };
        let rows: Vec<Row> = (1..).zip(&day.steps).map(row).collect();
        journal
            .append(0, &rows, &mut |tx| {
                for row in &rows {
                    projection::project(tx, CENTRE, row.seq, row.at, &row.body.events)?;
                }
                Ok(())
            })
            .unwrap();
        let cookie = supervisor(&store, now);
        let config = Config::new(PublicUrl::parse(ORIGIN).unwrap(), "test");
        let auth = Auth::new(store.clone()).unwrap();
        let app = App::new(store.clone(), auth, config, node::clock::now);
        let router = api::router(app.clone(), get(async || "the page"));
        app.serve(CENTRE, api::centre::start(&store, CENTRE, Vec::new(), node::clock::now).unwrap());
        World { app, router, cookie, _dir: dir }
    }

    /// What a page gets, once the wallboard is there.
    async fn get(&self, path: &str) -> Value {
        let ask = async {
            loop {
                let request = Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap();
                let response = self.router.clone().oneshot(request).await.unwrap();
                let status = response.status();
                let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
                if status == StatusCode::OK {
                    return serde_json::from_slice(&bytes).unwrap();
                }
                assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{}", String::from_utf8_lossy(&bytes));
            }
        };
        tokio::time::timeout(PATIENCE, ask).await.expect("the wallboard never came")
    }
}

fn supervisor(store: &Store, now: Time) -> String {
    let link = store
        .write::<_, auth::Error>(|tx| {
            let account = store::new_small_id(tx, CENTRE)?;
            let new = NewAccount {
                account,
                kind: Kind::Person,
                email: Some("lead@example.com"),
                name: "이름",
                alias: "예명",
                language: "en",
                at: now,
            };
            assert!(accounts::create(tx, CENTRE, &new)?);
            let by = auth::people::By { account: None, at: now, why: "test" };
            let grants = BTreeSet::from([Grant { role: Role::Supervisor, client: 0 }]);
            auth::people::set_grants(tx, CENTRE, account, &grants, by)?;
            auth::issue_link(tx, CENTRE, account, Purpose::Demo, None, now)
        })
        .unwrap();
    let visit = Visit { at: now, place: "127.0.0.1", device: "test" };
    let begun = Auth::new(store.clone()).unwrap().sign_in_by_link(link.reveal(), None, &visit).unwrap();
    format!("maru={}", begun.token.reveal())
}

/// A figure of the API's JSON as a screen prints it.
fn printed(unit: Unit, value: &Value) -> String {
    let whole = value.as_f64().map(|number| number as u64);
    let scale = if unit == Unit::Permille { 1000 } else { 1 };
    format::text(unit, whole.and_then(|number| Ratio::of(number, scale)))
}

/// Differences between rows of the simulator's fold and rows of the API's, in words.
fn differences(ours: &[GroupRow], theirs: &Value, about: &str) -> Vec<String> {
    let theirs = theirs["rows"].as_array().unwrap();
    let mut found = Vec::new();
    if ours.len() != theirs.len() {
        found.push(format!("{about}: {} rows beside {}", ours.len(), theirs.len()));
    }
    for (row, other) in ours.iter().zip(theirs) {
        for metric in CATALOGUE {
            let Some(value) = other["values"].get(metric.id) else {
                // Of one agent by name only what is not her own.
                assert!(metric.is_strain() && about == "agent", "{} is missing", metric.id);
                continue;
            };
            let (left, right) = (format::text(metric.unit, row.values[metric.id]), printed(metric.unit, value));
            if left != right {
                found.push(format!("{about} {:?} {}: {left} beside {right}", row.group, metric.id));
            }
        }
    }
    found
}

#[tokio::test]
async fn wallboard_report_api_and_simulator_show_the_same_digits() {
    let now = node::clock::now();
    let prices = setup().costs.map(|costs| costs.prices());
    let begins = Time((now.0 - day::LONGEST_MS - HALF_HOUR_MS).div_euclid(HALF_HOUR_MS) * HALF_HOUR_MS);
    println!("seed {SEED}, zone {}", zone(now));
    let day = day::play(SEED, &setup().policy(1), begins).unwrap();
    let (from, to) = (begins.plus_ms(-day::BEFORE_MS), now);
    let ours = day.measures.report(now);
    let total = ours.priced_rows(from, to, &By::Total, prices.as_ref()).pop().unwrap();
    for metric in CATALOGUE {
        println!("{:>36} {}", metric.id, format::text(metric.unit, total.values[metric.id]));
    }
    has_everything(&total);
    let world = World::new(&day, now);

    // The wallboard's fold.
    let floor = world.get("/api/floor").await;
    let wallboard = world.app.report(CENTRE).unwrap();
    let theirs = wallboard.priced_rows(from, to, &By::Total, prices.as_ref()).pop().unwrap();
    assert_eq!(compare::differences(&total.values, &theirs.values), [""; 0]);

    // What the wallboard shows of today.
    let midnight = (now.0 + ahead(now) * HOUR_MS).div_euclid(DAY_MS) * DAY_MS - ahead(now) * HOUR_MS;
    let today = ours.rows(Time(midnight), to, &By::Total).pop().unwrap();
    let level = |values: &measure::Values| format::text(Unit::Permille, values["service_level"]);
    assert_eq!(printed(Unit::Permille, &floor["figures"]["service_level_permille"]), level(&today.values));
    let queues = floor["queues"].as_array().unwrap();
    let by_reason = ours.rows(Time(midnight), to, &By::Reason);
    assert_eq!(queues.len(), setup().reasons.len());
    for queue in queues {
        let id = queue["reason"]["id"].as_u64().unwrap();
        let of_reason =
            |row: &&GroupRow| matches!(row.group, measure::Group::Reason(Some(reason)) if u64::from(reason.0) == id);
        let row = by_reason.iter().find(of_reason).unwrap();
        for metric in ["offered", "answered"] {
            assert_eq!(printed(Unit::Count, &queue[metric]), format::text(Unit::Count, row.values[metric]));
        }
        assert_eq!(queue["abandoned"], row.sums.abandoned);
        assert_eq!(printed(Unit::Permille, &queue["service_level_permille"]), level(&row.values), "reason {id}");
    }

    // The report, however it is grouped.
    let half_hours = (from.0..to.0).step_by(HALF_HOUR_MS as usize).map(Time).collect();
    let groupings = [
        ("total", By::Total),
        ("reason", By::Reason),
        ("channel", By::Channel),
        ("agent", By::Agent),
        ("client", By::Client),
        ("half_hour", By::Spans(half_hours)),
        ("day", By::Spans((-9..1).map(|day| Time(midnight + day * DAY_MS)).collect())),
    ];
    let mut found = Vec::new();
    for (name, by) in groupings {
        let report = world.get(&format!("/api/report?from={}&to={}&by={name}", from.0, to.0)).await;
        found.extend(differences(&ours.priced_rows(from, to, &by, prices.as_ref()), &report, name));
    }
    assert_eq!(found, [""; 0]);
}

/// A day in which a figure has nothing to measure proves nothing about it.
fn has_everything(total: &GroupRow) {
    let empty: Vec<&str> = CATALOGUE
        .iter()
        .map(|metric| metric.id)
        .filter(|id| total.values[id].is_none_or(|ratio| ratio.numerator == 0))
        .collect();
    assert_eq!(empty, [""; 0], "nothing to measure");
    assert!(total.sums.offered > 150 && total.sums.closed > 200, "{:?}", total.sums);
}
