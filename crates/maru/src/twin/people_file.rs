//! What a scenario takes from other files: counts of a day, and a roster.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::{DateTime, Time};
use plan::history::{History, minute_of_day};
use plan::staff::Forecast;
use routing::{AgentId, Presence};
use serde::Deserialize;

use super::csv_file;
use super::past::Clock;
use super::scenario_file::Arrivals;
use crate::plan::read;

/// Most rows of a roster.
const MOST_ROWS: usize = 1_000_000;
const DAY_MS: i64 = 86_400_000;

/// Contacts per interval of the 24 hours that begin so long after midnight, by reason, from a forecast or a history.
pub fn counts(
    arrivals: &Arrivals,
    folder: &Path,
    interval_ms: i64,
    begins_ms: i64,
) -> Result<BTreeMap<String, Vec<f64>>> {
    let rows: Vec<(DateTime, String, f64)> = match (&arrivals.forecast, &arrivals.history) {
        (Some(file), None) => {
            let forecast =
                Forecast::read(&read(&folder.join(file))?, None).with_context(|| format!("in {}", file.display()))?;
            forecast.rows.into_iter().map(|row| (row.start, row.reason, row.contacts)).collect()
        }
        (None, Some(file)) => {
            let history =
                History::read(&read(&folder.join(file))?, None).with_context(|| format!("in {}", file.display()))?;
            let of = |series: &plan::history::Series| {
                let day = series.on(arrivals.day).to_vec();
                let start = |slot| series.start(arrivals.day, slot);
                day.iter()
                    .enumerate()
                    .map(|(slot, count)| (start(slot), series.reason.clone(), *count))
                    .collect::<Vec<_>>()
            };
            history.series.iter().flat_map(of).filter(|row| row.2.is_finite()).collect()
        }
        _ => bail!("[arrivals]: name a forecast or a history, one of them"),
    };
    let slots = usize::try_from(DAY_MS / interval_ms.max(1)).unwrap_or(1).max(1);
    let mut counts: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (start, reason, contacts) in rows.into_iter().filter(|row| row.0.date() == arrivals.day) {
        let since_ms = i64::from(minute_of_day(start.time())) * 60_000 - begins_ms;
        let slot = since_ms.rem_euclid(DAY_MS) / interval_ms.max(1);
        let day = counts.entry(reason).or_insert_with(|| vec![0.0; slots]);
        if let Some(cell) = day.get_mut(slot as usize) {
            *cell += contacts;
        }
    }
    ensure!(!counts.is_empty(), "[arrivals]: the file has nothing of {}", arrivals.day);
    Ok(counts)
}

/// One line of who is there when.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stay {
    agent: u32,
    start: String,
    end: String,
    #[serde(default)]
    activity: Activity,
}

/// Changes of state of real agents (CSV: agent, start, end, and activity where it is not work); agents by number, times as
/// people write them.
pub fn presence(path: &Path, clock: &Clock) -> Result<Vec<(routing::Time, AgentId, Presence)>> {
    let mut all = Vec::new();
    // Of each agent, at work and away: from, to, line.
    type Stays = Vec<(routing::Time, routing::Time, u64)>;
    let mut stays: BTreeMap<(u32, bool), Stays> = BTreeMap::new();
    for (number, stay) in csv_file::rows::<Stay>(path, MOST_ROWS)? {
        let line = || format!("{}, line {number}", path.display());
        let (start, end) = (clock.time(&stay.start).with_context(line)?, clock.time(&stay.end).with_context(line)?);
        ensure!(start < end, "{}: it ends before it starts", line());
        // A pause lies inside work; two of a kind cannot be at once.
        let own = stays.entry((stay.agent, stay.activity == Activity::Work)).or_default();
        if let Some((.., other)) = own.iter().find(|(from, to, _)| *from < end && start < *to) {
            bail!("{}: agent {} is there twice at once, by line {other} too: keep one", line(), stay.agent);
        }
        own.push((start, end, number));
        let (on, off) = stay.activity.states();
        all.extend([(start, AgentId(stay.agent), on), (end, AgentId(stay.agent), off)]);
    }
    ensure!(!all.is_empty(), "{} has nobody in it", path.display());
    all.sort_by_key(|(at, agent, presence)| (*at, *agent, *presence == Presence::Offline));
    Ok(all)
}

