//! The twin: a past day once more through the floor's own engine, under another policy or with other people; and why somebody
//! waited or had nothing, from the journal. What is played is crate `sim`'s; here are the tries that are kept, their routes, and
//! what ties them to the centre's setup and clock.

mod days;
mod idle;
mod kept;
mod routes;
mod trying;
mod types;
mod waiting;

use std::sync::{Arc, Mutex};

use journal::sqlite::SqliteJournal;
use node::past::StretchError;
use store::Store;
use utoipa_axum::router::OpenApiRouter;

use crate::error::{Error, Result};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(routes::routes())
}

/// The journal of a centre, beside its owner: going through it may take a while, and the one writer goes on meanwhile.
fn journal(store: &Store, centre: u32) -> Result<SqliteJournal> {
    let connection = Arc::new(Mutex::new(store.own_reader()?));
    SqliteJournal::open(connection, centre).map_err(|fault| unreadable(centre, &fault))
}

fn unreadable(centre: u32, fault: &dyn std::fmt::Display) -> Error {
    tracing::error!(%fault, centre, "the journal could not be gone through");
    Error::Internal
}

/// Why a stretch could not be read, as the caller hears it.
fn stretch_error(centre: u32, fault: &StretchError) -> Error {
    match fault {
        StretchError::Empty => Error::NotFound,
        StretchError::TooLong { .. } => Error::TooLong,
        StretchError::Open(_) | StretchError::BreaksOff { .. } => unreadable(centre, fault),
    }
}
