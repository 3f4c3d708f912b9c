//! Setting a centre up.

pub mod document;
pub mod routes;
mod schema;
pub mod types;
