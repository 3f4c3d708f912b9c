//! Measures and reports.

mod report;
pub mod routes;
pub mod types;
