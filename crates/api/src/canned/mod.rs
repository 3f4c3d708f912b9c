//! Canned replies.

pub mod routes;
pub mod types;
