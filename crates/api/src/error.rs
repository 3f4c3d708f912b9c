//! What a caller is told when something cannot be done: what happened, what is safe, what to do.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

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
    NotThere,
    Taken,
    Invalid,
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
    pub code: String,
    /// What happened.
    pub message: String,
    /// What is safe.
    pub safe: String,
    /// What to do.
    #[serde(rename = "do")]
    pub todo: String,
    /// Field by field, for 422.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldCode>,
}

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("not there, or another centre's")]
    NotFound,
    #[error("signed out")]
    SignedOut,
    #[error("not JSON")]
    NotJson,
    #[error("body too large")]
    TooLarge,
    #[error("fields refused")]
    Invalid { fields: BTreeMap<String, FieldCode> },
    #[error("not built yet")]
    NotBuilt,
}

impl Error {
    /// One field refused.
    pub fn field(name: impl Into<String>, code: FieldCode) -> Self {
        Self::Invalid { fields: BTreeMap::from([(name.into(), code)]) }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::NotJson => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotBuilt => StatusCode::NOT_IMPLEMENTED,
        };
        (status, Json(self.to_string())).into_response()
    }
}
