//! Rosters as they are kept: made, changed with a trace, published to the people.

use std::collections::BTreeMap;

use ::plan::history::{days_between, plus};
use ::plan::schedule::{self, Change, Effect, Problem, Report, Roster, Row, Standing, best_way};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::types::{
    BrokenRule, Cover, HourEffect, MyShift, RosterBreak, RosterChange, RosterEffect, RosterPerson, RosterReport,
    RosterRow, RosterShift, RosterTemplate, RosterView,
};
use super::{problem, publish, settings};
use crate::error::{Error, FieldCode, Result};
use crate::rows;
use crate::wire::Ms;

/// Most cells changed at once.
const CHANGES: usize = 200;
/// Rosters listed.
const LISTED: u32 = 100;

/// A roster read back, with its problem.
pub struct Kept {
    pub row: RosterRow,
    pub problem: Problem,
    pub roster: Roster,
    pub(super) contracts: BTreeMap<String, String>,
}

/// A roster that was made.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// The problem file it answers.
    pub problem: &'a str,
    pub shifts: &'a [Row],
    pub first: Date,
    pub days: u8,
    pub forecast: u64,
}

/// Keeps a roster that was made and returns its number.
pub fn keep(tx: &Transaction<'_>, centre: u32, new: &New<'_>, at: Ms, by: Option<u32>) -> Result<u64> {
    let roster = store::new_id(tx, centre)?;
    let shifts = serde_json::to_string(new.shifts).map_err(|_| Error::Internal)?;
    tx.execute(
        "INSERT INTO roster (centre, roster, first_day, days, forecast, made_at, made_by, problem, shifts)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (centre, roster, new.first.to_string(), new.days, new.forecast, at, by, new.problem, shifts),
    )?;
    Ok(roster)
}

// The days of roster r on which it is in force: published, and no other that covers the day was published after it.
const DAYS_IN_FORCE: &str = "WITH RECURSIVE own(day) AS (
        SELECT r.first_day
        UNION ALL SELECT date(day, '+1 day') FROM own WHERE date(day, '+1 day') < date(r.first_day, '+' || r.days || ' days'))
    SELECT day FROM own WHERE r.published_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM roster n
        WHERE n.centre = r.centre AND (n.published_at, n.roster) > (r.published_at, r.roster)
          AND n.first_day <= day AND date(n.first_day, '+' || n.days || ' days') > day)";

const ROW: &str = "roster, first_day, days, made_at, made_by, revision, published_at, published_by";

/// Columns of a roster, as [`row`] reads them, and more.
fn select(more: &str) -> String {
    format!("SELECT {ROW}, EXISTS ({DAYS_IN_FORCE}){more} FROM roster r WHERE centre = ?1")
}

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<RosterRow> {
    Ok(RosterRow {
        id: row.get(0)?,
        first: super::date(row, 1)?,
        days: row.get(2)?,
        made_at: row.get(3)?,
        made_by: row.get(4)?,
        revision: row.get(5)?,
        published_at: row.get(6)?,
        published_by: row.get(7)?,
        in_force: row.get(8)?,
    })
}

