//! A message as hashed features: words, bare forms, Korean roots, concepts and pairs of them; characters within words (Latin 2–4,
//! Hangul 1–3, letters of roots 3–4).

use std::borrow::Cow;

use super::concepts::concepts;
use super::frame::is_frame;
use crate::dice::mix;
use crate::text::hangul::is_hangul;
use crate::text::{bare, bounded, normalise, root, stem, words};

/// Buckets that features are hashed into.
pub const BUCKETS: usize = 1 << 18;
/// What is read of a message (bytes): its reason is in its first words, and no message costs more than this.
pub const READ: usize = 4_096;
/// How far apart the words of a pair may stand.
const REACH: usize = 4;

/// Two views of a message, each of length one after weighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Words,
    Letters,
}

/// Kinds of features, so that none is taken for another.
#[derive(Clone, Copy)]
enum Kind {
    Word = 1,
    Bare,
    Next,
    Near,
    Concept,
    Letters,
    Root,
    RootLetters,
}

/// Bucket and view of every feature, with repeats.
pub fn features(text: &str) -> Vec<(u32, View)> {
    let text = normalise(bounded(text, READ));
    let mut found = Vec::with_capacity(8 * text.len());
    // What pairs are made of: the concept of a word, or its bare form.
    let mut keys: Vec<u64> = Vec::new();
    let mut letters: Vec<char> = Vec::new();
    for (_, word) in words::words(&text) {
        // An order number is as good as any other.
        let word = if word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_digit()) { "000" } else { word };
        found.push((bucket(hash(Kind::Word, word.chars())), View::Words));
        let hangul = word.chars().all(is_hangul);
        let bare = if word.is_ascii() { stem(word) } else { bare(word) };
        let mut key = hash(Kind::Bare, bare.chars());
        if bare.len() < word.len() {
            found.push((bucket(key), View::Words));
        }
        let root = if hangul { Cow::Owned(root(bare)) } else { Cow::Borrowed(bare) };
        let frame = hangul && is_frame(&root);
        if hangul {
            key = hash(Kind::Root, root.chars());
            if !frame {
                found.push((bucket(key), View::Words));
            }
        }
        let groups = concepts(word);
        found.extend(groups.iter().map(|&group| (bucket(concept(group)), View::Words)));
        key = groups.first().map_or(key, |&group| concept(group));
        if let Some(&last) = keys.last() {
            found.push((bucket(pair(Kind::Next, last, key)), View::Words));
        }
        let near = keys.iter().rev().take(REACH);
        found.extend(near.map(|&other| (bucket(pair(Kind::Near, other.min(key), other.max(key))), View::Words)));
        keys.push(key);
        // What any message is full of tells by its words and pairs, if at all: its letters only drown the others'.
        if frame {
            continue;
        }
        if hangul {
            spell(&mut letters, "<", &root, "");
            for size in 3..=4 {
                let pieces = letters.windows(size);
                found.extend(
                    pieces.map(|piece| (bucket(hash(Kind::RootLetters, piece.iter().copied())), View::Letters)),
                );
            }
        }
        spell(&mut letters, "<", word, ">");
        for size in if word.chars().any(is_hangul) { 1..=3 } else { 2..=4 } {
            let pieces = letters.windows(size).filter(|piece| *piece != ['<'] && *piece != ['>']);
            found.extend(pieces.map(|piece| (bucket(hash(Kind::Letters, piece.iter().copied())), View::Letters)));
        }
    }
    found
}

/// A word's characters between marks for its begin and end.
fn spell(letters: &mut Vec<char>, begin: &str, word: &str, end: &str) {
    letters.clear();
    letters.extend([begin, word, end].iter().flat_map(|part| part.chars()));
}

fn hash(kind: Kind, chars: impl Iterator<Item = char>) -> u64 {
    chars.fold(kind as u64, |hash, c| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3).rotate_left(23))
}

fn concept(group: u16) -> u64 {
    mix((Kind::Concept as u64) << 32 | u64::from(group))
}

fn pair(kind: Kind, one: u64, other: u64) -> u64 {
    mix(one.rotate_left(21) ^ other).wrapping_add(kind as u64)
}

fn bucket(hash: u64) -> u32 {
    (mix(hash) as usize % BUCKETS) as u32
}
