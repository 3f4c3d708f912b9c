//! Planning on the wire.

mod day;
mod forecast;
mod request;
mod roster;
mod settings;

pub use day::*;
pub use forecast::*;
pub use request::*;
pub use roster::*;
pub use settings::*;
