//! Forecasts made, kept, shown and scored.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use ::plan::calendar::Holidays;
use ::plan::forecast::{DayScore, Event, Request, Summary, Table, Told, forecast, score_day};
use ::plan::history::{History, Note, Series, days_between, plus, sum};
use ::plan::{Refusal, staff};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};

use super::compare::{self, First};
use super::types::{
    Accuracies, DayAccuracy, ForecastDay, ForecastQuery, ForecastReason, ForecastRowView, ForecastView,
    HolidayCalendar, HorizonAccuracy, NamedShare, PlanSettings,
};
use super::{clock, drivers, events, names, settings, volume};
use crate::error::{Error, Result};
use crate::setup::catalogue::Catalogue;
use crate::wire::{Language, Ms};

/// Days of actuals shown before the origin.
const SHOWN_BEFORE: i64 = 28;
/// Days ahead of every night's forecast: six weeks, so that next month's roster has one.
pub const NIGHTLY_DAYS: u16 = 42;
/// Days for which the intervals of a forecast are kept after its last day.
const KEPT_DAYS: i64 = 35;
/// The most bytes of intervals: fifty reasons for a year of quarter hours.
const MOST_BYTES: u64 = 512 << 20;
/// Days of scores shown.
const SCORED_DAYS: i64 = 60;

/// Everything a forecast is made from.
pub struct Inputs {
    csv: Vec<u8>,
    told: Told,
    settings: PlanSettings,
    /// The first day to forecast.
    origin: Date,
}

/// A forecast not yet kept.
pub struct Made {
    origin: Date,
    days: u16,
    interval_min: u16,
    kept: Kept,
    /// Packed.
    intervals: Vec<u8>,
}

/// What is kept beside the intervals.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    reasons: Vec<Summary>,
    #[serde(default)]
    refused: Vec<Refusal>,
    #[serde(default)]
    notes: Vec<Note>,
}

/// Reads what a forecast from `origin` on is made from.
pub fn gather(view: &Connection, centre: u32, origin: Date) -> Result<Inputs> {
    Ok(Inputs {
        csv: volume::csv(view, centre, origin)?,
        told: told(view, centre)?,
        settings: settings::load(view, centre)?,
        origin,
    })
}

/// Events and drivers.
fn told(view: &Connection, centre: u32) -> Result<Told> {
    let all = events::list(view, centre)?.into_iter().map(|event| Event {
        from: event.from,
        to: event.to,
        kind: event.name,
        reason: event.reason.map(|reason| reason.to_string()),
        size: event.size,
    });
    let mut told = Told::of(all.collect());
    drivers::tell(view, centre, &mut told)?;
    Ok(told)
}

/// Makes a forecast: no table is touched, a year of many reasons takes seconds.
///
/// # Errors
/// Why nothing can be forecast.
pub fn make(inputs: &Inputs, days: u16) -> Result<Made> {
    if inputs.csv.is_empty() {
        return Err(Refusal::NoHistory.into());
    }
    let history = History::read(&inputs.csv, Some(inputs.settings.interval_min))?;
    let mut table = Table::new()?;
    let mut kept = Kept { notes: history.notes, ..Kept::default() };
    for series in &history.series {
        // A history that ends early is bridged: the days between are forecast too, and left away.
        let ended = plus(series.first, series.days() as i64);
        let gap = usize::try_from(days_between(ended, inputs.origin)).unwrap_or(0);
        let horizon = usize::from(days) + gap;
        let request = request(&inputs.settings, series, horizon);
        let outside = inputs.told.along(&series.reason, series.first, series.days() + horizon)?;
        match forecast(series, &request, &outside) {
            Err(why) => kept.refused.push(why),
            Ok(mut made) => {
                made.intervals.retain(|interval| interval.ahead + usize::from(days) >= horizon);
                table.add(series, &made)?;
                kept.reasons.push(made.summary(series, &request, &outside));
            }
        }
    }
    if kept.reasons.is_empty() {
        return Err(Refusal::Several { whys: kept.refused }.into());
    }
    Ok(Made {
        origin: inputs.origin,
        days,
        interval_min: history.interval_min,
        kept,
        intervals: packed(&table.bytes()?)?,
    })
}

