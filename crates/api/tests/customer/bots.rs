//! A bot says that it is one, keeps to its reasons and its article, and hands over with everything said.

use std::time::Duration;

use routing::{AgentId, Input, Presence};
use serde_json::{Value, json};

use super::stage::{Stage, of_articles, waits_for_person};
use crate::common::browser::{Browser, ways};
use crate::common::socket::{Socket, greet};
use crate::common::{OTHER, REFUNDS, say, setup};

const LONG_MS: u32 = 300_000;

impl Stage {
    /// A customer who has chosen the bot, with her socket; it has said hello and the first step.
    async fn met(&self) -> (Browser<'_>, Socket, u64) {
        let mut mina = Browser::new(&self.world, 1);
        let opened = mina.post("/contacts", json!({"reason": OTHER})).await;
        assert_eq!(ways(&opened["contact"]), ["bot", "person"]);
        let (mut socket, _) = greet(self.address, 1, mina.token.as_ref().unwrap(), None).await;
        let with = mina.post("/contact/choose", json!({"treatment": "bot"})).await;
        assert_eq!((&with["state"], &with["with"]), (&json!("with_bot"), &json!({"alias": "도우미", "bot": true})));
        assert_eq!(with["can_ask_person"], true);
        let hello = bot_says(&mut socket).await;
        assert!(hello["body"].as_str().unwrap().contains("저는 봇이에요"), "{hello}");
        assert!(hello["body"].as_str().unwrap().contains("상담사"), "it says how to reach a person: {hello}");
        assert_eq!(bot_says(&mut socket).await["body"], "(1/2) 앱을 켜세요");
        (mina, socket, opened["contact"]["id"].as_u64().unwrap())
    }

    /// How the runs of bots ended, and what was counted: served, solved, handed over.
    fn record(&self) -> (Vec<String>, Option<(u32, u32, u32)>) {
        self.world
            .store
            .read::<_, store::Error>(|view| {
                let mut select = view.prepare("SELECT state FROM bot_run WHERE centre = 1 ORDER BY run")?;
                let runs = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
                let mut select = view.prepare("SELECT served, solved, handed_over FROM bot_result WHERE centre = 1")?;
                let mut counted = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                Ok((runs, counted.next().transpose()?))
            })
            .unwrap()
    }

