//! What the customer's page reads and writes. Nothing in here names a colleague other than by alias.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::clean::Clean;
use crate::contacts::types::{AuthorKind, MessageKind};
use crate::procedures::types::CustomerActs;
use crate::wire::{
    ArticleCite, Channel, FileView, Language, Ms, OptionCause, Outcome, ReasonName, Slot, Treatment, WaitRange, Words,
};

/// What the page needs to draw its first screen.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Start {
    pub site: SiteView,
    /// Absent for a visitor nobody knows.
    pub customer: Option<KnownCustomer>,
    /// The open conversation, to go on with.
    pub contact: Option<CustomerContact>,
    /// The likeliest for this person and hour; five.
    pub reasons: Vec<CustomerReason>,
    pub open: bool,
    /// When somebody is there again.
    pub opens: Option<Ms>,
    /// How we speak with one another; shown before anybody joins, and kept with the conversation that is begun.
    pub announcement: String,
    pub limits: CustomerLimits,
}

/// The site the customer came by.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SiteView {
    pub name: String,
    pub language: Language,
    /// IANA zone of the slots.
    pub zone: String,
    /// The survey asks how satisfied the customer is, too.
    pub asks_satisfaction: bool,
}

/// A customer to herself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KnownCustomer {
    pub name: String,
}

/// What may be sent.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct CustomerLimits {
    pub message_chars: u32,
    pub file_bytes: u64,
}

/// A reason as customers choose it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerReason {
    pub id: u32,
    pub name: Words,
    pub about: Words,
    /// The branch it belongs to.
    pub group: Option<Words>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Identify {
    /// Signed by the site, or from a one-time link.
    pub token: String,
}

/// Who the visitor is now. Keep `visitor` and send it as `maru-visitor`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Identified {
    pub visitor: String,
    pub customer: Option<KnownCustomer>,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReasonQuery {
    /// Text; initial consonants find syllables (ㅎㅂ finds 환불). Absent: the likeliest.
    pub q: Option<String>,
}

/// Reasons found; at most ten.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerReasons {
    pub reasons: Vec<CustomerReason>,
}

/// What a customer says of her own accord.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FreeWords {
    pub words: Clean,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    pub reason: Option<u32>,
    /// What the customer typed to find it.
    pub words: Option<Clean>,
}

/// A contact was opened, or the open one goes on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Opened {
    /// Keep it and send it as `maru-visitor`; absent when the one sent still holds.
    pub visitor: Option<String>,
    pub contact: CustomerContact,
}

/// The customer's conversation, as she sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerContact {
    pub id: u64,
    pub state: CustomerState,
    pub channel: Channel,
    pub reason: Option<ReasonName>,
    /// What she may choose now, the best first. A person is always among them or already there.
    pub options: Vec<CustomerOption>,
    /// The article that may solve it.
    pub article: Option<CustomerArticle>,
    /// Who she talks to.
    pub with: Option<CustomerAgent>,
    /// While waiting.
    pub wait: Option<CustomerWait>,
    pub callback: Option<CustomerCallback>,
    pub acts: Option<CustomerActs>,
    /// The conversation is over, and she has not said yet how easy it was: `/contact/survey`.
    pub survey: bool,
    /// 상담사 연결 can be asked for now; false only when a person is there or asked for.
    pub can_ask_person: bool,
}

/// Where the customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerState {
    Choosing,
    SelfService,
    Booked,
    Waiting,
    /// In line, and nobody qualified is there.
    NobodyThere,
    WithBot,
    WithPerson,
    OnHold,
    Closed,
}

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerOption {
    pub treatment: Treatment,
    pub because: OptionCause,
    /// Usual time to done, for self-service and bots.
    pub usual_ms: Option<i64>,
    /// Honest wait, as a range, for a person.
    pub wait: Option<WaitRange>,
    /// Channels a person can be reached by.
    pub channels: Vec<Channel>,
    /// The next free slots, for a callback; at most three.
    pub slots: Vec<Slot>,
    /// A bot's confirmed resolution of this reason, of 1,000.
    pub solved_permille: Option<u16>,
    /// It works now.
    pub available: bool,
}

/// An article, step by step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerArticle {
    pub cite: ArticleCite,
    pub about: Words,
    pub steps: Vec<Words>,
}

/// Who serves the customer, by alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerAgent {
    pub alias: String,
    pub bot: bool,
}

/// How long it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerWait {
    pub since: Ms,
    pub range: Option<WaitRange>,
}

/// A booked callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerCallback {
    pub start: Ms,
    pub end: Ms,
    /// Masked.
    pub phone: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choose {
    pub treatment: Treatment,
    /// For a person.
    pub channel: Option<Channel>,
    /// Start of the slot, for a callback.
    pub slot: Option<Ms>,
    /// Number to call, for a callback.
    pub phone: Option<String>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskPerson {
    pub channel: Option<Channel>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeChannel {
    pub channel: Channel,
    /// Number to call, for a callback.
    pub phone: Option<String>,
    /// Start of the slot, for a callback.
    pub slot: Option<Ms>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCustomerReason {
    pub reason: u32,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Solved {
    /// False: not solved; a bot goes on or hands over.
    pub solved: bool,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CustomerThreadQuery {
    /// Lines after this message id; all unless said.
    pub after: Option<u64>,
}

/// The conversation so far, oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerThread {
    pub messages: Vec<CustomerMessage>,
}

/// One line, without anything meant for staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerMessage {
    pub id: u64,
    pub at: Ms,
    pub author: AuthorKind,
    /// Alias of the agent or name of the bot.
    pub alias: Option<String>,
    /// `text`, `file` or `notice`.
    pub kind: MessageKind,
    pub body: String,
    pub file: Option<FileView>,
    pub article: Option<ArticleCite>,
    pub client_key: Option<uuid::Uuid>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomerMessage {
    pub body: Clean,
    /// Chosen by the sender: the same key twice is the same line.
    pub client_key: uuid::Uuid,
}

/// A link to go on with on another device; it works once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeviceLink {
    pub url: String,
    pub expires: Ms,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SlotQuery {
    pub reason: u32,
}

/// Callback slots with places left, over the next days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Slots {
    /// IANA zone to show them in.
    pub zone: String,
    pub slots: Vec<Slot>,
}

/// A known customer's own page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OwnPage {
    pub customer: KnownCustomer,
    pub orders: Vec<crate::customers::types::OrderView>,
    /// Open matters.
    pub cases: Vec<crate::customers::types::CaseView>,
    /// Past conversations, the newest first; at most ten.
    pub past: Vec<PastConversation>,
}

/// A past conversation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PastConversation {
    pub id: u64,
    pub at: Ms,
    pub channel: Channel,
    pub reason: ReasonName,
    pub with: Option<CustomerAgent>,
    pub outcome: Option<Outcome>,
    /// At most 100 lines.
    pub messages: Vec<CustomerMessage>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyAnswer {
    /// The contact that is over.
    pub contact: u64,
    /// 1 (very hard) to 7 (very easy).
    pub ease: u8,
    /// How satisfied, 1 to 5, where the site asks that too.
    pub satisfaction: Option<u8>,
    pub words: Option<Clean>,
}
