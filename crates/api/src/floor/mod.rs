//! The floor: wallboard, queues, people, alerts, protection cases.

pub mod alerts;
pub mod board;
pub mod people;
mod protection;
mod queue;
pub mod routes;
pub mod types;
