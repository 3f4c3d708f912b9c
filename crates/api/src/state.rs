//! What every handler can reach.

use std::sync::Arc;

use crate::config::Config;
use crate::error::{Error, Result};

/// The application's state; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: store::Store,
    config: Config,
    own_origins: Vec<String>,
}

impl App {
    /// The operator's settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Whether a browser's `Origin` is one of our own pages.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        self.0.own_origins.iter().any(|own| own == origin)
    }

    /// Reads one consistent view of the store, off the async threads.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = self.0.store.clone();
        tokio::task::spawn_blocking(move || store.read(work)).await.map_err(|_| Error::Internal)?
    }

    /// Writes in one transaction, off the async threads.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = self.0.store.clone();
        tokio::task::spawn_blocking(move || store.write(work)).await.map_err(|_| Error::Internal)?
    }
}