/// The request of a series under the settings.
pub fn request(settings: &PlanSettings, series: &Series, horizon_days: usize) -> Request {
    let years = series.first.year()..=series.date(series.days() + horizon_days).year();
    let holidays = match settings.holidays {
        HolidayCalendar::Kr => Holidays::korea(years),
        HolidayCalendar::Us => Holidays::united_states(years),
        HolidayCalendar::None => Holidays::none(),
    };
    Request { horizon_days, holidays, guard: f64::from(settings.guard_percent) / 100.0 }
}

/// Keeps a forecast and returns its number.
pub fn keep(tx: &Transaction<'_>, centre: u32, made: &Made, at: Ms, by: Option<u32>) -> Result<u64> {
    let forecast = store::new_id(tx, centre)?;
    let summary = serde_json::to_string(&made.kept).map_err(|_| Error::Internal)?;
    tx.execute(
        "INSERT INTO forecast (centre, forecast, made_at, made_by, origin, days, interval_min, summary, intervals)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (centre, forecast, at, by, made.origin.to_string(), made.days, made.interval_min, summary, &made.intervals),
    )?;
    Ok(forecast)
}

/// Intervals as they are kept: a night's forecast of a large centre is megabytes of digits.
pub fn packed(csv: &[u8]) -> Result<Vec<u8>> {
    let mut deflater = DeflateEncoder::new(Vec::new(), Compression::default());
    deflater.write_all(csv).and_then(|()| deflater.finish()).map_err(|_| Error::Internal)
}

/// And back.
pub fn unpacked(kept: &[u8]) -> Result<Vec<u8>> {
    let mut csv = Vec::new();
    match DeflateDecoder::new(kept).take(MOST_BYTES).read_to_end(&mut csv) {
        Ok(_) => Ok(csv),
        Err(fault) => {
            tracing::error!(%fault, "the intervals of a kept forecast cannot be unpacked");
            Err(Error::Internal)
        }
    }
}

/// Lets go of the intervals of forecasts whose days are long over; what was chosen, and the scores, stay.
pub fn thin(tx: &Transaction<'_>, centre: u32, today: Date) -> Result<()> {
    let sql = "UPDATE forecast SET intervals = x'' WHERE centre = ?1 AND date(origin, '+' || days || ' days') < ?2";
    tx.execute(sql, (centre, plus(today, -KEPT_DAYS).to_string()))?;
    Ok(())
}

const ROW: &str =
    "SELECT forecast, made_at, made_by, origin, days FROM forecast WHERE centre = ?1 AND intervals <> x''";

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ForecastRowView> {
    Ok(ForecastRowView {
        id: row.get(0)?,
        made_at: row.get(1)?,
        made_by: row.get(2)?,
        origin: super::date(row, 3)?,
        days: row.get(4)?,
    })
}

