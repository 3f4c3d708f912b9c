//! The customer's side.

pub mod act;
mod known;
mod open;
pub mod routes;
mod runs;
pub mod types;
mod usual;
pub mod view;
