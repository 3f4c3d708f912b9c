//! Words that harm, and words of people in danger, typed into a chat.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use api::setup::people;
use api::setup::types::{ChannelLimit, Serves};
use auth::Role;
use routing::policy::{Channel, Treatment};
use serde_json::{Value, json};

use crate::common::browser::Browser;
use crate::common::{self, REFUNDS, Seat, World, nothing};

async fn tone(world: &World, seat: &Seat, contact: u64) -> Value {
    world.call(seat, "GET", &format!("/api/contacts/{contact}"), None).await.1["tone"].clone()
}

#[tokio::test]
async fn abuse_is_told_to_the_agent_and_ends_nothing() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    let offer = world.offer(1, id).expect("offered");
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    mina.say("환불이 아직 안 됐어요").await;
    assert_eq!(tone(&world, &agent, id).await, Value::Null, "an ordinary line");
    let line = mina.say("야 이 씨 발 놈아").await;
    let told = tone(&world, &agent, id).await;
    assert_eq!((&told["class"], &told["source"], &told["message"]), (&json!("insult"), &json!("rule"), &json!(line)));
    mina.say("죄송해요").await;
    assert_eq!(tone(&world, &agent, id).await["times"], 1);
    assert_eq!(mina.state().await, "with_person", "a model ends nothing");
}

#[tokio::test]
async fn distress_beats_abuse_a_person_at_once_and_the_crisis_line() {
    let world = World::new();
    let running = world.centre(1).await;
    world.agent(&running, 1).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    assert_eq!(mina.state().await, "choosing");
    mina.say("씨발 다 필요없고 그냥 죽고 싶어요").await;
    let lines = mina.lines().await;
    assert_eq!(lines[1..], ["crisis"], "where help is, once");
    assert_eq!(mina.state().await, "waiting", "a person was asked for");
    let told = tone(&world, &supervisor, id).await;
    assert_eq!(told["class"], "distress", "{told}");
    let (_, alerts) = world.call(&supervisor, "GET", "/api/floor/alerts", None).await;
    assert_eq!((&alerts["alerts"][0]["kind"], &alerts["alerts"][0]["contact"]), (&json!("distress"), &json!(id)));
    mina.say("정말 죽고 싶어요").await;
    assert_eq!(mina.lines().await.iter().filter(|line| *line == "crisis").count(), 1);
    mina.say("야 이 씨발놈아").await;
    let told = tone(&world, &supervisor, id).await;
    assert_eq!((&told["class"], &told["times"]), (&json!("distress"), &json!(3)), "danger stands before abuse: {told}");
}

#[tokio::test]
async fn danger_in_the_words_she_came_with_is_heard() {
    let world = World::new();
    let running = world.centre(1).await;
    world.agent(&running, 1).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    let mut mina = Browser::new(&world, 1);
    mina.post("/contacts", json!({"reason": REFUNDS, "words": "환불도 안 되고 그냥 죽고 싶어요"})).await;
    assert!(mina.lines().await.contains(&"crisis".to_owned()));
    assert_eq!(mina.state().await, "waiting", "a person was asked for");
    let (_, alerts) = world.call(&supervisor, "GET", "/api/floor/alerts", None).await;
    assert_eq!(alerts["alerts"][0]["kind"], "distress", "{alerts}");
    // The next line says it no second time.
    mina.say("정말 죽고 싶어요").await;
    assert_eq!(mina.lines().await.iter().filter(|line| *line == "crisis").count(), 1);
}

