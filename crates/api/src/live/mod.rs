//! The sockets.

pub mod hub;
pub mod routes;
pub mod teller;
pub mod types;
