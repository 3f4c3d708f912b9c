//! The routing engine: a pure, deterministic state machine. No clock, no I/O, no threads, no randomness.
//!
//! Start reading at [`Engine::handle`]; its words are in [`input`], [`event`] and [`policy`].
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod agent;
mod apply;
mod bits;
mod decide;
pub mod effect;
pub mod effort;
pub mod engine;
pub mod estimate;
pub mod event;
pub mod explain;
mod hint;
pub mod id;
pub mod input;
pub mod invariants;
pub mod limits;
mod line;
mod loads;
mod open;
pub mod outlook;
pub mod policy;
mod recent;
pub mod refusal;
mod roster;
mod select;
pub mod snapshot;
mod sorted;
pub mod state;
pub mod strain;
mod timers;
mod triage;
pub mod validate;
mod views;

pub use agent::{AgentKind, AgentProfile, Presence};
pub use decide::SlotView;
pub use effect::{Effect, effects};
pub use engine::{Counts, Engine};
pub use estimate::WaitRange;
pub use event::Event;
pub use explain::Why;
pub use id::{AgentId, CaseId, ContactId, CustomerId, GroupId, HoursId, OfferId, ReasonId, SkillId, Time};
pub use input::Input;
pub use outlook::{Joiner, Outlook};
pub use policy::{Channel, Need, Policy};
pub use refusal::Refusal;
pub use snapshot::Snapshot;
pub use state::{Agent, Contact, State};
pub use validate::validate;
