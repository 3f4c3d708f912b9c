//! Security headers, on every answer.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

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
        Some(slug) => origins(&app, slug.to_owned()).await,
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

/// The origins a site lists, after they were checked when set; none for an unknown site.
async fn origins(app: &App, slug: String) -> Vec<String> {
    let listed = app.read(move |view| {
        use rusqlite::OptionalExtension;
        let mut find = view.prepare_cached("SELECT origins FROM site WHERE slug = ?1 AND active = 1")?;
        Ok(find.query_row([slug], |row| row.get::<_, String>(0)).optional()?)
    });
    let listed = listed.await.ok().flatten();
    listed.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}
