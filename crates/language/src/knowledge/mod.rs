//! Finding the article that answers, while the customer still types.
//!
//! An index in memory: it is built from the articles' table at start and follows every change; nothing of it is stored.

mod alike;
mod gate;
mod highlight;
mod slip;
pub(crate) mod tokens;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use serde::Serialize;

pub use alike::together;
pub use gate::Gate;
pub use highlight::highlight;

use crate::bm25::Bm25;
use crate::text::hangul::spelled;
use crate::text::{bare, bounded, normalise, words};
use tokens::{READ_QUERY, Term, last_word, telling, terms};

/// What is read of an article (bytes).
pub const READ_ARTICLE: usize = 64 * 1_024;
/// How much a title counts beside the body.
const TITLE: f32 = 2.0;
/// Longer documents are put back by this much.
const LENGTH: f32 = 0.75;
/// Completions of a word that is still being typed.
const COMPLETIONS: usize = 8;
/// How much a completed word counts beside what was typed.
const COMPLETED: f32 = 0.5;
/// Words of a query that are put right; what has more slips is no search.
const SLIPS: usize = 4;
/// Words longer than this are not completed (bytes).
const LONGEST_WORD: usize = 48;

/// One article found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Hit {
    /// The caller's number of the article.
    pub article: u64,
    pub score: f32,
    /// The share of the query's telling words that the article has, 0 to 1.
    pub covered: f32,
}

/// Articles by title and body.
#[derive(Debug, Clone)]
pub struct Index {
    index: Bm25,
    /// Terms of titles: only they have single syllables, which tell in short texts alone.
    documents: HashMap<u64, u32>,
    articles: Vec<u64>,
    /// Words seen, by their letters: 환부 on the way to 환불 is completed, too.
    words: BTreeMap<Box<str>, Box<str>>,
}

impl Default for Index {
    fn default() -> Index {
        Index { index: Bm25::new(LENGTH), documents: HashMap::new(), articles: Vec::new(), words: BTreeMap::new() }
    }
}

impl Index {
    /// Adds an article, or puts its new revision in the place of the old.
    pub fn put(&mut self, article: u64, title: &str, body: &str) {
        self.remove(article);
        let body = bounded(body, READ_ARTICLE);
        let title_terms = terms(title, READ_QUERY).into_iter().map(|(term, weight)| (term, TITLE * weight));
        let document = self.index.add(title_terms.chain(terms(body, READ_ARTICLE)));
        self.documents.insert(article, document);
        self.articles.push(article);
        for text in [title, body] {
            let text = normalise(text);
            for (_, word) in words::words(&text).filter(|(_, word)| word.len() <= LONGEST_WORD) {
                for form in [word, bare(word)] {
                    self.words.entry(spelled(form).into()).or_insert_with(|| form.into());
                }
            }
        }
    }

    /// Takes an article out. Its words stay known for completion until the index is built anew.
    pub fn remove(&mut self, article: u64) {
        if let Some(document) = self.documents.remove(&article) {
            self.index.remove(document);
        }
    }

    pub fn len(&self) -> usize {
        self.documents.len()
    }

    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The best articles for a query.
    pub fn search(&self, query: &str, most: usize) -> Vec<Hit> {
        self.best(&distinct(terms(query, READ_QUERY)), most, |_| true)
    }

    /// The best of the articles that `keep` keeps for a query whose last word may be unfinished, and any word misspelt.
    pub fn search_as_typed(&self, query: &str, most: usize, keep: impl Fn(u64) -> bool) -> Vec<Hit> {
        let query = self.put_right(query);
        let mut all = terms(&query, READ_QUERY);
        for word in self.completions(&query) {
            all.extend(terms(word, READ_QUERY).into_iter().map(|(term, weight)| (term, COMPLETED * weight)));
        }
        self.best(&distinct(all), most, keep)
    }

    /// A query with the words that no article has put right, where a known word is one slip of the keys away.
    pub fn put_right<'q>(&self, query: &'q str) -> Cow<'q, str> {
        let text = normalise(bounded(query, READ_QUERY));
        let common = |word: &str| telling(word).map(|term| self.index.found(term)).max().unwrap_or(0);
        let unknown = |word: &&str| common(word) == 0 && self.completions(word).next().is_none();
        let slips = words::words(&text).map(|(_, word)| word).filter(unknown).take(SLIPS);
        let right: BTreeMap<&str, &str> =
            slips.filter_map(|word| Some((word, slip::meant(&self.words, word, common)?))).collect();
        if right.is_empty() {
            return Cow::Borrowed(query);
        }
        // What stands between the words is nothing to a search, but for the space that ends the last.
        let mut all: String =
            words::words(&text).map(|(_, word)| *right.get(word).unwrap_or(&word)).collect::<Vec<_>>().join(" ");
        if query.ends_with(' ') {
            all.push(' ');
        }
        Cow::Owned(all)
    }

    /// Words that the last word of a query may become.
    pub fn completions(&self, query: &str) -> impl Iterator<Item = &str> {
        let begun = if query.ends_with(' ') { String::new() } else { spelled(&last_word(query)) };
        let longer = self.words.range::<str, _>((Bound::Excluded(begun.as_str()), Bound::Unbounded));
        let longer = longer.take_while(move |(spelled, _)| !begun.is_empty() && spelled.starts_with(&begun));
        longer.take(COMPLETIONS).map(|(_, word)| &**word)
    }

    /// Several texts as one query, each with its weight: the last turn, the reason's name, older turns.
    pub fn search_weighted(&self, parts: &[(&str, f32)], most: usize, keep: impl Fn(u64) -> bool) -> Vec<Hit> {
        let all = parts.iter().flat_map(|(text, part)| {
            terms(text, READ_QUERY).into_iter().map(move |(term, weight)| (term, part * weight))
        });
        self.best(&distinct(all.collect()), most, keep)
    }

    fn best(&self, query: &[Term], most: usize, keep: impl Fn(u64) -> bool) -> Vec<Hit> {
        let scores = self.index.scores(query.iter().copied());
        let whole: f32 = query.iter().map(|&(term, weight)| weight * self.index.idf(term)).sum::<f32>().max(1e-6);
        let mut best: Vec<(f32, u32)> = scores
            .into_iter()
            .enumerate()
            .filter(|(at, score)| *score > 0.0 && self.articles.get(*at).is_some_and(|article| keep(*article)))
            .map(|(at, score)| (score, at as u32))
            .collect();
        let order = |one: &(f32, u32), two: &(f32, u32)| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1));
        if best.len() > most && most > 0 {
            best.select_nth_unstable_by(most - 1, order);
            best.truncate(most);
        }
        best.sort_unstable_by(order);
        best.truncate(most);
        let covered = |document: u32| -> f32 {
            query
                .iter()
                .filter(|(term, _)| self.index.has(*term, document))
                .map(|&(term, weight)| weight * self.index.idf(term))
                .sum()
        };
        best.into_iter()
            .filter_map(|(score, at)| {
                Some(Hit { article: *self.articles.get(at as usize)?, score, covered: covered(at) / whole })
            })
            .collect()
    }
}

/// Each term once, with the largest of its weights; in order, so that sums are the same to the bit.
fn distinct(mut all: Vec<Term>) -> Vec<Term> {
    all.sort_by(|one, two| one.0.cmp(&two.0).then(two.1.total_cmp(&one.1)));
    all.dedup_by_key(|(term, _)| *term);
    all
}
