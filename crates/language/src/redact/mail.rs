//! E-mail addresses, written or spoken ("hong 골뱅이 naver 닷컴", "hong (at) naver dot com").

use super::{Found, Kind, Scanned};

/// Signs, the words for them, and what some write in their place.
const AT: [&str; 6] = ["@", "골뱅이", "(at)", "[at]", "at sign", " at "];
const DOT: [&str; 8] = [".", "닷", "점", "쩜", "dot", "[dot]", "(dot)", ","];
/// Hosts by their names in Hangul and by the first part of their own, so well known that many leave the rest away.
const HOSTS: [&str; 20] = [
    "네이버",
    "지메일",
    "구글",
    "다음",
    "한메일",
    "네이트",
    "카카오",
    "핫메일",
    "야후",
    "아웃룩",
    "naver",
    "gmail",
    "daum",
    "hanmail",
    "nate",
    "kakao",
    "hotmail",
    "yahoo",
    "outlook",
    "icloud",
];
/// Ends of hosts in Hangul, and those that a comma may stand before by mistake or the word "dot" by intent.
const SPOKEN_ENDS: [&str; 7] = ["컴", "넷", "오알지", "케이알", "시오", "씨오", "코"];
const ENDS: [&str; 8] = ["com", "net", "org", "co", "kr", "go", "ac", "io"];
const LONGEST: usize = 64;

pub fn find(text: &Scanned) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        let from = found.last().map_or(0, |last| last.end);
        match text.any(at, &AT).and_then(|(sign, length)| address(text, from, at, at + length, sign)) {
            Some(one) => {
                at = one.end;
                found.push(one);
            }
            None => at += 1,
        }
    }
    found
}

/// The address around a sign. A sign alone needs no spaces about it; a spoken one may have them.
fn address(text: &Scanned, from: usize, sign: usize, after: usize, word: &str) -> Option<Found> {
    let begin_host = text.skip_spaces(after);
    let (end, parts, known) = host(text, begin_host, word == " at ")?;
    let mut end_local = sign;
    while end_local > from && sign - end_local < 2 && text.at(end_local - 1) == Some(' ') {
        end_local -= 1;
    }
    let back = |fits: fn(char) -> bool| {
        let mut begin = end_local;
        while begin > from && end_local - begin < LONGEST && text.at(begin - 1).is_some_and(fits) {
            begin -= 1;
        }
        (begin < end_local).then_some(begin)
    };
    // Letters told by their names ("에이치 골뱅이 네이버"): only before a host that everybody knows.
    let begin = back(is_local).or_else(|| known.then(|| back(char::is_alphanumeric)).flatten())?;
    (parts > 1 || known).then_some(Found { begin, end, kind: Kind::Email })
}

/// Where a host ends, how many parts it has, and whether everybody knows it.
fn host(text: &Scanned, begin: usize, in_words: bool) -> Option<(usize, usize, bool)> {
    let known = text.any(begin, &HOSTS).filter(|(host, length)| {
        !host.is_ascii() || !text.at(begin + length).is_some_and(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    let mut end = known.map(|(_, length)| begin + length).or_else(|| part(text, begin))?;
    let mut parts = 1;
    while let Some(next) = dotted(text, end, in_words) {
        end = next;
        parts += 1;
    }
    // "at" is a word of its own: a host must be told with its end.
    let known = known.is_some() && !(in_words && parts == 1);
    (!in_words || parts > 1).then_some((end, parts, known))
}

/// The end of one more part with the dot before it.
fn dotted(text: &Scanned, at: usize, in_words: bool) -> Option<usize> {
    let spaced = text.skip_spaces(at);
    let (dot, length) = text.any(spaced, &DOT)?;
    let next = text.skip_spaces(spaced + length);
    let is_end = |end: usize| {
        let part: String = text.part(next, end).iter().collect();
        ENDS.contains(&part.as_str())
    };
    match dot {
        // A full stop or a comma ends a sentence where a space follows.
        "." if in_words || spaced > at || next > spaced + length => part(text, next).filter(|&end| is_end(end)),
        "." => part(text, next).or_else(|| spoken_end(text, next)),
        "," => part(text, next).filter(|&end| is_end(end) && spaced == at && next == spaced + length),
        _ => part(text, next).filter(|&end| !in_words || is_end(end)).or_else(|| spoken_end(text, next)),
    }
}

fn spoken_end(text: &Scanned, at: usize) -> Option<usize> {
    text.any(at, &SPOKEN_ENDS).map(|(_, length)| at + length)
}

fn part(text: &Scanned, begin: usize) -> Option<usize> {
    let mut end = begin;
    while end - begin < LONGEST && text.at(end).is_some_and(|c| c.is_ascii_alphanumeric() || c == '-') {
        end += 1;
    }
    (end > begin).then_some(end)
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}
