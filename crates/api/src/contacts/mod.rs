//! Contacts at the desk.

pub mod actions;
pub mod again;
mod detail;
mod done;
mod file;
pub mod list;
pub mod may;
pub mod path;
pub mod routes;
pub mod rows;
mod summary;
mod targets;
pub mod thread;
pub mod types;
pub mod write;
