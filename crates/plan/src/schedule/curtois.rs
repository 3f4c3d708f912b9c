//! The benchmark format of Curtois & Qu (schedulingbenchmarks.org, "Nurse Rostering Instances"): text in sections.

use std::collections::HashMap;

use jiff::civil::Date;

use super::problem::{Agent, Before, Contract, Cover, Parts, Problem, Shift, Wish};
use crate::refusal::{Refusal, refuse};

/// Rows of a section with their line numbers.
type Rows<'a> = Vec<(usize, Vec<&'a str>)>;

/// Reads an instance. All start on a Monday.
pub(super) fn read(text: &str) -> Result<Problem, Refusal> {
    let mut sections: HashMap<&str, Rows> = HashMap::new();
    let mut section = "";
    for (at, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix("SECTION_") {
            section = name;
        } else {
            sections.entry(section).or_default().push((at, line.split(',').map(str::trim).collect()));
        }
    }
    let rows = |name: &str| sections.get(name).map(Vec::as_slice).unwrap_or_default();
    let Some((line, days)) = rows("HORIZON").first() else {
        return refuse("no SECTION_HORIZON: this is not a scheduling instance");
    };
    let days: usize = number(*line, days, 0)?;
    let mut shifts = Vec::new();
    let mut forbidden = Vec::new();
    for (line, row) in rows("SHIFTS") {
        let length: u32 = number(*line, row, 1)?;
        forbidden.push(cell(*line, row, 2).unwrap_or_default());
        shifts.push(Shift {
            name: cell(*line, row, 0)?.to_owned(),
            start_min: 0,
            length_min: length,
            counted_min: length,
            weekdays: [true; 7],
            burden: 0,
            patterns: Vec::new(),
        });
    }
    let shift = |line: usize, name: &str| {
        let wrong = || Refusal::from(format!("line {line}: shift «{name}» is not in SECTION_SHIFTS"));
        shifts.iter().position(|shift| shift.name == name).ok_or_else(wrong)
    };
    let mut never_after = vec![Vec::new(); shifts.len()];
    for (list, (names, (line, _))) in never_after.iter_mut().zip(forbidden.iter().zip(rows("SHIFTS"))) {
        for name in names.split('|').filter(|name| !name.is_empty()) {
            list.push(shift(*line, name)?);
        }
    }
    let mut agents = Vec::new();
    for (line, row) in rows("STAFF") {
        agents.push(agent(*line, row, days, &shift, &never_after)?);
    }
    let person = |agents: &[Agent], line: usize, name: &str| {
        let wrong = || Refusal::from(format!("line {line}: employee «{name}» is not in SECTION_STAFF"));
        agents.iter().position(|agent| agent.name == name).ok_or_else(wrong)
    };
    for (line, row) in rows("DAYS_OFF") {
        let at = person(&agents, *line, cell(*line, row, 0)?)?;
        let off = (1..row.len()).map(|at| number(*line, row, at)).collect::<Result<Vec<usize>, _>>()?;
        if let Some(agent) = agents.get_mut(at) {
            agent.off.extend(off);
        }
    }
    for (name, wanted) in [("SHIFT_ON_REQUESTS", true), ("SHIFT_OFF_REQUESTS", false)] {
        for (line, row) in rows(name) {
            let at = person(&agents, *line, cell(*line, row, 0)?)?;
            let wish = Wish {
                day: number(*line, row, 1)?,
                shift: Some(shift(*line, cell(*line, row, 2)?)?),
                wanted,
                weight: number(*line, row, 3)?,
            };
            if let Some(agent) = agents.get_mut(at) {
                agent.wishes.push(wish);
            }
        }
    }
    let mut cover = Vec::new();
    for (line, row) in rows("COVER") {
        cover.push(Cover {
            day: number(*line, row, 0)?,
            shift: shift(*line, cell(*line, row, 1)?)?,
            people: number(*line, row, 2)?,
            under: number(*line, row, 3)?,
            over: number(*line, row, 4)?,
        });
    }
    Problem::new(Parts {
        first: Date::constant(2024, 1, 1),
        days,
        interval_min: 1_440,
        skills: Vec::new(),
        shifts,
        agents,
        required: Vec::new(),
        under: 0,
        over: 0,
        cover,
        sites: Vec::new(),
        weekend_burden: 0,
        fairness: 0,
    })
}

fn agent(
    line: usize,
    row: &[&str],
    days: usize,
    shift: &impl Fn(usize, &str) -> Result<usize, Refusal>,
    never_after: &[Vec<usize>],
) -> Result<Agent, Refusal> {
    let mut most = Vec::new();
    for pair in cell(line, row, 1)?.split('|').filter(|pair| !pair.is_empty()) {
        let Some((name, times)) = pair.split_once('=') else {
            return refuse(format!("line {line}: «{pair}» is not as D=14"));
        };
        most.push((
            shift(line, name)?,
            times.parse().map_err(|_| Refusal::from(format!("line {line}: «{times}» is no number")))?,
        ));
    }
    let contract = Contract {
        days: 0..=u32::try_from(days).unwrap_or(u32::MAX),
        minutes: number(line, row, 3)?..=number(line, row, 2)?,
        week_days: 0..=u32::MAX,
        week_minutes: 0..=u32::MAX,
        in_a_row: number(line, row, 5)?..=number(line, row, 4)?,
        off_in_a_row: number(line, row, 6)?,
        weekends: number(line, row, 7)?,
        weekend_days: 2,
        rest_min: 0,
        nights: None,
        law: None,
        never_after: never_after.to_vec(),
        shifts: most,
    };
    let name = cell(line, row, 0)?.to_owned();
    Ok(Agent {
        name,
        contract,
        skills: 0,
        off: Vec::new(),
        wishes: Vec::new(),
        shift_cost: Vec::new(),
        borne: 0,
        site: None,
        home: [false; 7],
        before: Before::default(),
        next_start: None,
        next_in_a_row: 0,
    })
}

fn cell<'a>(line: usize, row: &[&'a str], at: usize) -> Result<&'a str, Refusal> {
    row.get(at).copied().ok_or_else(|| Refusal::from(format!("line {line} has {} columns: one is missing", row.len())))
}

fn number<T: std::str::FromStr>(line: usize, row: &[&str], at: usize) -> Result<T, Refusal> {
    let text = cell(line, row, at)?;
    text.parse().map_err(|_| Refusal::from(format!("line {line}: «{text}» is not a number that fits there")))
}
