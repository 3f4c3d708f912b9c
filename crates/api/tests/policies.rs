//! A person is reachable from every step, under every policy that can be published.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

/// What the demo and a new centre publish.
#[allow(dead_code)]
#[path = "../../maru/src/demo/catalogue.rs"]
mod shipped;

use std::collections::BTreeSet;

use api::centre::Centre;
use api::setup::document::{Document, HoursEntry, ReasonEntry};
use auth::Role;
use axum::http::StatusCode;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::test_runner::{Config, TestRunner};
use routing::policy::{Nobody, Ring, Rule, Treatment};
use routing::{AgentId, ContactId, GroupId, HoursId, Input, Need, Presence, ReasonId, SkillId};
use serde_json::{Value, json};

use crate::common::browser::{Browser, ways};
use crate::common::{self, OTHER, Seat, World, nothing, say, setup};

/// Documents tried in one run; each is walked through the whole server.
const CASES: u32 = 12;
/// A calendar that is never open.
const CLOSED: HoursId = HoursId(2);

/// A centre with one agent, who can do everything, and one bot.
struct Floor {
    world: World,
    running: Centre,
    agent: Seat,
    bot: u32,
}

impl Floor {
    async fn new() -> Floor {
        let world = World::new();
        let running = world.centre(1).await;
        let agent = world.seat(1, &[Role::Agent, Role::Admin]).await;
        world.able(&agent);
        api::setup::people::tell_engine(&world.app, 1, agent.account).await.unwrap();
        let bot = world.bot(&running, 1).await;
        Floor { world, running, agent, bot }
    }

    async fn presence(&self, agent: u32, ready: bool) {
        let presence = if ready { Presence::Ready } else { Presence::Offline };
        self.running.device_heard(AgentId(agent));
        say(&self.running, Input::Presence { agent: AgentId(agent), presence, until: None, by: None }).await;
    }

    /// An article for every reason, so that a bot has something to say.
    fn articles(&self, document: &Document) {
        self.world
            .store
            .write::<_, store::Error>(|tx| {
                tx.execute(
                    "INSERT OR IGNORE INTO article (centre, article, state, title_ko, steps, updated_at, public)
                     VALUES (1, 77, 'published', '도움말', '[{\"ko\": \"켜세요\", \"en\": \"Start it\"}]', 0, 1)",
                    [],
                )?;
                for entry in &document.reasons {
                    let sql = "INSERT OR IGNORE INTO article_reason (centre, reason, article) VALUES (1, ?1, 77)";
                    tx.execute(sql, [entry.id.0])?;
                }
                Ok(())
            })
            .unwrap();
    }

    /// Walks every step of every reason as somebody known and as a stranger, and asks for a person at each.
    async fn walk(&self, document: &Document) {
        self.articles(document);
        for known in [true, false] {
            self.before_a_reason(known).await;
            for entry in &document.reasons {
                let mut treatments = BTreeSet::from([None]);
                let row = if known { &entry.known } else { &entry.unknown };
                treatments.extend(row.iter().filter(|way| **way != Treatment::Person).map(|way| Some(*way)));
                // A callback stands in where nobody is there or hours are over.
                treatments.insert(Some(Treatment::Callback));
                for treatment in treatments {
                    self.step(entry, known, treatment).await;
                }
            }
        }
    }

    /// Before any reason is said.
    async fn before_a_reason(&self, known: bool) {
        let mut mina = Browser::returning(&self.world, 1, known);
        let opened = mina.post("/contacts", json!({})).await;
        offered(&opened["contact"]);
        self.ask(&mut mina).await;
    }

