//! At most one article beside a conversation, for what the customer said last. It proposes; the agent takes it or passes over it.
//! While the customer is in danger there is none: where help is comes first.

mod propose;
mod rank;
pub mod routes;
pub mod types;