/// The newest forecasts.
pub fn list(view: &Connection, centre: u32) -> Result<Vec<ForecastRowView>> {
    let mut select = view.prepare_cached(&format!("{ROW} ORDER BY made_at DESC, forecast DESC LIMIT 60"))?;
    let rows = select.query_map([centre], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The newest forecast that covers days from a first to a last.
pub fn covering(view: &Connection, centre: u32, first: Date, last: Date) -> Result<Option<ForecastRowView>> {
    let found = list(view, centre)?;
    Ok(found.into_iter().find(|made| made.origin <= first && last < plus(made.origin, i64::from(made.days))))
}

/// One forecast, and the length of its intervals in minutes.
///
/// # Errors
/// [`Error::NotFound`].
pub fn head(view: &Connection, centre: u32, forecast: u64) -> Result<(ForecastRowView, u16)> {
    let mut select =
        view.prepare_cached(&ROW.replace(" FROM", ", interval_min FROM").replace("?1", "?1 AND forecast = ?2"))?;
    let found = select.query_row((centre, forecast), |found| Ok((row(found)?, found.get(5)?))).optional()?;
    found.ok_or(Error::NotFound)
}

/// The intervals of a forecast.
///
/// # Errors
/// [`Error::NotFound`].
pub fn intervals(view: &Connection, centre: u32, forecast: u64) -> Result<staff::Forecast> {
    let mut select =
        view.prepare_cached("SELECT intervals, interval_min FROM forecast WHERE centre = ?1 AND forecast = ?2")?;
    let found = select
        .query_row((centre, forecast), |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, u16>(1)?)))
        .optional()?;
    let (kept, minutes) = found.ok_or(Error::NotFound)?;
    staff::Forecast::read(&unpacked(&kept)?, Some(f64::from(minutes) * 60.0)).map_err(|fault| {
        tracing::error!(%fault, centre, forecast, "a kept forecast cannot be read");
        Error::Internal
    })
}

/// A forecast as the screen shows it.
pub fn view(
    view: &Connection,
    centre: u32,
    catalogue: &Catalogue,
    forecast: u64,
    query: &ForecastQuery,
    (zone, language): (&TimeZone, Language),
    now: Ms,
) -> Result<ForecastView> {
    let (head, interval_min) = head(view, centre, forecast)?;
    let mut select = view.prepare_cached("SELECT summary FROM forecast WHERE centre = ?1 AND forecast = ?2")?;
    let kept: Kept = select.query_row((centre, forecast), |row| crate::rows::json(row, 0))?;
    let reason = query.reason;
    let made = intervals(view, centre, forecast)?;
    let wanted = reason.map(|reason| reason.to_string());
    let mut expected: BTreeMap<Date, f64> = BTreeMap::new();
    for interval in made.rows.iter().filter(|row| wanted.as_ref().is_none_or(|wanted| *wanted == row.reason)) {
        *expected.entry(interval.start.date()).or_default() += interval.contacts;
    }
    let (low, high) = band(&kept.reasons, wanted.as_deref());
    let first = plus(head.origin, -SHOWN_BEFORE);
    let actual = totals(view, centre, reason, first)?;
    let last_year = totals(view, centre, reason, plus(first, -364))?;
    let marks = marks(view, centre, reason)?;
    let today = clock::local(zone, now).date();
    let holidays = Holidays::korea(first.year()..=plus(head.origin, i64::from(head.days)).year());
    let own_holidays = settings::load(view, centre)?.holidays == HolidayCalendar::Kr;
    let days = (0..SHOWN_BEFORE + i64::from(head.days)).map(|at| {
        let day = plus(first, at);
        let made = expected.get(&day);
        let holiday = own_holidays.then(|| holidays.name(day).map(str::to_owned)).flatten();
        let events = marks.iter().filter(|(from, to, _)| *from <= day && day <= *to).map(|(.., name)| name.clone());
        ForecastDay {
            day,
            actual: actual.get(&day).copied().filter(|_| day < today),
            expected: made.copied(),
            low: made.map(|made| made * low),
            high: made.map(|made| made * high),
            last_year: last_year.get(&plus(day, -364)).copied(),
            marks: holiday.into_iter().chain(events).collect(),
        }
    });
    let days: Vec<ForecastDay> = days.collect();
    let shown: Vec<Date> = days.iter().map(|day| day.day).collect();
    let first = First { head: &head, interval_min, rows: &made.rows, days: &shown, reason, today };
    let beside = query.against.map(|other| compare::beside(view, centre, catalogue, &first, other)).transpose()?;
    let reasons = kept
        .reasons
        .into_iter()
        .filter(|summary| wanted.as_ref().is_none_or(|wanted| *wanted == summary.reason))
        .map(|summary| of_reason(catalogue, summary))
        .collect();
    let refused = kept.refused.into_iter().map(|why| names::refusal(catalogue, why, language));
    let notes = kept.notes.into_iter().map(|note| names::note(catalogue, note, language));
    Ok(ForecastView { forecast: head, interval_min, days, reasons, left_out: refused.chain(notes).collect(), beside })
}

