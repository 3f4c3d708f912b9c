//! The person who is signed in.

pub mod presence;
pub mod routes;
pub mod types;
