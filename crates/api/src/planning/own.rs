//! One's own shifts: what is published, and what may be done with a shift.

use std::collections::BTreeSet;

use ::plan::history::plus;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};

use super::published::mine;
use super::requests::Request;
use super::types::{Hindrance, RequestKind, RequestState, ShiftOptions, SwapOption, TakerOption};
use super::{discretion, rosters};
use crate::error::{Error, Result};
use crate::rows::Names;
use crate::wire::RosterRule;

/// Most swaps offered.
const SWAPS: usize = 200;

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
    // Rules it would break; none of them where one of the two works already.
    let hindered = |request: &Request| -> Vec<Option<RosterRule>> {
        let Ok(cells) = request.cells(&kept) else { return vec![None] };
        let broken = request.broken(&standing, &cells);
        broken.iter().map(|one| Some(discretion::neutral(one.rule.into()))).collect()
    };
    let (mut against_swaps, mut against_takers) = (Hindrances::default(), Hindrances::default());
    let people = &kept.problem.parts.agents;
    let own_skills = people.get(own).map_or(0, |person| person.skills);
    let (mut swaps, mut takers) = (Vec::new(), Vec::new());
    for (place, person) in people.iter().enumerate().filter(|(place, _)| *place != own) {
        let Ok(with) = person.name.parse::<u32>() else { continue };
        let name = || names.agent(routing::AgentId(with));
        if against_takers.none(with, hindered(&ask(RequestKind::Give, with, None))) {
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
                && against_swaps.none(with, hindered(&ask(RequestKind::Swap, with, Some(their_day))))
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
    let no_swaps = against_swaps.told(swaps.is_empty());
    let no_takers = against_takers.told(takers.is_empty());
    Ok(ShiftOptions { swaps, takers, no_swaps, no_takers })
}

/// Colleagues by what stands in their way.
#[derive(Default)]
struct Hindrances(Vec<(Option<RosterRule>, BTreeSet<u32>)>);

impl Hindrances {
    /// Whether nothing stands in the way; else it is noted.
    fn none(&mut self, colleague: u32, found: Vec<Option<RosterRule>>) -> bool {
        let free = found.is_empty();
        for rule in found {
            match self.0.iter_mut().find(|(known, _)| *known == rule) {
                Some((_, colleagues)) => _ = colleagues.insert(colleague),
                None => self.0.push((rule, [colleague].into())),
            }
        }
        free
    }

    /// The most frequent first, where it is asked for.
    fn told(mut self, asked: bool) -> Vec<Hindrance> {
        self.0.sort_by_key(|(_, colleagues)| std::cmp::Reverse(colleagues.len()));
        let told = self.0.into_iter().filter(|_| asked);
        told.map(|(rule, colleagues)| Hindrance { rule, colleagues: colleagues.len() as u32 }).collect()
    }
}

/// Whether a calendar program reads her shifts.
pub fn has_feed(view: &Connection, centre: u32, agent: u32) -> Result<bool> {
    let sql = "SELECT 1 FROM calendar_feed WHERE centre = ?1 AND agent = ?2";
    Ok(view.query_row(sql, (centre, agent), |_| Ok(())).optional()?.is_some())
}
