//! Forecasts per reason and interval, with quantiles, and how good they were.
//!
//! A day total is expected by a ridge regression on calendar terms with exponential forgetting and a smoothed level; a shape of
//! the day spreads it over the intervals. The terms, the settings and the method itself are chosen by a backtest on what lies
//! before the origin, with a weekly naive, means and a median of same weekdays always in the race. Sources:
//! Taylor 2008 (simple averages are hard to beat), Barrow & Kourentzes 2018 (special days pay), Ibrahim et al. 2016 (survey).

mod accuracy;
mod handle_time;
mod intraday;
mod method;
mod outside;
mod panel;
mod profile;
mod ridge;
mod score;
mod select;
mod spread;
mod summary;
mod table;
mod terms;
mod walk;

use jiff::civil::{Date, Weekday};
use serde::Serialize;

pub use accuracy::{Accuracy, PROBABILITIES, Tally};
pub use handle_time::HandleTime;
pub use intraday::{Rest, RestAccuracy, backtest_rest, rest_of_day};
pub use method::{METHODS, Method};
pub use outside::{Event, MAX_KINDS, Told};
pub use score::{DayScore, score_day};
pub use select::Choice;
pub use summary::Summary;
pub use table::Table;
pub use terms::{Outside, Term};

use crate::calendar::Holidays;
use crate::history::{Series, plus, sum};
use crate::refusal::{Refusal, refuse};
use method::{Block, Fitted, block};
use panel::Panel;
use profile::Profile;
use terms::Design;
use walk::{OUTCOMES, View, outcomes, walk};

/// The furthest a forecast goes, in days.
pub const MAX_HORIZON_DAYS: usize = 400;
/// Fewer open days teach nothing about a week.
pub const LEAST_DAYS: usize = 10;

/// What to forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Days from the origin.
    pub horizon_days: usize,
    /// Public holidays.
    pub holidays: Holidays,
    /// Further than this share from the mean of eight weeks, without an event, a day is held back.
    pub guard: f64,
}

/// One interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Interval {
    /// Days from the origin.
    pub ahead: usize,
    /// Interval of the day.
    pub slot: usize,
    /// Expected contacts.
    pub contacts: f64,
    /// Contacts at `PROBABILITIES`.
    pub quantiles: [f64; 11],
}

/// A forecast of one reason.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// The first day forecast.
    pub origin: Date,
    /// Open intervals in order.
    pub intervals: Vec<Interval>,
    /// What was chosen, and why.
    pub choice: Choice,
    /// Days held back by the guard: date, forecast as share of the eight-week mean before.
    pub held_back: Vec<(Date, f64)>,
    /// Kinds of events with their size: contacts on such a day over a usual one, as learned, or as guessed where it is new.
    pub events: Vec<(String, f64)>,
}

/// Forecasts from the day after the series ends.
///
/// # Errors
/// A sentence that says why nothing can be forecast and what to do.
pub fn forecast(series: &Series, request: &Request, outside: &Outside) -> Result<Forecast, Refusal> {
    Ok(Ready::new(series.clone(), request, outside)?.forecast(request, outside))
}

/// A series with everything chosen and fitted at its end: what any method needs.
struct Ready {
    panel: Panel,
    choice: Choice,
    design: Design,
    view: View,
    profile: Profile,
}

impl Ready {
    fn new(series: Series, request: &Request, outside: &Outside) -> Result<Ready, Refusal> {
        if !(1..=MAX_HORIZON_DAYS).contains(&request.horizon_days) {
            return refuse(Refusal::Horizon { days: request.horizon_days, most: MAX_HORIZON_DAYS });
        }
        let panel = Panel::new(series, &request.holidays, request.horizon_days);
        let reason = &panel.series.reason;
        let with_contacts = panel.totals.iter().filter(|total| **total > 0.0).count();
        if with_contacts == 0 {
            return refuse(Refusal::OnlyZeros { reason: reason.clone() });
        }
        if with_contacts < LEAST_DAYS {
            return refuse(Refusal::TooFewDays { reason: reason.clone(), days: with_contacts, least: LEAST_DAYS });
        }
        let choice = select::choose(&panel, outside, request.horizon_days);
        let past = panel.past();
        let design = Design::new(&panel, outside, &choice.terms);
        let mut views = walk(&design, &outcomes(&panel), OUTCOMES, choice.setting, &[past]);
        let Some(view) = views.pop() else { return refuse(Refusal::NoDay { reason: reason.clone() }) };
        let profile = Profile::at(&panel, past, choice.shape);
        Ok(Ready { panel, choice, design, view, profile })
    }

    /// What a method expects of the horizon.
    fn block(&self, method: Method, horizon: usize) -> Block {
        let fitted = Fitted { design: &self.design, view: &self.view, profile: &self.profile };
        block(&self.panel, method, self.panel.past(), horizon, &fitted)
    }

