//! The measures of a centre as it runs: the journal's rows, and beside them the facts that the engine never sees, in
//! order of time.

use std::borrow::Borrow;
use std::sync::Arc;

use journal::{ReadJournal, Row};
use measure::{Fact, INTERVAL_MS, Measures};
use routing::{ContactId, Event, Time};
use rusqlite::{Connection, OptionalExtension};
use store::Store;

use crate::centre::journal_of;
use crate::error::{Error, Result};
use crate::state::App;

/// Rows folded at a time when starting.
const FOLD: usize = 4_096;
/// A fact is looked for again this long, in ms: it may be committed a little after the time it bears, and before the row
/// it is about is heard. Taken twice it counts once.
const OVERLAP_MS: i64 = 60_000;

/// Measures under way.
pub struct Followed {
    pub measures: Measures,
    /// Facts before this time are all taken in.
    known: Time,
}

impl Followed {
    /// Everything in the journal, read beside its owner; blocking.
    pub fn whole(store: &Store, centre: u32, now: Time) -> Result<Followed> {
        let journal = journal_of(store, centre)?;
        let mut followed = Followed { measures: Measures::new(INTERVAL_MS), known: Time(0) };
        loop {
            let rows = journal.read(followed.measures.seq(), FOLD).map_err(|_| Error::Internal)?;
            let last = rows.len() < FOLD;
            let until = rows.last().filter(|_| !last).map_or(Time(i64::MAX), |row| row.at);
            let from = followed.known;
            let beside = store.read(|view| Beside::load(view, centre, &rows, from, until))?;
            followed.fold(&rows, &beside);
            if last {
                followed.known = now;
                return Ok(followed);
            }
            followed.known = until;
        }
    }

    /// Takes in rows just committed, and the facts written since the last time.
    pub async fn take(&mut self, app: &App, centre: u32, rows: Vec<Arc<Row>>) -> Result<()> {
        let from = self.known.plus_ms(-OVERLAP_MS);
        let heard = rows.clone();
        let load = move |view: &Connection| Beside::load(view, centre, &heard, from, Time(i64::MAX));
        let (now, beside) = (app.now(), app.read(load).await?);
        self.fold(&rows, &beside);
        self.known = now;
        Ok(())
    }

    fn fold<R: Borrow<Row>>(&mut self, rows: &[R], beside: &Beside) {
        for fact in &beside.clients {
            self.measures.fact(fact);
        }
        let mut facts = beside.facts.iter().peekable();
        let mut closing = beside.closing.iter().peekable();
        for row in rows.iter().map(Borrow::borrow) {
            while let Some((_, fact)) = facts.next_if(|(at, _)| *at < row.at) {
                self.measures.fact(fact);
            }
            while let Some((_, fact)) = closing.next_if(|(seq, _)| *seq <= row.seq) {
                self.measures.fact(fact);
            }
            self.measures.row(row.seq, row.at, &row.body.events);
        }
        for (_, fact) in facts {
            self.measures.fact(fact);
        }
    }
}

/// What the tables know about the contacts of some rows, and in a time.
struct Beside {
    /// Of contacts that arrive in those rows.
    clients: Vec<Fact>,
    /// What was written in contacts that close in those rows, by row.
    closing: Vec<(u64, Fact)>,
    /// In order of time.
    facts: Vec<(Time, Fact)>,
}

impl Beside {
    fn load<R: Borrow<Row>>(view: &Connection, centre: u32, rows: &[R], from: Time, until: Time) -> Result<Beside> {
        let mut clients = Vec::new();
        let mut find = view.prepare_cached("SELECT client FROM contact_detail WHERE centre = ?1 AND contact = ?2")?;
        for event in rows.iter().flat_map(|row| &row.borrow().body.events) {
            let Event::Arrived { arrival, .. } = event else { continue };
            let found = find.query_row((centre, arrival.contact.0), |row| row.get::<_, u64>(0)).optional()?;
            let client = found.filter(|client| *client > 0);
            clients.extend(client.map(|client| Fact::Client { contact: arrival.contact, client }));
        }
        let closing = written(view, centre, rows)?;
        let mut facts = Vec::new();
        let mut select = view.prepare_cached(
            "SELECT contact, kind, at, value FROM fact WHERE centre = ?1 AND at >= ?2 AND at < ?3
             UNION ALL
             SELECT contact, 'satisfaction', answered_at, satisfaction FROM survey
             WHERE centre = ?1 AND answered_at >= ?2 AND answered_at < ?3 AND satisfaction IS NOT NULL
             UNION ALL
             SELECT contact, 'said_again', at, 1 FROM said_again WHERE centre = ?1 AND at >= ?2 AND at < ?3
             ORDER BY 3, 1, 2",
        )?;
        let mut found = select.query((centre, from.0, until.0))?;
        while let Some(row) = found.next()? {
            let (contact, at) = (ContactId(row.get(0)?), Time(row.get(2)?));
            let fact = match row.get::<_, String>(1)?.as_str() {
                "first_reply" => Fact::FirstReply { contact, at },
                "said_again" => Fact::SaidAgain { contact },
                "survey" => Fact::Ease { contact, at, answer: row.get(3)? },
                "satisfaction" => Fact::Satisfaction { contact, at, answer: row.get(3)? },
                // A kind this program does not know measures nothing.
                _ => continue,
            };
            facts.push((at, fact));
        }
        Ok(Beside { clients, closing, facts })
    }
}

/// How many messages each contact has that closes in some rows, as of that row.
fn written<R: Borrow<Row>>(view: &Connection, centre: u32, rows: &[R]) -> Result<Vec<(u64, Fact)>> {
    let mut select = view.prepare_cached(
        "SELECT count(*) FROM message WHERE centre = ?1 AND contact = ?2 AND at <= ?3
           AND author IN ('agent', 'bot') AND kind IN ('text', 'file')",
    )?;
    let mut found = Vec::new();
    for row in rows.iter().map(Borrow::borrow) {
        for event in &row.body.events {
            let Event::Closed { contact, .. } = *event else { continue };
            let count = select.query_row((centre, contact.0, row.at.0), |row| row.get(0))?;
            found.push((row.seq, Fact::Messages { contact, count }));
        }
    }
    Ok(found)
}
