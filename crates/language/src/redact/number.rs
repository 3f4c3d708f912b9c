//! Runs of digits, however written: in figures, spoken in Korean or English, masked with stars, grouped by anything.

use super::Scanned;

/// One digit; nothing where it is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digit {
    pub value: Option<u8>,
    pub begin: usize,
    pub end: usize,
    spoken: bool,
}

/// Digits in groups, as they stand in a text.
#[derive(Debug, Clone, Default)]
pub struct Run {
    pub digits: Vec<Digit>,
    /// Where each group begins in `digits`.
    pub starts: Vec<usize>,
    /// Whether a hyphen stands before each group.
    pub hyphen: Vec<bool>,
    /// Whether its last digit may be none: "…칠팔이에요".
    pub copula: bool,
}

/// A run never grows longer: numbers that mean a person have at most 19 digits, six of them in a row are plenty.
const LONGEST: usize = 128;

/// The form of a UUID.
const UUID: &str = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

const SPOKEN: [(&str, u8); 21] = [
    ("하나", 1),
    ("다섯", 5),
    ("여섯", 6),
    ("일곱", 7),
    ("여덟", 8),
    ("아홉", 9),
    ("둘", 2),
    ("셋", 3),
    ("넷", 4),
    ("공", 0),
    ("영", 0),
    ("일", 1),
    ("이", 2),
    ("삼", 3),
    ("사", 4),
    ("오", 5),
    ("육", 6),
    ("륙", 6),
    ("칠", 7),
    ("팔", 8),
    ("구", 9),
];
const ENGLISH: [(&str, u8); 11] = [
    ("zero", 0),
    ("oh", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
];
/// What people say between groups.
const SPOKEN_GAPS: [&str; 9] = ["다시", "대시", "하이픈", "빼기", "국에", "국의", "에", "의", "dash"];
/// What follows a number whose last syllable is no 2: "…칠팔이에요".
const AFTER_COPULA: [char; 9] = ['에', '예', '요', '고', '라', '야', '며', '랑', '거'];

/// Every run of a text.
pub fn runs(text: &Scanned) -> Vec<Run> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        if let Some(end) = past_uuid(text, at) {
            at = end;
            continue;
        }
        let first = disguised(text, at).or_else(|| begins(text, at).map(|digit| vec![digit]));
        match first {
            Some(digits) => {
                let (run, next) = run(text, digits);
                all.push(run);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    all
}

/// Where reading goes on after a UUID (RFC 9562, 4), which names a thing and holds groups of digits by chance. One of digits alone is
/// none: whatever it is, it is read.
fn past_uuid(text: &Scanned, at: usize) -> Option<usize> {
    let end = at + UUID.len();
    let alone = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    if !alone(at.checked_sub(1).and_then(|before| text.at(before))) || !alone(text.at(end)) {
        return None;
    }
    let own = text.part(at, end);
    let fits = |(c, form): (&char, u8)| if form == b'-' { *c == '-' } else { c.is_ascii_hexdigit() };
    let whole = own.len() == UUID.len() && own.iter().zip(UUID.bytes()).all(fits);
    (whole && own.iter().any(char::is_ascii_alphabetic)).then_some(end)
}

/// The 010 of a mobile phone in letters that look like figures, or half in words: "O1O-", "공1공".
fn disguised(text: &Scanned, at: usize) -> Option<Vec<Digit>> {
    let zero = |c: Option<char>| matches!(c, Some('0' | 'o' | '공' | '영'));
    let one = |c: Option<char>| matches!(c, Some('1' | 'l' | 'i' | '|' | '일'));
    let own = text.part(at, at + 3);
    let mixed = own.iter().any(|c| !c.is_ascii_digit()) && own.iter().any(|c| !matches!(c, '공' | '영' | '일'));
    let is = zero(text.at(at)) && one(text.at(at + 1)) && zero(text.at(at + 2)) && mixed;
    let fresh = at.checked_sub(1).and_then(|before| text.at(before)).is_none_or(|c| !c.is_ascii_alphanumeric());
    let goes_on = following(text, at + 3).is_some_and(|(next, ..)| next.value.is_some());
    let digit = |(step, value)| Digit { value: Some(value), begin: at + step, end: at + step + 1, spoken: false };
    (is && fresh && goes_on).then(|| [0, 1, 0].into_iter().enumerate().map(digit).collect())
}

fn begins(text: &Scanned, at: usize) -> Option<Digit> {
    let first = digit(text, at).filter(|first| first.value.is_some())?;
    // A single spoken digit is a syllable like any other: three in a row may be a number.
    let more = |after: usize| digit(text, text.skip_spaces(after)).filter(|digit| digit.spoken);
    let number = !first.spoken || more(first.end).and_then(|second| more(second.end)).is_some();
    number.then_some(first)
}

/// The digit at a place; one that is masked where a mask stands there.
pub fn digit(text: &Scanned, at: usize) -> Option<Digit> {
    let c = text.at(at)?;
    if let Some(value) = c.to_digit(10) {
        return Some(Digit { value: Some(value as u8), begin: at, end: at + 1, spoken: false });
    }
    // A single x or # is a sign like any other: 210x297, #12.
    let doubled = || text.at(at + 1) == Some(c) || at.checked_sub(1).and_then(|before| text.at(before)) == Some(c);
    if matches!(c, '*' | '●' | '○') || matches!(c, 'x' | '#' | '•') && doubled() {
        return Some(Digit { value: None, begin: at, end: at + 1, spoken: false });
    }
    let spoken = |&(word, value): &(&str, u8)| {
        text.has(at, word).then(|| Digit {
            value: Some(value),
            begin: at,
            end: at + word.chars().count(),
            spoken: true,
        })
    };
    if c.is_ascii_alphabetic() {
        let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        let before = at.checked_sub(1).and_then(|before| text.at(before));
        return ENGLISH.iter().find_map(spoken).filter(|digit| edge(before) && edge(text.at(digit.end)));
    }
    SPOKEN.iter().find_map(spoken)
}

/// The run that some digits begin, and where reading goes on.
fn run(text: &Scanned, first: Vec<Digit>) -> (Run, usize) {
    let mut at = first.last().map_or(0, |last| last.end);
    let mut run = Run { digits: first, starts: vec![0], hyphen: vec![false], copula: false };
    while run.digits.len() < LONGEST {
        let Some((next, gap, hyphen)) = following(text, at).or_else(|| after_front(text, &run, at)) else { break };
        let last_spoken = run.digits.last().is_some_and(|digit| digit.spoken);
        // A syllable after figures is a particle, unless more spoken digits follow it.
        if next.spoken && !last_spoken && begins(text, next.begin).is_none() {
            break;
        }
        let new_group = if next.spoken && last_spoken { gap && !next_to_single(text, at, next) } else { gap };
        if new_group {
            run.starts.push(run.digits.len());
            run.hyphen.push(hyphen);
        }
        run.digits.push(next);
        at = next.end;
    }
    run.copula = run.digits.len() > 1
        && run.digits.last().is_some_and(|last| last.spoken && text.has(last.begin, "이"))
        && text.at(at).is_some_and(|c| AFTER_COPULA.contains(&c));
    (run, at)
}

/// Behind the 010 of a mobile phone a comma or colon parts no thousands and no hours: "010,1234,5678".
fn after_front(text: &Scanned, run: &Run, at: usize) -> Option<(Digit, bool, bool)> {
    let mut values = run.digits.iter().map(|digit| digit.value);
    let mobile = [values.next(), values.next(), values.next()] == [Some(Some(0)), Some(Some(1)), Some(Some(0))];
    let parted = mobile && matches!(text.at(at), Some(',' | ':'));
    let next = parted.then(|| digit(text, at + 1)).flatten();
    next.filter(|next| next.value.is_some() && !next.spoken).map(|next| (next, true, false))
}

/// Spoken digits one by one with spaces ("공 일 공") are one group.
fn next_to_single(text: &Scanned, at: usize, next: Digit) -> bool {
    next.begin == at + 1 && text.at(at) == Some(' ') && text.at(next.end).is_none_or(|c| c == ' ')
}

/// The next digit after at most a short gap; whether there is a gap, and whether it holds a hyphen.
fn following(text: &Scanned, at: usize) -> Option<(Digit, bool, bool)> {
    if let Some(next) = digit(text, at) {
        return Some((next, false, false));
    }
    let (mut end, mut hyphen, mut signs) = (at, false, 0);
    while let Some(c) = text.at(end) {
        match c {
            ' ' => {}
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ㅡ' | 'ー' | '~' | '_' => {
                hyphen = true;
                signs += 1;
            }
            '.' | '(' | ')' | '·' | '/' => signs += 1,
            // "공일공, 일이삼사": only where digits are spoken; in figures a comma parts thousands.
            ',' if text.at(end + 1) == Some(' ') => signs += 1,
            _ => match text.any(end, &SPOKEN_GAPS) {
                Some((_, length)) if signs == 0 => {
                    hyphen = true;
                    signs += 1;
                    end += length;
                    continue;
                }
                _ => break,
            },
        }
        end += 1;
        if signs > 2 || end - at > 5 {
            return None;
        }
    }
    digit(text, end).filter(|_| end > at).map(|next| (next, true, hyphen))
}
