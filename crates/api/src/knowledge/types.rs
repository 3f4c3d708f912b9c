//! Knowledge articles: steps in order, per reason.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::clean::CleanWords;
use crate::wire::{Ms, Words};

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
}

/// Articles found, the best first; at most 50.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleHits {
    pub articles: Vec<ArticleHit>,
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
    pub steps: Vec<ArticleStep>,
    pub reasons: Vec<u32>,
    pub state: ArticleState,
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

/// One step: what to do, in one or two sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleStep {
    pub ko: String,
    pub en: String,
}

/// An article to write. Personal data in its texts is taken out.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleEdit {
    pub title: CleanWords,
    pub about: CleanWords,
    pub steps: Vec<CleanWords>,
    pub reasons: Vec<u32>,
    pub state: ArticleState,
    pub takes_ms: Option<i64>,
    /// The revision that was read; 0 for a new one. A newer one on the server answers 409.
    pub revision: u32,
}
