//! The sockets.

pub mod customer;
pub mod customers;
pub mod hub;
pub mod routes;
pub mod staff;
pub mod teller;
pub mod told;
pub mod types;
pub mod watch;
