//! Required staff where agents have several skills: by skill set instead of by line, whole days at a time, so that a line
//! left over from one interval is there in the next.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::forecast::{Forecast, ForecastRow};
use super::require::{Inputs, Sum};
use super::staffing::{Achieved, Day, Demand, Pool, Predicted, Staffing, Tell};
use super::targets::{Group, MAX_SHRINKAGE, Targets, Terms};
use crate::erlang::{MAX_AGENTS, Share};
use crate::refusal::{Refusal, refuse};

/// What a skill set costs more for each further line, if it does not say: of two ways with as many people, the one with more
/// specialists.
const COST_OF_A_LINE: f64 = 0.05;
/// The most skill sets and lines a simulation is asked for.
const MOST_SKILL_SETS: usize = 40;
const MOST_LINES: usize = 40;

/// A targets file of a centre whose agents have several skills.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SkillTargets {
    /// For all that say nothing else.
    pub default: Terms,
    /// Reasons answered as one line.
    pub group: BTreeMap<String, Terms>,
    /// Reasons that are a line of their own.
    pub reason: BTreeMap<String, Terms>,
    /// Who answers what; without any each line has agents of its own.
    pub skills: BTreeMap<String, SkillSet>,
    /// Standard deviation of a day's contacts around the forecast, the same for all lines.
    pub forecast_error: Option<Share>,
}

/// `[skills.NAME]`: agents with the same skills.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillSet {
    /// Groups and reasons they answer.
    pub serves: Vec<String>,
    /// What one of them costs in relation to others; 1 and 5 % for each line beyond the first, if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// How many can be at work at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Instead of the default's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shrinkage: Option<BTreeMap<String, Share>>,
}

/// What a forecast requires by skill set, with everything it was computed from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Staffed {
    /// Length of each interval, in seconds.
    pub interval_s: f64,
    /// The lines and their terms, by name.
    pub lines: BTreeMap<String, Inputs>,
    /// The skill sets, by name.
    pub skills: BTreeMap<String, SkillSet>,
    /// By start, then skill set.
    pub crews: Vec<Crew>,
    /// What the lines experience, by start, then line.
    pub reached: Vec<Reached>,
    /// The same of whole days, by day, then line.
    pub days: Vec<ReachedDay>,
}

/// The agents of one skill set in one interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Crew {
    /// Start of the interval, local time of the centre.
    pub start: DateTime,
    /// The skill set; a line that has agents of its own.
    pub skills: String,
    /// Agents at work, before shrinkage.
    pub agents: u32,
    /// People to schedule: `agents / (1 − shrinkage)`.
    pub people: f64,
    /// Share of their time in contacts.
    pub occupancy: f64,
}

/// What one line experiences in one interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reached {
    /// Start of the interval.
    pub start: DateTime,
    /// The group, or the reason.
    pub line: String,
    /// Expected contacts.
    pub expected: f64,
    /// Contacts staffed for.
    pub contacts: f64,
    /// Handle time in seconds.
    pub aht_s: f64,
    /// `contacts / interval_s × aht_s`.
    pub erlangs: f64,
    /// What the crews of that day achieve.
    #[serde(flatten)]
    pub predicted: Predicted,
}

/// What one line experiences over a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReachedDay {
    /// The day.
    pub day: Date,
    /// The group, or the reason.
    pub line: String,
    /// Contacts staffed for.
    pub contacts: f64,
    /// What the crews achieve.
    #[serde(flatten)]
    pub predicted: Predicted,
}

/// A stretch in which a line is below its promise on more than half of the days.
#[derive(Debug, Clone, PartialEq)]
pub struct Below {
    /// The group, or the reason.
    pub line: String,
    pub from: DateTime,
    pub to: DateTime,
    /// The least share answered in time in an interval of it.
    pub service_level: f64,
}

