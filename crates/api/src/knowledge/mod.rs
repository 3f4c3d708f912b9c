//! Knowledge articles.

pub mod routes;
pub mod types;
