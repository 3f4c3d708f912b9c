//! Forecast rows: contacts and handle time of a reason in an interval, with the quantiles of the contacts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;

use crate::erlang::MAX_SECONDS;
use crate::history::text;
use crate::refusal::{Refusal, refuse};

/// The most rows a file may have: fifty reasons for two years of quarter hours.
pub const MAX_ROWS: usize = 4_000_000;
const MAX_CONTACTS: f64 = 1e9;
/// The first and last tenth of a normal distribution lie so many standard deviations apart.
const TENTHS_APART: f64 = 2.563;
/// Contacts of an interval from which its spread tells of the day.
const BUSY: f64 = 5.0;
/// The most a day is taken to differ.
const MOST_ERROR: f64 = 0.5;

/// A forecast of one or more reasons over intervals of one length.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Length of each interval, in seconds.
    pub interval_s: f64,
    /// By start, then reason; no pair twice.
    pub rows: Vec<ForecastRow>,
}

/// What is expected of one reason in one interval.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastRow {
    /// Line of the file, the heading being line 1.
    pub line: u64,
    /// Start of the interval, local time of the centre.
    pub start: DateTime,
    /// The reason.
    pub reason: String,
    /// Expected contacts in the interval.
    pub contacts: f64,
    /// Expected handle time, where the file has one.
    pub aht_s: Option<f64>,
    /// Quantiles of the contacts, by rising probability.
    pub quantiles: Vec<Quantile>,
}

/// With this probability there are at most so many contacts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// 0 to 1.
    pub probability: f64,
    /// Contacts in the interval.
    pub contacts: f64,
}

/// Where the columns are.
struct Columns {
    start: usize,
    reason: Option<usize>,
    contacts: usize,
    aht_s: Option<usize>,
    quantiles: Vec<(f64, usize)>,
}

impl Forecast {
    /// Reads `start,reason,contacts[,aht_s][,q10,...,q90]`; without a reason all rows are one called `all`. The interval is
    /// the shortest step between starts, or `interval_s` for a file with a single one.
    pub fn read(csv: &[u8], interval_s: Option<f64>) -> Result<Forecast, Refusal> {
        let text = text(csv)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_ref());
        let heading =
            reader.headers().map_err(|wrong| Refusal::from(format!("the forecast cannot be read: {wrong}")))?;
        let columns = Columns::find(heading)?;
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|wrong| Refusal::from(format!("the forecast cannot be read: {wrong}")))?;
            if rows.len() == MAX_ROWS {
                return refuse(format!("the forecast has more than {MAX_ROWS} rows: split it by month"));
            }
            rows.push(columns.row(&record)?);
        }
        Forecast::of(rows, interval_s)
    }

    /// Sorts and checks rows that came from elsewhere than a file.
    pub fn of(mut rows: Vec<ForecastRow>, interval_s: Option<f64>) -> Result<Forecast, Refusal> {
        rows.sort_by(|a, b| (a.start, &a.reason, a.line).cmp(&(b.start, &b.reason, b.line)));
        for pair in rows.windows(2) {
            if let [first, second] = pair
                && (first.start, &first.reason) == (second.start, &second.reason)
            {
                return refuse(format!(
                    "lines {} and {} of the forecast are both {} at {}: keep one of them",
                    first.line, second.line, second.reason, second.start
                ));
            }
        }
        let starts: BTreeSet<DateTime> = rows.iter().map(|row| row.start).collect();
        let steps = starts.iter().zip(starts.iter().skip(1)).map(|(from, to)| seconds_between(*from, *to));
        let shortest = steps.fold(f64::INFINITY, f64::min);
        let Some(interval_s) = interval_s.or(shortest.is_finite().then_some(shortest)) else {
            return refuse("the forecast has fewer than two intervals, so their length is not known: give --interval");
        };
        let Some(first) = starts.first() else { return refuse("the forecast has no rows") };
        if !(60.0..=86_400.0).contains(&interval_s) {
            return refuse(format!("intervals of {interval_s} s are outside one minute to one day"));
        }
        for row in &rows {
            if seconds_between(*first, row.start) % interval_s != 0.0 {
                return refuse(Refusal::ForecastOffGrid {
                    line: row.line,
                    start: row.start,
                    minutes: (interval_s / 60.0) as u64,
                    first: *first,
                });
            }
        }
        Ok(Forecast { interval_s, rows })
    }

    /// The reasons in it.
    pub fn reasons(&self) -> BTreeSet<&str> {
        self.rows.iter().map(|row| row.reason.as_str()).collect()
    }

    /// How much a whole day differs from its forecast: the standard deviation, as a share, that its quantiles leave beside the chance
    /// between contacts (Poisson). The median of rows busy enough to tell; nothing without quantiles.
    pub fn day_error(&self) -> f64 {
        let of_row = |row: &ForecastRow| {
            let span = row.quantile(0.9)? - row.quantile(0.1)?;
            let spread = span / (TENTHS_APART * row.contacts);
            (row.contacts >= BUSY).then(|| (spread * spread - 1.0 / row.contacts).max(0.0).sqrt())
        };
        let mut errors: Vec<f64> = self.rows.iter().filter_map(of_row).collect();
        errors.sort_by(f64::total_cmp);
        errors.get(errors.len() / 2).copied().unwrap_or(0.0).min(MOST_ERROR)
    }

    /// Row indexes by start.
    pub(super) fn by_start(&self) -> BTreeMap<DateTime, Vec<&ForecastRow>> {
        let mut by_start: BTreeMap<DateTime, Vec<&ForecastRow>> = BTreeMap::new();
        for row in &self.rows {
            by_start.entry(row.start).or_default().push(row);
        }
        by_start
    }
}

