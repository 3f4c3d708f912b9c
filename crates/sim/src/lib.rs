//! The engine under virtual time: scenario scripts, books that check every decision, worlds of customers and agents,
//! and crashes aimed at every step. Nothing here reads a real clock; every run is its seed.

pub mod any;
pub mod books;
pub mod bugs;
pub mod checked;
pub mod day;
pub mod history;
pub mod made;
pub mod random;
pub mod replay;
pub mod scenario;
pub mod script;
pub mod shadow;
pub mod staffing;
mod student;
pub mod tune;
pub mod wait;
pub mod world;
