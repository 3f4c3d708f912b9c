//! Webhooks out: at least once, stable id, signed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::Ms;

/// Webhooks of the centre.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Webhooks {
    pub webhooks: Vec<Webhook>,
}

/// Where events are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Webhook {
    pub id: u64,
    pub url: String,
    /// Empty: all.
    pub events: Vec<WebhookEvent>,
    pub active: bool,
    pub waiting: u32,
    pub dead: u32,
    pub last_sent: Option<Ms>,
    pub last_error: Option<String>,
}

/// What can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub enum WebhookEvent {
    #[serde(rename = "contact.arrived")]
    ContactArrived,
    #[serde(rename = "contact.identified")]
    ContactIdentified,
    #[serde(rename = "contact.queued")]
    ContactQueued,
    #[serde(rename = "contact.connected")]
    ContactConnected,
    #[serde(rename = "contact.moved_on")]
    ContactMovedOn,
    #[serde(rename = "contact.ended")]
    ContactEnded,
    #[serde(rename = "contact.wrapped_up")]
    ContactWrappedUp,
    #[serde(rename = "contact.closed")]
    ContactClosed,
    #[serde(rename = "contact.reopened")]
    ContactReopened,
    #[serde(rename = "callback.booked")]
    CallbackBooked,
    #[serde(rename = "callback.dialled")]
    CallbackDialled,
    #[serde(rename = "message.created")]
    MessageCreated,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// `https` and an outside address, unless the operator lists it.
    pub url: String,
    pub events: Vec<WebhookEvent>,
}

/// Fields left out stay as they are.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    pub url: Option<String>,
    pub events: Option<Vec<WebhookEvent>>,
    pub active: Option<bool>,
}

/// A webhook with its signing secret, shown once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WebhookWithSecret {
    pub webhook: Webhook,
    /// HMAC-SHA-256 key of the `maru-signature` header.
    pub secret: String,
}

/// Deliveries given up on, the newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeadLetters {
    pub letters: Vec<DeadLetter>,
    pub more: bool,
}

/// A delivery given up on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeadLetter {
    pub id: u64,
    pub event: WebhookEvent,
    pub contact: Option<u64>,
    pub created: Ms,
    pub attempts: u32,
    pub last_attempt: Option<Ms>,
    pub last_error: Option<String>,
}
