//! Customers and their orders.

pub mod mask;
pub mod records;
pub mod routes;
pub mod types;
