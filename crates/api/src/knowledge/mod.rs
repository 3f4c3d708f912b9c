//! Knowledge articles: written as revisions, searched in memory, as files.

pub mod articles;
mod file;
pub mod gaps;
pub mod markdown;
pub mod routes;
pub mod rows;
pub mod shelf;
pub mod types;
mod why;
pub mod write;
