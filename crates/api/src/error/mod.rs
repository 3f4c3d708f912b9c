//! What a caller is told when something cannot be done: what happened, what is safe, what to do.
//!
//! Handlers return [`Error`]; [`say`] turns it into the [`Problem`] body, in the reader's language.

mod unplannable;
mod words;

use std::collections::BTreeMap;

use ::plan::Refusal;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::setup::types::Finding;
use crate::wire::Language;
pub use unplannable::{note, refusal};

/// What every handler returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("not there, or another centre's")]
    NotFound,
    #[error("signed out")]
    SignedOut,
    #[error("unknown e-mail or wrong password")]
    WrongSignIn,
    #[error("the link is used or expired")]
    StaleLink,
    #[error("not allowed")]
    Forbidden,
    #[error("the request came from another page")]
    ForeignPage,
    #[error("unreadable request")]
    BadRequest,
    #[error("method not allowed")]
    WrongMethod,
    #[error("body too large")]
    TooLarge,
    #[error("kind of file not accepted")]
    WrongMedia,
    #[error("fields refused: {0:?}")]
    Invalid(BTreeMap<String, FieldCode>),
    #[error("damaged file at line {line}")]
    DamagedFile {
        line: u64,
        cause: FileFault,
        /// What is wrong with which value of the line, where it is about values.
        fields: BTreeMap<String, FieldCode>,
    },
    #[error("setup refused: {0:?}")]
    SetupRefused(Vec<Finding>),
    #[error("cannot be planned: {why}")]
    Unplannable {
        why: Refusal,
        /// The fields that stand in the way, where it is settings that are refused.
        fields: BTreeMap<String, FieldCode>,
    },
    #[error("too many requests")]
    TooMany { retry_after_s: u64 },
    #[error("that offer is over")]
    StaleOffer,
    #[error("not possible in this state")]
    WrongState,
    #[error("somebody saved in between")]
    NewerRevision,
    #[error("the slot is taken")]
    SlotFull,
    #[error("the slot is past")]
    SlotPast,
    #[error("the agent has no room")]
    NoRoom,
    #[error("the agent is not taking contacts")]
    AgentNotThere,
    #[error("nobody could administer the centre any more")]
    LastAdmin,
    #[error("too much to be played again")]
    TooLong,
    #[error("took too long")]
    Slow,
    #[error("the disk is full")]
    StorageFull,
    #[error("not accepting work now")]
    Unavailable,
    #[error("a fault of the program")]
    Internal,
}

/// Why a field was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    Required,
    Unknown,
    WrongType,
    TooLong,
    TooShort,
    OutOfRange,
    /// It names something that is not there.
    NotThere,
    Taken,
    Invalid,
    /// It and another field that is named cannot both hold.
    Contradicts,
    /// A password that everybody tries first.
    Common,
    /// A password that is the person's own name or address.
    Personal,
}

impl From<auth::Weakness> for FieldCode {
    fn from(weakness: auth::Weakness) -> Self {
        match weakness {
            auth::Weakness::TooShort => Self::TooShort,
            auth::Weakness::TooLong => Self::TooLong,
            auth::Weakness::Common => Self::Common,
            auth::Weakness::Personal => Self::Personal,
        }
    }
}

/// What is wrong with a line of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileFault {
    /// Neither UTF-8 nor CP949.
    Encoding,
    /// The first line does not name the columns.
    Header,
    /// Too few or too many cells.
    Cells,
    /// A value is missing, too long or not of its kind: `fields` says which and why.
    Value,
    /// The key stands on an earlier line too.
    Twice,
    /// It names a customer, an order or a reason that is not there: `fields` says which.
    NotThere,
    TooManyRows,
    /// It is not the newest revision of what it names.
    Older,
}

/// The body of every answer that is not a success.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    pub error: ProblemBody,
}

