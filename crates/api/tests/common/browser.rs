//! A customer's browser: the page's requests, and the token it keeps.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ORIGIN, World};

/// The key with which [`World::centre`]'s site signs for its visitors.
pub const SITE_SECRET: [u8; 32] = [0; 32];

pub struct Browser<'w> {
    world: &'w World,
    site: String,
    pub token: Option<String>,
    pub language: &'static str,
}

impl<'w> Browser<'w> {
    /// Nobody we know, on the site of this centre.
    pub fn new(world: &'w World, centre: u32) -> Browser<'w> {
        Browser { world, site: format!("shop{centre}"), token: None, language: "ko" }
    }

    /// Somebody for whom the site has signed.
    pub async fn known(world: &'w World, centre: u32, key: &str, name: &str) -> Browser<'w> {
        let mut browser = Browser::new(world, centre);
        browser.ok("POST", "/identify", json!({"token": site_token(key, name)})).await;
        browser
    }

    /// Somebody who has been here before; known when the site signed for her.
    pub fn returning(world: &'w World, centre: u32, known: bool) -> Browser<'w> {
        let sql = "INSERT INTO customer (centre, customer, state, key, name, created_at, updated_at)
                   VALUES (?1, ?2, iif(?3, 'known', 'visitor'), iif(?3, 'K-' || ?2, NULL), iif(?3, '김미나', NULL), ?4, ?4)";
        let new = world.store.write::<_, store::Error>(|tx| {
            let customer = store::new_id(tx, centre)?;
            tx.execute(sql, (centre, customer, known, super::now().0))?;
            Ok(customer)
        });
        Browser::of(world, centre, new.unwrap(), known)
    }

    /// The browser of somebody who is on the books.
    pub fn of(world: &'w World, centre: u32, customer: u64, known: bool) -> Browser<'w> {
        use auth::customers::{Kind, NewLink, Verified};
        let at = super::now();
        let verified = known.then_some(Verified::Site);
        let site = "SELECT site FROM site WHERE centre = ?1";
        let token = world.store.write::<_, auth::Error>(|tx| {
            let site = tx.query_row(site, [centre], |row| row.get(0)).map_err(store::Error::from)?;
            let link = NewLink { site, customer, kind: Kind::Visitor, contact: None, verified, since: at, at };
            auth::customers::issue(tx, centre, &link)
        });
        Browser { token: Some(token.unwrap().reveal().to_owned()), ..Browser::new(world, centre) }
    }

    /// A request as our own page makes it; a new token is kept.
    pub async fn call(&mut self, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let (status, bytes) = self.world.send(self.request(method, path, body)).await;
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if let Some(token) = answer["visitor"].as_str() {
            self.token = Some(token.to_owned());
        }
        (status, answer)
    }

    pub fn request(&self, method: &str, path: &str, body: Option<Value>) -> Request<Body> {
        let path = format!("/api/c/{}{path}", self.site);
        let mut request = Request::builder().method(method).uri(path).header(header::ORIGIN, ORIGIN);
        request = request.header(header::ACCEPT_LANGUAGE, self.language);
        if let Some(token) = &self.token {
            request = request.header("maru-visitor", token);
        }
        match body {
            Some(body) => {
                request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap()
            }
            None => request.body(Body::empty()).unwrap(),
        }
    }

    /// Reads what must be there.
    pub async fn get(&mut self, path: &str) -> Value {
        let (status, answer) = self.call("GET", path, None).await;
        assert_eq!(status, StatusCode::OK, "GET {path}: {answer}");
        answer
    }

    /// Does what must be possible.
    pub async fn ok(&mut self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(method, path, Some(body)).await;
        assert_eq!(status, StatusCode::OK, "{method} {path}: {answer}");
        answer
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Value {
        self.ok("POST", path, body).await
    }

    /// Tries what must be refused; the status and the code.
    pub async fn refused(&mut self, method: &str, path: &str, body: Option<Value>) -> (u16, String) {
        let (status, answer) = self.call(method, path, body).await;
        assert!(!status.is_success(), "{method} {path} was taken: {answer}");
        assert_sentences(&answer);
        (status.as_u16(), answer["error"]["code"].as_str().unwrap_or_default().to_owned())
    }

    /// Writes a line; its id.
    pub async fn say(&mut self, text: &str) -> u64 {
        let line = json!({"body": text, "client_key": Uuid::now_v7()});
        self.post("/contact/messages", line).await["id"].as_u64().unwrap()
    }

    /// Every line of the conversation as it is on screen.
    pub async fn lines(&mut self) -> Vec<String> {
        bodies(&self.get("/contact/messages").await)
    }

    /// Opens a contact about this reason; its id.
    pub async fn open(&mut self, reason: u32) -> u64 {
        self.post("/contacts", json!({"reason": reason})).await["contact"]["id"].as_u64().unwrap()
    }

    pub async fn state(&mut self) -> String {
        self.get("/contact").await["state"].as_str().unwrap().to_owned()
    }
}

/// A refusal says what happened, what is safe and what to do.
pub fn assert_sentences(answer: &Value) {
    for part in ["code", "message", "safe", "do"] {
        let said = answer["error"][part].as_str().unwrap_or_default();
        assert!(!said.is_empty(), "no {part}: {answer}");
    }
}

pub fn bodies(thread: &Value) -> Vec<String> {
    let lines = thread["messages"].as_array().unwrap();
    lines.iter().map(|line| line["body"].as_str().unwrap().to_owned()).collect()
}

/// The treatments offered, in their order.
pub fn ways(contact: &Value) -> Vec<&str> {
    contact["options"].as_array().unwrap().iter().map(|option| option["treatment"].as_str().unwrap()).collect()
}

/// What the site says of its visitor, good for an hour.
pub fn site_token(key: &str, name: &str) -> String {
    let exp = super::now().0 / 1_000 + 3_600;
    let claims = auth::visitor::Claims { sub: key.into(), name: name.into(), exp, iat: None, email: None, phone: None };
    auth::visitor::sign(&SITE_SECRET, &claims).unwrap()
}
