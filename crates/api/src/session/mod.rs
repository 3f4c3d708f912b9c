//! Signing in and out.

pub mod routes;
pub mod types;
