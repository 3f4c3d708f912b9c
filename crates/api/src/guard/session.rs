//! Who asks, and whether she may: the table of permissions decides, and what is not in it is forbidden.

use std::net::IpAddr;

use auth::Roles;
use auth::permissions::Reach;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rusqlite::OptionalExtension;

use super::place;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::extract::{Source, Staff, Visitor};
use crate::rows::parse_word;
use crate::state::{App, blocking};
use crate::wire::Language;

/// Longest cookie value or visitor token looked at, in bytes.
const TOKEN_BYTES: usize = 200;
/// What stands before a system's key.
const BEARER: &str = "Bearer ";
/// The customer side's header.
pub const VISITOR: &str = "maru-visitor";

/// Lets a request in, with who asks in its extensions.
pub async fn admit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let pattern = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let reach = app.auth().permissions().reach(request.method().as_str(), &pattern).cloned();
    let place = place::of(app.config(), request.headers(), request.extensions());
    let caller = match reach {
        None => Err(Error::Forbidden),
        Some(Reach::Public) => Ok(Caller::Nobody),
        Some(Reach::Operator) => operator(&app, &request),
        Some(Reach::Customer) => {
            let slug = request.uri().path().split('/').nth(3).unwrap_or_default().to_owned();
            let token = request.headers().get(VISITOR).map(|value| value.to_str().unwrap_or_default().to_owned());
            visitor(&app, slug, token, place, crate::error::preferred(request.headers())).await.map(Caller::Visitor)
        }
        Some(Reach::Staff(_)) if by_key(request.headers()) => {
            let known = app.auth().permissions().allows_systems(request.method().as_str(), &pattern);
            system(&app, bearer(request.headers()), place, known).await.map(Caller::System)
        }
        Some(Reach::Staff(roles)) => {
            let token = token(app.config(), request.headers()).map(str::to_owned);
            staff(&app, token, place, &roles).await
        }
    };
    match caller {
        Err(fault) => fault.into_response(),
        Ok(Caller::Nobody) => next.run(request).await,
        Ok(Caller::Visitor(visitor)) => {
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        Ok(Caller::System(source)) => {
            request.extensions_mut().insert(source);
            next.run(request).await
        }
        Ok(Caller::Staff(staff)) => {
            let language = staff.language;
            request.extensions_mut().insert(staff);
            read_in(language, next.run(request).await)
        }
        Ok(Caller::Refused(language)) => read_in(language, Error::Forbidden.into_response()),
    }
}

/// What is refused is said in the language of the account.
fn read_in(language: Language, mut response: Response) -> Response {
    response.extensions_mut().insert(language);
    response
}

enum Caller {
    Nobody,
    Visitor(Visitor),
    Staff(Staff),
    /// A member of staff whose roles do not open this.
    Refused(Language),
    System(Source),
}

/// Whether a system asks. What a proxy's own password box makes a browser send is no key.
pub fn by_key(headers: &HeaderMap) -> bool {
    headers.get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(BEARER.as_bytes()))
}

/// The key a system sends; a browser's cookie counts for nothing beside it.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix(BEARER)?.trim();
    (token.len() <= TOKEN_BYTES).then(|| token.to_owned())
}

/// Which system asks. Guesses are counted as those at sign-in are.
async fn system(app: &App, token: Option<String>, place: IpAddr, allowed: bool) -> Result<Source> {
    let (token, now) = (token.ok_or(Error::SignedOut)?, app.now());
    let found = app.read(move |view| Ok(auth::keys::holder(view, &token, now)?)).await?;
    let Some(holder) = found else {
        app.rates().sign_ins.spend(&place.into())?;
        return Err(Error::SignedOut);
    };
    if !allowed {
        return Err(Error::Forbidden);
    }
    if holder.due {
        app.write(move |tx| Ok(auth::keys::used(tx, holder, now)?)).await?;
    }
    Ok(Source { centre: holder.centre, account: None, key: Some(holder.key), place })
}

