//! The running day: forecast, actual, required and staffed on one axis, the present gap, and what could be done.

use std::collections::BTreeMap;

use ::plan::forecast::{Outside, rest_of_day};
use ::plan::history::{History, at_minute, minute_of_day, plus};
use ::plan::intraday::{self, Act, OVERTIME_MIN, OnDuty, Otherwise, Slot};
use ::plan::schedule::{Problem, staying};
use ::plan::staff::{self, Erlang, Required, Scheduled, gaps};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::rosters::Kept;
use super::types::{CannotStay, DayAct, DayBoard, DayProposal, PlanSettings};
use super::{bots, clock, discretion, forecasts, problem, rosters, settings, volume};
use crate::error::{Error, Result};
use crate::rows::Names;
use crate::setup::catalogue::Catalogue;
use crate::wire::Ms;

/// Percentage points more for the bot, as proposed.
const BOT_POINTS: u32 = 10;

/// Everything the board needs that only tables know.
pub struct Inputs {
    day: Date,
    now: Option<usize>,
    settings: PlanSettings,
    skill_of: BTreeMap<String, u32>,
    /// As forecast before the day; none if no forecast covers it.
    forecast: Option<staff::Forecast>,
    /// The history with the day's own contacts so far; empty on another day than today.
    history: Vec<u8>,
    actual: BTreeMap<(u32, u32), volume::Seen>,
    roster: Option<Kept>,
    /// The roster of the day before, where that is another: its nights end on this day.
    before: Option<Kept>,
    /// Where this is the roster's last day: when people begin on the next one, in minutes after its midnight.
    begin_next: BTreeMap<u32, u32>,
    /// By reason: the share of its contacts that the bot could take of people.
    bot_takes: BTreeMap<String, f64>,
    here: Option<u32>,
    names: Names,
    as_of: Ms,
}

/// Reads them.
pub fn gather(
    view: &Connection,
    centre: u32,
    catalogue: &Catalogue,
    zone: &TimeZone,
    day: Date,
    now: Ms,
) -> Result<Inputs> {
    let settings = settings::load(view, centre)?;
    let interval = u32::from(settings.interval_min);
    let local = clock::local(zone, now);
    let today = local.date() == day;
    let head = forecasts::covering(view, centre, day, day)?;
    let actual = volume::of_day(view, centre, zone, day, interval)?;
    let mut history = if today { volume::csv(view, centre, day)? } else { Vec::new() };
    let known = !history.is_empty();
    for ((reason, slot), seen) in actual.iter().filter(|_| known) {
        let start = at_minute(day, slot * interval);
        history.extend_from_slice(format!("{start},{reason},{},,\n", seen.offered).as_bytes());
    }
    let in_force = |day| -> Result<Option<Kept>> {
        let found = rosters::in_force(view, centre, day)?;
        found.map(|row| rosters::read(view, centre, row.id)).transpose()
    };
    let roster = in_force(day)?;
    let last = roster.as_ref().is_some_and(|kept| kept.day(plus(day, 1)).is_err());
    let next = if last { in_force(plus(day, 1))? } else { None };
    let first = roster.as_ref().is_none_or(|kept| kept.day(plus(day, -1)).is_err());
    let before = if first { in_force(plus(day, -1))? } else { None };
    let sql = "SELECT count(*) FROM agent_state WHERE centre = ?1 AND bot = 0 AND presence = 'ready' AND alive = 1";
    let here = today.then(|| view.query_row(sql, [centre], |row| row.get(0))).transpose()?;
    Ok(Inputs {
        day,
        now: today.then(|| (minute_of_day(local.time()) / interval.max(1)) as usize),
        skill_of: problem::skill_of(&settings, catalogue),
        forecast: head.map(|head| forecasts::intervals(view, centre, head.id)).transpose()?,
        history,
        actual,
        begin_next: next.map(|kept| starts(&kept, plus(day, 1))).unwrap_or_default(),
        bot_takes: bots::shares(view, centre, catalogue.document.as_ref(), BOT_POINTS, now)?,
        roster,
        before,
        here,
        names: Names::load(view, centre)?,
        settings,
        as_of: now,
    })
}

