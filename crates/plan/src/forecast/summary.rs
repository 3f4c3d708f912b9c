//! What was made of a reason, and why, in words.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::terms::Outside;
use super::{Forecast, Request};
use crate::history::Series;

/// What was made of a reason, for people and programs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The reason.
    pub reason: String,
    /// Contacts over the whole horizon.
    pub contacts: f64,
    /// The method chosen.
    pub method: String,
    /// How much better than the best simple method on the backtest.
    pub margin: f64,
    /// Calendar terms kept; none where the method chosen knows none.
    pub terms: Vec<String>,
    /// Kinds of events with their size: contacts over a usual day's.
    pub events: Vec<(String, f64)>,
    /// Backtest WAPE of each method, best first.
    pub scores: Vec<(String, f64)>,
    /// Whose holidays were kept.
    pub holidays: String,
    /// Days of the backtest: contacts that came and that were expected.
    pub tested: Vec<(Date, f64, f64)>,
    /// Days held back, with what they were of the mean of eight weeks.
    pub held_back: Vec<(Date, f64)>,
}

impl Forecast {
    /// What was chosen and found, of a forecast of `series`.
    pub fn summary(&self, series: &Series, request: &Request, outside: &Outside) -> Summary {
        let choice = &self.choice;
        Summary {
            reason: series.reason.clone(),
            contacts: self.intervals.iter().map(|interval| interval.contacts).sum(),
            method: choice.method.to_string(),
            margin: choice.margin(),
            terms: match choice.method.by_terms() {
                true => choice.terms.iter().map(|term| outside.name(term)).collect(),
                false => Vec::new(),
            },
            events: self.events.clone(),
            scores: choice.scores.iter().map(|(method, wape)| (method.to_string(), *wape)).collect(),
            holidays: request.holidays.source.clone(),
            tested: choice.days(series),
            held_back: self.held_back.clone(),
        }
    }
}
