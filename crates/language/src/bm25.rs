//! An in-memory index with BM25 scores over hashed terms; reasons and knowledge search share it.

use std::collections::{BTreeMap, HashMap};

/// How fast repeats of a term stop counting.
const K1: f32 = 2.0;

/// Documents by their place of adding; a removed one keeps its place and is found no more.
#[derive(Debug, Clone)]
pub struct Bm25 {
    postings: HashMap<u64, Vec<(u32, f32)>>,
    lengths: Vec<f32>,
    sum: f64,
    alive: u32,
    /// How much longer documents are put back (0–1).
    b: f32,
}

impl Bm25 {
    pub fn new(b: f32) -> Bm25 {
        Bm25 { postings: HashMap::new(), lengths: Vec::new(), sum: 0.0, alive: 0, b }
    }

    /// Adds a document of weighted terms, repeats allowed; its number is how many were added before.
    pub fn add(&mut self, terms: impl IntoIterator<Item = (u64, f32)>) -> u32 {
        let document = self.lengths.len() as u32;
        // In order, so that the sum is the same to the bit.
        let mut counts: BTreeMap<u64, f32> = BTreeMap::new();
        for (term, weight) in terms {
            *counts.entry(term).or_default() += weight;
        }
        let mut length = 0.0;
        for (term, weight) in counts {
            length += weight;
            self.postings.entry(term).or_default().push((document, weight));
        }
        self.lengths.push(length);
        self.sum += f64::from(length);
        self.alive += 1;
        document
    }

    /// Takes a document out; costs a walk over all postings.
    pub fn remove(&mut self, document: u32) {
        let Some(length) = self.lengths.get_mut(document as usize).filter(|length| length.is_finite()) else { return };
        self.sum -= f64::from(*length);
        *length = f32::NAN;
        self.alive -= 1;
        self.postings.retain(|_, list| {
            list.retain(|&(of, _)| of != document);
            !list.is_empty()
        });
    }

    /// How many documents have a term.
    pub fn found(&self, term: u64) -> usize {
        self.postings.get(&term).map_or(0, Vec::len)
    }

    /// How much a term tells.
    pub fn idf(&self, term: u64) -> f32 {
        let found = self.found(term) as f32;
        (1.0 + (self.alive as f32 - found + 0.5) / (found + 0.5)).ln()
    }

    /// Whether a document has a term.
    pub fn has(&self, term: u64, document: u32) -> bool {
        // Documents are added in order.
        self.postings.get(&term).is_some_and(|list| list.binary_search_by_key(&document, |&(of, _)| of).is_ok())
    }

    /// Scores of all documents for distinct terms with weights, by number; 0 where nothing meets.
    pub fn scores(&self, terms: impl IntoIterator<Item = (u64, f32)>) -> Vec<f32> {
        let mut scores = vec![0.0; self.lengths.len()];
        let mean = (self.sum / f64::from(self.alive.max(1))) as f32;
        let (least, per_length) = (K1 * (1.0 - self.b), K1 * self.b / mean.max(1e-6));
        let damps: Vec<f32> = self.lengths.iter().map(|length| least + per_length * length).collect();
        for (term, weight) in terms {
            let Some(list) = self.postings.get(&term) else { continue };
            let weight = weight * self.idf(term) * (K1 + 1.0);
            for &(document, count) in list {
                let at = document as usize;
                if let (Some(score), Some(damp)) = (scores.get_mut(at), damps.get(at)) {
                    *score += weight * count / (count + damp);
                }
            }
        }
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarer_term_and_the_shorter_document_win() {
        let mut index = Bm25::new(0.75);
        let terms = |words: &str| words.split(' ').map(|word| (word.len() as u64, 1.0)).collect::<Vec<_>>();
        index.add(terms("a aa aaa"));
        index.add(terms("a aaaa"));
        index.add(terms("a aaaa a a a a a"));
        let scores = index.scores([(1, 1.0), (4, 1.0)]);
        assert!(scores[1] > scores[0] && scores[1] > scores[2]);
        index.remove(1);
        assert_eq!(index.scores([(4, 1.0)])[1], 0.0);
        assert!(index.scores([(4, 1.0)])[2] > 0.0);
        index.remove(1);
        index.remove(99);
    }
}