/// What happened, what is safe and what to do, in the reader's language.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Stable name of the cause, such as `stale_offer`.
    pub code: &'static str,
    /// What happened.
    pub message: &'static str,
    /// What is safe.
    pub safe: &'static str,
    /// What to do.
    #[serde(rename = "do")]
    pub todo: &'static str,
    /// Field by field, for `invalid`, and for `damaged_file` where it is about values of the line.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldCode>,
    /// For `damaged_file`: the first line at fault, the header being line 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// For `damaged_file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<FileFault>,
    /// For `unplannable`: what stands in the way, with its line, person or day, in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// For `setup_refused`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl Error {
    /// A line of a file that cannot be taken.
    pub fn damaged(line: u64, cause: FileFault) -> Self {
        Self::DamagedFile { line, cause, fields: BTreeMap::new() }
    }

    /// What is wrong with a value is wrong with the line it stands on.
    pub fn at_line(self, line: u64) -> Self {
        match self {
            Self::Invalid(fields) => Self::DamagedFile { line, cause: FileFault::Value, fields },
            Self::NewerRevision => Self::damaged(line, FileFault::Older),
            other => other,
        }
    }

    /// One field refused.
    pub fn field(name: impl Into<String>, code: FieldCode) -> Self {
        Self::Invalid(BTreeMap::from([(name.into(), code)]))
    }

    /// What went wrong, in one sentence.
    pub fn sentence(&self, language: Language) -> String {
        match self {
            Self::Unplannable { why, .. } => refusal(why, language),
            other => words::of(other, language).1[0].into(),
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignedOut | Self::WrongSignIn | Self::StaleLink => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::ForeignPage => StatusCode::FORBIDDEN,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_)
            | Self::DamagedFile { .. }
            | Self::SetupRefused(_)
            | Self::Unplannable { .. }
            | Self::TooLong => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::StaleOffer
            | Self::WrongState
            | Self::NewerRevision
            | Self::SlotFull
            | Self::SlotPast
            | Self::NoRoom
            | Self::AgentNotThere
            | Self::LastAdmin => StatusCode::CONFLICT,
            Self::Slow | Self::StorageFull | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn problem(self, language: Language) -> Problem {
        let (code, [message, safe, todo]) = words::of(&self, language);
        let mut error = ProblemBody {
            code,
            message,
            safe,
            todo,
            fields: BTreeMap::new(),
            line: None,
            fault: None,
            why: None,
            findings: Vec::new(),
        };
        match self {
            Self::Invalid(fields) => error.fields = fields,
            Self::DamagedFile { line, cause, fields } => {
                (error.line, error.fault, error.fields) = (Some(line), Some(cause), fields);
            }
            Self::SetupRefused(findings) => error.findings = findings,
            Self::Unplannable { why, fields } => (error.why, error.fields) = (Some(refusal(&why, language)), fields),
            _ => {}
        }
        Problem { error }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooMany { retry_after_s } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes refusals out, in the language of the signed-in reader or of her browser.
pub async fn say(request: Request, next: Next) -> Response {
    let theirs = language(request.headers());
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<Error>() else { return response };
    let language = response.extensions().get::<Language>().copied().unwrap_or(theirs);
    let (parts, _) = response.into_parts();
    let mut headers = parts.headers;
    headers.remove(header::CONTENT_LENGTH);
    (parts.status, headers, axum::Json(error.problem(language))).into_response()
}

/// The one of our languages that the browser likes best, or the usual one.
pub fn language(headers: &HeaderMap) -> Language {
    preferred(headers).unwrap_or_default()
}

/// The one of our languages that the browser likes best, by its weights (RFC 9110 §12.5.4); none: it names none of them.
pub fn preferred(headers: &HeaderMap) -> Option<Language> {
    let wanted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let ours = wanted.split(',').filter_map(|one| {
        let (tag, weight) = one.split_once(';').unwrap_or((one, "q=1"));
        let language = match tag.trim().split('-').next() {
            Some(tag) if tag.eq_ignore_ascii_case("ko") => Language::Ko,
            Some(tag) if tag.eq_ignore_ascii_case("en") => Language::En,
            _ => return None,
        };
        let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
        (weight > 0.0).then_some((weight, language))
    });
    // Of equal weights the first one named.
    ours.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, language)| language)
}

impl From<Refusal> for Error {
    fn from(why: Refusal) -> Self {
        Self::Unplannable { why, fields: BTreeMap::new() }
    }
}

impl From<store::Error> for Error {
    fn from(fault: store::Error) -> Self {
        // A number that no row can have.
        if matches!(fault, store::Error::Sql(rusqlite::Error::ToSqlConversionFailure(_))) {
            return Self::NotFound;
        }
        tracing::error!(%fault, "store");
        match fault {
            store::Error::Full => Self::StorageFull,
            store::Error::Busy => Self::Unavailable,
            _ => Self::Internal,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(fault: rusqlite::Error) -> Self {
        store::Error::from(fault).into()
    }
}
