//! Signing in and out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub email: String,
    pub password: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSignIn {
    /// From a one-time link.
    pub token: String,
    /// A password to set. Asked for (422 `password: required`) when the account is not of a demo and has none.
    pub password: Option<String>,
}

/// The session's cookie is set; read `/api/me` next.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignedIn {
    pub account: u32,
}
