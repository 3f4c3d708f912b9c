//! A world to test in: two centres with equal data on one store, driven through the router.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

pub mod browser;
pub mod planning;
pub mod shop;
pub mod socket;
pub mod surface;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use api::App;
use api::centre::{self, Centre};
use api::config::{Config, PublicUrl, Secret};
use api::setup::document::Document;
use api::setup::people;
use api::setup::publish::{Release, publish};
use api::setup::types::{ChannelLimit, Serves};
use api::wire::AgentSkill;
use auth::{Auth, Grant, Purpose, Role, Visit};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::routing::get;
use routing::input::Arrival;
use routing::policy::Channel;
use routing::{AgentId, AgentKind, AgentProfile, CaseId, ContactId, CustomerId, Input, Presence, ReasonId, Time};
use serde_json::{Value, json};
use store::Store;
use store::accounts::{self, Kind, NewAccount};
use tempfile::TempDir;
use tower::ServiceExt;

pub const ORIGIN: &str = "http://127.0.0.1:7070";
pub const REFUNDS: u32 = 11;
pub const OTHER: u32 = 1;

/// The server.
pub struct World {
    pub app: App,
    pub router: Router,
    pub store: Store,
    _dir: TempDir,
    emails: AtomicU32,
}

/// Somebody signed in.
#[derive(Clone)]
pub struct Seat {
    pub centre: u32,
    pub account: u32,
    pub cookie: String,
}

impl World {
    pub fn new() -> World {
        Self::with_clock(node::clock::now)
    }

    /// A world in which no minute passes for who counts requests, however slow the machine.
    pub fn standing() -> World {
        fn stood() -> Time {
            static AT: OnceLock<Time> = OnceLock::new();
            *AT.get_or_init(node::clock::now)
        }
        Self::with_clock(stood)
    }

    /// A world whose API reads this clock; the engine has its own, which never goes back.
    pub fn with_clock(clock: fn() -> Time) -> World {
        Self::with(Config::new(PublicUrl::parse(ORIGIN).unwrap(), "test"), clock)
    }

    /// A world in which webhooks may call a host inside.
    pub fn with_inside_host(host: &str) -> World {
        let config = Config::new(PublicUrl::parse(ORIGIN).unwrap(), "test");
        Self::with(Config { inside_hosts: vec![host.into()], ..config }, node::clock::now)
    }

    /// The same, with a secret for that host.
    pub fn with_secret(host: &str, name: &str, value: &str) -> World {
        let config = Config::new(PublicUrl::parse(ORIGIN).unwrap(), "test");
        let secret = Secret { host: host.into(), value: value.into() };
        let config = Config { inside_hosts: vec![host.into()], secrets: [(name.into(), secret)].into(), ..config };
        Self::with(config, node::clock::now)
    }

    /// With embeddings of the operator's, or why they cannot be used.
    pub fn with_embeddings(read: Result<embed::Model, String>) -> World {
        let config = Config::new(PublicUrl::parse(ORIGIN).unwrap(), "test");
        let config = Config { inside_hosts: vec!["127.0.0.1".into()], embeddings: Some(read.map(Arc::new)), ..config };
        Self::with(config, node::clock::now)
    }

    /// Another server on the same store.
    pub fn on(world: &World) -> World {
        let config = Config::new(PublicUrl::parse(ORIGIN).unwrap(), "test");
        let store = world.store.clone();
        let app = App::new(store.clone(), Auth::new(store.clone()).unwrap(), config, node::clock::now);
        let router = api::router(app.clone(), get(async || "the page"));
        World { app, router, store, _dir: TempDir::new().unwrap(), emails: AtomicU32::new(0) }
    }

    fn with(config: Config, clock: fn() -> Time) -> World {
        let dir = TempDir::new().unwrap();
        let store = Store::open(dir.path().join("data")).unwrap();
        let app = App::new(store.clone(), Auth::new(store.clone()).unwrap(), config, clock);
        let router = api::router(app.clone(), get(async || "the page"));
        World { app, router, store, _dir: dir, emails: AtomicU32::new(0) }
    }

    /// A centre with a published setup, a site, and nobody in it.
    pub async fn centre(&self, id: u32) -> Centre {
        self.books(id, &setup());
        let running = centre::start(&self.store, id, Vec::new(), node::clock::now).unwrap();
        say(&running, Input::Publish { policy: Box::new(setup().policy(1)) }).await;
        self.app.serve(id, running.clone());
        running
    }

