//! Limits of a problem, so that the engines may rely on sizes and numbers.

use super::problem::{Parts, Pause};
use crate::refusal::{Refusal, refuse};

/// The longest horizon, in days.
pub const MAX_DAYS: usize = 366;
/// The most people.
pub const MAX_AGENTS: usize = 20_000;
/// The most shifts times break patterns.
pub const MAX_DUTIES: usize = 20_000;

/// The largest weight of a wish, a cover or a person missing.
pub const MAX_WEIGHT: i64 = 1_000_000;
/// The most people required at once of a skill or on a shift.
pub const MAX_PEOPLE: u32 = 100_000;
/// The most sites.
pub const MAX_SITES: usize = 200;
/// The most points of unpleasant work, of a shift or borne before.
pub const MAX_POINTS: u32 = 10_000;
/// The most that one person's points of unpleasant work may cost: sums over everybody stay far from what 64 bits hold.
pub const MAX_FAIRNESS_COST: i128 = 1_000_000_000_000;
/// The most days in a row, and nights, before the first day.
pub const MAX_RUN: u32 = 366;
/// The shortest interval, in minutes.
pub const MIN_INTERVAL_MIN: u32 = 5;

/// Sizes and numbers that the engines may rely on.
pub fn hold(parts: &Parts) -> Result<(), Refusal> {
    if !(1..=MAX_DAYS).contains(&parts.days) {
        return refuse(Refusal::Horizon { days: parts.days, most: MAX_DAYS });
    }
    if !(1..=MAX_AGENTS).contains(&parts.agents.len()) {
        return refuse(Refusal::People { people: parts.agents.len(), most: MAX_AGENTS });
    }
    if !(MIN_INTERVAL_MIN..=1_440).contains(&parts.interval_min) || 1_440 % parts.interval_min != 0 {
        return refuse(format!(
            "an interval of {} minutes does not divide a day into parts of at least {MIN_INTERVAL_MIN}",
            parts.interval_min
        ));
    }
    for shift in &parts.shifts {
        let inside =
            |pause: &Pause| pause.from_min.checked_add(pause.length_min).is_some_and(|end| end <= shift.length_min);
        if !(1..=1_440).contains(&shift.length_min) || shift.start_min >= 1_440 || shift.counted_min > 1_440 {
            return refuse(Refusal::ShiftTooLong { shift: shift.name.clone() });
        }
        if !shift.patterns.iter().flatten().all(inside) {
            return refuse(Refusal::BreakOutside { shift: shift.name.clone() });
        }
    }
    let weight = |weight: i64, of: &str| match (0..=MAX_WEIGHT).contains(&weight) {
        true => Ok(()),
        false => refuse(Refusal::Weight { of: of.into(), weight, most: MAX_WEIGHT }),
    };
    weight(parts.under, "under")?;
    weight(parts.fairness, "fairness")?;
    if parts.sites.len() > MAX_SITES {
        return refuse(Refusal::TooManySites { sites: parts.sites.len(), most: MAX_SITES });
    }
    let points = parts.shifts.iter().map(|shift| shift.burden).chain(parts.agents.iter().map(|agent| agent.borne));
    if let Some(points) = points.chain([parts.weekend_burden]).find(|points| *points > MAX_POINTS) {
        return refuse(Refusal::TooManyPoints { points, most: MAX_POINTS });
    }
    weight(parts.over, "over")?;
    let dearest = i128::from(most_points(parts)).pow(2) * i128::from(parts.fairness);
    if dearest > MAX_FAIRNESS_COST {
        return refuse(Refusal::FairnessTooDear { weight: parts.fairness, points: most_points(parts) });
    }
    for agent in &parts.agents {
        let before = agent.before;
        if before.in_a_row.max(before.nights).max(agent.next_in_a_row) > MAX_RUN
            || before.week_days > 7
            || before.week_minutes > 7 * 1_440
        {
            return refuse(format!(
                "{}: nobody works so much around the days asked for; correct «before» or «next»",
                agent.name
            ));
        }
        agent.shift_cost.iter().try_for_each(|cost| weight(*cost, &agent.name))?;
        for wish in &agent.wishes {
            weight(wish.weight, &agent.name)?;
            if wish.day >= parts.days {
                return refuse(format!("{}: a wish for day {} of {}", agent.name, wish.day, parts.days));
            }
        }
    }
    for cover in &parts.cover {
        weight(cover.under, "cover")?;
        weight(cover.over, "cover")?;
        if cover.day >= parts.days || cover.shift >= parts.shifts.len() || cover.people > MAX_PEOPLE {
            return refuse(format!("cover of {} people on day {}: outside the problem", cover.people, cover.day));
        }
    }
    match parts.required.iter().flatten().find(|people| **people > MAX_PEOPLE) {
        Some(people) => refuse(Refusal::PeopleAtOnce { people: *people, most: MAX_PEOPLE }),
        None => Ok(()),
    }
}

/// The most points of unpleasant work that a person can have borne at the end.
pub fn most_points(parts: &Parts) -> i64 {
    let borne = parts.agents.iter().map(|agent| agent.borne).max().unwrap_or(0);
    i64::from(borne) + parts.days as i64 * most_points_of_a_day(parts)
}

/// The most points of one day's work.
pub fn most_points_of_a_day(parts: &Parts) -> i64 {
    let shift = parts.shifts.iter().map(|shift| shift.burden).max().unwrap_or(0);
    i64::from(shift) + i64::from(parts.weekend_burden)
}
