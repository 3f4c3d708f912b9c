//! Measures and reports.

pub mod routes;
pub mod types;