    async fn step(&self, entry: &ReasonEntry, known: bool, treatment: Option<Treatment>) {
        let mut mina = Browser::returning(&self.world, 1, known);
        let reason = entry.id.0;
        let contact = mina.post("/contacts", json!({"reason": reason})).await["contact"].clone();
        offered(&contact);
        assert_eq!(contact["state"], "choosing");
        assert!(ways(&contact).contains(&"person"), "{contact}");
        let word = treatment.map(|way| serde_json::to_value(way).unwrap());
        let Some(way) = word.filter(|way| ways(&contact).contains(&way.as_str().unwrap())) else {
            return self.ask(&mut mina).await;
        };
        let slots = mina.get(&format!("/slots?reason={reason}")).await;
        let slot = slots["slots"][1]["start"].as_i64();
        if way == "callback" && slot.is_none() {
            return self.ask(&mut mina).await;
        }
        let body = match way.as_str() {
            Some("callback") => json!({"treatment": way, "slot": slot, "phone": "01012345678"}),
            _ => json!({"treatment": way}),
        };
        let moved = mina.post("/contact/choose", body).await;
        let expected = match way.as_str().unwrap() {
            "self_service" => "self_service",
            "bot" => "with_bot",
            _ => "booked",
        };
        assert_eq!(moved["state"], expected, "{moved}");
        offered(&moved);
        self.ask(&mut mina).await;
    }

    /// Asks for a person: she waits for people from then on, and asking again keeps her place.
    async fn ask(&self, mina: &mut Browser<'_>) {
        let waiting = mina.post("/contact/person", json!({})).await;
        offered(&waiting);
        let id = waiting["id"].as_u64().unwrap();
        let place = async || {
            let find = move |engine: &routing::Engine, _| {
                let found = engine.contact(ContactId(id)).unwrap();
                (found.in_line() && found.for_bot.is_none(), found.rank)
            };
            self.running.ask(find).await.unwrap()
        };
        let (in_line, rank) = place().await;
        assert!(in_line, "{waiting}");
        offered(&mina.post("/contact/person", json!({})).await);
        assert_eq!(place().await, (true, rank));
        if let Some(offer) = self.world.offer(1, id) {
            let accept = format!("/api/offers/{offer}/accept");
            assert_eq!(self.world.call(&self.agent, "POST", &accept, nothing()).await.0, StatusCode::OK);
            assert_eq!(mina.state().await, "with_person");
            mina.post("/contact/leave", json!({})).await;
            let wrap = format!("/api/contacts/{id}/wrap-up");
            self.world.call(&self.agent, "POST", &wrap, Some(json!({"outcome": "solved"}))).await;
        } else {
            mina.post("/contact/leave", json!({})).await;
        }
    }
}

/// A person can be asked for here, or is there.
fn offered(contact: &Value) {
    let state = contact["state"].as_str().unwrap();
    assert!(contact["can_ask_person"] == true && state != "closed", "{contact}");
    if matches!(state, "choosing" | "self_service" | "booked") {
        assert!(ways(contact).contains(&"person"), "{contact}");
    }
}

fn row() -> impl Strategy<Value = Vec<Treatment>> {
    let others = vec![Treatment::SelfService, Treatment::Bot, Treatment::Callback];
    (subsequence(others, 0..=3).prop_shuffle(), any::<Index>()).prop_map(|(mut row, at)| {
        row.insert(at.index(row.len() + 1), Treatment::Person);
        row
    })
}

fn rings() -> impl Strategy<Value = Vec<Ring>> {
    (1..=2_u16, 1..=5_u8, any::<bool>(), any::<bool>()).prop_map(|(skill, level, lower, anyone)| {
        let need = |level| vec![Need { skill: SkillId(skill.into()), level }];
        let mut rings = vec![Ring { after_ms: 0, needs: need(level) }];
        if lower && level > 1 {
            rings.push(Ring { after_ms: 60_000, needs: need(level - 1) });
        }
        if anyone {
            rings.push(Ring { after_ms: 300_000, needs: Vec::new() });
        }
        rings
    })
}