impl Staffed {
    /// When lines are below their promise, by start; a stretch ends with its day.
    pub fn below(&self) -> Vec<Below> {
        let step = SignedDuration::from_secs(self.interval_s as i64);
        let mut stretches: Vec<Below> = Vec::new();
        for own in self.reached.iter().filter(|own| self.misses(own)) {
            let (from, to) = (own.start, own.start.checked_add(step).unwrap_or(own.start));
            let service_level = own.predicted.service_level;
            let goes_on =
                |known: &&mut Below| known.line == own.line && known.to == from && known.from.date() == from.date();
            match stretches.iter_mut().rev().find(goes_on) {
                Some(known) => (known.to, known.service_level) = (to, known.service_level.min(service_level)),
                None => stretches.push(Below { line: own.line.clone(), from, to, service_level }),
            }
        }
        stretches
    }

    fn misses(&self, own: &Reached) -> bool {
        let promised = self.lines.get(&own.line).and_then(|line| line.terms.service_level);
        let median = own.predicted.over_days.map_or(own.predicted.service_level, |days| days.service_level_days[1]);
        own.contacts > 0.0 && promised.is_some_and(|promised| median < promised.0)
    }
}

/// Lines, skill sets and what they are called.
pub(super) struct Centre<'a> {
    of_reason: BTreeMap<&'a str, usize>,
    lines: Vec<Group>,
    names: Vec<String>,
    sets: Vec<SkillSet>,
    shrinkage: Vec<f64>,
    pools: Vec<Pool>,
    forecast_error: f64,
}

/// One day of a forecast, laid out without gaps.
pub(super) struct Laid {
    pub starts: Vec<DateTime>,
    sums: Vec<Vec<Sum>>,
    demands: Vec<Vec<Demand>>,
}

/// What every interval of the forecast requires by skill set. `tell` hears how far it is and may end it.
pub fn require_by_skills(
    forecast: &Forecast,
    targets: &SkillTargets,
    staffing: &dyn Staffing,
    tell: Tell,
) -> Result<Staffed, Refusal> {
    let sets = (!targets.skills.is_empty()).then(|| targets.skills.clone());
    let centre = Centre::of(forecast, targets, sets)?;
    centre.each_day(forecast, tell, |laid, tell| {
        let day = centre.day(laid, forecast.interval_s, 0.0);
        let agents = staffing.require(&day, tell)?;
        let achieved = staffing.predict(&day, &agents)?;
        Ok((agents, achieved))
    })
}

