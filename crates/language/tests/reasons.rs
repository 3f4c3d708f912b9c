//! The model on the set of first words that ships, and on what nobody should send.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use language::reasons::{Examples, Model, confusions, discover, drift, rows, score};

const SEED: u64 = 7;
const FILES: [&str; 4] = [
    include_str!("../data/first-words/delivery.typed.tsv"),
    include_str!("../data/first-words/delivery.spoken.tsv"),
    include_str!("../data/first-words/public.typed.tsv"),
    include_str!("../data/first-words/public.spoken.tsv"),
];

/// Rows whose place within their reason (0–14) is wanted.
fn part(files: &[usize], wanted: fn(usize) -> bool) -> Vec<(String, String)> {
    let all = files.iter().flat_map(|&file| rows(FILES[file].as_bytes()).unwrap().into_iter().enumerate());
    all.filter(|(at, _)| wanted(at % 15)).map(|(_, row)| (row.text, row.reason)).collect()
}

fn examples(rows: &[(String, String)]) -> Examples {
    let names = include_str!("../data/first-words/reasons.tsv");
    let text: String = rows.iter().map(|(text, reason)| format!("{text}\t{reason}\n")).collect();
    let mut examples = Examples::read(text.as_bytes()).unwrap();
    for reason in &mut examples.reasons {
        let line = names.lines().find(|line| line.starts_with(&format!("{}\t", reason.id))).unwrap();
        let cells: Vec<&str> = line.split('\t').collect();
        (reason.name, reason.description) = (cells[2].into(), cells[3].into());
    }
    examples
}

#[test]
fn the_set_is_whole_and_no_two_are_alike() {
    let mut all: Vec<String> = Vec::new();
    for file in FILES {
        let rows = rows(file.as_bytes()).unwrap();
        assert_eq!(rows.len(), 300);
        all.extend(rows.into_iter().map(|row| row.text));
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 1_200);
}

#[test]
fn the_right_reason_is_among_three_and_confidence_means_what_it_says() {
    let train = part(&[0, 1, 2, 3], |at| at % 3 != 0);
    let examples = examples(&train);
    let model = Model::train(&examples, SEED);
    let score = score(&model, &examples, &part(&[0, 1, 2, 3], |at| at % 3 == 0));
    assert!(score.accuracy >= 0.67 && score.top3 >= 0.84 && score.ece <= 0.08, "{score:?}");
    assert!(model.lower_bound().unwrap() <= score.accuracy + 0.05);
}

#[test]
fn the_same_seed_gives_the_same_model() {
    let examples = examples(&part(&[0], |at| at < 6));
    let (one, two) = (Model::train(&examples, SEED), Model::train(&examples, SEED));
    for text in ["환불 언제 돼요", "라이더가 화를 냈어요", ""] {
        assert_eq!(one.guess(text, 3), two.guess(text, 3));
    }
}

#[test]
fn one_example_a_reason_is_enough_to_begin() {
    let examples = examples(&part(&[0], |at| at == 0));
    let model = Model::train(&examples, SEED);
    let score = score(&model, &examples, &part(&[0], |at| at > 0));
    assert!(score.accuracy >= 0.30 && score.top3 >= 0.50, "{score:?}");
    // A reason with a single example beside reasons with many.
    let mut uneven = part(&[0], |at| at < 10);
    uneven.push(("선물포장 되나요".into(), "order_change".into()));
    assert!(Model::train(&examples_of(&uneven), SEED).guess("선물포장 되나요", 1)[0].confidence > 0.0);
}

fn examples_of(rows: &[(String, String)]) -> Examples {
    let text: String = rows.iter().map(|(text, reason)| format!("{text}\t{reason}\n")).collect();
    Examples::read(text.as_bytes()).unwrap()
}

#[test]
fn what_lies_far_from_every_reason_is_other_and_learned_from_unlabelled_messages() {
    let mut examples = examples(&part(&[0, 1], |at| at < 10));
    examples.unlabelled = part(&[2, 3], |at| at % 2 == 0).into_iter().map(|(text, _)| text).collect();
    let model = Model::train(&examples, SEED);
    // The other desk's messages are about none of these reasons.
    let foreign: Vec<(String, String)> = part(&[2, 3], |at| at % 2 == 1);
    let own = score(&model, &examples, &part(&[0, 1], |at| at >= 10));
    let other = score(&model, &examples, &foreign);
    assert!(other.other_recall >= 0.4 && own.gated_accuracy >= 0.45, "{other:?} {own:?}");
}

