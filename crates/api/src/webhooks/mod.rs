//! Webhooks out.

pub mod routes;
pub mod rows;
pub mod send;
pub mod types;