/// Rosters, the latest days first.
pub fn list(view: &Connection, centre: u32) -> Result<Vec<RosterRow>> {
    let mut rosters = view.prepare_cached(&format!(
        "{} ORDER BY first_day DESC, coalesce(published_at, made_at) DESC LIMIT {LISTED}",
        select("")
    ))?;
    let found = rosters.query_map([centre], row)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The roster people work by on a day.
pub fn in_force(view: &Connection, centre: u32, day: Date) -> Result<Option<RosterRow>> {
    let sql = format!(
        "{} AND published_at IS NOT NULL AND first_day <= ?2 AND date(first_day, '+' || days || ' days') > ?2
         ORDER BY published_at DESC, roster DESC LIMIT 1",
        select("")
    );
    Ok(view.prepare_cached(&sql)?.query_row((centre, day.to_string()), row).optional()?)
}

/// The days on which people work by a roster.
pub fn days_in_force(view: &Connection, centre: u32, roster: u64) -> Result<Vec<Date>> {
    let sql = format!(
        "SELECT (SELECT json_group_array(day) FROM ({DAYS_IN_FORCE})) FROM roster r WHERE centre = ?1 AND roster = ?2"
    );
    let mut days = view.prepare_cached(&sql)?;
    Ok(days.query_row((centre, roster), |found| rows::json(found, 0))?)
}

/// One roster, under the rules as they were when it was made.
///
/// # Errors
/// [`Error::NotFound`].
pub fn read(view: &Connection, centre: u32, roster: u64) -> Result<Kept> {
    let (row, text, shifts) = stored(view, centre, roster)?;
    kept(row, &text, &shifts)
}

/// One roster to look into or change: leave, and the rosters before and after it, are those of now.
///
/// # Errors
/// [`Error::NotFound`].
pub fn current(view: &Connection, centre: u32, roster: u64) -> Result<Kept> {
    let (row, text, shifts) = stored(view, centre, roster)?;
    let now = problem::brought_up(view, centre, &text, row.first, row.days)?;
    // Should the rules of now contradict the contracts of then, the roster is looked at as it was made rather than not at all.
    kept(row.clone(), &now, &shifts).or_else(|_| kept(row, &text, &shifts))
}

/// The forecast that a roster was made for.
///
/// # Errors
/// [`Error::NotFound`].
pub fn made_for(view: &Connection, centre: u32, roster: u64) -> Result<u64> {
    let mut select = view.prepare_cached("SELECT forecast FROM roster WHERE centre = ?1 AND roster = ?2")?;
    select.query_row((centre, roster), |row| row.get(0)).optional()?.ok_or(Error::NotFound)
}

fn stored(view: &Connection, centre: u32, roster: u64) -> Result<(RosterRow, String, Vec<Row>)> {
    let sql = format!("{} AND roster = ?2", select(", problem, shifts"));
    let found = view
        .prepare_cached(&sql)?
        .query_row((centre, roster), |found| Ok((row(found)?, found.get(9)?, rows::json(found, 10)?)));
    found.optional()?.ok_or(Error::NotFound)
}

fn kept(row: RosterRow, text: &str, shifts: &[Row]) -> Result<Kept> {
    let problem = problem::read(text)?;
    let roster = Roster::from_rows(&problem, shifts).map_err(|why| {
        tracing::error!(%why, roster = row.id, "a kept roster cannot be read");
        Error::Internal
    })?;
    let file: serde_json::Value = serde_json::from_str(text).map_err(|_| Error::Internal)?;
    let people = file.get("agents").and_then(|agents| agents.as_array()).into_iter().flatten();
    let word = |of: &serde_json::Value, name: &str| of.get(name).and_then(|word| word.as_str()).map(str::to_owned);
    let contracts = people.filter_map(|person| Some((word(person, "name")?, word(person, "contract")?))).collect();
    Ok(Kept { row, problem, roster, contracts })
}

impl Kept {
    /// It as it stands, for many questions.
    pub fn standing(&self) -> Standing<'_> {
        Standing::of(&self.problem, &self.roster)
    }

    /// Everybody in it.
    pub fn agents(&self) -> impl Iterator<Item = u32> {
        self.problem.parts.agents.iter().filter_map(|agent| agent.name.parse().ok())
    }

    /// The place of a person in the problem.
    ///
    /// # Errors
    /// [`Error::NotFound`] where she is not in it.
    pub fn agent(&self, id: u32) -> Result<usize> {
        let name = id.to_string();
        self.problem.parts.agents.iter().position(|agent| agent.name == name).ok_or(Error::NotFound)
    }

    /// The place of a day in the problem.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not in it.
    pub fn day(&self, day: Date) -> Result<usize> {
        let at = usize::try_from(days_between(self.row.first, day)).ok();
        at.filter(|at| *at < self.problem.days()).ok_or(Error::NotFound)
    }

    /// The duty of a person on a day; 0 is off.
    pub fn duty(&self, agent: usize, day: usize) -> u16 {
        self.roster.rows.get(agent).and_then(|row| row.get(day)).copied().unwrap_or(0)
    }

    /// Intervals that a duty works, by their place after the midnight before it; those of the next day go on behind.
    pub fn work(&self, duty: u16) -> Vec<usize> {
        self.problem.duties.get(usize::from(duty)).map(|duty| duty.work.clone()).unwrap_or_default()
    }

    /// Intervals of the next day that a duty works, by their place after midnight.
    pub fn after_midnight(&self, duty: u16) -> Vec<usize> {
        self.work(duty).into_iter().filter_map(|slot| slot.checked_sub(self.problem.slots())).collect()
    }

    /// The name of the shift of a duty.
    pub fn shift_name(&self, duty: u16) -> Option<String> {
        self.problem.shift_of(duty).map(|(_, shift)| shift.name.clone())
    }

    /// A duty in words: the shift, and where its breaks lie if it is only they that differ from `other`.
    pub(super) fn told(&self, duty: u16, other: u16) -> Option<String> {
        let name = self.shift_name(duty)?;
        if self.shift_name(other).as_ref() != Some(&name) {
            return Some(name);
        }
        let shift = self.shift(0, 0, duty)?;
        let at = |pause: &RosterBreak| (shift.start_min + pause.from_min) % 1_440;
        let starts = shift.breaks.iter().map(|pause| format!("{:02}:{:02}", at(pause) / 60, at(pause) % 60));
        Some([name].into_iter().chain(starts).collect::<Vec<_>>().join(" "))
    }

    /// A shift as [`Kept::told`] has it, without its breaks.
    pub fn named(&self, told: &str) -> Option<MyShift> {
        let is = |name: &str| told.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let shifts = self.problem.parts.shifts.iter().filter(|shift| is(&shift.name));
        let shift = shifts.max_by_key(|shift| shift.name.len())?;
        let (start_min, length_min) = (shift.start_min, shift.length_min);
        Some(MyShift { name: shift.name.clone(), start_min, length_min, breaks: Vec::new() })
    }

    /// Shifts as screens show them.
    pub fn shifts(&self) -> Vec<RosterShift> {
        let mut all = Vec::new();
        for (agent, duties) in self.problem.parts.agents.iter().zip(&self.roster.rows) {
            for (day, duty) in duties.iter().enumerate() {
                all.extend(agent.name.parse().ok().and_then(|agent| self.shift(agent, day, *duty)));
            }
        }
        all
    }

    /// What somebody works on a day, if she and the day are in it.
    pub fn on(&self, agent: u32, day: Date) -> Option<RosterShift> {
        let (at, day) = (self.agent(agent).ok()?, self.day(day).ok()?);
        self.shift(agent, day, self.duty(at, day))
    }

    /// One shift as screens show it; none for a day off.
    pub fn shift(&self, agent: u32, day: usize, duty: u16) -> Option<RosterShift> {
        let (_, shift) = self.problem.shift_of(duty)?;
        let pattern = self.problem.duties.get(usize::from(duty)).map_or(0, |duty| duty.pattern);
        let pauses = shift.patterns.get(pattern).map(Vec::as_slice).unwrap_or_default();
        Some(RosterShift {
            agent,
            day: plus(self.row.first, day as i64),
            shift: shift.name.clone(),
            start_min: shift.start_min,
            length_min: shift.length_min,
            breaks: breaks(pauses),
        })
    }

    /// Cells from what a person asked for; where she does not say how a shift's pauses lie, they are laid where they are missed least.
    pub fn cells(&self, changes: &[RosterChange]) -> Result<Vec<Change>> {
        if changes.is_empty() || changes.len() > CHANGES {
            return Err(Error::field("changes", FieldCode::OutOfRange));
        }
        let cell = |change: &RosterChange| {
            let (agent, day) = (self.agent(change.agent)?, self.day(change.day)?);
            let Some(name) = &change.shift else {
                let none = change.breaks.as_ref().is_none_or(Vec::is_empty);
                return none
                    .then_some(Change { agent, day, duty: 0 })
                    .ok_or(Error::field("breaks", FieldCode::NotThere));
            };
            let shift = self.problem.parts.shifts.iter().position(|shift| shift.name == *name);
            let shift = shift.ok_or_else(|| Error::field("shift", FieldCode::NotThere))?;
            let duty = match &change.breaks {
                Some(breaks) => {
                    let way = self.problem.way(shift, breaks.iter().copied());
                    way.ok_or_else(|| Error::field("breaks", FieldCode::NotThere))?
                }
                None => best_way(&self.problem, &self.roster, agent, day, shift).ok_or(Error::Internal)?,
            };
            Ok(Change { agent, day, duty })
        };
        changes.iter().map(cell).collect()
    }

    /// What changes would do, as screens show it.
    pub fn effect(&self, changes: &[Change]) -> RosterEffect {
        self.shown(&schedule::effect(&self.problem, &self.roster, changes))
    }

    /// An effect as screens show it.
    pub fn shown(&self, effect: &Effect) -> RosterEffect {
        let slots = self.problem.slots().max(1);
        let hour = |at: &schedule::IntervalEffect| HourEffect {
            day: plus(self.row.first, (at.interval / slots) as i64),
            minute: (at.interval % slots) as u32 * self.problem.parts.interval_min,
            missing_before: at.missing_before,
            missing_after: at.missing_after,
        };
        RosterEffect {
            revision: self.row.revision,
            broken: effect.broken.iter().filter_map(broken).collect(),
            cost: effect.cost,
            missing_hours_before: effect.understaffed_hours.0,
            missing_hours_after: effect.understaffed_hours.1,
            hours: effect.intervals.iter().map(hour).collect(),
        }
    }

    /// Everything about it.
    pub fn view(&self, hourly_cost: u32) -> RosterView {
        let (problem, parts) = (&self.problem, &self.problem.parts);
        let report = schedule::check(problem, &self.roster);
        let cells = (problem.days() + 1) * problem.slots();
        let required = (0..cells).map(|at| parts.required.iter().filter_map(|skill| skill.get(at)).sum()).collect();
        let staffed = schedule::at_work(problem, &self.roster).people();
        let missing = schedule::missing(problem, &self.roster);
        let hours = f64::from(parts.interval_min) / 60.0;
        let of_day = |values: &[u32], day: usize| {
            let slots = problem.slots();
            let sum: u32 = values.iter().skip(day * slots).take(slots).sum();
            f64::from(sum) * hours
        };
        let required: Vec<u32> = required;
        RosterView {
            roster: self.row.clone(),
            interval_min: parts.interval_min as u16,
            people: self.people(),
            templates: parts.shifts.iter().map(template).collect(),
            shifts: self.shifts(),
            cover: (0..problem.days())
                .map(|day| Cover {
                    day: plus(self.row.first, day as i64),
                    required_hours: of_day(&required, day),
                    scheduled_hours: of_day(&staffed, day),
                    missing_hours: of_day(&missing, day),
                })
                .collect(),
            report: shown_report(&report, schedule::bound(problem), self.paid_hours() * f64::from(hourly_cost)),
            required,
            staffed,
            missing,
        }
    }

    /// Hours that count as working time and are paid, paid breaks among them; those at night count for more where the law says so.
    fn paid_hours(&self) -> f64 {
        let people = self.problem.parts.agents.iter().zip(&self.roster.rows);
        let paid = people.flat_map(|(agent, row)| {
            let premium = agent.contract.law.map_or(0.0, |law| f64::from(law.night_premium_percent) / 100.0);
            row.iter().filter_map(move |duty| {
                let (_, shift) = self.problem.shift_of(*duty)?;
                Some(f64::from(shift.counted_min) + premium * f64::from(self.problem.night_min(*duty)))
            })
        });
        paid.sum::<f64>() / 60.0
    }

    fn people(&self) -> Vec<RosterPerson> {
        let parts = &self.problem.parts;
        let people = parts.agents.iter().zip(&self.problem.allowed).filter_map(|(agent, allowed)| {
            let skills = parts.skills.iter().enumerate().filter(|(bit, _)| agent.skills >> bit & 1 == 1);
            Some(RosterPerson {
                id: agent.name.parse().ok()?,
                name: String::new(),
                contract: self.contracts.get(&agent.name).cloned().unwrap_or_default(),
                skills: skills.filter_map(|(_, name)| settings::skill_of_group(name)).collect(),
                shifts: allowed.iter().filter_map(|at| Some(parts.shifts.get(*at)?.name.clone())).collect(),
            })
        });
        people.collect()
    }

    /// Names of the shifts of a person's contract, also those that the law forbids her.
    pub fn contract_shifts(&self, id: u32) -> Vec<String> {
        let parts = &self.problem.parts;
        let person = self.agent(id).ok().and_then(|at| parts.agents.get(at));
        let shifts = person.into_iter().flat_map(|person| &person.contract.shifts);
        shifts.filter_map(|(at, _)| Some(parts.shifts.get(*at)?.name.clone())).collect()
    }
}

