//! A text in its words, as far as a model wants them apart before it looks for pieces.

use serde::Deserialize;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::normal::is_mark;

/// A step, or several in order, by the names of the `tokenizers` library.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub enum Words {
    Sequence { pretokenizers: Vec<Words> },
    BertPreTokenizer,
    Whitespace,
    WhitespaceSplit,
    Punctuation { behavior: Behavior },
    Metaspace(Metaspace),
}

#[derive(Debug, Deserialize)]
pub enum Behavior {
    Isolated,
}

/// Spaces written as a sign.
#[derive(Debug, Deserialize)]
pub struct Metaspace {
    replacement: char,
    prepend_scheme: Option<Prepend>,
    #[serde(default = "yes")]
    split: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Prepend {
    Always,
    First,
    Never,
}

fn yes() -> bool {
    true
}

impl Words {
    /// How many steps it is.
    pub fn steps(&self) -> usize {
        match self {
            Words::Sequence { pretokenizers } => pretokenizers.iter().map(Words::steps).sum::<usize>() + 1,
            _ => 1,
        }
    }

    pub fn of(&self, words: Vec<String>) -> Vec<String> {
        let spaced = |word: &String| word.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let apart = |words: Vec<String>| words.iter().flat_map(|word| runs(word, is_punctuation, true)).collect();
        match self {
            Words::Sequence { pretokenizers } => pretokenizers.iter().fold(words, |words, step| step.of(words)),
            Words::BertPreTokenizer => apart(words.iter().flat_map(spaced).collect()),
            Words::WhitespaceSplit => words.iter().flat_map(spaced).collect(),
            Words::Punctuation { behavior: Behavior::Isolated } => apart(words),
            Words::Whitespace => {
                let spaced = words.iter().flat_map(spaced);
                spaced.flat_map(|word| runs(&word, |c| !is_word(c), false)).collect()
            }
            Words::Metaspace(metaspace) => {
                words.iter().enumerate().flat_map(|(at, word)| metaspace.of(word, at == 0)).collect()
            }
        }
    }
}

impl Metaspace {
    fn of(&self, word: &str, first: bool) -> Vec<String> {
        if word.is_empty() {
            return Vec::new();
        }
        let sign = self.replacement;
        let before = match self.prepend_scheme {
            None | Some(Prepend::Always) => true,
            Some(Prepend::First) => first,
            Some(Prepend::Never) => false,
        };
        let word = word.replace(' ', sign.encode_utf8(&mut [0; 4]));
        let word = if before && !word.starts_with(sign) { format!("{sign}{word}") } else { word };
        if !self.split {
            return vec![word];
        }
        let mut words = vec![String::new()];
        for c in word.chars() {
            if c == sign {
                words.push(String::new());
            }
            if let Some(last) = words.last_mut() {
                last.push(c);
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }
}

/// A word where characters of the two kinds meet; of the other kind each is `alone`, or all in a row are one.
fn runs(word: &str, other: fn(char) -> bool, alone: bool) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for c in word.chars() {
        let kind = other(c);
        match words.last_mut().filter(|_| before == Some(kind) && !(kind && alone)) {
            Some(last) => last.push(c),
            None => words.push(c.into()),
        }
        before = Some(kind);
    }
    words
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// As `\w` of patterns: letters, marks, digits, and signs that join.
fn is_word(c: char) -> bool {
    let category = c.general_category();
    let joins = matches!(category, GeneralCategory::DecimalNumber | GeneralCategory::ConnectorPunctuation);
    c.is_alphabetic() || joins || is_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}
