//! Which languages a centre's texts are needed in: those its sites speak. Where a text is not there in a reader's language, she
//! reads it in the other ([`Words::said`]).

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::rows;
use crate::wire::{Language, Words};

/// The languages of a centre's sites, its own first: that of its oldest site. None: no site is there yet, and either will do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Languages(Vec<Language>);

/// What is wrong with a text in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Missing,
    /// It is there in neither, and one would do.
    MissingInBoth,
    TooLong {
        most: usize,
    },
}

impl Languages {
    /// What the sites that customers can come by speak.
    pub fn of(view: &Connection, centre: u32) -> Result<Languages> {
        let sql =
            "SELECT language FROM site WHERE centre = ?1 AND active = 1 GROUP BY language ORDER BY min(created_at)";
        let mut select = view.prepare_cached(sql)?;
        let found = select.query_map([centre], |row| rows::word(row, 0))?;
        found.map(|language| language.map_err(Error::from)).collect::<Result<_>>().map(Languages)
    }

    /// Exactly these.
    pub fn these(languages: &[Language]) -> Languages {
        Languages(languages.to_vec())
    }

    /// The languages, its own first.
    pub fn list(&self) -> &[Language] {
        &self.0
    }

    /// What is wrong with a text that must be there, of at most `most` characters: one fault a language.
    pub fn faults(&self, ko: &str, en: &str, most: usize) -> Vec<(Language, Fault)> {
        let texts = [(Language::Ko, ko), (Language::En, en)];
        let empty = |text: &str| text.trim().is_empty();
        let mut faults = Vec::new();
        for (language, text) in texts {
            if empty(text) && self.0.contains(&language) {
                faults.push((language, Fault::Missing));
            } else if text.chars().count() > most {
                faults.push((language, Fault::TooLong { most }));
            }
        }
        if self.0.is_empty() && empty(ko) && empty(en) {
            faults.push((Language::Ko, Fault::MissingInBoth));
        }
        faults
    }

    /// The same as half sentences, each with the key of its language.
    pub fn said(&self, words: &Words, most: usize) -> Vec<(&'static str, Words)> {
        let faults = self.faults(&words.ko, &words.en, most).into_iter();
        faults.map(|(language, fault)| (language.code(), fault.words(language))).collect()
    }
}

impl Fault {
    fn words(self, language: Language) -> Words {
        let (in_ko, in_en) = match language {
            Language::Ko => ("한국어", "Korean"),
            Language::En => ("영어", "English"),
        };
        let (ko, en) = match self {
            Fault::Missing => (format!("{in_ko}가 비어 있습니다"), format!("{in_en} is missing")),
            Fault::MissingInBoth => {
                ("한국어나 영어 중 하나는 있어야 합니다".into(), "it is needed in Korean or English".into())
            }
            Fault::TooLong { most } => {
                (format!("{in_ko}가 {most}자를 넘습니다"), format!("{in_en} is longer than {most} characters"))
            }
        };
        Words { ko, en }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_needed_where_a_site_speaks_its_language() {
        use Language::{En, Ko};
        let faults = |languages: &[Language], ko, en| Languages::these(languages).faults(ko, en, 3);
        assert_eq!(faults(&[Ko], "환불", ""), []);
        assert_eq!(faults(&[En], "", "pay"), []);
        assert_eq!(faults(&[Ko], " ", "pay"), [(Ko, Fault::Missing)]);
        assert_eq!(faults(&[Ko, En], "환불", ""), [(En, Fault::Missing)]);
        assert_eq!(
            faults(&[Ko], "환불", "back"),
            [(En, Fault::TooLong { most: 3 })],
            "what is there is held to its length"
        );
        assert_eq!(faults(&[], "", "pay"), []);
        assert_eq!(faults(&[], "", ""), [(Ko, Fault::MissingInBoth)]);
    }
}
