//! Measures and reports.

pub mod csv;
pub mod follow;
mod origin;
mod report;
pub mod routes;
mod spans;
pub mod types;
