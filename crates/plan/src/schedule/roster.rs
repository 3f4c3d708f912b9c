//! A roster in memory and as a file.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::history::{at_minute, days_between, plus};
use crate::refusal::{Refusal, refuse};

/// Duties by agent and day, as numbers of [`Problem::duties`]; 0 is off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// By agent.
    pub rows: Vec<Vec<u16>>,
}

/// One shift of one person, as in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The person.
    pub agent: String,
    /// The day it starts on.
    pub day: Date,
    /// The shift.
    pub shift: String,
    /// Local time it starts, for people; not read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<DateTime>,
    /// Local time it ends; not read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<DateTime>,
    /// Pauses: minutes from the start, and length.
    #[serde(default)]
    pub breaks: Vec<(u32, u32)>,
}

impl Roster {
    /// The shifts as they go into a file, by person and day.
    pub fn file_rows(&self, problem: &Problem) -> Vec<Row> {
        let mut rows = Vec::new();
        for (agent, row) in problem.parts.agents.iter().zip(&self.rows) {
            for (day, duty) in row.iter().enumerate() {
                let Some((_, shift)) = problem.shift_of(*duty) else { continue };
                let date = plus(problem.parts.first, day as i64);
                let pattern = problem.duties.get(usize::from(*duty)).map_or(0, |duty| duty.pattern);
                let pauses = shift.patterns.get(pattern).map(Vec::as_slice).unwrap_or_default();
                rows.push(Row {
                    agent: agent.name.clone(),
                    day: date,
                    shift: shift.name.clone(),
                    start: Some(at_minute(date, shift.start_min)),
                    end: Some(at_minute(date, shift.start_min + shift.length_min)),
                    breaks: pauses.iter().map(|pause| (pause.from_min, pause.length_min)).collect(),
                });
            }
        }
        rows
    }

    /// A roster from the shifts of a file.
    ///
    /// # Errors
    /// The first shift that does not fit the problem, and why.
    pub fn from_rows(problem: &Problem, rows: &[Row]) -> Result<Roster, Refusal> {
        let mut roster = Roster { rows: vec![vec![0; problem.days()]; problem.parts.agents.len()] };
        let names: std::collections::HashMap<&str, usize> =
            problem.parts.agents.iter().enumerate().map(|(at, agent)| (agent.name.as_str(), at)).collect();
        for row in rows {
            let wrong = |what: &str| Refusal::from(format!("{} on {}: {what}", row.agent, row.day));
            let agent = names.get(row.agent.as_str()).ok_or_else(|| wrong("the problem has no such person"))?;
            let day = usize::try_from(days_between(problem.parts.first, row.day)).ok();
            let Some(cell) = day.and_then(|day| roster.rows.get_mut(*agent)?.get_mut(day)) else {
                return Err(wrong("the day is outside the problem's days"));
            };
            if *cell != 0 {
                return Err(wrong("two shifts on one day"));
            }
            let shift = problem.parts.shifts.iter().position(|shift| shift.name == row.shift);
            let Some((at, shift)) = shift.and_then(|at| Some((at, problem.parts.shifts.get(at)?))) else {
                return refuse(format!("{} on {}: the problem has no shift «{}»", row.agent, row.day, row.shift));
            };
            let same = |pattern: &Vec<super::problem::Pause>| {
                pattern.iter().map(|pause| (pause.from_min, pause.length_min)).eq(row.breaks.iter().copied())
            };
            let pattern = if shift.patterns.is_empty() && row.breaks.is_empty() {
                Some(0)
            } else {
                shift.patterns.iter().position(same)
            };
            let pattern = pattern.ok_or_else(|| wrong("its breaks are not one of the shift's ways"))?;
            *cell = (problem.ways(at).start + pattern) as u16;
        }
        Ok(roster)
    }
}
