//! Scripts: what happens in a centre, what is expected, and what was decided, in words that need no Rust.
//! `scenarios/README.md` says how they are written.

mod expect;
mod input;
mod names;
mod play;
mod setup;
mod tell;
mod words;

pub use names::Names;
pub use play::{Failed, Played, play};
pub use setup::{policy, profile};
pub use tell::tell;
