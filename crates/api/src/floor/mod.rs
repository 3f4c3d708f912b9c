//! The floor: wallboard, queues, people, alerts, protection cases.

mod alerts;
pub mod board;
mod people;
mod protection;
mod queue;
pub mod routes;
pub mod types;
