//! Which reasons are taken for one another, by what was held out; where that is often and both ways, a merge is proposed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::examples::Examples;
use super::model::Model;

/// Of the examples of two reasons, how many must go astray for a merge to be proposed, and how many at least.
const MERGE_SHARE: f64 = 0.2;
const MERGE_LEAST: usize = 3;
/// Examples shown.
const SHOWN: usize = 3;

/// Two reasons that the model mixes up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Confusion {
    pub reasons: [String; 2],
    /// Examples of either that were taken for the other, and their share of both reasons' examples.
    pub count: usize,
    pub share: f64,
    /// Often enough and both ways: one reason may do, or the two need better names.
    pub merge: bool,
    pub examples: Vec<String>,
}

/// The pairs most confused, worst first.
pub fn confusions(model: &Model, examples: &Examples, most: usize) -> Vec<Confusion> {
    let mut sizes = vec![0_usize; examples.reasons.len()];
    let mut pairs: BTreeMap<(usize, usize), ([usize; 2], Vec<String>)> = BTreeMap::new();
    for (example, truth, answered) in model.answers() {
        if let Some(size) = sizes.get_mut(truth) {
            *size += 1;
        }
        let known = truth.max(answered) < examples.reasons.len();
        if truth == answered || !known {
            continue;
        }
        let (ways, shown) = pairs.entry((truth.min(answered), truth.max(answered))).or_default();
        let [up, down] = ways;
        *(if truth < answered { up } else { down }) += 1;
        if let (true, Some((text, _))) = (shown.len() < SHOWN, examples.labelled.get(example)) {
            shown.push(text.clone());
        }
    }
    let size = |at: usize| sizes.get(at).copied().unwrap_or_default();
    let id = |at: usize| examples.reasons.get(at).map(|reason| reason.id.clone()).unwrap_or_default();
    let mut all: Vec<Confusion> = pairs
        .into_iter()
        .map(|((one, other), ([up, down], shown))| {
            let count = up + down;
            let share = count as f64 / (size(one) + size(other)).max(1) as f64;
            let merge = share >= MERGE_SHARE && count >= MERGE_LEAST && up > 0 && down > 0;
            Confusion { reasons: [id(one), id(other)], count, share, merge, examples: shown }
        })
        .collect();
    all.sort_by(|one, two| two.share.total_cmp(&one.share).then_with(|| one.reasons.cmp(&two.reasons)));
    all.truncate(most);
    all
}