/// When people begin on a day of a roster.
fn starts(kept: &Kept, day: Date) -> BTreeMap<u32, u32> {
    let shifts = kept.shifts().into_iter().filter(|shift| shift.day == day);
    shifts.map(|shift| (shift.agent, shift.start_min)).collect()
}

/// The board of one skill, or of all; rules that protection breaks are named to who `sees` it alone.
pub fn board(inputs: &Inputs, catalogue: &Catalogue, skill: Option<u32>, sees: bool) -> Result<DayBoard> {
    let interval_min = u32::from(inputs.settings.interval_min);
    let slots = (1_440 / interval_min.max(1)) as usize;
    let wanted = |reason: &str| skill.is_none_or(|skill| inputs.skill_of.get(reason) == Some(&skill));
    let rows = inputs.forecast.as_ref().map(|made| made.rows.clone()).unwrap_or_default();
    let rows: Vec<staff::ForecastRow> =
        rows.into_iter().filter(|row| row.start.date() == inputs.day && wanted(&row.reason)).collect();
    let updated = update(inputs, &rows)?;
    let mut board = DayBoard {
        day: inputs.day,
        as_of: inputs.as_of,
        interval_min,
        now: inputs.now.map(|now| now as u32),
        forecast: by_slot(&rows, interval_min, slots),
        updated: vec![None; slots],
        actual: vec![None; slots],
        required: vec![0.0; slots],
        staffed: staffed(inputs, skill, slots),
        service_level: vec![None; slots],
        here: inputs.here.filter(|_| skill.is_none()),
        gap: None,
        proposals: Vec::new(),
        cannot_stay: Vec::new(),
    };
    let to_come = inputs.now.unwrap_or(0);
    for (at, contacts) in by_slot(&updated, interval_min, slots).into_iter().enumerate().skip(to_come) {
        if let Some(cell) = board.updated.get_mut(at).filter(|_| inputs.now.is_some()) {
            *cell = Some(contacts);
        }
    }
    actuals(inputs, &wanted, &mut board);
    if !updated.is_empty() {
        let rates = staff::Forecast::of(updated.clone(), Some(f64::from(interval_min) * 60.0))?;
        let required = problem::required(&inputs.settings, catalogue, &rates)?;
        lay(&required, interval_min, &mut board)?;
        board.gap = inputs
            .now
            .zip(board.here)
            .map(|(now, here)| f64::from(at_work(&required, interval_min, now)) - f64::from(here));
        propose(inputs, catalogue, skill, &updated, &mut board)?;
        for rule in board.cannot_stay.iter_mut().flat_map(|one| &mut one.rules).filter(|_| !sees) {
            *rule = discretion::neutral(*rule);
        }
    }
    Ok(board)
}

fn by_slot(rows: &[staff::ForecastRow], interval_min: u32, slots: usize) -> Vec<f64> {
    let mut sums = vec![0.0; slots];
    for row in rows {
        let slot = minute_of_day(row.start.time()) / interval_min.max(1);
        if let Some(sum) = sums.get_mut(slot as usize) {
            *sum += row.contacts;
        }
    }
    sums
}

/// The rows of what is still to come, as forecast now; rows gone stay as they were.
fn update(inputs: &Inputs, rows: &[staff::ForecastRow]) -> Result<Vec<staff::ForecastRow>> {
    let mut rows = rows.to_vec();
    let Some(now) = inputs.now.filter(|_| !inputs.history.is_empty() && !rows.is_empty()) else { return Ok(rows) };
    let history = History::read(&inputs.history, Some(inputs.settings.interval_min))?;
    for series in &history.series {
        let request = forecasts::request(&inputs.settings, series, 1);
        match rest_of_day(series, inputs.day, now, &request, &Outside::default()) {
            // Early in the day, or a reason that only came up today: as forecast.
            Err(_) => {}
            Ok(rest) => {
                for row in rows.iter_mut().filter(|row| row.reason == series.reason) {
                    let minute = minute_of_day(row.start.time());
                    let slot = (minute / u32::from(inputs.settings.interval_min.max(1))) as usize;
                    if slot >= now {
                        let times = rest.times(slot);
                        row.contacts *= times;
                        row.quantiles.iter_mut().for_each(|quantile| quantile.contacts *= times);
                    }
                }
            }
        }
    }
    Ok(rows)
}

