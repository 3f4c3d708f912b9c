//! A growing set of small numbers, one bit each.

use alloc::vec::Vec;

#[derive(Debug, Clone, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub fn set(&mut self, index: u32, on: bool) {
        let (word, bit) = place(index);
        if word >= self.0.len() {
            if !on {
                return;
            }
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word = if on { *word | bit } else { *word & !bit };
        }
    }

    pub fn has(&self, index: u32) -> bool {
        let (word, bit) = place(index);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    /// The numbers in both sets, ascending.
    pub fn and<'a>(&'a self, other: &'a Bits) -> impl Iterator<Item = u32> + 'a {
        self.0.iter().zip(&other.0).enumerate().flat_map(|(at, (a, b))| ones(at, a & b))
    }

    /// Whether a number is in both sets.
    pub fn meets(&self, other: &Bits) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    /// The numbers in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| ones(at, *word))
    }

    /// Keeps only what is in `other` too.
    pub fn keep(&mut self, other: &Bits) {
        self.0.truncate(other.0.len());
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= other;
        }
    }
}

/// Some sets of the same small numbers, changed together: the words of all for 64 numbers stand side by side.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns<const SETS: usize>(Vec<[u64; SETS]>);

impl<const SETS: usize> Columns<SETS> {
    /// Puts a number into the sets whose bit is one, and takes it out of the others.
    pub fn set(&mut self, index: u32, sets: u8) {
        let (row, bit) = place(index);
        if row >= self.0.len() {
            self.0.resize(row + 1, [0; SETS]);
        }
        let Some(words) = self.0.get_mut(row) else { return };
        for (set, word) in words.iter_mut().enumerate() {
            *word = if sets >> set & 1 == 1 { *word | bit } else { *word & !bit };
        }
    }

    /// The numbers that are in `others` and in one of the sets, ascending.
    pub fn among<'a>(&'a self, others: &'a Bits, set: usize) -> impl Iterator<Item = u32> + 'a {
        let words = self.0.iter().map(move |words| words.get(set).copied().unwrap_or(0));
        others.0.iter().zip(words).enumerate().flat_map(|(at, (a, b))| ones(at, a & b))
    }
}

fn place(index: u32) -> (usize, u64) {
    ((index / 64) as usize, 1 << (index % 64))
}

fn ones(word_at: usize, mut word: u64) -> impl Iterator<Item = u32> {
    core::iter::from_fn(move || {
        if word == 0 {
            return None;
        }
        let bit = word.trailing_zeros();
        word &= word - 1;
        Some(word_at as u32 * 64 + bit)
    })
}