#[tokio::test]
async fn the_words_she_came_with_are_her_first_line_and_flagged() {
    let world = World::new();
    world.centre(1).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    for (words, class) in [
        ("배달 안 오냐 씨발년들아", json!("insult")),
        ("환불도 안 되고 그냥 죽고 싶어요", json!("distress")),
        ("환불이 안 됐어요", Value::Null),
    ] {
        let mut mina = Browser::new(&world, 1);
        let opened = mina.ok("POST", "/contacts", json!({"reason": REFUNDS, "words": words})).await;
        let id = opened["contact"]["id"].as_u64().unwrap();
        let told = tone(&world, &supervisor, id).await;
        assert_eq!(told["class"], class, "whoever has it sees the banner: {words}");
        let (_, thread) = world.call(&supervisor, "GET", &format!("/api/contacts/{id}/messages"), None).await;
        let said: Vec<_> =
            thread["messages"].as_array().unwrap().iter().filter(|line| line["author"] == "customer").collect();
        assert_eq!(said.len(), 1, "said once");
        assert_eq!((&said[0]["body"], &said[0]["tone"]), (&json!(words), &class), "and is blurred where she blurs");
        if !class.is_null() {
            assert_eq!((&told["message"], &told["times"]), (&said[0]["id"], &json!(1)));
        }
        assert_eq!(mina.lines().await[0], words, "she reads that it arrived");
    }
    // What ends a conversation has them among the evidence.
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);
    mina.post("/contacts", json!({"reason": REFUNDS, "words": "야 이 씨 발 놈아"})).await;
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    let id = mina.get("/contact").await["id"].as_u64().unwrap();
    let offer = world.offer(1, id).expect("offered");
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    assert_eq!(ladder(&world, &agent, id).await["suggested"], "warn");
    world.call(&agent, "POST", &format!("/api/contacts/{id}/protect"), Some(json!({"wish": null}))).await;
    let evidence: String = world
        .store
        .read::<_, store::Error>(|view| Ok(view.query_row("SELECT evidence FROM protection", [], |row| row.get(0))?))
        .unwrap();
    assert!(evidence.contains("야 이 씨 발 놈아"), "{evidence}");
}

#[tokio::test]
async fn data_that_goes_on_from_the_first_words_is_out_of_them_wherever_they_are_kept() {
    let world = World::new();
    world.centre(1).await;
    let mut mina = Browser::new(&world, 1);
    mina.post("/contacts", json!({"reason": REFUNDS, "words": "환불해 주세요 제 번호는 010-9876"})).await;
    mina.say("4321이에요").await;
    let sql =
        "SELECT d.words || '|' || group_concat(m.body) FROM message m JOIN contact_detail d USING (centre, contact)";
    let kept: String =
        world.store.read::<_, store::Error>(|view| Ok(view.query_row(sql, [], |row| row.get(0))?)).unwrap();
    assert!(!kept.contains("9876") && !kept.contains("4321"), "{kept}");
}

/// Mina in a chat with an agent; the agent's seat and the contact.
async fn talking(world: &World) -> (Browser<'_>, Seat, u64) {
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(world, 1);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/choose", json!({"treatment": "person"})).await;
    let offer = world.offer(1, id).expect("offered");
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    (mina, agent, id)
}

async fn ladder(world: &World, seat: &Seat, contact: u64) -> Value {
    world.call(seat, "GET", &format!("/api/contacts/{contact}"), None).await.1["protection"].clone()
}

