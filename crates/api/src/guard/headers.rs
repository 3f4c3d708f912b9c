//! Security headers, on every answer.

use std::collections::BTreeMap;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use rusqlite::Connection;
use tokio::sync::RwLock;

use crate::error::Result;
use crate::rows;
use crate::state::App;

/// The loader that other sites' pages fetch.
const LOADER: &str = "/widget.js";

/// Scripts come from us alone and never from the page's text. `style-src-attr` lets a chart set a width; it runs nothing.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
     img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors ";

/// Adds the headers. Only the customer's page may be framed, by the origins its site lists.
pub async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let framed_by = match path.strip_prefix("/c/").map(|rest| rest.split('/').next().unwrap_or_default()) {
        Some(slug) => app.framers().of(&app, slug).await,
        None => Vec::new(),
    };
    let headers = response.headers_mut();
    let ancestors = if framed_by.is_empty() { "'none'".to_owned() } else { framed_by.join(" ") };
    // A file brings its own: it is nobody's page.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        set(headers, header::CONTENT_SECURITY_POLICY, &format!("{POLICY}{ancestors}"));
    }
    if framed_by.is_empty() {
        set(headers, header::X_FRAME_OPTIONS, "DENY");
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "same-origin");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    let sharing = if path == LOADER { "cross-origin" } else { "same-origin" };
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), sharing);
    set(headers, HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()");
    if app.config().public_url.secure() {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if path.starts_with("/api/") || path == "/metrics" {
        set(headers, header::CACHE_CONTROL, "no-store");
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// The origins each active site lists, by slug. Kept in memory: every answer of a customer's page needs them, and
/// strangers ask for as many as they like.
#[derive(Default)]
pub struct Framers(RwLock<Option<BTreeMap<String, Vec<String>>>>);

impl Framers {
    /// The origins that may frame this site's page; none for an unknown site.
    async fn of(&self, app: &App, slug: &str) -> Vec<String> {
        if let Some(kept) = self.0.read().await.as_ref() {
            return kept.get(slug).cloned().unwrap_or_default();
        }
        // Held while reading, so that a change made meanwhile is forgotten after, not before.
        let mut kept = self.0.write().await;
        match app.read(origins).await {
            Ok(read) => kept.insert(read).get(slug).cloned().unwrap_or_default(),
            Err(_) => Vec::new(),
        }
    }

    /// A site was added or changed.
    pub async fn forget(&self) {
        *self.0.write().await = None;
    }
}

fn origins(view: &Connection) -> Result<BTreeMap<String, Vec<String>>> {
    let mut select = view.prepare_cached("SELECT slug, origins FROM site WHERE active = 1")?;
    let found = select.query_map([], |row| Ok((row.get(0)?, rows::json(row, 1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
