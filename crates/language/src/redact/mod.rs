//! Personal data out of a text before anything keeps it: Korean and international types, written or spoken.
//!
//! `number` finds runs of digits however they are written, `shape` says what a run is by its form, its check digit and the `cue`
//! nearest to it, `resident` finds the two parts of a resident number with words between, `code` what has letters and figures,
//! `secret` what opens something, `address`, `mail` and `name` what is no number, `conversation` what is spread over messages. What a machine redacts is redacted,
//! not checked: say so wherever it is shown.

mod address;
mod code;
mod conversation;
mod cue;
mod mail;
mod name;
mod number;
mod resident;
mod secret;
mod shape;

pub use conversation::{Conversation, Late};

use std::cell::OnceCell;

use serde::Serialize;

use crate::text::Normal;
use crate::text::hangul::{Language, language};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 주민등록번호; a social security number.
    NationalId,
    /// 외국인등록번호, 국내거소신고번호.
    AlienNumber,
    Card,
    Account,
    Phone,
    /// 사업자등록번호, 법인등록번호.
    BusinessNumber,
    Licence,
    Passport,
    Email,
    Address,
    Name,
    /// A password, a PIN, the code on the back of a card.
    Secret,
}

impl Kind {
    pub const ALL: [Kind; 12] = [
        Kind::NationalId,
        Kind::AlienNumber,
        Kind::Card,
        Kind::Account,
        Kind::Phone,
        Kind::BusinessNumber,
        Kind::Licence,
        Kind::Passport,
        Kind::Email,
        Kind::Address,
        Kind::Name,
        Kind::Secret,
    ];

    /// What may stand in its place, in either language.
    pub fn labels(self) -> [&'static str; 2] {
        [self.label(Language::Korean), self.label(Language::English)]
    }

    /// What stands in its place.
    pub fn label(self, language: Language) -> &'static str {
        let (korean, english) = match self {
            Kind::NationalId => ("[주민등록번호]", "[national id]"),
            Kind::AlienNumber => ("[외국인등록번호]", "[alien number]"),
            Kind::Card => ("[카드번호]", "[card number]"),
            Kind::Account => ("[계좌번호]", "[account number]"),
            Kind::Phone => ("[전화번호]", "[phone number]"),
            Kind::BusinessNumber => ("[사업자번호]", "[business number]"),
            Kind::Licence => ("[면허번호]", "[licence number]"),
            Kind::Passport => ("[여권번호]", "[passport number]"),
            Kind::Email => ("[이메일]", "[e-mail]"),
            Kind::Address => ("[주소]", "[address]"),
            Kind::Name => ("[이름]", "[name]"),
            Kind::Secret => ("[비밀번호]", "[secret]"),
        };
        if language == Language::Korean { korean } else { english }
    }
}

/// A value found, by bytes of the text as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

/// A text as the finders see it: characters in normal form.
pub(crate) struct Scanned<'a> {
    chars: Vec<char>,
    normal: Normal,
    written: &'a str,
    cues: OnceCell<Vec<cue::Said>>,
}

/// A value found, by characters of the normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    begin: usize,
    end: usize,
    kind: Kind,
}

impl Scanned<'_> {
    fn of(text: &str) -> Scanned<'_> {
        let normal = Normal::of(text);
        Scanned { chars: normal.text.chars().collect(), normal, written: text, cues: OnceCell::new() }
    }

    fn cues(&self) -> &[cue::Said] {
        self.cues.get_or_init(|| cue::all(&self.chars))
    }

    /// Whether a capital letter was written at a place.
    fn is_capital(&self, at: usize) -> bool {
        let from = self.normal.from.get(at).and_then(|(begin, _)| self.written.get(*begin..));
        from.and_then(|written| written.chars().next()).is_some_and(char::is_uppercase)
    }

    fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// Whether `word` stands at a place.
    fn has(&self, at: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(step, c)| self.at(at + step) == Some(c))
    }

    fn part(&self, begin: usize, end: usize) -> &[char] {
        self.chars.get(begin..end.min(self.chars.len())).unwrap_or_default()
    }

    /// The first of some words that stands at a place, with its length in characters.
    fn any<'w>(&self, at: usize, words: &[&'w str]) -> Option<(&'w str, usize)> {
        words.iter().find(|word| self.has(at, word)).map(|word| (*word, word.chars().count()))
    }

    fn skip_spaces(&self, mut at: usize) -> usize {
        while self.at(at) == Some(' ') {
            at += 1;
        }
        at
    }
}

/// Every value in a text, in order, none within another.
pub fn find(text: &str) -> Vec<Span> {
    let scanned = Scanned::of(text);
    let mut found = mail::find(&scanned);
    found.extend(shape::find(&scanned));
    found.extend(code::find(&scanned));
    found.extend(resident::find(&scanned));
    found.extend(secret::find(&scanned));
    found.extend(address::find(&scanned));
    found.extend(name::find(&scanned));
    // Of two that overlap the longer says what they are, and nothing of either stays.
    found.sort_by_key(|one| (one.begin, std::cmp::Reverse(one.end)));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for one in found {
        match kept.last_mut() {
            Some(last) if one.begin < last.end => {
                if one.end - one.begin > last.end - last.begin {
                    last.kind = one.kind;
                }
                last.end = last.end.max(one.end);
            }
            _ => kept.push(one),
        }
    }
    let from = |at: usize| scanned.normal.from.get(at).copied().unwrap_or((text.len(), text.len()));
    kept.iter().map(|one| Span { start: from(one.begin).0, end: from(one.end - 1).1, kind: one.kind }).collect()
}

/// The text with a label in place of each value.
pub fn redact(text: &str) -> String {
    replace(text, &find(text))
}

/// The text with a label in place of each of some spans (in order, as `find` gives them).
pub fn replace(text: &str, spans: &[Span]) -> String {
    // What goes speaks no language (an address of mail is Latin everywhere): where nothing else is written Korean, as most read it.
    let around = labelled_with(text, spans, |_| " ");
    labelled(text, spans, if around.chars().any(char::is_alphabetic) { language(&around) } else { Language::Korean })
}

/// The same where the language of the text is known.
pub fn labelled(text: &str, spans: &[Span], language: Language) -> String {
    labelled_with(text, spans, |kind| kind.label(language))
}

pub(crate) fn labelled_with(text: &str, spans: &[Span], label: impl Fn(Kind) -> &'static str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for span in spans {
        out.push_str(text.get(done..span.start).unwrap_or_default());
        out.push_str(label(span.kind));
        done = span.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}
