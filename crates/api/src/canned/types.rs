//! Canned replies (상용구): mine and everyone's.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::clean::Clean;

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CannedQuery {
    /// The contact's reason: its own replies come first.
    pub reason: Option<u32>,
    /// In title and body; initial consonants too.
    pub q: Option<String>,
}

/// Replies found, the best first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CannedList {
    pub canned: Vec<Canned>,
}

/// A canned reply. `{customer.name|고객}` is filled in by the composer, with a fall-back after the bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Canned {
    pub id: u64,
    pub title: String,
    pub body: String,
    pub scope: CannedScope,
    pub reason: Option<u32>,
    /// The caller may change it.
    pub mine: bool,
}

/// Who sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CannedScope {
    Mine,
    All,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCanned {
    pub title: Clean,
    pub body: Clean,
    pub scope: CannedScope,
    pub reason: Option<u32>,
}

/// Fields left out stay as they are.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CannedChange {
    pub title: Option<Clean>,
    pub body: Option<Clean>,
    pub scope: Option<CannedScope>,
    pub reason: Option<u32>,
}
