//! From inputs to events, one file per part of a contact's life.

mod arrival;
mod callback;
mod config;
mod line;
mod offer;
mod presence;
mod talk;

pub use callback::SlotView;
