//! A scheduling problem as the engines see it: days, duties, contracts, people, and what is required.

use std::ops::RangeInclusive;

use jiff::civil::{Date, Weekday};

use super::demand::Demand;
use super::law::{Law, night_min};
use super::limits::{self, MAX_DUTIES};
use crate::history::{days_between, minute_of_day, plus};
use crate::refusal::{Refusal, refuse};
use crate::staff::Scheduled;

/// A pause within a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Minutes from the start of the shift.
    pub from_min: u32,
    /// Length in minutes.
    pub length_min: u32,
}

/// A shift template.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// Its name.
    pub name: String,
    /// Minutes after midnight at which it starts.
    pub start_min: u32,
    /// Minutes from start to end, pauses included; it may end after midnight.
    pub length_min: u32,
    /// Minutes that count as working time.
    pub counted_min: u32,
    /// Weekdays on which it exists, Monday first.
    pub weekdays: [bool; 7],
    /// How unpleasant it is, in points: nights, late evenings. They are shared out evenly.
    pub burden: u32,
    /// The ways its pauses may lie; one of them is chosen. An empty list is one way without pauses.
    pub patterns: Vec<Vec<Pause>>,
}

impl Shift {
    /// Minutes of it between 22:00 and 06:00, pauses included.
    pub fn night_min(&self) -> u32 {
        night_min(self.start_min, self.start_min.saturating_add(self.length_min))
    }
}

/// Limits of nights that a centre states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nights {
    /// A shift is a night from so many minutes between 22:00 and 06:00 on.
    pub from_min: u32,
    /// Most nights in a row.
    pub in_a_row: u32,
    /// Least minutes between the end of a run of nights and the next shift.
    pub rest_min: u32,
}

impl Nights {
    /// Whether a shift is a night.
    pub fn has(&self, shift: &Shift) -> bool {
        shift.night_min() >= self.from_min.max(1)
    }
}

/// What a person may be asked to work. Ranges are over the horizon where nothing else is said.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// Days worked.
    pub days: RangeInclusive<u32>,
    /// Minutes worked.
    pub minutes: RangeInclusive<u32>,
    /// Days and minutes worked from each Monday to its Sunday. Of a week that is cut by an end of the horizon the least is asked in
    /// proportion, and what was worked before counts towards the most.
    pub week_days: RangeInclusive<u32>,
    pub week_minutes: RangeInclusive<u32>,
    /// Days worked in a row. A row that touches an end of the horizon may be a longer one outside and is never too short.
    pub in_a_row: RangeInclusive<u32>,
    /// Least days off in a row, with the same exception.
    pub off_in_a_row: u32,
    /// Most weekends with a day worked.
    pub weekends: u32,
    /// Most Saturdays and Sundays worked in one weekend.
    pub weekend_days: u32,
    /// Least minutes between the end of a shift and the start of the next.
    pub rest_min: u32,
    /// Limits of nights; none where the centre states none.
    pub nights: Option<Nights>,
    /// Limits of law beside these; none where no law was asked for.
    pub law: Option<Law>,
    /// By shift: shifts that may not come the day after it; empty where the rest says it all.
    pub never_after: Vec<Vec<usize>>,
    /// Most times a shift may be worked; shifts that are not named are not worked at all.
    pub shifts: Vec<(usize, u32)>,
}

impl Contract {
    /// Whether there is rest enough between the end of one shift and the start of the next, in minutes from any midnight.
    pub fn rested(&self, ended: i64, starts: i64) -> bool {
        starts - ended >= i64::from(self.rest_min)
    }
}

/// What a person would like, priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The day, from 0.
    pub day: usize,
    /// The shift; `None` is any.
    pub shift: Option<usize>,
    /// Whether it is wished for (and costs if not given) or against (and costs if given).
    pub wanted: bool,
    /// Cost.
    pub weight: i64,
}

/// Where people work, other than at home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Seats.
    pub seats: u32,
}

