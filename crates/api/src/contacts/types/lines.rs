//! Lines of a conversation.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::clean::Clean;
use crate::models::types::ModelMark;
use crate::tone::types::ToneClass;
use crate::wire::{AgentName, ArticleCite, Channel, FileView, Ms, ReasonName};

/// Who wrote a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthorKind {
    Customer,
    Agent,
    Bot,
    System,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Said to the customer or by her.
    Text,
    /// For colleagues only.
    Note,
    /// For the agent only.
    Whisper,
    File,
    /// The system's own line; `body` is its code.
    Notice,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ThreadQuery {
    /// Lines before this message id.
    pub before: Option<u64>,
    /// At most 200; 100 unless said.
    pub limit: Option<u32>,
}

/// The conversation over all channels of the case, oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Thread {
    pub messages: Vec<Message>,
    /// The case's contacts that these lines belong to.
    pub contacts: Vec<ThreadContact>,
    /// There are earlier lines.
    pub more: bool,
}

/// A contact of the case, for the line that parts one channel from the next.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ThreadContact {
    pub id: u64,
    pub channel: Channel,
    pub reason: ReasonName,
    pub arrived: Ms,
    pub closed: Option<Ms>,
}

/// One line of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    pub id: u64,
    pub contact: u64,
    pub at: Ms,
    pub author: AuthorKind,
    /// Set for agents and bots.
    pub agent: Option<AgentName>,
    pub kind: MessageKind,
    pub body: String,
    pub file: Option<FileView>,
    pub article: Option<ArticleCite>,
    /// What the line does, where anything: it can be shown blurred.
    pub tone: Option<ToneClass>,
    /// Where a model was asked for the words: which wrote them, or why they are the program's own.
    pub model: Option<ModelMark>,
    /// As the sender gave it.
    pub client_key: Option<uuid::Uuid>,
}

/// A line to add.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// `text`, `note` or `whisper`.
    pub kind: MessageKind,
    pub body: Clean,
    /// Chosen by the sender: the same key twice is the same line.
    pub client_key: uuid::Uuid,
    /// Article quoted.
    pub article: Option<u64>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDraft {
    /// Empty: no draft.
    pub body: Clean,
}

/// A draft kept on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Draft {
    pub body: String,
    pub saved_at: Ms,
}
