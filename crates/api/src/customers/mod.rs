//! Customers and their orders.

mod find;
pub mod import;
pub mod looks;
pub mod mask;
pub mod records;
pub mod routes;
pub mod types;
mod upsert;
