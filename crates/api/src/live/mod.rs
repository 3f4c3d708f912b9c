//! The sockets.

pub mod customer;
pub mod customer_teller;
pub mod customers;
pub mod heard;
pub mod hub;
pub mod routes;
pub mod staff;
pub mod teller;
pub mod told;
pub mod types;
pub mod waits;
pub mod watch;
