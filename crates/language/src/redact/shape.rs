//! What a run of digits is. Where nothing speaks for a person's number, it stays: orders, amounts, parcels, service numbers.

use super::cue::{Cue, behind, nearest};
use super::number::{Digit, Run, runs};
use super::{Found, Kind, Scanned};

/// Groups of Korean bank accounts as banks print them.
const ACCOUNTS: [&[usize]; 26] = [
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
    &[3, 2, 6, 1],
    &[3, 3, 8],
    &[3, 4, 4, 3],
    &[4, 2, 6, 1],
];

/// Where a licence of the older form was issued.
const REGIONS: [&str; 17] = [
    "서울", "부산", "대구", "인천", "광주", "대전", "울산", "경기", "강원", "충북", "충남", "전북", "전남", "경북",
    "경남", "제주", "세종",
];

/// Every number of a person.
pub fn find(text: &Scanned) -> Vec<Found> {
    let mut found = Vec::new();
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
        let mut number = Number::of(text, digits, &lengths, hyphens)?;
        let mut kind = number.kind()?;
        if number.cue.is_none() && in_link(text, number.begin) {
            number.cue = Some(Cue::Keep);
            kind = number.kind()?;
        }
        Some((next, Found { begin: number.begin, end: number.end, kind }))
    })
}

/// A candidate with everything that speaks for or against it.
struct Number<'a> {
    text: &'a Scanned<'a>,
    digits: Vec<Option<u8>>,
    lengths: &'a [usize],
    hyphened: bool,
    hyphen_last: bool,
    cue: Option<Cue>,
    plus: bool,
    begin: usize,
    end: usize,
}

