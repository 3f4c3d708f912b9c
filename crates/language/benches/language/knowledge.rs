//! Search: the right article first, and time.

use language::knowledge::{Gate, Index};

use crate::Figures;
use crate::data::{Folder, processor_s};

/// One utterance a reason as an article, the others as queries.
pub fn own(figures: &mut Figures) {
    let reasons: Vec<Vec<&str>> = include_str!("../../data/first-words/reasons.tsv")
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect())
        .collect();
    let mut index = Index::default();
    for (number, cells) in reasons.iter().enumerate() {
        index.put(number as u64, cells[2], cells[3]);
    }
    let (mut right, mut all) = (0, 0);
    for text in [
        include_str!("../../data/first-words/delivery.typed.tsv"),
        include_str!("../../data/first-words/public.typed.tsv"),
    ] {
        for (query, reason) in text.lines().skip(1).filter_map(|line| line.split_once('\t')) {
            let hits = index.search(query, 5);
            right += usize::from(hits.iter().any(|hit| reasons[hit.article as usize][0] == reason));
            all += 1;
        }
    }
    figures.at_least(
        "search, a reason's name and line by first words: R@5 %",
        100.0 * right as f64 / f64::from(all),
        70.0,
    );
}

/// paraKQC: five paraphrases ask for the article made of one or three others.
pub fn public(folder: &Folder, figures: &mut Figures) {
    let Some(text) = folder.text("parakqc_v1.txt") else { return };
    let lines: Vec<&str> = text.lines().filter_map(|line| line.split('\t').nth(2)).collect();
    for (documents, one_aim, five_aim) in [(1, 84.0, 96.5), (3, 90.0, 98.0)] {
        let mut index = Index::default();
        let begin = processor_s();
        for (number, question) in lines.chunks_exact(10).enumerate() {
            index.put(number as u64, &question[..documents].join(" "), "");
        }
        let build_s = processor_s() - begin;
        let (mut one, mut five, mut all) = (0.0, 0.0, 0.0);
        let mut asked = Vec::new();
        let begin = processor_s();
        for (at, line) in lines.iter().enumerate().filter(|(at, _)| at % 10 >= 5) {
            let hits = index.search(line, 5);
            let found: Vec<u64> = hits.iter().map(|hit| hit.article).collect();
            let want = at as u64 / 10;
            one += f64::from(u8::from(found.first() == Some(&want)));
            five += f64::from(u8::from(found.contains(&want)));
            all += 1.0;
            asked.push((Gate::sureness(&hits), found.first() == Some(&want)));
        }
        let ms = 1e3 * (processor_s() - begin) / all;
        figures.at_least(format!("paraKQC, {documents} a question: R@1 %"), 100.0 * one / all, one_aim);
        figures.at_least(format!("paraKQC, {documents} a question: R@5 %"), 100.0 * five / all, five_aim);
        figures.at_most(format!("paraKQC, {documents} a question: ms a query"), ms, 1.0);
        figures.at_most(format!("paraKQC, {documents} a question: building s"), build_s, 5.0);
        if let Some(gate) = Gate::learned(&asked, 0.95) {
            let answered = asked.iter().filter(|(sureness, _)| *sureness >= gate.least).count() as f64;
            figures.at_least(
                format!("paraKQC, {documents} a question: answered at 95 % precision, %"),
                100.0 * answered / all,
                30.0,
            );
        }
    }
}
