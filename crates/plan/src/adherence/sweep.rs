//! The join of plan, states and exceptions into stretches with one verdict each.

use std::collections::BTreeSet;

use super::{Activity, Change, Excuse, Planned, Record, State, Stretch, Verdict};

/// The stretches from `from_ms` to `to_ms`, in order and without holes. The record has been checked.
pub(super) fn sweep(record: &Record, from_ms: i64, to_ms: i64) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut pause_owed_ms = 0;
    let edges: Vec<i64> = edges(record, from_ms, to_ms).into_iter().collect();
    for pair in edges.windows(2) {
        let [from_ms, to_ms] = *pair else { continue };
        let stretch = judge(record, from_ms, to_ms);
        match (stretch.verdict, stretch.planned) {
            (Verdict::Excused(Excuse::Overrun), Some(Activity::Break | Activity::Meal)) => {
                pause_owed_ms += to_ms - from_ms;
                stretches.push(stretch);
            }
            (Verdict::Out, Some(Activity::Work)) if matches!(stretch.state, State::Break | State::Meal) => {
                let paid_to_ms = to_ms.min(from_ms + pause_owed_ms);
                pause_owed_ms -= paid_to_ms - from_ms;
                let verdict = Verdict::Excused(Excuse::Overrun);
                stretches.push(Stretch { to_ms: paid_to_ms, verdict, ..stretch });
                stretches.push(Stretch { from_ms: paid_to_ms, ..stretch });
            }
            (_, planned) => {
                if planned == Some(Activity::Work) {
                    // Back at work: the rest of the pause was given up.
                    pause_owed_ms = 0;
                }
                stretches.push(stretch);
            }
        }
    }
    stretches.retain(|stretch| stretch.to_ms > stretch.from_ms);
    forgive(record, &mut stretches);
    stretches
}

/// Every moment at which something may change.
fn edges(record: &Record, from_ms: i64, to_ms: i64) -> BTreeSet<i64> {
    let planned = record.plan.iter().flat_map(|planned| [planned.from_ms, planned.to_ms]);
    let excused = record.exceptions.iter().flat_map(|exception| [exception.from_ms, exception.to_ms]);
    let changed = record.changes.iter().map(|change| change.at_ms);
    let inside = planned.chain(excused).chain(changed).filter(|at_ms| (from_ms..to_ms).contains(at_ms));
    inside.chain([from_ms, to_ms]).collect()
}

fn judge(record: &Record, from_ms: i64, to_ms: i64) -> Stretch {
    let planned = planned_at(record.plan, from_ms);
    let change = change_at(record.changes, from_ms);
    let state = change.map_or(State::Offline, |change| change.state);
    let verdict = match planned {
        None => Verdict::Unplanned,
        Some(_) if state == State::Rest => Verdict::Excused(Excuse::Rest),
        Some(_) if excepted(record, from_ms) => Verdict::Excused(Excuse::Exception),
        Some(planned) if planned.activity.met_by(state) => Verdict::In,
        Some(planned) if state == State::Contact && change.is_some_and(|change| change.at_ms < planned.from_ms) => {
            Verdict::Excused(Excuse::Overrun)
        }
        Some(_) => Verdict::Out,
    };
    Stretch { from_ms, to_ms, planned: planned.map(|planned| planned.activity), state, verdict }
}

fn planned_at(plan: &[Planned], at_ms: i64) -> Option<&Planned> {
    let next = plan.partition_point(|planned| planned.from_ms <= at_ms);
    plan.get(next.checked_sub(1)?).filter(|planned| at_ms < planned.to_ms)
}

fn change_at(changes: &[Change], at_ms: i64) -> Option<&Change> {
    changes.get(changes.partition_point(|change| change.at_ms <= at_ms).checked_sub(1)?)
}

fn excepted(record: &Record, at_ms: i64) -> bool {
    record.exceptions.iter().any(|exception| (exception.from_ms..exception.to_ms).contains(&at_ms))
}

/// Turns whole runs off plan into tolerated ones where they are short and touch an edge of the plan.
fn forgive(record: &Record, stretches: &mut [Stretch]) {
    let edges: BTreeSet<i64> = record.plan.iter().flat_map(|planned| [planned.from_ms, planned.to_ms]).collect();
    for run in stretches.chunk_by_mut(|a, b| (a.verdict == Verdict::Out) == (b.verdict == Verdict::Out)) {
        let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { continue };
        let short = last.to_ms - first.from_ms <= record.tolerance_ms;
        if first.verdict == Verdict::Out && short && edges.range(first.from_ms..=last.to_ms).next().is_some() {
            for stretch in run {
                stretch.verdict = Verdict::Tolerated;
            }
        }
    }
}
