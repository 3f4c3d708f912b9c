//! What was looked for and not found: the articles that are missing. Words without personal data are counted per day and kind of
//! asker; nobody's name is kept, neither who asked nor whom the words named.

use std::collections::{BTreeMap, HashSet};

use jiff::tz::TimeZone;
use language::knowledge::{Gate, together};
use language::redact::Kind;
use language::text::{bare, normalise};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use super::shelf::{Kept, Shelf, Shelves};
use super::types::{ArticleState, Gap, Gaps};
use crate::clean::Clean;
use crate::error::Result;
use crate::planning::clock;
use crate::rows::{as_word, word};
use crate::state::App;
use crate::tone;
use crate::wire::Ms;

/// One day, in ms.
const DAY_MS: i64 = 86_400_000;
/// How long counts stay, in days.
const DAYS: i64 = 90;
/// Different words counted on one day; what comes on top is not counted.
const WORDS_A_DAY: u32 = 500;
/// Longest and shortest words kept, in characters.
const CHARS: usize = 60;
const LEAST_CHARS: usize = 2;
/// A word with so many digits is somebody's order or number.
const NUMBER: usize = 4;
/// What was asked once may be somebody's own words, and is no gap yet.
const OFTEN: u32 = 2;
/// Gaps listed at most, and what is read to list those that still find nothing.
const LISTED: usize = 50;
const READ: u32 = 1_000;
/// Searches made while the articles are held.
const AT_A_TIME: usize = 10;
/// Other words shown of a gap.
const LIKE: usize = 4;

/// Who looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asker {
    /// In Knowledge and at the desk.
    Agent,
    /// In the help centre.
    Customer,
    /// What a customer asked a bot that it was not sure of.
    Bot,
}

impl Asker {
    /// Whether these words find something by now, by the measure they once failed.
    fn finds(self, shelf: &Shelf, words: &str) -> bool {
        let published = |kept: &Kept| kept.state == ArticleState::Published;
        match self {
            Asker::Agent => !shelf.find(words, 1, published).is_empty(),
            Asker::Customer => !shelf.find(words, 1, |kept| published(kept) && kept.public).is_empty(),
            Asker::Bot => Gate::default().lets_through(&shelf.hits(words, 2, published)),
        }
    }
}

/// Counts words unless they find something.
pub async fn looked(app: &App, centre: u32, asker: Asker, words: &str) -> Result<()> {
    let (shelves, text) = (app.shelves(), words.to_owned());
    let found = app.read(move |view| shelves.ask(view, centre, |shelf| asker.finds(shelf, &text)));
    if !found.await? {
        missed(app, centre, asker, words).await;
    }
    Ok(())
}

/// Counts words that found nothing. What harms, or tells of danger, is no gap in articles. Whoever asked goes on, counted or not.
pub async fn missed(app: &App, centre: u32, asker: Asker, words: &str) {
    if tone::limits::read(app, centre, words).is_some() {
        return;
    }
    let (words, at) = (Clean::of(words), app.now().0);
    let counted = app.write(move |tx| match told(tx, centre, words)? {
        Some(words) => count(tx, centre, day_of(&clock::zone(tx, centre)?, at), &words, asker),
        None => Ok(()),
    });
    if let Err(fault) = counted.await {
        tracing::warn!(%fault, centre, "words that found nothing were not counted");
    }
}

/// What is kept of words: in one spelling, without numbers, labels of what was taken out, and names of people of the centre. None
/// where too little is left.
fn told(view: &Connection, centre: u32, words: Clean) -> Result<Option<Clean>> {
    let mut text = words.into_string();
    for label in Kind::ALL.into_iter().flat_map(Kind::labels) {
        text = text.replace(&format!("{label}님"), " ").replace(label, " ");
    }
    let named = named(view, centre, &text)?;
    let numbered = |word: &str| word.chars().filter(char::is_ascii_digit).count() >= NUMBER;
    let told = |word: &&str| !named.contains(*word) && !numbered(word);
    let text = text.split_whitespace().filter(told).collect::<Vec<_>>().join(" ");
    let words = Clean::ours(normalise(&text)).trimmed().cut(CHARS).trimmed();
    Ok((words.chars().filter(|c| c.is_alphanumeric()).count() >= LEAST_CHARS).then_some(words))
}

/// The words of a text that are the name of a customer or a colleague, with their neighbour where a name has two.
fn named<'a>(view: &Connection, centre: u32, text: &'a str) -> Result<HashSet<&'a str>> {
    let mut known = view.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM customer WHERE centre = ?1 AND name = ?2)
             OR EXISTS (SELECT 1 FROM account WHERE centre = ?1 AND ?2 IN (name, alias))",
    )?;
    let mut is_name = |name: &str| known.query_row((centre, name), |row| row.get::<_, bool>(0));
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = HashSet::new();
    for (at, word) in words.iter().copied().enumerate() {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        // 김미나님, 김미나 씨, 김미나가
        let bare = bare(plain);
        let untitled = bare.trim_end_matches(['님', '씨']);
        let mut own = false;
        for name in [plain, bare, untitled] {
            own = own || is_name(name)?;
        }
        if own {
            found.insert(word);
        }
        if let Some(next) = words.get(at + 1).copied()
            && is_name(&format!("{plain} {}", next.trim_matches(|c: char| !c.is_alphanumeric())))?
        {
            found.extend([word, next]);
        }
    }
    Ok(found)
}

