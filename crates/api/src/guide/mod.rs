//! The guide of a reason: what to do in which order, what to check, and what an agent may decide alone. It is published with the
//! setup; what was ticked belongs to the contact.

mod check;
pub mod routes;
mod rules;
mod ticks;
pub mod types;

pub use check::findings;
pub use rules::{Amount, Discretion, GuideStep};
pub use ticks::{done, of};
