//! The person who is signed in.

pub mod breaks;
pub mod day;
pub mod presence;
pub mod routes;
mod settings;
pub mod types;
