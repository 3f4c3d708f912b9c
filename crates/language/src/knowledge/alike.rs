//! Searches that ask for the same: what was looked for in other words, put together.

use std::collections::HashMap;

use super::distinct;
use super::tokens::{READ_QUERY, Term, terms};

/// How alike two texts are that are put together (cosine of their weighted terms). Four phrasings each of 100 matters of paraKQC become
/// some 180 groups, of which at most one in twenty mixes two matters; at 0.25 it is one in six, at 0.5 they are 280 groups.
const ALIKE: f32 = 0.35;

/// Groups of texts that ask the same, as places in `texts`. Each text joins the group whose first one it is most alike, or begins
/// its own; so the order matters: what was asked most comes first.
pub fn together(texts: &[&str]) -> Vec<Vec<usize>> {
    let texts: Vec<Vec<Term>> = texts.iter().map(|text| distinct(terms(text, READ_QUERY))).collect();
    let mut spread: HashMap<u64, u32> = HashMap::new();
    for (term, _) in texts.iter().flatten() {
        *spread.entry(*term).or_default() += 1;
    }
    let tells = |term: u64| (1.0 + texts.len() as f32 / spread.get(&term).copied().unwrap_or(1) as f32).ln();
    let weighed = |text: &Vec<Term>| {
        let mut all: Vec<Term> = text.iter().map(|&(term, weight)| (term, weight * tells(term))).collect();
        let length = all.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(1e-6);
        all.iter_mut().for_each(|(_, weight)| *weight /= length);
        all
    };
    let points: Vec<Vec<Term>> = texts.iter().map(weighed).collect();
    let mut groups: Vec<(&[Term], Vec<usize>)> = Vec::new();
    for (at, point) in points.iter().enumerate() {
        let near = groups.iter_mut().map(|group| (cosine(group.0, point), group));
        match near.max_by(|one, two| one.0.total_cmp(&two.0)).filter(|(alike, _)| *alike >= ALIKE) {
            Some((_, group)) => group.1.push(at),
            None => groups.push((point, vec![at])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Both are in order of their terms and of length one.
fn cosine(one: &[Term], two: &[Term]) -> f32 {
    let found = |&(term, weight): &Term| {
        let at = two.binary_search_by_key(&term, |(term, _)| *term).ok()?;
        Some(weight * two.get(at)?.1)
    };
    one.iter().filter_map(found).sum()
}

#[cfg(test)]
mod tests {
    use super::together;

    #[test]
    fn the_same_in_other_words_is_one_and_another_matter_is_not() {
        let texts = [
            "선물 포장 되나요",
            "해외 배송 가능한가요",
            "선물포장 가능?",
            "해외배송",
            "gift wrapping",
            "wrap as a gift",
            "선물 포장",
            "배송지 변경",
        ];
        assert_eq!(together(&texts), [vec![0, 2, 6], vec![1, 3], vec![4, 5], vec![7]]);
        assert_eq!(together(&[]), Vec::<Vec<usize>>::new());
    }
}
