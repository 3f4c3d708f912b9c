//! Every number once. [`Measures`] folds journal rows and a few facts from outside; wallboard, report, API and
//! simulator read the same [`Floor`] and the same [`Report`] and compute figures by the same [`CATALOGUE`].
//!
//! No clock: `at` is given with every row and `as_of` with every question. Sums are integers and figures are ratios of
//! integers, so that equal means equal digit by digit; [`format`](format::text) is the one place where they become text.

mod case;
mod catalogue;
pub mod compare;
mod cost;
mod desk;
mod fact;
mod floor;
mod fold;
pub mod format;
mod life;
mod pairs;
mod ratio;
mod report;
mod steps;
mod sums;

pub use case::FORGET_AFTER_MS;
pub use catalogue::{CATALOGUE, Metric, Unit, View, metric};
pub use cost::{ChannelPrices, CostOf, CostPart, Prices};
pub use fact::Fact;
pub use floor::{AgentNow, Floor, LineNow};
pub use fold::Measures;
pub use ratio::Ratio;
pub use report::{By, Group, GroupRow, Report, Values};
pub use sums::{Key, Sums};

/// Length of an interval unless told otherwise: a quarter of an hour, as the field reports.
pub const INTERVAL_MS: u32 = 900_000;