impl<'a> Centre<'a> {
    /// With these skill sets; with none each line has agents of its own.
    pub fn of(
        forecast: &'a Forecast,
        file: &SkillTargets,
        skills: Option<BTreeMap<String, SkillSet>>,
    ) -> Result<Centre<'a>, Refusal> {
        let reasons = forecast.reasons();
        let groups = file.targets().groups(&reasons)?;
        let mut lines: Vec<Group> = Vec::new();
        let mut of_reason = BTreeMap::new();
        for (reason, group) in groups {
            let known = lines.iter().position(|line| line.name == group.name);
            of_reason.insert(reason, known.unwrap_or(lines.len()));
            if known.is_none() {
                lines.push(group);
            }
        }
        let (mut names, mut sets) = (Vec::new(), Vec::new());
        if skills.is_none() {
            for line in &lines {
                let shrinkage = line.terms.shrinkage.clone();
                names.push(line.name.clone());
                sets.push(SkillSet { serves: vec![line.name.clone()], cost: None, most: None, shrinkage });
            }
        }
        for (name, set) in skills.into_iter().flatten() {
            let shrinkage = set.shrinkage.clone().or_else(|| file.default.shrinkage.clone());
            names.push(name);
            sets.push(SkillSet { shrinkage, ..set });
        }
        if lines.len() > MOST_LINES || sets.len() > MOST_SKILL_SETS {
            return refuse(format!(
                "{} lines and {} skill sets are more than {MOST_LINES} and {MOST_SKILL_SETS}: put reasons into groups",
                lines.len(),
                sets.len()
            ));
        }
        let pools = names.iter().zip(&sets).map(|(name, set)| set.pool(name, &lines)).collect::<Result<Vec<_>, _>>()?;
        if let Some((_, alone)) =
            lines.iter().enumerate().find(|(at, _)| !pools.iter().any(|pool| pool.serves.contains(at)))
        {
            return refuse(format!("nobody answers {}: name it in serves of a [skills.NAME]", alone.name));
        }
        let shrinkage = names.iter().zip(&sets).map(|(name, set)| set.shrinks(name)).collect::<Result<_, _>>()?;
        let forecast_error = file.forecast_error.map_or(0.0, |share| share.0);
        Ok(Centre { of_reason, lines, names, sets, shrinkage, pools, forecast_error })
    }

    /// Every day of the forecast, with what `answer` says of it: agents by interval and pool, and what they achieve.
    pub fn each_day(
        &self,
        forecast: &Forecast,
        tell: Tell,
        mut answer: impl FnMut(&Laid, Tell) -> Result<(Vec<Vec<u32>>, Achieved), Refusal>,
    ) -> Result<Staffed, Refusal> {
        let mut by_date: BTreeMap<Date, Vec<&ForecastRow>> = BTreeMap::new();
        for row in &forecast.rows {
            by_date.entry(row.start.date()).or_default().push(row);
        }
        let days = by_date.len() as f64;
        let mut staffed = Staffed {
            interval_s: forecast.interval_s,
            lines: self.lines.iter().map(|line| (line.name.clone(), line.clone().into())).collect(),
            skills: self.names.iter().cloned().zip(self.sets.iter().cloned()).collect(),
            crews: Vec::new(),
            reached: Vec::new(),
            days: Vec::new(),
        };
        for (at, (date, rows)) in by_date.into_iter().enumerate() {
            let laid = self.lay(&rows, forecast.interval_s)?;
            let (agents, achieved) = answer(&laid, &mut |share| tell((at as f64 + share) / days))?;
            self.note(date, &laid, &agents, &achieved, &mut staffed);
            if tell((at + 1) as f64 / days) == ControlFlow::Break(()) {
                return refuse("cancelled: nothing was kept");
            }
        }
        Ok(staffed)
    }

    /// A day laid out, for whatever computes it.
    pub fn day<'b>(&'b self, laid: &'b Laid, seconds: f64, absence: f64) -> Day<'b> {
        let (pools, forecast_error) = (&self.pools, self.forecast_error);
        Day { seconds, intervals: &laid.demands, pools, forecast_error, absence }
    }

    /// A day's intervals from the first to the last that the forecast has, those it leaves out without contacts.
    fn lay(&self, rows: &[&ForecastRow], interval_s: f64) -> Result<Laid, Refusal> {
        let step = SignedDuration::from_secs(interval_s as i64);
        let first = rows.first().map_or(DateTime::MIN, |row| row.start);
        let last = rows.last().map_or(first, |row| row.start);
        let mut starts = vec![first];
        while let Some(next) = starts.last().and_then(|start| start.checked_add(step).ok()).filter(|next| *next <= last)
        {
            starts.push(next);
        }
        let none = || self.lines.iter().map(|_| Sum::default()).collect::<Vec<Sum>>();
        let mut sums: Vec<Vec<Sum>> = starts.iter().map(|_| none()).collect();
        for row in rows {
            let line = self.of_reason.get(row.reason.as_str()).copied().unwrap_or(0);
            let interval = starts.partition_point(|start| *start < row.start);
            let own = sums.get_mut(interval).and_then(|own| own.get_mut(line));
            if let (Some(sum), Some(group)) = (own, self.lines.get(line)) {
                sum.add(row, group)?;
            }
        }
        let of_interval = |(own, start): (&Vec<Sum>, &DateTime)| {
            own.iter().zip(&self.lines).map(|(sum, line)| sum.demand(line, interval_s, *start)).collect()
        };
        let demands = sums.iter().zip(&starts).map(of_interval).collect::<Result<_, Refusal>>()?;
        Ok(Laid { starts, sums, demands })
    }

    fn note(&self, date: Date, laid: &Laid, agents: &[Vec<u32>], achieved: &Achieved, staffed: &mut Staffed) {
        for (((start, sums), agents), (predicted, occupancy)) in
            laid.starts.iter().zip(&laid.sums).zip(agents).zip(achieved.intervals.iter().zip(&achieved.occupancy))
        {
            for (((name, shrinkage), agents), occupancy) in
                self.names.iter().zip(&self.shrinkage).zip(agents).zip(occupancy)
            {
                let people = f64::from(*agents) / (1.0 - shrinkage);
                let (agents, occupancy) = (*agents, *occupancy);
                staffed.crews.push(Crew { start: *start, skills: name.clone(), agents, people, occupancy });
            }
            for ((line, sum), predicted) in self.lines.iter().zip(sums).zip(predicted) {
                staffed.reached.push(Reached {
                    start: *start,
                    line: line.name.clone(),
                    expected: sum.expected,
                    contacts: sum.contacts,
                    aht_s: sum.aht_s(),
                    erlangs: sum.handle_s / staffed.interval_s,
                    predicted: *predicted,
                });
            }
        }
        for (at, (line, predicted)) in self.lines.iter().zip(&achieved.day).enumerate() {
            let contacts = laid.sums.iter().filter_map(|own| own.get(at)).map(|sum| sum.contacts).sum();
            staffed.days.push(ReachedDay { day: date, line: line.name.clone(), contacts, predicted: *predicted });
        }
    }
}