/// Changes of state, in ms from the beginning.
type Changes = Vec<(i64, Presence)>;

/// One line of a roster.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    agent: String,
    group: String,
    start: Time,
    end: Time,
    #[serde(default)]
    activity: Activity,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Activity {
    #[default]
    Work,
    Break,
    Meal,
    Training,
}

impl Activity {
    /// The state it begins with and the one that follows it.
    fn states(self) -> (Presence, Presence) {
        match self {
            Activity::Work => (Presence::Ready, Presence::Offline),
            Activity::Break => (Presence::Break, Presence::Ready),
            Activity::Meal => (Presence::Meal, Presence::Ready),
            Activity::Training => (Presence::Training, Presence::Ready),
        }
    }
}

/// People of a roster (CSV: agent, group, start, end, and activity where it is not work): group and changes of state from
/// `begins_ms` after midnight on.
pub fn roster(path: &Path, groups: &[&str], begins_ms: i64) -> Result<Vec<(usize, Changes)>> {
    let mut people: BTreeMap<String, (usize, Vec<Line>)> = BTreeMap::new();
    for (number, line) in csv_file::rows::<Line>(path, MOST_ROWS)? {
        ensure!(line.start < line.end, "{}, line {number}: it ends before it starts", path.display());
        let group = groups.iter().position(|known| *known == line.group);
        let group = group.with_context(|| format!("{}, line {number}: no [group.{}]", path.display(), line.group))?;
        let own = people.entry(line.agent.clone()).or_insert_with(|| (group, Vec::new()));
        let overlaps = own.1.iter().any(|other| {
            (other.activity == Activity::Work) == (line.activity == Activity::Work)
                && other.start < line.end
                && line.start < other.end
        });
        ensure!(!overlaps, "{}, line {number}: {} is in two places at once", path.display(), line.agent);
        own.1.push(line);
    }
    ensure!(!people.is_empty(), "{} has nobody in it", path.display());
    Ok(people.into_values().map(|(group, lines)| (group, changes(&lines, begins_ms))).collect())
}

/// Work, with pauses cut out of it, as changes of state; what was before the beginning has happened by then.
fn changes(lines: &[Line], begins_ms: i64) -> Changes {
    let ms = |time: Time| i64::from(minute_of_day(time)) * 60_000 - begins_ms;
    let mut day: Vec<(i64, Presence)> = Vec::new();
    for line in lines {
        let (on, off) = line.activity.states();
        day.extend([(ms(line.start), on), (ms(line.end), off)]);
    }
    day.sort_by_key(|(at, presence)| (*at, *presence == Presence::Offline));
    day.iter_mut().for_each(|(at, _)| *at = (*at).max(0));
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presence_that_overlaps_is_refused_by_its_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("A.csv");
        let read = |rows: &str| {
            std::fs::write(&path, format!("agent,start,end,activity\n{rows}")).unwrap();
            presence(&path, &Clock(jiff::tz::TimeZone::UTC)).map_err(|wrong| format!("{wrong:#}"))
        };
        let (morning, noon) =
            ("7,2026-11-27T09:00,2026-11-27T12:00,work\n", "7,2026-11-27T12:00,2026-11-27T18:00,work\n");
        let pause = "7,2026-11-27T10:00,2026-11-27T10:15,break\n";
        assert_eq!(read(&format!("{morning}{pause}{noon}")).unwrap().len(), 6);
        let other = "8,2026-11-27T09:00,2026-11-27T12:00,work\n";
        assert!(read(&format!("{morning}{other}")).is_ok());
        let wrong = read(&format!("{morning}{other}7,2026-11-27T11:59,2026-11-27T13:00,work\n")).unwrap_err();
        assert!(wrong.contains("line 4") && wrong.contains("line 2"), "{wrong}");
        let wrong = read("7,2026-11-27T12:00,2026-11-27T09:00,work\n").unwrap_err();
        assert!(wrong.contains("line 2") && wrong.contains("ends before"), "{wrong}");
    }
}
