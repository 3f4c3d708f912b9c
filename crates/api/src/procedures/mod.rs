//! Lookups and procedures: declared in the setup document, checked when it is published, and run by one engine for bot and
//! agent alike. Everything is laid out first (a dry run), then sent through [`crate::egress`] alone, and recorded call by call.
//!
//! **Invariant:** what comes back is taken by its declared type or not at all; it is never an instruction and never markup.
//! **Invariant:** a personal value that is asked for is in memory and in the call; what is kept, said and shown is its mask.
//! **Invariant:** a secret is in the operator's settings and in the call; nowhere else.

pub(crate) mod beside;
pub mod check;
pub mod declared;
pub(crate) mod engine;
pub(crate) mod inputs;
pub(crate) mod personal;
pub mod routes;
pub(crate) mod rows;
mod template;
pub mod trying;
pub mod types;
pub(crate) mod value;
pub(crate) mod view;

pub use rows::done;
pub use view::any;