fn actuals(inputs: &Inputs, wanted: &impl Fn(&str) -> bool, board: &mut DayBoard) {
    let gone = inputs.now.unwrap_or(board.actual.len());
    // A day that nobody contacted, and nobody counted, shows nothing.
    if inputs.actual.is_empty() {
        return;
    }
    // Nobody came in an open hour is a count too.
    for (cell, _) in board.actual.iter_mut().zip(&board.forecast).take(gone).filter(|(_, expected)| **expected > 0.0) {
        *cell = Some(0.0);
    }
    for ((_, slot), seen) in inputs.actual.iter().filter(|((reason, _), _)| wanted(&reason.to_string())) {
        if let Some(cell) = board.actual.get_mut(*slot as usize).filter(|_| (*slot as usize) < gone) {
            *cell = Some(cell.unwrap_or(0.0) + seen.offered);
        }
    }
}

/// People at work by interval, of one skill or all.
fn staffed(inputs: &Inputs, skill: Option<u32>, slots: usize) -> Vec<f64> {
    let mut people = vec![0.0; slots];
    let nights = duties(inputs.before.as_ref().or(inputs.roster.as_ref()), plus(inputs.day, -1), skill);
    let nights = nights.into_iter().flat_map(|(kept, _, duty)| kept.after_midnight(duty));
    let own = on_duty(inputs, skill).into_iter().flat_map(|(kept, _, duty)| work(&kept.problem, duty));
    for at in nights.chain(own) {
        if let Some(cell) = people.get_mut(at) {
            *cell += 1.0;
        }
    }
    people
}

/// Who begins on the day by the roster in force: the roster, her place in it and her duty.
fn on_duty(inputs: &Inputs, skill: Option<u32>) -> Vec<(&Kept, usize, u16)> {
    duties(inputs.roster.as_ref(), inputs.day, skill)
}

/// Who begins on a day of a roster.
fn duties(kept: Option<&Kept>, day: Date, skill: Option<u32>) -> Vec<(&Kept, usize, u16)> {
    let Some(kept) = kept else { return Vec::new() };
    let Ok(day) = kept.day(day) else { return Vec::new() };
    let group = skill.map(settings::group_name);
    let bit = group.and_then(|group| kept.problem.parts.skills.iter().position(|skill| *skill == group));
    let people = kept.problem.parts.agents.iter().enumerate();
    people
        .filter(|(_, agent)| skill.is_none() || bit.is_some_and(|bit| agent.skills >> bit & 1 == 1))
        .map(|(at, _)| (kept, at, kept.duty(at, day)))
        .filter(|(_, _, duty)| *duty > 0)
        .collect()
}

/// The same people with what else their day could be: other pauses, a longer shift.
fn could(inputs: &Inputs, skill: Option<u32>) -> Result<Vec<OnDuty>> {
    let Some(kept) = &inputs.roster else { return Ok(Vec::new()) };
    let Ok(day) = kept.day(inputs.day) else { return Ok(Vec::new()) };
    let agent = |at: usize| kept.problem.parts.agents.get(at).and_then(|agent| agent.name.parse::<u32>().ok());
    let next = |at: usize| {
        let starts = inputs.begin_next.get(&agent(at)?)?;
        Some((day as i64 + 1) * 1_440 + i64::from(*starts))
    };
    let hindered = staying(&kept.problem, &kept.roster, day, OVERTIME_MIN, next)?;
    let people = on_duty(inputs, skill).into_iter().filter_map(|(kept, at, duty)| {
        let (shift, template) = kept.problem.shift_of(duty)?;
        Some(OnDuty {
            agent: agent(at)?,
            work: work(&kept.problem, duty),
            otherwise: otherwise(&kept.problem, duty, shift, template.start_min),
            ends: ((template.start_min + template.length_min) / kept.problem.parts.interval_min.max(1)) as usize,
            hindered: hindered.get(at).cloned().flatten()?,
        })
    });
    Ok(people.collect())
}

