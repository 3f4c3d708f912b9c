//! What the desk reads and writes about a contact. Rows of lists here; the rest beside it.

mod asked;
mod detail;
mod lines;
mod path;

pub use asked::*;
pub use detail::*;
pub use lines::*;
pub use path::*;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::customers::types::CustomerName;
use crate::tone::types::ToneClass;
use crate::wire::{AgentName, Channel, JoinRole, Ms, Outcome, ReasonName};

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
    /// What it was flagged for; such a line may be blurred in a list, too.
    pub tone: Option<ToneClass>,
}

/// A colleague who has a contact open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Face {
    pub agent: u32,
    pub name: String,
    /// Writing right now.
    pub typing: bool,
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
