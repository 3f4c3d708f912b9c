//! One's own shifts: what is published, and what may be done with a shift.

use std::collections::BTreeMap;

use ::plan::history::plus;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};

use super::requests::Request;
use super::rosters::{self, Kept};
use super::types::{MyDay, MyShift, RequestKind, RequestState, RosterShift, ShiftOptions, SwapOption, TakerOption};
use crate::error::{Error, Result};
use crate::rows::Names;

/// Most swaps offered.
const SWAPS: usize = 200;

/// What is published, each roster read once however many days and people are asked about.
pub struct Published<'a> {
    view: &'a Connection,
    centre: u32,
    days: BTreeMap<Date, Option<u64>>,
    rosters: BTreeMap<u64, Kept>,
}

impl<'a> Published<'a> {
    /// Nothing is read yet.
    pub fn new(view: &'a Connection, centre: u32) -> Published<'a> {
        Published { view, centre, days: BTreeMap::new(), rosters: BTreeMap::new() }
    }

    /// The roster people work by on a day.
    pub fn on(&mut self, day: Date) -> Result<Option<&Kept>> {
        let known = self.days.get(&day).copied();
        let roster = match known {
            Some(roster) => roster,
            None => rosters::in_force(self.view, self.centre, day)?.map(|row| row.id),
        };
        self.days.insert(day, roster);
        let Some(roster) = roster else { return Ok(None) };
        if !self.rosters.contains_key(&roster) {
            self.rosters.insert(roster, rosters::read(self.view, self.centre, roster)?);
        }
        Ok(self.rosters.get(&roster))
    }

    /// What somebody works on a day.
    pub fn shift(&mut self, agent: u32, day: Date) -> Result<Option<MyShift>> {
        Ok(self.on(day)?.and_then(|kept| kept.on(agent, day)).map(mine))
    }

    /// A person's days.
    pub fn days(&mut self, agent: u32, from: Date, days: u8) -> Result<Vec<MyDay>> {
        let of = |ahead| {
            let day = plus(from, i64::from(ahead));
            let kept = self.on(day)?;
            let shift = kept.and_then(|kept| kept.on(agent, day)).map(mine);
            Ok(MyDay { day, published: kept.is_some(), shift })
        };
        (0..days).map(of).collect()
    }
}

/// A shift as its person sees it.
pub fn mine(shift: RosterShift) -> MyShift {
    MyShift { name: shift.shift, start_min: shift.start_min, length_min: shift.length_min, breaks: shift.breaks }
}

/// With whom a shift may be swapped, and who may take it; nothing that breaks a rule.
///
/// # Errors
/// [`Error::NotFound`] where the person has no shift on that day.
pub fn options(
    view: &Connection,
    centre: u32,
    agent: u32,
    day: Date,
    today: Date,
    names: &Names,
) -> Result<ShiftOptions> {
    let row = rosters::in_force(view, centre, day)?.ok_or(Error::NotFound)?;
    let kept = rosters::current(view, centre, row.id)?;
    let (own, at) = (kept.agent(agent)?, kept.day(day)?);
    if kept.duty(own, at) == 0 || day <= today {
        return Err(Error::NotFound);
    }
    let ask = |kind, with: u32, with_day| Request {
        id: 0,
        kind,
        state: RequestState::Asked,
        agent,
        day,
        with: Some(with),
        with_day,
        minutes: None,
        note: String::new(),
        asked_at: 0,
        decided_at: None,
    };
    let standing = kept.standing();
    let keeps_rules = |request: &Request| {
        let cells = request.cells(&kept).ok()?;
        request.broken(&standing, &cells).is_empty().then_some(())
    };
    let people = &kept.problem.parts.agents;
    let own_skills = people.get(own).map_or(0, |person| person.skills);
    let (mut swaps, mut takers) = (Vec::new(), Vec::new());
    for (place, person) in people.iter().enumerate().filter(|(place, _)| *place != own) {
        let Ok(with) = person.name.parse::<u32>() else { continue };
        let name = || names.agent(routing::AgentId(with));
        if keeps_rules(&ask(RequestKind::Give, with, None)).is_some() {
            // Whoever has all of her skills fills every place she filled.
            takers.push(TakerOption { with: name(), at_once: person.skills & own_skills == own_skills });
        }
        for their in 0..kept.problem.days() {
            let their_day = plus(kept.row.first, their as i64);
            if their_day <= today || swaps.len() >= SWAPS || kept.duty(place, their) == 0 {
                continue;
            }
            let same = their == at && kept.duty(place, their) == kept.duty(own, at);
            if !same
                && keeps_rules(&ask(RequestKind::Swap, with, Some(their_day))).is_some()
                && let Some(shift) = kept.shift(with, their, kept.duty(place, their))
            {
                let at_once = person.skills == own_skills;
                swaps.push(SwapOption { with: name(), their_day, their_shift: mine(shift), at_once });
            }
        }
    }
    // What needs nobody else comes first, then what lies nearest.
    let near = |other: Date| ::plan::history::days_between(day, other).abs();
    swaps.sort_by_key(|swap| (!swap.at_once, near(swap.their_day), swap.with.id));
    takers.sort_by_key(|taker| (!taker.at_once, taker.with.id));
    Ok(ShiftOptions { swaps, takers })
}

/// Whether a calendar program reads her shifts.
pub fn has_feed(view: &Connection, centre: u32, agent: u32) -> Result<bool> {
    let sql = "SELECT 1 FROM calendar_feed WHERE centre = ?1 AND agent = ?2";
    Ok(view.query_row(sql, (centre, agent), |_| Ok(())).optional()?.is_some())
}
