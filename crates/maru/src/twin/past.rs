//! Stretches of a centre's journal, read while its server runs or not.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use journal::ReadJournal;
use journal::sqlite::SqliteReader;
use node::past::stretch;
use routing::Time;
use rusqlite::{Connection, OptionalExtension};
use sim::replay::{Collector, Facts};

use crate::settings::CENTRE;
use crate::terminal::in_words;

/// Most rows of a stretch that is played again.
const MOST_ROWS: u64 = 5_000_000;

/// A data folder, opened to look.
pub struct Past {
    view: Connection,
    pub clock: Clock,
}

/// The clock people read.
pub struct Clock(pub TimeZone);

impl Past {
    pub fn open(folder: &Path) -> Result<Past> {
        let view = store::examine(folder).map_err(in_words)?;
        let zone: Option<String> =
            view.query_row("SELECT zone FROM centre WHERE centre = ?1", [CENTRE], |row| row.get(0)).optional()?;
        let zone = TimeZone::get(zone.as_deref().unwrap_or("Asia/Seoul"))?;
        Ok(Past { view, clock: Clock(zone) })
    }

    pub fn journal(&self) -> SqliteReader<'_> {
        SqliteReader::new(&self.view, CENTRE)
    }

    pub fn connection(&self) -> &Connection {
        &self.view
    }

    /// When the journal begins and when its last row was written.
    ///
    /// # Errors
    /// It is empty, or its end is missing: what is left is never taken for the whole.
    pub fn bounds(&self) -> Result<(Time, Time)> {
        let journal = self.journal();
        // The tables first: a server that writes meanwhile writes both at once, so the journal is never behind what is read here.
        let known = store::projection::head(&self.view, CENTRE).map_err(in_words)?.unwrap_or(0);
        let head = journal.head()?.seq;
        ensure!(head > 0, "the journal is empty: nothing has happened yet");
        ensure!(
            head >= known,
            "the journal ends at row {head}, but what was decided up to row {known} stands in the tables: its end is missing, and \
             what is left would be taken for the whole. Restore the last backup with `maru restore`"
        );
        let at = |seq: u64| -> Result<Time> {
            let found = journal.read(seq - 1, 1)?.first().filter(|row| row.seq == seq).map(|row| row.at);
            found.with_context(|| format!("row {seq} of the journal is missing. Run `maru doctor`"))
        };
        let (first, last) = (at(1)?, at(head)?);
        ensure!(first >= Time(0), "row 1 of the journal is earlier than 1970: it was altered. Run `maru doctor`");
        ensure!(first <= last, "row {head} of the journal is earlier than row 1: it was altered. Run `maru doctor`");
        Ok((first, last))
    }

    /// The facts of a stretch; all of the journal where no end is named.
    ///
    /// # Errors
    /// As for [`Past::bounds`]; or nothing happened in it.
    pub fn facts(&self, from: Option<Time>, to: Option<Time>) -> Result<Facts> {
        let (first, _) = self.bounds()?;
        let from = from.unwrap_or(first);
        if let Some(to) = to {
            ensure!(from < to, "the stretch ends before it begins: swap --from and --to");
        }
        let begin = |opening| Collector::new(opening, from);
        Ok(stretch(&self.journal(), from, to, MOST_ROWS, begin, Collector::row)?.finish())
    }
}

impl Clock {
    /// A time as people write it: an instant, or a day or time on the centre's clock.
    pub fn time(&self, text: &str) -> Result<Time> {
        let time = self.read(text)?;
        ensure!(time >= Time(0), "\"{text}\" is before 1970: no journal is that old");
        Ok(time)
    }

    fn read(&self, text: &str) -> Result<Time> {
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(Time(instant.as_millisecond()));
        }
        let local = text
            .parse::<DateTime>()
            .or_else(|_| text.parse::<Date>().map(|day| day.to_datetime(jiff::civil::Time::midnight())));
        let local = local.map_err(|_| {
            anyhow::anyhow!("\"{text}\" is not a time: write a day (2026-11-27), a time on the centre's clock (2026-11-27T09:00) or an instant")
        })?;
        Ok(Time(self.0.to_timestamp(local)?.as_millisecond()))
    }

    /// How far the centre's clock is before UTC's.
    pub fn offset_ms(&self, at: Time) -> i64 {
        let instant = Timestamp::from_millisecond(at.0).unwrap_or_default();
        i64::from(self.0.to_offset(instant).seconds()) * 1_000
    }

    /// As the centre's clock shows it.
    pub fn shown(&self, at: Time) -> String {
        let instant = Timestamp::from_millisecond(at.0).unwrap_or_default();
        self.0.to_datetime(instant).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}