fn operator(app: &App, request: &Request) -> Result<Caller> {
    let from = &app.config().metrics_from;
    let listed = |place: &IpAddr| place.is_loopback() || from.iter().any(|listed| listed.to_canonical() == *place);
    if place::certain(app.config(), request).is_some_and(|place| listed(&place)) {
        Ok(Caller::Nobody)
    } else {
        Err(Error::NotFound)
    }
}

async fn staff(app: &App, token: Option<String>, place: IpAddr, allowed: &Roles) -> Result<Caller> {
    let token = token.ok_or(Error::SignedOut)?;
    let staff = of_token(app, token, place).await?.ok_or(Error::SignedOut)?;
    Ok(if staff.roles.is_disjoint(allowed) { Caller::Refused(staff.language) } else { Caller::Staff(staff) })
}

/// The member of staff whose session a token is; it counts as use.
pub async fn of_token(app: &App, token: String, place: IpAddr) -> Result<Option<Staff>> {
    let (auth, store, now) = (app.auth().clone(), app.store().clone(), app.now());
    blocking(move || {
        let Some(session) = auth.session(&token, now)? else { return Ok(None) };
        let account = store.read(|view| store::accounts::by_id(view, session.centre, session.account))?;
        Ok(account.map(|account| Staff {
            centre: session.centre,
            account: session.account,
            language: parse_word(&account.language).unwrap_or_default(),
            name: account.name,
            alias: account.alias,
            token,
            roles: session.roles.clone(),
            session,
            place,
        }))
    })
    .await
}

/// The name of the session's cookie: `__Host-` binds it to this host over https. On http, which is for this machine
/// only, browsers refuse that prefix.
pub fn cookie_name(config: &Config) -> &'static str {
    if config.public_url.secure() { "__Host-maru" } else { "maru" }
}

/// The session's token in the request's cookies.
pub fn token<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut named = cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .filter(|(name, value)| *name == cookie_name(config) && value.len() <= TOKEN_BYTES);
    let found = named.next()?.1;
    // Two cookies of one name: somebody planted one. Neither is believed.
    if named.next().is_some() { None } else { Some(found) }
}

/// The line that sets the cookie, or ends it with an empty token.
pub fn cookie(config: &Config, token: &str) -> String {
    let secure = if config.public_url.secure() { "; Secure" } else { "" };
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", cookie_name(config))
}

/// The visitor of a site; an unknown, expired or foreign token is a new visitor.
pub async fn visitor(
    app: &App,
    slug: String,
    token: Option<String>,
    place: IpAddr,
    reads: Option<Language>,
) -> Result<Visitor> {
    let now = app.now();
    app.read(move |view| {
        let mut find = view.prepare_cached("SELECT centre, site, language FROM site WHERE slug = ?1 AND active = 1")?;
        let site = find.query_row([slug], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)));
        let (centre, site, language) = site.optional()?.ok_or(Error::NotFound)?;
        let token = token.filter(|token| token.len() <= TOKEN_BYTES);
        let holder = match &token {
            Some(token) => auth::customers::visitor(view, centre, site, token, now)?,
            None => None,
        };
        let language = parse_word(&language).unwrap_or_default();
        Ok(Visitor { centre, site, language, reads: reads.unwrap_or(language), holder, place })
    })
    .await
}

impl From<auth::Error> for Error {
    fn from(fault: auth::Error) -> Self {
        use crate::error::FieldCode;
        match fault {
            auth::Error::LinkRefused => Self::StaleLink,
            auth::Error::PasswordRequired => Self::field("password", FieldCode::Required),
            auth::Error::WeakPassword(weakness) => Self::field("password", weakness.into()),
            auth::Error::NoAccount => Self::NotFound,
            auth::Error::LastAdmin => Self::LastAdmin,
            auth::Error::Store(fault) => fault.into(),
            auth::Error::Table(_) | auth::Error::System(_) => {
                tracing::error!(%fault, "auth");
                Self::Internal
            }
        }
    }
}
