//! The person who is signed in.

pub mod routes;
pub mod types;
