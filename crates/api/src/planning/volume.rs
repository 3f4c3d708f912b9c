//! Contact history on the centre's own clock: what was imported, and what the centre counted itself.

use std::collections::{BTreeMap, BTreeSet};

use ::plan::Refusal;
use ::plan::history::{History, MAX_AHT_S, minute_of_day, plus};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::{clock, imports};
use crate::error::Result;
use crate::setup::catalogue::Catalogue;
use crate::state::App;

/// How far back own contacts are counted when a server was away, in days.
const CATCH_UP_DAYS: i64 = 400;
/// The most reasons and intervals of one import: fifty reasons for two years of quarter hours.
pub const IMPORT_ROWS: usize = 4_000_000;

/// Rows written in one transaction: some tenths of a second, after which routing has its turn.
pub const AT_ONCE: usize = 5_000;
/// Days looked at together when a server was away.
const DAYS_AT_ONCE: i64 = 31;

/// A history file, read and not yet kept.
pub struct Import {
    /// The days from first to last.
    pub span: (Date, Date),
    pub rows: Vec<Row>,
}

/// What came of a reason in an interval of so many minutes, as a file says.
pub struct Row {
    pub(super) reason: u32,
    pub(super) day: Date,
    pub(super) minute: u32,
    pub(super) minutes: u16,
    pub(super) offered: f64,
    pub(super) handled: Option<f64>,
    pub(super) aht_s: Option<f64>,
}

/// Reads a history file: `start,reason,offered[,handled,abandoned,aht_s]`, reasons by name or number; `datetime,calls` goes to
/// `reason`. No table is touched, a large file takes seconds.
///
/// # Errors
/// What is wrong with a line; a reason the centre does not have; a day that is not over.
pub fn read(catalogue: &Catalogue, csv: &[u8], reason: Option<u32>, today: Date) -> Result<Import> {
    let history = History::read(csv, None)?;
    if let Some((line, day)) = History::first_line_from(csv, today)? {
        return Err(Refusal::DayNotOver { line, day, today }.into());
    }
    let (mut span, mut rows): (Option<(Date, Date)>, Vec<Row>) = (None, Vec::new());
    for series in &history.series {
        let id = known(catalogue, &series.reason).or(reason.filter(|_| history.series.len() == 1));
        let Some(id) = id.filter(|id| catalogue.reason(*id).is_some()) else {
            return Err(Refusal::UnknownReason { reason: series.reason.clone() }.into());
        };
        for (at, offered) in series.offered.iter().enumerate().filter(|(_, offered)| !offered.is_nan()) {
            let (day, slot) = (series.date(at / series.slots()), at % series.slots());
            let there = |values: &[f64]| values.get(at).copied().filter(|value| !value.is_nan());
            rows.push(Row {
                reason: id,
                day,
                minute: slot as u32 * u32::from(series.interval_min),
                minutes: series.interval_min,
                offered: *offered,
                handled: there(&series.handled),
                aht_s: there(&series.aht_s),
            });
            span = Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
            if rows.len() > IMPORT_ROWS {
                return Err(Refusal::TooManyIntervals { most: IMPORT_ROWS }.into());
            }
        }
    }
    Ok(Import { span: span.ok_or(Refusal::NoCounts)?, rows })
}

/// Keeps rows of a file; whatever was known of the same minutes is replaced, whatever its intervals were. Call it with no more than
/// [`AT_ONCE`] where others wait for the writer.
pub fn keep(tx: &Transaction<'_>, centre: u32, rows: &[Row]) -> Result<()> {
    // An interval has at most sixty minutes, so none that reaches here begins an hour before.
    let mut clear = tx.prepare_cached(
        "DELETE FROM volume WHERE centre = ?1 AND reason = ?2 AND day = ?3
            AND minute > ?4 - 60 AND minute < ?4 + ?5 AND minute + minutes > ?4",
    )?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO volume (centre, reason, day, minute, minutes, offered, handled, aht_s)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for row in rows {
        let day = row.day.to_string();
        clear.execute((centre, row.reason, &day, row.minute, row.minutes))?;
        insert.execute((centre, row.reason, &day, row.minute, row.minutes, row.offered, row.handled, row.aht_s))?;
    }
    Ok(())
}

/// The reason of a name in either language, or of a number.
fn known(catalogue: &Catalogue, name: &str) -> Option<u32> {
    let reasons = catalogue.document.iter().flat_map(|document| &document.reasons);
    let mut named = reasons.filter(|reason| {
        reason.name.ko == name || reason.name.en.eq_ignore_ascii_case(name) || reason.id.0.to_string() == name
    });
    named.next().map(|reason| reason.id.0)
}

