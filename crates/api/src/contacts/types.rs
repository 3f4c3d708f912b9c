//! What the desk reads and writes about a contact.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::customers::types::{CaseView, CustomerName, OrderView, Restriction};
use crate::knowledge::types::ArticleHit;
use crate::wire::{
    AgentName, ArticleCite, Channel, DialResult, FileView, HoldCause, JoinRole, LegEnd, Ms, OptionCause, Outcome,
    Party, QueueCause, ReasonName, ReasonSource, Target, Treatment,
};

/// Where a contact is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactState {
    /// Arrived; the customer chooses what it is about or how to go on.
    Choosing,
    SelfService,
    Booked,
    Waiting,
    Offered,
    Talking,
    Held,
    WrapUp,
    Closed,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    Customer,
    Agent,
}

/// Which contacts to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactListView {
    /// With me now, the longest kept waiting first.
    #[default]
    Mine,
    /// Mine, put off until a time.
    PutOff,
    /// In line for reasons I serve, best rank first.
    Queue,
    /// Closed, the newest first.
    Closed,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ContactListQuery {
    #[serde(default)]
    pub view: ContactListView,
    /// `next` of the page before.
    pub after: Option<String>,
    /// At most 200; 50 unless said.
    pub limit: Option<u32>,
}

/// One page of contacts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactList {
    pub as_of: Ms,
    pub contacts: Vec<ContactRow>,
    /// Give it as `after` for the next page; absent on the last.
    pub next: Option<String>,
}

/// A contact in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContactRow {
    pub id: u64,
    pub case: u64,
    pub channel: Channel,
    pub state: ContactState,
    pub customer: CustomerName,
    pub reason: ReasonName,
    /// Who has it, or had it last.
    pub agent: Option<AgentName>,
    /// Everyone who takes part now, other than `agent`.
    pub joined: Vec<Joined>,
    /// Whose part is still to be written up.
    pub wrapping_up: Vec<u32>,
    pub turn: Turn,
    /// Since when it has been that one's turn.
    pub turn_since: Ms,
    /// Since when the customer has been waiting for a person; age survives transfers and channels.
    pub waiting_since: Option<Ms>,
    /// When the service level asks for an answer.
    pub answer_by: Option<Ms>,
    /// The latest time told to the customer.
    pub promised_by: Option<Ms>,
    pub put_off_until: Option<Ms>,
    /// Start of the callback slot.
    pub callback_at: Option<Ms>,
    pub arrived: Ms,
    pub closed: Option<Ms>,
    pub outcome: Option<Outcome>,
    pub last: Option<LastLine>,
    /// Colleagues who have it open now.
    pub here: Vec<Face>,
}

/// A colleague who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Joined {
    pub agent: AgentName,
    pub role: JoinRole,
}

/// The last thing said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LastLine {
    pub author: AuthorKind,
    /// At most 120 characters.
    pub text: String,
    pub at: Ms,
}

/// A colleague who has a contact open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Face {
    pub agent: u32,
    pub name: String,
    /// Writing right now.
    pub typing: bool,
}

/// Everything known about a contact, most important first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactDetail {
    pub as_of: Ms,
    pub row: ContactRow,
    pub who: Who,
    pub why: Why,
    /// The way the contact took, oldest first.
    pub path: Vec<PathStep>,
    pub before_agent: BeforeAgent,
    pub effort: EffortView,
    /// Absent until the contact has joined the line.
    pub rank: Option<RankView>,
    pub callback: Option<CallbackView>,
    /// The customer's last three contacts before this one.
    pub history: Vec<PastContact>,
    pub orders: Vec<OrderView>,
    pub cases: Vec<CaseView>,
    /// Articles for the reason, the best first.
    pub articles: Vec<ArticleHit>,
    pub draft: Option<Draft>,
    /// Reason and outcome proposed for the wrap-up.
    pub wrap_up: Option<WrapUpProposal>,
    pub composer: ComposerLimits,
    /// What the caller may do with it now.
    pub may: Vec<ContactAction>,
}

/// Who the customer is, masked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Who {
    pub customer: CustomerName,
    pub verified: bool,
    pub verified_by: Option<VerifiedBy>,
    pub language: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub restrictions: Vec<Restriction>,
    /// Which site the customer came by.
    pub site: Option<String>,
}

/// How we know who the customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerifiedBy {
    /// The site signed the visitor.
    Site,
    /// A one-time link.
    Link,
    /// An agent checked.
    Agent,
}

/// Why the customer is here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Why {
    pub reason: ReasonName,
    /// Absent while the reason is not known.
    pub source: Option<ReasonSource>,
    /// What the customer typed before anyone answered.
    pub words: Option<String>,
    /// Who knows the case and would be asked first.
    pub preferred: Option<AgentName>,
}

/// One step of the way.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PathStep {
    pub at: Ms,
    pub step: Step,
}

/// What happened at a step.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Step {
    Arrived { channel: Channel, known: bool },
    ReasonSet { reason: ReasonName, source: ReasonSource },
    Identified { known: bool },
    Shown { options: Vec<OptionShown> },
    Chosen { treatment: Treatment, by: Party },
    Booked { start: Ms, end: Ms, attempt: u8 },
    SlotCame,
    ChannelChanged { channel: Channel },
    WaitTold { low_ms: i64, high_ms: i64 },
    Queued { cause: QueueCause, bot: Option<AgentName> },
    RingWidened { ring: u8 },
    MergedInto { contact: u64 },
    NobodyThere,
    SomebodyThere,
    KeptFor { agent: AgentName, cause: HoldCause, until: Ms },
    KeptNoMore { agent: AgentName },
    Offered { offer: u64, agent: AgentName, ring: u8 },
    OfferEnded { offer: u64, agent: AgentName, cause: OfferEnd },
    Connected { agent: AgentName },
    Held,
    Resumed,
    LegEnded { agent: AgentName, cause: LegEnd },
    Joined { agent: AgentName, role: JoinRole },
    Parted { agent: AgentName },
    Dialled { agent: AgentName, result: DialResult, attempt: u8 },
    Ended { by: Party },
    WrappedUp { agent: AgentName, outcome: Outcome },
    Closed { how: CloseKind },
    Reopened,
    Protected { agent: AgentName },
}

