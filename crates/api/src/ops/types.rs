//! How the server is.

use serde::Serialize;
use utoipa::ToSchema;

/// Whether the server is well. 200 when it is, 503 when it is not.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Health {
    pub version: String,
    pub state: HealthState,
    pub uptime_ms: i64,
    /// The last journal entry, over all centres.
    pub journal_seq: u64,
    /// How old the oldest input not yet answered is.
    pub lag_ms: i64,
    pub sockets: u32,
}

/// In one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    Ok,
    /// Inputs are refused, such as on a full disk; nothing is lost.
    Refusing,
    Stopping,
}
