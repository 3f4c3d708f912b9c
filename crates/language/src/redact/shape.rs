//! What a run of digits is. Where nothing speaks for a person's number, it stays: orders, amounts, parcels, service numbers.

use super::cue::{Cue, nearest};
use super::number::{Digit, Run, runs};
use super::{Found, Kind, Scanned};

/// Groups of Korean bank accounts as banks print them.
const ACCOUNTS: [&[usize]; 22] = [
    &[6, 2, 6],
    &[3, 3, 6],
    &[4, 3, 6],
    &[3, 6, 5],
    &[3, 4, 4, 2],
    &[4, 2, 7],
    &[3, 2, 6],
    &[3, 2, 6, 3],
    &[6, 2, 5],
    &[3, 6, 2, 3],
    &[4, 4, 4, 1],
    &[3, 6, 3],
    &[3, 2, 4, 3],
    &[3, 4, 6],
    &[4, 4, 5],
    &[4, 2, 6],
    &[3, 5, 5],
    &[6, 3, 5],
    &[4, 3, 4, 2],
    &[3, 2, 7],
    &[5, 2, 6],
    &[3, 3, 5, 1],
];

/// Every number of a person.
pub fn find(text: &Scanned) -> Vec<Found> {
    let mut found = passports(text);
    for run in runs(text) {
        let mut group = 0;
        while group < run.starts.len() {
            match longest(text, &run, group) {
                Some((next, one)) => {
                    found.push(one);
                    group = next;
                }
                None => group += 1,
            }
        }
    }
    found
}

/// The longest stretch of groups from one on that is something.
fn longest(text: &Scanned, run: &Run, first: usize) -> Option<(usize, Found)> {
    const GROUPS: usize = 16;
    let from = *run.starts.get(first)?;
    let most = run.starts.len().min(first + GROUPS);
    let ends = (first + 1..=most).rev().flat_map(|next| {
        let to = run.starts.get(next).copied().unwrap_or(run.digits.len());
        let shorter = (run.copula && next == run.starts.len()).then(|| to - 1);
        std::iter::once((next, to)).chain(shorter.map(|to| (next, to)))
    });
    ends.into_iter().find_map(|(next, to)| {
        let digits = run.digits.get(from..to)?;
        let hyphens = run.hyphen.get(first + 1..next)?;
        let starts = run.starts.get(first..next)?;
        let lengths: Vec<usize> =
            starts.iter().zip(starts.iter().skip(1).chain([&to])).map(|(begin, end)| end - begin).collect();
        let number = Number::of(text, digits, &lengths, !hyphens.is_empty() && hyphens.iter().all(|hyphen| *hyphen))?;
        let kind = number.kind()?;
        Some((next, Found { begin: number.begin, end: number.end, kind }))
    })
}

/// A candidate with everything that speaks for or against it.
struct Number<'a> {
    text: &'a Scanned,
    digits: Vec<Option<u8>>,
    lengths: &'a [usize],
    hyphened: bool,
    cue: Option<Cue>,
    plus: bool,
    begin: usize,
    end: usize,
}

