//! Strong words by class, after clearing.

use std::sync::LazyLock;

use super::Class;
use super::clear::Clear;

struct Entry {
    class: Class,
    stem: &'static str,
    anywhere: bool,
    /// What a match must not begin: 시발점, 새끼손가락.
    not: Vec<&'static str>,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries = Vec::new();
    for line in include_str!("../../data/tone/lexicon.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(class) = words.next().and_then(Class::named) else { continue };
        let (not, stems): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with('!'));
        for stem in stems {
            let bare = stem.trim_start_matches('*');
            let not = not.iter().map(|not| not.trim_start_matches('!')).filter(|not| not.starts_with(bare)).collect();
            entries.push(Entry { class, stem: bare, anywhere: bare.len() < stem.len(), not });
        }
    }
    entries
});

/// The classes of strong words in a message, with the words that matched.
pub fn strong(clear: &Clear) -> Vec<(Class, &'static str)> {
    let mut found = Vec::new();
    for entry in ENTRIES.iter() {
        let goes_on = |rest: &str| entry.not.iter().any(|not| rest.starts_with(not));
        let hit = if entry.anywhere {
            clear.joined.match_indices(entry.stem).any(|(at, _)| !goes_on(clear.joined.get(at..).unwrap_or_default()))
        } else {
            clear.words.iter().any(|word| word.starts_with(entry.stem) && !goes_on(word))
        };
        if hit {
            found.push((entry.class, entry.stem));
        }
    }
    found
}
