//! What a person tells of the outside: events with their dates, and drivers such as orders per hour.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::terms::Outside;
use crate::history::{days_between, plus};
use crate::refusal::{Refusal, refuse};

/// The most rows a file of events or drivers may have.
pub const MAX_ROWS: usize = 1_000_000;
/// The most kinds of events, and of drivers.
pub const MAX_KINDS: usize = 40;

/// An event a person named.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What it is; the same word each time, since its size is learned from the earlier ones.
    pub kind: String,
    /// The reason it touches; every reason if none.
    pub reason: Option<String>,
    /// Contacts on such a day over a usual one, for a kind that never happened before.
    pub size: Option<f64>,
}

/// Events and drivers as told.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    /// Events.
    pub events: Vec<Event>,
    /// By driver and day: sum and count of its values.
    drivers: BTreeMap<String, BTreeMap<Date, (f64, f64)>>,
}

impl Told {
    /// Events alone.
    pub fn of(events: Vec<Event>) -> Told {
        Told { events, drivers: BTreeMap::new() }
    }

    /// Reads `from,to,event[,reason][,size]`, one event a line.
    ///
    /// # Errors
    /// The first fault, with its line and what to do.
    pub fn read_events(&mut self, csv: &[u8]) -> Result<(), Refusal> {
        for (line, cells) in rows(csv, "events", &["from", "to", "event"], &["reason", "size"])? {
            let [from, to, kind, reason, size] = cells;
            let date = |text: &str| text.parse::<Date>().map_err(|_| Refusal::EventDate { line, value: text.into() });
            let (from, to) = (date(&from)?, if to.is_empty() { date(&from)? } else { date(&to)? });
            if to < from || kind.is_empty() {
                return refuse(Refusal::EventSpan { line });
            }
            let size = match size.as_str() {
                "" => None,
                text => match text.parse::<f64>() {
                    Ok(size) if size > 0.0 && size <= 100.0 => Some(size),
                    _ => return refuse(Refusal::EventSize { line, value: text.into() }),
                },
            };
            self.events.push(Event { from, to, kind, reason: Some(reason).filter(|reason| !reason.is_empty()), size });
        }
        Ok(())
    }

    /// Reads `start,driver,value`, one value a line; the values of a day are averaged. Days to come need values too.
    ///
    /// # Errors
    /// The first fault, with its line and what to do.
    pub fn read_drivers(&mut self, csv: &[u8]) -> Result<(), Refusal> {
        for (line, cells) in rows(csv, "drivers", &["start", "driver", "value"], &[])? {
            let [start, driver, value, ..] = cells;
            let day = start.parse::<DateTime>().map(DateTime::date).or_else(|_| start.parse::<Date>());
            let Ok(day) = day else {
                return refuse(Refusal::DriverTime { line, value: start });
            };
            let Some(number) = value.parse::<f64>().ok().filter(|value| value.is_finite() && *value >= 0.0) else {
                return refuse(Refusal::DriverValue { line, value });
            };
            let sum = self.drivers.entry(driver).or_default().entry(day).or_default();
            *sum = (sum.0 + number, sum.1 + 1.0);
        }
        Ok(())
    }

    /// The mean of each day, by driver.
    pub fn drivers(&self) -> impl Iterator<Item = (&str, Date, f64)> {
        self.drivers
            .iter()
            .flat_map(|(name, days)| days.iter().map(move |(day, (sum, count))| (name.as_str(), *day, sum / count)))
    }

    /// Tells the value of a driver on a day.
    pub fn drive(&mut self, driver: &str, day: Date, value: f64) {
        self.drivers.entry(driver.to_owned()).or_default().insert(day, (value, 1.0));
    }

    /// What touches a reason, laid along `days` days from the first.
    ///
    /// # Errors
    /// Where there are more kinds than `MAX_KINDS`.
    pub fn along(&self, reason: &str, first: Date, days: usize) -> Result<Outside, Refusal> {
        let mut outside = Outside::default();
        for event in self.events.iter().filter(|event| event.reason.as_deref().is_none_or(|own| own == reason)) {
            let at = outside.event_names.iter().position(|name| *name == event.kind).unwrap_or_else(|| {
                outside.event_names.push(event.kind.clone());
                outside.events.push(vec![0.0; days]);
                outside.sizes.push(None);
                outside.event_names.len() - 1
            });
            let span = usize::try_from(days_between(event.from, event.to)).unwrap_or(0).min(days);
            for ahead in 0..=span as i64 {
                let day = usize::try_from(days_between(first, plus(event.from, ahead))).ok();
                if let Some(cell) = outside.events.get_mut(at).zip(day).and_then(|(kind, day)| kind.get_mut(day)) {
                    *cell = 1.0;
                }
            }
            if let Some(size) = outside.sizes.get_mut(at) {
                *size = event.size.or(*size);
            }
        }
        for (name, values) in &self.drivers {
            let mut logs: Vec<f64> = (0..days)
                .map(|day| {
                    let mean = values.get(&plus(first, day as i64)).map(|(sum, count)| sum / count);
                    mean.filter(|mean| *mean > 0.0).map_or(f64::NAN, f64::ln)
                })
                .collect();
            let known: Vec<f64> = logs.iter().copied().filter(|log| !log.is_nan()).collect();
            let centre = known.iter().sum::<f64>() / (known.len() as f64).max(1.0);
            logs.iter_mut().for_each(|log| *log -= centre);
            outside.driver_names.push(name.clone());
            outside.drivers.push(logs);
        }
        if outside.events.len().max(outside.drivers.len()) > MAX_KINDS {
            return refuse(Refusal::TooManyKinds { reason: reason.into(), most: MAX_KINDS });
        }
        Ok(outside)
    }
}

/// Line and cells of each row, in the order of the columns named; optional ones that are missing are empty.
fn rows(csv: &[u8], what: &str, needed: &[&str], optional: &[&str]) -> Result<Vec<(usize, [String; 5])>, Refusal> {
    let text = crate::history::text(csv)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_ref());
    let unreadable = |wrong: csv::Error| Refusal::UnreadableFile { file: what.into(), wrong: wrong.to_string() };
    let heading = reader.headers().map_err(unreadable)?.clone();
    let at = |name: &&str| heading.iter().position(|column| column.eq_ignore_ascii_case(name));
    if let Some(missing) = needed.iter().find(|name| at(name).is_none()) {
        return refuse(Refusal::NoColumn { file: what.into(), column: (*missing).into(), columns: needed.join(",") });
    }
    let columns: Vec<Option<usize>> = needed.iter().chain(optional).map(at).collect();
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record.map_err(unreadable)?;
        if rows.len() == MAX_ROWS {
            return refuse(Refusal::TooManyLines { file: what.into(), most: MAX_ROWS });
        }
        let mut cells: [String; 5] = Default::default();
        for (cell, column) in cells.iter_mut().zip(&columns) {
            *cell = column.and_then(|column| record.get(column)).unwrap_or_default().to_owned();
        }
        rows.push((number + 2, cells));
    }
    Ok(rows)
}
