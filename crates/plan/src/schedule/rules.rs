//! Every rule of a contract once: the search sums what is broken, the check names it.

use super::problem::{Before, Nights, Problem, Shift};

/// A rule that a roster can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Works on a day that must be off.
    DayOff,
    /// A shift that is not hers, or not of that weekday.
    NotHers,
    /// A shift more often than she may work it.
    TooOften,
    /// More or fewer days than agreed.
    Days,
    /// More or less time than agreed.
    Hours,
    /// More time in a week, Monday to Sunday, than the law allows.
    WeekHours,
    /// More time on a day than the law allows her.
    DayHours,
    /// Work between 22:00 and 06:00 that the law forbids her.
    Night,
    /// Too many nights in a row.
    NightsInARow,
    /// Too little rest between a run of nights and this shift.
    RestAfterNights,
    /// Shorter pauses than the law asks for so much work.
    Pauses,
    /// Too many days in a row.
    TooLongInARow,
    /// Too few days in a row.
    TooShortInARow,
    /// Too few days off in a row.
    TooFewOff,
    /// Too many weekends.
    Weekends,
    /// Both days of a weekend.
    WeekendDays,
    /// Too little rest before this shift.
    Rest,
    /// More people at a site than it has seats.
    Seats,
}

impl Rule {
    /// Whether it is broken by so many minutes; others by days, times or people.
    pub fn in_minutes(self) -> bool {
        matches!(self, Rule::Hours | Rule::WeekHours)
    }

    /// How heavy it is to break it by so much: minutes count by the half shift begun.
    pub(super) fn weight(self, by: i64) -> i64 {
        if self.in_minutes() { (by + 239) / 240 } else { by }
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Rule::DayOff => "works on a day that must be off",
            Rule::NotHers => "not a shift of hers",
            Rule::TooOften => "this shift too often",
            Rule::Days => "other days than agreed",
            Rule::Hours => "other hours than agreed",
            Rule::WeekHours => "more hours in a week than the law allows",
            Rule::DayHours => "more hours on a day than the law allows her",
            Rule::Night => "work at night, from which the law protects her",
            Rule::NightsInARow => "too many nights in a row",
            Rule::RestAfterNights => "too little rest after nights",
            Rule::Pauses => "shorter breaks than the law asks for",
            Rule::TooLongInARow => "too many days in a row",
            Rule::TooShortInARow => "too few days in a row",
            Rule::TooFewOff => "too few days off in a row",
            Rule::Weekends => "too many weekends",
            Rule::WeekendDays => "both days of a weekend",
            Rule::Rest => "too little rest",
            Rule::Seats => "more people than seats",
        })
    }
}

