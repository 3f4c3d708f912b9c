//! Webhooks out.

pub mod routes;
pub mod types;
