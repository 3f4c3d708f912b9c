//! The customer's side, through the router and over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod acting;
mod again;
mod beside;
mod bots;
mod known;
mod life;
mod returns;
mod sockets;
mod stage;
mod twice;
mod waits;
