//! What stands against publishing a guide.

use std::collections::BTreeSet;

use crate::setup::document::{Document, ReasonEntry};
use crate::setup::types::Finding;
use crate::wire::{Language, Words};

/// Steps of one guide.
const STEPS: usize = 20;
/// Longest text of a step, in characters.
const CHARS: usize = 200;

/// Every fault of every guide, each with where it stands.
pub fn findings(document: &Document, language: Language) -> Vec<Finding> {
    let guides = document.reasons.iter().enumerate().filter(|(_, entry)| !entry.guide.is_empty());
    guides.flat_map(|(at, entry)| Found::of(at, entry, language).findings).collect()
}

struct Found {
    findings: Vec<Finding>,
    /// The guide's place in the document, and its reason as people read it.
    at: String,
    name: Words,
    language: Language,
}

impl Found {
    fn of(at: usize, entry: &ReasonEntry, language: Language) -> Found {
        let mut found =
            Found { findings: Vec::new(), at: format!("/reasons/{at}/guide"), name: entry.name.clone(), language };
        if entry.guide.len() > STEPS {
            found.refuse("", &format!("단계는 {STEPS}개까지입니다"), &format!("there may be {STEPS} steps"));
        }
        let mut ids = BTreeSet::new();
        for (place, step) in entry.guide.iter().enumerate() {
            let (nth, at) = (place + 1, format!("/{place}"));
            if !ids.insert(step.id) {
                let (ko, en) = ("의 번호가 두 번 쓰였습니다", "has an id that is used twice");
                found.refuse(&at, &format!("{nth}단계{ko}"), &format!("step {nth} {en}"));
            }
            found.said(&format!("{at}/words"), &step.words, true, nth);
            found.said(&format!("{at}/if_no"), &step.if_no, false, nth);
            if !step.check && step.if_no != Words::default() {
                let ko = format!("{nth}단계는 확인 질문이 아니어서 ‘아니요’일 때 할 일이 쓰이지 않습니다");
                let en = format!("step {nth} is no check, so what to do on “no” is never reached");
                found.refuse(&format!("{at}/if_no"), &ko, &en);
            }
            let Some(discretion) = &step.discretion else { continue };
            found.said(&format!("{at}/discretion/what"), &discretion.what, true, nth);
            found.said(&format!("{at}/discretion/ask"), &discretion.ask, true, nth);
            let Some(limit) = &discretion.up_to else { continue };
            let currency = limit.currency.len() == 3 && limit.currency.bytes().all(|byte| byte.is_ascii_uppercase());
            if limit.value == 0 || !currency {
                let ko = format!("{nth}단계의 한도는 0보다 커야 하고 통화는 KRW처럼 대문자 세 글자여야 합니다");
                let en =
                    format!("the limit of step {nth} must be above 0, with a currency of three letters such as KRW");
                found.refuse(&format!("{at}/discretion/up_to"), &ko, &en);
            }
        }
        found
    }

    /// A text of the guide in both languages; one that need not be there may be empty in both.
    fn said(&mut self, at: &str, words: &Words, needed: bool, nth: usize) {
        if !needed && *words == Words::default() {
            return;
        }
        for (key, text) in [("ko", &words.ko), ("en", &words.en)] {
            if text.trim().is_empty() || text.chars().count() > CHARS {
                let ko = format!("{nth}단계의 글이 비었거나 {CHARS}자를 넘습니다");
                let en = format!("a text of step {nth} is empty or longer than {CHARS} characters");
                self.refuse(&format!("{at}/{key}"), &ko, &en);
            }
        }
    }

    fn refuse(&mut self, at: &str, ko: &str, en: &str) {
        let at = format!("{}{at}", self.at);
        let (ko, en) =
            (format!("‘{}’의 안내 순서: {ko}.", self.name.ko), format!("The guide of “{}”: {en}.", self.name.en));
        self.findings.push(Finding::refusing(at, "guide", self.language, ko, en));
    }
}
