//! Abuse found where 1 % of ordinary messages raise an alarm; trained on sets under the MIT and CC0 licences and our own only.

use language::tone::{Model, read};

use crate::Figures;
use crate::data::Folder;

const SEED: u64 = 1;

type Labelled = Vec<(String, bool)>;

fn curse(folder: &Folder) -> Labelled {
    let text = folder.text("curse_detection.ko.txt").unwrap_or_default();
    text.lines()
        .filter_map(|line| line.rsplit_once('|'))
        .map(|(text, label)| (text.to_string(), label.trim() == "1"))
        .collect()
}

/// A column of a table.
fn column(folder: &Folder, name: &str, at: usize) -> Vec<String> {
    let text = folder.text(name).unwrap_or_default();
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    rows.records().flatten().filter_map(|row| row.get(at).map(str::to_string)).collect()
}

/// Lines of chats and questions: even ones to train, odd ones for the limits; half of the answers and of the first words to train.
struct Ordinary {
    chats: Vec<String>,
    others: Vec<String>,
    limits: Vec<String>,
}

fn ordinary(folder: &Folder) -> Ordinary {
    let every_second =
        |rows: &[String], from: usize| rows.iter().skip(from).step_by(2).cloned().collect::<Vec<String>>();
    let chats = column(folder, "chatbotdata.ko.csv", 0);
    let answers = column(folder, "chatbotdata.ko.csv", 1);
    let questions = column(folder, "question_pair.ko.train.csv", 3);
    let own = [
        include_str!("../../data/first-words/delivery.typed.tsv"),
        include_str!("../../data/first-words/public.spoken.tsv"),
    ];
    let own = own.iter().flat_map(|file| file.lines().skip(1)).filter_map(|line| line.split('\t').next());
    Ordinary {
        others: [every_second(&answers, 0), every_second(&questions, 0), own.map(str::to_string).collect()].concat(),
        limits: [every_second(&chats, 1), every_second(&questions, 1)].concat(),
        chats: every_second(&chats, 0),
    }
}

/// Reviews of films: harsh ones with a strong word are abuse, the best ones are not.
fn reviews(folder: &Folder) -> Labelled {
    const BEST: usize = 5_000;
    let text = folder.text("nsmc.rebuilt.train20k.tsv").unwrap_or_default();
    let rows: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('\t')).collect();
    let harsh = rows.iter().filter(|(liked, text)| *liked == "0" && read(text, None).is_some());
    let best = rows.iter().filter(|(liked, _)| *liked == "1").take(BEST);
    harsh.map(|(_, text)| (text.to_string(), true)).chain(best.map(|(_, text)| (text.to_string(), false))).collect()
}

/// The model that ships.
pub fn trained(folder: &Folder) -> Model {
    fit(&curse(folder), folder)
}

/// What the reviews say weighs half: they are labelled by a word, not by a person.
const REVIEWS: f32 = 0.5;

fn fit(curse: &Labelled, folder: &Folder) -> Model {
    fn borrowed<'a>(labelled: &'a [(String, bool)], ordinary: &[&'a Vec<String>]) -> Vec<(&'a str, bool)> {
        let ordinary = ordinary.iter().flat_map(|rows| rows.iter().map(|text| (text.as_str(), false)));
        labelled.iter().map(|(text, bad)| (text.as_str(), *bad)).chain(ordinary).collect()
    }
    let (ordinary, reviews) = (ordinary(folder), reviews(folder));
    let comments = borrowed(curse, &[&ordinary.chats, &ordinary.others]);
    let reviews = borrowed(&reviews, &[&ordinary.chats]);
    let limits: Vec<&str> = ordinary.limits.iter().map(String::as_str).collect();
    Model::mixed(&[(&comments, 1.0), (&reviews, REVIEWS)], &limits, SEED)
}

fn recall(model: &Model, set: &Labelled) -> f64 {
    let bad = set.iter().filter(|(_, bad)| *bad);
    100.0 * bad.clone().filter(|(text, _)| read(text, Some(model)).is_some()).count() as f64 / bad.count().max(1) as f64
}

fn alarms<'a>(model: &Model, set: impl Iterator<Item = &'a String> + Clone) -> f64 {
    100.0 * set.clone().filter(|text| read(text, Some(model)).is_some()).count() as f64 / set.count().max(1) as f64
}

pub fn public(folder: &Folder, figures: &mut Figures) {
    let curse = curse(folder);
    if curse.is_empty() {
        return;
    }
    // Curse by parts: a fifth is held out at a time.
    let parts = (0..5).map(|fold| {
        let part = |out: bool| -> Labelled {
            curse.iter().enumerate().filter(|(at, _)| (at % 5 == fold) == out).map(|(_, row)| row.clone()).collect()
        };
        let model = fit(&part(false), folder);
        recall(&model, &part(true))
    });
    figures.at_least("tone at 1 % alarms: Curse %, held out", parts.sum::<f64>() / 5.0, 75.0);
    let model = trained(folder);
    figures.at_most("tone: alarms on ordinary messages %", alarms(&model, ordinary(folder).limits.iter()), 1.5);
    if let Some(text) = folder.text("apeach.test.csv") {
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let set: Labelled = rows
            .records()
            .flatten()
            .filter_map(|row| {
                let label = row.iter().find(|cell| ["0", "1", "Default", "Spoiled"].contains(cell))?.to_string();
                let text = row.iter().max_by_key(|cell| cell.len())?.to_string();
                Some((text, label == "1" || label == "Spoiled"))
            })
            .collect();
        figures.at_least("tone at 1 % alarms: APEACH %", recall(&model, &set), 60.0);
    }
    for name in ["korean_hate_speech.dev.tsv", "korean_hate_speech.train.tsv"] {
        let Some(text) = folder.text(name) else { continue };
        let set: Labelled = text
            .lines()
            .skip(1)
            .filter_map(|line| {
                let cells: Vec<&str> = line.split('\t').collect();
                Some((cells.first()?.to_string(), *cells.last()? != "none"))
            })
            .collect();
        figures.at_least(format!("tone at 1 % alarms: {name} %"), recall(&model, &set), 40.0);
    }
}
