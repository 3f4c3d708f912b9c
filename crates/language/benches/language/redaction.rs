//! False alarms on real messages, and time.

use language::redact::{Kind, find};

use crate::Figures;
use crate::data::{Folder, processor_s};

/// Time a message of the set of our own; alarms there.
pub fn own(figures: &mut Figures) {
    let text = include_str!("../../data/first-words/public.spoken.tsv");
    let lines: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let begin = processor_s();
    let found = lines.iter().filter(|line| !find(line).is_empty()).count();
    figures.at_most("redaction: us a message", 1e6 * (processor_s() - begin) / lines.len() as f64, 50.0);
    figures.at_most("redaction, first words: false alarms", found as f64, 0.0);
}

/// Messages of chats, reviews and questions that hold no one's numbers.
pub fn public(folder: &Folder, figures: &mut Figures) {
    let mut all: Vec<String> = Vec::new();
    for name in [
        "chatbotdata.ko.csv",
        "question_pair.ko.train.csv",
        "banking77.train.csv",
        "nsmc.rebuilt.train20k.tsv",
        "nsmc.rebuilt.test10k.tsv",
        "curse_detection.ko.txt",
        "3i4k.train_val.txt",
    ] {
        all.extend(folder.text(name).unwrap_or_default().lines().map(str::to_string));
    }
    // Labels are no part of a message; 3i4K's made-up numbers are numbers.
    let message = |line: &String| line.split_once('\t').map_or(line.as_str(), |(_, text)| text).to_string();
    let all: Vec<String> = all.iter().map(message).filter(|line| !line.contains("번호")).collect();
    if all.is_empty() {
        return;
    }
    let (mut numbers, mut names, mut addresses) = (Vec::new(), 0, 0);
    for text in &all {
        for span in find(text) {
            match span.kind {
                Kind::Name => names += 1,
                Kind::Address => addresses += 1,
                _ => numbers.push((span.kind, text)),
            }
        }
    }
    for (kind, text) in numbers.iter().take(30) {
        eprintln!("{kind:?}: {text}");
    }
    let per = |count: usize| 10_000.0 * count as f64 / all.len() as f64;
    figures.at_most(
        format!("redaction: numbers and mails per 10,000 of {} messages", all.len()),
        per(numbers.len()),
        1.0,
    );
    figures.at_most("redaction: names per 10,000 (some are names)", per(names), 5.0);
    figures.at_most("redaction: addresses per 10,000", per(addresses), 1.0);
}
