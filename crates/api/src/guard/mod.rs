//! What every request passes before a handler sees it, outermost first.

pub mod headers;
pub mod origin;
pub mod place;
pub mod rates;
pub mod session;
