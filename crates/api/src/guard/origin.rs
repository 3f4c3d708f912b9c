//! Requests that change something, and sockets, must come from our own pages.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::session::by_key;
use crate::error::Error;
use crate::state::App;

/// Refuses what another page sent. Reading is refused too when the browser says that another page asked.
pub async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let headers = request.headers();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD) && !headers.contains_key(header::UPGRADE);
    let ours = match header_text(headers, "origin") {
        Some(origin) => app.is_own_origin(origin),
        None => reads,
    };
    // A system with a key: no browser sends that header for another page without asking us first.
    let system = by_key(headers) && !headers.contains_key(header::ORIGIN);
    let fetched_by_us = matches!(header_text(headers, "sec-fetch-site"), None | Some("same-origin" | "none"));
    if (ours || system) && fetched_by_us { next.run(request).await } else { Error::ForeignPage.into_response() }
}

fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    // A header that is not text is not ours either.
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}