/// What a person worked before the first day, as far as rules reach back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Before {
    /// When her last shift ended, in minutes from the first midnight: 0 or less, or more for a night into the first day.
    pub ended: Option<i64>,
    /// Days in a row up to the day before.
    pub in_a_row: u32,
    /// Nights in a row up to her last shift, whether or not days off followed.
    pub nights: u32,
    /// Days and minutes from the Monday of the first day's week.
    pub week_days: u32,
    pub week_minutes: u32,
}

/// A person.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// Name or number.
    pub name: String,
    /// Terms of work.
    pub contract: Contract,
    /// Skills, one bit each.
    pub skills: u32,
    /// Days that must stay off.
    pub off: Vec<usize>,
    /// Wishes.
    pub wishes: Vec<Wish>,
    /// Cost of each shift, by its number; none is 0.
    pub shift_cost: Vec<i64>,
    /// Points of unpleasant shifts she has borne in the weeks before.
    pub borne: u32,
    /// Where she needs a seat; none: nowhere.
    pub site: Option<usize>,
    /// Weekdays on which she works from home, Monday first.
    pub home: [bool; 7],
    pub before: Before,
    /// When her first shift after the last day starts, in minutes from the first midnight.
    pub next_start: Option<i64>,
    /// Days in a row she works from the day after the last on.
    pub next_in_a_row: u32,
}

/// People wanted on one shift of one day, where cover is counted by shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    /// The day.
    pub day: usize,
    /// The shift.
    pub shift: usize,
    /// People.
    pub people: u32,
    /// Cost of each one missing.
    pub under: i64,
    /// Cost of each one too many.
    pub over: i64,
}

impl Cover {
    /// Cost of so many people there.
    pub fn price(&self, there: i64) -> i64 {
        let wanted = i64::from(self.people);
        if there < wanted { (wanted - there) * self.under } else { (there - wanted) * self.over }
    }
}

/// What a reader found, before it is put together.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The first day; it decides which days are weekends.
    pub first: Date,
    /// Days.
    pub days: usize,
    /// Length of an interval of the requirement, in minutes.
    pub interval_min: u32,
    /// Names of the skills.
    pub skills: Vec<String>,
    /// Shifts.
    pub shifts: Vec<Shift>,
    /// People.
    pub agents: Vec<Agent>,
    /// People required at work by skill and interval from the first midnight.
    pub required: Vec<Vec<u32>>,
    /// Cost of a person missing for an interval.
    pub under: i64,
    /// Cost of a person too many for an interval.
    pub over: i64,
    /// People wanted by shift.
    pub cover: Vec<Cover>,
    /// Sites with their seats.
    pub sites: Vec<Site>,
    /// Points of work on a Saturday or Sunday, whatever the shift.
    pub weekend_burden: u32,
    /// Cost of a person's points, squared: least in sum where all bear alike.
    pub fairness: i64,
}

/// A shift with one way of its pauses; duty 0 is a day off.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// The shift; none for a day off.
    pub shift: Option<usize>,
    /// The way its pauses lie.
    pub pattern: usize,
    /// Intervals at work, from the midnight before it starts.
    pub work: Vec<usize>,
}

/// A problem put together.
#[derive(Debug, Clone)]
pub struct Problem {
    /// As read.
    pub parts: Parts,
    /// Day off, then every shift with every way of its pauses.
    pub duties: Vec<Duty>,
    /// By shift: its first duty; their number is that of its patterns.
    pub first_duty: Vec<usize>,
    /// By day: whether it is a Saturday or Sunday.
    pub weekend: Vec<bool>,
    /// By agent: cost of each (day, shift or off): `day × (shifts + 1)`, off first.
    pub(super) prices: Vec<Vec<i64>>,
    /// By agent and day: must be off.
    pub(super) off: Vec<Vec<bool>>,
    /// By agent: shifts she may work.
    pub allowed: Vec<Vec<usize>>,
    pub(super) demand: Demand,
}

