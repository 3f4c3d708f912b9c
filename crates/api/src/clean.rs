//! Free text from outside, with personal data out: the one door.
//!
//! A request's words become [`Clean`] while they are parsed, and whatever is written takes nothing else, so that no path past the
//! door can be forgotten. What a machine takes out is taken out, not checked. Contact data in fields of its own (a phone number, a
//! mail address, a name) is not free text.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use language::redact::{self, Conversation};
use language::text::hangul::Language;
use rusqlite::ToSql;
use rusqlite::types::ToSqlOutput;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::wire::Words;

/// A text without personal data; in the place of each value stands its label, such as `[카드번호]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clean(String);

impl Clean {
    /// A text from outside, with personal data out.
    pub fn of(text: &str) -> Clean {
        Clean(redact::redact(text))
    }

    /// A text that the centre writes to be read by its customers: how it can be reached stays, what can only be a person's goes.
    pub fn published(text: &str, language: Language) -> Clean {
        use redact::Kind::{Address, BusinessNumber, Email, Phone, Secret};
        let mut spans = redact::find(text);
        spans.retain(|span| !matches!(span.kind, Phone | Email | Address | BusinessNumber | Secret));
        Clean(redact::labelled(text, &spans, language))
    }

    /// What this program says, or the centre has published: nobody's own words.
    pub fn ours(text: impl Into<String>) -> Clean {
        Clean(text.into())
    }

    /// At most its first `most` characters.
    pub fn cut(self, most: usize) -> Clean {
        Clean(self.0.chars().take(most).collect())
    }

    /// Without spaces around it.
    pub fn trimmed(self) -> Clean {
        Clean(self.0.trim().to_owned())
    }

    /// With words of ours behind it.
    pub fn then(mut self, ours: &str) -> Clean {
        self.0.push_str(ours);
        self
    }

    pub fn into_string(self) -> String {
        self.0
    }

    /// This text as the next of a conversation. Values may go on from earlier messages ("010-1234", then "5678"), and a question
    /// may be what shows that a number is one; comes back with what earlier messages turn out to be.
    pub fn follows(self, before: &[Said], speaker: Speaker) -> (Clean, Vec<(usize, Clean)>) {
        let mut conversation = Conversation::default();
        for said in before {
            conversation.heard(said.speaker as u32, &unlabelled(&said.text));
        }
        let (here, late) = conversation.next(speaker as u32, &unlabelled(&self.0));
        let text = if here.is_empty() { self } else { Clean(redact::replace(&self.0, &here)) };
        let mut changed: Vec<(usize, Clean)> = Vec::new();
        for (at, said) in before.iter().enumerate() {
            let spans: Vec<_> = late.iter().filter(|late| late.message == at).map(|late| late.span).collect();
            if !spans.is_empty() {
                changed.push((at, Clean(redact::replace(&said.text, &spans))));
            }
        }
        (text, changed)
    }
}

/// Whose words: what the centre's people and bots say is one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    Customer,
    Centre,
}

/// An earlier message of a conversation, as stored.
pub struct Said {
    pub speaker: Speaker,
    pub text: String,
}

/// A label names what it stands for, and would be read as a cue to the next number; as long as it was.
fn unlabelled(text: &str) -> Cow<'_, str> {
    if !text.contains('[') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let label = redact::Kind::ALL.into_iter().flat_map(redact::Kind::labels).find(|label| from.starts_with(label));
        let (blank, length) = label.map_or(("[", 1), |label| ("/", label.len()));
        out.extend(std::iter::repeat_n(blank, length));
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A text in both languages, with personal data out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CleanWords {
    pub ko: Clean,
    pub en: Clean,
}

impl CleanWords {
    /// For what the centre publishes: see [`Clean::published`].
    pub fn published<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CleanWords, D::Error> {
        Words::deserialize(deserializer).map(CleanWords::of_published)
    }

    /// The same for a list.
    pub fn all_published<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<CleanWords>, D::Error> {
        let all = Vec::<Words>::deserialize(deserializer)?;
        Ok(all.into_iter().map(CleanWords::of_published).collect())
    }

    fn of_published(words: Words) -> CleanWords {
        CleanWords {
            ko: Clean::published(&words.ko, Language::Korean),
            en: Clean::published(&words.en, Language::English),
        }
    }
}

impl Deref for Clean {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Clean {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Clean, D::Error> {
        Ok(Clean::of(&String::deserialize(deserializer)?))
    }
}

impl Serialize for Clean {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl ToSql for Clean {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl PartialSchema for Clean {
    fn schema() -> RefOr<Schema> {
        String::schema()
    }
}

impl ToSchema for Clean {}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(speaker: Speaker, text: &str) -> Said {
        Said { speaker, text: text.into() }
    }

    #[test]
    fn a_value_over_two_messages_goes_from_both() {
        let before = [said(Speaker::Centre, "연락처를 알려 주세요"), said(Speaker::Customer, "010-1234")];
        let (text, late) = Clean::of("5678").follows(&before, Speaker::Customer);
        assert_eq!(&*text, "[전화번호]");
        assert_eq!(late.iter().map(|(at, text)| (*at, &**text)).collect::<Vec<_>>(), [(1, "[전화번호]")]);
        let (text, late) = Clean::of("5678").follows(&[], Speaker::Customer);
        assert_eq!((&*text, late.len()), ("5678", 0), "a number of its own is one");
    }

    #[test]
    fn a_label_is_no_cue() {
        let before = [said(Speaker::Customer, "제 카드번호는 [카드번호]")];
        let (text, late) = Clean::of("20261129").follows(&before, Speaker::Customer);
        assert_eq!((&*text, late.len()), ("20261129", 0));
        assert_eq!(unlabelled("a[카드번호]b[c").len(), "a[카드번호]b[c".len());
    }

    #[test]
    fn how_the_centre_is_reached_stays_in_what_it_publishes() {
        let text: CleanWords = CleanWords::published(
            serde_json::json!({"ko": "문의 help@moon.kr, 010-1111-2222, 카드 4111 1111 1111 1111", "en": ""}),
        )
        .unwrap();
        assert_eq!(&*text.ko, "문의 help@moon.kr, 010-1111-2222, 카드 [카드번호]");
    }

    #[test]
    fn words_are_clean_as_soon_as_they_are_parsed() {
        let text: Clean = serde_json::from_str("\"주문 20261129-0001, 010-1234-5678로 전화 주세요\"").unwrap();
        assert_eq!(&*text, "주문 20261129-0001, [전화번호]로 전화 주세요");
    }
}
