//! What an agent said would be done, and by when.

use serde::Serialize;

use super::{Speaker, Turn};
use crate::redact::redact;
use crate::text::sentences::sentences;

/// A promise, with the turn it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    pub turn: usize,
    pub text: String,
    /// The words that say by when, as spoken.
    pub when: Option<String>,
}

/// Forms of a promise; what is done on the spot ("확인해 보겠습니다") is none unless a time is named.
const SURE: [&str; 8] =
    ["약속드", "약속하", "책임지고", "반드시", "i promise", "we will make sure", "i'll make sure", "꼭"];
const WILL: [&str; 14] = [
    "드리겠습니다",
    "드릴게요",
    "드릴께요",
    "하겠습니다",
    "할게요",
    "보내겠습니다",
    "될 겁니다",
    "될 예정",
    "예정입니다",
    "will",
    "i'll",
    "we'll",
    "going to",
    "처리됩니다",
];
const DAYS: [&str; 18] = [
    "오늘",
    "내일",
    "모레",
    "이번 주",
    "다음 주",
    "월요일",
    "화요일",
    "수요일",
    "목요일",
    "금요일",
    "토요일",
    "일요일",
    "영업일",
    "today",
    "tomorrow",
    "monday",
    "business day",
    "within",
];
const BY: [&str; 6] = ["까지", "이내", "안에", "안으로", "내로", "중으로"];

/// The promises of agents and bots, in order.
pub fn promises(turns: &[Turn]) -> Vec<Promise> {
    let said = turns.iter().enumerate().filter(|(_, turn)| turn.speaker != Speaker::Customer);
    said.flat_map(|(at, turn)| sentences(&turn.text).into_iter().map(move |text| (at, text)))
        .filter_map(|(turn, text)| {
            let low = text.to_lowercase();
            let has = |words: &[&str]| words.iter().any(|word| low.contains(word));
            let when = when(text);
            (has(&WILL) && (when.is_some() || has(&SURE))).then(|| Promise { turn, text: redact(text), when })
        })
        .collect()
}

/// The stretch of words from the first that names a time to the last that does.
fn when(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let named = |word: &&str| {
        let low = word.to_lowercase();
        let clock = word.chars().any(|c| c.is_ascii_digit())
            && ["시", "분", "일", "월", "pm", "am"].iter().any(|unit| low.contains(unit));
        DAYS.iter().any(|day| low.contains(day))
            || clock
            || BY.iter().any(|by| word.ends_with(by))
            || ["오전", "오후"].contains(word)
    };
    let first = words.iter().position(named)?;
    let last = words.iter().rposition(named)?;
    Some(words.get(first..=last)?.join(" ").trim_end_matches(['.', ',']).to_string())
}