/// How an offer ended without a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    Declined,
    Unanswered,
    CustomerLeft,
    AgentLost,
    Moved,
    Refiled,
}

/// How a contact was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloseKind {
    Wrapped,
    SelfServed,
    ByBot,
    Abandoned,
    Cancelled,
    Withdrawn,
    CallbackFailed,
    Merged,
}

/// A treatment as it was shown, and why it stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct OptionShown {
    pub treatment: Treatment,
    pub because: OptionCause,
}

/// Time before a person answered, in its parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct BeforeAgent {
    /// From arrival to a known reason.
    pub entry_ms: i64,
    /// From a known reason to a choice.
    pub menu_ms: i64,
    /// With self-service or a bot.
    pub steering_ms: i64,
    /// In line.
    pub wait_ms: i64,
}

/// The customer's effort in this case, and what it was worth in line: every input of the formula and its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct EffortView {
    pub transfers: u16,
    pub repeats: u16,
    pub broken_promises: u16,
    pub waited_ms: u32,
    pub weights: EffortWeightsView,
    pub credit_ms: u32,
}

/// What each fact is worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct EffortWeightsView {
    pub transfer_ms: u32,
    pub repeat_ms: u32,
    pub broken_promise_ms: u32,
    pub waited_minute_ms: u32,
    pub cap_ms: u32,
}

/// The one key that orders service: `arrived − priority × 60 s − credit`. The smallest is served first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct RankView {
    pub rank: i64,
    pub arrived: Ms,
    /// `urgency + importance`, as published.
    pub priority: u32,
    pub priority_ms: i64,
    pub credit_ms: u32,
    /// Came back by transfer or a lost agent: ahead by this much.
    pub return_ms: i64,
    /// How many are ahead, while waiting.
    pub ahead: Option<u32>,
}

/// A booked callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallbackView {
    pub start: Ms,
    pub end: Ms,
    pub attempt: u8,
    pub tries: u8,
    /// `tel:` link, for the agent who has the contact; reading it is recorded.
    pub tel: Option<String>,
    pub masked: String,
}

/// An earlier contact of the customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PastContact {
    pub id: u64,
    pub case: u64,
    pub arrived: Ms,
    pub channel: Channel,
    pub reason: ReasonName,
    pub agent: Option<AgentName>,
    pub outcome: Option<Outcome>,
    pub summary: Option<String>,
}

/// A draft kept on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Draft {
    pub body: String,
    pub saved_at: Ms,
}

/// What to write down at the end, proposed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WrapUpProposal {
    pub reason: ReasonName,
    pub outcome: Outcome,
    /// What the proposal rests on.
    pub because: ProposalCause,
    /// First lines of a summary, made from the record.
    pub summary: String,
}

/// What a proposed outcome rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalCause {
    /// The customer left before the agent ended it.
    CustomerLeftMidway,
    NotReached,
    #[default]
    Usual,
}

/// What a channel lets the composer send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ComposerLimits {
    pub message_chars: u32,
    pub file_bytes: u64,
    pub files: bool,
}

/// What can be done with a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactAction {
    Write,
    Note,
    Whisper,
    Hold,
    Resume,
    Transfer,
    Consult,
    Part,
    End,
    WrapUp,
    Protect,
    Dialled,
    Reason,
    PutOff,
    Join,
    TakeOver,
    Move,
}

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
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
    /// As the sender gave it.
    pub client_key: Option<uuid::Uuid>,
}

/// A line to add.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// `text`, `note` or `whisper`.
    pub kind: MessageKind,
    pub body: String,
    /// Chosen by the sender: the same key twice is the same line.
    pub client_key: uuid::Uuid,
    /// Article quoted.
    pub article: Option<u64>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDraft {
    /// Empty: no draft.
    pub body: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    pub target: Target,
    /// Kept as a note for whoever takes it.
    pub note: Option<String>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consult {
    pub agent: u32,
    /// What is asked; kept as a note.
    pub question: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WrapUp {
    /// Corrected reason, if any.
    pub reason: Option<u32>,
    pub outcome: Outcome,
    pub summary: Option<String>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Protect {
    /// What the agent wants said or done.
    pub wish: Option<String>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Dialled {
    pub result: DialResult,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetReason {
    pub reason: u32,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutOff {
    /// Absent: no longer put off.
    pub until: Option<Ms>,
}

/// How a supervisor takes part.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    pub role: JoinRole,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    pub target: Target,
}

/// Where a contact could go, the freest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Targets {
    pub as_of: Ms,
    pub reasons: Vec<ReasonTarget>,
    pub agents: Vec<AgentTarget>,
}

/// A reason to transfer to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonTarget {
    pub reason: ReasonName,
    /// Qualified and free now.
    pub free: u32,
    pub waiting: u32,
}

/// A colleague to transfer to or consult.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgentTarget {
    pub agent: AgentName,
    pub presence: crate::wire::Presence,
    /// Has room for one more of this channel.
    pub free: bool,
    /// Has what this contact's reason needs.
    pub qualified: bool,
}
