//! The nearest example: what stands in for the classifier while a reason has hardly any examples, and beside it later.

use std::collections::HashMap;

use super::features::READ;
use crate::bm25::Bm25;
use crate::knowledge::tokens::terms;

/// Examples as an index.
#[derive(Debug, Clone)]
pub struct Nearest {
    index: Bm25,
    class: Vec<usize>,
    classes: usize,
}

impl Nearest {
    pub fn of<'a>(examples: impl Iterator<Item = (&'a str, usize)>, classes: usize) -> Nearest {
        let mut nearest = Nearest { index: Bm25::new(0.75), class: Vec::new(), classes };
        for (text, class) in examples {
            nearest.index.add(terms(text, READ));
            nearest.class.push(class);
        }
        nearest
    }

    /// For each class the score of its best example, of 1 at most for what repeats an example word for word (about).
    pub fn scores(&self, text: &str) -> Vec<f32> {
        let mut best = vec![0.0_f32; self.classes];
        let mut query: HashMap<u64, f32> = HashMap::new();
        for (term, weight) in terms(text, READ) {
            query.insert(term, weight);
        }
        let mut query: Vec<(u64, f32)> = query.into_iter().collect();
        // The same order of additions gives the same sum to the bit.
        query.sort_unstable_by_key(|&(term, _)| term);
        let whole: f32 = query.iter().map(|&(term, weight)| weight * self.index.idf(term)).sum::<f32>().max(1e-6);
        for (score, &class) in self.index.scores(query).into_iter().zip(&self.class) {
            if let Some(best) = best.get_mut(class) {
                *best = best.max(score / whole);
            }
        }
        best
    }
}