/// The tenth and nine tenths of actual over expected on the days of the backtest, the reasons together: what a day's total may be.
fn band(reasons: &[Summary], wanted: Option<&str>) -> (f64, f64) {
    let mut days: BTreeMap<Date, (f64, f64)> = BTreeMap::new();
    for (day, came, expected) in
        reasons.iter().filter(|one| wanted.is_none_or(|wanted| wanted == one.reason)).flat_map(|one| &one.tested)
    {
        let sum = days.entry(*day).or_default();
        *sum = (sum.0 + came, sum.1 + expected);
    }
    let mut ratios: Vec<f64> = days.values().map(|(came, expected)| came / expected).collect();
    ratios.sort_by(f64::total_cmp);
    let at = |share: f64| ratios.get((share * ratios.len().saturating_sub(1) as f64).round() as usize).copied();
    (at(0.1).unwrap_or(1.0).min(1.0), at(0.9).unwrap_or(1.0).max(1.0))
}

fn of_reason(catalogue: &Catalogue, summary: Summary) -> ForecastReason {
    let named = |pairs: Vec<(String, f64)>| pairs.into_iter().map(|(name, share)| NamedShare { name, share }).collect();
    ForecastReason {
        reason: catalogue.reason_name(summary.reason.parse().ok()),
        contacts: summary.contacts,
        method: summary.method,
        margin: summary.margin,
        terms: summary.terms,
        events: named(summary.events),
        scores: named(summary.scores),
        held_back: named(summary.held_back.into_iter().map(|(day, share)| (day.to_string(), share)).collect()),
    }
}

