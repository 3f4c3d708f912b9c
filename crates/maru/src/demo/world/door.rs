//! The server's own router, as a simulated person reaches it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Largest answer read, in bytes.
const ANSWER_BYTES: usize = 1 << 20;

/// What simulated people call their browser: so their sessions are told from real ones.
pub const SIMULATED: &str = "Maru simulation";

/// A way in.
pub struct Door {
    router: Router,
    origin: String,
}

/// Who asks.
#[derive(Debug, Clone)]
pub enum Who {
    Nobody(u32),
    Staff { account: u32, cookie: String },
    Visitor { person: u32, token: Option<String> },
}

impl Door {
    pub fn new(router: Router, origin: String) -> Door {
        Door { router, origin }
    }

    /// Asks for something; `None` when it was refused.
    pub async fn get(&self, who: &Who, path: &str) -> Option<Value> {
        self.send(who, Method::GET, path, None).await.map(|(_, body)| body)
    }

    /// Does something; `None` when it was refused.
    pub async fn post(&self, who: &Who, path: &str, body: Value) -> Option<Value> {
        self.send(who, Method::POST, path, Some(body)).await.map(|(_, body)| body)
    }

    /// Signs in by a one-time link.
    pub async fn sign_in(&self, token: &str, account: u32) -> Option<String> {
        let body = json!({ "token": token, "password": null });
        let (cookie, _) = self.send(&Who::Nobody(account), Method::POST, "/api/sign-in/link", Some(body)).await?;
        cookie
    }

    async fn send(
        &self,
        who: &Who,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Option<(Option<String>, Value)> {
        let request = Request::builder().method(method).uri(path).header(header::ORIGIN, &self.origin);
        let mut request = request.header(header::USER_AGENT, SIMULATED);
        let person = match who {
            Who::Nobody(person) => *person,
            Who::Staff { account, cookie } => {
                request = request.header(header::COOKIE, cookie);
                *account
            }
            Who::Visitor { person, token } => {
                if let Some(token) = token {
                    request = request.header("maru-visitor", token);
                }
                *person
            }
        };
        let content = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let mut request = request.header(header::CONTENT_TYPE, "application/json").body(content).ok()?;
        request.extensions_mut().insert(ConnectInfo(address(person)));
        let response = self.router.clone().oneshot(request).await.ok()?;
        let cookie = response.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
        let good = response.status().is_success();
        let bytes = axum::body::to_bytes(response.into_body(), ANSWER_BYTES).await.ok()?;
        good.then(|| (cookie, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
    }
}

/// Each simulated person has a loopback address of her own, as real ones have theirs.
fn address(person: u32) -> SocketAddr {
    let [_, b, c, d] = person.to_be_bytes();
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, b, c, d)), 1)
}
