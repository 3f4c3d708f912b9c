//! Words into pieces that have a vector.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// Longest piece that is looked for, in bytes.
const PIECE_BYTES: usize = 128;
/// Longest word that WordPiece takes apart, in characters, whatever the file says.
const WORD_CHARS: usize = 200;
/// How much less likely than the rarest piece a character is that no piece has; sentencepiece's own.
const UNKNOWN: f64 = 10.0;

/// `model` of the file.
#[derive(Deserialize)]
pub struct Said {
    #[serde(rename = "type")]
    kind: Kind,
    vocab: Vocabulary,
    continuing_subword_prefix: Option<String>,
    max_input_chars_per_word: Option<usize>,
    unk_token: Option<String>,
    #[serde(default)]
    byte_fallback: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Kind {
    WordLevel,
    WordPiece,
    Unigram,
}

/// Pieces with their numbers; or in the order of their numbers, each with the logarithm of how likely it is.
enum Vocabulary {
    Numbered(HashMap<Box<str>, u32>),
    Likely(HashMap<Box<str>, u32>, Vec<f64>),
}

/// A vocabulary, and how it is applied.
#[derive(Debug)]
pub struct Pieces {
    rule: Rule,
    known: HashMap<Box<str>, u32>,
    ids: usize,
    /// Length of the longest piece, in bytes.
    longest: usize,
}

#[derive(Debug)]
enum Rule {
    /// A word is a piece.
    Whole,
    /// From the left, the longest piece that fits; all of a word or nothing of it.
    Longest { prefix: String, chars: usize },
    /// The pieces that are likeliest together.
    Likeliest { likely: Vec<f64>, unknown: f64 },
}

impl Pieces {
    pub fn of_file(said: Said) -> Result<Pieces, String> {
        if said.byte_fallback {
            return Err("it falls back on bytes, which is not read here".into());
        }
        let (mut known, likely) = match (said.kind, said.vocab) {
            (Kind::Unigram, Vocabulary::Likely(known, likely)) => (known, likely),
            (Kind::WordLevel | Kind::WordPiece, Vocabulary::Numbered(known)) => (known, Vec::new()),
            _ => return Err("its vocabulary has not the form that its model has".into()),
        };
        let most = known.values().copied().max().ok_or("its vocabulary is empty")?;
        let ids = likely.len().max(most as usize + 1);
        let rule = match said.kind {
            Kind::WordLevel => Rule::Whole,
            Kind::WordPiece => Rule::Longest {
                prefix: said.continuing_subword_prefix.unwrap_or_else(|| "##".into()),
                chars: said.max_input_chars_per_word.unwrap_or(100).min(WORD_CHARS),
            },
            Kind::Unigram => {
                let unknown = likely.iter().copied().fold(f64::INFINITY, f64::min) - UNKNOWN;
                Rule::Likeliest { likely, unknown }
            }
        };
        // What is not known has a vector that says nothing of the text.
        if let Some(unknown) = said.unk_token {
            known.remove(unknown.as_str());
        }
        let longest = known.keys().map(|piece| piece.len()).max().unwrap_or_default().min(PIECE_BYTES);
        Ok(Pieces { rule, known, ids, longest })
    }

    pub fn ids(&self) -> usize {
        self.ids
    }

    /// Adds the pieces of a word.
    pub fn of(&self, word: &str, ids: &mut Vec<u32>) {
        match &self.rule {
            Rule::Whole => ids.extend(self.known.get(word)),
            Rule::Longest { prefix, chars } => self.longest(word, prefix, *chars, ids),
            Rule::Likeliest { likely, unknown } => self.likeliest(word, likely, *unknown, ids),
        }
    }

    fn longest(&self, word: &str, prefix: &str, chars: usize, ids: &mut Vec<u32>) {
        if word.chars().count() > chars {
            return;
        }
        let (before, mut rest, mut piece) = (ids.len(), word, String::new());
        while !rest.is_empty() {
            piece.clear();
            piece.push_str(if rest.len() < word.len() { prefix } else { "" });
            let begin = piece.len();
            piece.push_str(rest);
            piece.truncate(piece.floor_char_boundary(self.longest.min(piece.len())));
            let found = loop {
                if piece.len() <= begin {
                    break None;
                }
                if let Some(id) = self.known.get(piece.as_str()) {
                    break Some(*id);
                }
                piece.pop();
            };
            let Some(id) = found else {
                ids.truncate(before);
                return;
            };
            ids.push(id);
            rest = rest.get(piece.len() - begin..).unwrap_or_default();
        }
    }

    fn likeliest(&self, word: &str, likely: &[f64], unknown: f64, ids: &mut Vec<u32>) {
        // For each byte: how likely the best way there is, where its last piece begins, and which it is.
        let mut best: Vec<Option<(f64, usize, Option<u32>)>> = vec![None; word.len() + 1];
        let offer = |best: &mut [Option<(f64, usize, Option<u32>)>], to: usize, way: (f64, usize, Option<u32>)| {
            if let Some(there) = best.get_mut(to).filter(|there| there.is_none_or(|there| way.0 > there.0)) {
                *there = Some(way);
            }
        };
        for (at, c) in word.char_indices() {
            let so_far = best.get(at).copied().flatten().map_or(0.0, |way| way.0);
            let rest = word.get(at..).unwrap_or_default();
            let mut alone = false;
            for (end, last) in rest.char_indices().take_while(|(end, _)| *end < self.longest) {
                let length = end + last.len_utf8();
                let id = rest.get(..length).and_then(|piece| self.known.get(piece)).copied();
                let Some((id, more)) = id.and_then(|id| Some((id, *likely.get(id as usize)?))) else { continue };
                alone |= length == c.len_utf8();
                offer(&mut best, at + length, (so_far + more, at, Some(id)));
            }
            if !alone {
                offer(&mut best, at + c.len_utf8(), (so_far + unknown, at, None));
            }
        }
        let (before, mut at) = (ids.len(), word.len());
        while at > 0 {
            let Some((_, from, id)) = best.get(at).copied().flatten() else { break };
            ids.extend(id);
            at = from;
        }
        if let Some(new) = ids.get_mut(before..) {
            new.reverse();
        }
    }
}

impl<'de> Deserialize<'de> for Vocabulary {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Vocabulary, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Vocabulary;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a vocabulary")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Vocabulary, M::Error> {
        let mut known = HashMap::new();
        while let Some((piece, id)) = map.next_entry()? {
            known.insert(piece, id);
        }
        Ok(Vocabulary::Numbered(known))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Vocabulary, S::Error> {
        let (mut known, mut likely) = (HashMap::new(), Vec::new());
        while let Some((piece, how)) = seq.next_element::<(Box<str>, f64)>()? {
            known.insert(piece, u32::try_from(likely.len()).unwrap_or(u32::MAX));
            likely.push(how);
        }
        Ok(Vocabulary::Likely(known, likely))
    }
}