fn work(problem: &Problem, duty: u16) -> Vec<usize> {
    problem.duties.get(usize::from(duty)).map(|duty| duty.work.clone()).unwrap_or_default()
}

/// The other ways of a shift in which a single pause lies elsewhere.
fn otherwise(problem: &Problem, duty: u16, shift: usize, start_min: u32) -> Vec<Otherwise> {
    let Some(template) = problem.parts.shifts.get(shift) else { return Vec::new() };
    let first = problem.ways(shift).start;
    let Some(own) = usize::from(duty).checked_sub(first).and_then(|at| template.patterns.get(at)) else {
        return Vec::new();
    };
    let ways = template.patterns.iter().enumerate().filter_map(|(at, way)| {
        let mut moved = own.iter().zip(way).filter(|(now, then)| now != then);
        let (now, then) = moved.next().filter(|_| own.len() == way.len())?;
        if moved.next().is_some() {
            return None;
        }
        let duty = u16::try_from(first + at).ok()?;
        Some(Otherwise {
            work: work(problem, duty),
            from_min: start_min + now.from_min,
            to_min: start_min + then.from_min,
        })
    });
    ways.collect()
}

/// People required at work in an interval: those here are present, so no shrinkage is added.
fn at_work(required: &Required, interval_min: u32, now: usize) -> u32 {
    let slot = |row: &staff::Requirement| (minute_of_day(row.start.time()) / interval_min.max(1)) as usize;
    required.rows.iter().filter(|row| slot(row) == now).map(|row| row.agents).sum()
}

/// Required people and the service level of those planned, summed over skills.
fn lay(required: &Required, interval_min: u32, board: &mut DayBoard) -> Result<()> {
    let slot = |row: &staff::Requirement| (minute_of_day(row.start.time()) / interval_min.max(1)) as usize;
    for row in &required.rows {
        if let Some(cell) = board.required.get_mut(slot(row)) {
            *cell += f64::from(problem::people_of(row));
        }
    }
    let mut answered: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for (row, level) in required.rows.iter().zip(levels(required, board, slot)?) {
        let sum = answered.entry(slot(row)).or_default();
        sum.0 += row.contacts * level;
        sum.1 += row.contacts;
    }
    for (at, (in_time, contacts)) in answered {
        if let Some(cell) = board.service_level.get_mut(at).filter(|_| contacts > 0.0) {
            *cell = Some(in_time / contacts);
        }
    }
    Ok(())
}

/// The service level of every row with those planned. They serve the skills in the proportion these require them; what shrinkage
/// leaves of them is seldom a whole number, so the level lies between those of the whole ones beside it.
fn levels(required: &Required, board: &DayBoard, slot: impl Fn(&staff::Requirement) -> usize) -> Result<Vec<f64>> {
    let shrinkage = |row: &staff::Requirement| required.groups.get(&row.group).map_or(0.0, |group| group.shrinkage);
    let at_work: Vec<f64> = required
        .rows
        .iter()
        .map(|row| {
            let at = slot(row);
            let all = board.required.get(at).copied().unwrap_or(0.0);
            let there = board.staffed.get(at).copied().unwrap_or(0.0);
            let own = f64::from(problem::people_of(row));
            if all > 0.0 { there * own / all * (1.0 - shrinkage(row)) } else { 0.0 }
        })
        .collect();
    let with = |more: f64| {
        let rows = required.rows.iter().zip(&at_work);
        let scheduled = rows.map(|(row, people)| {
            // A little over a whole number at work, so that it stays one.
            let paid = (people.floor() + more + 1e-6) / (1.0 - shrinkage(row));
            Scheduled { line: 0, start: row.start, group: row.group.clone(), people: paid }
        });
        let scheduled: Vec<Scheduled> = scheduled.collect();
        let found = gaps(required, &scheduled, &Erlang)?;
        Ok::<Vec<f64>, Error>(found.iter().map(|gap| gap.with_scheduled.service_level).collect())
    };
    let (fewer, more) = (with(0.0)?, with(1.0)?);
    Ok(fewer.iter().zip(&more).zip(&at_work).map(|((low, high), at)| low + (high - low) * at.fract()).collect())
}

