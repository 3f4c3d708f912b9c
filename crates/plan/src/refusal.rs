//! Why something cannot be planned: each cause once, with what it is about, so that whoever shows it can say it in the reader's
//! language. Its own sentence is English: what is wrong, and what to do.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// What was refused. Kept with forecasts as `{"code": "no_shift", "of": "regular", "shift": "22"}`: a code keeps its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// A fault of an option, or of a file or a problem that only the command line reads: a sentence in English.
    #[error("{sentence}")]
    Plain { sentence: String },
    /// Nothing can be planned, for several causes.
    #[error("{}", whys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" · "))]
    Several { whys: Vec<Refusal> },

    // What a plan starts from.
    #[error("there is no contact history yet: import one, or let the centre count for two weeks")]
    NoHistory,
    #[error("no forecast covers {first} to {last}: make one that reaches to the end of the roster")]
    NoForecast { first: Date, last: Date },
    #[error("there is no forecast yet: make one that reaches months ahead")]
    NoForecastYet,
    #[error("nobody works under a contract: give people one in the planning settings")]
    NobodyUnderContract,

    // Contact history.
    #[error("line {line} is neither UTF-8 nor CP949: save the file as «CSV UTF-8» and try again")]
    NotText { line: usize },
    #[error("unreadable: {wrong}")]
    Unreadable { wrong: String },
    #[error("line 1 has the columns «{columns}»: the history needs start,reason,offered or datetime,calls")]
    HistoryColumns { columns: String },
    #[error("line 1 has no column reason: add one, or name the columns datetime,calls for a single reason")]
    NoReasonColumn,
    #[error("line {line}: more than {most} rows; split the file by year")]
    TooManyRows { line: u64, most: usize },
    #[error("line {line}: more than {most} reasons; is the column right?")]
    TooManyReasons { line: u64, most: usize },
    #[error("the history has a heading and no rows: export it again with a longer span")]
    NoRows,
    #[error("line {line}: offered is empty; write 0 if nobody came, or leave the line out if it is not known")]
    NoCount { line: u64 },
    #[error("line {line}: {column} is empty; fill it in or take the line out")]
    NoValue { line: u64, column: String },
    #[error("line {line}: {column} «{value}» is not a number; write it plainly, as 1234")]
    NotANumber { line: u64, column: String, value: String },
    #[error("line {line}: {column} is {value}, below zero; correct it or take the line out")]
    BelowZero { line: u64, column: String, value: String },
    #[error("line {line}: {column} is {value}, more than {most}; is the column right?")]
    TooLarge { line: u64, column: String, value: String, most: u64 },
    #[error("line {line}: start «{value}» is not a local time as 2026-03-02 09:30")]
    NotATime { line: u64, value: String },
    #[error("line {line}: the year {year} is outside 1990 to 2100; correct it")]
    WrongYear { line: u64, year: u32 },
    #[error("line {line}: {value} is off the grid of five minutes; intervals start at full 5, 15, 30 or 60 minutes")]
    OffFiveMinutes { line: u64, value: String },
    #[error("an interval of {minutes} minutes is not one of 5, 15, 30 or 60")]
    NoSuchInterval { minutes: u16 },
    #[error(
        "the history has intervals of {step} minutes: a forecast per {minutes} minutes cannot be made from it; take {step} or more"
    )]
    FinerThanHistory { step: u16, minutes: u16 },
    #[error("the history spans {days} days, more than {most}: is a date mistyped?")]
    HistoryTooLong { days: usize, most: usize },
    #[error("lines {line} and {other} are both {reason} at {start}: keep one of them")]
    IntervalTwice { line: u32, other: u32, reason: String, start: String },
    #[error(
        "lines {line} and {other} overlap: {within} lies within the {minutes} minutes from {start}; correct or leave out one of them"
    )]
    Overlap { line: u32, start: String, other: u32, within: String, minutes: u16 },
    #[error(
        "no day has three intervals, so their length is not known: export whole days, or give it with --interval 30m"
    )]
    IntervalUnknown,
    #[error(
        "intervals are {step} minutes from line {line} and {minutes} minutes from line {other}: export with one length, or give --interval {minutes}m to roll all up"
    )]
    MixedIntervals { step: u16, line: u32, minutes: u16, other: u32 },
    #[error("line {line}: {time} is off the grid of {step} minutes; export with one interval length")]
    OffGrid { line: u32, time: String, step: u16 },
    #[error("the centre has no reason «{reason}»: use its name or number")]
    UnknownReason { reason: String },
    #[error("more than {most} intervals: import it year by year")]
    TooManyIntervals { most: usize },
    #[error("line {line} has counts of {day}, a day that is not over yet: leave the rows from {today} on out")]
    DayNotOver { line: u32, day: Date, today: Date },
    #[error("the file has no counts")]
    NoCounts,

    // Events and drivers.
    #[error("the {file} are unreadable: {wrong}")]
    UnreadableFile { file: String, wrong: String },
    #[error("line 1 of the {file} has no column {column}: it needs {columns}")]
    NoColumn { file: String, column: String, columns: String },
    #[error("the {file} have more than {most} lines: keep the years in use")]
    TooManyLines { file: String, most: usize },
    #[error("line {line} of the events: «{value}» is not a date as 2026-03-01")]
    EventDate { line: usize, value: String },
    #[error("line {line} of the events: it needs a name, and must not end before it begins")]
    EventSpan { line: usize },
    #[error("line {line} of the events: size «{value}» is not a factor as 1.3")]
    EventSize { line: usize, value: String },
    #[error("line {line} of the drivers: «{value}» is not a time as 2026-03-01T09:00")]
    DriverTime { line: usize, value: String },
    #[error("line {line} of the drivers: «{value}» is not a number of 0 or more")]
    DriverValue { line: usize, value: String },
    #[error("{reason}: more than {most} kinds of events or drivers: give like ones one name")]
    TooManyKinds { reason: String, most: usize },

    // A forecast.
    #[error("a horizon of {days} days is outside 1 to {most}")]
    Horizon { days: usize, most: usize },
    #[error("{reason}: nothing but zeros before the origin; check the export or leave the reason out")]
    OnlyZeros { reason: String },
    #[error(
        "{reason}: {days} days with contacts before the origin; a forecast needs at least {least}, better eight weeks"
    )]
    TooFewDays { reason: String, days: usize, least: usize },
    #[error("{reason}: no day before the origin")]
    NoDay { reason: String },
    #[error("{reason}: nothing is known of {day} yet: give its intervals so far")]
    NothingToday { reason: String, day: Date },

    // Promises, and the people they take.
    #[error("in the targets, {place}: {why}")]
    InTargets { place: String, group: String, why: Box<Refusal> },
    #[error("{group} at {start}: {why}")]
    AtInterval { group: String, start: DateTime, why: Box<Refusal> },
    #[error("a service level of {share} cannot be kept: promise more than 0 % and at most 99.99 %")]
    ServiceLevel { share: String },
    #[error("the time of the service level must be 0 s or more")]
    ServiceTime,
    #[error("the occupancy allowed must be above 0 % and at most 100 %")]
    Occupancy,
    #[error("the patience must be above 0 s and at most 30 days; without abandonment use Erlang C")]
    Patience,
    #[error("the handle time must be above 0 s and at most 30 days")]
    HandleTime,
    #[error(
        "{erlangs} erlangs (contacts per second × handle time in seconds) are outside 0 to {most}: check the units of rate and handle time"
    )]
    Load { erlangs: String, most: u64 },
    #[error("the concurrency must be 1 to {most} chats at once, not {concurrency}")]
    Concurrency { concurrency: u32, most: u32 },
    #[error("even {most} agents do not keep this: allow a longer wait or a smaller share")]
    NotEvenWith { most: u32 },
    #[error("the causes of shrinkage add up to {share} of paid time, more than {most}: check for causes counted twice")]
    Shrinkage { share: String, most: String },
    #[error(
        "line {line} of the forecast does not reach the quantile {share} that {group} is staffed for (it has {given}): forecast with more quantiles or leave quantile out of the targets"
    )]
    NoQuantile { line: u64, share: String, group: String, given: String },
    #[error(
        "line {line} of the forecast has no handle time for {reason}: add aht_s to the forecast or aht to the targets"
    )]
    NoHandleTime { line: u64, reason: String },
    #[error(
        "line {line} of the forecast starts at {start}, off the grid of {minutes} min from {first}: use one interval length in a file"
    )]
    ForecastOffGrid { line: u64, start: DateTime, minutes: u64, first: DateTime },

    // Shifts and contracts.
    #[error("the problem is not as described: {wrong}")]
    NotAsDescribed { wrong: String },
    #[error("at most {days} days and {skills} skills can be planned at once")]
    TooMuchAtOnce { days: usize, skills: usize },
    #[error("shift {shift}: «{value}» is not a time as 09:00")]
    ShiftStart { shift: String, value: String },
    #[error("shift {shift}: «{value}» is not one of mon tue wed thu fri sat sun")]
    ShiftWeekday { shift: String, value: String },
    #[error("shift {shift}: its breaks fit in no ways; give starts, in order, that leave 1 to {most}")]
    BreaksFitNowhere { shift: String, most: usize },
    #[error("shift {shift}: its breaks fit in more than {most} ways; give starts, in order, that leave 1 to {most}")]
    TooManyWays { shift: String, most: usize },
    #[error("shift {shift}: it starts within a day and lasts at most one")]
    ShiftTooLong { shift: String },
    #[error("shift {shift}: a break lies outside it")]
    BreakOutside { shift: String },
    #[error("shifts with their ways of pauses are more than {most}: give fewer break times")]
    TooManyDuties { most: usize },
    #[error("{of}: there is no shift «{shift}»")]
    NoShift { of: String, shift: String },
    #[error("{of}: there is no skill «{skill}»")]
    NoSkill { of: String, skill: String },
    #[error("{of}: there is no site «{site}»")]
    NoSite { of: String, site: String },
    #[error("{of}: there is no contract «{contract}»")]
    NoContract { of: String, contract: String },
    #[error("two people are called {name}: give each a name of her own")]
    TwoOfAName { name: String },
    #[error(
        "contract {contract}: {hours} h a week at least are more than the {most} h of {article}: lower the hours, or leave the law out"
    )]
    HoursBeyondLaw { contract: String, hours: u32, most: u32, article: String },
    #[error(
        "{of}: at least {hours} h a week by the contract, at most {most} h by {article}: give the person another contract"
    )]
    HoursBeyondProtection { of: String, hours: u32, most: u32, article: String },
    #[error(
        "{of}: every shift of the contract is at night or too long for {article}: give the person another contract"
    )]
    ProtectedFromAll { of: String, article: String },
    #[error("{of} is protected by law, and contract {contract} asks for none: set its law to kr")]
    ProtectedWithoutLaw { of: String, contract: String },
    #[error("{of}, with what the law that protects her leaves: {why}")]
    AgainstProtection { of: String, why: Box<Refusal> },
    #[error("{of}: {day} is outside the {days} days from {first}")]
    OutsideDays { of: String, day: Date, days: usize, first: Date },
    #[error("contract {contract}: it has no shifts, so nobody on it can work")]
    NoShifts { contract: String },
    #[error("contract {contract}: {rule} asks for more at least than at most")]
    LeastAboveMost { contract: String, rule: Bounds },
    #[error("contract {contract}: at least {least} days in a horizon of {days}")]
    DaysBeyondHorizon { contract: String, least: u32, days: usize },
    #[error(
        "contract {contract}: «days» and «hours» contradict: {days} days of the shortest shift are more than {hours} h"
    )]
    DaysAboveHours { contract: String, days: u32, hours: u32 },
    #[error(
        "contract {contract}: «days» and «hours» contradict: {days} days of the longest shift are less than {hours} h"
    )]
    DaysBelowHours { contract: String, days: u64, hours: u32 },
    #[error(
        "contract {contract}: «days» and «shifts» contradict: at least {least} days a week, and its shifts exist on {open}"
    )]
    DaysBeyondOpen { contract: String, least: u32, open: u32 },
    #[error(
        "contract {contract}: «days» and «days_in_a_row» contradict: at least {least} of {days} days, at most {longest} in a row and {off} off after them"
    )]
    DaysAgainstRuns { contract: String, least: u32, days: usize, longest: u32, off: u32 },
    #[error("contract {contract}: no law «{law}» is known; kr is")]
    NoSuchLaw { contract: String, law: String },
    #[error(
        "contract {contract}, shift {shift}: {hours} h of work need {least} minutes of breaks with work before and after, it has {minutes} ({article}, from {from} h on)"
    )]
    TooFewBreaks { contract: String, shift: String, hours: u32, least: u32, minutes: u32, article: String, from: u32 },

    // A roster.
    #[error("nobody in the roster answers {group}: give somebody this skill, or leave it out of the forecast")]
    NobodyAnswers { group: String },
    #[error("the forecast has none of the {days} days of the roster, which begins on {first}")]
    NoDayInCommon { first: Date, days: usize },
    #[error(
        "the roster has intervals of {minutes} minutes and the forecast of {step}: forecast with --interval {minutes}m"
    )]
    IntervalsDoNotFit { minutes: u32, step: u32 },
    #[error("{people} people are outside 1 to {most}")]
    People { people: usize, most: usize },
    #[error("{people} people required at once are more than {most}")]
    PeopleAtOnce { people: u32, most: u32 },
    #[error("{of}: a weight of {weight} is outside 0 to {most}")]
    Weight { of: String, weight: i64, most: i64 },
    #[error("{points} points of unpleasant work are more than {most}")]
    TooManyPoints { points: u32, most: u32 },
    #[error(
        "a weight of fairness of {weight} on up to {points} points a person costs too much to count: lower one of them"
    )]
    FairnessTooDear { weight: i64, points: i64 },
    #[error("{sites} sites are more than {most}")]
    TooManySites { sites: usize, most: usize },
    #[error("{skills} skills are more than {most}: join those that the same people have")]
    TooManySkills { skills: usize, most: usize },
    #[error(
        "{skills} skills hang together by people who have several; at most {most} can: join skills that the same people have"
    )]
    SkillsHangTogether { skills: u32, most: usize },
    #[error("so many skills, days and intervals are too much at once: plan fewer weeks, or longer intervals")]
    TooLargeToSearch,

    // Adherence.
    #[error("{entries} entries for one person are more than {most}: judge fewer days at once")]
    TooManyEntries { entries: usize, most: usize },
    #[error("the tolerance must be from nothing to an hour")]
    Tolerance,
    #[error("entries {entry} and {other} of the plan overlap: a person does one thing at a time")]
    PlanOverlaps { entry: usize, other: usize },

    // Months ahead, and a new desk.
    #[error("the share that leaves in a month must be between 0 and 50 %")]
    LeavePerMonth,
    #[error("a full-time week must be between 1 and 80 hours")]
    FullWeek,
    #[error("that takes {people} people, more than {most}: check the contacts a day")]
    DeskTooLarge { people: u32, most: u32 },
    #[error("the desk must be open for an hour or more within one day")]
    DeskHours,
    #[error("a week has 1 to 7 open days")]
    DeskDays,
    #[error("contacts a day must be above 0, at most a million")]
    DeskContacts,
    #[error("shrinkage must be from 0 to below 95 %")]
    DeskShrinkage,
    #[error("people must work 1 to 80 hours a week, and someone must begin each week")]
    DeskPeople,
    #[error("a ramp is at most 52 shares between 0 and 1")]
    DeskRamp,
}

