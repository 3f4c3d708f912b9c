//! A generated week of a contact centre as one JSON document: shifts with movable breaks, skill sets, people, half-hour demand.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::problem::{Agent, Before, Contract, Parts, Pause, Problem, Shift, Wish};
use crate::refusal::{Refusal, refuse};

#[derive(Deserialize)]
pub(super) struct Week {
    shifts: Vec<WeekShift>,
    skill_sets: Vec<Vec<u32>>,
    agents: Vec<WeekAgent>,
    rules: Rules,
    cost: Cost,
    req_normal: Vec<Vec<Vec<u32>>>,
}

#[derive(Deserialize)]
struct WeekShift {
    start_h: u32,
    length_h: u32,
    weekend: bool,
    full_time: bool,
    breaks: Vec<Break>,
}

#[derive(Deserialize)]
struct Break {
    slot: u32,
    len: u32,
}

#[derive(Deserialize)]
struct WeekAgent {
    skill_set: usize,
    full_time: bool,
    off_wish: BTreeMap<usize, i64>,
    preferred_shift: usize,
    max_one_weekend_day: bool,
}

#[derive(Deserialize)]
struct Rules {
    full_time_days: u32,
    part_time_days: [u32; 2],
    min_rest_h: u32,
}

#[derive(Deserialize)]
struct Cost {
    understaffed_half_hour_agent: i64,
}

/// Half hours in a day.
const SLOTS: usize = 48;
const SLOT_MIN: u32 = 30;

impl Week {
    pub(super) fn problem(self) -> Result<Problem, Refusal> {
        let skills = self.req_normal.len();
        let days = self.req_normal.first().map_or(0, Vec::len);
        let shifts = self.shifts.iter().map(WeekShift::shift).collect();
        let full_time = |full: bool| self.shifts.iter().enumerate().filter(move |(_, shift)| shift.full_time == full);
        let mut agents = Vec::new();
        for (at, agent) in self.agents.iter().enumerate() {
            let days = if agent.full_time {
                self.rules.full_time_days..=self.rules.full_time_days
            } else {
                let [from, to] = self.rules.part_time_days;
                from..=to
            };
            let (Some(set), Some(preferred)) =
                (self.skill_sets.get(agent.skill_set), self.shifts.get(agent.preferred_shift))
            else {
                return refuse(format!("agent {at}: its skill set or preferred shift is not in the document"));
            };
            // round(10 × (wish for the day off + 0.2 × |start − preferred start| / 4)), ties to even, as the document says.
            let away = |shift: &WeekShift| 0.2 * f64::from(shift.start_h.abs_diff(preferred.start_h)) / 4.0;
            let mut wishes = Vec::new();
            for day in 0..7 {
                let wish = agent.off_wish.get(&day).copied().unwrap_or(0) as f64;
                for (shift, template) in self.shifts.iter().enumerate() {
                    let weight = (10.0 * (wish + away(template))).round_ties_even() as i64;
                    wishes.push(Wish { day, shift: Some(shift), wanted: false, weight });
                }
            }
            agents.push(Agent {
                name: at.to_string(),
                contract: Contract {
                    days,
                    minutes: 0..=u32::MAX,
                    week_days: 0..=u32::MAX,
                    week_minutes: 0..=u32::MAX,
                    in_a_row: 0..=u32::MAX,
                    off_in_a_row: 0,
                    weekends: u32::MAX,
                    weekend_days: if agent.max_one_weekend_day { 1 } else { 2 },
                    rest_min: self.rules.min_rest_h.saturating_mul(60),
                    nights: None,
                    law: None,
                    never_after: Vec::new(),
                    shifts: full_time(agent.full_time).map(|(shift, _)| (shift, u32::MAX)).collect(),
                },
                skills: set.iter().fold(0, |all, skill| all | 1_u32.checked_shl(*skill).unwrap_or(0)),
                off: Vec::new(),
                wishes,
                shift_cost: Vec::new(),
                borne: 0,
                site: None,
                home: [false; 7],
                before: Before::default(),
                next_start: None,
                next_in_a_row: 0,
            });
        }
        let required = self
            .req_normal
            .into_iter()
            .map(|days| {
                days.into_iter().flat_map(|day| day.into_iter().chain(std::iter::repeat(0)).take(SLOTS)).collect()
            })
            .collect();
        Problem::new(Parts {
            // Any Monday.
            first: Date::constant(2026, 11, 23),
            days,
            interval_min: SLOT_MIN,
            skills: (0..skills).map(|skill| skill.to_string()).collect(),
            shifts,
            agents,
            required,
            under: self.cost.understaffed_half_hour_agent,
            over: 0,
            cover: Vec::new(),
            sites: Vec::new(),
            weekend_burden: 0,
            fairness: 0,
        })
    }
}

impl WeekShift {
    fn shift(&self) -> Shift {
        let pauses = self.breaks.iter().map(|pause| {
            vec![Pause {
                from_min: pause.slot.saturating_mul(SLOT_MIN).saturating_sub(self.start_h.saturating_mul(60)),
                length_min: pause.len.saturating_mul(SLOT_MIN),
            }]
        });
        let length_min = self.length_h.saturating_mul(60);
        let pause_min = self.breaks.first().map_or(0, |pause| pause.len.saturating_mul(SLOT_MIN));
        Shift {
            name: format!("{:02}+{}", self.start_h, self.length_h),
            start_min: self.start_h.saturating_mul(60),
            length_min,
            counted_min: length_min.saturating_sub(pause_min),
            weekdays: [true, true, true, true, true, self.weekend, self.weekend],
            burden: 0,
            patterns: pauses.collect(),
        }
    }
}
