//! Requirements and gaps as CSV.

use super::gap::Gap;
use super::require::{Required, Requirement};
use super::skills::{Crew, Reached, Staffed};
use super::staffing::Predicted;
use crate::refusal::Refusal;

const REQUIREMENT: [&str; 12] = [
    "start",
    "group",
    "expected",
    "contacts",
    "aht_s",
    "erlangs",
    "agents",
    "people",
    "service_level",
    "asa_s",
    "p_abandon",
    "occupancy",
];
const GAP: [&str; 8] = [
    "scheduled",
    "at_work",
    "short",
    "scheduled_service_level",
    "scheduled_asa_s",
    "scheduled_p_abandon",
    "scheduled_occupancy",
    "scheduled_backlog",
];

const CREW: [&str; 5] = ["start", "group", "agents", "people", "occupancy"];
const REACHED: [&str; 17] = [
    "start",
    "line",
    "expected",
    "contacts",
    "aht_s",
    "erlangs",
    "service_level",
    "asa_s",
    "p_abandon",
    "occupancy",
    "service_level_p10",
    "service_level_p50",
    "service_level_p90",
    "asa_s_p10",
    "asa_s_p50",
    "asa_s_p90",
    "days_kept",
];

/// One line per interval and skill set, as `schedule` reads it.
pub fn crew_table(staffed: &Staffed) -> Result<Vec<u8>, Refusal> {
    table(&CREW, staffed.crews.iter().map(crew))
}

/// One line per interval and line of contacts, with how days differ.
pub fn reached_table(staffed: &Staffed) -> Result<Vec<u8>, Refusal> {
    table(&REACHED, staffed.reached.iter().map(reached))
}

/// One line per interval and group; empty where a wait has no end.
pub fn requirement_table(required: &Required) -> Result<Vec<u8>, Refusal> {
    table(&REQUIREMENT, required.rows.iter().map(requirement))
}

/// The same with what is scheduled and what that achieves.
pub fn gap_table(gaps: &[Gap]) -> Result<Vec<u8>, Refusal> {
    let heading: Vec<&str> = REQUIREMENT.into_iter().chain(GAP).collect();
    table(&heading, gaps.iter().map(|gap| [requirement(&gap.required), shortage(gap)].concat()))
}

fn table(heading: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Refusal> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let unwritten = |wrong: csv::Error| Refusal::from(format!("the requirements cannot be written: {wrong}"));
    writer.write_record(heading).map_err(unwritten)?;
    for row in rows {
        writer.write_record(row).map_err(unwritten)?;
    }
    writer.into_inner().map_err(|wrong| Refusal::from(format!("the requirements cannot be written: {wrong}")))
}

fn requirement(row: &Requirement) -> Vec<String> {
    let mut fields = vec![row.start.to_string(), row.group.clone()];
    fields.extend([rounded(row.expected, 2), rounded(row.contacts, 2), rounded(row.aht_s, 1), rounded(row.erlangs, 3)]);
    fields.extend([row.agents.to_string(), rounded(row.people, 2)]);
    fields.extend(predicted(&row.predicted));
    fields
}

fn crew(row: &Crew) -> Vec<String> {
    let (agents, people) = (row.agents.to_string(), rounded(row.people, 2));
    vec![row.start.to_string(), row.skills.clone(), agents, people, rounded(row.occupancy, 4)]
}

fn reached(row: &Reached) -> Vec<String> {
    let mut fields = vec![row.start.to_string(), row.line.clone()];
    fields.extend([rounded(row.expected, 2), rounded(row.contacts, 2), rounded(row.aht_s, 1), rounded(row.erlangs, 3)]);
    fields.extend(predicted(&row.predicted));
    match row.predicted.over_days {
        Some(days) => {
            fields.extend(days.service_level_days.map(|share| rounded(share, 4)));
            fields.extend(days.asa_s_days.map(|seconds| rounded(seconds, 1)));
            fields.push(rounded(days.days_kept, 4));
        }
        None => fields.resize(REACHED.len(), String::new()),
    }
    fields
}

fn shortage(gap: &Gap) -> Vec<String> {
    let mut fields = vec![rounded(gap.scheduled, 2), gap.at_work.to_string(), rounded(gap.short, 2)];
    fields.extend(predicted(&gap.with_scheduled));
    fields.push(rounded(gap.with_scheduled.backlog, 1));
    fields
}

fn predicted(found: &Predicted) -> [String; 4] {
    [rounded(found.service_level, 4), rounded(found.asa_s, 1), rounded(found.p_abandon, 4), rounded(found.occupancy, 4)]
}

fn rounded(number: f64, digits: usize) -> String {
    if number.is_finite() { format!("{number:.digits$}") } else { String::new() }
}
