//! A journal cut into days of the centre's clock, or into pieces of days where there are too few.

use std::fmt;

use anyhow::{Result, ensure};
use jiff::{Timestamp, ToSpan};
use node::past::StretchError;
use routing::Time;
use sim::replay::Facts;
use sim::tune::PIECE_MS;

use super::past::Past;

/// Fewer days are cut into pieces.
const FEWEST_DAYS: usize = 6;
/// Most days looked at: a policy for a quarter.
const MOST_DAYS: usize = 92;
/// Most decisions kept in memory.
const MOST_DECISIONS: usize = 20_000_000;

/// What a stretch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Day,
    Piece,
}

impl Unit {
    /// Fewer on a side say nothing: a piece hangs together with its neighbours.
    pub fn fewest_a_side(self) -> usize {
        match self {
            Unit::Day => 3,
            Unit::Piece => 6,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unit::Day => "days",
            Unit::Piece => "pieces of two hours",
        })
    }
}

/// Stretches in order of time, each with contacts in it.
pub struct Stretches {
    pub unit: Unit,
    pub facts: Vec<Facts>,
    /// Of the day, or of the day and the piece in it: neighbours differ by one.
    pub numbers: Vec<i64>,
}

impl Stretches {
    /// Reads days with contacts from `from` on and before `to`; all of the journal where nothing is named.
    pub fn read(past: &Past, from: Option<Time>, to: Option<Time>) -> Result<Stretches> {
        let (first, last) = past.bounds()?;
        let (from, to) = (from.unwrap_or(first).max(first), to.unwrap_or(last.plus_ms(1)).min(last.plus_ms(1)));
        ensure!(from < to, "nothing happened in that stretch, or it ends before it begins");
        let mut found = Stretches::cut(past, &days(past, from, to)?, Unit::Day)?;
        if found.facts.len() < FEWEST_DAYS {
            let pieces: Vec<_> = days(past, from, to)?.iter().flat_map(pieces).collect();
            found = Stretches::cut(past, &pieces, Unit::Piece)?;
        }
        Ok(found)
    }

    fn cut(past: &Past, bounds: &[(i64, Time, Time)], unit: Unit) -> Result<Stretches> {
        let mut stretches = Stretches { unit, facts: Vec::new(), numbers: Vec::new() };
        let mut decisions = 0;
        for (number, from, to) in bounds {
            let facts = match past.facts(Some(*from), Some(*to)) {
                Ok(facts) => facts,
                Err(fault) if matches!(fault.downcast_ref(), Some(StretchError::Empty)) => continue,
                Err(fault) => return Err(fault),
            };
            decisions += facts.decided.len();
            ensure!(decisions <= MOST_DECISIONS, "more than {MOST_DECISIONS} decisions: name a shorter stretch");
            if !facts.contacts.is_empty() {
                stretches.facts.push(facts);
                stretches.numbers.push(*number);
            }
        }
        Ok(stretches)
    }
}

/// Days of the centre's clock, each with its number.
fn days(past: &Past, from: Time, to: Time) -> Result<Vec<(i64, Time, Time)>> {
    let zone = &past.clock.0;
    let first = zone.to_datetime(Timestamp::from_millisecond(from.0)?).date();
    let mut days = Vec::new();
    for number in 0.. {
        let date = first.checked_add(number.days())?;
        let midnight = |date: jiff::civil::Date| -> Result<Time> {
            Ok(Time(zone.to_timestamp(date.at(0, 0, 0, 0))?.as_millisecond()))
        };
        let (begins, ends) = (midnight(date)?, midnight(date.tomorrow()?)?);
        if begins >= to {
            break;
        }
        ensure!(days.len() < MOST_DAYS, "more than {MOST_DAYS} days: name a shorter stretch with --from and --to");
        let since = date.since(jiff::civil::Date::constant(2000, 1, 3))?.get_days();
        days.push((i64::from(since), begins.max(from), ends.min(to)));
    }
    Ok(days)
}

/// A day cut into pieces.
fn pieces((number, from, to): &(i64, Time, Time)) -> Vec<(i64, Time, Time)> {
    let (number, from, to) = (*number, *from, *to);
    let count = to.since_ms(from).div_euclid(PIECE_MS) + 1;
    let piece = move |at: i64| (number + at, from.plus_ms(at * PIECE_MS), from.plus_ms((at + 1) * PIECE_MS).min(to));
    (0..count).map(piece).filter(|(_, from, to)| from < to).collect()
}
