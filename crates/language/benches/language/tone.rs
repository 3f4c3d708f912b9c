//! Abuse found where 1 % of ordinary messages raise an alarm; trained on sets under the MIT licence only.

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

/// Chats (even lines to train, odd ones for the limits) and questions (for the limits).
fn ordinary(folder: &Folder) -> (Vec<String>, Vec<String>) {
    let column = |name: &str, at: usize| -> Vec<String> {
        let text = folder.text(name).unwrap_or_default();
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        rows.records().flatten().filter_map(|row| row.get(at).map(str::to_string)).collect()
    };
    let chats = column("chatbotdata.ko.csv", 0);
    let (even, odd): (Vec<_>, Vec<_>) = chats.into_iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let strip = |rows: Vec<(usize, String)>| rows.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    let limits = [strip(odd), column("question_pair.ko.train.csv", 3)].concat();
    (strip(even), limits)
}

/// The model that ships.
pub fn trained(folder: &Folder) -> Model {
    fit(&curse(folder), folder)
}

fn fit(curse: &Labelled, folder: &Folder) -> Model {
    let (train, limits) = ordinary(folder);
    let all: Vec<(&str, bool)> = curse
        .iter()
        .map(|(text, bad)| (text.as_str(), *bad))
        .chain(train.iter().map(|text| (text.as_str(), false)))
        .collect();
    Model::train(&all, &limits.iter().map(String::as_str).collect::<Vec<_>>(), SEED)
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
    figures.at_most("tone: alarms on ordinary messages %", alarms(&model, ordinary(folder).1.iter()), 1.5);
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