fn totals(view: &Connection, centre: u32, reason: Option<u32>, from: Date) -> Result<BTreeMap<Date, f64>> {
    let mut select = view.prepare_cached(
        "SELECT day, sum(offered) FROM volume_known
         WHERE centre = ?1 AND day >= ?2 AND day < ?3 AND (?4 IS NULL OR reason = ?4) GROUP BY day",
    )?;
    let to = plus(from, 800).to_string();
    let rows =
        select.query_map((centre, from.to_string(), to, reason), |row| Ok((super::date(row, 0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn marks(view: &Connection, centre: u32, reason: Option<u32>) -> Result<Vec<(Date, Date, String)>> {
    let all = events::list(view, centre)?.into_iter();
    let all = all.filter(|event| event.reason.is_none() || reason.is_none() || event.reason == reason);
    Ok(all.map(|event| (event.from, event.to, event.name)).collect())
}

/// How a forecast did with a reason on a day that is over.
pub struct Scored {
    forecast: u64,
    reason: u32,
    day: Date,
    ahead: i64,
    score: DayScore,
}

/// Scores every forecast of the days up to yesterday that have no score yet, by reason and day. Nothing is written: it reads the
/// whole history.
pub fn score(view: &Connection, centre: u32, today: Date) -> Result<Vec<Scored>> {
    let csv = volume::csv(view, centre, today)?;
    let made: Vec<ForecastRowView> = list(view, centre)?.into_iter().filter(|made| made.origin < today).collect();
    let mut all = Vec::new();
    if csv.is_empty() || made.is_empty() {
        return Ok(all);
    }
    let minutes = settings::load(view, centre)?.interval_min;
    let history = History::read(&csv, Some(minutes))?;
    for head in made {
        let scored: Option<String> = view.query_row(
            "SELECT max(day) FROM forecast_score WHERE centre = ?1 AND forecast = ?2",
            (centre, head.id),
            |row| row.get(0),
        )?;
        let from = scored.and_then(|day| day.parse().ok()).map_or(head.origin, |day| plus(day, 1));
        if from >= today.min(plus(head.origin, i64::from(head.days))) {
            continue;
        }
        let rows = intervals(view, centre, head.id)?.rows;
        for series in history.series.iter().filter(|series| sum(&series.offered) > 0.0) {
            let Ok(reason) = series.reason.parse::<u32>() else { continue };
            for ahead in 0..i64::from(head.days) {
                let day = plus(head.origin, ahead);
                if day < from || day >= today {
                    continue;
                }
                let Some(score) = score_day(series, &rows, head.origin, day) else { continue };
                all.push(Scored { forecast: head.id, reason, day, ahead, score });
            }
        }
    }
    Ok(all)
}

/// Keeps scores; the first of a day holds.
pub fn keep_scores(tx: &Transaction<'_>, centre: u32, all: &[Scored]) -> Result<()> {
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO forecast_score
            (centre, forecast, reason, day, ahead, actual, expected, wape, mase, coverage80, pinball)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for Scored { forecast, reason, day, ahead, score } in all {
        let accuracy = &score.accuracy;
        let of_actual = (score.actual > 0.0).then_some(accuracy.wape);
        insert.execute(rusqlite::params![
            centre,
            forecast,
            reason,
            day.to_string(),
            ahead,
            score.actual,
            score.expected,
            of_actual,
            accuracy.mase.is_finite().then_some(accuracy.mase),
            accuracy.coverage80,
            accuracy.pinball,
        ])?;
    }
    Ok(())
}

/// How good every night's forecasts of the last weeks were.
pub fn accuracies(view: &Connection, centre: u32, catalogue: &Catalogue, today: Date) -> Result<Accuracies> {
    let mut select = view.prepare_cached(
        "SELECT s.day, s.reason, s.ahead, s.actual, s.expected, s.wape, s.mase, s.coverage80, s.pinball
         FROM forecast_score s
         WHERE s.centre = ?1 AND s.day >= ?2 AND s.ahead = (SELECT min(n.ahead) FROM forecast_score n
             WHERE n.centre = s.centre AND n.day = s.day AND n.reason = s.reason)
         ORDER BY s.day DESC, s.reason LIMIT 20000",
    )?;
    let since = plus(today, -SCORED_DAYS).to_string();
    let rows = select.query_map((centre, &since), |row| {
        Ok(DayAccuracy {
            day: super::date(row, 0)?,
            reason: catalogue.reason_name(Some(row.get(1)?)),
            ahead: row.get(2)?,
            actual: row.get(3)?,
            expected: row.get(4)?,
            wape: row.get(5)?,
            mase: row.get(6)?,
            coverage80: row.get(7)?,
            pinball: row.get(8)?,
        })
    })?;
    // One row a day and reason is enough on a screen: the forecast closest to it. Horizons are of all of them.
    let mut days: Vec<DayAccuracy> = rows.collect::<rusqlite::Result<_>>()?;
    days.dedup_by_key(|day| (day.day, day.reason.id));
    let mut select = view.prepare_cached(
        "SELECT max(s.ahead), count(*), sum(s.actual), sum(coalesce(s.wape, 0) * s.actual), sum(coalesce(s.coverage80, 0))
         FROM forecast_score s WHERE s.centre = ?1 AND s.day >= ?2
         GROUP BY CASE WHEN s.ahead = 0 THEN 0 WHEN s.ahead < 7 THEN 1 WHEN s.ahead < 14 THEN 2 ELSE 3 END
         HAVING sum(s.actual) > 0 ORDER BY 1",
    )?;
    let horizons = select.query_map((centre, &since), |row| {
        let (days, actual, missed, covered): (u32, f64, f64, f64) =
            (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        Ok(HorizonAccuracy { ahead: row.get(0)?, days, wape: missed / actual, coverage80: covered / f64::from(days) })
    })?;
    let horizons = horizons.collect::<rusqlite::Result<_>>()?;
    Ok(Accuracies { days, horizons })
}
