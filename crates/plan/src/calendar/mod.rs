//! Days as a centre counts them: holidays, open and closed days, business days of the month, paydays.

mod days;
pub mod korea;
mod states;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

pub use days::{Day, Days, keeps, weekday};
pub use states::{State, states};

use crate::history::{Series, plus};
use crate::refusal::{Refusal, refuse};

/// The most dates a file of holidays may have.
pub const MAX_DATES: usize = 10_000;

/// Public holidays by date, with their names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Holidays {
    /// Whose they are, for people: `kr`, `us`, or the name of a file.
    pub source: String,
    dates: BTreeMap<Date, String>,
}

impl Holidays {
    /// No holidays known.
    pub fn none() -> Holidays {
        Holidays::default()
    }

    /// Korean public holidays of these years. The days that follow the moon are known for `korea::YEARS`.
    pub fn korea(years: std::ops::RangeInclusive<i16>) -> Holidays {
        let dates = years.flat_map(korea::year).map(|(date, name)| (date, name.to_owned())).collect();
        Holidays { source: "kr".into(), dates }
    }

    /// The six days on which nearly every business in the United States closes (5 U.S.C. § 6103; Sundays are kept on Monday).
    pub fn united_states(years: std::ops::RangeInclusive<i16>) -> Holidays {
        let mut dates = BTreeMap::new();
        for year in years {
            let nth = |month, nth, weekday| {
                Date::new(year, month, 1).and_then(|first: Date| first.nth_weekday_of_month(nth, weekday)).ok()
            };
            let fixed = |month, day| {
                Date::new(year, month, day).ok().map(|date| match date.weekday() {
                    Weekday::Sunday => plus(date, 1),
                    _ => date,
                })
            };
            let named = [
                (fixed(1, 1), "New Year's Day"),
                (nth(5, -1, Weekday::Monday), "Memorial Day"),
                (fixed(7, 4), "Independence Day"),
                (nth(9, 1, Weekday::Monday), "Labor Day"),
                (nth(11, 4, Weekday::Thursday), "Thanksgiving"),
                (fixed(12, 25), "Christmas Day"),
            ];
            dates.extend(named.into_iter().filter_map(|(date, name)| Some((date?, name.to_owned()))));
        }
        Holidays { source: "us".into(), dates }
    }

    /// The built-in calendar that a history kept: at least two of its holidays closed the centre. None if there is none.
    pub fn kept_by(series: &Series) -> Holidays {
        let (from, to) = (series.first.year(), series.date(series.days()).year().saturating_add(2));
        [Holidays::korea(from..=to), Holidays::united_states(from..=to)]
            .into_iter()
            .find(|holidays| keeps(holidays, &states(series, &Holidays::none()), series.first))
            .unwrap_or_default()
    }

    /// Reads `date,name`, one holiday a line.
    ///
    /// # Errors
    /// The first fault, with its line and what to do.
    pub fn read(csv: &[u8], source: &str) -> Result<Holidays, Refusal> {
        let csv = crate::history::text(csv)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(csv.as_ref());
        let mut dates = BTreeMap::new();
        for (at, record) in reader.records().enumerate() {
            let record = record.map_err(|wrong| Refusal::from(format!("holidays: {wrong}")))?;
            let shown = record.get(0).unwrap_or_default();
            let Ok(date) = shown.parse::<Date>() else {
                return refuse(format!("line {} of the holidays: «{shown}» is not a date as 2026-03-01", at + 2));
            };
            if dates.len() == MAX_DATES {
                return refuse(format!("the holidays have more than {MAX_DATES} dates: keep the years in use"));
            }
            dates.insert(date, record.get(1).unwrap_or("holiday").to_owned());
        }
        Ok(Holidays { source: source.into(), dates })
    }

    /// The name of the holiday on a date.
    pub fn name(&self, date: Date) -> Option<&str> {
        self.dates.get(&date).map(String::as_str)
    }

    /// All dates.
    pub fn dates(&self) -> impl Iterator<Item = Date> + '_ {
        self.dates.keys().copied()
    }
}
