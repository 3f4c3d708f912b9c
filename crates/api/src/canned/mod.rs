//! Canned replies.

pub mod routes;
mod rows;
pub mod types;
