//! The floor, as supervisors see it.

pub mod routes;
pub mod types;
