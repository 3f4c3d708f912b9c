//! Offers to agents.

pub mod routes;
pub mod rows;
pub mod types;
