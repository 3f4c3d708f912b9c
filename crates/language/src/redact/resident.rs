//! Resident numbers told in two parts: "90년 1월 1일생 뒷자리 1234567", "앞자리 900101이고 뒷번호는 …".

use super::cue::{Cue, nearest};
use super::number::digit;
use super::{Found, Kind, Scanned};

/// What announces the second part.
const BACK: [&str; 9] = ["뒷자리", "뒷 자리", "뒤자리", "뒷번호", "뒷 번호", "뒷부분", "뒤에", "뒤는", "뒤 "];
/// What may stand between that and the part itself (characters), and between the birth and that.
const BETWEEN: usize = 6;
const APART: usize = 12;
/// The second part, of which six may be masked.
const SECOND: usize = 7;

pub fn find(text: &Scanned) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        match text.any(at, &BACK).and_then(|(word, length)| told(text, at, at + length, word)) {
            Some(one) => {
                at = one.end;
                found.push(one);
            }
            None => at += 1,
        }
    }
    found
}

/// The number whose second part is announced here.
fn told(text: &Scanned, announced: usize, after: usize, word: &str) -> Option<Found> {
    let begin = (after..after + BETWEEN).find(|&at| digit(text, at).is_some_and(|digit| digit.value.is_some()))?;
    let who = digit(text, begin)?.value.filter(|who| (1..=8).contains(who))?;
    let end = (0..SECOND).try_fold(begin, |at, step| {
        let at = if step > 0 && text.at(at) == Some(' ') { at + 1 } else { at };
        digit(text, at).map(|digit| digit.end)
    })?;
    if digit(text, end).is_some_and(|next| text.at(next.begin).is_some_and(|c| c.is_ascii_digit())) {
        return None;
    }
    let kind = if who > 4 { Kind::AlienNumber } else { Kind::NationalId };
    let birth = (announced.saturating_sub(APART)..=announced).rev().find_map(|end| birth(text, end));
    let cue = nearest(text, announced, end);
    let plain = word.starts_with("뒷") && !matches!(cue, Some(Cue::Keep | Cue::Card | Cue::Account | Cue::Phone));
    let begin = birth.or((plain || cue == Some(Cue::NationalId)).then_some(begin))?;
    Some(Found { begin, end, kind })
}

/// Where a birth begins that ends here: 900101, 19900101, 90.01.01, 1990년 1월 1일(생).
fn birth(text: &Scanned, end: usize) -> Option<usize> {
    // Backwards by characters: figures, and what parts them; at least a year, a month and a day.
    if !text.at(end.checked_sub(1)?).is_some_and(|c| c.is_ascii_digit() || matches!(c, '일' | '생')) {
        return None;
    }
    let part = |c: char| c.is_ascii_digit() || matches!(c, '년' | '월' | '일' | '생' | '.' | '-' | '/' | ' ');
    let mut begin = end;
    while begin > 0 && end - begin < 16 && text.at(begin - 1).is_some_and(part) {
        begin -= 1;
    }
    while begin < end && !text.at(begin).is_some_and(|c| c.is_ascii_digit()) {
        begin += 1;
    }
    let numbers: Vec<u32> = text
        .part(begin, end)
        .split(|c| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .filter_map(|digits| digits.iter().collect::<String>().parse().ok())
        .collect();
    let (month, day) = match *numbers.as_slice() {
        [whole] => (whole / 100 % 100, whole % 100),
        [_, month, day] => (month, day),
        _ => return None,
    };
    let figures = text.part(begin, end).iter().filter(|c| c.is_ascii_digit()).count();
    let long_enough = if numbers.len() == 1 { matches!(figures, 6 | 8) } else { (4..=8).contains(&figures) };
    (long_enough && (1..=12).contains(&month) && (1..=31).contains(&day)).then_some(begin)
}
