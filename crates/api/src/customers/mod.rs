//! Customers, their orders and matters.

mod find;
pub mod looks;
pub mod mask;
pub mod records;
pub mod routes;
pub mod types;
