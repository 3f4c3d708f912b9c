//! Setting a centre up.

pub mod catalogue;
pub mod document;
pub mod routes;
mod schema;
pub mod types;
