//! From contact history to a published roster: forecast, queueing formulas, required staff, schedules, adherence.
//!
//! Pure: no clock, no files, no network. Time, seeds and effort (iterations or a deadline told by the caller) are parameters.

pub mod adherence;
pub mod calendar;
pub mod callbacks;
pub mod capacity;
pub mod erlang;
pub mod forecast;
pub mod history;
pub mod intraday;
mod refusal;
pub mod schedule;
pub mod staff;

pub use refusal::{Bounds, Refusal};
