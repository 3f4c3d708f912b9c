//! The honest gap: required, scheduled, short, and what the shortage does to waits.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::Serialize;

use super::require::{Required, Requirement};
use super::staffing::{Demand, Predicted, Staffing, predict_dedicated};
use crate::erlang::MAX_AGENTS;
use crate::history::text;
use crate::refusal::{Refusal, refuse};

/// People on the schedule for a group in an interval, breaks and absence not yet taken off.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheduled {
    /// Line of the file, the heading being line 1.
    pub line: u64,
    /// Start of the interval, local time of the centre.
    pub start: DateTime,
    /// The group.
    pub group: String,
    /// People.
    pub people: f64,
}

/// A requirement beside the people scheduled for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    /// The requirement.
    #[serde(flatten)]
    pub required: Requirement,
    /// People scheduled; nobody where the schedule says nothing.
    pub scheduled: f64,
    /// Agents at work of those: `scheduled × (1 − shrinkage)`, rounded down.
    pub at_work: u32,
    /// People missing: required less scheduled, 0 if there are enough.
    pub short: f64,
    /// What those at work achieve.
    pub with_scheduled: Predicted,
}

/// Reads `start,group,people`.
pub fn read_scheduled(csv: &[u8]) -> Result<Vec<Scheduled>, Refusal> {
    let csv = text(csv)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv.as_ref());
    let unreadable = |wrong: csv::Error| Refusal::from(format!("the schedule's counts cannot be read: {wrong}"));
    let heading = reader.headers().map_err(unreadable)?;
    let at = |name: &str| heading.iter().position(|column| column.eq_ignore_ascii_case(name));
    let (Some(start_at), Some(group_at), Some(people_at)) = (at("start"), at("group"), at("people")) else {
        return refuse("line 1 of the schedule's counts must name the columns start, group and people");
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |column: usize| record.get(column).unwrap_or("");
        let Ok(start) = field(start_at).parse::<DateTime>() else {
            return refuse(format!(
                "line {line} of the schedule's counts: start is \"{}\", not a local time such as 2026-11-24T09:30",
                field(start_at)
            ));
        };
        let people = match field(people_at).parse::<f64>() {
            Ok(people) if (0.0..=f64::from(MAX_AGENTS)).contains(&people) => people,
            _ => {
                return refuse(format!(
                    "line {line} of the schedule's counts: people is \"{}\", not a number from 0 to {MAX_AGENTS}",
                    field(people_at)
                ));
            }
        };
        rows.push(Scheduled { line, start, group: field(group_at).into(), people });
    }
    Ok(rows)
}

/// Each requirement with its gap; where the counts say nothing, nobody is scheduled. Refuses counts for an interval or group
/// that is not required.
pub fn gaps(required: &Required, scheduled: &[Scheduled], staffing: &dyn Staffing) -> Result<Vec<Gap>, Refusal> {
    let mut people: BTreeMap<(DateTime, &str), &Scheduled> = BTreeMap::new();
    for row in scheduled {
        if let Some(other) = people.insert((row.start, &row.group), row) {
            return refuse(format!(
                "lines {} and {} of the schedule's counts are both {} at {}: keep one of them",
                other.line, row.line, row.group, row.start
            ));
        }
    }
    let mut gaps = Vec::with_capacity(required.rows.len());
    for rows in required.rows.chunk_by(|a, b| a.start == b.start) {
        let scheduled: Vec<f64> = rows
            .iter()
            .map(|row| people.remove(&(row.start, row.group.as_str())).map_or(0.0, |row| row.people))
            .collect();
        let at_work: Vec<u32> =
            rows.iter().zip(&scheduled).map(|(row, people)| required.at_work(row, *people)).collect();
        let demands: Vec<Demand> = rows.iter().map(|row| row.demand).collect();
        let predicted = predict_dedicated(staffing, required.interval_s, &demands, &at_work)?;
        for (((row, scheduled), at_work), with_scheduled) in rows.iter().zip(scheduled).zip(at_work).zip(predicted) {
            let short = (row.people - scheduled).max(0.0);
            gaps.push(Gap { required: row.clone(), scheduled, at_work, short, with_scheduled });
        }
    }
    match people.into_values().next() {
        Some(row) => refuse(format!(
            "line {} of the schedule's counts: nothing is forecast for {} at {}; check the group's name and the interval",
            row.line, row.group, row.start
        )),
        None => Ok(gaps),
    }
}

impl Required {
    fn at_work(&self, row: &Requirement, people: f64) -> u32 {
        let shrinkage = self.groups.get(&row.group).map_or(0.0, |inputs| inputs.shrinkage);
        // 20 people at 30 % shrinkage are 14 at work, not 13.999….
        (people * (1.0 - shrinkage) + 1e-9).floor() as u32
    }
}