impl SkillSet {
    fn pool(&self, name: &str, lines: &[Group]) -> Result<Pool, Refusal> {
        if self.serves.is_empty() {
            return refuse(format!("[skills.{name}] answers nothing: write serves = [\"...\"]"));
        }
        let mut serves = Vec::with_capacity(self.serves.len());
        for served in &self.serves {
            let Some(at) = lines.iter().position(|line| line.name == *served) else {
                let known: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
                return refuse(format!(
                    "[skills.{name}] serves {served}, which is no line of the forecast; there are {}",
                    known.join(", ")
                ));
            };
            if serves.contains(&at) {
                return refuse(format!("[skills.{name}] serves {served} twice: keep one"));
            }
            serves.push(at);
        }
        let cost = self.cost.unwrap_or(1.0 + COST_OF_A_LINE * (serves.len() - 1) as f64);
        if !(0.01..=100.0).contains(&cost) {
            return refuse(format!("[skills.{name}] cost must be from 0.01 to 100, in relation to the others"));
        }
        if self.most.is_some_and(|most| most > MAX_AGENTS) {
            return refuse(format!("[skills.{name}] most is above {MAX_AGENTS}"));
        }
        Ok(Pool { serves, cost, most: self.most })
    }

    fn shrinks(&self, name: &str) -> Result<f64, Refusal> {
        let share: f64 = self.shrinkage.iter().flatten().map(|(_, share)| share.0).sum();
        if share > MAX_SHRINKAGE {
            let (share, most) = (Share(share).to_string(), Share(MAX_SHRINKAGE).to_string());
            return refuse(Refusal::InTargets {
                place: format!("[skills.{name}]"),
                group: name.into(),
                why: Box::new(Refusal::Shrinkage { share, most }),
            });
        }
        Ok(share)
    }
}

impl SkillTargets {
    /// What is promised, without who keeps it.
    fn targets(&self) -> Targets {
        Targets { default: self.default.clone(), group: self.group.clone(), reason: self.reason.clone() }
    }

    /// What the lines of a forecast are called.
    pub(super) fn line_names(&self, forecast: &Forecast) -> Result<BTreeSet<String>, Refusal> {
        Ok(self.targets().groups(&forecast.reasons())?.into_values().map(|line| line.name).collect())
    }

    /// For the formulas, which know one skill an agent.
    ///
    /// # Errors
    /// It says what only a simulation can answer.
    pub fn for_formulas(&self) -> Result<Targets, Refusal> {
        let terms = [&self.default].into_iter().chain(self.group.values()).chain(self.reason.values());
        if !self.skills.is_empty() || self.forecast_error.is_some() || terms.clone().any(Terms::only_simulated) {
            return refuse(
                "[skills], forecast_error, days, variation and callback are for --by-simulation: add it, or take them out",
            );
        }
        Ok(self.targets())
    }
}