fn reason(id: u32, bot: u32) -> impl Strategy<Value = ReasonEntry> {
    let rules = [Rule::LongestIdle, Rule::BestLevel, Rule::LeastStrained, Rule::SpareTheVersatile, Rule::Preferred];
    let kinds = (select(rules.to_vec()), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (row(), row(), rings(), (0..=3_u8, 0..=3_u8, 0..=3_u8), kinds).prop_map(
        move |(known, unknown, rings, weight, (rule, hard, group, with_bot, open, waits))| ReasonEntry {
            id: ReasonId(id),
            known,
            unknown,
            rings,
            urgency: weight.0,
            importance_customer: weight.1,
            importance_company: weight.2,
            rule,
            hard,
            group: group.then_some(GroupId(1)),
            bot: with_bot.then_some(AgentId(bot)),
            hours: if open { HoursId(1) } else { CLOSED },
            nobody: if waits { Nobody::Wait } else { Nobody::OfferCallback },
            ..setup().reasons[0].clone()
        },
    )
}

/// Documents that may be published, and whether the agent is there.
fn documents(bot: u32) -> impl Strategy<Value = (Document, bool)> {
    let reasons = (reason(1, bot), proptest::collection::vec(reason(2, bot), 0..2));
    (reasons, any::<bool>()).prop_map(|((first, second), there)| {
        let mut document = setup();
        let never = HoursEntry { id: CLOSED, weekly: Default::default(), ..document.hours[0].clone() };
        document.hours.push(never);
        document.groups[0].places = 1_000;
        document.reasons = [vec![first], second].concat();
        (document, there)
    })
}

fn run<T: std::fmt::Debug>(cases: u32, strategy: impl Strategy<Value = T>, test: impl Fn(T)) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let tried = TestRunner::new(config).run(&strategy, |value| {
        test(value);
        Ok(())
    });
    tried.unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn a_person_is_reachable_under_every_policy() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let floor = runtime.block_on(Floor::new());
    run(CASES, documents(floor.bot), |(document, there)| {
        runtime.block_on(async {
            floor.presence(floor.agent.account, there).await;
            floor.world.publish(1, document.clone()).await.expect("it is valid");
            floor.walk(&document).await;
        });
    });
}

#[tokio::test]
async fn and_under_what_is_shipped() {
    let floor = Floor::new().await;
    floor.presence(floor.agent.account, true).await;
    let mut demo = shipped::document(AgentId(floor.bot));
    let kinds =
        |entry: &ReasonEntry| (entry.known.clone(), entry.unknown.clone(), entry.group, entry.hours, entry.hard);
    // Reasons that route alike are walked once.
    let mut seen = Vec::new();
    floor.world.publish(1, demo.clone()).await.expect("the demo is valid");
    demo.reasons.retain(|entry| {
        let new = !seen.contains(&kinds(entry));
        seen.push(kinds(entry));
        new
    });
    assert!(demo.reasons.len() > 4);
    floor.walk(&demo).await;
    let first = shipped::first("Asia/Seoul");
    floor.world.publish(1, first.clone()).await.expect("the first setup is valid");
    floor.walk(&first).await;
}

#[test]
fn a_policy_without_a_way_to_a_person_is_refused_where_it_is() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let floor = runtime.block_on(Floor::new());
    let spoilt = (documents(floor.bot), any::<Index>(), any::<bool>());
    run(64, spoilt, |((mut document, _), at, known)| {
        let at = at.index(document.reasons.len());
        let entry = &mut document.reasons[at];
        entry.name.en = format!("Reason {at}");
        let row = if known { &mut entry.known } else { &mut entry.unknown };
        row.retain(|way| *way != Treatment::Person);
        let Err(api::Error::SetupRefused(findings)) = runtime.block_on(floor.world.publish(1, document)) else {
            panic!("it was published");
        };
        let here = findings.iter().find(|finding| finding.code == "no_way_to_a_person").expect("found");
        assert_eq!((here.at.as_str(), here.refuses), (format!("/reasons/{at}").as_str(), true));
        assert_eq!(here.message, format!("“Reason {at}”: there is no way to a person."));
    });
}

