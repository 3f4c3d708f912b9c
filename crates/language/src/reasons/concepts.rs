//! Words that customers use for one another: a small hand-written table (data/concepts), so that few examples say more.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::{hangul::is_hangul, stem};

/// The longest beginning of a Korean word that is looked up (syllables).
const LONGEST: usize = 6;

static ENGLISH: LazyLock<HashMap<&'static str, Vec<u16>>> =
    LazyLock::new(|| table(include_str!("../../data/concepts/en.txt")));
static KOREAN: LazyLock<HashMap<&'static str, Vec<u16>>> =
    LazyLock::new(|| table(include_str!("../../data/concepts/ko.txt")));

fn table(text: &'static str) -> HashMap<&'static str, Vec<u16>> {
    let mut table: HashMap<_, Vec<u16>> = HashMap::new();
    for (group, line) in text.lines().filter(|line| !line.starts_with('#')).enumerate() {
        for word in line.split_whitespace() {
            let groups = table.entry(if word.is_ascii() { stem(word) } else { word }).or_default();
            if !groups.contains(&(group as u16)) {
                groups.push(group as u16);
            }
        }
    }
    table
}

/// The groups a word belongs to; English by stem, Korean by the longest known beginning.
pub fn concepts(word: &str) -> &'static [u16] {
    if word.is_ascii() {
        return ENGLISH.get(stem(word)).map_or(&[], Vec::as_slice);
    }
    if !word.chars().next().is_some_and(is_hangul) {
        return &[];
    }
    let mut ends: Vec<usize> = word.char_indices().skip(1).map(|(at, _)| at).take(LONGEST).collect();
    if ends.len() < LONGEST {
        ends.push(word.len());
    }
    ends.iter().rev().find_map(|&end| KOREAN.get(word.get(..end)?)).map_or(&[], Vec::as_slice)
}