/// The day of an instant by the centre's clock, counted from 1970.
fn day_of(zone: &TimeZone, at: Ms) -> i64 {
    clock::instant(&TimeZone::UTC, clock::local(zone, at)).div_euclid(DAY_MS)
}

/// When such a day begins.
fn begins(zone: &TimeZone, day: i64) -> Ms {
    clock::midnight(zone, clock::local(&TimeZone::UTC, day.saturating_mul(DAY_MS)).date())
}

fn count(tx: &Transaction<'_>, centre: u32, day: i64, words: &Clean, asker: Asker) -> Result<()> {
    let asker = as_word(&asker)?;
    let more = "UPDATE knowledge_gap SET times = times + 1
                WHERE centre = ?1 AND day = ?2 AND words = ?3 AND asker = ?4";
    if tx.prepare_cached(more)?.execute((centre, day, words, &asker))? > 0 {
        return Ok(());
    }
    let old = "DELETE FROM knowledge_gap WHERE centre = ?1 AND day <= ?2";
    tx.prepare_cached(old)?.execute((centre, day - DAYS))?;
    tx.prepare_cached(
        "INSERT INTO knowledge_gap (centre, day, words, asker, times)
         SELECT ?1, ?2, ?3, ?4, 1 WHERE (SELECT count(*) FROM knowledge_gap WHERE centre = ?1 AND day = ?2) < ?5",
    )?
    .execute((centre, day, words, &asker, WORDS_A_DAY))?;
    Ok(())
}

/// What was asked often and still finds nothing, near words put together, the most asked first.
pub fn list(shelves: &Shelves, view: &Connection, centre: u32) -> Result<Gaps> {
    let open = open(shelves, view, centre)?;
    let words: Vec<&str> = open.iter().map(|gap| gap.words.as_str()).collect();
    let folded = together(&words).into_iter().filter_map(|group| fold(&open, &group));
    let mut gaps: Vec<Gap> = folded.filter(|gap| gap.times >= OFTEN).collect();
    gaps.sort_by(|one, two| two.times.cmp(&one.times).then_with(|| one.words.cmp(&two.words)));
    gaps.truncate(LISTED);
    Ok(Gaps { days: DAYS as u32, gaps })
}

/// Words with what is counted of those that find nothing still, the most asked first.
fn open(shelves: &Shelves, view: &Connection, centre: u32) -> Result<Vec<Gap>> {
    let mut select = view.prepare_cached(
        "SELECT words, asker, sum(times), min(day), max(day) FROM knowledge_gap WHERE centre = ?1
         GROUP BY words, asker ORDER BY sum(times) DESC, words, asker LIMIT ?2",
    )?;
    let read = select.query_map((centre, READ), |row| {
        Ok((row.get::<_, String>(0)?, word::<Asker>(row, 1)?, row.get(2)?, row.get::<_, Ms>(3)?, row.get::<_, Ms>(4)?))
    })?;
    let rows: Vec<(String, Asker, u32, Ms, Ms)> = read.collect::<rusqlite::Result<_>>()?;
    // A few at a time: whoever writes an article waits for no more than those.
    let mut found = Vec::with_capacity(rows.len());
    for some in rows.chunks(AT_A_TIME) {
        let finds = |shelf: &Shelf| some.iter().map(|(words, asker, ..)| asker.finds(shelf, words)).collect::<Vec<_>>();
        found.extend(shelves.ask(view, centre, finds)?);
    }
    let rows = rows.into_iter().zip(found).filter(|(_, found)| !found).map(|(row, _)| row);
    let zone = clock::zone(view, centre)?;
    let mut all: BTreeMap<String, Gap> = BTreeMap::new();
    for (words, asker, times, first, last) in rows {
        let (since, last) = (begins(&zone, first), begins(&zone, last));
        let gap = all.entry(words.clone()).or_insert_with(|| Gap { words, since, last, ..Gap::default() });
        match asker {
            Asker::Agent => gap.agents += times,
            Asker::Customer => gap.customers += times,
            Asker::Bot => gap.bots += times,
        }
        gap.add(times, since, last);
    }
    let mut open: Vec<Gap> = all.into_values().collect();
    open.sort_by(|one, two| two.times.cmp(&one.times).then_with(|| one.words.cmp(&two.words)));
    Ok(open)
}

/// Several words as one gap, named by the most asked of them.
fn fold(open: &[Gap], group: &[usize]) -> Option<Gap> {
    let mut inside = group.iter().filter_map(|at| open.get(*at));
    let mut whole = inside.next()?.clone();
    for gap in inside {
        whole.agents += gap.agents;
        whole.customers += gap.customers;
        whole.bots += gap.bots;
        whole.add(gap.times, gap.since, gap.last);
        if whole.like.len() < LIKE {
            whole.like.push(gap.words.clone());
        }
    }
    Some(whole)
}

impl Gap {
    fn add(&mut self, times: u32, since: Ms, last: Ms) {
        self.times += times;
        self.since = self.since.min(since);
        self.last = self.last.max(last);
    }
}