#[tokio::test]
async fn the_administrator_is_told_in_words_and_the_old_setup_holds() {
    let floor = Floor::new().await;
    let call =
        async |method: &str, path: &str, body: Value| floor.world.call(&floor.agent, method, path, Some(body)).await;
    let (_, draft) = floor.world.call(&floor.agent, "GET", "/api/setup/draft", None).await;
    let mut document = draft["document"].clone();
    document["reasons"][2]["unknown"] = json!(["callback"]);
    let save = json!({"document": document, "revision": draft["revision"]});
    let (status, saved) = call("PUT", "/api/setup/draft", save).await;
    assert_eq!(status, StatusCode::OK, "a draft may be unfinished: {saved}");
    let publish = json!({"revision": saved["revision"], "note": "no people"});
    let (status, refused) = call("POST", "/api/setup/publish", publish).await;
    assert_eq!((status.as_u16(), &refused["error"]["code"]), (422, &json!("setup_refused")), "{refused}");
    let finding = &refused["error"]["findings"][0];
    assert_eq!((&finding["at"], &finding["code"]), (&json!("/reasons/2"), &json!("no_way_to_a_person")));
    assert_eq!(finding["message"], "“Refunds”: there is no way to a person.");
    common::browser::assert_sentences(&refused);
    let mut mina = Browser::new(&floor.world, 1);
    assert!(ways(&mina.post("/contacts", json!({"reason": OTHER})).await["contact"]).contains(&"person"));
    let (_, versions) = floor.world.call(&floor.agent, "GET", "/api/setup/versions", None).await;
    assert_eq!(versions["versions"].as_array().unwrap().len(), 1);

    // Skills that nobody has are no way to a person either.
    let mut document = setup();
    document.reasons[1].rings = vec![Ring { after_ms: 0, needs: vec![Need { skill: SkillId(2), level: 5 }] }];
    floor.world.publish(1, document.clone()).await.expect("she has it");
    document.reasons[1].rings[0].needs.push(Need { skill: SkillId(99), level: 1 });
    let Err(api::Error::SetupRefused(findings)) = floor.world.publish(1, document).await else { panic!("published") };
    let codes: BTreeSet<_> = findings.iter().map(|finding| (finding.at.as_str(), finding.code.as_str())).collect();
    assert!(codes.contains(&("/reasons/1", "nobody_can_serve")), "{codes:?}");
    assert!(codes.contains(&("/reasons/1/rings", "skill_missing")), "{codes:?}");
}

#[tokio::test]
async fn the_first_setup_is_published_before_anybody_serves() {
    let world = World::new();
    world.centre(1).await;
    world.seat(1, &[Role::Admin, Role::Supervisor]).await;
    world.publish(1, shipped::first("Asia/Seoul")).await.expect("she watches, and nobody serves yet");
}

#[tokio::test]
async fn a_text_is_needed_in_the_languages_of_the_sites_alone() {
    let floor = Floor::new().await;
    let mut document = setup();
    let one = |ko: &str| api::wire::Words { ko: ko.into(), en: String::new() };
    for entry in &mut document.reasons {
        entry.name.en.clear();
        entry.about.en.clear();
    }
    document.protection.announcement.en.clear();
    let step =
        api::guide::GuideStep { id: 1, words: one("가게에 전화"), check: false, if_no: one(""), discretion: None };
    document.reasons[2].guide = vec![step];
    floor.world.publish(1, document.clone()).await.expect("its site speaks Korean");
    let mut mina = Browser::new(&floor.world, 1);
    let made = mina.post("/contacts", json!({"reason": OTHER})).await;
    let (_, me) = floor.world.call(&floor.agent, "GET", "/api/me", None).await;
    assert_eq!(me["centre"]["languages"], json!(["ko"]), "{made}");

    // An English site wants English; each text is named as people see it, with its language.
    let site = json!({"slug": "english", "name": "English", "language": "en"});
    let (status, added) = floor.world.call(&floor.agent, "POST", "/api/setup/sites", Some(site)).await;
    assert_eq!(status, StatusCode::OK, "{added}");
    let (_, me) = floor.world.call(&floor.agent, "GET", "/api/me", None).await;
    assert_eq!(me["centre"]["languages"], json!(["ko", "en"]));
    let Err(api::Error::SetupRefused(findings)) = floor.world.publish(1, document.clone()).await else {
        panic!("published")
    };
    let name = &document.reasons[2].name.ko;
    for (at, said) in [
        ("/reasons/2/name/en", format!("Name of reason “{name}”: English is missing.")),
        ("/reasons/2/guide/0/words/en", format!("Guide of “{name}”: step 1, what to do: English is missing.")),
        ("/protection/announcement/en", "Announcement: English is missing.".into()),
    ] {
        let found: Vec<_> = findings.iter().filter(|finding| finding.at == at).collect();
        assert!(found.len() == 1, "{at}: {findings:?}");
        assert_eq!(found[0].message, said);
    }
    assert!(findings.iter().all(|finding| !finding.at.ends_with("/ko")), "{findings:?}");
}
