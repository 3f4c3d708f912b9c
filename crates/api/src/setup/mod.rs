//! Setting a centre up.

pub mod catalogue;
pub mod check;
pub mod costs;
pub mod document;
pub mod draft;
pub mod floor;
pub mod people;
pub mod publish;
pub mod routes;
mod schema;
mod sites;
mod start;
pub mod types;
