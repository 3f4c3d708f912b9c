//! Values of letters and figures: a passport where one is spoken of, an IBAN anywhere.

use super::cue::{Cue, nearest};
use super::{Found, Kind, Scanned};

/// Countries that have IBANs (ISO 13616).
const COUNTRIES: &str = "adaealatazbabebgbhbrbychcrcyczdedkdoeeesfifofrgbgegiglgrgthrhuieiliqisitjokwkzlblcliltlulvlymcmdmemkmrmt\
    munlnoplpkpsptqarorssascsdsesisksmstsvtltntruavavgxk";
/// Letters of an IBAN at most (ISO 13616), and at least.
const IBAN: std::ops::RangeInclusive<usize> = 15..=34;

pub fn find(text: &Scanned) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        let begin = at;
        at = word_end(text, begin);
        if at == begin {
            at += 1;
        } else if let Some(end) = passport(text, begin, at) {
            found.push(Found { begin, end, kind: Kind::Passport });
            at = end;
        } else if let Some(end) = iban(text, begin, at) {
            found.push(Found { begin, end, kind: Kind::Account });
            at = end;
        }
    }
    found
}

fn word_end(text: &Scanned, mut at: usize) -> usize {
    while text.at(at).is_some_and(|c| c.is_ascii_alphanumeric()) {
        at += 1;
    }
    at
}

/// M12345678, M123A4567; the letter may stand apart.
fn passport(text: &Scanned, begin: usize, end: usize) -> Option<usize> {
    let code = text.part(begin, end);
    let letters = code.iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let apart = code.len() == letters && matches!(text.at(end), Some(' ' | '-'));
    let end = if apart { word_end(text, end + 1) } else { end };
    let figures = text.part(begin + letters, end).iter().filter(|c| c.is_ascii_digit()).count();
    let length = end - begin - usize::from(apart);
    let fits = (1..=2).contains(&letters) && (8..=9).contains(&length) && figures >= 6;
    // The form of Korean passports since December 2021 says so itself: M123A4567.
    let is_new = |(at, c): (usize, &char)| match at {
        0 => *c == 'm',
        4 => c.is_ascii_alphabetic(),
        _ => c.is_ascii_digit(),
    };
    let alone = || code.len() == 9 && code.iter().enumerate().all(is_new);
    let cue = nearest(text, begin, end);
    (fits && (cue == Some(Cue::Passport) || cue != Some(Cue::Keep) && alone())).then_some(end)
}

/// Groups with single spaces or hyphens between, as long as the check holds: what follows may look like one more.
fn iban(text: &Scanned, begin: usize, first: usize) -> Option<usize> {
    let country: String = text.part(begin, begin + 2).iter().collect();
    let known = COUNTRIES.as_bytes().chunks(2).any(|two| two == country.as_bytes());
    if !known || !text.part(begin + 2, begin + 4).iter().all(char::is_ascii_digit) || first < begin + 4 {
        return None;
    }
    let mut ends = vec![first];
    let mut end = first;
    while end - begin < 42 && matches!(text.at(end), Some(' ' | '-')) && word_end(text, end + 1) > end + 1 {
        end = word_end(text, end + 1);
        ends.push(end);
    }
    ends.into_iter().rev().find(|&end| is_iban(text.part(begin, end)))
}

fn is_iban(code: &[char]) -> bool {
    let code: Vec<char> = code.iter().copied().filter(char::is_ascii_alphanumeric).collect();
    if !IBAN.contains(&code.len()) {
        return false;
    }
    let rest = code.iter().skip(4).chain(code.iter().take(4)).try_fold(0_u32, |rest, c| {
        let value = c.to_digit(36)?;
        Some(if value < 10 { rest * 10 + value } else { rest * 100 + value } % 97)
    });
    rest == Some(1)
}
