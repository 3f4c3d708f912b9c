//! Rules of one contract that cannot both hold, by name.

use super::problem::{Contract, Shift};
use crate::refusal::{Bounds, Refusal, refuse};

/// Finds the first two that contradict each other.
///
/// # Errors
/// Which two.
pub(super) fn none(name: &str, contract: &Contract, shifts: &[Shift], days: usize) -> Result<(), Refusal> {
    let name = || name.to_owned();
    let ranges = [
        (Bounds::Days, &contract.days),
        (Bounds::Hours, &contract.minutes),
        (Bounds::Days, &contract.week_days),
        (Bounds::Hours, &contract.week_minutes),
        (Bounds::DaysInARow, &contract.in_a_row),
    ];
    if let Some((rule, _)) = ranges.iter().find(|(_, range)| range.start() > range.end()) {
        return refuse(Refusal::LeastAboveMost { contract: name(), rule: *rule });
    }
    if *contract.in_a_row.start() > longest_run(contract, shifts) {
        return refuse(Refusal::LeastAboveMost { contract: name(), rule: Bounds::DaysInARow });
    }
    let least = *contract.days.start();
    if least as usize > days {
        return refuse(Refusal::DaysBeyondHorizon { contract: name(), least, days });
    }
    let lengths = contract.shifts.iter().filter_map(|(shift, _)| shifts.get(*shift)).map(|shift| shift.counted_min);
    let (Some(shortest), Some(longest)) = (lengths.clone().min(), lengths.max()) else {
        return refuse(Refusal::NoShifts { contract: name() });
    };
    if u64::from(least) * u64::from(shortest) > u64::from(*contract.minutes.end()) {
        let hours = contract.minutes.end() / 60;
        return refuse(Refusal::DaysAboveHours { contract: name(), days: least, hours });
    }
    let (least, most) = (*contract.week_days.start(), u64::from(*contract.week_days.end()).min(7));
    if u64::from(least) * u64::from(shortest) > u64::from(*contract.week_minutes.end()) {
        let hours = contract.week_minutes.end() / 60;
        return refuse(Refusal::DaysAboveHours { contract: name(), days: least, hours });
    }
    if most * u64::from(longest) < u64::from(*contract.week_minutes.start()) {
        let hours = contract.week_minutes.start() / 60;
        return refuse(Refusal::DaysBelowHours { contract: name(), days: most, hours });
    }
    let most_days = (*contract.days.end() as usize).min(days) as u64;
    if most_days * u64::from(longest) < u64::from(*contract.minutes.start()) {
        let hours = contract.minutes.start() / 60;
        return refuse(Refusal::DaysBelowHours { contract: name(), days: most_days, hours });
    }
    let open = open_days(contract, shifts);
    let weeks = u32::try_from(days.div_ceil(7)).unwrap_or(u32::MAX).max(1);
    let in_a_week = (*contract.week_days.start()).max(contract.days.start() / weeks);
    if in_a_week > open {
        return refuse(Refusal::DaysBeyondOpen { contract: name(), least: in_a_week, open });
    }
    for (least, days) in [(*contract.days.start(), days), (*contract.week_days.start(), 7)] {
        let most = most_in_runs(contract, shifts, days);
        if least as usize > most {
            let (longest, off) = (longest_run(contract, shifts), contract.off_in_a_row.max(1));
            return refuse(Refusal::DaysAgainstRuns { contract: name(), least, days, longest, off });
        }
    }
    Ok(())
}

/// Weekdays on which a shift of the contract exists.
fn open_days(contract: &Contract, shifts: &[Shift]) -> u32 {
    let own = contract.shifts.iter().filter_map(|(shift, _)| shifts.get(*shift));
    let open = own.fold([false; 7], |mut open, shift| {
        open.iter_mut().zip(shift.weekdays).for_each(|(open, day)| *open |= day);
        open
    });
    open.into_iter().filter(|open| *open).count() as u32
}

/// The most days in a row; who works nights alone, no more of them than nights.
fn longest_run(contract: &Contract, shifts: &[Shift]) -> u32 {
    let most = *contract.in_a_row.end();
    let Some(limits) = contract.nights else { return most };
    let mut own = contract.shifts.iter().filter_map(|(shift, _)| shifts.get(*shift));
    if own.all(|shift| shift.night_min() >= limits.from_min) { most.min(limits.in_a_row) } else { most }
}

/// The most days worked of so many in a row, when each run of them is followed by days off.
fn most_in_runs(contract: &Contract, shifts: &[Shift], days: usize) -> usize {
    let (longest, off) = (longest_run(contract, shifts) as usize, contract.off_in_a_row.max(1) as usize);
    let round = longest.saturating_add(off);
    days / round * longest + (days % round).min(longest)
}
