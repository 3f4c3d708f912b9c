//! Schedules: who works which shift with which breaks on which day, so that the required staff is there at the least cost.
//!
//! One model ([`Problem`]) is read from several formats, searched by annealing ([`search()`]) and judged by one definition of
//! every rule and cost ([`check`]); whatever engine made a roster, the same check prices it.

mod at_work;
mod bound;
mod change;
mod check;
mod contradictions;
mod curtois;
mod demand;
mod dice;
mod file;
mod law;
mod limits;
#[cfg(feature = "mip")]
pub mod mip;
mod pauses;
mod problem;
mod roster;
mod rules;
mod search;
mod seats;
mod stay;
mod week;

pub use at_work::at_work;
pub use bound::bound;
pub use change::{Change, Effect, IntervalEffect, Standing, best_way, breaks, effect, with};
pub use check::{Report, Violation, check, missing};
pub use file::{MAX_FILE_BYTES, read, read_kept};
pub use law::{KOREA, Law, Protected};
pub use problem::{Agent, Before, Contract, Cover, Duty, Nights, Parts, Pause, Problem, Shift, Site, Wish};
pub use roster::{Roster, Row};
pub use rules::Rule;
pub use search::search;
pub use stay::staying;
