//! How the server is.

pub mod figures;
mod health;
pub mod routes;
pub mod types;