/// A day counted and not yet kept.
pub struct Counted {
    day: Date,
    rows: Vec<Row>,
}

/// Moves on what an import left, and counts every day that is over and not counted yet, and keeps it day by day: the counting itself needs no writer.
pub async fn count(app: &App, centre: u32, zone: &TimeZone, today: Date) -> Result<()> {
    imports::settle(app, centre).await?;
    loop {
        let zone = zone.clone();
        let days = app.read(move |view| uncounted(view, centre, &zone, today)).await?;
        if days.is_empty() {
            return Ok(());
        }
        for day in days {
            app.write(move |tx| keep_counted(tx, centre, &day)).await?;
        }
    }
}

/// The first days that are over and not counted yet; contacts that wanted a person are what was offered to people.
pub fn uncounted(view: &Connection, centre: u32, zone: &TimeZone, today: Date) -> Result<Vec<Counted>> {
    let first: Option<i64> =
        view.query_row("SELECT min(arrived_at) FROM contact WHERE centre = ?1", [centre], |row| row.get(0))?;
    let Some(first) = first else { return Ok(Vec::new()) };
    let last: Option<String> =
        view.query_row("SELECT day FROM volume_counted WHERE centre = ?1", [centre], |row| row.get(0)).optional()?;
    let after = last.and_then(|day| day.parse().ok()).map(|day| plus(day, 1));
    let opened = clock::local(zone, first).date();
    let from = after.unwrap_or(opened).max(opened).max(plus(today, -CATCH_UP_DAYS));
    let mut reasons: BTreeSet<u32> = view
        .prepare_cached("SELECT DISTINCT reason FROM volume_known WHERE centre = ?1")?
        .query_map([centre], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut days = Vec::new();
    for day in (0..DAYS_AT_ONCE).map(|ahead| plus(from, ahead)).take_while(|day| *day < today) {
        let mut seen = own(view, centre, zone, day, 15)?;
        reasons.extend(seen.keys().map(|(reason, _)| *reason));
        let slots: BTreeSet<u32> = seen.keys().map(|(_, slot)| *slot).collect();
        // A reason that nobody asked about on an open day came no time, which is a count and not a gap.
        for (reason, slot) in reasons.iter().flat_map(|reason| slots.iter().map(move |slot| (*reason, *slot))) {
            seen.entry((reason, slot)).or_default();
        }
        let rows = seen.into_iter().map(|((reason, slot), seen)| Row {
            reason,
            day,
            minute: slot * 15,
            minutes: 15,
            offered: seen.offered,
            handled: Some(seen.handled),
            // A mean of more than a day is a forgotten conversation, and no history with it could be read again.
            aht_s: (seen.handled > 0.0).then(|| seen.handle_s / seen.handled).filter(|mean| *mean <= MAX_AHT_S),
        });
        days.push(Counted { day, rows: rows.collect() });
    }
    Ok(days)
}

/// Keeps a day. Where a file said something of the same minutes, the file holds.
pub fn keep_counted(tx: &Transaction<'_>, centre: u32, counted: &Counted) -> Result<()> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO volume (centre, reason, day, minute, minutes, offered, handled, aht_s)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
         WHERE NOT EXISTS (SELECT 1 FROM volume WHERE centre = ?1 AND reason = ?2 AND day = ?3
            AND minute > ?4 - 60 AND minute < ?4 + ?5 AND minute + minutes > ?4)",
    )?;
    let day = counted.day.to_string();
    for row in &counted.rows {
        insert.execute((centre, row.reason, &day, row.minute, row.minutes, row.offered, row.handled, row.aht_s))?;
    }
    // Two who count at once count the same; the later day stays.
    tx.execute(
        "INSERT INTO volume_counted (centre, day) VALUES (?1, ?2)
         ON CONFLICT (centre) DO UPDATE SET day = max(day, excluded.day)",
        (centre, &day),
    )?;
    Ok(())
}

/// What came of a reason in an interval.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Seen {
    pub offered: f64,
    /// Contacts that a person has served.
    pub handled: f64,
    /// Their handle time as crate `measure` has it: talk, hold and wrap-up of persons; no wait, and nothing between two persons.
    pub handle_s: f64,
}

