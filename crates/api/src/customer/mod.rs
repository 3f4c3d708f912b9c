//! The customer's side.

pub mod routes;
pub mod types;