fn template(shift: &schedule::Shift) -> RosterTemplate {
    RosterTemplate {
        name: shift.name.clone(),
        start_min: shift.start_min,
        length_min: shift.length_min,
        weekdays: shift.weekdays.to_vec(),
        ways: if shift.patterns.is_empty() {
            vec![Vec::new()]
        } else {
            shift.patterns.iter().map(|way| breaks(way)).collect()
        },
    }
}

fn breaks(way: &[schedule::Pause]) -> Vec<RosterBreak> {
    way.iter().map(|pause| RosterBreak { from_min: pause.from_min, length_min: pause.length_min }).collect()
}

/// A broken rule as screens show it.
pub fn broken(violation: &schedule::Violation) -> Option<BrokenRule> {
    // A site has too few seats; every other rule is a person's.
    let site = (violation.rule == schedule::Rule::Seats).then(|| violation.agent.clone());
    let agent = match site {
        Some(_) => None,
        None => Some(violation.agent.parse().ok()?),
    };
    Some(BrokenRule { agent, site, day: violation.day, rule: violation.rule.into() })
}

fn shown_report(report: &Report, bound: i64, wages: f64) -> RosterReport {
    RosterReport {
        cost: report.cost,
        cost_intervals: report.cost_intervals,
        cost_shifts: report.cost_shifts,
        cost_wishes: report.cost_wishes,
        cost_fairness: report.cost_fairness,
        bound,
        feasible: report.feasible,
        required_hours: report.required_hours,
        worked_hours: report.worked_hours,
        understaffed_hours: report.understaffed_hours,
        overstaffed_hours: report.overstaffed_hours,
        shift_inefficiency: report.shift_inefficiency,
        multi_skill_inefficiency: report.multi_skill_inefficiency,
        wages,
        broken: report.violations.iter().filter_map(broken).collect(),
    }
}

/// Makes a roster the one that people work by.
pub fn publish(tx: &Transaction<'_>, centre: u32, roster: u64, at: Ms, by: Option<u32>) -> Result<()> {
    tx.execute(
        "UPDATE roster SET published_at = ?3, published_by = ?4 WHERE centre = ?1 AND roster = ?2",
        (centre, roster, at, by),
    )?;
    publish::rewrite(tx, centre, &read(tx, centre, roster)?, None, at)
}

/// Throws a draft away.
///
/// # Errors
/// [`Error::WrongState`] for a roster that was published once: what people worked by is kept.
pub fn delete(tx: &Transaction<'_>, centre: u32, roster: u64) -> Result<()> {
    if read(tx, centre, roster)?.row.published_at.is_some() {
        return Err(Error::WrongState);
    }
    tx.execute("DELETE FROM roster_change WHERE centre = ?1 AND roster = ?2", (centre, roster))?;
    tx.execute("DELETE FROM roster WHERE centre = ?1 AND roster = ?2", (centre, roster))?;
    Ok(())
}