/// Own contacts of one day by reason and interval; every reason that is there has every interval of its open hours.
pub fn own(
    view: &Connection,
    centre: u32,
    zone: &TimeZone,
    day: Date,
    minutes: u32,
) -> Result<BTreeMap<(u32, u32), Seen>> {
    let (from, to) = (clock::midnight(zone, day), clock::midnight(zone, plus(day, 1)));
    let mut select = view.prepare_cached(
        "SELECT reason, arrived_at,
            (SELECT sum(max(0, coalesce(wrapped_at, ended_at) - started_at)) FROM leg
             WHERE leg.centre = ?1 AND leg.contact = contact.contact AND role = 'serve' AND bot = 0 AND state = 'done'
                AND end_cause IS NOT 'not_reached')
         FROM contact
         WHERE centre = ?1 AND arrived_at >= ?2 AND arrived_at < ?3 AND reason IS NOT NULL AND queued_at IS NOT NULL",
    )?;
    let rows = select.query_map((centre, from, to), |row| {
        Ok((row.get::<_, u32>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<i64>>(2)?))
    })?;
    let mut seen: BTreeMap<(u32, u32), Seen> = BTreeMap::new();
    let (mut reasons, mut first, mut last) = (BTreeSet::new(), u32::MAX, 0);
    for row in rows {
        let (reason, arrived, handle_ms) = row?;
        let slot = minute_of_day(clock::local(zone, arrived).time()) / minutes.max(1);
        let cell = seen.entry((reason, slot)).or_default();
        cell.offered += 1.0;
        if let Some(handle_ms) = handle_ms {
            cell.handled += 1.0;
            cell.handle_s += handle_ms as f64 / 1_000.0;
        }
        reasons.insert(reason);
        (first, last) = (first.min(slot), last.max(slot));
    }
    for reason in reasons {
        for slot in first..=last {
            seen.entry((reason, slot)).or_default();
        }
    }
    Ok(seen)
}

/// What came on a day by reason and interval: what the centre saw itself, else what was imported.
pub fn of_day(
    view: &Connection,
    centre: u32,
    zone: &TimeZone,
    day: Date,
    minutes: u32,
) -> Result<BTreeMap<(u32, u32), Seen>> {
    let mut seen = own(view, centre, zone, day, minutes)?;
    if !seen.is_empty() {
        return Ok(seen);
    }
    let mut select = view
        .prepare_cached("SELECT reason, minute, offered, handled FROM volume_known WHERE centre = ?1 AND day = ?2")?;
    let rows = select.query_map((centre, day.to_string()), |row| {
        Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?, row.get::<_, f64>(2)?, row.get::<_, Option<f64>>(3)?))
    })?;
    for row in rows {
        let (reason, minute, offered, handled) = row?;
        let cell = seen.entry((reason, minute / minutes.max(1))).or_default();
        cell.offered += offered;
        cell.handled += handled.unwrap_or(0.0);
    }
    Ok(seen)
}

/// Contacts by reason, day and slot of so many minutes, from a first to a last day; reasons are numbers.
pub fn slots(
    view: &Connection,
    centre: u32,
    first: Date,
    last: Date,
    minutes: u32,
) -> Result<BTreeMap<(String, Date, u32), f64>> {
    let mut select = view.prepare_cached(
        "SELECT reason, day, minute / ?4, sum(offered) FROM volume_known
         WHERE centre = ?1 AND day >= ?2 AND day <= ?3 GROUP BY reason, day, minute / ?4",
    )?;
    let rows = select.query_map((centre, first.to_string(), last.to_string(), minutes.max(1)), |row| {
        Ok(((row.get::<_, u32>(0)?.to_string(), super::date(row, 1)?, row.get(2)?), row.get(3)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The whole history before a day, as `maru forecast` reads it; reasons are numbers. Empty if nothing is known.
pub fn csv(view: &Connection, centre: u32, before: Date) -> Result<Vec<u8>> {
    let mut text = String::new();
    let mut select = view.prepare_cached(
        "SELECT day, minute, reason, offered, handled, aht_s FROM volume_known WHERE centre = ?1 AND day < ?2
         ORDER BY day, minute, reason",
    )?;
    let mut rows = select.query((centre, before.to_string()))?;
    while let Some(row) = rows.next()? {
        if text.is_empty() {
            text.push_str("start,reason,offered,handled,aht_s\n");
        }
        let (minute, reason): (u32, u32) = (row.get(1)?, row.get(2)?);
        let (handled, aht_s): (Option<f64>, Option<f64>) = (row.get(4)?, row.get(5)?);
        let shown = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let (day, offered) = (row.get::<_, String>(0)?, row.get::<_, f64>(3)?);
        text.push_str(&format!(
            "{day}T{:02}:{:02},{reason},{offered},{},{}\n",
            minute / 60,
            minute % 60,
            shown(handled),
            shown(aht_s)
        ));
    }
    Ok(text.into_bytes())
}
