//! Webhooks out.

pub mod routes;
mod rows;
pub mod send;
pub mod types;
