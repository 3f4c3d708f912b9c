//! Accounts from the outside: signing in, sessions, links, rights, and customers' tokens. Time is always given.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod customers;
mod house;
mod links;
mod people;
mod permissions;
mod sessions;
mod sign_in;
mod visitor;
