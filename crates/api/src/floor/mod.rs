//! The floor: wallboard, queues, people, alerts.

pub mod alerts;
pub mod board;
pub mod people;
mod queue;
pub mod routes;
pub mod types;
