//! Whatever comes in: it is refused early, in words that help, and nobody else notices.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod bodies;
mod clock;
mod csv;
mod limits;
mod paths;
mod rates;
mod sockets;

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use crate::common::World;
use crate::common::browser::Browser;

fn bytes(browser: &Browser<'_>, method: &str, path: &str, body: impl Into<Body>) -> Request<Body> {
    let (mut parts, _) = browser.request(method, path, Some(json!({}))).into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    Request::from_parts(parts, body.into())
}

async fn answer(world: &World, request: Request<Body>) -> (u16, Value) {
    let (status, bytes) = world.send(request).await;
    (status.as_u16(), serde_json::from_slice(&bytes).unwrap_or_default())
}

/// Does something, and says how long it took.
#[expect(clippy::disallowed_methods, reason = "how long an answer takes is what is tested")]
async fn timed<T>(work: impl Future<Output = T>) -> (Duration, T) {
    let asked = Instant::now();
    let done = work.await;
    (asked.elapsed(), done)
}
