//! A text in the normal form that a model was made with.

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::charsmap::Charsmap;

/// Longest text between two steps, in bytes: some make a text longer.
const BYTES: usize = 32 * 1024;
/// Longest text that one thing is replaced by, in bytes.
pub const CONTENT_BYTES: usize = 64;

/// A step, or several in order, by the names of the `tokenizers` library.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub enum Normal {
    Sequence {
        normalizers: Vec<Normal>,
    },
    BertNormalizer {
        clean_text: bool,
        handle_chinese_chars: bool,
        strip_accents: Option<bool>,
        lowercase: bool,
    },
    #[serde(rename = "NFC")]
    Nfc,
    #[serde(rename = "NFD")]
    Nfd,
    #[serde(rename = "NFKC")]
    Nfkc,
    #[serde(rename = "NFKD")]
    Nfkd,
    Lowercase,
    StripAccents,
    Strip {
        strip_left: bool,
        strip_right: bool,
    },
    Replace {
        pattern: Pattern,
        content: Content,
    },
    Prepend {
        prepend: Content,
    },
    Precompiled {
        precompiled_charsmap: Charsmap,
    },
}

/// What is replaced.
#[derive(Debug, Deserialize)]
pub enum Pattern {
    String(String),
    Regex(Spaces),
}

/// The expressions that models use; there is no other need for an engine of patterns here.
#[derive(Debug, Clone, Copy, Deserialize)]
pub enum Spaces {
    /// Runs of any white space.
    #[serde(rename = "\\s+")]
    Any,
    /// Runs of at least two spaces.
    #[serde(rename = " {2,}")]
    Two,
}

/// A short text.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Content(String);

impl TryFrom<String> for Content {
    type Error = String;

    fn try_from(text: String) -> Result<Content, String> {
        if text.len() > CONTENT_BYTES { Err(format!("a text over {CONTENT_BYTES} bytes")) } else { Ok(Content(text)) }
    }
}

impl Normal {
    /// How many steps it is.
    pub fn steps(&self) -> usize {
        match self {
            Normal::Sequence { normalizers } => normalizers.iter().map(Normal::steps).sum::<usize>() + 1,
            _ => 1,
        }
    }

    pub fn of(&self, text: String) -> String {
        let mut text = match self {
            Normal::Sequence { normalizers } => normalizers.iter().fold(text, |text, normal| normal.of(text)),
            Normal::BertNormalizer { clean_text, handle_chinese_chars, strip_accents, lowercase } => {
                let text = if *clean_text { clean(&text) } else { text };
                let text = if *handle_chinese_chars { ideographs_apart(&text) } else { text };
                let text = if strip_accents.unwrap_or(*lowercase) { bare(&text) } else { text };
                if *lowercase { lower(&text) } else { text }
            }
            Normal::Nfc => text.nfc().collect(),
            Normal::Nfd => text.nfd().collect(),
            Normal::Nfkc => text.nfkc().collect(),
            Normal::Nfkd => text.nfkd().collect(),
            Normal::Lowercase => lower(&text),
            Normal::StripAccents => text.chars().filter(|c| !is_mark(*c)).collect(),
            Normal::Strip { strip_left, strip_right } => {
                let text = if *strip_left { text.trim_start() } else { &text };
                (if *strip_right { text.trim_end() } else { text }).to_owned()
            }
            Normal::Replace { pattern: Pattern::String(pattern), .. } if pattern.is_empty() => text,
            Normal::Replace { pattern: Pattern::String(pattern), content } => text.replace(pattern, &content.0),
            Normal::Replace { pattern: Pattern::Regex(spaces), content } => spaces.replaced(&text, &content.0),
            Normal::Prepend { prepend } if !text.is_empty() => format!("{}{text}", prepend.0),
            Normal::Prepend { .. } => text,
            Normal::Precompiled { precompiled_charsmap } => precompiled_charsmap.of(&text),
        };
        text.truncate(text.floor_char_boundary(BYTES.min(text.len())));
        text
    }
}

impl Spaces {
    fn replaced(self, text: &str, content: &str) -> String {
        let (is_space, least): (fn(char) -> bool, usize) = match self {
            Spaces::Any => (char::is_whitespace, 1),
            Spaces::Two => (|c| c == ' ', 2),
        };
        let mut out = String::with_capacity(text.len());
        let mut run = String::new();
        for c in text.chars().map(Some).chain([None]) {
            if let Some(space) = c.filter(|c| is_space(*c)) {
                run.push(space);
                continue;
            }
            out.push_str(if run.chars().count() >= least { content } else { &run });
            run.clear();
            out.extend(c);
        }
        out
    }
}

fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Without what is not seen, and every white space a space.
fn clean(text: &str) -> String {
    let seen = |c: &char| is_space(*c) || !(is_unseen(*c) || *c == '\u{fffd}');
    text.chars().filter(seen).map(|c| if is_space(c) { ' ' } else { c }).collect()
}

fn is_unseen(c: char) -> bool {
    matches!(c.general_category(), GeneralCategory::Control | GeneralCategory::Format | GeneralCategory::PrivateUse)
}

fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c.is_whitespace() && !c.is_control())
}

/// Decomposed, without accents. Hangul stays in its letters, as the models have it.
fn bare(text: &str) -> String {
    text.nfd().filter(|c| c.general_category() != GeneralCategory::NonspacingMark).collect()
}

pub fn is_mark(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Mark
}

/// A space on both sides of every ideograph; Hangul is none.
fn ideographs_apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{2a6df}'
            | '\u{2a700}'..='\u{2b73f}'
            | '\u{2b740}'..='\u{2b81f}'
            | '\u{2b920}'..='\u{2ceaf}'
            | '\u{2f800}'..='\u{2fa1f}' => out.extend([' ', c, ' ']),
            _ => out.push(c),
        }
    }
    out
}