/// A rule of a contract with a least and a most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bounds {
    Days,
    Hours,
    DaysInARow,
}

impl std::fmt::Display for Bounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Bounds::Days => "days",
            Bounds::Hours => "hours",
            Bounds::DaysInARow => "days_in_a_row",
        })
    }
}

impl Refusal {
    /// The same with reasons and groups by other names: the server plans by their numbers.
    #[must_use]
    pub fn named(mut self, name: &dyn Fn(&str) -> Option<String>) -> Refusal {
        match &mut self {
            Self::Several { whys } => {
                *whys = std::mem::take(whys).into_iter().map(|why| why.named(name)).collect();
            }
            Self::UnknownReason { reason: of }
            | Self::IntervalTwice { reason: of, .. }
            | Self::TooManyKinds { reason: of, .. }
            | Self::OnlyZeros { reason: of }
            | Self::TooFewDays { reason: of, .. }
            | Self::NoDay { reason: of }
            | Self::NothingToday { reason: of, .. }
            | Self::NoHandleTime { reason: of, .. }
            | Self::NobodyAnswers { group: of }
            | Self::NoQuantile { group: of, .. }
            | Self::AtInterval { group: of, .. }
            | Self::InTargets { group: of, .. } => *of = name(of).unwrap_or_else(|| std::mem::take(of)),
            _ => {}
        }
        self
    }
}

impl From<String> for Refusal {
    fn from(sentence: String) -> Self {
        Self::Plain { sentence }
    }
}

impl From<&str> for Refusal {
    fn from(sentence: &str) -> Self {
        Self::Plain { sentence: sentence.into() }
    }
}

pub(crate) fn refuse<T>(why: impl Into<Refusal>) -> Result<T, Refusal> {
    Err(why.into())
}
