//! New reasons: groups of messages that fell into "other" and say much the same.

use std::collections::HashMap;

use serde::Serialize;

use super::name::{document_counts, name, told};
use super::space::{Point, Space};
use crate::dice::Dice;
use crate::text::said::Said;

/// Messages looked at: the newest of the caller's, at most these.
pub const MOST_MESSAGES: usize = 5_000;
/// How alike messages of one group are (cosine), and how many make a group.
const ALIKE: f32 = 0.26;
const LEAST: usize = 4;
const ROUNDS: usize = 4;
const SHOWN: usize = 5;

/// A reason that the catalogue may lack.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// What most of the group say, in the order of a typical message: a name to start from.
    pub name: String,
    /// How many of the messages belong here.
    pub count: usize,
    /// The most typical ones.
    pub examples: Vec<String>,
}

/// Groups among messages, largest first. The same messages and seed give the same groups.
pub fn discover(messages: &[String], seed: u64) -> Vec<Proposal> {
    let messages = messages.get(..messages.len().min(MOST_MESSAGES)).unwrap_or_default();
    let space = Space::of(messages.iter().map(String::as_str), 2);
    let points: Vec<Point> = messages.iter().map(|text| space.point(text)).collect();
    let mut order: Vec<usize> = (0..points.len()).collect();
    Dice::new(seed).shuffle(&mut order);
    // Leader clustering, then rounds in which each message goes to the nearest centre.
    let mut centres: Vec<HashMap<u32, f32>> = Vec::new();
    let mut member = vec![usize::MAX; points.len()];
    for round in 0..ROUNDS {
        for &at in &order {
            let Some(point) = points.get(at) else { continue };
            let best = centres
                .iter()
                .map(|centre| alike(centre, point))
                .enumerate()
                .max_by(|one, two| one.1.total_cmp(&two.1));
            let home = match best {
                Some((home, near)) if near >= ALIKE => home,
                _ if round == 0 => {
                    centres.push(point.iter().copied().collect());
                    centres.len() - 1
                }
                _ => usize::MAX,
            };
            if let Some(member) = member.get_mut(at) {
                *member = home;
            }
        }
        for (home, centre) in centres.iter_mut().enumerate() {
            *centre = mean(points.iter().zip(&member).filter(|(_, of)| **of == home).map(|(point, _)| point));
        }
    }
    let told: Vec<Vec<Said>> = messages.iter().map(|text| told(text)).collect();
    let spread = document_counts(told.iter().map(Vec::as_slice));
    let mut proposals: Vec<Proposal> = centres
        .iter()
        .enumerate()
        .filter_map(|(home, centre)| {
            let mut inside: Vec<(f32, &String, &[Said])> = points
                .iter()
                .zip(messages.iter().zip(&told))
                .zip(&member)
                .filter(|(_, of)| **of == home)
                .map(|((point, (text, told)), _)| (alike(centre, point), text, told.as_slice()))
                .collect();
            inside.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| one.1.cmp(two.1)));
            let group: Vec<&[Said]> = inside.iter().map(|(_, _, told)| *told).collect();
            // What shares no telling word is a way to begin a message, no matter.
            let name = Some(name(&group, &spread, messages.len())).filter(|name| !name.is_empty());
            // The same words said often are one example; they stand together.
            let mut examples: Vec<&String> = inside.iter().map(|(_, text, _)| *text).collect();
            examples.dedup();
            Some(Proposal {
                name: name.filter(|_| inside.len() >= LEAST)?,
                count: inside.len(),
                examples: examples.into_iter().take(SHOWN).cloned().collect(),
            })
        })
        .collect();
    proposals.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.name.cmp(&two.name)));
    proposals
}

fn alike(centre: &HashMap<u32, f32>, point: &Point) -> f32 {
    // Both views have length one: their cosines are averaged.
    0.5 * point.iter().filter_map(|(column, value)| Some(value * centre.get(column)?)).sum::<f32>()
}

fn mean<'a>(points: impl Iterator<Item = &'a Point>) -> HashMap<u32, f32> {
    let mut sum: HashMap<u32, f32> = HashMap::new();
    for (column, value) in points.flatten() {
        *sum.entry(*column).or_default() += value;
    }
    // The squares of sorted values: the same sum whatever the order of the map.
    let mut squares: Vec<f32> = sum.values().map(|value| value * value).collect();
    squares.sort_by(f32::total_cmp);
    let length = (squares.iter().sum::<f32>() / 2.0).sqrt().max(1e-6);
    sum.values_mut().for_each(|value| *value /= length);
    sum
}

#[cfg(test)]
mod tests {
    use super::discover;

    #[test]
    fn what_many_say_becomes_a_proposal_with_a_name() {
        let mut messages: Vec<String> =
            ["안녕하세요", "음 그게요", "여보세요 들리세요", "잠시만요", "네네", "다시 걸게요"]
                .map(String::from)
                .to_vec();
        for when in ["오늘", "내일", "지금", "이번 주에", "벌써", "아침에"] {
            messages.push(format!("{when} 선물포장 되나요"));
            messages.push(format!("{when} 반려동물 간식 어디서 사요"));
        }
        let found = discover(&messages, 1);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|one| one.name.contains("선물포장") && one.count == 6), "{found:?}");
        assert_eq!(found, discover(&messages, 1));
    }
}
