//! The problem as a JSON file, and which of the formats a file is in.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time};
use serde::Deserialize;

use super::demand::MAX_SKILLS;
use super::law::{Law, Protected};
use super::limits::{MAX_DAYS, MIN_INTERVAL_MIN};
use super::problem::{Agent, Before, Contract, Cover, Nights, Parts, Pause, Problem, Shift, Site, Wish};
use super::{contradictions, curtois, week};
use crate::history::{days_between, minute_of_day};
use crate::refusal::{Refusal, refuse};

/// The largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 64 << 20;
/// The most ways the pauses of one shift may lie.
const MAX_WAYS: usize = 400;

/// Reads a problem: our JSON (docs/planning/schedules.md), a generated week, or an instance of Curtois & Qu.
///
/// # Errors
/// A sentence with the place and what to do.
pub fn read(bytes: &[u8]) -> Result<Problem, Refusal> {
    problem(bytes, Terms::MustHold)
}

/// Reads a problem that was planned with once, to look at its roster under the rules of now: that a person became protected since, and
/// her contract of then asks for more than she may work, is no reason not to name the days concerned.
///
/// # Errors
/// As of [`read`], but for terms that contradict a protection.
pub fn read_kept(bytes: &[u8]) -> Result<Problem, Refusal> {
    problem(bytes, Terms::AsTheyAre)
}

/// What becomes of a person whose terms contradict the protection of the law.
#[derive(Clone, Copy, PartialEq)]
enum Terms {
    /// She is refused by name.
    MustHold,
    /// She keeps both, and no roster keeps every rule.
    AsTheyAre,
}

