//! Language models of somebody else's, each set by the centre for one task; off until one is set.
//!
//! A model gets words with personal data out and answers within a limit, or what the program makes by itself is shown and it is said
//! why. Its answer is text from outside: read with limits, checked against what was sent, never an instruction and never markup.

pub mod answer;
mod ask;
mod plain;
pub mod routes;
pub mod rows;
pub mod search;
pub mod summary;
mod trial;
pub mod types;
mod wire;

use crate::wire::Language;

/// What stands before a model's words wherever they are kept or sent as text.
pub fn mark(language: Language) -> &'static str {
    match language {
        Language::Ko => "[AI 작성]",
        Language::En => "[AI-written]",
    }
}
