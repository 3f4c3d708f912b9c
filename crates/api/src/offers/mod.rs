//! Offers to agents.

pub mod routes;
pub mod types;
