//! Lookups and procedures as a centre publishes them, in its setup document: what may be asked of the company's own systems,
//! by whom, with what, and what is done with the answer. Data, not code.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::wire::Words;

/// What the centre's own systems may be asked and told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedures {
    /// Hosts that may be called; no step goes anywhere else.
    pub hosts: Vec<String>,
    pub list: Vec<Procedure>,
}

impl Procedures {
    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.list.is_empty()
    }

    pub fn get(&self, id: u32) -> Option<&Procedure> {
        self.list.iter().find(|procedure| procedure.id == id)
    }

    /// What may be run for a reason by this runner.
    pub fn serving(&self, reason: u32, runner: Runner) -> impl Iterator<Item = &Procedure> {
        self.list.iter().filter(move |one| one.reasons.contains(&reason) && one.run_by.contains(&runner))
    }
}

/// One lookup or action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    pub id: u32,
    pub name: Words,
    pub kind: ProcedureKind,
    /// Reasons it serves; none: it only takes another one back.
    pub reasons: Vec<u32>,
    pub run_by: Vec<Runner>,
    /// How customers ask for it; the bot runs it when it is sure that this was meant.
    pub asks: Vec<String>,
    pub inputs: Vec<Input>,
    /// One after the other, the first that fails is the last. Reading steps come before writing ones.
    pub steps: Vec<ProcedureStep>,
    /// Asked before anything is changed: `{key}` is a value known by then. Empty for a lookup.
    pub confirm: Words,
    /// Told when it is done; `{key}` is any value.
    pub answer: Words,
    pub undo: Option<Undo>,
}

impl Procedure {
    /// Every field a value may be of, in the order they become known.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        let inputs = self.inputs.iter().map(|input| &input.field);
        inputs.chain(self.steps.iter().flat_map(|step| step.takes.iter().map(|taken| &taken.field)))
    }

    /// Inputs whose values are personal.
    pub fn personal(&self) -> impl Iterator<Item = &Field> {
        self.inputs.iter().map(|input| &input.field).filter(|field| field.kind.is_personal())
    }

    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields().find(|field| field.key == key)
    }

    /// Steps that only read and come before anything is changed.
    pub fn reading(&self) -> usize {
        self.steps.iter().take_while(|step| step.method == Method::Get).count()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureKind {
    /// Reads and changes nothing.
    Lookup,
    /// Changes something, after it was confirmed.
    Action,
}

/// Who may run it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Runner {
    Bot,
    Agent,
}

/// A value it needs before it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    pub field: Field,
    pub from: InputSource,
}

/// Where an input comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InputSource {
    /// Asked of the customer, or typed by the agent.
    Asked,
    /// The number of one of the customer's own orders; another's is refused.
    Order,
    CustomerKey,
    CustomerName,
    CustomerPhone,
    CustomerEmail,
    /// The id of the contact.
    Contact,
}

/// The name and type of a value, with its limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// As templates name it.
    pub key: String,
    pub name: Words,
    pub kind: ValueKind,
    /// Characters of a text, an address or a name, or the largest number or amount. An agent's discretion ends here.
    pub most: Option<i64>,
    /// The largest number or amount when the bot runs it; above it a person decides.
    pub bot_most: Option<i64>,
    /// What a choice may be, and what it is called.
    pub choices: Vec<Choice>,
}

impl Field {
    /// Longest text, in characters.
    pub fn text_chars(&self) -> usize {
        self.most
            .and_then(|most| usize::try_from(most).ok())
            .map_or(super::check::TEXT_CHARS, |most| most.min(super::check::TEXT_CHARS))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    Text,
    /// A whole number from 0.
    Number,
    /// Money in the smallest unit, from 0.
    Amount,
    /// `YYYY-MM-DD`.
    Date,
    YesNo,
    Choice,
    /// Where somebody lives or something is sent; personal, as the rest of these: typed into a field of its own, in memory until the
    /// run ends, and shown by its mask alone. See [`super::personal`].
    Address,
    Phone,
    Email,
    Name,
}

impl ValueKind {
    pub fn is_personal(self) -> bool {
        match self {
            ValueKind::Address | ValueKind::Phone | ValueKind::Email | ValueKind::Name => true,
            ValueKind::Text
            | ValueKind::Number
            | ValueKind::Amount
            | ValueKind::Date
            | ValueKind::YesNo
            | ValueKind::Choice => false,
        }
    }
}

/// One of the words a choice may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// As the other system writes it.
    pub value: String,
    pub name: Words,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcedureStep {
    pub name: Words,
    pub method: Method,
    /// Of an allowed host; `{key}` may stand behind the host.
    pub url: String,
    pub headers: Vec<Header>,
    /// JSON whose texts may hold `{key}`; a text that is one place alone becomes the value with its type.
    #[schema(value_type = Option<Object>)]
    pub body: Option<Json>,
    pub takes: Vec<Taken>,
    /// Longest it may take, in ms.
    pub time_ms: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub fn word(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// A header of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub name: String,
    /// `{secret}` is where the secret goes, such as `Bearer {secret}`.
    pub value: String,
    /// The name of a secret in the operator's settings; it goes to its own host only.
    pub secret: Option<String>,
}

/// What is taken of an answer; everything else is not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    pub field: Field,
    /// JSON pointer into the answer, such as `/order/status`.
    pub at: String,
}

/// How it is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// The action that takes it back; its inputs are values of this one by their keys.
    pub procedure: u32,
    /// How long afterwards, in minutes.
    pub within_min: u32,
}
