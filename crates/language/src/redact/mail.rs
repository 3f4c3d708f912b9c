//! E-mail addresses, written or spoken ("hong 골뱅이 naver 닷컴").

use super::{Found, Kind, Scanned};

const AT: [&str; 3] = ["@", "골뱅이", "at sign"];
const DOT: [&str; 3] = [".", "닷", "점"];
const LONGEST: usize = 64;

pub fn find(text: &Scanned) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        match text.any(at, &AT).and_then(|(sign, length)| address(text, at, at + length, sign == "@")) {
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
fn address(text: &Scanned, sign: usize, after: usize, written: bool) -> Option<Found> {
    let spaced = text.at(after) == Some(' ');
    let begin_domain = text.skip_spaces(after);
    let mut begin = sign;
    while begin > 0 && sign - begin < 2 && text.at(begin - 1) == Some(' ') {
        begin -= 1;
    }
    let end_local = begin;
    while begin > 0 && end_local - begin < LONGEST && text.at(begin - 1).is_some_and(is_local) {
        begin -= 1;
    }
    if begin == end_local {
        return None;
    }
    let end_host = part(text, begin_domain)?;
    let mut end = end_host;
    let mut dots = 0;
    // Each dot with what follows it, while there are more.
    while let Some((_, length)) = text.any(if written && !spaced { end } else { text.skip_spaces(end) }, &DOT) {
        let at = if written && !spaced { end } else { text.skip_spaces(end) };
        let next = if written && !spaced { at + length } else { text.skip_spaces(at + length) };
        let Some(to) =
            part(text, next).or_else(|| text.any(next, &["컴", "넷", "오알지"]).map(|(_, length)| next + length))
        else {
            break;
        };
        end = to;
        dots += 1;
    }
    (dots > 0).then_some(Found { begin, end, kind: Kind::Email })
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
