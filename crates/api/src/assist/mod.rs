//! Beside a conversation: at most one article for what the customer said last, and the next step of the reason's guide. It
//! proposes; the agent takes it or passes over it. While the customer is in danger there is nothing but where help is.

mod propose;
mod rank;
pub mod routes;
pub mod types;
