//! What is wrong with planning settings, field by field: `shifts[2].breaks[0].at_min`.

use std::collections::BTreeMap;

use ::plan::Refusal;

use super::types::{PlanSettings, Promise, ShiftTemplate, WorkContract};
use crate::error::{FieldCode, Result};
use crate::fields::Fields;
use crate::limits;

/// Most shifts, contracts, sites or promises.
const MOST: usize = 200;
/// Most breaks of a shift.
const BREAKS: usize = 8;
/// Most points of a shift, and of a day of a weekend: four weeks of both stay within what a problem file takes.
const POINTS: u32 = 100;
/// Most that anything costs in a search.
const WEIGHT: i64 = 1_000_000;
/// Most seats of a site.
const SEATS: u32 = 100_000;
/// The longest wait in a promise, in seconds: a day.
const WAIT_S: u32 = 86_400;
const DAY_MIN: u32 = 1_440;
/// A contract's days, and what else it counts by the week, are checked on a week.
const WEEK_DAYS: u32 = 7;
const MONTH_DAYS: u32 = 31;
/// Hours in a week.
const WEEK_H: f64 = 168.0;

/// Names every field that cannot be.
pub fn check(settings: &PlanSettings) -> Result<()> {
    let mut fields = Fields::default();
    fields.need([15, 30, 60].contains(&settings.interval_min), "interval_min", FieldCode::OutOfRange);
    fields.need((1..=200).contains(&settings.guard_percent), "guard_percent", FieldCode::OutOfRange);
    fields.need(settings.tolerance_min <= 60, "tolerance_min", FieldCode::OutOfRange);
    fields.need(settings.callbacks_percent <= 100, "callbacks_percent", FieldCode::OutOfRange);
    fields.need(settings.weekend_burden <= POINTS, "weekend_burden", FieldCode::OutOfRange);
    for (weight, field) in [(settings.under, "under"), (settings.over, "over"), (settings.fairness, "fairness")] {
        fields.need((0..=WEIGHT).contains(&weight), field, FieldCode::OutOfRange);
    }
    for (count, field) in [
        (settings.shifts.len(), "shifts"),
        (settings.contracts.len(), "contracts"),
        (settings.sites.len(), "sites"),
        (settings.promises.len(), "promises"),
    ] {
        fields.need(count <= MOST, field, FieldCode::TooLong);
    }
    promise(&mut fields, &settings.promise, "promise");
    for (at, own) in settings.promises.iter().enumerate() {
        let others = settings.promises.iter().take(at);
        fields.need(
            others.clone().all(|one| one.skill != own.skill),
            &format!("promises[{at}].skill"),
            FieldCode::Taken,
        );
        promise(&mut fields, &own.promise, &format!("promises[{at}].promise"));
    }
    names(&mut fields, "shifts", settings.shifts.iter().map(|one| &one.name));
    names(&mut fields, "contracts", settings.contracts.iter().map(|one| &one.name));
    names(&mut fields, "sites", settings.sites.iter().map(|one| &one.name));
    for (at, own) in settings.shifts.iter().enumerate() {
        shift(&mut fields, own, &format!("shifts[{at}]"));
    }
    for (at, own) in settings.contracts.iter().enumerate() {
        contract(&mut fields, own, settings, &format!("contracts[{at}]"));
    }
    for (at, own) in settings.sites.iter().enumerate() {
        fields.need(own.seats <= SEATS, &format!("sites[{at}].seats"), FieldCode::OutOfRange);
    }
    fields.check()
}

/// The fields of which a refusal speaks: those of a contract that contradict each other, or of a shift.
pub fn concerned(settings: &PlanSettings, why: &Refusal) -> BTreeMap<String, FieldCode> {
    use FieldCode::{Contradicts, OutOfRange, Required};
    let contract = |name: &str, marks: &[(&str, FieldCode)]| {
        marked("contracts", settings.contracts.iter().position(|one| one.name == name), marks)
    };
    let shift = |name: &str, marks: &[(&str, FieldCode)]| {
        marked("shifts", settings.shifts.iter().position(|one| one.name == name), marks)
    };
    match why {
        Refusal::NoShifts { contract: name } => contract(name, &[("shifts", Required)]),
        Refusal::LeastAboveMost { contract: name, rule } => contract(name, &[(rule.to_string().as_str(), OutOfRange)]),
        Refusal::DaysBeyondHorizon { contract: name, .. } => contract(name, &[("days", OutOfRange)]),
        Refusal::HoursBeyondLaw { contract: name, .. } => contract(name, &[("hours", OutOfRange)]),
        Refusal::DaysAboveHours { contract: name, .. } | Refusal::DaysBelowHours { contract: name, .. } => {
            contract(name, &[("days", Contradicts), ("hours", Contradicts)])
        }
        Refusal::DaysBeyondOpen { contract: name, .. } => {
            contract(name, &[("days", Contradicts), ("shifts", Contradicts)])
        }
        Refusal::DaysAgainstRuns { contract: name, .. } => {
            contract(name, &[("days", Contradicts), ("days_in_a_row", Contradicts)])
        }
        Refusal::TooFewBreaks { contract: name, shift: of, .. } => {
            let mut both = contract(name, &[("shifts", Contradicts)]);
            both.extend(shift(of, &[("breaks", Contradicts)]));
            both
        }
        Refusal::ShiftStart { shift: name, .. } => shift(name, &[("start", OutOfRange)]),
        Refusal::ShiftTooLong { shift: name } => shift(name, &[("length_min", OutOfRange)]),
        Refusal::BreaksFitNowhere { shift: name, .. }
        | Refusal::TooManyWays { shift: name, .. }
        | Refusal::BreakOutside { shift: name } => shift(name, &[("breaks", OutOfRange)]),
        _ => BTreeMap::new(),
    }
}

