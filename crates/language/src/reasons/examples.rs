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
    #[error("line {0}: there must be two columns, text and reason, with a tab or a comma between them")]
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
        for Row { text, reason, .. } in rows(bytes)? {
            if is_other(&reason) {
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
            let before = *said.entry(same_words(text)).or_insert(*reason);
            if let (true, Some(one), Some(two)) =
                (before != *reason, self.reasons.get(before), self.reasons.get(*reason))
            {
                found.push(Contradiction { text: text.clone(), reasons: [one.id.clone(), two.id.clone()] });
            }
        }
        found
    }
}

/// What says the same, however it is written.
pub fn same_words(text: &str) -> String {
    normalise(bounded(text, READ))
}

/// Whether a label means "none of these".
pub fn is_other(label: &str) -> bool {
    OTHER.contains(&label.to_lowercase().as_str())
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The first is 1.
    pub line: usize,
    pub text: String,
    pub reason: String,
}

/// Rows of text and reason. Where the first line has no tab, commas stand between them, and quotes around a cell that has one.
pub fn rows(bytes: &[u8]) -> Result<Vec<Row>, Unusable> {
    let text = decode(bytes).ok_or(Unusable::Encoding)?;
    let tabs = text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.contains('\t'));
    let mut rows = Vec::new();
    let mut reason_first = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let cells = if tabs { line.split('\t').map(str::to_string).collect() } else { by_commas(line) };
        let [one, two] = cells.as_slice() else {
            let called = |name: &&String| TEXT.iter().chain(&REASON).any(|known| *known == name.trim().to_lowercase());
            return Err(if at == 0 && cells.iter().any(|name| called(&name)) {
                Unusable::Header(cells.iter().find(|name| !called(name)).cloned().unwrap_or_default())
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
        rows.push(Row { line: at + 1, text: words.trim().to_string(), reason: reason.trim().to_string() });
        if rows.len() > MOST_EXAMPLES {
            return Err(Unusable::TooMany);
        }
    }
    Ok(rows)
}

/// The cells of a line of CSV. A quote that is never closed goes to the end of the line.
fn by_commas(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut signs = line.chars().peekable();
    while let Some(c) = signs.next() {
        match c {
            '"' if quoted && signs.peek() == Some(&'"') => cell.extend(signs.next()),
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => quoted = true,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
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
    fn commas_do_where_there_is_no_tab() {
        let read = |text: &str| -> Vec<_> {
            rows(text.as_bytes()).unwrap().into_iter().map(|row| (row.line, row.text, row.reason)).collect()
        };
        let row = |line, text: &str, reason: &str| (line, text.to_string(), reason.to_string());
        let file = "내용,사유\n\n\"네, \"\"환불\"\"이요\",환불\n배달이 늦어요, 배달 지연\n";
        assert_eq!(read(file), [row(3, "네, \"환불\"이요", "환불"), row(4, "배달이 늦어요", "배달 지연")]);
        assert_eq!(read("네, 환불이요\t환불\n"), [row(1, "네, 환불이요", "환불")], "a tab alone divides");
        assert_eq!(rows(b"text,reason\na,b,c\n").unwrap_err(), Unusable::Columns(2));
        assert_eq!(rows(b"text,reason\n\"a,b\n").unwrap_err(), Unusable::Columns(2), "a quote left open");
    }

    #[test]
    fn the_same_words_under_two_reasons_are_told() {
        let examples = Examples::read("환불 해줘\t환불\n환불  해줘\t취소\n".as_bytes()).unwrap();
        assert_eq!(examples.contradictions()[0].reasons, ["환불", "취소"]);
    }
}
