//! Models as the outside sees them: what is set, what it cost today, and what came of asking.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::Ms;

/// What a model may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelTask {
    /// What was said in a contact, for wrap-up and transfer.
    Summary,
    /// The wording of the bot's answers, each from an article.
    Answer,
    /// The order of articles found by words: a model of embeddings.
    Search,
}

impl ModelTask {
    pub const ALL: [ModelTask; 3] = [ModelTask::Summary, ModelTask::Answer, ModelTask::Search];
}

/// Models of the centre.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Models {
    /// False: none is asked, whatever is set.
    pub on: bool,
    /// The operator's folder of embeddings. None: there is none.
    pub folder: Option<ModelFolder>,
    pub tasks: Vec<ModelOfTask>,
    pub as_of: Ms,
}

/// A folder of embeddings on this machine: its name, or why it cannot be used and what the operator can do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ModelFolder {
    pub name: Option<String>,
    pub fault: Option<String>,
}

/// A task, and the model that is asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ModelOfTask {
    pub task: ModelTask,
    /// None: the program does it by itself.
    pub model: Option<Model>,
    pub today: ModelDay,
    /// The last calls, the newest first; at most 20.
    pub calls: Vec<ModelCall>,
}

/// A call of a model, as far as it is kept: no word of what was asked or answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ModelCall {
    pub at: Ms,
    pub name: String,
    pub took_ms: u32,
    pub tokens: u32,
    /// Why its answer was not used.
    pub fault: Option<ModelFault>,
}

/// A model as set. Its key is never told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Model {
    /// Up to and without `/chat/completions` or `/embeddings`. None: it is the operator's folder.
    pub base_url: Option<String>,
    pub name: String,
    pub has_key: bool,
    /// A key is kept that cannot be opened here, as after a restore: it has to be typed again.
    pub key_lost: bool,
    /// What the program makes by itself is shown when no answer came so soon.
    pub limit_ms: u32,
    pub calls_day: u32,
    pub tokens_day: u32,
}

/// What a task used since midnight in the centre's zone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ModelDay {
    pub calls: u32,
    /// Asked and answered; counted by characters where the model counts fewer.
    pub tokens: u32,
    /// Calls whose answer was not used.
    pub failed: u32,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewModel {
    /// `https` and an outside address, unless the operator lists it. None: the operator's folder of embeddings, for `search` alone; it has
    /// no key, and no budget, since nobody is asked.
    pub base_url: Option<String>,
    pub name: String,
    /// Left out, the one that is set stays, but only for the same `base_url`: a key goes to nobody else. Empty: none.
    pub key: Option<String>,
    pub limit_ms: u32,
    pub calls_day: u32,
    pub tokens_day: u32,
}

/// On or off, for all tasks at once.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelsOn {
    pub on: bool,
}

/// Words to try with, as a customer's first line.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryWords {
    pub text: crate::clean::Clean,
}

/// Those words with personal data out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Redacted {
    pub text: String,
}

/// What a model made of words that were tried.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ModelTry {
    /// Words that were sent.
    pub sent: String,
    /// The summary; the answer with the article that was found by the words; or the titles found, in order.
    pub text: Option<String>,
    pub fault: Option<ModelFault>,
    pub took_ms: u64,
}

/// A summary, to be read before it is used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Summary {
    pub text: String,
    /// The model that wrote it. None: the program's own form of what was said.
    pub model: Option<String>,
    /// Why it is not a model's.
    pub fault: Option<ModelFault>,
    /// How long a model would have had.
    pub limit_ms: Option<u32>,
}

/// Why a model's answer is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelFault {
    /// Switched off for the centre.
    Off,
    /// None is set for the task.
    NotSet,
    /// The day's calls or tokens are used up.
    Budget,
    /// Too many are being asked at this moment.
    Busy,
    /// No answer within the limit.
    Slow,
    /// No connection, or an address that nothing is sent to.
    Unreachable,
    /// It does not take the key.
    Key,
    /// The key that was kept cannot be opened here.
    KeyLost,
    /// It answered with a fault of its own, or sent us elsewhere.
    Refused,
    TooLong,
    /// Not JSON, or not of the shape that was asked for.
    Unreadable,
    /// The operator's folder of embeddings is gone or cannot be used.
    Folder,
    /// It does not rest on what was sent, or cites what is not there.
    Unsupported,
}

/// Words or an order for which a model was asked: what made it, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModelMark {
    /// The model it is by. None: by the program itself.
    pub name: Option<String>,
    /// Why it is not a model's.
    pub fault: Option<ModelFault>,
}