/// Tells `found` every broken rule with the day it shows on and by how much: hours in minutes, everything else in days.
pub fn broken(problem: &Problem, agent: usize, row: &[u16], mut found: impl FnMut(Rule, usize, i64)) {
    let Some(person) = problem.parts.agents.get(agent) else { return };
    let contract = &person.contract;
    let (mut days, mut minutes) = (0_u32, 0_u32);
    let before = person.before;
    let mut week = Week { days: before.week_days, minutes: before.week_minutes, ..Week::default() };
    let end = row.len().saturating_sub(1);
    let (mut weekends, mut in_weekend) = (0_u32, 0_u32);
    let (mut run, mut pause) = (before.in_a_row, 0_u32);
    // The end of the last shift, in minutes from the first midnight.
    let mut ended: Option<i64> = before.ended;
    let mut yesterday: Option<usize> = None;
    let mut nights = NightRun::after(&before);
    // Whether the stretch began with the horizon, and may be longer than it shows.
    let (mut run_cut, mut pause_cut) = (false, false);
    for (day, duty) in row.iter().enumerate() {
        let weekend = problem.weekend.get(day).copied().unwrap_or(false);
        if let Some((at, shift)) = problem.shift_of(*duty) {
            days += 1;
            minutes += shift.counted_min;
            week.works(shift.counted_min);
            if problem.off.get(agent).and_then(|off| off.get(day)) == Some(&true) {
                found(Rule::DayOff, day, 1);
            }
            let allowed = problem.allowed.get(agent).is_some_and(|allowed| allowed.contains(&at));
            if !allowed || shift.weekdays.get(problem.weekday(day)) != Some(&true) {
                let law = contract.law.and_then(|law| law.forbids(shift));
                found(law.unwrap_or(Rule::NotHers), day, 1);
            }
            let start = day as i64 * 1_440 + i64::from(shift.start_min);
            let banned =
                yesterday.and_then(|before| contract.never_after.get(before)).is_some_and(|list| list.contains(&at));
            if banned || ended.is_some_and(|ended| !contract.rested(ended, start)) {
                found(Rule::Rest, day, 1);
            }
            ended = Some(start + i64::from(shift.length_min));
            if let Some(limits) = contract.nights {
                nights.works(limits, shift, start, |rule| found(rule, day, 1));
            }
            yesterday = Some(at);
            if run == 0 && pause > 0 && !pause_cut && pause < contract.off_in_a_row {
                found(Rule::TooFewOff, day, i64::from(contract.off_in_a_row - pause));
            }
            run_cut = if run == 0 { day == 0 } else { run_cut };
            run += 1;
            if run > *contract.in_a_row.end() {
                found(Rule::TooLongInARow, day, 1);
            }
            in_weekend += u32::from(weekend);
            pause = 0;
        } else {
            // A run that ended with the day before was another roster's.
            if run > 0 && day > 0 && !run_cut && run < *contract.in_a_row.start() {
                found(Rule::TooShortInARow, day, i64::from(contract.in_a_row.start() - run));
            }
            pause_cut = if pause == 0 { day == 0 } else { pause_cut };
            pause += 1;
            run = 0;
            nights.in_a_row = 0;
            yesterday = None;
        }
        week.shown += 1;
        week.off += u32::from(problem.off.get(agent).and_then(|off| off.get(day)) == Some(&true));
        // A weekend ends with Sunday, or with the horizon.
        let last = !problem.weekend.get(day + 1).copied().unwrap_or(false);
        if weekend && last {
            weekends += u32::from(in_weekend > 0);
            if in_weekend > contract.weekend_days {
                found(Rule::WeekendDays, day, i64::from(in_weekend - contract.weekend_days));
            }
            in_weekend = 0;
        }
        if (weekend && last) || day == end {
            let over = contract.law.map_or(0, |law| week.minutes.saturating_sub(law.week_min));
            if over > 0 {
                found(Rule::WeekHours, day, i64::from(over));
            }
            let off = week.outside(&contract.week_days, week.days, week.shown_days);
            if off > 0 {
                found(Rule::Days, day, off);
            }
            let off = week.outside(&contract.week_minutes, week.minutes, week.shown_minutes);
            if off > 0 {
                found(Rule::Hours, day, off);
            }
            week = Week::default();
        }
    }
    if let (Some(next), Some(ended)) = (person.next_start, ended)
        && !contract.rested(ended, next)
    {
        found(Rule::Rest, end, 1);
    }
    // A run that goes on after the last day: the days of it that are too many there.
    let on = run.saturating_add(person.next_in_a_row).saturating_sub(run.max(*contract.in_a_row.end()));
    if run > 0 && on > 0 {
        found(Rule::TooLongInARow, end, i64::from(on));
    }
    if let (Some(limits), Some(next)) = (contract.nights, person.next_start)
        && !nights.rested(limits, next)
    {
        found(Rule::RestAfterNights, end, 1);
    }
    if weekends > contract.weekends {
        found(Rule::Weekends, end, i64::from(weekends - contract.weekends));
    }
    let off = outside(days, &contract.days);
    if off > 0 {
        found(Rule::Days, end, off);
    }
    let off = outside(minutes, &contract.minutes);
    if off > 0 {
        found(Rule::Hours, end, off);
    }
    for (shift, most) in contract.shifts.iter().filter(|(_, most)| (*most as usize) < row.len()) {
        let times = row.iter().filter(|duty| problem.ways(*shift).contains(&usize::from(**duty))).count() as u32;
        if times > *most {
            found(Rule::TooOften, end, i64::from(times - most));
        }
    }
}

/// A week from Monday to Sunday, as far as it has come.
#[derive(Default)]
struct Week {
    /// Worked, what lies before the horizon included.
    days: u32,
    minutes: u32,
    /// Worked in the horizon.
    shown_days: u32,
    shown_minutes: u32,
    /// Days of the horizon in it, and those that must be off.
    shown: u32,
    off: u32,
}

