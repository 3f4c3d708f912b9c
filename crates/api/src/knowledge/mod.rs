//! Knowledge articles.

mod articles;
pub mod routes;
pub mod rows;
pub mod shelf;
pub mod types;
mod why;
