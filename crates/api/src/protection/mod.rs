//! Protection of agents: the ladder a centre publishes, what of it was done in a contact, the case that follows, and its evidence.
//!
//! It warns and suggests; only a person ends, restricts or lifts. Distress beats abuse: who is in danger is never warned.

mod begin;
mod cases;
mod evidence;
mod ladder;
pub mod routes;
mod rules;
pub mod types;

pub use ladder::{announced, announcement, of, rules};
pub use rules::{ProtectionRules, ToneLimits};
