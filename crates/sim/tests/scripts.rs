//! Scripts are text from outside too: whatever stands in one, it plays or fails at a line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use sim::script::play;

/// Every scenario, and every word that stands in one.
static SCRIPTS: LazyLock<(Vec<String>, Vec<String>)> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
    paths.sort();
    let scripts: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let words = scripts.iter().flat_map(|script| script.split_whitespace()).map(str::to_owned).collect();
    (scripts, words)
});

/// It plays, or says at which line it does not.
fn plays(text: &str) {
    if let Err(failed) = play(text) {
        assert!(failed.line <= text.lines().count() && !failed.what.is_empty(), "{failed}");
    }
}

proptest! {
    #[test]
    fn any_text(text in "(.{0,60}\n){0,20}") {
        plays(&text);
    }

    #[test]
    fn scenarios_with_other_words(
        script in any::<Index>(),
        changes in vec((any::<Index>(), any::<Index>(), 0..4_u8, any::<u64>()), 1..6),
    ) {
        let (scripts, words) = &*SCRIPTS;
        let mut lines: Vec<String> = script.get(scripts).lines().map(str::to_owned).collect();
        for (line, word, how, number) in changes {
            let at = line.index(lines.len());
            let mut here: Vec<&str> = lines[at].split(' ').collect();
            let (place, number) = (word.index(here.len()), number.to_string());
            match how {
                0 => here[place] = word.get::<String>(words),
                1 => drop(here.remove(place)),
                2 => here[place] = &number,
                _ => here.insert(place, word.get::<String>(words)),
            }
            lines[at] = here.join(" ");
        }
        plays(&lines.join("\n"));
    }

    #[test]
    fn scenarios_whose_lines_are_doubled_or_missing(script in any::<Index>(), keep in vec(0..4_u8, 0..80)) {
        let text = script.get(&SCRIPTS.0);
        let times = keep.into_iter().chain(std::iter::repeat(1));
        let lines = text.lines().zip(times).flat_map(|(line, times)| std::iter::repeat_n(line, times.into()));
        plays(&lines.collect::<Vec<_>>().join("\n"));
    }
}