#[test]
fn a_new_reason_with_few_examples_is_not_drowned_by_old_ones() {
    let all = part(&[0, 1, 2, 3], |_| true);
    // Each fourth reason is new: four examples beside twenty.
    let is_new = |at: usize| (at / 15).is_multiple_of(4);
    let is_taught = |at: usize| if is_new(at) { at % 15 < 2 } else { at % 15 < 10 };
    let taught: Vec<_> = all.iter().enumerate().filter(|(at, _)| is_taught(*at)).map(|(_, row)| row.clone()).collect();
    let fresh = |new: bool| -> Vec<_> {
        let rows = all.iter().enumerate().filter(|(at, _)| is_new(*at) == new && at % 15 >= 10);
        rows.map(|(_, row)| row.clone()).collect()
    };
    let examples = examples(&taught);
    let model = Model::train(&examples, SEED);
    let (new, old) = (score(&model, &examples, &fresh(true)), score(&model, &examples, &fresh(false)));
    assert!(new.accuracy >= 0.4 && old.accuracy >= 0.62, "{new:?} {old:?}");
}

#[test]
fn close_neighbours_are_named_and_merged_only_when_both_are_lost_in_each_other() {
    let mut rows = part(&[0, 1], |at| at < 12);
    // One reason cut in two at random: nobody could tell them apart.
    let mut turn = 0;
    for (_, reason) in rows.iter_mut().filter(|(_, reason)| reason == "receipt") {
        turn += 1;
        if turn % 2 == 0 {
            *reason = "invoice".into();
        }
    }
    let examples = examples_of(&rows);
    let model = Model::train(&examples, SEED);
    let found = confusions(&model, &examples, 5);
    assert!(found[0].merge && found[0].reasons.contains(&"invoice".into()), "{found:?}");
    assert!(found.iter().skip(1).all(|one| !one.merge), "{found:?}");
}

#[test]
fn new_reasons_are_found_among_what_was_other_and_drift_is_seen() {
    let examples = examples(&part(&[0, 1], |at| at < 10));
    let model = Model::train(&examples, SEED);
    let texts =
        |files: &[usize]| -> Vec<String> { part(files, |at| at >= 10).into_iter().map(|(text, _)| text).collect() };
    let (own, foreign) = (texts(&[0, 1]), texts(&[2, 3]));
    let same = drift(&model, &own, &own).unwrap();
    let moved = drift(&model, &own, &foreign).unwrap();
    assert!(same.index < 0.01 && moved.index > 0.25 && moved.other[1] > moved.other[0], "{same:?} {moved:?}");
    assert_eq!(drift(&model, &own[..3], &foreign), None);
    let passports: Vec<String> =
        part(&[2, 3], |_| true).into_iter().filter(|(_, reason)| reason == "passport").map(|(text, _)| text).collect();
    let found = discover(&[passports, own[..20].to_vec()].concat(), SEED);
    assert!(found[0].name.contains("여권"), "{found:?}");
}

#[test]
fn bad_input_costs_bounded_time_and_harms_nothing() {
    let examples = examples_of(&part(&[0], |at| at < 5));
    let model = Model::train(&examples, SEED);
    let whole: f32 = model.guess("", 100).iter().map(|guess| guess.confidence).sum();
    assert!((whole - 1.0).abs() < 1e-3);
    for bad in [
        "😡".repeat(300_000),
        "환불 ".repeat(200_000),
        "\u{202e}\u{200b}".repeat(200_000),
        "a".repeat(1_000_000),
        "\0\u{fffd}".into(),
    ] {
        assert_eq!(model.guess(&bad, 3).len(), 3);
    }
    // Hidden characters change nothing.
    assert_eq!(model.guess("환\u{200b}불 해\u{feff}주세요", 1), model.guess("환불 해주세요", 1));
    // Contradictory examples and a single reason train all the same.
    let torn = Examples::read("환불\ta\n환불\tb\n환불\ta\n환불\tb\n환불\ta\n환불\tb\n".as_bytes()).unwrap();
    assert_eq!(torn.contradictions().len(), 3);
    let guesses = Model::train(&torn, SEED).guess("환불", 2);
    assert!((guesses[0].confidence - 0.5).abs() < 0.1, "{guesses:?}");
}

#[test]
fn one_reason_is_no_choice() {
    let lone = Model::train(&Examples::read("환불 해줘\ta\n".as_bytes()).unwrap(), SEED);
    let (near, far) = (lone.guess("환불 해줘", 3), lone.guess("날씨 어때요", 3));
    assert_eq!((near.len(), far[0].confidence), (1, 0.0));
    assert!(near[0].confidence > 0.5 && !lone.is_known(&near[0]) && !lone.is_known(&far[0]), "{near:?}");
}