impl<'a> Number<'a> {
    fn of(text: &'a Scanned<'a>, digits: &[Digit], lengths: &'a [usize], hyphens: &[bool]) -> Option<Number<'a>> {
        if !(7..=19).contains(&digits.len()) {
            return None;
        }
        let (mut begin, end) = (digits.first()?.begin, digits.last()?.end);
        let before = begin.checked_sub(1).and_then(|at| text.at(at));
        let attached = before.is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '#');
        // "본인 확인이요?" says nothing of a number that cannot be meant.
        let meant = |cue: &Cue| *cue != Cue::NationalId || matches!(digits.len(), 7 | 13 | 15);
        let cue = nearest(text, begin, end).filter(meant).or_else(|| behind(text, end));
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
        let open = before == Some('(') && text.part(begin, end).contains(&')');
        begin -= usize::from(plus || open);
        Some(Number {
            text,
            digits: digits.iter().map(|digit| digit.value).collect(),
            lengths,
            hyphened: !hyphens.is_empty() && hyphens.iter().all(|hyphen| *hyphen),
            hyphen_last: hyphens.last() == Some(&true),
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
            (self.is_national_id(), if self.is_alien() { Kind::AlienNumber } else { Kind::NationalId }),
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

    /// Whether a group ends after so many digits; digits that stand each alone are grouped anyhow.
    fn parts_at(&self, digits: usize) -> bool {
        let mut end = 0;
        self.lengths.iter().all(|length| *length == 1)
            || self.lengths.iter().any(|length| {
                end += length;
                end == digits
            })
    }

    /// 010, 011, 016–019, area codes, 070 and 050x; with 82 for the first 0. Service numbers (15xx, 080) are no one's.
    fn is_phone(&self) -> bool {
        let outward = if self.starts_with(&[0, 0, 8, 2]) { 2 } else { 0 };
        let country = self.digit(outward) == Some(8)
            && self.digit(outward + 1) == Some(2)
            && (self.plus
                || self.parts_at(outward + 2)
                || self.digit(outward + 2) == Some(1)
                    && self.digit(outward + 3) == Some(0)
                    && self.is_whole(outward + 4));
        let skip = if country { outward + 2 + usize::from(self.digit(outward + 2) == Some(0)) } else { 0 };
        let length = self.digits.len() - skip + usize::from(country);
        let at = |place: usize| self.digit(place + skip - usize::from(country));
        if !country && self.digit(0) != Some(0) {
            return false;
        }
        let kept = self.cue == Some(Cue::Keep);
        // 010-1234-5678, 0101234-5678, 01012345678; no other group may begin within its front.
        let fronted = country || self.parts_at(3) || self.is_whole(6);
        match (at(1), at(2)) {
            (Some(1), Some(0)) => fronted && (length == 11 || length == 10 && self.lengths.len() > 1),
            (Some(1), Some(1 | 6..=9)) => fronted && (10..=11).contains(&length) && !(kept && self.lengths.len() == 1),
            (Some(2), _) => (9..=10).contains(&length) && !kept && self.is_local(2, country),
            (Some(3), Some(1..=3))
            | (Some(4), Some(1..=4))
            | (Some(5), Some(1..=5))
            | (Some(6), Some(1..=4))
            | (Some(7), Some(0)) => (10..=11).contains(&length) && !kept && self.is_local(3, country),
            (Some(5), Some(0)) => {
                (11..=12).contains(&length) && !kept && (country || self.parts_at(4) || self.is_whole(4))
            }
            _ => false,
        }
    }

    /// Whether no group ends within the first digits.
    fn is_whole(&self, digits: usize) -> bool {
        self.lengths.first().is_some_and(|first| *first >= digits)
    }

    /// Written in groups, or named a phone number.
    fn is_local(&self, area: usize, country: bool) -> bool {
        let grouped = self.parts_at(area) && self.lengths.last() == Some(&4) && self.lengths.len() == 3;
        grouped || country || self.plus || self.cue == Some(Cue::Phone) || self.lengths.len() == 1
    }

    fn is_foreign_phone(&self) -> bool {
        let length = self.digits.len();
        let american = [&[3, 3, 4][..], &[1, 3, 3, 4]].contains(&self.lengths) && self.cue != Some(Cue::Keep);
        let open = self.text.at(self.begin) == Some('(');
        // 0044 20 …, 00 81 90 …
        let outward = self.starts_with(&[0, 0])
            && self.digit(2) > Some(0)
            && (11..=17).contains(&length)
            && (self.lengths.len() > 2 && self.lengths.first() <= Some(&5) || self.cue == Some(Cue::Phone))
            && self.cue != Some(Cue::Keep);
        self.plus && (8..=15).contains(&length) && self.digit(0) != Some(0)
            || outward
            || american && (open || self.hyphened || self.cue == Some(Cue::Phone)) && self.digit(length - 10) > Some(1)
            || length == 10 && self.cue == Some(Cue::Phone) && self.digit(0) > Some(1)
    }

    /// A date, then what tells the century and sex. The check digit is not asked: since October 2020 there is none.
    fn is_national_id(&self) -> bool {
        if self.cue == Some(Cue::SocialSecurity) && self.digits.len() == 9 || self.lengths == [3, 2, 4] && self.hyphened
        {
            return self.cue != Some(Cue::Keep) && self.digit(0) < Some(9) && !self.starts_with(&[0, 0, 0]);
        }
        let named = self.cue == Some(Cue::NationalId);
        // 19900101-1234567, 1990.01.01-1234567
        let long = matches!(self.lengths, [8, 7] | [4, 2, 2, 7]);
        let from = if long { 2 } else { 0 };
        let dated = self.two(from + 2).is_some_and(|month| (1..=12).contains(&month))
            && self.two(from + 4).is_some_and(|day| (1..=31).contains(&day));
        let who = self.digit(from + 6).is_some_and(|who| (1..=8).contains(&who) || named);
        let length = self.digits.len() - from;
        match (self.lengths, length) {
            ([6, 1], 7) => named && dated && who,
            ([6, 7] | [6, 1, 6], 13) => dated && who && !self.is_order() || named,
            ([8, 7], 13) => dated && who && self.cue != Some(Cue::Keep) || named,
            ([2, 2, 2, 7] | [4, 2, 2, 7], 13) => dated && who && (named || self.hyphen_last || self.is_of_age(from)),
            ([13], 13) => named || dated && who && self.cue != Some(Cue::Keep) && !self.is_article(),
            (_, 13) => named || dated && who && self.lengths.iter().all(|length| *length <= 2),
            _ => false,
        }
    }

    /// A day of these years and a number after it, where an order is spoken of.
    fn is_order(&self) -> bool {
        self.cue == Some(Cue::Keep) && self.two(0).is_some_and(|year| (20..=29).contains(&year))
    }

    /// Born before 2000, with the sex of that century: no day on which something is ordered.
    fn is_of_age(&self, from: usize) -> bool {
        self.two(from).is_some_and(|year| (30..=99).contains(&year))
            && matches!(self.digit(from + 6), Some(1 | 2 | 5 | 6))
            && self.cue != Some(Cue::Keep)
    }

    /// A Korean article number (EAN-13, 880…), and by its check digit no resident number of those who have one.
    fn is_article(&self) -> bool {
        let weighed = |weights: [u32; 12]| -> Option<u32> {
            self.digits
                .iter()
                .zip(weights)
                .try_fold(0, |sum, (digit, weight)| Some(sum + u32::from((*digit)?) * weight))
        };
        let last = self.digit(12).map(u32::from);
        let ean = weighed([1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]).map(|sum| (10 - sum % 10) % 10);
        let resident = weighed([2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]).map(|sum| (11 - sum % 11) % 10);
        self.starts_with(&[8, 8, 0]) && ean == last && resident != last
    }

    /// Of somebody from abroad: 5 to 8 tell the century and sex.
    fn is_alien(&self) -> bool {
        let who = self.digits.len().checked_sub(if self.digits.len() == 7 { 1 } else { 7 });
        self.digits.len() != 9 && who.and_then(|at| self.digit(at)).is_some_and(|who| (5..=8).contains(&who))
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
        let regional = || {
            let before = self.text.part(self.begin.saturating_sub(3), self.begin);
            let before: String = before.iter().filter(|c| !matches!(c, ' ' | '-')).collect();
            REGIONS.iter().any(|region| before.ends_with(region))
        };
        region && !kept && self.lengths == [2, 2, 6, 2]
            || !kept && self.hyphened && self.lengths == [2, 6, 2] && regional()
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
                (10..=16).contains(&length) && !dated
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

/// Within an address of the web: a number there is an article's unless it is named.
fn in_link(text: &Scanned, at: usize) -> bool {
    const LONGEST: usize = 256;
    let begin =
        (at.saturating_sub(LONGEST)..at).rev().find(|&at| text.at(at) == Some(' ')).map_or(0, |space| space + 1);
    (begin..(begin + 8).min(at)).any(|at| text.has(at, "://")) || text.has(begin, "www.")
}