impl<'a> Number<'a> {
    fn of(text: &'a Scanned, digits: &[Digit], lengths: &'a [usize], hyphened: bool) -> Option<Number<'a>> {
        if !(7..=19).contains(&digits.len()) {
            return None;
        }
        let (mut begin, end) = (digits.first()?.begin, digits.last()?.end);
        let before = begin.checked_sub(1).and_then(|at| text.at(at));
        let attached = before.is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '#');
        let cue = nearest(text, begin, end);
        // Part of a code (AB12345678901), unless letters right before it say "tel" and the like.
        if attached && cue != Some(Cue::Phone) {
            return None;
        }
        // An amount: 1234567원, or a part of one: 1,234,567.
        let unit = text.any(end, &["원", "만원", "천원", "달러", "포인트", "won", "krw"]).is_some();
        if unit || text.at(end) == Some(',') && text.at(end + 1).is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
        let plus = before == Some('+');
        begin -= usize::from(plus || before == Some('('));
        Some(Number {
            text,
            digits: digits.iter().map(|digit| digit.value).collect(),
            lengths,
            hyphened,
            cue,
            plus,
            begin,
            end,
        })
    }

    fn kind(&self) -> Option<Kind> {
        let masked = self.digits.iter().filter(|digit| digit.is_none()).count();
        if masked > self.digits.len() / 2 + 1 {
            return None;
        }
        let checks = [
            (self.is_phone(), Kind::Phone),
            (self.is_national_id(), Kind::NationalId),
            (self.is_card(), Kind::Card),
            (self.is_licence(), Kind::Licence),
            (self.is_business(), Kind::BusinessNumber),
            (self.is_account(), Kind::Account),
            (self.is_foreign_phone(), Kind::Phone),
            (self.is_passport_number(), Kind::Passport),
        ];
        checks.into_iter().find(|(is, _)| *is).map(|(_, kind)| kind)
    }

    fn digit(&self, at: usize) -> Option<u8> {
        self.digits.get(at).copied().flatten()
    }

    fn starts_with(&self, digits: &[u8]) -> bool {
        digits.iter().enumerate().all(|(at, &digit)| self.digit(at) == Some(digit))
    }

    fn two(&self, at: usize) -> Option<u32> {
        Some(u32::from(self.digit(at)?) * 10 + u32::from(self.digit(at + 1)?))
    }

    /// 010, 011, 016–019, area codes, 070 and 050x; with 82 for the first 0. Service numbers (15xx, 080) are no one's.
    fn is_phone(&self) -> bool {
        let country =
            self.starts_with(&[8, 2]) && (self.plus || self.lengths.first() == Some(&2) || self.digit(2) == Some(1));
        let skip = if country { 2 + usize::from(self.digit(2) == Some(0)) } else { 0 };
        let length = self.digits.len() - skip + usize::from(country);
        let at = |place: usize| self.digit(place + skip - usize::from(country));
        if !country && self.digit(0) != Some(0) {
            return false;
        }
        let kept = self.cue == Some(Cue::Keep);
        match (at(1), at(2)) {
            (Some(1), Some(0)) => length == 11 || length == 10 && self.lengths.len() > 1,
            (Some(1), Some(1 | 6..=9)) => (10..=11).contains(&length) && !(kept && self.lengths.len() == 1),
            (Some(2), _) => (9..=10).contains(&length) && !kept && self.is_local(2),
            (Some(3), Some(1..=3))
            | (Some(4), Some(1..=4))
            | (Some(5), Some(1..=5))
            | (Some(6), Some(1..=4))
            | (Some(7), Some(0)) => (10..=11).contains(&length) && !kept && self.is_local(3),
            (Some(5), Some(0)) => (11..=12).contains(&length) && !kept,
            _ => false,
        }
    }

    /// Written in groups, or named a phone number.
    fn is_local(&self, area: usize) -> bool {
        let grouped = self.lengths.first() == Some(&area) && self.lengths.last() == Some(&4) && self.lengths.len() == 3;
        grouped || self.plus || self.cue == Some(Cue::Phone) || self.lengths.len() == 1
    }

    fn is_foreign_phone(&self) -> bool {
        let length = self.digits.len();
        let american = [&[3, 3, 4][..], &[1, 3, 3, 4]].contains(&self.lengths) && self.cue != Some(Cue::Keep);
        let open = self.text.at(self.begin) == Some('(');
        self.plus && (8..=15).contains(&length) && self.digit(0) != Some(0)
            || american && (open || self.hyphened || self.cue == Some(Cue::Phone)) && self.digit(length - 10) > Some(1)
            || length == 10 && self.cue == Some(Cue::Phone) && self.digit(0) > Some(1)
    }

    /// A date, then what tells the century and sex. The check digit is not asked: since October 2020 there is none.
    fn is_national_id(&self) -> bool {
        if self.cue == Some(Cue::NationalId) && self.digits.len() == 9 || self.lengths == [3, 2, 4] && self.hyphened {
            return self.cue != Some(Cue::Keep) && self.digit(0) < Some(9) && !self.starts_with(&[0, 0, 0]);
        }
        let dated = self.two(2).is_some_and(|month| (1..=12).contains(&month))
            && self.two(4).is_some_and(|day| (1..=31).contains(&day));
        let named = self.cue == Some(Cue::NationalId);
        let who = self.digit(6).is_some_and(|who| (1..=8).contains(&who) || named);
        let grouped = self.lengths.first() == Some(&6) && self.lengths.len() == 2;
        if self.digits.len() == 7 && named && grouped {
            return dated && who;
        }
        self.digits.len() == 13 && dated && who && (grouped || self.cue != Some(Cue::Keep))
            || self.digits.len() == 13 && named
    }

    fn is_card(&self) -> bool {
        let length = self.digits.len();
        let named = self.cue == Some(Cue::Card);
        let prefix = match self.digit(0) {
            Some(4 | 5 | 9) => length == 16,
            Some(6) => (16..=19).contains(&length),
            Some(2) => length == 16 && self.digit(1).is_some_and(|second| (2..=7).contains(&second)),
            Some(3) => match self.digit(1) {
                Some(4 | 7) => length == 15,
                Some(5) => length == 16,
                Some(0 | 6 | 8) => length == 14,
                _ => false,
            },
            _ => false,
        };
        let masked = self.digits.iter().any(Option::is_none) && self.lengths == [4, 4, 4, 4];
        if self.cue == Some(Cue::Keep) {
            return false;
        }
        prefix && (self.luhn() || masked) || named && (length == 16 || length == 15 && self.digit(0) == Some(3))
    }

    fn luhn(&self) -> bool {
        let sum = self.digits.iter().rev().enumerate().try_fold(0_u32, |sum, (place, digit)| {
            let digit = u32::from((*digit)?);
            Some(sum + if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        });
        sum.is_some_and(|sum| sum % 10 == 0)
    }

    /// Region, year, six digits, check; the older form without region needs its name.
    fn is_licence(&self) -> bool {
        let region = self.two(0).is_some_and(|region| (11..=26).contains(&region) || region == 28);
        let named = self.cue == Some(Cue::Licence);
        let kept = self.cue == Some(Cue::Keep);
        region && !kept && self.lengths == [2, 2, 6, 2]
            || named && self.digits.len() == 12
            || named && self.digits.len() == 10 && self.lengths == [2, 6, 2]
    }

    fn is_business(&self) -> bool {
        let named = self.cue == Some(Cue::Business);
        let grouped = self.lengths == [3, 2, 5];
        let kept = self.cue == Some(Cue::Keep) || self.cue == Some(Cue::Account);
        self.digits.len() == 10 && (named || grouped && !kept) || named && self.digits.len() == 13
    }

    fn is_account(&self) -> bool {
        let length = self.digits.len();
        let dated = self.lengths.first() == Some(&4)
            && self.two(0).is_some_and(|century| (19..=20).contains(&century))
            && self.lengths.get(1) == Some(&2);
        match self.cue {
            Some(Cue::Account) => {
                (10..=14).contains(&length) && !dated
                    || (8..=9).contains(&length) && self.lengths.len() > 1 && !self.is_service()
            }
            Some(Cue::Keep) => false,
            _ => (10..=14).contains(&length) && self.hyphened && ACCOUNTS.contains(&self.lengths) && !dated,
        }
    }

    /// A passport that has figures only, by name.
    fn is_passport_number(&self) -> bool {
        self.cue == Some(Cue::Passport) && self.digits.len() == 9
    }

    /// 15xx-xxxx, 16xx, 18xx: companies.
    fn is_service(&self) -> bool {
        self.digits.len() == 8 && self.digit(0) == Some(1) && matches!(self.digit(1), Some(5 | 6 | 8))
    }
}

