//! The customer's side.

pub mod act;
mod open;
pub mod routes;
pub mod types;
pub mod view;
