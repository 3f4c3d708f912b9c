//! Contacts at the desk.

mod detail;
mod list;
pub mod may;
pub mod path;
pub mod routes;
pub mod rows;
pub mod thread;
pub mod types;
