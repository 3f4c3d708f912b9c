//! What handlers take from a request: always parsed, always limited, always refused in the same words.

use std::net::IpAddr;

use auth::{Role, Roles, Session};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, USER_AGENT};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::{Error, FieldCode};
use crate::guard::place;
use crate::guard::rates::OfCentre;
use crate::limits;
use crate::state::App;
use crate::wire::Language;

/// A JSON body: at most [`limits::JSON_BYTES`], unknown fields refused.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// What the path names. Anything that is not of its type is simply not there.
#[derive(Debug)]
pub struct Path<T>(pub T);

/// The query, unknown fields refused.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The member of staff who asks, by her session.
#[derive(Debug, Clone)]
pub struct Staff {
    pub centre: u32,
    pub account: u32,
    pub name: String,
    pub alias: String,
    pub language: Language,
    pub roles: Roles,
    pub session: Session,
    /// The session's token, for the socket to ask whether it still runs.
    pub token: String,
    /// Network address.
    pub place: IpAddr,
}

impl Staff {
    /// Whose budget her requests are counted in.
    pub fn budget(&self) -> OfCentre {
        (self.centre, self.account.into())
    }

    /// Whether she has this role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// Who brings in what the company knows: a member of staff by her session, or a system by its key.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    pub centre: u32,
    pub account: Option<u32>,
    pub key: Option<u64>,
    /// Network address.
    pub place: IpAddr,
}

impl Source {
    /// Whose budget the requests are counted in; ids of accounts and keys do not meet.
    pub fn budget(&self) -> OfCentre {
        (self.centre, self.key.or(self.account.map(u64::from)).unwrap_or_default())
    }
}

/// The customer who asks, at a site.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub centre: u32,
    pub site: u64,
    /// The site's, in which she is served.
    pub language: Language,
    /// In which her page speaks.
    pub reads: Language,
    /// Whom her token stands for; none for somebody new.
    pub holder: Option<auth::customers::Holder>,
    /// Network address.
    pub place: IpAddr,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Error> {
        read_json(request, limits::JSON_BYTES).await.map(Json)
    }
}

/// A file that is brought in, at most as large as its route allows: what is costly, and counted so before it is read.
#[derive(Debug)]
pub struct FileBody(pub Bytes);

impl FromRequest<App> for FileBody {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let by = Source::from_request_parts(&mut parts, app).await?;
        app.rates().heavy.spend(&by.budget())?;
        let whole = Bytes::from_request(Request::from_parts(parts, body), app).await;
        whole.map(FileBody).map_err(|_| Error::TooLarge)
    }
}

/// A setup document: the same, at most [`limits::SETUP_BYTES`].
#[derive(Debug)]
pub struct LargeJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for LargeJson<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Error> {
        read_json(request, limits::SETUP_BYTES).await.map(LargeJson)
    }
}

async fn read_json<T: DeserializeOwned>(request: Request, most: usize) -> Result<T, Error> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Error::WrongMedia);
    }
    let body = axum::body::to_bytes(request.into_body(), most).await.map_err(|_| Error::TooLarge)?;
    parse(&body)
}

/// Reads JSON and names the field at fault.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|fault| {
        let path = fault.path().to_string();
        let fault = fault.into_inner();
        match fault.classify() {
            serde_json::error::Category::Data => field_fault(&path, &fault.to_string()),
            _ => Error::BadRequest,
        }
    })?;
    reader.end().map_err(|_| Error::BadRequest)?;
    Ok(read)
}

/// Serde says which field in words only: "unknown field `role`, expected ...".
fn field_fault(path: &str, words: &str) -> Error {
    let named = words.split('`').nth(1).unwrap_or_default();
    let inside = |name: &str| match path {
        "." => name.to_owned(),
        _ if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        _ => format!("{path}.{name}"),
    };
    let (field, code) = if words.starts_with("unknown field") {
        (inside(named), FieldCode::Unknown)
    } else if words.starts_with("missing field") {
        (inside(named), FieldCode::Required)
    } else {
        (path.to_owned(), FieldCode::WrongType)
    };
    Error::field(field, code)
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Path(value)),
            Err(_) => Err(Error::NotFound),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Query(value)),
            Err(fault) => Err(query_fault(&fault.body_text())),
        }
    }
}

/// "Failed to deserialize query string: name: cause".
fn query_fault(words: &str) -> Error {
    let cause = words.split_once(": ").map_or(words, |(_, rest)| rest);
    match cause.split_once(": ") {
        Some((field, cause)) => match field_fault(field, cause) {
            Error::Invalid(fields) if fields.contains_key(".") => Error::field(field, FieldCode::WrongType),
            fault => fault,
        },
        None => field_fault(".", cause),
    }
}

/// Where a request comes from, for those who are nobody yet.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Network address.
    pub place: IpAddr,
    /// What the browser calls itself.
    pub browser: String,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let browser = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let place = place::of(app.config(), &parts.headers, &parts.extensions);
        Ok(Self { place, browser: browser.to_owned() })
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Error> {
        parts.extensions.get::<Staff>().cloned().ok_or(Error::SignedOut)
    }
}

impl FromRequestParts<App> for Source {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Error> {
        let staff = parts.extensions.get::<Staff>();
        let of_staff =
            |staff: &Staff| Self { centre: staff.centre, account: Some(staff.account), key: None, place: staff.place };
        staff.map(of_staff).or_else(|| parts.extensions.get::<Source>().copied()).ok_or(Error::SignedOut)
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Error> {
        parts.extensions.get::<Visitor>().cloned().ok_or(Error::NotFound)
    }
}

impl<T: serde::Serialize> axum::response::IntoResponse for Json<T> {
    fn into_response(self) -> axum::response::Response {
        axum::Json(self.0).into_response()
    }
}
