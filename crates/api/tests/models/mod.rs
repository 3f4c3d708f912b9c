//! Models of somebody else's, against a scripted endpoint on this machine: slow, wrong, hostile, down, and right.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
// A limit of time is held against the clock on the wall.
#![allow(clippy::disallowed_methods)]

mod answer;
mod endpoint;
mod search;
mod settings;
mod summary;
