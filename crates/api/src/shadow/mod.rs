//! A policy that runs in the shadow of the live one: its decisions are recorded beside the live ones and never acted on.

mod follow;
mod kept;
pub mod routes;
pub mod types;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

pub use follow::start;

/// Tells those who follow a centre that a run began or ended.
#[derive(Default)]
pub struct Shadows(Mutex<BTreeMap<u32, Arc<Notify>>>);

impl Shadows {
    fn of(&self, centre: u32) -> Arc<Notify> {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(centre).or_default())
    }
}
