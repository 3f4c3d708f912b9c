//! The whole door: every route behind the same guards, the interface's pages beside them.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Method;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::error::{self, Error};
use crate::guard::{headers, origin, session};
use crate::state::App;
use crate::{help, limits, openapi};

/// Longest a request may take; the sockets' own life begins after it.
pub const REQUEST_TIME: Duration = Duration::from_secs(30);

/// The router of a server. `pages` answers every path that is not the API's: the interface.
pub fn router(app: App, pages: MethodRouter<()>) -> Router {
    let (routes, _) = openapi::routes().split_for_parts();
    let api = routes
        .route_layer(from_fn_with_state(app.clone(), session::admit))
        .method_not_allowed_fallback(async || Error::WrongMethod)
        .route("/api/", any(async || Error::NotFound))
        .route("/api/{*rest}", any(async || Error::NotFound))
        .merge(help::pages())
        .layer(DefaultBodyLimit::max(limits::JSON_BYTES))
        .fallback_service(pages.layer(CompressionLayer::new()));
    guarded(app, api, REQUEST_TIME)
}

/// What holds for every request, outermost last.
fn guarded(app: App, routes: Router<App>, longest: Duration) -> Router {
    routes
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(move |request, next| in_time(longest, request, next)))
        .layer(from_fn_with_state(app.clone(), origin::check))
        .layer(from_fn(error::say))
        .layer(from_fn_with_state(app.clone(), headers::add))
        .layer(from_fn(count))
        .with_state(app)
}

async fn in_time(longest: Duration, request: Request, next: Next) -> Response {
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::Slow.into_response(),
    }
}

/// One bad request ends alone.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    metrics::counter!("maru_panics_total").increment(1);
    Error::Internal.into_response()
}

async fn count(request: Request, next: Next) -> Response {
    // Method names from outside are words from outside: only the known ones become labels.
    let method = match *request.method() {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    };
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("maru_requests_total", "method" => method, "status" => status).increment(1);
    response
}

#[cfg(test)]
mod tests {
    use auth::Auth;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::routing::get;
    use store::Store;
    use tower::ServiceExt;

    use super::*;
    use crate::config::{Config, PublicUrl};

    fn app() -> (App, tempfile::TempDir) {
        let dir = tempfile::TempDir::new().unwrap();
        let store = Store::open(dir.path().join("data")).unwrap();
        let config = Config::new(PublicUrl::parse("http://localhost").unwrap(), "test");
        (App::new(store.clone(), Auth::new(store).unwrap(), config, node::clock::now), dir)
    }

    async fn answer(handler: MethodRouter<App>) -> (StatusCode, String) {
        let (app, _dir) = app();
        let router = guarded(app, Router::new().route("/api/x", handler), Duration::from_millis(20));
        let request = Request::get("/api/x").header("accept-language", "en").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert!(response.headers().contains_key("content-security-policy"));
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_ends_its_own_request_with_the_usual_words() {
        let (status, body) = answer(get(async || -> &'static str { panic!("boom") })).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(body.contains("\"code\":\"internal\"") && !body.contains("boom"), "{body}");
    }

    #[tokio::test]
    async fn a_request_that_takes_too_long_is_given_up() {
        let (status, body) = answer(get(async || std::future::pending::<&'static str>().await)).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("\"code\":\"slow\""), "{body}");
    }

    #[tokio::test]
    async fn a_route_that_no_table_knows_is_closed() {
        let (app, _dir) = app();
        let open = Router::new().route("/api/new", get(async || "secret"));
        let open = open.route_layer(from_fn_with_state(app.clone(), session::admit));
        let request = Request::get("/api/new").body(Body::empty()).unwrap();
        let response = guarded(app, open, REQUEST_TIME).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
}
