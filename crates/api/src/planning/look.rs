//! A roster looked at before it is written to. Reading one with two weeks of rosters before it takes long, and whoever holds the
//! writer keeps routing waiting: so it is read without the writer, and with it only made sure that nothing it was judged by changed.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::rosters::{self, Kept};
use crate::error::{Error, Result};
use crate::state::App;

/// Looks before it is given up, where others write in between each time.
const LOOKS: u32 = 4;

/// The roster in force on a day, if there is one, and what it was judged by.
pub struct Look {
    kept: Option<Kept>,
    stamp: Option<String>,
}

/// Looks at a day, then writes by what was seen; where something changed in between it looks again.
///
/// # Errors
/// Those of `write`; [`Error::NewerRevision`] where something changed every time.
pub async fn then_write<T: Send + 'static>(
    app: &App,
    centre: u32,
    day: Option<Date>,
    write: impl Fn(&Transaction<'_>, &Look) -> Result<T> + Clone + Send + 'static,
) -> Result<T> {
    for _ in 0..LOOKS {
        let look = app.read(move |view| Look::at(view, centre, day)).await?;
        let write = write.clone();
        let done = app.write(move |tx| {
            look.holds(tx, centre, day)?;
            write(tx, &look)
        });
        match done.await {
            Err(Error::NewerRevision) => {}
            done => return done,
        }
    }
    Err(Error::NewerRevision)
}

impl Look {
    /// Reads it; without a day there is nothing to look at.
    pub fn at(view: &Connection, centre: u32, day: Option<Date>) -> Result<Look> {
        let stamp = stamp(view, centre, day)?;
        let row = day.map(|day| rosters::in_force(view, centre, day)).transpose()?.flatten();
        let kept = row.map(|row| rosters::current(view, centre, row.id)).transpose()?;
        Ok(Look { kept, stamp })
    }

    /// The roster.
    ///
    /// # Errors
    /// [`Error::WrongState`] where nothing is published.
    pub fn roster(&self) -> Result<&Kept> {
        self.kept.as_ref().ok_or(Error::WrongState)
    }

    /// The roster, if there is one.
    pub fn kept(&self) -> Option<&Kept> {
        self.kept.as_ref()
    }

    /// Whether it is what would be read now.
    ///
    /// # Errors
    /// [`Error::NewerRevision`].
    pub fn holds(&self, view: &Connection, centre: u32, day: Option<Date>) -> Result<()> {
        if stamp(view, centre, day)? == self.stamp { Ok(()) } else { Err(Error::NewerRevision) }
    }
}

/// All that a roster is judged by, in few reads: the published rosters from two weeks before it to two weeks after, with their
/// revisions, leave in its days, and whom the law protects. None where nothing is in force.
fn stamp(view: &Connection, centre: u32, day: Option<Date>) -> Result<Option<String>> {
    let Some(row) = day.map(|day| rosters::in_force(view, centre, day)).transpose()?.flatten() else { return Ok(None) };
    let mut select = view.prepare_cached(
        "WITH own AS (SELECT date(first_day, '-14 days') AS back, first_day, date(first_day, '+' || days || ' days') AS after
                      FROM roster WHERE centre = ?1 AND roster = ?2)
         SELECT json_array(?2,
            (SELECT json_group_array(json_array(roster, revision, published_at)) FROM (
                SELECT r.roster, r.revision, r.published_at FROM roster r, own
                WHERE r.centre = ?1 AND r.published_at IS NOT NULL AND r.first_day <= date(own.after, '+14 days')
                  AND date(r.first_day, '+' || r.days || ' days') > own.back ORDER BY r.roster)),
            (SELECT json_group_array(json_array(agent, day)) FROM (
                SELECT q.agent, q.day FROM plan_request q, own
                WHERE q.centre = ?1 AND q.kind = 'leave' AND q.state = 'approved'
                  AND q.day >= own.first_day AND q.day < own.after ORDER BY q.agent, q.day)),
            (SELECT json_group_array(json_array(agent, protected, night_permit)) FROM (
                SELECT agent, protected, night_permit FROM work_terms
                WHERE centre = ?1 AND protected IS NOT NULL ORDER BY agent)))",
    )?;
    Ok(select.query_row((centre, row.id), |found| found.get(0)).optional()?)
}