    /// Waits until the run has ended: the bot hears of a hand-over after it was decided.
    async fn ended(&self) -> (Vec<String>, Option<(u32, u32, u32)>) {
        let waiting = async {
            loop {
                let record = self.record();
                if record.1.is_some() {
                    return record;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), waiting).await.expect("the run never ended")
    }

    /// The agent takes the contact; who said what in it.
    async fn said_before(&self, contact: u64) -> Vec<(String, String)> {
        let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
        self.taken_over(contact).await.iter().map(|line| (text(line, "author"), text(line, "body"))).collect()
    }
}

async fn bot_says(socket: &mut Socket) -> Value {
    let told = socket.find("message", |told| told["message"]["author"] == "bot").await.unwrap();
    assert_eq!(told["message"]["alias"], "도우미");
    told["message"].clone()
}

#[tokio::test]
async fn it_walks_the_article_and_asks_whether_that_solved_it() {
    let stage = of_articles(LONG_MS).await;
    let (mut mina, mut socket, contact) = stage.met().await;
    mina.say("네").await;
    let second = bot_says(&mut socket).await;
    assert_eq!(second["body"], "(2/2) 다시 시작하세요");
    assert_eq!(
        (&second["article"]["id"], &second["article"]["revision"], &second["article"]["title"]["ko"]),
        (&json!(77), &json!(4), &json!("앱이 멈췄어요")),
        "with the article cited"
    );
    mina.say("다음").await;
    assert!(bot_says(&mut socket).await["body"].as_str().unwrap().contains("해결되셨나요?"));
    assert_eq!(mina.state().await, "with_bot", "it asks, it does not decide");
    let over = mina.post("/contact/solved", json!({"solved": true})).await;
    assert_eq!((&over["state"], &over["id"]), (&json!("closed"), &json!(contact)));
    assert_eq!(stage.record(), (vec!["solved".into()], Some((1, 1, 0))));
    assert_eq!(stage.world.offer(1, contact), None);
}

#[tokio::test]
async fn how_many_it_helped_is_told_once_there_are_enough() {
    let stage = of_articles(LONG_MS).await;
    let shares = [(4, 1, Value::Null), (5, 2, json!(400))];
    for (served, solved, told) in shares {
        let sql = "INSERT OR REPLACE INTO bot_result (centre, bot, reason, served, solved, handed_over, allowed_at)
                   VALUES (1, ?1, ?2, ?3, ?4, 0, 0)";
        let row = (stage.bot, OTHER, served, solved);
        stage.world.store.write::<_, store::Error>(|tx| Ok(tx.execute(sql, row)?)).unwrap();
        let opened = Browser::new(&stage.world, 1).post("/contacts", json!({"reason": OTHER})).await;
        assert_eq!(opened["contact"]["options"][0]["solved_permille"], told, "{opened}");
    }
}

#[tokio::test]
async fn thanks_close_it_too() {
    let stage = of_articles(LONG_MS).await;
    let (mut mina, mut socket, _) = stage.met().await;
    mina.say("해결됐어요. 감사합니다").await;
    assert!(bot_says(&mut socket).await["body"].as_str().unwrap().contains("도움이 되었다니"));
    socket.find("contact", |told| told["contact"]["state"] == "closed").await.unwrap();
    assert_eq!(stage.record(), (vec!["solved".into()], Some((1, 1, 0))));
}

#[tokio::test]
async fn it_hands_over_when_asked_with_everything_said() {
    let stage = of_articles(LONG_MS).await;
    let (mut mina, mut socket, contact) = stage.met().await;
    mina.say("상담사 연결해 주세요").await;
    waits_for_person(&mut socket).await;
    let lines = stage.said_before(contact).await;
    let authors: Vec<&str> = lines.iter().map(|(author, _)| author.as_str()).collect();
    assert_eq!(authors, ["bot", "bot", "customer", "system"], "{lines:?}");
    assert!(lines[3].1.starts_with("상담사를 찾고 있어요"), "said in the conversation: {lines:?}");
    assert_eq!(lines[2].1, "상담사 연결해 주세요");
    assert_eq!(stage.ended().await, (vec!["handed_over".into()], Some((1, 0, 1))));
    mina.say("사람이군요").await;
    let reply = socket.find("message", |told| told["message"]["body"] == "사람이군요").await.unwrap();
    assert_eq!(reply["message"]["author"], "customer");
    assert_eq!(mina.lines().await.len(), 5, "the bot is silent once a person is there");
}

#[tokio::test]
async fn the_button_hands_over_and_counts() {
    let stage = of_articles(LONG_MS).await;
    let (mut mina, mut socket, contact) = stage.met().await;
    mina.post("/contact/person", json!({})).await;
    waits_for_person(&mut socket).await;
    assert_eq!(stage.ended().await, (vec!["handed_over".into()], Some((1, 0, 1))));
    assert_eq!(stage.said_before(contact).await.len(), 2);
}

#[tokio::test]
async fn not_solved_hands_over() {
    let stage = of_articles(LONG_MS).await;
    let (mut mina, mut socket, _) = stage.met().await;
    mina.post("/contact/solved", json!({"solved": false})).await;
    waits_for_person(&mut socket).await;
    assert_eq!(stage.record(), (vec!["handed_over".into()], Some((1, 0, 1))));
    let again = mina.refused("POST", "/contact/solved", Some(json!({"solved": true}))).await;
    assert_eq!(again, (409, "wrong_state".into()), "who waits for a person has solved nothing");
}

#[tokio::test]
async fn it_asks_once_what_was_meant_and_then_hands_over() {
    let stage = of_articles(LONG_MS).await;
    let (mut mina, mut socket, contact) = stage.met().await;
    mina.say("다음").await;
    assert_eq!(bot_says(&mut socket).await["body"], "(2/2) 다시 시작하세요");
    mina.say("우리 집 강아지가 귀여워").await;
    assert!(bot_says(&mut socket).await["body"].as_str().unwrap().contains("알아듣지 못했어요"));
    assert_eq!(mina.state().await, "with_bot");
    mina.say("고양이도").await;
    waits_for_person(&mut socket).await;
    assert_eq!(stage.record(), (vec!["handed_over".into()], Some((1, 0, 1))));
    assert_eq!(stage.said_before(contact).await.iter().rev().nth(1).unwrap().1, "고양이도");
    let unsure: Vec<(String, String)> = stage
        .world
        .store
        .read::<_, store::Error>(|view| {
            let mut all = view.prepare("SELECT words, asker FROM knowledge_gap ORDER BY words")?;
            Ok(all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
        })
        .unwrap();
    let bot = |words: &str| (words.to_owned(), "bot".to_owned());
    assert_eq!(unsure, [bot("고양이도"), bot("우리 집 강아지가 귀여워")], "signals and steps are no gaps");
}

#[tokio::test]
async fn several_questions_get_an_answer_each_with_article_and_revision() {
    let stage = of_articles(LONG_MS).await;
    stage
        .world
        .store
        .write::<_, store::Error>(|tx| {
            let steps = json!([{"ko": "<b>설정</b>을 여세요", "en": "Open the settings"}]).to_string();
            for (id, title) in [(78, "알림은 어떻게 끄나요"), (79, "비밀번호는 어떻게 바꾸나요")] {
                tx.execute(
                    "INSERT INTO article (centre, article, revision, state, title_ko, title_en, steps, updated_at, public)
                     VALUES (1, ?1, 2, 'published', ?2, '', ?3, 0, 1)",
                    (id, title, &steps),
                )?;
                tx.execute("INSERT INTO article_reason (centre, reason, article) VALUES (1, ?1, ?2)", (OTHER, id))?;
            }
            Ok(())
        })
        .unwrap();
    let (mut mina, mut socket, _) = stage.met().await;
    mina.say("알림은 어떻게 끄나요? 비밀번호는 어떻게 바꾸나요?").await;
    for (id, title) in [(78, "알림은 어떻게 끄나요"), (79, "비밀번호는 어떻게 바꾸나요")] {
        let answer = bot_says(&mut socket).await;
        assert_eq!((&answer["article"]["id"], &answer["article"]["revision"]), (&json!(id), &json!(2)), "{answer}");
        let body = answer["body"].as_str().unwrap();
        assert!(body.contains(title) && body.contains("2판") && body.contains("1. <b>설정</b>을 여세요"), "{body}");
    }
    assert!(bot_says(&mut socket).await["body"].as_str().unwrap().contains("해결되셨나요?"));

    // Not sure: it names what it may have been about, once; the number is taken.
    mina.say("비밀번호와 알림은요?").await;
    let asked = bot_says(&mut socket).await;
    let body = asked["body"].as_str().unwrap();
    assert!(body.contains("1. ") && body.contains("2. "), "{asked}");
    assert_eq!(asked["article"], Value::Null, "a question cites nothing");
    let first = body.lines().find_map(|line| line.strip_prefix("1. ")).unwrap();
    mina.say("1번").await;
    assert_eq!(bot_says(&mut socket).await["article"]["title"]["ko"], first);
}

#[tokio::test]
async fn it_is_mute_while_a_person_has_the_floor() {
    let stage = of_articles(LONG_MS).await;
    let (mut mina, mut socket, contact) = stage.met().await;
    mina.say("환불은요? 상담원이요").await;
    waits_for_person(&mut socket).await;
    let before = stage.said_before(contact).await.len();
    for line in ["앱이 멈췄어요", "다음", "해결됐어요"] {
        mina.say(line).await;
    }
    assert_eq!(mina.lines().await.len(), before + 3, "not a word from the bot, and nothing is closed");
    assert_eq!(mina.state().await, "with_person");
    let why: Option<String> = stage
        .world
        .store
        .read::<_, store::Error>(|view| Ok(view.query_row("SELECT why FROM bot_run", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(why.as_deref(), Some("asked"));
}

#[tokio::test]
async fn its_deadline_hands_over() {
    let stage = of_articles(50).await;
    let mut mina = Browser::new(&stage.world, 1);
    let contact = mina.open(OTHER).await;
    let (mut socket, _) = greet(stage.address, 1, mina.token.as_ref().unwrap(), None).await;
    mina.post("/contact/choose", json!({"treatment": "bot"})).await;
    waits_for_person(&mut socket).await;
    assert!(stage.world.offer(1, contact).is_some());
    assert_eq!(stage.ended().await, (vec!["handed_over".into()], Some((1, 0, 1))), "a deadline is no success");
    assert_eq!(
        mina.refused("POST", "/contact/choose", Some(json!({"treatment": "bot"}))).await,
        (409, "wrong_state".into()),
        "the case does not go back to it"
    );
}

#[tokio::test]
async fn it_keeps_to_the_reasons_it_is_allowed() {
    let stage = of_articles(LONG_MS).await;
    let mut mina = Browser::new(&stage.world, 1);
    let opened = mina.post("/contacts", json!({"reason": REFUNDS})).await;
    assert!(!ways(&opened["contact"]).contains(&"bot"), "{opened}");
    let refused = mina.refused("POST", "/contact/choose", Some(json!({"treatment": "bot"}))).await;
    assert_eq!(refused, (409, "wrong_state".into()), "an article alone does not let it in");

    // What the customer really wants turns out to be nothing for it.
    let (mut sujin, mut socket, contact) = stage.met().await;
    sujin.post("/contact/reason", json!({"reason": REFUNDS})).await;
    waits_for_person(&mut socket).await;
    assert_eq!(stage.said_before(contact).await.len(), 2);

    let away = Input::Presence { agent: AgentId(stage.bot), presence: Presence::Offline, until: None, by: None };
    say(&stage.running, away).await;
    let mut late = Browser::new(&stage.world, 1);
    let opened = late.post("/contacts", json!({"reason": OTHER})).await;
    assert_eq!(ways(&opened["contact"]), ["person"], "a bot that is off is not offered");
}

#[tokio::test]
async fn without_an_article_it_has_nothing_to_say_and_a_person_is_next() {
    let stage = of_articles(LONG_MS).await;
    stage
        .world
        .store
        .write::<_, store::Error>(|tx| {
            tx.execute("UPDATE article SET state = 'retired'", [])?;
            Ok(())
        })
        .unwrap();
    let mut mina = Browser::new(&stage.world, 1);
    let contact = mina.open(OTHER).await;
    let (mut socket, _) = greet(stage.address, 1, mina.token.as_ref().unwrap(), None).await;
    mina.post("/contact/choose", json!({"treatment": "bot"})).await;
    waits_for_person(&mut socket).await;
    let lines = stage.said_before(contact).await;
    assert!(lines.iter().all(|(author, _)| author == "system"), "the bot says nothing: {lines:?}");
}

#[tokio::test]
async fn below_its_floor_it_loses_the_reason_until_an_admin_gives_it_back() {
    let stage = of_articles(LONG_MS).await;
    let bot = stage.bot;
    stage
        .world
        .store
        .write::<_, store::Error>(|tx| {
            let sql = "INSERT INTO bot_result (centre, bot, reason, served, solved, handed_over, allowed_at)
                       VALUES (1, ?1, ?2, 18, 7, 11, 0)";
            tx.execute(sql, (bot, OTHER))?;
            let sql = "INSERT INTO bot_run (centre, run, contact, bot, reason, state, started_at, ended_at)
                       VALUES (1, ?1, ?1, ?2, ?3, ?4, 0, ?5)";
            // Before the last twenty there were better ones, which count no longer.
            for (old, state, ended) in
                [(9_100..9_120, "solved", 1), (9_000..9_007, "solved", 2), (9_007..9_018, "left", 2)]
            {
                for run in old {
                    tx.execute(sql, (run, bot, OTHER, state, ended))?;
                }
            }
            tx.execute("UPDATE bot_result SET allowed_at = 2", [])?;
            Ok(())
        })
        .unwrap();
    // Fewer than the twenty after which the floor counts.
    let (mut mina, _socket, _) = stage.met().await;
    mina.post("/contact/solved", json!({"solved": false})).await;
    let (mut jun, _socket, _) = stage.met().await;
    jun.post("/contact/solved", json!({"solved": false})).await;

    let mut next = Browser::new(&stage.world, 1);
    let opened = next.post("/contacts", json!({"reason": OTHER})).await;
    assert_eq!(ways(&opened["contact"]), ["person"], "the bot has lost the reason");
    let version = |version: u32| {
        let sql = "SELECT document, note FROM policy_version WHERE centre = 1 AND version = ?1";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        stage.world.store.read::<_, store::Error>(|view| Ok(view.query_row(sql, [version], read)?)).unwrap()
    };
    assert!(version(3).1.ends_with(" · 7/20 · 35% < 40%"), "{}", version(3).1);
    let lead = stage.world.seat(1, &[auth::Role::Supervisor]).await;
    let (_, alerts) = stage.world.call(&lead, "GET", "/api/floor/alerts", None).await;
    let alert = &alerts["alerts"][0];
    assert_eq!((&alert["kind"], &alert["note"]), (&json!("bot_below_floor"), &json!("7/20 · 35% < 40%")));
    // The floor is drawn anew twice a second.
    let drawn = async {
        loop {
            let (_, floor) = stage.world.call(&lead, "GET", "/api/floor", None).await;
            if !floor["alerts"][0].is_null() {
                return floor;
            }
        }
    };
    let floor = tokio::time::timeout(Duration::from_secs(20), drawn).await.expect("never shown");
    assert_eq!(&floor["alerts"][0], alert, "who opens the floor reads the same, with the reason it is about");
    assert_eq!(alert["reason"]["id"], OTHER);

    // Published again by a person, it begins anew.
    stage.world.publish(1, serde_json::from_str(&version(2).0).unwrap()).await.unwrap();
    let mut again = Browser::new(&stage.world, 1);
    let opened = again.post("/contacts", json!({"reason": OTHER})).await;
    assert_eq!(ways(&opened["contact"]), ["bot", "person"]);
    let served: u32 = stage
        .world
        .store
        .read::<_, store::Error>(|view| Ok(view.query_row("SELECT served FROM bot_result", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(served, 0);
}

#[tokio::test]
async fn what_is_said_to_it_is_a_thought_of_its_own_stage() {
    let stage = of_articles(LONG_MS).await;
    let admin = stage.world.seat(1, &[auth::Role::Admin]).await;
    // One reason alone is no choice.
    for (reason, text) in [(REFUNDS, "카드 취소 환불이 언제 들어오나요"), (OTHER, "매장 주차장이 있나요")]
    {
        let path = format!("/api/setup/reasons/{reason}/examples");
        let taken = stage.world.call(&admin, "POST", &path, Some(json!({ "text": text }))).await;
        assert_eq!(taken.0.as_u16(), 200, "{}", taken.1);
    }
    let mut learned = Value::Null;
    for _ in 0..2_000 {
        learned = stage.world.call(&admin, "GET", "/api/setup/reasons", None).await.1["learned"]["examples"].clone();
        if learned == 2 {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(learned, 2, "the model is trained beside requests");
    let (mut mina, _socket, contact) = stage.met().await;
    mina.say("카드 취소 환불이 언제 들어오나요").await;
    let sql = "SELECT source, reason, confidence > 0 FROM reason_known WHERE contact = ?1 AND stage = 'bot'";
    let read = |view: &rusqlite::Connection| {
        let mut select = view.prepare(sql)?;
        let rows = select.query_map([contact], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?, row.get::<_, bool>(2)?))
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    };
    let thoughts = stage.world.store.read::<_, store::Error>(read).unwrap();
    assert_eq!(thoughts, [("model".to_owned(), REFUNDS, true)]);
}

#[tokio::test]
async fn a_script_that_fails_keeps_the_version_from_being_published() {
    let stage = of_articles(LONG_MS).await;
    let line = |says: &str, expect: &str| json!({"says": says, "expect": expect, "article": null});
    let publish = async |last: Value| {
        let mut document = serde_json::to_value(setup()).unwrap();
        let lines = [line("앱이 멈췄어요", "answer"), line("강아지 사료도 파나요?", "clarify"), last];
        document["bot_scripts"] = json!([{"name": "멈춘 앱", "reason": OTHER, "lines": lines}]);
        stage.world.publish(1, serde_json::from_value(document).unwrap()).await
    };
    let refused = publish(line("고양이 사료는요?", "answer")).await.unwrap_err();
    let api::Error::SetupRefused(findings) = refused else { panic!("{refused}") };
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((&*finding.at, &*finding.code), ("/bot_scripts/0/lines/2", "bot_script"));
    assert!(finding.message.contains("고양이 사료는요?") && finding.message.contains("3"), "{}", finding.message);
    publish(line("고양이 사료는요?", "hand_over")).await.unwrap();
    // An answer from another article is no answer.
    let mut elsewhere = line("앱이 멈췄어요", "answer");
    elsewhere["article"] = json!(78);
    assert!(publish(elsewhere).await.is_err());
}

#[tokio::test]
async fn confirmed_silent_and_come_again_are_three_numbers() {
    const DAY_MS: i64 = 86_400_000;
    let stage = of_articles(LONG_MS).await;
    let now = stage.world.app.now().0;
    stage
        .world
        .store
        .write::<_, store::Error>(|tx| {
            // Customers 1 to 4: confirmed, silent and back on day 3, silent and back on day 9, handed over and back.
            let runs = [(1, "solved", None), (2, "left", Some(3)), (3, "left", Some(9)), (4, "handed_over", Some(1))];
            let contact = "INSERT INTO contact (centre, contact, customer, case_id, known, channel, state, reason,
                                                since_at, arrived_at, seq)
                           VALUES (1, ?1, ?2, ?1, 1, 'chat', 'closed', ?3, ?4, ?4, 1)";
            for (who, state, back) in runs {
                let ended = now - 12 * DAY_MS;
                tx.execute(contact, (9_000 + who, who, OTHER, ended - 1))?;
                tx.execute(
                    "INSERT INTO bot_run (centre, run, contact, bot, reason, state, started_at, ended_at)
                     VALUES (1, ?1, ?1, ?2, ?3, ?4, ?5, ?6)",
                    (9_000 + who, stage.bot, OTHER, state, ended - 1, ended),
                )?;
                if let Some(day) = back {
                    tx.execute(contact, (9_100 + who, who, OTHER, ended + day * DAY_MS))?;
                }
            }
            Ok(())
        })
        .unwrap();
    let lead = stage.world.seat(1, &[auth::Role::Supervisor]).await;
    let (status, record) = stage.world.call(&lead, "GET", "/api/setup/bots", None).await;
    assert_eq!(status.as_u16(), 200, "{record}");
    let row = &record["reasons"][0];
    assert_eq!(row["reason"]["id"], OTHER);
    let counted =
        ["served", "confirmed", "silent", "handed_over", "came_again", "settled"].map(|name| row[name].as_u64());
    assert_eq!(counted, [4, 1, 2, 1, 1, 3].map(Some));
    assert_eq!(row["allowed"], true);
}
