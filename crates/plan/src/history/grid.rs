//! From rows to series on one grid: the interval, duplicates, gaps, clock changes, roll-up.

use std::collections::BTreeSet;

use jiff::civil::Weekday;

use super::read::{Row, Rows};
use super::{History, INTERVALS_MIN, Note, Series, plus};
use crate::refusal::{Refusal, refuse};

/// The longest history, in days.
const MAX_DAYS: usize = 366 * 15;
/// After so many days without a row a history begins anew, if so many days came since.
const LONGEST_BREAK_DAYS: i32 = 60;
const FEWEST_DAYS: i32 = 28;
/// Notes of one kind that are shown one by one.
const SHOWN: usize = 5;
/// One row in so many off a grid does not make another.
const FEW_OF: usize = 4;
/// Below this mean a reason may well have intervals without a contact, which many exports leave out.
const SPARSE: f64 = 5.0;

pub(super) fn lay(mut rows: Rows, told: Option<u16>) -> Result<History, Refusal> {
    if let Some(minutes) = told.filter(|minutes| !INTERVALS_MIN.contains(minutes)) {
        return refuse(Refusal::NoSuchInterval { minutes });
    }
    rows.rows.sort_unstable_by_key(|row| (row.reason, row.day, row.minute, row.line));
    let mut notes = std::mem::take(&mut rows.notes);
    once_each(&mut rows, &mut notes)?;
    after_break(&mut rows, &mut notes);
    let step = step(&rows, told)?;
    let interval_min = told.unwrap_or(step);
    if interval_min < step {
        return refuse(Refusal::FinerThanHistory { step, minutes: interval_min });
    }
    let first = rows.rows.iter().map(|row| row.day).min().unwrap_or(0);
    let last = rows.rows.iter().map(|row| row.day).max().unwrap_or(0);
    let days = (last - first) as usize + 1;
    if days > MAX_DAYS {
        return refuse(Refusal::HistoryTooLong { days, most: MAX_DAYS });
    }
    let mut series = Vec::new();
    for group in rows.rows.chunk_by(|a, b| a.reason == b.reason) {
        let Some(name) = group.first().and_then(|row| rows.reasons.get(row.reason as usize)) else { continue };
        let mut fine = Series {
            reason: name.clone(),
            first: plus(rows.epoch, i64::from(first)),
            interval_min: step,
            offered: Vec::new(),
            aht_s: Vec::new(),
            handled: Vec::new(),
        };
        let cells = days * fine.slots();
        fine.offered = vec![f64::NAN; cells];
        if rows.has_aht {
            fine.aht_s = vec![f64::NAN; cells];
            fine.handled = vec![0.0; cells];
        }
        for row in group {
            let cell = (row.day - first) as usize * fine.slots() + usize::from(row.minute / step);
            put(&mut fine.offered, cell, f64::from(row.offered));
            if rows.has_aht {
                let handled = if row.handled.is_nan() { row.offered } else { row.handled };
                put(&mut fine.aht_s, cell, f64::from(row.aht_s));
                put(&mut fine.handled, cell, if row.aht_s.is_nan() { 0.0 } else { f64::from(handled) });
            }
        }
        fill_zeros(&mut fine, &mut notes);
        series.push(if interval_min == step { fine } else { roll_up(&fine, interval_min) });
    }
    series.sort_by(|a, b| a.reason.cmp(&b.reason));
    Ok(History { interval_min, series, notes })
}