    /// The tables of a centre that is not running yet.
    pub fn books(&self, id: u32, document: &Document) {
        let now = node::clock::now();
        let json = serde_json::to_string(document).unwrap();
        self.store
            .write::<_, store::Error>(|tx| {
                accounts::create_centre(tx, id, &format!("Centre {id}"), "Asia/Seoul", now)?;
                tx.execute(
                    "INSERT INTO policy_version (centre, version, document, published_at, published_by)
                     VALUES (?1, 1, ?2, ?3, 0)",
                    (id, json, now.0),
                )?;
                tx.execute(
                    "INSERT INTO policy_draft (centre, document, base, revision, edited_at, edited_by)
                     SELECT centre, document, 1, 1, published_at, published_by FROM policy_version WHERE centre = ?1",
                    [id],
                )?;
                tx.execute(
                    "INSERT INTO site (centre, site, slug, name, secret, origins, language, created_at)
                     VALUES (?1, ?2, ?3, 'Shop', zeroblob(32), '[\"https://shop.example\"]', 'ko', ?4)",
                    (id, store::new_id(tx, id)?, format!("shop{id}"), now.0),
                )?;
                Ok(())
            })
            .unwrap();
    }

    /// A colleague with these roles, signed in.
    pub async fn seat(&self, centre: u32, roles: &[Role]) -> Seat {
        let now = node::clock::now();
        let number = self.emails.fetch_add(1, Ordering::Relaxed);
        let email = format!("person{number}@example.com");
        let grants: BTreeSet<Grant> = roles.iter().map(|role| Grant { role: *role, client: 0 }).collect();
        let (account, link) = self
            .store
            .write::<_, auth::Error>(|tx| {
                let account = store::new_small_id(tx, centre)?;
                let name = format!("이름{number}");
                let alias = format!("예명{number}");
                let new = NewAccount {
                    account,
                    kind: Kind::Person,
                    email: Some(&email),
                    name: &name,
                    alias: &alias,
                    language: "en",
                    at: now,
                };
                assert!(accounts::create(tx, centre, &new)?);
                let by = auth::people::By { account: None, at: now, why: "test" };
                auth::people::set_grants(tx, centre, account, &grants, by)?;
                tx.execute("INSERT INTO agent (centre, agent, limits) VALUES (?1, ?2, '{}')", (centre, account))?;
                Ok((account, auth::issue_link(tx, centre, account, Purpose::Demo, None, now)?))
            })
            .unwrap();
        let visit = Visit { at: now, place: "127.0.0.1", device: "test" };
        let begun = self.app.auth().sign_in_by_link(link.reveal(), None, &visit).unwrap();
        Seat { centre, account, cookie: format!("maru={}", begun.token.reveal()) }
    }

    /// A client of the centre.
    pub fn client(&self, centre: u32, client: u64, name: &str) {
        let sql = "INSERT INTO client (centre, client, name, created_at) VALUES (?1, ?2, ?3, 0)";
        self.store.write::<_, store::Error>(|tx| Ok(tx.execute(sql, (centre, client, name)).map(drop)?)).unwrap();
    }

    /// Somebody of a client.
    pub async fn client_seat(&self, centre: u32, client: u64) -> Seat {
        let seat = self.seat(centre, &[]).await;
        let grants = BTreeSet::from([Grant { role: Role::Client, client }]);
        let by = auth::people::By { account: None, at: node::clock::now(), why: "test" };
        self.store
            .write::<_, auth::Error>(|tx| auth::people::set_grants(tx, centre, seat.account, &grants, by).map(drop))
            .unwrap();
        seat
    }

    /// An agent who is ready to serve chats.
    pub async fn agent(&self, running: &Centre, centre: u32) -> Seat {
        let seat = self.seat(centre, &[Role::Agent]).await;
        say(running, Input::Agent { profile: serving(&seat) }).await;
        running.device_heard(AgentId(seat.account));
        let ready = Input::Presence { agent: AgentId(seat.account), presence: Presence::Ready, until: None, by: None };
        say(running, ready).await;
        say(running, Input::Device { agent: AgentId(seat.account), alive: true }).await;
        seat
    }

    /// Writes down that this agent serves chats with every skill of the setup, so that it can be published to her.
    pub fn able(&self, seat: &Seat) {
        let limits = vec![ChannelLimit { channel: api::wire::Channel::Chat, most: 3 }];
        let skills: Vec<AgentSkill> = (1..=7).map(|skill| AgentSkill { skill, level: 5 }).collect();
        self.store
            .write::<_, api::Error>(|tx| {
                let serves = Serves { capacity: 100, auto_accept: false, limits };
                people::set_serves(tx, seat.centre, seat.account, &serves)?;
                people::set_skills(tx, seat.centre, seat.account, &skills)
            })
            .unwrap();
    }

    /// Publishes a document as an administrator would.
    pub async fn publish(&self, centre: u32, document: Document) -> api::Result<u32> {
        let release =
            Release { document, note: "test".into(), by: None, restores: None, language: api::wire::Language::En };
        publish(&self.app, centre, release).await.map(|published| published.version)
    }