/// The fields of a contract that a protection of the law contradicts.
pub fn against_protection(settings: &PlanSettings, contract: &str, why: &Refusal) -> BTreeMap<String, FieldCode> {
    let (field, code) = match why {
        Refusal::ProtectedWithoutLaw { .. } => ("law", FieldCode::Required),
        Refusal::HoursBeyondProtection { .. } => ("hours", FieldCode::OutOfRange),
        Refusal::ProtectedFromAll { .. } => ("shifts", FieldCode::Contradicts),
        Refusal::AgainstProtection { why, .. } => return concerned(settings, why),
        _ => return BTreeMap::new(),
    };
    marked("contracts", settings.contracts.iter().position(|one| one.name == contract), &[(field, code)])
}

/// The fields of the entry at a place of a list.
fn marked(of: &str, at: Option<usize>, marks: &[(&str, FieldCode)]) -> BTreeMap<String, FieldCode> {
    let Some(at) = at else { return BTreeMap::new() };
    marks.iter().map(|(field, code)| (format!("{of}[{at}].{field}"), *code)).collect()
}

fn names<'a>(fields: &mut Fields, of: &str, all: impl Iterator<Item = &'a String> + Clone) {
    for (at, name) in all.clone().enumerate() {
        let field = format!("{of}[{at}].name");
        fields.text(name, limits::NAME_CHARS, &field);
        fields.need(all.clone().take(at).all(|other| other != name), &field, FieldCode::Taken);
    }
}

fn promise(fields: &mut Fields, promise: &Promise, of: &str) {
    let mut within = |holds: bool, field: &str| fields.need(holds, &format!("{of}.{field}"), FieldCode::OutOfRange);
    let share = |percent: u8| (1..=99).contains(&percent);
    within(share(promise.service_level_percent), "service_level_percent");
    within(promise.occupancy_percent.is_none_or(share), "occupancy_percent");
    within(promise.quantile_percent.is_none_or(share), "quantile_percent");
    within(promise.within_s <= WAIT_S, "within_s");
    within(promise.patience_s.is_none_or(|seconds| (1..=WAIT_S).contains(&seconds)), "patience_s");
    within((1..=20).contains(&promise.concurrency), "concurrency");
    let sum: u32 = promise.shrinkage.iter().map(|part| u32::from(part.percent)).sum();
    within(sum <= 95 && promise.shrinkage.len() <= MOST, "shrinkage");
    for (at, part) in promise.shrinkage.iter().enumerate() {
        let field = format!("{of}.shrinkage[{at}].cause");
        fields.text(&part.cause, limits::NAME_CHARS, &field);
        let mut others = promise.shrinkage.iter().take(at);
        fields.need(others.all(|other| other.cause != part.cause), &field, FieldCode::Taken);
    }
}

fn shift(fields: &mut Fields, shift: &ShiftTemplate, of: &str) {
    let field = |name: &str| format!("{of}.{name}");
    fields.need(shift.start.parse::<jiff::civil::Time>().is_ok(), &field("start"), FieldCode::Invalid);
    fields.need((1..=DAY_MIN).contains(&shift.length_min), &field("length_min"), FieldCode::OutOfRange);
    let counted = shift.counted_min.is_none_or(|counted| counted <= shift.length_min);
    fields.need(counted, &field("counted_min"), FieldCode::OutOfRange);
    fields.need(shift.burden <= POINTS, &field("burden"), FieldCode::OutOfRange);
    let some = shift.weekdays.as_ref().is_none_or(|days| !days.is_empty());
    fields.need(some, &field("weekdays"), FieldCode::Required);
    fields.need(shift.breaks.len() <= BREAKS, &field("breaks"), FieldCode::TooLong);
    // Each as early as it may be, behind the one before.
    let mut free = 0;
    for (at, pause) in shift.breaks.iter().enumerate() {
        let field = |name: &str| format!("{of}.breaks[{at}].{name}");
        fields.need((1..=shift.length_min).contains(&pause.length_min), &field("length_min"), FieldCode::OutOfRange);
        fields.need(!pause.at_min.is_empty(), &field("at_min"), FieldCode::Required);
        let inside = |from: &u32| from.checked_add(pause.length_min).is_some_and(|end| end <= shift.length_min);
        fields.need(pause.at_min.iter().all(inside), &field("at_min"), FieldCode::OutOfRange);
        let first = pause.at_min.iter().copied().filter(|from| *from >= free).min();
        fields.need(first.is_some(), &field("at_min"), FieldCode::Invalid);
        free = first.unwrap_or(free).saturating_add(pause.length_min);
    }
}

