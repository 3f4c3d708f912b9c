//! What a model learns from: reasons with their names and descriptions, examples, and messages nobody labelled.

use std::collections::HashMap;

use serde::Serialize;
use thiserror::Error;

use super::features::READ;
use crate::text::{bounded, decode, normalise};

/// Limits of a centre.
pub const MOST_REASONS: usize = 2_000;
pub const MOST_EXAMPLES: usize = 200_000;

/// Labels that mean "none of these".
const OTHER: [&str; 4] = ["other", "oos", "기타", ""];

/// A reason as the centre knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reason {
    pub id: String,
    /// Examples too: "배송지 변경", and a sentence on what belongs here.
    pub name: String,
    pub description: String,
}

/// Everything a model is trained from.
#[derive(Debug, Clone, Default)]
pub struct Examples {
    pub reasons: Vec<Reason>,
    /// Words of a customer with the index of their reason.
    pub labelled: Vec<(String, usize)>,
    /// Words known to be about none of the reasons.
    pub other: Vec<String>,
    /// The centre's own messages without a reason: what lies far from every reason teaches "other".
    pub unlabelled: Vec<String>,
}

/// The same words under two reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    pub text: String,
    pub reasons: [String; 2],
}

/// Why examples cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Unusable {
    #[error("the file is neither UTF-8 nor CP949; save it as UTF-8 and try again")]
    Encoding,
    #[error("line {0}: there must be two columns, text and reason, with a tab between them")]
    Columns(usize),
    #[error("line 1: the columns are text and reason; \"{0}\" is neither")]
    Header(String),
    #[error("there is no example; a line is a customer's words, a tab and their reason")]
    Nothing,
    #[error("there are more than {MOST_EXAMPLES} examples or {MOST_REASONS} reasons; leave some out")]
    TooMany,
}

/// What the columns may be called.
const TEXT: [&str; 9] = ["text", "message", "내용", "문의", "문의내용", "문의 내용", "문장", "메시지", "예문"];
const REASON: [&str; 9] = ["reason", "label", "사유", "유형", "문의유형", "문의 유형", "분류", "상담사유", "상담 사유"];

impl Examples {
    /// Reads tab-separated `text`, `reason` (with or without such a header, in either language, in either order); UTF-8 or CP949.
    pub fn read(bytes: &[u8]) -> Result<Examples, Unusable> {
        let mut examples = Examples::default();
        let mut known: HashMap<String, usize> = HashMap::new();
        for (text, reason) in rows(bytes)? {
            if OTHER.contains(&reason.to_lowercase().as_str()) {
                examples.other.push(text);
                continue;
            }
            let at = *known.entry(reason.clone()).or_insert_with(|| {
                let name = in_words(&reason);
                examples.reasons.push(Reason { id: reason, name, description: String::new() });
                examples.reasons.len() - 1
            });
            examples.labelled.push((text, at));
        }
        examples.checked()
    }

    /// Refuses what no model can be made of.
    pub fn checked(self) -> Result<Examples, Unusable> {
        if self.reasons.is_empty() {
            return Err(Unusable::Nothing);
        }
        let all = self.labelled.len() + self.other.len() + self.unlabelled.len();
        if self.reasons.len() > MOST_REASONS || all > MOST_EXAMPLES {
            return Err(Unusable::TooMany);
        }
        Ok(self)
    }

    /// Index of a reason by id; nothing for "other" and for what is not in the catalogue.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.reasons.iter().position(|reason| reason.id == id)
    }

    /// Examples that say the same under different reasons, for a person to settle.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut said: HashMap<String, usize> = HashMap::new();
        let mut found = Vec::new();
        for (text, reason) in &self.labelled {
            let before = *said.entry(normalise(bounded(text, READ))).or_insert(*reason);
            if let (true, Some(one), Some(two)) =
                (before != *reason, self.reasons.get(before), self.reasons.get(*reason))
            {
                found.push(Contradiction { text: text.clone(), reasons: [one.id.clone(), two.id.clone()] });
            }
        }
        found
    }
}

/// Rows of text and reason.
pub fn rows(bytes: &[u8]) -> Result<Vec<(String, String)>, Unusable> {
    let text = decode(bytes).ok_or(Unusable::Encoding)?;
    let mut rows = Vec::new();
    let mut reason_first = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let mut cells = line.split('\t');
        let (Some(one), Some(two), None) = (cells.next(), cells.next(), cells.next()) else {
            return Err(if at == 0 && line.contains("text") {
                Unusable::Header(line.split('\t').find(|name| !["text", "reason"].contains(name)).unwrap_or("").into())
            } else {
                Unusable::Columns(at + 1)
            });
        };
        let head = |names: &[&str], cell: &str| at == 0 && names.contains(&&*cell.trim().to_lowercase());
        if head(&TEXT, one) && head(&REASON, two) {
            continue;
        }
        if head(&REASON, one) && head(&TEXT, two) {
            reason_first = true;
            continue;
        }
        let (words, reason) = if reason_first { (two, one) } else { (one, two) };
        rows.push((words.trim().to_string(), reason.trim().to_string()));
        if rows.len() > MOST_EXAMPLES {
            return Err(Unusable::TooMany);
        }
    }
    Ok(rows)
}

/// An id as words: `card_arrival` and `CardArrival` → "card arrival".
fn in_words(id: &str) -> String {
    let mut words = String::with_capacity(id.len() + 4);
    let mut small = false;
    for c in id.chars() {
        if small && c.is_uppercase() {
            words.push(' ');
        }
        small = c.is_lowercase();
        words.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_column_orders_and_the_words_of_an_id() {
        let examples = Examples::read("reason\ttext\ncard_arrival\twhere is it\noos\thello\n".as_bytes()).unwrap();
        assert_eq!(examples.labelled, [("where is it".to_string(), 0)]);
        assert_eq!((examples.reasons[0].name.as_str(), examples.other.len()), ("card arrival", 1));
        assert_eq!(in_words("CheckAccountBalance"), "Check Account Balance");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert_eq!(Examples::read(b"a\tb\nonly one\n").unwrap_err(), Unusable::Columns(2));
        assert_eq!(Examples::read(b"text\treason\tcolour\n").unwrap_err(), Unusable::Header("colour".into()));
        assert_eq!(Examples::read(b"").unwrap_err(), Unusable::Nothing);
        assert_eq!(Examples::read(&[0xff, 0xfe, 0, 0]).unwrap_err(), Unusable::Encoding);
    }

    #[test]
    fn the_same_words_under_two_reasons_are_told() {
        let examples = Examples::read("환불 해줘\t환불\n환불  해줘\t취소\n".as_bytes()).unwrap();
        assert_eq!(examples.contradictions()[0].reasons, ["환불", "취소"]);
    }
}
