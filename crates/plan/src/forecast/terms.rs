//! Terms of the day regression: groups of calendar facts, of which a backtest keeps what helps.

use super::panel::Panel;
use crate::calendar::{Day, weekday};

/// A group of terms that is kept or left out as one.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// One per weekday; always there.
    Weekdays,
    /// First six business days of the month.
    MonthStart,
    /// Last three business days of the month.
    MonthEnd,
    /// The first two swings of the month, for centres whose month is a slow wave.
    MonthWave,
    /// The day after an exceptional closed day; on its own where a weekend lies between.
    AfterClosed,
    /// The last open day before an exceptional closed day.
    BeforeClosed,
    /// Public holidays on which the centre is open.
    Holiday,
    /// First business day on or after this day of the month, and the next one.
    Payday(u8),
    /// The first two swings of the year, from the second year on.
    Year,
    /// An event a person entered, by its place in the list of kinds; always there once it has been seen.
    Event(usize),
    /// A driver, by its place; kept if it helps.
    Driver(usize),
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Term::Weekdays => f.write_str("weekday"),
            Term::MonthStart => f.write_str("first business days of the month"),
            Term::MonthEnd => f.write_str("last business days of the month"),
            Term::MonthWave => f.write_str("wave over the month"),
            Term::AfterClosed => f.write_str("day after a closed day"),
            Term::BeforeClosed => f.write_str("day before a closed day"),
            Term::Holiday => f.write_str("public holiday"),
            Term::Payday(day) => write!(f, "payday {day}"),
            Term::Year => f.write_str("wave over the year"),
            Term::Event(at) => write!(f, "event {at}"),
            Term::Driver(at) => write!(f, "driver {at}"),
        }
    }
}

/// Values of the outside that a person gives: per day, aligned with the panel's days.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outside {
    /// By kind of event: share of each day it covers.
    pub events: Vec<Vec<f64>>,
    /// Names of the kinds of events.
    pub event_names: Vec<String>,
    /// By kind: contacts over a usual day's as a person guesses, for a kind that has not happened yet.
    pub sizes: Vec<Option<f64>>,
    /// By driver: value of each day, centred logarithm; NaN where not given.
    pub drivers: Vec<Vec<f64>>,
    /// Names of the drivers.
    pub driver_names: Vec<String>,
}

impl Outside {
    /// A group of terms by the name a person gave it.
    pub fn name(&self, term: &Term) -> String {
        let given = match term {
            Term::Event(at) => self.event_names.get(*at),
            Term::Driver(at) => self.driver_names.get(*at),
            _ => None,
        };
        given.cloned().unwrap_or_else(|| term.to_string())
    }

    /// Whether a kind of event happened before a day.
    pub(super) fn happened(&self, kind: usize, before: usize) -> bool {
        self.events.get(kind).is_some_and(|days| days.iter().take(before).any(|share| *share > 0.0))
    }

    /// By how much the guessed sizes of events that never happened before `past` change a day.
    pub(super) fn guessed(&self, day: usize, past: usize) -> f64 {
        let sizes = self.sizes.iter().enumerate().filter(|(kind, _)| !self.happened(*kind, past));
        sizes.filter_map(|(kind, size)| size.filter(|_| value(&self.events, kind, day) > 0.0)).product()
    }
}

/// The rows of a design: one per past or coming day.
pub struct Design {
    /// Terms in a row.
    pub width: usize,
    /// Penalty of each term, relative to the ridge; the intercept's is 0.
    pub penalty: Vec<f64>,
    /// The first column of each group.
    columns: Vec<(Term, usize)>,
    rows: Vec<f64>,
}

impl Design {
    /// Rows of all days for these groups.
    pub fn new(panel: &Panel, outside: &Outside, terms: &[Term]) -> Design {
        let mut design = Design { width: 0, penalty: Vec::new(), columns: Vec::new(), rows: Vec::new() };
        let mut row = Vec::new();
        for (at, day) in panel.days.iter().enumerate() {
            row.clear();
            row.push(1.0);
            for term in terms {
                push(&mut row, term, day, at, outside);
            }
            design.width = row.len();
            design.rows.extend_from_slice(&row);
        }
        design.penalty.push(0.0);
        for term in terms {
            row.clear();
            if let Some(day) = panel.days.get(0) {
                push(&mut row, term, day, 0, outside);
            }
            design.columns.push((term.clone(), design.penalty.len()));
            // Rare days are few even when their effect is sure: they are shrunk less.
            let rare = matches!(term, Term::AfterClosed | Term::BeforeClosed | Term::Event(_) | Term::Holiday);
            design.penalty.extend(row.iter().map(|_| if rare { 0.3 } else { 1.0 }));
        }
        design
    }

    /// The first column of a group.
    pub fn column(&self, term: &Term) -> Option<usize> {
        self.columns.iter().find(|(other, _)| other == term).map(|(_, column)| *column)
    }

    /// Whether a day is of a rare kind that a person named: it is far off for a reason.
    pub fn named(&self, day: usize) -> bool {
        let mut events = self.columns.iter().filter(|(term, _)| matches!(term, Term::Event(_)));
        let row = self.row(day);
        events.any(|(_, column)| row.get(*column).is_some_and(|share| *share > 0.0))
    }

    /// The terms of a day.
    pub fn row(&self, day: usize) -> &[f64] {
        self.rows.get(day * self.width..(day + 1) * self.width).unwrap_or_default()
    }
}

fn push(row: &mut Vec<f64>, term: &Term, day: &Day, at: usize, outside: &Outside) {
    let is = |yes: bool| f64::from(u8::from(yes));
    match term {
        Term::Weekdays => {
            // After a closed Monday, Tuesday is the week's first day: that is the term for the day after, not this one.
            let of_week = weekday(day.date);
            row.extend((0..7).map(|other| is(other == of_week)));
        }
        Term::MonthStart => row.extend((1..=6).map(|nth| is(day.from_start == nth))),
        Term::MonthEnd => row.extend((1..=3).map(|nth| is(day.from_end == nth))),
        Term::MonthWave => {
            let phase = f64::from(day.date.day() - 1) / f64::from(day.date.days_in_month());
            waves(row, phase);
        }
        Term::AfterClosed => row.extend([is(day.after_shut), is(day.after_shut_weekend)]),
        Term::BeforeClosed => row.push(is(day.before_shut)),
        Term::Holiday => row.push(is(day.holiday)),
        Term::Payday(of_month) => row.push(is(day.pays(u32::from(*of_month)))),
        Term::Year => waves(row, f64::from(day.date.day_of_year()) / 365.25),
        Term::Event(kind) => row.push(value(&outside.events, *kind, at)),
        Term::Driver(kind) => row.push(value(&outside.drivers, *kind, at)),
    }
}

fn value(of: &[Vec<f64>], kind: usize, at: usize) -> f64 {
    of.get(kind).and_then(|values| values.get(at)).copied().filter(|value| value.is_finite()).unwrap_or(0.0)
}

fn waves(row: &mut Vec<f64>, phase: f64) {
    for turns in [1.0, 2.0] {
        let (sin, cos) = (std::f64::consts::TAU * turns * phase).sin_cos();
        row.extend([sin, cos]);
    }
}
