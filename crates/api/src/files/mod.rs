//! Files of conversations.

pub mod routes;
pub mod types;