impl Problem {
    /// Puts the parts together.
    ///
    /// # Errors
    /// A sentence that names what does not fit.
    pub fn new(parts: Parts) -> Result<Problem, Refusal> {
        limits::hold(&parts)?;
        let (duties, first_duty) = duties(&parts)?;
        let weekend = (0..parts.days)
            .map(|day| matches!(plus(parts.first, day as i64).weekday(), Weekday::Saturday | Weekday::Sunday))
            .collect();
        let demand = Demand::new(&parts)?;
        let mut problem = Problem {
            duties,
            first_duty,
            weekend,
            prices: Vec::new(),
            off: Vec::new(),
            allowed: Vec::new(),
            demand,
            parts,
        };
        for agent in &problem.parts.agents {
            problem.prices.push(prices(&problem.parts, agent));
            let mut off = vec![false; problem.parts.days];
            for day in &agent.off {
                if let Some(cell) = off.get_mut(*day) {
                    *cell = true;
                }
            }
            problem.off.push(off);
            let named = agent.contract.shifts.iter().filter(|(_, most)| *most > 0).map(|(shift, _)| *shift);
            let law = agent.contract.law;
            let lawful = |at: &usize| {
                let shift = problem.parts.shifts.get(*at);
                shift.is_some_and(|shift| law.and_then(|law| law.forbids(shift)).is_none())
            };
            problem.allowed.push(named.filter(lawful).collect());
        }
        Ok(problem)
    }

    /// The same problem with what is required taken from `maru staff`: groups are skills, people are rounded. Intervals outside the
    /// horizon are left out.
    ///
    /// # Errors
    /// Where a group is no skill, an interval is off the grid, or nothing is required in the horizon.
    pub fn requiring(mut self, counts: &[Scheduled]) -> Result<Problem, Refusal> {
        let (slots, interval_min) = (self.slots(), self.parts.interval_min);
        let mut required = vec![vec![0; (self.days() + 1) * slots]; self.parts.skills.len()];
        let mut people = 0;
        for count in counts {
            let Some(row) =
                self.parts.skills.iter().position(|skill| *skill == count.group).and_then(|at| required.get_mut(at))
            else {
                return refuse(format!("line {}: the problem has no skill «{}»", count.line, count.group));
            };
            let minute = minute_of_day(count.start.time());
            if !minute.is_multiple_of(interval_min) {
                return refuse(format!(
                    "line {}: {} is off the grid of {interval_min} minutes",
                    count.line, count.start
                ));
            }
            let day = usize::try_from(days_between(self.parts.first, count.start.date())).ok();
            let day = day.filter(|day| *day < self.parts.days);
            if let Some(cell) = day.and_then(|day| row.get_mut(day * slots + (minute / interval_min) as usize)) {
                *cell = count.people.round() as u32;
                people += *cell;
            }
        }
        if people == 0 {
            return refuse(format!(
                "nobody is required in the {} days from {}: are they the days of the forecast?",
                self.parts.days, self.parts.first
            ));
        }
        self.parts.required = required;
        Problem::new(self.parts)
    }

    /// A person is away on a day. That excuses her from the least days, hours and stretches of her contract.
    ///
    /// # Errors
    /// Where there is no such person or day.
    pub fn absent(&mut self, agent: &str, date: Date) -> Result<(), Refusal> {
        let day = usize::try_from(days_between(self.parts.first, date)).ok();
        let longest = self.parts.shifts.iter().map(|shift| shift.counted_min).max().unwrap_or(0);
        let at = self.parts.agents.iter().position(|other| other.name == agent);
        let cell = at.zip(day).and_then(|(at, day)| self.off.get_mut(at)?.get_mut(day));
        let person = at.and_then(|at| self.parts.agents.get_mut(at));
        let (Some(off), Some(person)) = (cell, person) else {
            return refuse(format!("{agent} on {date}: the problem has no such person or day"));
        };
        *off = true;
        person.off.extend(day);
        let contract = &mut person.contract;
        contract.days = contract.days.start().saturating_sub(1)..=*contract.days.end();
        contract.minutes = contract.minutes.start().saturating_sub(longest)..=*contract.minutes.end();
        contract.in_a_row = 0..=*contract.in_a_row.end();
        contract.off_in_a_row = 0;
        Ok(())
    }

    /// Days of the horizon.
    pub fn days(&self) -> usize {
        self.parts.days
    }

    /// Intervals in a day.
    pub fn slots(&self) -> usize {
        (1_440 / self.parts.interval_min) as usize
    }

