//! Words that harm, and words of people in danger. It warns and suggests; it never ends, blocks or scores anybody.
//!
//! A strong word (`lexicon`) names its class; the `model` only says that a message reads like abuse. Distress beats abuse.

mod clear;
mod lexicon;
mod model;

use std::sync::LazyLock;

use serde::Serialize;

pub use model::Model;

/// What a message does. The order is that of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Danger to life or of self-harm: a person at once, the crisis line shown, no warning.
    Distress,
    Threat,
    Sexual,
    Discrimination,
    Insult,
    /// Pressure and demands beyond the matter.
    Nagging,
    /// Reads like abuse, by the model alone.
    Abuse,
}

impl Class {
    fn named(name: &str) -> Option<Class> {
        Some(match name {
            "distress" => Class::Distress,
            "threat" => Class::Threat,
            "sexual" => Class::Sexual,
            "discrimination" => Class::Discrimination,
            "insult" => Class::Insult,
            "nagging" => Class::Nagging,
            _ => return None,
        })
    }
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Rule,
    Model,
}

/// What is suggested to the agent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Flag {
    pub class: Class,
    pub source: Source,
    /// Log-odds of the model, whoever flagged.
    pub score: f32,
    /// The limit that three in a thousand ordinary messages exceed was exceeded, or a rule matched.
    pub clear: bool,
}

static SHIPPED: LazyLock<Option<Model>> =
    LazyLock::new(|| Model::from_bytes(include_bytes!("../../data/tone/weights.bin")));

/// The model that ships; data/tone/README.md says from what it was trained.
pub fn shipped() -> Option<&'static Model> {
    SHIPPED.as_ref()
}

/// No letters but parts of syllables.
fn says_nothing(text: &str) -> bool {
    !text.chars().any(|c| c.is_alphabetic() && !('\u{3131}'..='\u{318e}').contains(&c))
}

/// What a message does, most pressing first; nothing for an ordinary one.
pub fn read(text: &str, model: Option<&Model>) -> Option<Flag> {
    read_within(text, model, model.map_or([f32::MAX; 2], |model| model.limits))
}

/// The same within a centre's own limits. What a strong word says does not depend on them.
pub fn read_within(text: &str, model: Option<&Model>, [alarm, sure]: [f32; 2]) -> Option<Flag> {
    let cleared = clear::clear(text);
    // Initials alone ("ㅈㅁㅊㅅ") are a search or a sigh; the model knows too little of them.
    let model = model.filter(|_| !says_nothing(text));
    let score = model.map_or(0.0, |model| model.score(&cleared));
    if let Some(class) = lexicon::strong(&cleared).into_iter().map(|(class, _)| class).min() {
        return Some(Flag { class, source: Source::Rule, score, clear: true });
    }
    (model.is_some() && score > alarm).then_some(Flag {
        class: Class::Abuse,
        source: Source::Model,
        score,
        clear: score > sure,
    })
}
