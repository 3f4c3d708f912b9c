//! What is searched of a centre's articles, in memory. It follows the table by itself: each search looks whether a revision was
//! written since, so that nobody has to tell it, and writers elsewhere are seen as well.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use language::knowledge::{Hit, Index};
use language::text::typed;
use rusqlite::Connection;

use super::types::ArticleState;
use crate::error::Result;
use crate::rows::{json, word};
use crate::wire::Words;

/// An article that has less of a search's telling words is not shown, 0 to 1.
const LEAST_COVERED: f32 = 0.25;
/// Revisions taken in before an index is built anew, as a share of its articles; old ones leave some memory behind.
const STALE: usize = 2;
/// An article in so many written anew at once is less work from the start: each that is replaced costs a walk over the whole index.
const AT_ONCE: usize = 50;

/// The shelves of all centres.
#[derive(Default)]
pub struct Shelves(Mutex<BTreeMap<u32, Arc<RwLock<Shelf>>>>);

/// The articles of one centre.
#[derive(Default)]
pub struct Shelf {
    index: Index,
    articles: HashMap<u64, Kept>,
    /// The sum of all revisions; it grows with whatever is written.
    stamp: i64,
    taken: usize,
}

/// What is known of an article beside its text.
pub struct Kept {
    revision: u32,
    title: Words,
    pub state: ArticleState,
    pub public: bool,
    pub reasons: Vec<u32>,
}

impl Shelves {
    /// Asks the articles of a centre, not older than this view of the store.
    pub fn ask<T>(&self, view: &Connection, centre: u32, ask: impl FnOnce(&Shelf) -> T) -> Result<T> {
        let shelf = {
            let mut shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(shelves.entry(centre).or_default())
        };
        let sql = "SELECT coalesce(sum(revision), 0) FROM article WHERE centre = ?1";
        let stamp: i64 = view.prepare_cached(sql)?.query_row([centre], |row| row.get(0))?;
        if shelf.read().unwrap_or_else(PoisonError::into_inner).stamp < stamp {
            let mut shelf = shelf.write().unwrap_or_else(PoisonError::into_inner);
            // Another may have done it meanwhile.
            if shelf.stamp < stamp {
                shelf.follow(view, centre, stamp)?;
            }
        }
        Ok(ask(&shelf.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Shelf {
    /// Articles that fit what is typed, best first. Initial consonants are no words: they find titles.
    pub fn find(&self, text: &str, most: usize, keep: impl Fn(&Kept) -> bool) -> Vec<u64> {
        if text.chars().any(|letter| matches!(letter, 'ㄱ'..='ㅎ')) {
            return self.by_initials(text, most, keep);
        }
        let hits = self.index.search_as_typed(text, most, |id| self.articles.get(&id).is_some_and(&keep));
        hits.into_iter().filter(|hit| hit.covered >= LEAST_COVERED).map(|hit| hit.article).collect()
    }

    /// The best articles for a text that is whole, with how much speaks for each.
    pub fn hits(&self, text: &str, most: usize, keep: impl Fn(&Kept) -> bool) -> Vec<Hit> {
        self.index.search_weighted(&[(text, 1.0)], most, |id| self.articles.get(&id).is_some_and(&keep))
    }

    /// What is typed, put right, with the words that its last one may become: what is marked in an article that was found.
    pub fn as_completed(&self, text: &str) -> String {
        let text = self.index.put_right(text);
        let mut all = text.clone().into_owned();
        for word in self.index.completions(&text) {
            all.push(' ');
            all.push_str(word);
        }
        all
    }

    fn by_initials(&self, text: &str, most: usize, keep: impl Fn(&Kept) -> bool) -> Vec<u64> {
        let fits =
            |kept: &Kept| keep(kept) && (typed::matches(&kept.title.ko, text) || typed::matches(&kept.title.en, text));
        let mut found: Vec<_> = self.articles.iter().filter(|(_, kept)| fits(kept)).collect();
        found.sort_by(|one, two| one.1.title.ko.cmp(&two.1.title.ko).then(one.0.cmp(two.0)));
        found.into_iter().take(most).map(|(id, _)| *id).collect()
    }

    /// Takes in what was written since.
    fn follow(&mut self, view: &Connection, centre: u32, stamp: i64) -> Result<()> {
        let mut revisions =
            view.prepare_cached("SELECT article, revision FROM article WHERE centre = ?1 ORDER BY article")?;
        let all = revisions.query_map([centre], |row| Ok((row.get::<_, u64>(0)?, row.get::<_, u32>(1)?)))?;
        let all: Vec<(u64, u32)> = all.collect::<rusqlite::Result<_>>()?;
        let is_replaced =
            |(id, revision): &&(u64, u32)| self.articles.get(id).is_some_and(|kept| kept.revision != *revision);
        let replaced = all.iter().filter(is_replaced).count();
        if self.taken > STALE * self.articles.len() || AT_ONCE * replaced > self.articles.len() + AT_ONCE {
            *self = Shelf::default();
        }
        for (id, revision) in all {
            if self.articles.get(&id).is_none_or(|kept| kept.revision != revision) {
                self.take(view, centre, id)?;
            }
        }
        self.stamp = stamp;
        Ok(())
    }

    fn take(&mut self, view: &Connection, centre: u32, id: u64) -> Result<()> {
        let mut select = view.prepare_cached(
            "SELECT revision, title_ko, title_en, about_ko, about_en, steps, state, public, body_ko, body_en,
                    (SELECT json_group_array(r.reason) FROM article_reason r WHERE r.centre = ?1 AND r.article = ?2)
             FROM article WHERE centre = ?1 AND article = ?2",
        )?;
        let (kept, body) = select.query_row((centre, id), |row| {
            let title = Words { ko: row.get(1)?, en: row.get(2)? };
            let mut body = format!("{}\n{}", row.get::<_, String>(3)?, row.get::<_, String>(4)?);
            for step in json::<Vec<Words>>(row, 5)? {
                body = format!("{body}\n{}\n{}", step.ko, step.en);
            }
            body = format!("{body}\n{}\n{}", row.get::<_, String>(8)?, row.get::<_, String>(9)?);
            let (state, public, reasons) = (word(row, 6)?, row.get(7)?, json(row, 10)?);
            Ok((Kept { revision: row.get(0)?, title, state, public, reasons }, body))
        })?;
        self.index.put(id, &format!("{} {}", kept.title.ko, kept.title.en), &body);
        self.articles.insert(id, kept);
        self.taken += 1;
        Ok(())
    }
}