/// A letter or two and digits, where a passport is spoken of; an IBAN anywhere.
fn passports(text: &Scanned) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        let begin = at;
        while text.at(at).is_some_and(|c| c.is_ascii_alphanumeric()) {
            at += 1;
        }
        if at == begin {
            at += 1;
            continue;
        }
        let code = text.part(begin, at);
        let letters = code.iter().take_while(|c| c.is_ascii_alphabetic()).count();
        let digits = code.iter().filter(|c| c.is_ascii_digit()).count();
        let passport = (8..=9).contains(&code.len()) && (1..=2).contains(&letters) && digits >= 6;
        if passport && nearest(text, begin, at) == Some(Cue::Passport) {
            found.push(Found { begin, end: at, kind: Kind::Passport });
        } else if letters == 2 && is_iban_start(code) {
            let end = iban_end(text, begin);
            if is_iban(text.part(begin, end)) {
                found.push(Found { begin, end, kind: Kind::Account });
                at = end;
            }
        }
    }
    found
}

fn is_iban_start(code: &[char]) -> bool {
    code.len() >= 4 && code.iter().skip(2).take(2).all(char::is_ascii_digit)
}

/// Groups of four with single spaces, at most 34 characters and signs.
fn iban_end(text: &Scanned, begin: usize) -> usize {
    let mut end = begin;
    while end - begin < 42 {
        match (text.at(end), text.at(end + 1)) {
            (Some(c), _) if c.is_ascii_alphanumeric() => end += 1,
            (Some(' '), Some(c)) if c.is_ascii_digit() || c.is_ascii_uppercase() => end += 1,
            _ => break,
        }
    }
    end
}

fn is_iban(code: &[char]) -> bool {
    let code: Vec<char> = code.iter().copied().filter(|c| *c != ' ').collect();
    if !(15..=34).contains(&code.len()) {
        return false;
    }
    let rest = code.iter().skip(4).chain(code.iter().take(4)).try_fold(0_u32, |rest, c| {
        let value = c.to_digit(36)?;
        Some(if value < 10 { rest * 10 + value } else { rest * 100 + value } % 97)
    });
    rest == Some(1)
}
