//! Signing in and out.

use std::net::IpAddr;

use auth::{SignIn as Attempt, SignedIn as Begun, Visit};
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{LinkSignIn, SignIn, SignedIn};
use crate::error::{Error, Result};
use crate::extract::{Caller, Json, Staff};
use crate::fields::Fields;
use crate::guard::session::cookie;
use crate::limits;
use crate::state::{App, blocking};
use crate::wire::{DONE, Done};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

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
async fn sign_in(State(app): State<App>, caller: Caller, Json(body): Json<SignIn>) -> Result<impl IntoResponse> {
    let mut fields = Fields::default();
    fields.text(&body.email, limits::EMAIL_CHARS, "email");
    fields.need(body.password.chars().count() <= limits::PASSWORD_CHARS, "password", crate::error::FieldCode::TooLong);
    fields.check()?;
    let attempt = prove(&app, caller, move |auth, visit| auth.sign_in(&body.email, &body.password, visit)).await?;
    match attempt {
        Attempt::Done(begun) => Ok(welcome(&app, &begun)),
        Attempt::Refused { .. } => Err(Error::WrongSignIn),
    }
}

/// Signs in with a one-time link, and sets a password where one is asked for.
#[utoipa::path(
    post,
    path = "/api/sign-in/link",
    tag = "session",
    request_body = LinkSignIn,
    responses((status = 200, description = "Done.", body = SignedIn)),
)]
async fn sign_in_by_link(
    State(app): State<App>,
    caller: Caller,
    Json(body): Json<LinkSignIn>,
) -> Result<impl IntoResponse> {
    let password = body.password.as_deref().map_or(0, |password| password.chars().count());
    let mut fields = Fields::default();
    fields.need(password <= limits::PASSWORD_CHARS, "password", crate::error::FieldCode::TooLong);
    fields.check()?;
    let sign_in =
        move |auth: &auth::Auth, visit: &Visit<'_>| auth.sign_in_by_link(&body.token, body.password.as_deref(), visit);
    let begun = prove(&app, caller, sign_in).await?;
    Ok(welcome(&app, &begun))
}

/// Ends this session; its sockets close.
#[utoipa::path(
    post,
    path = "/api/sign-out",
    tag = "session",
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn sign_out(State(app): State<App>, staff: Staff) -> Result<impl IntoResponse> {
    let auth = app.auth().clone();
    blocking(move || Ok(auth.sign_out(&staff.session)?)).await?;
    app.hub().check_sessions(&app).await;
    let headers = [(SET_COOKIE, cookie(app.config(), "")), (CLEAR_SITE_DATA, "\"cache\", \"storage\"".to_owned())];
    Ok((AppendHeaders(headers), Json(DONE)))
}

/// Runs a check of who somebody is: few at once, since each costs memory on purpose, and few a minute from one place.
async fn prove<T: Send + 'static>(
    app: &App,
    Caller { place, browser }: Caller,
    check: impl FnOnce(&auth::Auth, &Visit<'_>) -> Result<T, auth::Error> + Send + 'static,
) -> Result<T> {
    app.rates().sign_ins.spend(&place.into())?;
    let _slot = app.password_slot().await?;
    let (auth, at) = (app.auth().clone(), app.now());
    blocking(move || {
        let place = place_text(place);
        Ok(check(&auth, &Visit { at, place: &place, device: &browser })?)
    })
    .await
}

fn place_text(place: IpAddr) -> String {
    place.to_string()
}

fn welcome(app: &App, begun: &Begun) -> impl IntoResponse + use<> {
    let set = [(SET_COOKIE, cookie(app.config(), begun.token.reveal()))];
    (AppendHeaders(set), Json(SignedIn { account: begun.account }))
}