impl Week {
    fn works(&mut self, minutes: u32) {
        self.days += 1;
        self.shown_days += 1;
        self.minutes += minutes;
        self.shown_minutes += minutes;
    }

    /// How far beyond what was agreed: the most for the week as a whole, the least for what of it can be seen and need not be off.
    fn outside(&self, range: &std::ops::RangeInclusive<u32>, whole: u32, shown: u32) -> i64 {
        let least = u64::from(*range.start()) * u64::from(self.shown.saturating_sub(self.off)) / 7;
        let least = i64::try_from(least).unwrap_or(i64::MAX);
        if whole > *range.end() { i64::from(whole - range.end()) } else { (least - i64::from(shown)).max(0) }
    }
}

/// A run of nights, as far as it has come.
struct NightRun {
    /// Nights up to yesterday.
    in_a_row: u32,
    /// When the last shift started and ended, in minutes from the first midnight, if it was a night.
    last: Option<(i64, i64)>,
}

impl NightRun {
    fn after(before: &Before) -> NightRun {
        let night = before.ended.filter(|_| before.nights > 0);
        let going = if before.in_a_row > 0 { before.nights } else { 0 };
        NightRun { in_a_row: going, last: night.map(|ended| (ended, ended)) }
    }

    fn works(&mut self, limits: Nights, shift: &Shift, starts: i64, mut found: impl FnMut(Rule)) {
        let night = limits.has(shift);
        let goes_on = night && self.in_a_row > 0;
        if !goes_on && self.last.is_some_and(|(_, ended)| starts - ended < i64::from(limits.rest_min)) {
            found(Rule::RestAfterNights);
        }
        self.in_a_row = if night { self.in_a_row + 1 } else { 0 };
        if self.in_a_row > limits.in_a_row {
            found(Rule::NightsInARow);
        }
        self.last = night.then(|| (starts, starts + i64::from(shift.length_min)));
    }

    /// Whether the next roster's first shift leaves rest enough. One that starts the day after, no earlier than the last night did, is
    /// taken for another night of the run.
    fn rested(&self, limits: Nights, next: i64) -> bool {
        let Some((started, ended)) = self.last else { return true };
        let goes_on =
            self.in_a_row > 0 && next - started >= 1_440 && next.div_euclid(1_440) == started.div_euclid(1_440) + 1;
        goes_on || next - ended >= i64::from(limits.rest_min)
    }
}

fn outside(value: u32, range: &std::ops::RangeInclusive<u32>) -> i64 {
    if value > *range.end() { i64::from(value - range.end()) } else { i64::from(range.start().saturating_sub(value)) }
}

/// What a row costs besides its rules and its share of the cover: wishes, and unpleasant work beyond what others bear.
pub fn price(problem: &Problem, agent: usize, row: &[u16]) -> i64 {
    wishes(problem, agent, row) + unevenness(problem, agent, row)
}

/// Points of unpleasant work in a row.
pub fn burden(problem: &Problem, row: &[u16]) -> i64 {
    let days = row.iter().enumerate().filter_map(|(day, duty)| Some((day, problem.shift_of(*duty)?.1)));
    let points = days.map(|(day, shift)| {
        let weekend = problem.weekend.get(day) == Some(&true);
        i64::from(shift.burden) + if weekend { i64::from(problem.parts.weekend_burden) } else { 0 }
    });
    points.sum()
}

/// What the points of a row cost on top of those borne before. The square makes the next point dearer for who bore more, so the
/// sum over all is least where all bear alike, this week together with those before.
pub fn unevenness(problem: &Problem, agent: usize, row: &[u16]) -> i64 {
    if problem.parts.fairness == 0 {
        return 0;
    }
    let before = problem.parts.agents.get(agent).map_or(0, |agent| i64::from(agent.borne));
    let after = before + burden(problem, row);
    problem.parts.fairness * (after * after - before * before)
}

/// What the days of a row cost by wishes and shifts.
pub fn wishes(problem: &Problem, agent: usize, row: &[u16]) -> i64 {
    let width = problem.parts.shifts.len() + 1;
    let Some(prices) = problem.prices.get(agent) else { return 0 };
    let choice = |duty: u16| problem.shift_of(duty).map_or(0, |(shift, _)| shift + 1);
    prices.chunks(width).zip(row).map(|(day, duty)| day.get(choice(*duty)).copied().unwrap_or(0)).sum()
}