/// A minute of a day as a clock shows it.
fn clock_of(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn put(values: &mut [f64], at: usize, value: f64) {
    if let Some(cell) = values.get_mut(at) {
        *cell = value;
    }
}

/// No interval twice. The hour that the clock goes through twice in autumn is the exception: the mean of both counts, so
/// that the day compares with others.
fn once_each(rows: &mut Rows, notes: &mut Vec<Note>) -> Result<(), Refusal> {
    let key = |row: &Row| (row.reason, row.day, row.minute);
    let sunday = |row: &Row| plus(rows.epoch, i64::from(row.day)).weekday() == Weekday::Sunday;
    let mut kept: Vec<Row> = Vec::with_capacity(rows.rows.len());
    let mut clock = None;
    for row in &rows.rows {
        let Some(before) = kept.last_mut().filter(|before| key(before) == key(row)) else {
            kept.push(*row);
            continue;
        };
        if !(row.minute < 240
            && sunday(row)
            && clock.is_none_or(|(day, hour)| (day, hour) == (row.day, row.minute / 60)))
        {
            let reason = rows.reasons.get(row.reason as usize).cloned().unwrap_or_default();
            let start = format!("{} {}", plus(rows.epoch, i64::from(row.day)), clock_of(row.minute));
            return refuse(Refusal::IntervalTwice { line: before.line, other: row.line, reason, start });
        }
        clock = Some((row.day, row.minute / 60));
        before.offered = (before.offered + row.offered) / 2.0;
        before.handled = (before.handled + row.handled) / 2.0;
        before.aht_s = (before.aht_s + row.aht_s) / 2.0;
    }
    if let Some((day, hour)) = clock {
        notes.push(Note::HourTwice { day: plus(rows.epoch, i64::from(day)), from: clock_of(hour * 60) });
    }
    rows.rows = kept;
    Ok(())
}

/// Days that say what a centre is like begin anew after months without a row: with what lies before, the months between would
/// be taken for closed days.
fn after_break(rows: &mut Rows, notes: &mut Vec<Note>) {
    // Rows of a day stand together: one of them is enough.
    let days: BTreeSet<i32> =
        rows.rows.chunk_by(|one, next| one.day == next.day).filter_map(|day| Some(day.first()?.day)).collect();
    let Some(last) = days.last() else { return };
    let pairs = days.iter().zip(days.iter().skip(1));
    let mut breaks =
        pairs.filter(|(before, after)| *after - *before > LONGEST_BREAK_DAYS && last - *after >= FEWEST_DAYS);
    let Some((&before, &after)) = breaks.next_back() else { return };
    let whole = rows.rows.len();
    rows.rows.retain(|row| row.day >= after);
    let date = |day: i32| plus(rows.epoch, i64::from(day));
    let (first, last) = (date(before + 1), date(after - 1));
    notes.push(Note::LeftOut { first, last, intervals: whole - rows.rows.len() });
}

/// The length of the file's intervals, in minutes: the shortest step seen; each other day must have it too, unless a longer
/// one was told.
fn step(rows: &Rows, told: Option<u16>) -> Result<u16, Refusal> {
    let mut found: Option<(u16, u32)> = None;
    let mut longest: Option<(u16, u32)> = None;
    for day in rows.rows.chunk_by(|a, b| (a.reason, a.day) == (b.reason, b.day)) {
        // A day with few rows says little about the grid.
        if day.len() < 3 {
            continue;
        }
        let steps = || day.iter().zip(day.iter().skip(1)).map(|(from, to)| to.minute - from.minute);
        let Some(common) = most_common(steps()) else { continue };
        let line = day.first().map_or(0, |row| row.line);
        if found.is_none_or(|(step, _)| common < step) {
            found = Some((common, line));
        }
        if longest.is_none_or(|(step, _)| common > step) && steps().all(|step| step >= common) && common <= 60 {
            longest = Some((common, line));
        }
    }
    let Some((step, line)) = found else {
        return told.ok_or(Refusal::IntervalUnknown);
    };
    let mut step = step;
    if !INTERVALS_MIN.contains(&step) {
        // Rare contacts: only some of the intervals are there.
        let grid = INTERVALS_MIN.iter().rev().find(|grid| rows.rows.iter().all(|row| row.minute % **grid == 0));
        step = told.or(grid.copied()).unwrap_or(5);
    }
    if let Some((other, at)) = longest.filter(|(other, _)| INTERVALS_MIN.contains(other) && *other > step) {
        let full_day = |line: u32| rows.rows.iter().any(|row| row.line == line);
        if told.is_none_or(|told| told < other) && full_day(at) && is_dense(rows, other, step) {
            return refuse(Refusal::MixedIntervals { step, line, minutes: other, other: at });
        }
    }
    overlap(rows, step, told)?;
    if let Some(row) = rows.rows.iter().find(|row| row.minute % step != 0) {
        return refuse(Refusal::OffGrid { line: row.line, time: clock_of(row.minute), step });
    }
    Ok(step)
}

/// No row within the interval of another. A longer grid that all but a few rows stand on is the file's, whatever those few make
/// of its step; a shorter one that was told is believed.
fn overlap(rows: &Rows, step: u16, told: Option<u16>) -> Result<(), Refusal> {
    let off = |grid: u16| rows.rows.iter().filter(move |row| row.minute % grid != 0);
    let few = |grid: &u16| *grid > step && off(*grid).count() * FEW_OF <= rows.rows.len();
    let grid = INTERVALS_MIN.iter().rev().copied().find(few).unwrap_or(step);
    if told.is_some_and(|told| told < grid) {
        return Ok(());
    }
    let key = |row: &Row| (row.reason, row.day, row.minute);
    // A day that has the shorter step throughout is rolled up.
    let shorter = |day: &&[Row]| day.iter().filter(|row| row.minute % grid != 0).count() * 3 >= day.len();
    let days = rows.rows.chunk_by(|a, b| (a.reason, a.day) == (b.reason, b.day)).filter(|day| !shorter(day));
    for row in days.flatten().filter(|row| row.minute % grid != 0) {
        let within = (row.reason, row.day, row.minute - row.minute % grid);
        // Rows stand in order of reason, day and time.
        let Some(whole) = rows.rows.binary_search_by_key(&within, key).ok().and_then(|at| rows.rows.get(at)) else {
            continue;
        };
        let (start, within) = (clock_of(whole.minute), clock_of(row.minute));
        return refuse(Refusal::Overlap { line: whole.line, start, other: row.line, within, minutes: grid });
    }
    Ok(())
}

/// Whether days on the longer grid have hardly a gap on it: then it is their grid, not chance.
fn is_dense(rows: &Rows, other: u16, step: u16) -> bool {
    rows.rows.chunk_by(|a, b| (a.reason, a.day) == (b.reason, b.day)).any(|day| {
        let (Some(first), Some(last)) = (day.first(), day.last()) else { return false };
        let cells = usize::from((last.minute - first.minute) / other) + 1;
        other > step && day.len() >= 6 && day.len() == cells && day.iter().all(|row| row.minute % other == 0)
    })
}

fn most_common(steps: impl Iterator<Item = u16>) -> Option<u16> {
    let mut counts = [0_usize; 289];
    for step in steps {
        if let Some(count) = counts.get_mut(usize::from(step / 5)) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().filter(|most| *most > 0)?;
    counts.iter().position(|count| *count == most).map(|at| at as u16 * 5)
}

/// An export of a small reason that never says zero leaves out the intervals without a contact: between the first and last
/// of a day they are zeros, not gaps.
fn fill_zeros(series: &mut Series, notes: &mut Vec<Note>) {
    let (mut sum, mut count, mut zeros) = (0.0, 0_usize, 0_usize);
    for value in series.offered.iter().filter(|value| !value.is_nan()) {
        sum += value;
        count += 1;
        zeros += usize::from(*value == 0.0);
    }
    if zeros > 0 || count == 0 || sum / count as f64 > SPARSE {
        return;
    }
    let slots = series.slots();
    let open: Vec<bool> =
        (0..slots).map(|slot| series.offered.iter().skip(slot).step_by(slots).any(|value| !value.is_nan())).collect();
    let mut filled = 0_usize;
    for day in series.offered.chunks_mut(slots).filter(|day| day.iter().any(|value| !value.is_nan())) {
        for (value, _) in day.iter_mut().zip(&open).filter(|(value, open)| **open && value.is_nan()) {
            *value = 0.0;
            filled += 1;
        }
    }
    if filled > 0 && notes.len() < SHOWN * 4 {
        notes.push(Note::ReadAsZero { reason: series.reason.clone(), intervals: filled });
    }
}

/// Sums of shorter intervals. An interval that lacks parts it usually has is a gap; one that never has them (the doors close
/// at ten past) is the sum of what it has.
fn roll_up(fine: &Series, interval_min: u16) -> Series {
    let parts = usize::from(interval_min / fine.interval_min);
    let mut rolled =
        Series { interval_min, offered: Vec::new(), aht_s: Vec::new(), handled: Vec::new(), ..fine.clone() };
    let slots = rolled.slots();
    let present = |part: &[f64]| part.iter().filter(|value| !value.is_nan()).count();
    let mut seen = vec![vec![0_usize; parts + 1]; slots];
    for day in fine.offered.chunks(fine.slots()) {
        for (slot, part) in day.chunks(parts).enumerate() {
            if let Some(times) = seen.get_mut(slot).and_then(|seen| seen.get_mut(present(part))) {
                *times += 1;
            }
        }
    }
    // The number of parts it has on most of the days on which it has any.
    let usual: Vec<usize> = seen
        .iter()
        .map(|seen| (1..=parts).max_by_key(|parts| seen.get(*parts).copied().unwrap_or(0)).unwrap_or(parts))
        .collect();
    let whole = fine.slots();
    for day in fine.offered.chunks(whole) {
        for (part, usual) in day.chunks(parts).zip(&usual) {
            let sum = part.iter().filter(|value| !value.is_nan()).sum();
            rolled.offered.push(if present(part) < *usual { f64::NAN } else { sum });
        }
    }
    for (aht, handled) in fine.aht_s.chunks(parts).zip(fine.handled.chunks(parts)) {
        let weight: f64 = handled.iter().sum();
        let spent: f64 =
            aht.iter().zip(handled).filter(|(aht, _)| !aht.is_nan()).map(|(aht, handled)| aht * handled).sum();
        rolled.aht_s.push(if weight > 0.0 { spent / weight } else { f64::NAN });
        rolled.handled.push(weight);
    }
    rolled
}
