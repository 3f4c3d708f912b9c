//! Rules on single values, collected so that a caller hears of all of them at once.

use std::collections::BTreeMap;

use crate::clean::CleanWords;
use crate::error::{Error, FieldCode, Result};
use crate::languages::{Fault, Languages};

/// What is wrong, field by field.
#[derive(Debug, Default)]
pub struct Fields(BTreeMap<String, FieldCode>);

impl Fields {
    /// Notes a fault unless the condition holds.
    pub fn need(&mut self, holds: bool, field: &str, code: FieldCode) {
        if !holds {
            self.0.entry(field.to_owned()).or_insert(code);
        }
    }

    /// A text that must say something, of at most `most` characters, without control characters but line breaks and tabs.
    pub fn text(&mut self, text: &str, most: usize, field: &str) {
        self.need(!text.trim().is_empty(), field, FieldCode::Required);
        self.optional_text(text, most, field);
    }

    /// The same, where it may be empty.
    pub fn optional_text(&mut self, text: &str, most: usize, field: &str) {
        self.need(text.chars().count() <= most, field, FieldCode::TooLong);
        let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t' | '\r');
        self.need(text.chars().all(plain), field, FieldCode::Invalid);
    }

    /// A text that must be there in the languages of the centre.
    pub fn words(&mut self, words: &CleanWords, most: usize, field: &str, languages: &Languages) {
        for (language, fault) in languages.faults(&words.ko, &words.en, most) {
            let code = match fault {
                Fault::Missing | Fault::MissingInBoth => FieldCode::Required,
                Fault::TooLong { .. } => FieldCode::TooLong,
            };
            self.need(false, &format!("{field}.{}", language.code()), code);
        }
        self.optional_words(words, most, field);
    }

    /// The same, where it may be empty.
    pub fn optional_words(&mut self, words: &CleanWords, most: usize, field: &str) {
        self.optional_text(&words.ko, most, &format!("{field}.ko"));
        self.optional_text(&words.en, most, &format!("{field}.en"));
    }

    /// A time that must lie ahead, at most a year.
    pub fn ahead(&mut self, at: i64, now: i64, field: &str) {
        const YEAR_MS: i64 = 366 * 24 * 3_600_000;
        self.need(at > now && at <= now.saturating_add(YEAR_MS), field, FieldCode::OutOfRange);
    }

    /// Nothing was wrong.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

/// Digits of a phone number, with `+` when international; none when it is no phone number.
pub fn phone(text: &str) -> Option<String> {
    const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
    let text = text.trim();
    let plus = text.starts_with('+');
    let rest = text.strip_prefix('+').unwrap_or(text);
    let separators = [' ', '-', '.', '(', ')'];
    if !rest.chars().all(|c| c.is_ascii_digit() || separators.contains(&c)) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    DIGITS.contains(&digits.len()).then(|| if plus { format!("+{digits}") } else { digits })
}

/// An e-mail address in one spelling; none when it cannot be one.
pub fn email(text: &str) -> Option<String> {
    const LONGEST: usize = 254;
    let folded = store::accounts::fold(text);
    let (user, host) = folded.rsplit_once('@')?;
    let fine = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ',' | '"' | '@');
    let ok = folded.len() <= LONGEST
        && !user.is_empty()
        && host.contains('.')
        && folded.chars().filter(|c| *c != '@').all(fine);
    (ok && !user.contains('@')).then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_and_mails() {
        assert_eq!(phone("010-1234-5678").as_deref(), Some("01012345678"));
        assert_eq!(phone(" +82 (10) 1234.5678 ").as_deref(), Some("+821012345678"));
        for bad in ["", "123456", "1234567890123456", "0101234abcd", "=010-1234-5678", "tel:01012345678"] {
            assert_eq!(phone(bad), None, "{bad}");
        }
        assert_eq!(email(" Mina@Example.COM ").as_deref(), Some("mina@example.com"));
        for bad in
            ["", "mina", "@example.com", "mina@", "mina@host", "a b@example.com", "a@b@example.com", "<a>@example.com"]
        {
            assert_eq!(email(bad), None, "{bad}");
        }
    }

    #[test]
    fn texts_have_limits() {
        let mut fields = Fields::default();
        fields.text("", 3, "empty");
        fields.text("가나다라", 3, "long");
        fields.text("a\u{0}b", 9, "nul");
        fields.text("가\n나", 3, "fine");
        let Err(Error::Invalid(found)) = fields.check() else { panic!("all fine") };
        let codes: Vec<_> = found.iter().map(|(field, code)| (field.as_str(), *code)).collect();
        assert_eq!(codes, [("empty", FieldCode::Required), ("long", FieldCode::TooLong), ("nul", FieldCode::Invalid)]);
    }
}
