//! Words as search knows them: Hangul in pairs and single syllables, Korean words by their heads and without particle, Latin
//! words with stems.

use crate::dice::mix;
use crate::text::hangul::is_hangul;
use crate::text::{bare, bounded, normalise, stem, words};

/// What is read of a query (bytes).
pub const READ_QUERY: usize = 1_024;

/// Kinds of terms, so that none is taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Single = 1,
    Pair,
    Head,
    Bare,
    Word,
    Stem,
    Gram,
}

/// A term and how much it counts.
pub type Term = (u64, f32);

/// Weights of the kinds.
const SINGLE: f32 = 1.0;
const BARE: f32 = 0.3;
/// Syllables of a Korean word that its endings mostly leave alone: 배송이, 배송은, 배송되나요.
const HEAD: usize = 2;
const STEM: f32 = 1.0;
const WORD: f32 = 0.5;
/// Three letters of a Latin word: so that "refnud" still meets "refund".
const GRAM: f32 = 0.12;

/// The terms of a text. Spaces do not part Hangul: customers leave them out.
pub fn terms(text: &str, bytes: usize) -> Vec<Term> {
    kinds(text, bytes).into_iter().map(|(_, term, weight)| (term, weight)).collect()
}

/// The terms that show a reader why a text was found: single syllables and groups of letters do not.
pub fn telling(text: &str) -> impl Iterator<Item = u64> {
    let shown = |kind: &Kind| !matches!(kind, Kind::Single | Kind::Gram | Kind::Bare | Kind::Head);
    kinds(text, READ_QUERY).into_iter().filter(move |(kind, ..)| shown(kind)).map(|(_, term, _)| term)
}

fn kinds(text: &str, bytes: usize) -> Vec<(Kind, u64, f32)> {
    let text = normalise(bounded(text, bytes));
    let mut all = Vec::new();
    let mut last: Option<char> = None;
    for (_, word) in words::words(&text) {
        let hangul = word.chars().any(is_hangul);
        for c in word.chars() {
            if !is_hangul(c) {
                last = None;
                continue;
            }
            all.push(term(Kind::Single, [c], SINGLE));
            if let Some(last) = last {
                all.push(term(Kind::Pair, [last, c], 1.0));
            }
            last = Some(c);
        }
        if hangul {
            all.push(term(Kind::Head, word.chars().take(HEAD), 1.0));
            all.push(term(Kind::Bare, bare(word).chars(), BARE));
        } else {
            last = None;
            all.push(term(Kind::Word, word.chars(), WORD));
            all.push(term(Kind::Stem, stem(word).chars(), STEM));
            let letters: Vec<char> = word.chars().collect();
            all.extend(letters.windows(3).map(|three| term(Kind::Gram, three.iter().copied(), GRAM)));
        }
    }
    all
}

fn term(kind: Kind, chars: impl IntoIterator<Item = char>, weight: f32) -> (Kind, u64, f32) {
    (kind, hash(kind, chars), weight)
}

/// The last word of a query, as far as it is typed, for completion.
pub fn last_word(text: &str) -> String {
    let text = normalise(bounded(text, READ_QUERY));
    words::words(&text).last().map(|(_, word)| word.to_string()).unwrap_or_default()
}

fn hash(kind: Kind, chars: impl IntoIterator<Item = char>) -> u64 {
    mix(chars
        .into_iter()
        .fold(kind as u64, |hash, c| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3).rotate_left(23)))
}
