//! Offers to agents.

pub mod explain;
pub mod routes;
pub mod rows;
pub mod types;