    /// A bot on duty; its id.
    pub async fn bot(&self, running: &Centre, centre: u32) -> u32 {
        let bot = self
            .store
            .write::<_, api::Error>(|tx| {
                let account = store::new_small_id(tx, centre)?;
                let new = NewAccount {
                    account,
                    kind: Kind::Bot,
                    email: None,
                    name: "도우미",
                    alias: "도우미",
                    language: "ko",
                    at: now(),
                };
                accounts::create(tx, centre, &new)?;
                let limits = vec![ChannelLimit { channel: api::wire::Channel::Chat, most: 100 }];
                let serves = Serves { capacity: 3_000, auto_accept: true, limits };
                people::set_serves(tx, centre, account, &serves)?;
                Ok(account)
            })
            .unwrap();
        people::tell_engine(&self.app, centre, bot).await.unwrap();
        let ready = Input::Presence { agent: AgentId(bot), presence: Presence::Ready, until: None, by: None };
        say(running, ready).await;
        bot
    }

    /// A known customer with a phone number; her id.
    pub fn customer(&self, centre: u32, name: &str, key: &str) -> u64 {
        let now = node::clock::now().0;
        self.store
            .write::<_, store::Error>(|tx| {
                let id = store::new_id(tx, centre)?;
                tx.execute(
                    "INSERT INTO customer (centre, customer, state, key, name, phone, email, created_at, updated_at)
                     VALUES (?1, ?2, 'known', ?3, ?4, '01012345678', 'mina@example.com', ?5, ?5)",
                    (centre, id, key, name, now),
                )?;
                Ok(id)
            })
            .unwrap()
    }

    /// A chat of that customer about refunds, in line.
    pub async fn chat(&self, running: &Centre, centre: u32, customer: u64) -> u64 {
        self.chat_for(running, centre, customer, 0).await
    }

    /// The same, on a client's site.
    pub async fn chat_for(&self, running: &Centre, centre: u32, customer: u64, client: u64) -> u64 {
        let (contact, case) = (self.store.next_id(centre).unwrap(), self.store.next_id(centre).unwrap());
        let sql = "INSERT INTO contact_detail (centre, contact, client) VALUES (?1, ?2, ?3)";
        self.store.write::<_, store::Error>(|tx| Ok(tx.execute(sql, (centre, contact, client)).map(drop)?)).unwrap();
        let arrival = Arrival {
            contact: ContactId(contact),
            customer: CustomerId(customer),
            case: CaseId(case),
            channel: Channel::Chat,
            known: true,
            reason: Some(ReasonId(REFUNDS)),
            extra: Vec::new(),
            preferred: None,
            never: Vec::new(),
            effort: Default::default(),
            since: None,
        };
        say(running, Input::Arrive { arrival }).await;
        say(running, Input::AskPerson { contact: ContactId(contact), channel: None }).await;
        contact
    }

    /// The open offer of a contact.
    pub fn offer(&self, centre: u32, contact: u64) -> Option<u64> {
        self.store
            .read::<_, store::Error>(|view| {
                let mut find = view
                    .prepare("SELECT max(offer) FROM offer WHERE centre = ?1 AND contact = ?2 AND ended_at IS NULL")?;
                Ok(find.query_row((centre, contact), |row| row.get(0))?)
            })
            .unwrap()
    }

    /// A request as our own page makes it.
    pub async fn call(&self, seat: &Seat, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let (status, bytes) = self.send(self.request(Some(seat), method, path, body)).await;
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    pub fn request(&self, seat: Option<&Seat>, method: &str, path: &str, body: Option<Value>) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(path).header(header::ORIGIN, ORIGIN);
        if let Some(seat) = seat {
            request = request.header(header::COOKIE, &seat.cookie);
        }
        match body {
            Some(body) => {
                request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap()
            }
            None => request.body(Body::empty()).unwrap(),
        }
    }

    pub async fn send(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, bytes.to_vec())
    }
}

/// Says something to the engine that it must take.
pub async fn say(running: &Centre, input: Input) {
    running.submit(node::Submission::new(input)).await.unwrap();
}

/// The setup that every centre here begins with.
pub fn setup() -> Document {
    serde_json::from_str(include_str!("setup.json")).unwrap()
}

/// An agent of the setup: chats and callbacks.
pub fn serving(seat: &Seat) -> AgentProfile {
    AgentProfile {
        agent: AgentId(seat.account),
        kind: AgentKind::Person,
        skills: [(routing::SkillId(1), 5), (routing::SkillId(2), 3)].into(),
        capacity: 100,
        limits: [(Channel::Chat, 3), (Channel::Callback, 1)].into(),
        auto_accept: false,
        short_rest: false,
        predicted: Default::default(),
    }
}

pub fn nothing() -> Option<Value> {
    Some(json!({}))
}

pub fn now() -> Time {
    node::clock::now()
}
