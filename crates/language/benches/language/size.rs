//! A large centre: 300 reasons of 20 examples and 10,000 articles. What it holds in memory, and how long a search takes.

use std::fmt::Write;

use language::dice::Dice;
use language::knowledge::Index;
use language::reasons::{Examples, Model, rows};

use crate::Figures;
use crate::data::{processor_s, resident_mib};

const REASONS: usize = 300;
const EXAMPLES: usize = 20;
const ARTICLES: usize = 10_000;
/// Words that are the centre's own: goods, places, services.
const OWN_WORDS: usize = 20_000;

/// First words with words of the centre's own among them: what the set has, but as many different words as a large centre has.
struct Talk {
    lines: Vec<String>,
    dice: Dice,
}

impl Talk {
    fn new() -> Talk {
        let files = [
            include_str!("../../data/first-words/delivery.typed.tsv"),
            include_str!("../../data/first-words/delivery.spoken.tsv"),
            include_str!("../../data/first-words/public.typed.tsv"),
            include_str!("../../data/first-words/public.spoken.tsv"),
        ];
        let lines = files.iter().flat_map(|file| rows(file.as_bytes()).unwrap()).map(|row| row.text).collect();
        Talk { lines, dice: Dice::new(1) }
    }

    fn line(&mut self) -> String {
        self.lines[self.dice.below(self.lines.len())].clone()
    }

    /// The words of the head of a long tail are said most.
    fn own_word(&mut self) -> String {
        let share = self.dice.below(1_000_000) as f64 / 1e6;
        own_word((share * share * OWN_WORDS as f64) as usize)
    }
}

/// One of the centre's own words: three syllables.
fn own_word(number: usize) -> String {
    let syllables = [
        "가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "카", "타", "파", "하", "고", "노", "도", "로",
        "모", "보", "소", "오", "조", "초", "코", "토", "포", "호",
    ];
    [number % 28, number / 28 % 28, number / 784 % 28].iter().map(|&at| syllables[at]).collect()
}

pub fn own(figures: &mut Figures) {
    let mut talk = Talk::new();
    let mut text = String::new();
    for reason in 0..REASONS {
        for _ in 0..EXAMPLES {
            let (line, word) = (talk.line(), talk.own_word());
            writeln!(text, "{} {word} {line}\treason {reason}", own_word(reason)).unwrap();
        }
    }
    let before = resident_mib();
    let examples = Examples::read(text.as_bytes()).unwrap();
    let begin = processor_s();
    let model = Model::train(&examples, 1);
    figures.at_most("300 reasons of 20 examples: training s", processor_s() - begin, 5.0);
    let learned = resident_mib();
    let mut index = Index::default();
    for article in 0..ARTICLES {
        let mut body = String::new();
        for _ in 0..8 {
            let (line, one, two) = (talk.line(), talk.own_word(), talk.own_word());
            write!(body, "{one} {two} {line}. ").unwrap();
        }
        let title = format!("{} {}", own_word(article), talk.line());
        index.put(article as u64, &title, &body);
        if [1_000, ARTICLES].contains(&index.len()) {
            let queries: Vec<String> = (0..500).map(|_| format!("{} {}", talk.own_word(), talk.line())).collect();
            let begin = processor_s();
            queries.iter().for_each(|query| drop(std::hint::black_box(index.search(query, 5))));
            let ms = 1e3 * (processor_s() - begin) / queries.len() as f64;
            figures.at_most(format!("search among {} articles: ms a query", index.len()), ms, 1.0);
            let begin = processor_s();
            queries.iter().for_each(|query| drop(std::hint::black_box(index.search_as_typed(query, 5, |_| true))));
            let ms = 1e3 * (processor_s() - begin) / queries.len() as f64;
            figures.at_most(format!("search as typed among {} articles: ms a query", index.len()), ms, 1.0);
        }
    }
    let whole = resident_mib();
    println!("a large centre: reasons {:.0} MiB, articles {:.0} MiB", learned - before, whole - learned);
    figures.at_most("300 reasons of 20 examples and 10,000 articles: MiB", whole - before, 128.0);
    std::hint::black_box((&model, &examples, &index));
}
