//! Names for what the arithmetic knows by number.

use ::plan::Refusal;
use ::plan::history::Note;

use super::problem::ANYONE;
use super::settings::skill_of_group;
use crate::error::Error;
use crate::setup::catalogue::Catalogue;
use crate::wire::{Language, Words};

/// The name of a reason by its number, or of the group of a skill.
fn find(catalogue: &Catalogue, number: &str) -> Option<Words> {
    let Some(skill) = skill_of_group(number) else {
        return Some(catalogue.reason(number.parse().ok()?)?.name.clone());
    };
    if skill == ANYONE {
        return Some(Words { ko: "전원".into(), en: "everybody".into() });
    }
    let skills = &catalogue.document.as_ref()?.skills;
    skills.iter().find(|entry| entry.id.0 == skill).map(|entry| entry.name.clone())
}

fn in_language(catalogue: &Catalogue, language: Language) -> impl Fn(&str) -> Option<String> {
    move |number| find(catalogue, number).map(|name| name.said(language).to_owned())
}

/// An error as its reader knows what it is about.
pub fn error(catalogue: &Catalogue, language: Language, fault: Error) -> Error {
    match fault {
        Error::Unplannable { why, fields } => {
            Error::Unplannable { why: why.named(&in_language(catalogue, language)), fields }
        }
        other => other,
    }
}

/// A refusal in words.
pub fn refusal(catalogue: &Catalogue, why: Refusal, language: Language) -> String {
    crate::error::refusal(&why.named(&in_language(catalogue, language)), language)
}

/// A note in words.
pub fn note(catalogue: &Catalogue, note: Note, language: Language) -> String {
    crate::error::note(&note.named(&in_language(catalogue, language)), language)
}
