//! The sockets.

pub mod routes;
pub mod types;
