//! How the server is.

pub mod routes;
pub mod types;
