//! Knowledge articles: steps in order, per reason.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::clean::{Clean, CleanWords};
use crate::models::types::ModelMark;
use crate::wire::{AgentName, Language, Ms, Words};

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ArticleQuery {
    pub reason: Option<u32>,
    /// What is looked for, as it is typed; initial consonants find titles (ㅎㅂ finds 환불).
    pub q: Option<String>,
    /// Drafts and retired ones too, for those who write articles; others see what is published in any case.
    #[serde(default)]
    pub unpublished: bool,
    /// Those whose day to be looked at again has come, the longest due first, for those who write articles; text is not looked at.
    #[serde(default)]
    pub due: bool,
}

/// Articles found, the best first; at most 50.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleHits {
    pub articles: Vec<ArticleHit>,
    /// Where a model was asked for the order.
    pub order: Option<ModelMark>,
}

/// The languages an article is whole in, by its title and its steps; where there is none, those of its title.
pub fn written_in(title: &Words, steps: &[Words]) -> Vec<Language> {
    let both = [Language::Ko, Language::En].into_iter();
    let titled = |language: &Language| title.is_in(*language);
    let whole = |language: &Language| titled(language) && steps.iter().all(|step| step.is_in(*language));
    let found: Vec<_> = both.clone().filter(whole).collect();
    if found.is_empty() { both.filter(titled).collect() } else { found }
}

/// An article in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArticleHit {
    pub id: u64,
    pub title: Words,
    pub about: Words,
    pub reasons: Vec<u32>,
    pub revision: u32,
    pub state: ArticleState,
    /// Customers find it in the help centre while it is published.
    pub public: bool,
    /// When it is to be looked at again.
    pub review_at: Option<Ms>,
    /// Why it was found; none where nothing was typed.
    pub why: Option<ArticleWhy>,
}

/// The words of an article that met what was looked for, in the language that has more of them. Empty where none did: letters that are
/// alike found it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArticleWhy {
    pub title: Vec<Piece>,
    /// The sentence or step that has most of them.
    pub passage: Vec<Piece>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Piece {
    pub text: String,
    /// It is one of the words that met.
    pub met: bool,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Article {
    pub id: u64,
    pub title: Words,
    pub about: Words,
    /// What to do, each in one or two sentences.
    pub steps: Vec<Words>,
    /// What there is to know beside the steps, in Markdown; may be empty.
    pub body: Words,
    /// The body as HTML that is safe to show.
    pub html: Words,
    pub reasons: Vec<u32>,
    pub state: ArticleState,
    pub public: bool,
    /// Who answers for it.
    pub owner: Option<AgentName>,
    pub review_at: Option<Ms>,
    /// How long it usually takes.
    pub takes_ms: Option<i64>,
    pub revision: u32,
    pub changed: Ms,
    pub changed_by: Option<String>,
}

/// Who can see an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArticleState {
    /// Its writers.
    Draft,
    /// Customers, bots and staff.
    Published,
    /// Nobody; it can be quoted still.
    Retired,
}

/// An article to write. Personal data in its texts is taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleEdit {
    #[serde(deserialize_with = "CleanWords::published")]
    pub title: CleanWords,
    #[serde(deserialize_with = "CleanWords::published")]
    pub about: CleanWords,
    #[serde(deserialize_with = "CleanWords::all_published")]
    pub steps: Vec<CleanWords>,
    /// Markdown.
    #[serde(default)]
    #[serde(deserialize_with = "CleanWords::published")]
    pub body: CleanWords,
    #[serde(default)]
    pub public: bool,
    /// Account of whoever answers for it.
    #[serde(default)]
    pub owner: Option<u32>,
    #[serde(default)]
    pub review_at: Option<Ms>,
    pub reasons: Vec<u32>,
    pub state: ArticleState,
    pub takes_ms: Option<i64>,
    /// The revision that was read; 0 for a new one. A newer one on the server answers 409.
    pub revision: u32,
}

/// The revisions of an article, the newest first; at most 100.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleVersions {
    pub versions: Vec<ArticleVersion>,
}

/// One revision.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleVersion {
    pub revision: u32,
    pub at: Ms,
    pub by: Option<String>,
}

/// What an import of articles did. A file with any damaged line changes nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArticlesImported {
    pub created: u32,
    pub changed: u32,
    /// As they are already.
    pub same: u32,
}

/// Whoever may answer for an article, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleOwners {
    pub people: Vec<AgentName>,
}

/// Words somebody looked for and found nothing; whether that is so is looked at again.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Missed {
    pub words: Clean,
}

/// What was looked for often and is in no article; at most 50, the most asked first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Gaps {
    /// How far back it is counted, in days.
    pub days: u32,
    pub gaps: Vec<Gap>,
}

/// One article that is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Gap {
    /// The words most often used for it, without personal data and names.
    pub words: String,
    /// Other words for it.
    pub like: Vec<String>,
    /// How often, in all and by whom.
    pub times: u32,
    pub agents: u32,
    pub customers: u32,
    /// Asked of a bot, which was not sure of an answer.
    pub bots: u32,
    /// The first and the last day it was asked; when the day began, UTC.
    pub since: Ms,
    pub last: Ms,
}
