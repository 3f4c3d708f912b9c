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

use node::past::StretchError;
use utoipa_axum::router::OpenApiRouter;

use crate::centre::unreadable;
use crate::error::Error;
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(routes::routes())
}

/// Why a stretch could not be read, as the caller hears it.
fn stretch_error(centre: u32, fault: &StretchError) -> Error {
    match fault {
        StretchError::Empty => Error::NotFound,
        StretchError::TooLong { .. } => Error::TooLong,
        StretchError::Open(_) | StretchError::BreaksOff { .. } => unreadable(centre, fault),
    }
}