impl ForecastRow {
    /// Contacts at a probability, straight between the quantiles given. `None` outside them.
    pub fn quantile(&self, probability: f64) -> Option<f64> {
        let below = self.quantiles.iter().rev().find(|quantile| quantile.probability <= probability)?;
        let above = self.quantiles.iter().find(|quantile| quantile.probability >= probability)?;
        let span = above.probability - below.probability;
        let way = if span > 0.0 { (probability - below.probability) / span } else { 0.0 };
        Some(below.contacts + way * (above.contacts - below.contacts))
    }
}

fn seconds_between(from: DateTime, to: DateTime) -> f64 {
    to.duration_since(from).as_secs_f64()
}

impl Columns {
    fn find(heading: &csv::StringRecord) -> Result<Columns, Refusal> {
        let at = |names: &[&str]| heading.iter().position(|name| names.contains(&name.to_ascii_lowercase().as_str()));
        let (Some(start), Some(contacts)) =
            (at(&["start", "datetime"]), at(&["contacts", "offered", "forecast", "calls"]))
        else {
            return refuse(
                "line 1 of the forecast must name the columns start and contacts (and may name reason, aht_s, q10, ..., q90)",
            );
        };
        let mut quantiles: Vec<(f64, usize)> = heading
            .iter()
            .enumerate()
            .filter_map(|(column, name)| {
                let percent: f64 = name.strip_prefix(['q', 'Q'])?.parse().ok()?;
                (percent > 0.0 && percent < 100.0).then_some((percent / 100.0, column))
            })
            .collect();
        quantiles.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(Columns { start, reason: at(&["reason"]), contacts, aht_s: at(&["aht_s"]), quantiles })
    }

    fn row(&self, record: &csv::StringRecord) -> Result<ForecastRow, Refusal> {
        let line = record.position().map_or(0, csv::Position::line);
        let field = |column: usize| record.get(column).unwrap_or("");
        let number = |name: &str, column: usize, most: f64| match field(column).parse::<f64>() {
            Ok(number) if (0.0..=most).contains(&number) => Ok(number),
            _ => refuse(format!(
                "line {line} of the forecast: {name} is \"{}\", not a number from 0 to {most}: correct it or forecast anew",
                field(column)
            )),
        };
        let start = field(self.start);
        let Ok(start) = start.parse::<DateTime>() else {
            return refuse(format!(
                "line {line} of the forecast: start is \"{start}\", not a local time such as 2026-11-24T09:30"
            ));
        };
        let reason = match self.reason.map(field) {
            None => "all",
            Some("") => return refuse(format!("line {line} of the forecast has no reason: name one")),
            Some(reason) => reason,
        };
        let mut quantiles = Vec::with_capacity(self.quantiles.len());
        for (probability, column) in &self.quantiles {
            let contacts = number(&format!("q{}", probability * 100.0), *column, MAX_CONTACTS)?;
            quantiles.push(Quantile { probability: *probability, contacts });
        }
        if !quantiles.is_sorted_by(|a, b| a.contacts <= b.contacts) {
            return refuse(format!("line {line} of the forecast: its quantiles fall where they should rise"));
        }
        let aht_s = match self.aht_s {
            Some(column) if !field(column).is_empty() => Some(number("aht_s", column, MAX_SECONDS)?),
            _ => None,
        };
        let contacts = number("contacts", self.contacts, MAX_CONTACTS)?;
        Ok(ForecastRow { line, start, reason: reason.into(), contacts, aht_s, quantiles })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_day_is_what_chance_does_not_explain() {
        let row = |contacts: f64, sd: f64| {
            let at = |probability: f64, way: f64| Quantile { probability, contacts: contacts + way * sd };
            ForecastRow {
                line: 2,
                start: DateTime::constant(2026, 11, 24, 9, 0, 0, 0),
                reason: "a".into(),
                contacts,
                aht_s: None,
                quantiles: vec![at(0.1, -1.2815), at(0.9, 1.2815)],
            }
        };
        let of = |row| Forecast { interval_s: 1_800.0, rows: vec![row] }.day_error();
        // 100 contacts: Poisson's own 10, and beside it a tenth of the day.
        assert!((of(row(100.0, 200.0_f64.sqrt())) - 0.1).abs() < 1e-3);
        assert_eq!((of(row(100.0, 9.0)), of(row(4.0, 4.0))), (0.0, 0.0));
    }
}
