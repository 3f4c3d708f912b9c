//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{LinkSignIn, SignIn, SignedIn};
use crate::error::Error;
use crate::extract::{Json, Staff};
use crate::state::App;
use crate::wire::Done;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sign_in)).routes(routes!(sign_in_by_link)).routes(routes!(sign_out))
}

/// Signs in with e-mail and password. The answer takes the same time whether the account exists or not.
#[utoipa::path(
    post,
    path = "/api/sign-in",
    tag = "session",
    request_body = SignIn,
    responses((status = 200, description = "Done.", body = SignedIn)),
)]
async fn sign_in(State(_app): State<App>, Json(_body): Json<SignIn>) -> Result<Json<SignedIn>, Error> {
    Err(Error::Unavailable)
}

/// Signs in with a one-time link, and sets a password where one is asked for.
#[utoipa::path(
    post,
    path = "/api/sign-in/link",
    tag = "session",
    request_body = LinkSignIn,
    responses((status = 200, description = "Done.", body = SignedIn)),
)]
async fn sign_in_by_link(State(_app): State<App>, Json(_body): Json<LinkSignIn>) -> Result<Json<SignedIn>, Error> {
    Err(Error::Unavailable)
}

/// Ends this session; its sockets close.
#[utoipa::path(
    post,
    path = "/api/sign-out",
    tag = "session",
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn sign_out(State(_app): State<App>, _staff: Staff) -> Result<Json<Done>, Error> {
    Err(Error::Unavailable)
}
