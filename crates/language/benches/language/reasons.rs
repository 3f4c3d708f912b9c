//! Reasons: accuracy, calibration, "other", time.

use std::collections::{BTreeMap, HashSet};

use language::dice::Dice;
use language::reasons::{Examples, Model, Score, calibration_error, rows, score};

use crate::Figures;
use crate::data::{Folder, Set, processor_s};

const SEED: u64 = 1;

struct Tested {
    score: Score,
    /// Confidence of the likeliest reason, and whether it was right.
    answers: Vec<(f32, bool)>,
    train_s: f64,
    us: f64,
}

fn tested(train: &Set, test: &Set) -> Tested {
    tested_with(train, test, |_| {})
}

/// With what else is known of the reasons.
fn tested_with(train: &Set, test: &Set, complete: fn(&mut Examples)) -> Tested {
    let text: String =
        train.iter().map(|(text, label)| format!("{}\t{label}\n", text.replace(['\t', '\n'], " "))).collect();
    let mut examples = Examples::read(text.as_bytes()).unwrap();
    complete(&mut examples);
    let begin = processor_s();
    let model = Model::train(&examples, SEED);
    let train_s = processor_s() - begin;
    let begin = processor_s();
    for (text, _) in test {
        std::hint::black_box(model.guess(text, 3));
    }
    let us = 1e6 * (processor_s() - begin) / test.len() as f64;
    let answer = |(text, id): &(String, String)| {
        let best = model.guess(text, 1).into_iter().next()?;
        Some((best.confidence, best.reason.is_some() && best.reason == examples.find(id)))
    };
    let answers = test.iter().filter_map(answer).collect();
    Tested { score: score(&model, &examples, test), answers, train_s, us }
}

/// What of `pool` is not in `train`, at most `most` a label.
fn rest(pool: Set, train: &Set, most: usize) -> Set {
    let known: HashSet<String> = train.iter().map(|(text, _)| text.to_lowercase()).collect();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    pool.into_iter()
        .filter(|(text, label)| {
            let fresh = !known.contains(&text.to_lowercase());
            let count = taken.entry(label.clone()).or_default();
            *count += usize::from(fresh);
            fresh && *count <= most
        })
        .collect()
}

/// `count` examples a label for training, the rest for testing; labels with fewer than two to test are left out.
fn drawn(set: &Set, count: usize, seed: u64) -> (Set, Set) {
    let mut by_label: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
    set.iter().for_each(|(text, label)| by_label.entry(label).or_default().push(text));
    let mut dice = Dice::new(seed);
    let (mut train, mut test) = (Set::new(), Set::new());
    for (label, mut texts) in by_label.into_iter().filter(|(_, texts)| texts.len() >= count + 2) {
        dice.shuffle(&mut texts);
        for (at, text) in texts.into_iter().enumerate() {
            if at < count { &mut train } else { &mut test }.push((text.clone(), label.clone()));
        }
    }
    (train, test)
}

fn mean(draws: &[Tested], of: fn(&Tested) -> f64) -> f64 {
    draws.iter().map(of).sum::<f64>() / draws.len() as f64
}

/// Figures of one test, or the means of several.
fn report(figures: &mut Figures, name: &str, tests: &[Tested], aim: f64) {
    let (accuracy, confidence) = (mean(tests, |one| one.score.accuracy), mean(tests, |one| one.score.confidence));
    figures.at_least(format!("{name}: accuracy %"), 100.0 * accuracy, aim);
    figures.at_most(format!("{name}: calibration error"), mean(tests, |one| one.score.ece), 0.05);
    println!("{name}: mean confidence {confidence:.3}, accuracy {accuracy:.3}");
    figures.at_most(format!("{name}: us a message"), mean(tests, |one| one.us), 50.0);
}

