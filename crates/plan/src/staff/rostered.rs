//! What customers will experience with the people of a roster: the days of the forecast played with whoever is at work.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::forecast::{Forecast, ForecastRow, Quantile};
use super::skills::{Centre, SkillSet, SkillTargets, Staffed};
use super::staffing::{Staffing, Tell};
use super::targets::Terms;
use crate::history::{days_between, minute_of_day};
use crate::refusal::{Refusal, refuse};

/// People of a roster at work, pauses taken out.
#[derive(Debug, Clone, PartialEq)]
pub struct Rostered {
    /// The first day.
    pub first: Date,
    /// Days.
    pub days: usize,
    /// Length of an interval, in minutes.
    pub interval_min: u32,
    /// By skills.
    pub sets: Vec<RosteredSet>,
}

/// Those of them with the same skills.
#[derive(Debug, Clone, PartialEq)]
pub struct RosteredSet {
    /// Their names: lines of the forecast; others answer nothing in it.
    pub skills: Vec<String>,
    /// People by interval from the first midnight.
    pub people: Vec<u32>,
}

/// What the lines of a forecast experience on the days of a roster. Contacts are the expected ones, whatever quantile the
/// targets staff for. Shrinkage keeps that share of the people away, a whole day at a time.
///
/// # Errors
/// Where forecast and roster have no day in common or their intervals do not fit, where a line has nobody, and whatever
/// `staffing` refuses.
pub fn experience(
    forecast: &Forecast,
    targets: &SkillTargets,
    roster: &Rostered,
    staffing: &dyn Staffing,
    tell: Tell,
) -> Result<Staffed, Refusal> {
    let forecast = roster.part_of(forecast)?;
    let targets = expected(targets);
    let lines = targets.line_names(&forecast)?;
    let mut sets: BTreeMap<String, (SkillSet, Vec<u32>)> = BTreeMap::new();
    for set in &roster.sets {
        let serves: Vec<String> = lines.iter().filter(|line| set.skills.contains(line)).cloned().collect();
        if serves.is_empty() {
            continue;
        }
        let own = SkillSet { serves: serves.clone(), cost: None, most: None, shrinkage: None };
        let (_, people) = sets.entry(serves.join(" + ")).or_insert((own, Vec::new()));
        people.resize(people.len().max(set.people.len()), 0);
        people.iter_mut().zip(&set.people).for_each(|(sum, own)| *sum += own);
    }
    if let Some(alone) = lines.iter().find(|line| !sets.values().any(|(set, _)| set.serves.contains(line))) {
        return refuse(Refusal::NobodyAnswers { group: alone.clone() });
    }
    let people: Vec<Vec<u32>> = sets.values().map(|(_, people)| people.clone()).collect();
    let skills = sets.into_iter().map(|(name, (set, _))| (name, set)).collect();
    let centre = Centre::of(&forecast, &targets, Some(skills))?;
    let absence = targets.default.shrinkage.iter().flatten().map(|(_, share)| share.0).sum();
    centre.each_day(&forecast, tell, |laid, _| {
        let there = |start: &DateTime| {
            let interval = roster.interval(*start);
            people.iter().map(|own| interval.and_then(|at| own.get(at)).copied().unwrap_or(0)).collect()
        };
        let agents: Vec<Vec<u32>> = laid.starts.iter().map(there).collect();
        let achieved = staffing.predict(&centre.day(laid, forecast.interval_s, absence), &agents)?;
        Ok((agents, achieved))
    })
}

impl Rostered {
    /// Everybody at work, by interval from the first midnight.
    pub fn people(&self) -> Vec<u32> {
        let mut all = Vec::new();
        for set in &self.sets {
            all.resize(all.len().max(set.people.len()), 0);
            all.iter_mut().zip(&set.people).for_each(|(sum, own)| *sum += own);
        }
        all
    }

    /// Somebody more is there in intervals of the first day, by the minutes after midnight at which they begin: whose night goes on
    /// into it.
    pub fn stays_on(&mut self, skills: &[String], minutes: &[u32]) {
        let at = self.sets.iter().position(|set| set.skills == skills).unwrap_or(self.sets.len());
        if at == self.sets.len() {
            self.sets.push(RosteredSet { skills: skills.to_vec(), people: Vec::new() });
        }
        let Some(set) = self.sets.get_mut(at) else { return };
        let intervals: std::collections::BTreeSet<usize> =
            minutes.iter().map(|minute| (minute / self.interval_min) as usize).collect();
        for interval in intervals {
            set.people.resize(set.people.len().max(interval + 1), 0);
            set.people.get_mut(interval).into_iter().for_each(|people| *people += 1);
        }
    }

    /// The interval a moment lies in.
    fn interval(&self, start: DateTime) -> Option<usize> {
        let day = usize::try_from(days_between(self.first, start.date())).ok()?;
        Some(day * (1_440 / self.interval_min) as usize + (minute_of_day(start.time()) / self.interval_min) as usize)
    }

    /// The days of a forecast that the roster has, in intervals in which nobody comes or goes.
    fn part_of(&self, forecast: &Forecast) -> Result<Forecast, Refusal> {
        let (own_s, its_s) = (f64::from(self.interval_min) * 60.0, forecast.interval_s);
        let parts = its_s / own_s;
        if parts.max(1.0 / parts).fract() != 0.0 {
            let (minutes, step) = (self.interval_min, (its_s / 60.0) as u32);
            return refuse(Refusal::IntervalsDoNotFit { minutes, step });
        }
        let parts = (parts as i64).max(1);
        let last = self.days as i64;
        let ours = |row: &&ForecastRow| (0..last).contains(&days_between(self.first, row.start.date()));
        let rows: Vec<ForecastRow> =
            forecast.rows.iter().filter(ours).flat_map(|row| split(row, parts, own_s as i64)).collect();
        if rows.is_empty() {
            return refuse(Refusal::NoDayInCommon { first: self.first, days: self.days });
        }
        Forecast::of(rows, Some(its_s.min(own_s)))
    }
}

/// A row in equal parts.
fn split(row: &ForecastRow, parts: i64, part_s: i64) -> impl Iterator<Item = ForecastRow> {
    let share = 1.0 / parts as f64;
    let quantiles: Vec<Quantile> =
        row.quantiles.iter().map(|own| Quantile { contacts: own.contacts * share, ..*own }).collect();
    (0..parts).filter_map(move |part| {
        let start = row.start.checked_add(SignedDuration::from_secs(part * part_s)).ok()?;
        Some(ForecastRow { start, contacts: row.contacts * share, quantiles: quantiles.clone(), ..row.clone() })
    })
}

/// The same promises for the contacts expected.
fn expected(targets: &SkillTargets) -> SkillTargets {
    let plain = |terms: &Terms| Terms { quantile: None, ..terms.clone() };
    let all = |of: &BTreeMap<String, Terms>| of.iter().map(|(name, terms)| (name.clone(), plain(terms))).collect();
    SkillTargets {
        default: plain(&targets.default),
        group: all(&targets.group),
        reason: all(&targets.reason),
        skills: BTreeMap::new(),
        forecast_error: targets.forecast_error,
    }
}
