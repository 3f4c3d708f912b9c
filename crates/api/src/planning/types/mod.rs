//! Planning on the wire.

mod forecast;
mod roster;
mod settings;

pub use forecast::*;
pub use roster::*;
pub use settings::*;