fn contract(fields: &mut Fields, contract: &WorkContract, settings: &PlanSettings, of: &str) {
    let field = |name: &str| format!("{of}.{name}");
    let there = |name: &String| settings.shifts.iter().any(|shift| shift.name == *name);
    fields.need(!contract.shifts.is_empty(), &field("shifts"), FieldCode::Required);
    fields.need(contract.shifts.iter().all(there), &field("shifts"), FieldCode::NotThere);
    let days = contract.days.is_none_or(|(low, high)| low <= high && low <= WEEK_DAYS);
    let hours = contract.hours.is_none_or(|(low, high)| 0.0 <= low && low <= high && low <= WEEK_H);
    let in_a_row = contract.days_in_a_row.is_none_or(|(low, high)| low <= high && high >= 1);
    for (holds, name) in [
        (days, "days"),
        (hours, "hours"),
        (in_a_row, "days_in_a_row"),
        ((0.0..=WEEK_H).contains(&contract.rest_h), "rest_h"),
        (contract.off_in_a_row <= WEEK_DAYS, "off_in_a_row"),
        (contract.weekend_days.is_none_or(|days| days <= 2), "weekend_days"),
        (contract.nights_in_a_row.is_none_or(|nights| (1..=MONTH_DAYS).contains(&nights)), "nights_in_a_row"),
        ((0.0..=WEEK_H).contains(&contract.rest_after_nights_h), "rest_after_nights_h"),
    ] {
        fields.need(holds, &field(name), FieldCode::OutOfRange);
    }
    fields.need(contract.law.as_ref().is_none_or(|law| law == "kr"), &field("law"), FieldCode::NotThere);
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::super::types::{ShiftBreak, SkillPromise};
    use super::*;
    use crate::error::Error;

    /// The fields refused after a change of the shipped settings.
    fn refused(change: impl Fn(&mut PlanSettings)) -> Vec<(String, FieldCode)> {
        let mut settings = shipped::settings();
        change(&mut settings);
        match check(&settings) {
            Err(Error::Invalid(fields)) => fields.into_iter().collect(),
            Ok(()) => Vec::new(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_field_that_cannot_be_is_named() {
        let one = |field: &str, code| vec![(field.to_owned(), code)];
        assert_eq!(refused(|_| ()), []);
        assert_eq!(refused(|s| s.shifts[1].name = "07".into())[0], ("contracts[0].shifts".into(), FieldCode::NotThere));
        assert_eq!(refused(|s| s.shifts[0].start = "25:00".into()), one("shifts[0].start", FieldCode::Invalid));
        assert_eq!(refused(|s| s.shifts[0].weekdays = Some(vec![])), one("shifts[0].weekdays", FieldCode::Required));
        let pause = |at: &[u32]| ShiftBreak { length_min: 60, paid: true, at_min: at.to_vec() };
        let breaks = |all: &[&[u32]]| {
            let all: Vec<ShiftBreak> = all.iter().map(|at| pause(at)).collect();
            refused(move |s| s.shifts[0].breaks = all.clone())
        };
        assert_eq!(breaks(&[&[90, 240], &[180, 300]]), []);
        assert_eq!(breaks(&[&[]]), one("shifts[0].breaks[0].at_min", FieldCode::Required));
        // The last must be over when the shift is, and the second cannot begin before the first is over.
        assert_eq!(breaks(&[&[90], &[480, 481]]), one("shifts[0].breaks[1].at_min", FieldCode::OutOfRange));
        assert_eq!(breaks(&[&[90, 240], &[120, 149]]), one("shifts[0].breaks[1].at_min", FieldCode::Invalid));
        assert_eq!(refused(|s| s.contracts[2].days = Some((5, 4))), one("contracts[2].days", FieldCode::OutOfRange));
        assert_eq!(refused(|s| s.contracts[1].name = " ".into()), one("contracts[1].name", FieldCode::Required));
        assert_eq!(refused(|s| s.contracts[1].shifts.clear()), one("contracts[1].shifts", FieldCode::Required));
        let own = |skill| SkillPromise { skill, promise: shipped::settings().promise };
        assert_eq!(refused(|s| s.promises = vec![own(2), own(3), own(2)]), one("promises[2].skill", FieldCode::Taken));
        let twice = refused(|s| s.promise.shrinkage[1].cause = s.promise.shrinkage[0].cause.clone());
        assert_eq!(twice, one("promise.shrinkage[1].cause", FieldCode::Taken));
    }
}
