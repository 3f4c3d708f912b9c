//! What comes in, and by whose key.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clean::Clean;
use crate::wire::{Language, Ms};

/// A customer as the company's own system tells it; fields left out stay as they are.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerUpsert {
    /// Such as customer, merchant, courier.
    pub segment: Option<Clean>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub language: Option<Language>,
}

/// An order, whole: what is left out is not there any more.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderUpsert {
    /// Key of a customer who is there.
    pub customer: String,
    pub title: Clean,
    pub status: Clean,
    /// In the smallest unit of the currency that is in use: won, cents.
    pub amount: Option<i64>,
    /// ISO 4217; `KRW` unless said.
    pub currency: Option<String>,
    pub at: Ms,
}

/// A matter, open or closed, whole: what is left out is not there any more.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseUpsert {
    /// Key of a customer who is there.
    pub customer: String,
    pub title: Clean,
    /// A reason of the catalogue: its number, or its name in either language.
    pub reason: Option<String>,
    /// Key of the order it is about.
    pub order: Option<String>,
    pub opened: Ms,
    pub closed: Option<Ms>,
}

/// What an upsert did.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Upserted {
    pub id: u64,
    pub created: bool,
}

/// What an import did. A file with any damaged line changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Imported {
    pub rows: u32,
    pub created: u32,
    pub changed: u32,
    pub encoding: CsvEncoding,
}

/// How a CSV file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CsvEncoding {
    Utf8,
    Cp949,
}

/// A key of one of the company's own systems.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApiKey {
    pub id: u64,
    /// Which system has it.
    pub name: String,
    pub made: Ms,
    pub by: String,
    /// When it was last used, to the hour.
    pub used: Option<Ms>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApiKeys {
    pub keys: Vec<ApiKey>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiKey {
    pub name: String,
}

/// A key just made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApiKeyWithToken {
    pub key: ApiKey,
    /// Sent as `Authorization: Bearer …`; shown this once.
    pub token: String,
}
