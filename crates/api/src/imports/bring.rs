//! A file is checked whole before any of it is taken, and taken in parts, so that nobody who writes meanwhile waits for
//! all of it. What a part has taken stays: should the server end in between, the same file again takes the rest.

use std::sync::Arc;

use rusqlite::Transaction;
use serde_json::json;
use store::audit;

use super::csv::Read;
use super::entries::Entry;
use super::types::{Imported, Upserted};
use crate::error::{Error, FieldCode, FileFault, Result};
use crate::extract::Source;
use crate::state::App;
use crate::wire::Ms;

/// Rows written in one transaction: some 20 ms of the one writer.
const AT_ONCE: usize = 500;

/// Takes a file.
pub async fn file<T: Entry>(app: &App, by: &Source, what: &'static str, read: Read<T>) -> Result<Imported> {
    let (centre, now) = (by.centre, app.now().0);
    let entries = Arc::new(read.entries);
    let checked = Arc::clone(&entries);
    let whole = app.read(move |view| {
        checked.iter().try_for_each(|(line, entry)| match entry.lacks(view, centre)? {
            None => Ok(()),
            Some(field) => {
                let fields = [(field.to_owned(), FieldCode::NotThere)].into();
                Err(Error::DamagedFile { line: *line, cause: FileFault::NotThere, fields })
            }
        })
    });
    whole.await?;
    let (source, rows) = (*by, entries.len());
    app.write(move |tx| record(tx, &source, what, rows, now)).await?;
    let mut done = Imported { rows: 0, created: 0, changed: 0, encoding: read.encoding };
    for start in (0..rows).step_by(AT_ONCE) {
        let entries = Arc::clone(&entries);
        let part = app.write(move |tx| {
            let part = entries.iter().skip(start).take(AT_ONCE).map(|(_, entry)| entry.put(tx, centre, now));
            // Whom it names may have been erased since it was checked; then it is not taken.
            part.filter(|put| !matches!(put, Err(Error::NotFound))).collect::<Result<Vec<_>>>()
        });
        part.await?.iter().for_each(|put| done.count(put.created));
    }
    Ok(done)
}

/// Takes one.
pub async fn one(app: &App, by: &Source, entry: impl Entry) -> Result<Upserted> {
    let (centre, now) = (by.centre, app.now().0);
    app.write(move |tx| entry.put(tx, centre, now)).await
}

/// What a file brings goes into the history, when it begins.
fn record(tx: &Transaction<'_>, by: &Source, what: &str, rows: usize, now: Ms) -> Result<()> {
    let place = by.place.to_string();
    let entry = audit::Entry {
        at: routing::Time(now),
        account: by.account,
        place: &place,
        about: "import",
        object: by.key,
        what,
        detail: &json!({ "rows": rows }),
    };
    Ok(audit::record(tx, by.centre, &entry).map(drop)?)
}

impl Imported {
    fn count(&mut self, created: bool) {
        self.rows = self.rows.saturating_add(1);
        let counted = if created { &mut self.created } else { &mut self.changed };
        *counted = counted.saturating_add(1);
    }
}
