//! The web interface, embedded in the binary. It knows nothing of the server: it only hands out files.

use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

#[derive(rust_embed::RustEmbed)]
#[folder = "dist"]
struct Files;

/// Built names carry a hash of their content, so that they can be kept for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file of the interface; any other path is a screen: the customer's under `/c/`, the staff's elsewhere.
pub async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let name = match path {
        _ if path.contains('.') => path,
        _ if path.starts_with("c/") => "c.html",
        _ => "index.html",
    };
    let Some(file) = Files::get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()));
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let cache = if name.starts_with("assets/") { FOR_EVER } else { "no-cache" };
    let kind = mime_guess::from_path(name).first_or_octet_stream().to_string();
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache.into()), (header::ETAG, tag)];
    (headers, file.data).into_response()
}

/// The first eight bytes: enough to tell versions apart.
fn hex(hash: &[u8]) -> String {
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
