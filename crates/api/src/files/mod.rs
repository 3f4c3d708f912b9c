//! Files of conversations.

pub mod download;
pub mod kind;
pub mod routes;
pub mod rows;
pub mod types;
pub mod upload;
