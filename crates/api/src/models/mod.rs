//! Language models of somebody else's, each set by the centre for one task; off until one is set.
//!
//! A model gets words with personal data out and answers within a limit, or what the program makes by itself is shown and it is said
//! why. Its answer is text from outside: read with limits, checked against what was sent, never an instruction and never markup.

mod ask;
mod plain;
pub mod routes;
pub mod rows;
pub mod summary;
pub mod types;
mod wire;