/// On public sets. Where the test part is not there, what the few examples left of the training part.
pub fn public(folder: &Folder, figures: &mut Figures) {
    if let (Some(all), Some(ten)) = (folder.banking("train"), folder.labelled("fs_banking77.train_10.tsv")) {
        let test = folder.banking("test").unwrap_or_else(|| rest(all.clone(), &ten, 40));
        report(figures, "BANKING77, 10 a reason", &[tested(&ten, &test)], 76.0);
        // Without the official test part, each tenth of the training part in turn.
        let tenths = |turn: usize| {
            let split = |out: bool| {
                let rows = all.iter().enumerate().filter(move |(at, _)| (at % 10 == turn) == out);
                rows.map(|(_, row)| row.clone()).collect::<Set>()
            };
            tested(&split(false), &split(true))
        };
        let full: Vec<Tested> = match folder.banking("test") {
            Some(test) => vec![tested(&all, &test)],
            None => (0..10).map(tenths).collect(),
        };
        report(figures, "BANKING77, full", &full, 91.0);
    }
    if let (Some(train), Some(mut test)) = (folder.clinc("train"), folder.clinc("test")) {
        if let Some(ten) = folder.labelled("fs_clinc150.train_10.tsv") {
            let ten = tested(&ten, &test);
            report(figures, "CLINC150, 10 a reason", std::slice::from_ref(&ten), 81.0);
            figures.at_most("150 reasons of 10 examples: training s", ten.train_s, 1.0);
        }
        test.extend(folder.clinc("oos_test").unwrap());
        let full = tested(&train, &test);
        report(figures, "CLINC150, full", std::slice::from_ref(&full), 92.0);
        figures.at_least("CLINC150, full, gated: accuracy %", 100.0 * full.score.gated_accuracy, 92.0);
        figures.at_least("CLINC150, full, gated: out of scope found %", 100.0 * full.score.other_recall, 50.0);
    }
    if let (Some(ten), Some(pool)) = (folder.labelled("fs_hwu64.train_10.tsv"), folder.labelled("hwu64.train.tsv")) {
        let test = folder.labelled("hwu64.test.tsv").unwrap_or_else(|| rest(pool, &ten, usize::MAX));
        report(figures, "HWU64, 10 a reason", &[tested(&ten, &test)], 72.5);
    }
    for (domain, aim) in [("insurance", 94.0), ("banking", 91.0), ("finance", 95.0)] {
        let Some(set) = folder.natcs(domain) else { continue };
        let draws: Vec<Tested> =
            (1..=5).map(|seed| drawn(&set, 10, seed)).map(|(train, test)| tested(&train, &test)).collect();
        figures.at_least(
            format!("NatCS {domain}, 10 a reason: accuracy %"),
            100.0 * mean(&draws, |one| one.score.accuracy),
            aim,
        );
        figures.at_least(
            format!("NatCS {domain}, 10 a reason: top 3 %"),
            100.0 * mean(&draws, |one| one.score.top3),
            97.5,
        );
        figures.at_most(
            format!("NatCS {domain}, 10 a reason: calibration error"),
            mean(&draws, |one| one.score.ece),
            0.05,
        );
    }
    if let Some(text) = folder.text("parakqc_v1.txt") {
        let lines: Vec<&str> = text.lines().filter_map(|line| line.split('\t').nth(2)).collect();
        for (count, aim) in [(1, 84.0), (2, 84.0), (3, 88.9), (5, 93.0)] {
            let pick = |from: usize, to: usize| -> Set {
                let rows = lines.iter().enumerate().filter(|(at, _)| (from..to).contains(&(at % 10)));
                rows.map(|(at, text)| (text.to_string(), format!("{:03}", at / 10))).collect()
            };
            report(
                figures,
                &format!("paraKQC as 1,000 reasons of {count}"),
                &[tested(&pick(0, count), &pick(5, 10))],
                aim,
            );
        }
    }
}

/// The names and descriptions of our own set.
fn named(examples: &mut Examples) {
    let lines =
        include_str!("../../data/first-words/reasons.tsv").lines().map(|line| line.split('\t').collect::<Vec<_>>());
    for cells in lines.skip(1) {
        if let Some(at) = examples.find(cells[0]) {
            (examples.reasons[at].name, examples.reasons[at].description) = (cells[2].into(), cells[3].into());
        }
    }
}

/// On the set of our own: ten of fifteen in each way of writing, three times over; and typed words for spoken ones.
pub fn own(figures: &mut Figures) {
    let (mut own, mut typed_for_spoken) = (Vec::new(), Vec::new());
    let both = |one: &str, other: &str| -> Set {
        [one, other].iter().flat_map(|text| rows(text.as_bytes()).unwrap()).map(|row| (row.text, row.reason)).collect()
    };
    let typed = both(
        include_str!("../../data/first-words/delivery.typed.tsv"),
        include_str!("../../data/first-words/public.typed.tsv"),
    );
    let spoken = both(
        include_str!("../../data/first-words/delivery.spoken.tsv"),
        include_str!("../../data/first-words/public.spoken.tsv"),
    );
    for turn in 0..3 {
        let part = |set: &Set, test: bool| -> Set {
            set.iter().enumerate().filter(|(at, _)| (at % 3 == turn) == test).map(|(_, row)| row.clone()).collect()
        };
        let both = |test: bool| [part(&typed, test), part(&spoken, test)].concat();
        own.push(tested_with(&both(false), &both(true), named));
    }
    typed_for_spoken.push(tested_with(&typed, &spoken, named));
    figures.at_least("first words, 20 a reason: accuracy %", 100.0 * mean(&own, |one| one.score.accuracy), 65.0);
    figures.at_least("first words, 20 a reason: top 3 %", 100.0 * mean(&own, |one| one.score.top3), 85.0);
    println!("first words: mean confidence {:.3}", mean(&own, |one| one.score.confidence));
    // Of 400 answers in ten bins chance alone is off by 0.05: the three tests are one.
    let answers: Vec<(f32, bool)> = own.iter().flat_map(|one| one.answers.iter().copied()).collect();
    figures.at_most("first words, 20 a reason: calibration error", calibration_error(&answers), 0.05);
    figures.at_most("first words, 20 a reason: training s", mean(&own, |one| one.train_s), 1.0);
    figures.at_most("first words, 20 a reason: us a message", mean(&own, |one| one.us), 50.0);
    figures.at_least(
        "first words, spoken by typed: accuracy %",
        100.0 * mean(&typed_for_spoken, |one| one.score.accuracy),
        80.0,
    );
}
