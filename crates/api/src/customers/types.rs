//! Customers, their orders and open matters: masked unless revealed.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::clean::Clean;
use crate::contacts::types::{PastContact, VerifiedBy};
use crate::wire::{Ms, ReasonName};

/// A customer in a line of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerName {
    pub id: u64,
    /// Masked, such as `김*나`; absent for a visitor nobody knows.
    pub name: Option<String>,
    pub known: bool,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CustomerQuery {
    /// Start of a name, a whole phone number, a whole e-mail address or the company's own key.
    pub q: String,
}

/// What a search found; at most 20.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerHits {
    pub customers: Vec<CustomerHit>,
    /// There are more than are shown.
    pub more: bool,
}

/// A customer found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerHit {
    pub id: u64,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub last_contact_at: Option<Ms>,
    pub open_cases: u32,
}

/// Everything about a customer, masked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerDetail {
    pub id: u64,
    pub known: bool,
    /// The company's own key.
    pub key: Option<String>,
    /// Such as customer, merchant, courier.
    pub segment: String,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub language: Option<String>,
    pub verified_by: Option<VerifiedBy>,
    pub since: Ms,
    pub cases: Vec<CaseView>,
    pub orders: Vec<OrderView>,
    /// The newest first; at most 50.
    pub contacts: Vec<PastContact>,
    pub restrictions: Vec<Restriction>,
    pub effort: CustomerEffort,
    /// Fields the caller may reveal, with a reason.
    pub revealable: Vec<CustomerField>,
}

/// Effort over the customer's open cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerEffort {
    pub transfers: u32,
    pub repeats: u32,
    pub broken_promises: u32,
    pub waited_ms: i64,
}

/// One matter of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseView {
    pub id: u64,
    pub title: String,
    pub reason: Option<ReasonName>,
    /// The order it is about.
    pub order: Option<String>,
    pub opened: Ms,
    pub last: Ms,
    pub closed: Option<Ms>,
}

/// One order, as the company tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrderView {
    pub key: String,
    pub title: String,
    pub status: String,
    /// In the smallest unit of the currency.
    pub amount: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    pub at: Ms,
}

/// What a customer is kept from for a while, after a protection case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Restriction {
    pub id: u64,
    pub since: Ms,
    /// It always ends.
    pub until: Ms,
    pub why: String,
}

/// A field that can be revealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerField {
    Name,
    Phone,
    Email,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    pub field: CustomerField,
    /// Why it is needed; kept in the access record.
    pub why: Clean,
}

/// The field in clear. The access record is already written.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Revealed {
    pub field: CustomerField,
    pub value: String,
    /// Position in the access record's chain.
    pub record: u64,
}
