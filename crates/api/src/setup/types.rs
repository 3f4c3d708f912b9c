//! Setting a centre up: the draft, its versions, people, sites.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::document::Document;
use crate::customer::types::CustomerOption;
use crate::floor::types::AgentSkill;
use crate::wire::{AgentKind, Channel, Language, Ms, ReasonName, Role, Words};

/// What a centre has of what it needs before its first contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SetupStart {
    /// Sites that customers can come by.
    pub sites: u32,
    /// Published reasons a customer can choose.
    pub reasons: u32,
    /// Those of them with three examples of what customers say.
    pub taught: u32,
    /// People who take contacts.
    pub people: u32,
    /// Published articles.
    pub articles: u32,
    /// Published reasons a bot is offered for; none are needed.
    pub bots: u32,
    /// Somebody came.
    pub contacted: bool,
    /// Nobody wants to be told any more.
    pub put_away: bool,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupStartAway {
    pub put_away: bool,
}

/// The draft everyone edits.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftView {
    pub document: Document,
    /// The version it started from; 0 when none is published.
    pub base: u32,
    /// Grows at every save; quote it back.
    pub revision: u32,
    pub saved: Option<Ms>,
    pub saved_by: Option<String>,
    /// It differs from the published version.
    pub changed: bool,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftSave {
    pub document: Document,
    /// The revision that was read; a newer one on the server answers 409.
    pub revision: u32,
}

/// What is wrong with the draft, and what publishing it would change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftCheck {
    pub revision: u32,
    pub findings: Vec<Finding>,
    pub changes: Vec<SetupChange>,
    /// No finding refuses it.
    pub publishable: bool,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Finding {
    /// JSON pointer into the document.
    pub at: String,
    pub code: String,
    /// The sentence that says where and what.
    pub message: String,
    /// It keeps the draft from being published.
    pub refuses: bool,
}

impl Finding {
    /// What keeps a draft from being published, in the reader's language.
    pub fn refusing(at: impl Into<String>, code: &str, language: Language, ko: String, en: String) -> Finding {
        let message = Words { ko, en }.said(language).to_owned();
        Finding { at: at.into(), code: code.into(), message, refuses: true }
    }
}

/// One value that differs from the published version.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SetupChange {
    /// JSON pointer into the document.
    pub at: String,
    #[schema(value_type = Option<Object>)]
    pub was: Option<serde_json::Value>,
    #[schema(value_type = Option<Object>)]
    pub now: Option<serde_json::Value>,
}

/// Asks what a customer would see under the draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// Absent: before a reason is chosen.
    pub reason: Option<u32>,
    pub known: bool,
    /// At this time; now unless said.
    pub at: Option<Ms>,
    /// Tried instead of the saved draft.
    pub document: Option<Document>,
}

/// What a customer would see.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Tried {
    pub at: Ms,
    pub open: bool,
    pub reasons: Vec<ReasonName>,
    pub options: Vec<CustomerOption>,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// The draft's revision that was checked.
    pub revision: u32,
    pub note: String,
}

/// A version took effect.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Published {
    pub version: u32,
    pub at: Ms,
}

/// Versions, the newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Versions {
    pub versions: Vec<VersionRow>,
}

/// A published version.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VersionRow {
    pub version: u32,
    pub at: Ms,
    pub by: String,
    pub note: String,
    pub current: bool,
    /// The version whose content it restored.
    pub restores: Option<u32>,
}

/// A version with its content and what it changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VersionDetail {
    pub row: VersionRow,
    pub document: Document,
    pub changes: Vec<SetupChange>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    pub note: String,
}

/// People, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct People {
    pub people: Vec<Person>,
}

/// One account; one account a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Person {
    pub id: u32,
    pub kind: AgentKind,
    pub name: String,
    pub alias: String,
    pub email: Option<String>,
    pub language: Language,
    pub roles: Vec<Role>,
    /// The client (원청사) whose matters alone are seen, for the role `client`.
    pub client: Option<u64>,
    pub active: bool,
    pub has_password: bool,
    pub serves: Option<Serves>,
    pub skills: Vec<AgentSkill>,
}

/// How an agent serves contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Serves {
    /// Attention in all, usually 100.
    pub capacity: u32,
    pub auto_accept: bool,
    /// Most contacts at once per channel; a channel not named is not served.
    pub limits: Vec<ChannelLimit>,
}

/// Most contacts at once over a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelLimit {
    pub channel: Channel,
    pub most: u16,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    pub name: String,
    pub alias: String,
    pub email: String,
    pub language: Language,
    pub roles: Vec<Role>,
    pub client: Option<u64>,
    pub serves: Option<Serves>,
    #[serde(default)]
    pub skills: Vec<AgentSkill>,
}

/// Fields left out stay as they are.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    pub name: Option<String>,
    pub alias: Option<String>,
    pub email: Option<String>,
    pub language: Option<Language>,
    pub roles: Option<Vec<Role>>,
    pub client: Option<u64>,
    /// False ends all sessions within a second and puts the person's contacts back in line.
    pub active: Option<bool>,
    pub serves: Option<Serves>,
    pub skills: Option<Vec<AgentSkill>>,
}

/// A person with the one-time link to hand over; it is shown once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonWithLink {
    pub person: Person,
    pub link: SignInLink,
}

/// A one-time link.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignInLink {
    pub url: String,
    pub expires: Ms,
}

/// Who can do what: the matrix of people and levels.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SkillMatrix {
    pub people: Vec<SkillRow>,
}

/// One person's levels.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SkillRow {
    pub id: u32,
    pub name: String,
    pub skills: Vec<AgentSkill>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSkill {
    pub person: u32,
    pub skill: u32,
    /// 1 to 5; 0 takes the skill away.
    pub level: u8,
}

/// Sites customers come by.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Sites {
    pub sites: Vec<Site>,
}

/// One site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Site {
    pub id: u64,
    /// In `/c/{slug}`.
    pub slug: String,
    pub name: String,
    pub language: Language,
    /// Pages that may frame the widget, such as `https://shop.example`.
    pub origins: Vec<String>,
    pub active: bool,
    /// The survey asks, after how easy it was, how satisfied the customer is.
    pub asks_satisfaction: bool,
    /// The line of HTML that puts the widget on a page.
    pub snippet: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSite {
    pub slug: String,
    pub name: String,
    pub language: Language,
    #[serde(default)]
    pub origins: Vec<String>,
}

/// Fields left out stay as they are.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteChange {
    pub name: Option<String>,
    pub language: Option<Language>,
    pub origins: Option<Vec<String>>,
    pub active: Option<bool>,
    pub asks_satisfaction: Option<bool>,
}

/// A new signing secret; it is shown once, and the one before is refused from now on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SiteSecret {
    pub secret: String,
}

/// Changes in setup, rights and accounts.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct HistoryQuery {
    /// Such as `person`, `site`, `policy`; all unless said.
    pub about: Option<String>,
    /// Entries before this id.
    pub before: Option<u64>,
}

/// The history of changes, the newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct History {
    pub entries: Vec<HistoryEntry>,
    pub more: bool,
}

/// One change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryEntry {
    pub id: u64,
    pub at: Ms,
    pub by: String,
    /// Such as `person`, `site`, `policy`.
    pub about: String,
    pub id_of: Option<u64>,
    /// Whose account it was, where it was one.
    pub name_of: Option<String>,
    pub what: String,
}
