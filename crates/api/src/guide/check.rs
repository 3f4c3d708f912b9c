//! What stands against publishing a guide.

use std::collections::BTreeSet;

use crate::languages::Languages;
use crate::setup::document::{Document, ReasonEntry};
use crate::setup::types::Finding;
use crate::wire::{Language, Words};

/// Steps of one guide.
const STEPS: usize = 20;
/// Longest text of a step, in characters.
const CHARS: usize = 200;

/// Every fault of every guide, each with where it stands.
pub fn findings(document: &Document, languages: &Languages, language: Language) -> Vec<Finding> {
    let guides = document.reasons.iter().enumerate().filter(|(_, entry)| !entry.guide.is_empty());
    guides.flat_map(|(at, entry)| Found::of(at, entry, languages, language).findings).collect()
}

struct Found<'a> {
    findings: Vec<Finding>,
    /// The guide's place in the document, and its reason as people read it.
    at: String,
    name: Words,
    languages: &'a Languages,
    language: Language,
}

impl<'a> Found<'a> {
    fn of(at: usize, entry: &ReasonEntry, languages: &'a Languages, language: Language) -> Found<'a> {
        let (place, name) = (format!("/reasons/{at}/guide"), entry.called(at));
        let mut found = Found { findings: Vec::new(), at: place, name, languages, language };
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
            found.said(&format!("{at}/words"), &step.words, nth, ("할 일", "what to do"));
            if step.if_no != Words::default() {
                found.said(&format!("{at}/if_no"), &step.if_no, nth, ("아니요일 때", "if no"));
            }
            if !step.check && step.if_no != Words::default() {
                let ko = format!("{nth}단계는 확인 질문이 아니어서 ‘아니요’일 때 할 일이 쓰이지 않습니다");
                let en = format!("step {nth} is no check, so what to do on “no” is never reached");
                found.refuse(&format!("{at}/if_no"), &ko, &en);
            }
            let Some(discretion) = &step.discretion else { continue };
            let what = ("결정할 수 있는 것", "may decide");
            found.said(&format!("{at}/discretion/what"), &discretion.what, nth, what);
            found.said(&format!("{at}/discretion/ask"), &discretion.ask, nth, ("넘으면 물어볼 곳", "beyond it, ask"));
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

    /// A text of a step that must be there: one finding for each language it is wrong in.
    fn said(&mut self, at: &str, words: &Words, nth: usize, (ko, en): (&str, &str)) {
        for (key, fault) in self.languages.said(words, CHARS) {
            let ko = format!("{nth}단계 {ko}: {}", fault.ko);
            let en = format!("step {nth}, {en}: {}", fault.en);
            self.refuse(&format!("{at}/{key}"), &ko, &en);
        }
    }

    fn refuse(&mut self, at: &str, ko: &str, en: &str) {
        let at = format!("{}{at}", self.at);
        let (ko, en) =
            (format!("{} 상담사 처리 순서: {ko}.", self.name.ko), format!("Guide of {}: {en}.", self.name.en));
        self.findings.push(Finding::refusing(at, "guide", self.language, ko, en));
    }
}
