//! Offers to agents.

mod explain;
pub mod routes;
pub mod rows;
pub mod types;