#[tokio::test]
async fn the_ladder_is_led_one_step_after_the_other_and_kept() {
    let world = World::new();
    let (mut mina, agent, id) = talking(&world).await;
    let warn = async |step: u8| {
        world
            .call(&agent, "POST", &format!("/api/contacts/{id}/warn"), Some(json!({"step": step, "language": "ko"})))
            .await
    };
    assert_eq!(ladder(&world, &agent, id).await["suggested"], "nothing");
    mina.say("야 이 씨 발 놈아").await;
    let now = ladder(&world, &agent, id).await;
    assert_eq!((&now["suggested"], &now["of"]), (&json!("warn"), &json!(2)), "{now}");
    assert_eq!(warn(2).await.0, 422, "no step is skipped");
    let (status, first) = warn(1).await;
    assert_eq!(
        (status.as_u16(), &first["suggested"], &first["given"][0]["class"]),
        (200, &json!("nothing"), &json!("insult"))
    );
    assert!(mina.lines().await.iter().any(|line| line.contains("상담을 이어 가기 어려워요")), "the customer reads it");
    let before = mina.lines().await.len();
    assert_eq!(warn(1).await.0, 200, "pressed twice");
    assert_eq!(mina.lines().await.len(), before, "is said once");
    mina.say("이 씨발 것들").await;
    assert_eq!(warn(2).await.1["given"].as_array().unwrap().len(), 2);
    mina.say("병신 새끼").await;
    let now = ladder(&world, &agent, id).await;
    assert_eq!((&now["suggested"], &now["next"]), (&json!("end"), &Value::Null), "{now}");
    assert_eq!(mina.state().await, "with_person", "nothing ends by itself");
    world.call(&agent, "POST", &format!("/api/contacts/{id}/protect"), Some(json!({"wish": null}))).await;
    let (_, detail) = world.call(&agent, "GET", &format!("/api/contacts/{id}"), None).await;
    let (proposed, summary) = (&detail["wrap_up"]["outcome"], detail["wrap_up"]["summary"].as_str().unwrap());
    assert_eq!(proposed, "unsolved", "who had to protect herself solved nothing");
    assert!(!summary.contains("끝까지 도와드릴게요"), "a warning is no promise: {summary}");
    assert!(mina.lines().await.last().unwrap().starts_with("상담사를 보호하기 위해"), "the very words are kept");
    let kept: Vec<(u8, u32)> = world
        .store
        .read::<_, store::Error>(|view| {
            let mut all = view.prepare("SELECT step, version FROM protection_notice ORDER BY step")?;
            let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap();
    assert_eq!(kept.iter().map(|(step, _)| *step).collect::<Vec<_>>(), [0, 1, 2], "announced, then warned twice");
}

#[tokio::test]
async fn a_threat_is_never_warned_and_danger_never_ended() {
    let world = World::new();
    let (mut mina, agent, id) = talking(&world).await;
    mina.say("너 찾아가서 죽여 버린다").await;
    assert_eq!(ladder(&world, &agent, id).await["suggested"], "end");
    mina.say("그냥 죽고 싶어요").await;
    let now = ladder(&world, &agent, id).await;
    assert_eq!((&now["suggested"], &now["next"]), (&json!("stay"), &Value::Null), "{now}");
    let asked = Some(json!({"step": 1, "language": "ko"}));
    let (status, _) = world.call(&agent, "POST", &format!("/api/contacts/{id}/warn"), asked).await;
    assert_eq!(status, 409, "who is in danger is not warned");
}

#[tokio::test]
async fn supervisors_are_told_in_words_how_the_last_turns_went() {
    let world = World::new();
    let (mut mina, agent, id) = talking(&world).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    for line in ["환불이 아직이에요", "이 씨발 것들", "너 찾아가서 죽여 버린다"] {
        mina.say(line).await;
    }
    let read =
        async |seat: &Seat| world.call(seat, "GET", &format!("/api/contacts/{id}"), None).await.1["trend"].clone();
    assert_eq!(read(&supervisor).await, "sharper");
    assert_eq!(read(&agent).await, Value::Null, "the agent has it before her eyes");
    let (_, floor) = world.call(&supervisor, "GET", "/api/floor/trends", None).await;
    assert_eq!(
        floor["trends"],
        json!([{"contact": id, "trend": "sharper"}]),
        "and the floor says so without being asked"
    );
    for role in [Role::Planner, Role::Quality, Role::Admin] {
        let seat = world.seat(1, &[role]).await;
        assert_eq!(world.call(&seat, "GET", "/api/floor/trends", None).await.0, 403, "{role}: supervisors alone");
    }
    world.call(&agent, "POST", &format!("/api/contacts/{id}/end"), nothing()).await;
    let (_, floor) = world.call(&supervisor, "GET", "/api/floor/trends", None).await;
    assert_eq!(floor["trends"], json!([]), "what is over is not watched");
    let (_, thread) = world.call(&agent, "GET", &format!("/api/contacts/{id}/messages"), None).await;
    let tones: Vec<_> = thread["messages"].as_array().unwrap().iter().map(|line| line["tone"].clone()).collect();
    assert!(tones.ends_with(&[Value::Null, json!("insult"), json!("threat")]), "what may be blurred: {tones:?}");
}

#[tokio::test]
async fn evidence_is_shown_unchanged_every_look_kept_and_a_restriction_lifted_with_a_reason() {
    let world = World::new();
    let (mut mina, agent, id) = talking(&world).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    mina.say("야 이 씨 발 놈아").await;
    let warning = Some(json!({"step": 1, "language": "ko"}));
    assert_eq!(world.call(&agent, "POST", &format!("/api/contacts/{id}/warn"), warning).await.0, 200);
    let read = mina.lines().await.pop().unwrap();
    mina.say("너 찾아가서 죽여 버린다").await;
    world.call(&agent, "POST", &format!("/api/contacts/{id}/protect"), Some(json!({"wish": "고발"}))).await;
    // The words are with the notice: no release has to read the setup of then to know them.
    let lost = "UPDATE policy_version SET document = '{}'";
    world.store.write::<_, store::Error>(|tx| Ok(tx.execute(lost, []).map(drop)?)).unwrap();
    let answer = Some(json!({"contact": id, "ease": 1}));
    assert_eq!(mina.refused("POST", "/contact/survey", answer).await.0, 404, "who was sent away is not asked");
    let (_, cases) = world.call(&supervisor, "GET", "/api/floor/protection", None).await;
    let case = cases["cases"][0]["id"].as_u64().unwrap();
    let at = format!("/api/floor/protection/{case}");
    let (_, detail) = world.call(&supervisor, "GET", &at, None).await;
    let ask = Some(json!({"why": "경찰 제출"}));
    let (status, bundle) = world.call(&supervisor, "POST", &format!("{at}/evidence"), ask.clone()).await;
    assert_eq!((status.as_u16(), &bundle["unchanged"]), (200, &json!(true)), "{bundle}");
    let entries = bundle["entries"].as_array().unwrap();
    assert_eq!(entries[0]["kind"], Value::Null, "the announcement comes first");
    assert!(entries[0]["body"].as_str().unwrap().contains("소중한 가족"), "{}", entries[0]);
    assert_eq!((&entries[1]["body"], &entries[1]["author"]), (&json!(read), &json!("agent")), "the very words");
    let notice = &entries[1]["notice"];
    assert_eq!((&notice["version"], &notice["language"]), (&json!(1), &json!("ko")), "{notice}");
    assert!(notice["by"].as_str().is_some_and(|by| !by.is_empty()), "who said it: {notice}");
    assert_eq!(entries[0]["notice"]["by"], Value::Null, "the system did");
    assert!(entries.iter().any(|entry| entry["body"] == "너 찾아가서 죽여 버린다"));
    assert_eq!(world.call(&agent, "POST", &format!("{at}/evidence"), ask.clone()).await.0, 403, "supervisors alone");

    // Somebody changes one character in the database.
    world
        .store
        .write::<_, store::Error>(|tx| {
            tx.execute("UPDATE protection SET evidence = replace(evidence, '죽여', '살려')", [])?;
            Ok(())
        })
        .unwrap();
    let (_, forged) = world.call(&supervisor, "POST", &format!("{at}/evidence"), ask).await;
    assert_eq!(forged["unchanged"], false);

    let step = async |body: Value| world.call(&supervisor, "POST", &at, Some(body)).await;
    assert_eq!(step(json!({"kind": "lifted", "note": "사과"})).await.0, 409, "nothing to lift");
    assert_eq!(step(json!({"kind": "restriction", "note": "서면만"})).await.0, 422, "it has an end");
    let until = &detail["restrict_until"];
    assert_eq!(detail["restricted_reads"], Value::Null, "this setup gives a restriction no effect");
    let (_, restricted) = step(json!({"kind": "restriction", "note": "서면만", "restrict_until": until})).await;
    assert_eq!(&restricted["row"]["restriction"]["until"], until, "{restricted}");
    let (_, lifted) = step(json!({"kind": "lifted", "note": "사과하셨음"})).await;
    assert_eq!(lifted["row"]["restriction"], Value::Null);
    let kinds: Vec<_> = lifted["steps"].as_array().unwrap().iter().map(|step| step["kind"].clone()).collect();
    assert_eq!(kinds, ["exported", "exported", "restriction", "lifted"]);
    let looks: Vec<String> = world
        .store
        .read::<_, store::Error>(|view| {
            let sql = "SELECT action FROM access_record WHERE what = 'protection evidence' ORDER BY seq";
            let mut all = view.prepare(sql)?;
            let rows = all.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap();
    assert_eq!(looks, ["view", "export", "export"]);
}

/// A centre that serves restricted customers by one channel, and Mina, restricted for a day.
async fn restricted(world: &World, channel: Channel) -> (Seat, u64, i64) {
    let running = world.centre(1).await;
    let mut document = common::setup();
    let slow = document.channels[&Channel::Chat].clone();
    document.channels.entry(channel).or_insert(slow);
    for reason in &mut document.reasons {
        (reason.known, reason.unknown) = (vec![Treatment::Callback, Treatment::Person], vec![Treatment::Person]);
    }
    document.protection.restricted.channel = Some(channel);
    let agent = world.agent(&running, 1).await;
    world.able(&agent);
    if channel != Channel::Chat {
        let limits = vec![ChannelLimit { channel: channel.into(), most: 3 }];
        let serves = Serves { capacity: 100, auto_accept: false, limits };
        let write = |tx: &rusqlite::Transaction<'_>| people::set_serves(tx, 1, agent.account, &serves);
        world.store.write::<_, api::Error>(write).unwrap();
        let mut profile = common::serving(&agent);
        profile.limits = [(channel, 3)].into();
        common::say(&running, routing::Input::Agent { profile }).await;
    }
    world.publish(1, document).await.unwrap();
    let customer = world.customer(1, "김미나", "A-1");
    let until = common::now().0 + 86_400_000;
    let sql = "INSERT INTO customer_restriction (centre, restriction, customer, why, by_account, created_at, until_at)
               VALUES (1, 1, ?1, '서면만', 1, 0, ?2)";
    world.store.write::<_, store::Error>(|tx| Ok(tx.execute(sql, (customer, until))?)).unwrap();
    (agent, customer, until)
}

#[tokio::test]
async fn a_restricted_customer_is_served_in_writing_and_told_why_until_when_and_how_to_object() {
    let world = World::new();
    let (agent, customer, until) = restricted(&world, Channel::Chat).await;
    let mut mina = Browser::of(&world, 1, customer, true);
    let first = mina.get("/start").await["announcement"].as_str().unwrap().to_owned();
    assert!(first.starts_with("지난 상담에서") && first.contains("소중한 가족"), "before she begins: {first}");
    mina.language = "en";
    let first = mina.get("/start").await["announcement"].as_str().unwrap().to_owned();
    assert!(first.contains("Our agents are people") && !first.contains("지난 상담"), "as her page speaks: {first}");
    mina.language = "ko";

    let id = mina.open(REFUNDS).await;
    let contact = mina.get("/contact").await;
    assert_eq!(common::browser::ways(&contact), ["person"], "no call is offered");
    let told = mina.lines().await.pop().unwrap();
    let zone = jiff::tz::TimeZone::get("Asia/Seoul").unwrap();
    let end = jiff::Timestamp::from_millisecond(until).unwrap().to_zoned_datetime(zone).strftime("%Y년 %-m월 %-d일");
    assert!(told.contains(&end.to_string()) && told.contains("까지예요") && told.contains("이의"), "{told}");
    assert!(!told.contains("서면만"), "the supervisor's note is not hers to read: {told}");

    let slot = common::now().0 + 3_600_000;
    let call = json!({"treatment": "callback", "slot": slot, "phone": "010-1234-5678"});
    assert_eq!(mina.refused("POST", "/contact/choose", Some(call)).await.0, 422, "nor to be had by asking");
    let call = json!({"channel": "callback", "slot": slot, "phone": "010-1234-5678"});
    assert_eq!(mina.refused("POST", "/contact/channel", Some(call)).await.0, 422);
    mina.post("/contact/person", json!({"channel": "voice"})).await;
    assert_eq!(mina.get("/contact").await["channel"], "chat");
    assert!(world.offer(1, id).is_some(), "a person serves her all the same");

    // The restriction ends: nothing is left of it.
    world
        .store
        .write::<_, store::Error>(|tx| Ok(tx.execute("UPDATE customer_restriction SET until_at = 1", [])?))
        .unwrap();
    assert!(!mina.get("/start").await["announcement"].as_str().unwrap().contains("지난 상담에서"));
    drop(agent);
}

#[tokio::test]
async fn a_customer_restricted_to_messages_writes_and_is_answered_by_message_and_nothing_else() {
    let world = World::new();
    let (agent, customer, _) = restricted(&world, Channel::Message).await;
    let mut mina = Browser::of(&world, 1, customer, true);
    let id = mina.open(REFUNDS).await;
    assert!(mina.lines().await.iter().any(|line| line.contains("이의")), "she is told");
    // Whatever she asks for, it is a message.
    mina.post("/contact/person", json!({"channel": "chat"})).await;
    assert_eq!(mina.get("/contact").await["channel"], "message");
    mina.say("환불이 안 들어왔어요").await;
    let offer = world.offer(1, id).expect("who answers messages is offered it");
    let (status, row) = world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), common::nothing()).await;
    assert_eq!(status, 200, "{row}");
    let reply = json!({"kind": "text", "body": "확인해서 답드릴게요", "client_key": uuid::Uuid::now_v7()});
    let (status, said) = world.call(&agent, "POST", &format!("/api/contacts/{id}/messages"), Some(reply)).await;
    assert_eq!(status, 200, "{said}");
    assert_eq!(mina.lines().await.last().unwrap(), "확인해서 답드릴게요");
    let slot = common::now().0 + 3_600_000;
    let call = json!({"channel": "callback", "slot": slot, "phone": "010-1234-5678"});
    assert_eq!(mina.refused("POST", "/contact/channel", Some(call)).await.0, 422);
}

#[tokio::test]
async fn a_stranger_who_turns_out_to_be_restricted_is_told_then() {
    let world = World::new();
    let (_agent, _, _) = restricted(&world, Channel::Chat).await;
    let mut stranger = Browser::new(&world, 1);
    stranger.open(REFUNDS).await;
    assert_eq!(stranger.lines().await, [""; 0], "nothing is known of her");
    stranger.post("/identify", json!({"token": common::browser::site_token("A-1", "김미나")})).await;
    let lines = stranger.lines().await;
    assert!(lines.iter().any(|line| line.contains("이의")), "{lines:?}");
    assert_eq!(common::browser::ways(&stranger.get("/contact").await), ["person"]);
}

#[test]
fn nobody_is_sent_where_no_one_answers() {
    let mut document = common::setup();
    let at = |document: &api::setup::document::Document| {
        let agents = [routing::AgentProfile {
            agent: routing::AgentId(7),
            kind: routing::AgentKind::Person,
            skills: Default::default(),
            capacity: 100,
            limits: [(routing::policy::Channel::Chat, 3)].into(),
            auto_accept: false,
            short_rest: false,
            predicted: Default::default(),
        }];
        let found = api::setup::check::findings(document, &agents, &Default::default(), api::wire::Language::En);
        let of = |finding: &&api::setup::types::Finding| finding.at.starts_with("/protection/restricted");
        found.iter().find(of).map(|finding| finding.code.clone())
    };
    assert_eq!(at(&document), None);
    document.protection.restricted.channel = Some(routing::policy::Channel::Chat);
    assert_eq!(at(&document), None);
    document.protection.restricted.skill = Some(routing::SkillId(99));
    assert_eq!(at(&document).as_deref(), Some("nobody_can_serve"));
    (document.protection.restricted.skill, document.protection.restricted.channel) =
        (None, Some(routing::policy::Channel::Message));
    assert_eq!(at(&document).as_deref(), Some("nobody_can_serve"));
    document.protection.restricted.channel = Some(routing::policy::Channel::Voice);
    assert_eq!(at(&document).as_deref(), Some("channel"));
}

#[tokio::test]
async fn the_announcement_is_in_the_language_she_reads() {
    let world = World::new();
    world.centre(1).await;
    let mut jane = Browser::new(&world, 1);
    jane.language = "en-US,en;q=0.9";
    let told = jane.get("/start").await["announcement"].clone();
    assert!(told.as_str().unwrap().starts_with("Our agents are people"), "{told}");
    jane.open(REFUNDS).await;
    let sql = "SELECT language FROM protection_notice WHERE step = 0";
    let kept: String =
        world.store.read::<_, store::Error>(|view| Ok(view.query_row(sql, [], |row| row.get(0))?)).unwrap();
    assert_eq!(kept, "en", "which one she read is kept");
}