fn propose(
    inputs: &Inputs,
    catalogue: &Catalogue,
    skill: Option<u32>,
    rows: &[staff::ForecastRow],
    board: &mut DayBoard,
) -> Result<()> {
    let people = could(inputs, skill)?;
    if people.is_empty() {
        return Ok(());
    }
    let from = inputs.now.map_or(0, |now| now + 1);
    let slot = |row: &staff::ForecastRow| (minute_of_day(row.start.time()) / board.interval_min.max(1)) as usize;
    let takes = |row: &staff::ForecastRow| inputs.bot_takes.get(&row.reason).copied().unwrap_or(0.0);
    let bot_contacts: f64 = rows.iter().filter(|row| slot(row) >= from).map(|row| row.contacts * takes(row)).sum();
    let fewer = rows.iter().cloned().map(|mut row| {
        let share = 1.0 - takes(&row);
        row.contacts *= share;
        row.quantiles.iter_mut().for_each(|quantile| quantile.contacts *= share);
        row
    });
    let fewer = staff::Forecast::of(fewer.collect(), Some(f64::from(board.interval_min) * 60.0))?;
    let mut with_bot = vec![0.0; board.required.len()];
    for row in problem::required(&inputs.settings, catalogue, &fewer)?.rows {
        if let Some(cell) = with_bot.get_mut((minute_of_day(row.start.time()) / board.interval_min.max(1)) as usize) {
            *cell += f64::from(problem::people_of(&row));
        }
    }
    let slots: Vec<Slot> = board
        .required
        .iter()
        .zip(&board.staffed)
        .map(|(required, staffed)| Slot { required: *required, staffed: *staffed })
        .collect();
    let (handled, contacts) = rows.iter().fold((0.0, 0.0), |(handled, contacts), row| {
        (handled + row.contacts * row.aht_s.unwrap_or(problem::USUAL_AHT_S), contacts + row.contacts)
    });
    let day = intraday::Day {
        slots: &slots,
        interval_min: board.interval_min,
        from,
        people: &people,
        aht_s: if contacts > 0.0 { handled / contacts } else { problem::USUAL_AHT_S },
        with_bot: (BOT_POINTS, &with_bot),
    };
    let name = |agent: u32| inputs.names.agent(routing::AgentId(agent));
    board.cannot_stay = intraday::hindered(&day)
        .into_iter()
        .map(|one| {
            let rules = one.rules.iter().map(|rule| (*rule).into()).collect();
            CannotStay { agent: name(one.agent), from_min: one.from_min, rules }
        })
        .collect();
    board.proposals = intraday::propose(&day)
        .into_iter()
        .map(|proposal| DayProposal {
            act: match proposal.act {
                Act::MoveBreak { agent, from_min, to_min } => {
                    DayAct::MoveBreak { agent: name(agent), from_min, to_min }
                }
                Act::Overtime { agents, from_min, minutes } => {
                    DayAct::Overtime { agents: agents.into_iter().map(name).collect(), from_min, minutes }
                }
                Act::Callbacks { from_min, to_min, contacts } => DayAct::Callbacks { from_min, to_min, contacts },
                Act::BotShare { points } => DayAct::BotShare { points, contacts: bot_contacts.round() as u32 },
            },
            missing_hours_before: proposal.missing_before_h,
            missing_hours_after: proposal.missing_after_h,
        })
        .collect();
    Ok(())
}
