//! What the company's own systems know of its customers comes in: one by one, by their own keys, or as files.

mod bring;
pub mod csv;
mod entries;
pub mod keys;
pub mod routes;
pub mod types;
