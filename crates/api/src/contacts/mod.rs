//! Contacts at the desk.

pub mod routes;
pub mod types;