    fn forecast(&self, request: &Request, outside: &Outside) -> Forecast {
        let (panel, past, slots) = (&self.panel, self.panel.past(), self.panel.slots());
        let mut made = self.block(self.choice.method, request.horizon_days);
        let usual = self.block(Method::WeekMean(8), request.horizon_days);
        let mut held_back = Vec::new();
        for (ahead, (day, usual)) in made.chunks_mut(slots).zip(usual.chunks(slots)).enumerate() {
            let ratio = sum(day) / sum(usual).max(1e-9);
            let bound = ratio.clamp(1.0 - request.guard, 1.0 + request.guard);
            if !self.design.named(past + ahead) && ratio > 0.0 && bound != ratio {
                held_back.push((panel.date(past + ahead), ratio));
                day.iter_mut().for_each(|value| *value *= bound / ratio);
            }
            let times = self.choice.level * outside.guessed(past + ahead, past);
            day.iter_mut().for_each(|value| *value *= times);
        }
        let intervals = made
            .iter()
            .enumerate()
            .filter(|(_, contacts)| !contacts.is_nan())
            .map(|(at, contacts)| Interval {
                ahead: at / slots,
                slot: at % slots,
                contacts: *contacts,
                quantiles: self.choice.spread.around(*contacts),
            })
            .collect();
        let (origin, choice) = (panel.date(past), self.choice.clone());
        Forecast { origin, intervals, choice, held_back, events: self.sizes(outside) }
    }

    /// Sizes of the kinds of events as known at the end of the history.
    fn sizes(&self, outside: &Outside) -> Vec<(String, f64)> {
        let names = outside.event_names.iter().enumerate();
        names
            .filter_map(|(kind, name)| {
                let learned = self.view.effect(self.design.column(&Term::Event(kind))?).exp();
                let new = !outside.happened(kind, self.panel.past());
                let guess = outside.sizes.get(kind).copied().flatten().filter(|_| new);
                Some((name.clone(), guess.unwrap_or(learned)))
            })
            .collect()
    }
}

/// Accuracy at one origin.
#[derive(Debug, Clone, Serialize)]
pub struct AtOrigin {
    /// The first day forecast.
    pub origin: Date,
    /// The method chosen there.
    pub method: String,
    /// Its accuracy.
    #[serde(flatten)]
    pub accuracy: Accuracy,
    /// What it is the accuracy of, to add up over reasons.
    #[serde(skip)]
    pub tally: Tally,
}

/// A rolling backtest: at each origin everything is chosen anew from what lies before it.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// All origins together.
    pub tally: Tally,
    /// One by one.
    pub per_origin: Vec<AtOrigin>,
    /// Every method at the same origins.
    pub methods: Vec<(Method, Tally)>,
}

/// The last origins of a series: Mondays for a horizon of a week or more, else days, so that the horizon lies in the history
/// (open days alone need be there).
pub fn origins(series: &Series, horizon_days: usize, count: usize) -> Vec<Date> {
    let Some(last_day) = (0..series.days()).rev().find(|day| sum(series.day(*day)) > 0.0) else {
        return Vec::new();
    };
    let weekly = horizon_days >= 7;
    let recent = |date: Date| (1..=4).filter(|week| sum(series.on(plus(date, -7 * week))) > 0.0).count() >= 2;
    let covered = |origin: Date| {
        (0..horizon_days as i64)
            .map(|ahead| plus(origin, ahead))
            .all(|date| series.day_of(date) <= last_day as i64 || !recent(date))
    };
    let mut origins: Vec<Date> = (0..=last_day)
        .rev()
        .map(|day| series.date(day))
        .filter(|date| !weekly || date.weekday() == Weekday::Monday)
        .filter(|date| weekly || sum(series.on(*date)) > 0.0)
        .filter(|date| covered(*date))
        .take(count)
        .collect();
    origins.reverse();
    origins
}

/// Runs a backtest at these origins.
///
/// # Errors
/// Where the history before an origin is too short.
pub fn backtest(series: &Series, request: &Request, outside: &Outside, origins: &[Date]) -> Result<Backtest, Refusal> {
    let mut report = Backtest {
        tally: Tally::default(),
        per_origin: Vec::new(),
        methods: METHODS.iter().map(|method| (*method, Tally::default())).collect(),
    };
    let slots = series.slots();
    for origin in origins {
        let known = series.before(*origin);
        let scale = weekly_change(&known);
        let ready = Ready::new(known, request, outside)?;
        let made = ready.forecast(request, outside);
        let from = usize::try_from(series.day_of(*origin)).unwrap_or(0);
        let mut tally = Tally::default();
        for interval in &made.intervals {
            let actual = series.day(from + interval.ahead).get(interval.slot).copied().unwrap_or(f64::NAN);
            if !actual.is_nan() {
                tally.add(actual, interval.contacts, &interval.quantiles, scale);
            }
        }
        for (method, sums) in &mut report.methods {
            let other = ready.block(*method, request.horizon_days);
            for (at, contacts) in other.iter().enumerate().filter(|(_, contacts)| !contacts.is_nan()) {
                let actual = series.day(from + at / slots).get(at % slots).copied().unwrap_or(f64::NAN);
                if !actual.is_nan() {
                    sums.add(actual, *contacts, &[], scale);
                }
            }
        }
        report.tally.merge(&tally);
        let method = made.choice.method.to_string();
        report.per_origin.push(AtOrigin { origin: *origin, method, accuracy: tally.accuracy(), tally });
    }
    Ok(report)
}

/// Mean absolute change of an interval from one week to the next.
fn weekly_change(series: &Series) -> f64 {
    let week = 7 * series.slots();
    let pairs = series.offered.iter().zip(series.offered.iter().skip(week));
    let (sum, count) = pairs
        .filter(|(before, after)| !before.is_nan() && !after.is_nan())
        .fold((0.0, 0.0), |(sum, count), (before, after)| (sum + (after - before).abs(), count + 1.0));
    sum / f64::max(count, 1.0)
}
