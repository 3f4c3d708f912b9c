//! Customers and their orders.

pub mod routes;
pub mod types;