fn problem(bytes: &[u8], terms: Terms) -> Result<Problem, Refusal> {
    if bytes.len() > MAX_FILE_BYTES {
        return refuse(format!("the file is larger than {} MiB", MAX_FILE_BYTES >> 20));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return refuse("the file is not UTF-8: save it as UTF-8") };
    if !text.trim_start().starts_with('{') {
        return curtois::read(text);
    }
    if text.contains("\"req_normal\"") {
        return from_json::<week::Week>(text)?.problem();
    }
    from_json::<File>(text)?.problem(terms)
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    serde_json::from_str(text).map_err(|wrong| Refusal::NotAsDescribed { wrong: wrong.to_string() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    start: Date,
    days: usize,
    #[serde(default = "half_hour")]
    interval_min: u32,
    #[serde(default)]
    skills: Vec<String>,
    shifts: Vec<FileShift>,
    contracts: Vec<FileContract>,
    agents: Vec<FileAgent>,
    #[serde(default)]
    required: Vec<FileRequired>,
    #[serde(default)]
    cover: Vec<FileCover>,
    /// Cost of a person missing, or too many, for an interval.
    #[serde(default = "hundred")]
    under: i64,
    #[serde(default)]
    over: i64,
    #[serde(default)]
    sites: Vec<FileSite>,
    /// Points of work on a Saturday or Sunday.
    #[serde(default)]
    weekend_burden: u32,
    /// Cost of a person's points of unpleasant work, squared.
    #[serde(default)]
    fairness: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSite {
    name: String,
    seats: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileShift {
    name: String,
    start: String,
    length_min: u32,
    /// Minutes that count; without it the length less the pauses that are not paid.
    counted_min: Option<u32>,
    /// `mon` to `sun`; without it every day.
    weekdays: Option<Vec<String>>,
    /// How unpleasant it is, in points.
    #[serde(default)]
    burden: u32,
    #[serde(default)]
    breaks: Vec<FileBreak>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileBreak {
    length_min: u32,
    #[serde(default)]
    paid: bool,
    /// Minutes from the start of the shift at which it may begin.
    at_min: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileContract {
    name: String,
    shifts: Vec<String>,
    days: Option<(u32, u32)>,
    hours: Option<(f64, f64)>,
    /// From each Monday to its Sunday.
    days_a_week: Option<(u32, u32)>,
    hours_a_week: Option<(f64, f64)>,
    #[serde(default)]
    rest_h: f64,
    days_in_a_row: Option<(u32, u32)>,
    #[serde(default)]
    off_in_a_row: u32,
    weekends: Option<u32>,
    weekend_days: Option<u32>,
    /// Most nights in a row, and least hours between the last of them and the next shift.
    nights_in_a_row: Option<u32>,
    #[serde(default)]
    rest_after_nights_h: f64,
    /// A shift is a night from so many hours between 22:00 and 06:00 on: three, as in Directive 2003/88/EC, article 2 (4) (a).
    #[serde(default = "three")]
    night_from_h: f64,
    /// Limits of law: `kr`.
    law: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileAgent {
    name: String,
    contract: String,
    #[serde(default)]
    skills: Vec<String>,
    #[serde(default)]
    off: Vec<Date>,
    #[serde(default)]
    wishes: Vec<FileWish>,
    /// The start she prefers, and what an hour away from it costs.
    preferred_start: Option<Time>,
    #[serde(default = "one")]
    preferred_weight: i64,
    /// Whom the law protects, and whether she has what it asks for to work at night.
    protected: Option<Protected>,
    #[serde(default)]
    night_permit: bool,
    /// Points of unpleasant work in the weeks before.
    #[serde(default)]
    borne: u32,
    /// Where she needs a seat.
    site: Option<String>,
    /// Weekdays, `mon` to `sun`, on which she works from home.
    #[serde(default)]
    home: Vec<String>,
    before: Option<FileBefore>,
    /// When her first shift after the last day starts.
    next: Option<DateTime>,
    /// Days in a row she works from the day after the last on.
    #[serde(default)]
    next_days_in_a_row: u32,
}

/// What she worked before the first day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileBefore {
    /// When her last shift ended.
    ended: Option<DateTime>,
    /// Days in a row up to the day before.
    #[serde(default)]
    days_in_a_row: u32,
    /// Nights in a row up to her last shift.
    #[serde(default)]
    nights_in_a_row: u32,
    /// In the week of the first day.
    #[serde(default)]
    week_days: u32,
    #[serde(default)]
    week_minutes: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileWish {
    day: Date,
    /// The shift; without it any work.
    shift: Option<String>,
    /// `on` or `off`.
    wish: OnOff,
    weight: i64,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum OnOff {
    On,
    Off,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRequired {
    skill: String,
    day: Date,
    /// People from midnight on, interval by interval; what is left out is 0.
    people: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileCover {
    day: Date,
    shift: String,
    people: u32,
    under: i64,
    #[serde(default)]
    over: i64,
}

fn half_hour() -> u32 {
    30
}
fn hundred() -> i64 {
    100
}
fn one() -> i64 {
    1
}
fn three() -> f64 {
    3.0
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl File {
    fn problem(self, terms: Terms) -> Result<Problem, Refusal> {
        if self.days > MAX_DAYS || self.skills.len() > MAX_SKILLS {
            return refuse(Refusal::TooMuchAtOnce { days: MAX_DAYS, skills: MAX_SKILLS });
        }
        let shifts = self.shifts.iter().map(FileShift::shift).collect::<Result<Vec<_>, _>>()?;
        let day = |date: Date, of: &str| {
            let day = usize::try_from(days_between(self.start, date)).ok().filter(|day| *day < self.days);
            let wrong = || Refusal::OutsideDays { of: of.into(), day: date, days: self.days, first: self.start };
            day.ok_or_else(wrong)
        };
        let shift = |name: &str, of: &str| {
            let at = shifts.iter().position(|shift| shift.name == name);
            at.ok_or_else(|| Refusal::NoShift { of: of.into(), shift: name.into() })
        };
        let skill = |name: &str, of: &str| {
            let at = self.skills.iter().position(|skill| skill == name);
            at.ok_or_else(|| Refusal::NoSkill { of: of.into(), skill: name.into() })
        };
        let site = |name: &str, of: &str| {
            let at = self.sites.iter().position(|site| site.name == name);
            at.ok_or_else(|| Refusal::NoSite { of: of.into(), site: name.into() })
        };
        let mut contracts = Vec::new();
        for contract in &self.contracts {
            contracts.push(contract.contract(&shifts, self.days, &|name| shift(name, &contract.name))?);
        }
        let mut names = BTreeSet::new();
        let mut agents = Vec::new();
        for agent in &self.agents {
            let of = agent.name.as_str();
            if !names.insert(of) {
                return refuse(Refusal::TwoOfAName { name: of.into() });
            }
            let contract = self.contracts.iter().position(|contract| contract.name == agent.contract);
            let Some(contract) = contract.and_then(|at| contracts.get(at)) else {
                return refuse(Refusal::NoContract { of: of.into(), contract: agent.contract.clone() });
            };
            let contract = agent.protect(contract, &shifts, self.days, terms)?;
            let mut skills = 0;
            for name in &agent.skills {
                skills |= 1_u32.checked_shl(skill(name, of)? as u32).unwrap_or(0);
            }
            let mut wishes = Vec::new();
            for wish in &agent.wishes {
                let shift = wish.shift.as_deref().map(|name| shift(name, of)).transpose()?;
                let wanted = wish.wish == OnOff::On;
                wishes.push(Wish { day: day(wish.day, of)?, shift, wanted, weight: wish.weight });
            }
            let away = |shift: &Shift| {
                let preferred = agent.preferred_start.map(minute_of_day)?;
                Some(agent.preferred_weight.saturating_mul(i64::from(shift.start_min.abs_diff(preferred))) / 60)
            };
            let minutes =
                |at: DateTime| days_between(self.start, at.date()) * 1_440 + i64::from(minute_of_day(at.time()));
            let before = agent.before.as_ref().map(|before| Before {
                ended: before.ended.map(minutes),
                in_a_row: before.days_in_a_row,
                nights: before.nights_in_a_row,
                week_days: before.week_days,
                week_minutes: before.week_minutes,
            });
            agents.push(Agent {
                name: agent.name.clone(),
                contract,
                skills,
                off: agent.off.iter().map(|date| day(*date, of)).collect::<Result<_, _>>()?,
                wishes,
                shift_cost: shifts.iter().map(|shift| away(shift).unwrap_or(0)).collect(),
                borne: agent.borne,
                site: agent.site.as_deref().map(|name| site(name, of)).transpose()?,
                home: weekdays(&agent.home)
                    .map_err(|value| format!("{of}: «{value}» is not one of {}", WEEKDAYS.join(" ")))?,
                before: before.unwrap_or_default(),
                next_start: agent.next.map(minutes),
                next_in_a_row: agent.next_days_in_a_row,
            });
        }
        let slots = 1_440 / self.interval_min.clamp(MIN_INTERVAL_MIN, 1_440) as usize;
        let mut required = vec![vec![0; (self.days + 1) * slots]; self.skills.len()];
        for row in &self.required {
            let (skill, day) = (skill(&row.skill, "required")?, day(row.day, "required")?);
            if row.people.len() > slots {
                return refuse(format!("required {} on {}: more than {slots} intervals in a day", row.skill, row.day));
            }
            let cells = required.get_mut(skill).into_iter().flat_map(|cells| cells.iter_mut().skip(day * slots));
            cells.zip(&row.people).for_each(|(cell, people)| *cell = *people);
        }
        let mut cover = Vec::new();
        for row in &self.cover {
            let (day, shift) = (day(row.day, "cover")?, shift(&row.shift, "cover")?);
            cover.push(Cover { day, shift, people: row.people, under: row.under, over: row.over });
        }
        Problem::new(Parts {
            first: self.start,
            days: self.days,
            interval_min: self.interval_min,
            skills: self.skills,
            shifts,
            agents,
            required,
            under: self.under,
            over: self.over,
            sites: self.sites.iter().map(|site| Site { name: site.name.clone(), seats: site.seats }).collect(),
            weekend_burden: self.weekend_burden,
            fairness: self.fairness,
            cover,
        })
    }
}

/// Weekdays by name, Monday first; what is none of them is given back.
fn weekdays(names: &[String]) -> Result<[bool; 7], String> {
    let mut days = [false; 7];
    for name in names {
        let at = WEEKDAYS.iter().position(|day| day == name);
        let Some(day) = at.and_then(|at| days.get_mut(at)) else {
            return Err(name.clone());
        };
        *day = true;
    }
    Ok(days)
}

impl FileShift {
    fn shift(&self) -> Result<Shift, Refusal> {
        let name = || self.name.clone();
        let weekdays = match &self.weekdays {
            Some(names) => weekdays(names).map_err(|value| Refusal::ShiftWeekday { shift: name(), value })?,
            None => [true; 7],
        };
        let start = self.start.parse().map_err(|_| Refusal::ShiftStart { shift: name(), value: self.start.clone() })?;
        let mut patterns: Vec<Vec<Pause>> = vec![Vec::new()];
        for pause in &self.breaks {
            let with = patterns.iter().flat_map(|pattern| {
                pause.at_min.iter().map(move |from| {
                    let mut pattern = pattern.clone();
                    pattern.push(Pause { from_min: *from, length_min: pause.length_min });
                    pattern
                })
            });
            let end = |pause: &Pause| pause.from_min.saturating_add(pause.length_min);
            // Pauses in their order, and not into one another.
            let apart = |pattern: &Vec<Pause>| {
                pattern.iter().zip(pattern.iter().skip(1)).all(|(one, next)| end(one) <= next.from_min)
                    && pattern.iter().all(|pause| end(pause) <= self.length_min)
            };
            patterns = with.filter(apart).take(MAX_WAYS + 1).collect();
            if patterns.is_empty() {
                return refuse(Refusal::BreaksFitNowhere { shift: name(), most: MAX_WAYS });
            }
            if patterns.len() > MAX_WAYS {
                return refuse(Refusal::TooManyWays { shift: name(), most: MAX_WAYS });
            }
        }
        let unpaid = self
            .breaks
            .iter()
            .filter(|pause| !pause.paid)
            .fold(0, |sum: u32, pause| sum.saturating_add(pause.length_min));
        Ok(Shift {
            name: name(),
            start_min: minute_of_day(start),
            length_min: self.length_min,
            counted_min: self.counted_min.unwrap_or(self.length_min.saturating_sub(unpaid)),
            weekdays,
            burden: self.burden,
            patterns,
        })
    }
}

impl FileAgent {
    /// Her contract under the law that protects her.
    fn protect(&self, contract: &Contract, shifts: &[Shift], days: usize, terms: Terms) -> Result<Contract, Refusal> {
        let Some(who) = self.protected else { return Ok(contract.clone()) };
        let law = contract.law.unwrap_or(Law::NONE).protecting(who, self.night_permit);
        if terms == Terms::MustHold {
            if contract.law.is_none() {
                let (of, contract) = (self.name.clone(), self.contract.clone());
                return refuse(Refusal::ProtectedWithoutLaw { of, contract });
            }
            law.leaves_work(who, &self.name, contract, shifts, days)?;
            contradictions::none(&self.contract, &law.left(contract, shifts), shifts, days)
                .map_err(|why| Refusal::AgainstProtection { of: self.name.clone(), why: Box::new(why) })?;
        }
        Ok(Contract { law: Some(law), ..contract.clone() })
    }
}

impl FileContract {
    fn contract(
        &self,
        shifts: &[Shift],
        days: usize,
        shift: &impl Fn(&str) -> Result<usize, Refusal>,
    ) -> Result<Contract, Refusal> {
        let hours = |hours: f64| (hours.clamp(0.0, 1e5) * 60.0).round() as u32;
        let (least_min, most_min) = self.hours.map_or((0, u32::MAX), |(from, to)| (hours(from), hours(to)));
        let (least_days, most_days) = self.days.unwrap_or((0, u32::MAX));
        let (shortest, longest) = self.days_in_a_row.unwrap_or((0, u32::MAX));
        let (least_week, most_week) = self.days_a_week.unwrap_or((0, u32::MAX));
        let (least_week_min, most_week_min) =
            self.hours_a_week.map_or((0, u32::MAX), |(from, to)| (hours(from), hours(to)));
        let mut contract = Contract {
            days: least_days..=most_days,
            minutes: least_min..=most_min,
            week_days: least_week..=most_week,
            week_minutes: least_week_min..=most_week_min,
            in_a_row: shortest..=longest,
            off_in_a_row: self.off_in_a_row,
            weekends: self.weekends.unwrap_or(u32::MAX),
            weekend_days: self.weekend_days.unwrap_or(2),
            rest_min: hours(self.rest_h),
            nights: (self.nights_in_a_row.is_some() || self.rest_after_nights_h > 0.0).then(|| Nights {
                from_min: hours(self.night_from_h),
                in_a_row: self.nights_in_a_row.unwrap_or(u32::MAX),
                rest_min: hours(self.rest_after_nights_h),
            }),
            law: None,
            never_after: Vec::new(),
            shifts: Vec::new(),
        };
        for name in &self.shifts {
            contract.shifts.push((shift(name)?, u32::MAX));
        }
        match self.law.as_deref() {
            None => {}
            Some("kr") => super::law::korea(&self.name, &mut contract, shifts, days)?,
            Some(other) => return refuse(Refusal::NoSuchLaw { contract: self.name.clone(), law: other.into() }),
        }
        contradictions::none(&self.name, &contract, shifts, days)?;
        Ok(contract)
    }
}
