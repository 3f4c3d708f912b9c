//! What opens something: passwords, PINs, the code on the back of a card, which nobody may keep once a payment is made (PCI DSS 4.0, 3.3.1).
//! By their cue alone: without it they are figures like any other.

use super::cue::Cue;
use super::number::digit;
use super::{Found, Kind, Scanned};

/// What may stand between the cue and the secret, besides spaces and signs: particles, how long it is, an agent's question.
const BETWEEN: [&str; 39] = [
    "번호",
    "넘버",
    "코드",
    "뒷면",
    "뒤에",
    "앞에",
    "앞",
    "뒤",
    "세자리",
    "세 자리",
    "네자리",
    "네 자리",
    "여섯자리",
    "두자리",
    "두 자리",
    "2자리",
    "3자리",
    "4자리",
    "6자리",
    "숫자",
    "알려주세요",
    "알려 주세요",
    "알려주시겠어요",
    "불러주세요",
    "말씀해주세요",
    "말씀해 주세요",
    "입력해주세요",
    "뭐예요",
    "뭐였죠",
    "제가",
    "number",
    "code",
    "please",
    "was",
    "is",
    "it",
    "are",
    "to",
    "digits",
];
const PARTICLES: [char; 9] = ['는', '은', '가', '이', '를', '을', '도', '만', '요'];
const SIGNS: [char; 10] = [' ', ':', '=', '"', '\'', '(', '?', '.', '~', '\n'];
/// Words and signs between at most.
const STEPS: usize = 12;
/// Figures of a PIN or a code, and at least where words say that they are few.
const FIGURES: std::ops::RangeInclusive<usize> = 3..=16;
const PART: usize = 2;
/// What figures are counted by: "6자리", "5회", "2026년".
const UNITS: [char; 10] = ['자', '회', '년', '개', '원', '시', '분', '월', '글', '건'];
/// Characters of a password.
const LETTERS: std::ops::RangeInclusive<usize> = 4..=64;
/// How a sentence goes on behind a password.
const AFTER: [&str; 14] =
    ["입니다", "이에요", "예요", "에요", "이고", "이구", "이요", "인데", "임", "이며", "거든", "요", "라고", "로"];

pub fn find(text: &Scanned) -> Vec<Found> {
    let secrets = text.cues().iter().filter(|said| said.cue == Cue::Secret);
    secrets.filter_map(|said| told(text, said.end)).collect()
}

fn told(text: &Scanned, cue_end: usize) -> Option<Found> {
    let mut at = cue_end;
    let mut part = false;
    for _ in 0..STEPS {
        if let Some((begin, end)) = figures(text, at, part).or_else(|| password(text, at)) {
            return Some(Found { begin, end, kind: Kind::Secret });
        }
        at = match text.any(at, &BETWEEN) {
            Some((word, length)) => {
                part |= word.starts_with(['두', '2', '세', '3']);
                at + length
            }
            None if text.at(at).is_some_and(|c| SIGNS.contains(&c) || PARTICLES.contains(&c)) => at + 1,
            None => return None,
        };
    }
    None
}

/// Figures in a row, in signs or spoken.
fn figures(text: &Scanned, begin: usize, part: bool) -> Option<(usize, usize)> {
    let mut ends = Vec::new();
    let mut at = begin;
    while let Some(digit) = digit(text, at) {
        at = digit.end;
        ends.push(at);
    }
    let spoken = text.at(begin).is_some_and(|c| !c.is_ascii_digit());
    // "…칠팔이에요": the last syllable is no figure.
    if spoken && text.at(at - 1) == Some('이') && text.any(at - 1, &AFTER).is_some() {
        ends.pop();
    }
    let end = *ends.last()?;
    let goes_on = matches!(text.at(end), Some('-' | ':' | '.' | ',' | '/'))
        && text.at(end + 1).is_some_and(|c| c.is_ascii_digit());
    let counted = !spoken && text.at(end).is_some_and(|c| UNITS.contains(&c) || c.is_ascii_alphabetic());
    let least = if part { PART } else { *FIGURES.start() + usize::from(spoken) };
    ((least..=*FIGURES.end()).contains(&ends.len()) && !goes_on && !counted).then_some((begin, end))
}

/// A word of letters with figures or signs in it, as nobody writes a word.
fn password(text: &Scanned, begin: usize) -> Option<(usize, usize)> {
    let mut end = begin;
    while text.at(end).is_some_and(|c| c.is_ascii_graphic()) {
        end += 1;
    }
    while end > begin && matches!(text.at(end - 1), Some('.' | ',' | '?' | ')' | '"' | '\'' | ':')) {
        end -= 1;
    }
    let word = text.part(begin, end);
    let is_link = word.windows(3).any(|three| *three == [':', '/', '/']);
    let letters = word.iter().any(char::is_ascii_alphabetic);
    let figures = word.iter().any(char::is_ascii_digit);
    let goes_on = text.at(end).is_none_or(|c| !c.is_alphanumeric()) || text.any(end, &AFTER).is_some();
    (LETTERS.contains(&word.len()) && letters && figures && !is_link && goes_on).then_some((begin, end))
}
