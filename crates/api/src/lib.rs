//! The outside's door: HTTP, WebSocket, OpenAPI. The only crate that knows the outside's JSON.
//!
//! One module per area of the product, each with its routes, its rules and its tables' queries together.

pub mod centre;
pub mod config;
mod error;
mod extract;
mod guard;
pub mod limits;
mod openapi;
#[cfg(test)]
mod outside;
mod state;
pub mod wire;

mod assist;
mod bot;
mod canned;
mod clean;
mod contacts;
mod customer;
mod customers;
mod egress;
mod fields;
mod files;
mod floor;
pub mod guide;
mod help;
mod history;
mod imports;
pub mod knowledge;
pub mod languages;
mod live;
mod me;
mod measures;
mod models;
mod offers;
mod ops;
pub mod planning;
pub mod procedures;
pub mod protection;
mod reasons;
mod router;
mod rows;
mod session;
pub mod setup;
pub mod shadow;
mod tone;
mod twin;
mod webhooks;

pub use error::{Error, Result};
pub use guard::rates::{
    ARRIVALS_PER_MIN, GUESSES_PER_MIN, HEAVY_PER_MIN, LINES_PER_MIN, LOOK_UPS_PER_MIN, REVEALS_PER_MIN,
    SIGN_INS_PER_MIN, SOCKETS_PER_MIN,
};
pub use openapi::document;
pub use router::router;
pub use state::App;
