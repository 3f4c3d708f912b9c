//! The routing engine: a pure, deterministic state machine. No clock, no I/O, no threads, no randomness.
//!
//! Start reading at [`Engine`]; its words are in [`input`], [`event`] and [`policy`].
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod agent;
pub mod effect;
pub mod event;
pub mod id;
pub mod input;
pub mod policy;

pub use agent::{AgentKind, AgentProfile, Presence};
pub use effect::{Effect, effects};
pub use event::Event;
pub use id::{AgentId, CaseId, ContactId, CustomerId, GroupId, HoursId, OfferId, ReasonId, SkillId, Time};
pub use input::Input;
pub use policy::{Channel, Need, Policy};