    /// The weekday of a day, Monday 0.
    pub fn weekday(&self, day: usize) -> usize {
        (crate::calendar::weekday(self.parts.first) + day) % 7
    }

    /// The shift of a duty.
    pub fn shift_of(&self, duty: u16) -> Option<(usize, &Shift)> {
        let at = self.duties.get(usize::from(duty))?.shift?;
        Some((at, self.parts.shifts.get(at)?))
    }

    /// Minutes of work of a duty between 22:00 and 06:00.
    pub fn night_min(&self, duty: u16) -> u32 {
        let Some((_, shift)) = self.shift_of(duty) else { return 0 };
        let pattern = self.duties.get(usize::from(duty)).map_or(0, |duty| duty.pattern);
        let pauses = shift.patterns.get(pattern).into_iter().flatten().map(|pause| {
            let from = shift.start_min + pause.from_min;
            night_min(from, from + pause.length_min)
        });
        shift.night_min().saturating_sub(pauses.sum())
    }

    /// The duty of a shift whose pauses begin then, in minutes from its start and in their order; none where no way lies so.
    pub fn way(&self, shift: usize, starts: impl Iterator<Item = u32> + Clone) -> Option<u16> {
        let patterns = &self.parts.shifts.get(shift)?.patterns;
        let mut ways = self.ways(shift).enumerate();
        let none = Vec::new();
        let found = ways
            .find(|(at, _)| patterns.get(*at).unwrap_or(&none).iter().map(|pause| pause.from_min).eq(starts.clone()));
        u16::try_from(found?.1).ok()
    }

    /// Duties of a shift, one per way of its pauses.
    pub fn ways(&self, shift: usize) -> std::ops::Range<usize> {
        let first = self.first_duty.get(shift).copied().unwrap_or(0);
        first..self.first_duty.get(shift + 1).copied().unwrap_or(self.duties.len())
    }
}

fn duties(parts: &Parts) -> Result<(Vec<Duty>, Vec<usize>), Refusal> {
    let mut duties = vec![Duty { shift: None, pattern: 0, work: Vec::new() }];
    let mut first_duty = Vec::new();
    for (at, shift) in parts.shifts.iter().enumerate() {
        first_duty.push(duties.len());
        let none = [Vec::new()];
        let patterns = if shift.patterns.is_empty() { &none[..] } else { &shift.patterns };
        for (pattern, pauses) in patterns.iter().enumerate() {
            let paused = |minute: u32| {
                pauses.iter().any(|pause| (pause.from_min..pause.from_min + pause.length_min).contains(&minute))
            };
            let first = shift.start_min / parts.interval_min;
            let last = (shift.start_min + shift.length_min).div_ceil(parts.interval_min);
            // At work in an interval: for all of it.
            let work = (first..last)
                .filter(|slot| {
                    let from = slot * parts.interval_min;
                    (from..from + parts.interval_min).all(|minute| {
                        let inside = minute.checked_sub(shift.start_min);
                        inside.is_some_and(|minute| minute < shift.length_min && !paused(minute))
                    })
                })
                .map(|slot| slot as usize)
                .collect();
            duties.push(Duty { shift: Some(at), pattern, work });
        }
        if duties.len() > MAX_DUTIES {
            return refuse(Refusal::TooManyDuties { most: MAX_DUTIES });
        }
    }
    Ok((duties, first_duty))
}

fn prices(parts: &Parts, agent: &Agent) -> Vec<i64> {
    let width = parts.shifts.len() + 1;
    let mut prices = vec![0; parts.days * width];
    for day in prices.chunks_mut(width) {
        for (price, cost) in day.iter_mut().skip(1).zip(&agent.shift_cost) {
            *price += cost;
        }
    }
    for wish in &agent.wishes {
        let Some(day) = prices.chunks_mut(width).nth(wish.day) else { continue };
        for (choice, price) in day.iter_mut().enumerate() {
            let meets = match wish.shift {
                Some(shift) => choice == shift + 1,
                None => choice > 0,
            };
            if meets != wish.wanted {
                *price += wish.weight;
            }
        }
    }
    prices
}
