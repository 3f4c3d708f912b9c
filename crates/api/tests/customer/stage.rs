//! A centre whose bot has the reason `OTHER`, with an article of two steps.

use std::net::SocketAddr;

use api::centre::Centre;
use api::setup::document::Document;
use routing::AgentId;
use routing::policy::Treatment;
use serde_json::{Value, json};

use crate::common::browser::Browser;
use crate::common::shop::{Answers, Shop};
use crate::common::socket::{Socket, greet, serve};
use crate::common::{OTHER, REFUNDS, Seat, World, nothing, setup};

pub struct Stage {
    pub world: World,
    pub running: Centre,
    pub shop: Shop,
    pub address: SocketAddr,
    pub agent: Seat,
    pub bot: u32,
}

/// With the shop's procedures, and Mina on record with two orders.
pub async fn stage() -> Stage {
    let shop = Shop::open();
    let procedures = serde_json::from_value(shop.procedures(OTHER)).unwrap();
    let stage = built(shop, &[OTHER], |document| document.procedures = procedures).await;
    let mina = stage.world.customer(1, "김미나", "K-1");
    for (id, key) in [(901, "A-1001"), (902, "A-1002")] {
        let sql =
            "INSERT INTO order_record (centre, order_id, customer, key, title, status, amount, placed_at, updated_at)
                   VALUES (1, ?1, ?2, ?3, '우산', '배송 중', 12000, -?1, 0)";
        stage.world.store.write::<_, store::Error>(|tx| Ok(tx.execute(sql, (id, mina, key)).map(drop)?)).unwrap();
    }
    stage.shop.answers(
        "GET /orders/A-1001",
        Answers::json(json!({"order": {"status": "shipped", "parcel": "1", "amount": 12_000}})),
    );
    stage.shop.answers("POST /orders/A-1001/cancel", Answers::json(json!({"cancelled": true})));
    stage
}

/// A bot of articles alone; `REFUNDS`, which is not the bot's, has the article, too.
pub async fn of_articles(deadline_ms: u32) -> Stage {
    built(Shop::open(), &[OTHER, REFUNDS], |document| document.bots.deadline_ms = deadline_ms).await
}

async fn built(shop: Shop, reasons: &[u32], change: impl FnOnce(&mut Document)) -> Stage {
    let world = World::with_secret("127.0.0.1", "shop", "hunter-2-hunter-2");
    let running = world.centre(1).await;
    let address = serve(&world).await;
    let agent = world.agent(&running, 1).await;
    world.able(&agent);
    let bot = world.bot(&running, 1).await;
    let mut document = setup();
    change(&mut document);
    let entry = document.reasons.iter_mut().find(|entry| entry.id.0 == OTHER).unwrap();
    entry.bot = Some(AgentId(bot));
    entry.unknown = vec![Treatment::Bot, Treatment::Person];
    entry.known = entry.unknown.clone();
    world.publish(1, document).await.unwrap();
    let steps = json!([{"ko": "앱을 켜세요", "en": "Open the app"}, {"ko": "다시 시작하세요", "en": "Start again"}]);
    world
        .store
        .write::<_, store::Error>(|tx| {
            tx.execute(
                "INSERT INTO article (centre, article, revision, state, title_ko, title_en, steps, updated_at, public)
                 VALUES (1, 77, 4, 'published', '앱이 멈췄어요', 'The app hangs', ?1, 0, 1)",
                [steps.to_string()],
            )?;
            for reason in reasons {
                tx.execute("INSERT INTO article_reason (centre, reason, article) VALUES (1, ?1, 77)", [reason])?;
            }
            Ok(())
        })
        .unwrap();
    Stage { world, running, shop, address, agent, bot }
}

impl Stage {
    /// Mina, whom the site vouches for, with the bot.
    pub async fn known(&self) -> (Browser<'_>, Socket, u64) {
        let mina = Browser::known(&self.world, 1, "K-1", "김미나").await;
        self.with_bot(mina).await
    }

    pub async fn with_bot<'w>(&'w self, browser: Browser<'w>) -> (Browser<'w>, Socket, u64) {
        let (browser, mut socket, contact) = self.greeted(browser).await;
        hears(&mut socket, "(1/2)").await;
        (browser, socket, contact)
    }

    pub async fn greeted<'w>(&'w self, mut browser: Browser<'w>) -> (Browser<'w>, Socket, u64) {
        let contact = browser.open(OTHER).await;
        let (mut socket, _) = greet(self.address, 1, browser.token.as_ref().unwrap(), None).await;
        browser.post("/contact/choose", json!({"treatment": "bot"})).await;
        hears(&mut socket, "저는 봇이에요").await;
        (browser, socket, contact)
    }

    /// The agent takes the contact; what colleagues read in it.
    pub async fn taken_over(&self, contact: u64) -> Vec<Value> {
        let offer = self.world.offer(1, contact).expect("offered to a person");
        let accept = format!("/api/offers/{offer}/accept");
        assert_eq!(self.world.call(&self.agent, "POST", &accept, nothing()).await.0.as_u16(), 200);
        let (_, thread) = self.world.call(&self.agent, "GET", &format!("/api/contacts/{contact}/messages"), None).await;
        thread["messages"].as_array().unwrap().clone()
    }

    /// She asks for a person, and the agent takes the contact; what colleagues read in it.
    pub async fn to_person(&self, browser: &mut Browser<'_>, socket: &mut Socket, contact: u64) -> Vec<Value> {
        browser.say("상담사 연결해 주세요").await;
        waits_for_person(socket).await;
        self.taken_over(contact).await
    }

    /// The agent gives the contact to the bot again.
    pub async fn give_back(&self, contact: u64) {
        let back = json!({"target": {"to": "agent", "agent": self.bot}});
        let path = format!("/api/contacts/{contact}/transfer");
        let (status, answer) = self.world.call(&self.agent, "POST", &path, Some(back)).await;
        assert_eq!(status.as_u16(), 200, "{answer}");
    }

    pub fn why(&self) -> Option<String> {
        let sql = "SELECT why FROM bot_run ORDER BY run DESC LIMIT 1";
        self.world.store.read::<_, store::Error>(|view| Ok(view.query_row(sql, [], |row| row.get(0))?)).unwrap()
    }

    pub fn runs(&self) -> Vec<String> {
        let read = |view: &rusqlite::Connection| {
            let mut select = view.prepare("SELECT state FROM procedure_run ORDER BY run")?;
            let states = select.query_map([], |row| row.get(0))?;
            Ok(states.collect::<Result<_, _>>()?)
        };
        self.world.store.read::<_, store::Error>(read).unwrap()
    }
}

/// The bot's next line, which must have this in it.
pub async fn hears(socket: &mut Socket, part: &str) -> String {
    let told = socket.find("message", |told| told["message"]["author"] == "bot").await.unwrap();
    let body = told["message"]["body"].as_str().unwrap().to_owned();
    assert!(body.contains(part), "{part} is not in: {body}");
    body
}

/// She tells the bot what it needs to cancel her first order, down to why.
pub async fn wants_to_cancel(browser: &mut Browser<'_>, socket: &mut Socket) {
    browser.say("주문 취소해 주세요").await;
    hears(socket, "어느 주문인가요?").await;
    browser.say("1").await;
    hears(socket, "사유").await;
    browser.say("변심").await;
}

pub async fn waits_for_person(socket: &mut Socket) {
    socket.find("contact", |told| told["contact"]["state"] == "waiting").await.unwrap();
}
