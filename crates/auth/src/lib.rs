//! Who may do what: passwords, sign-in links, sessions, roles, the table of permissions, and how a site vouches for
//! its visitors.
//!
//! Start reading at [`Auth`]. Time is always given. Everything here blocks: a password check takes some 20 ms and
//! 19 MiB, so the caller bounds how many run at once.

pub mod customers;
mod error;
pub mod feeds;
pub mod keys;
mod links;
mod password;
pub mod people;
pub mod permissions;
mod roles;
mod secret;
mod sessions;
mod sign_in;
pub mod visitor;

use std::sync::Arc;

use store::Store;

pub use error::Error;
pub use links::{LINK_MS, Purpose, issue_link};
pub use password::Weakness;
pub use permissions::Permissions;
pub use roles::{Grant, Role, Roles};
pub use secret::Token;
pub use sessions::{Session, SessionRow, Visit};
pub use sign_in::{SignIn, SignedIn};

use password::Passwords;
use sessions::Cache;

/// What everything here returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The accounts of a store, and who is signed in. Cheap to clone.
#[derive(Clone)]
pub struct Auth {
    store: Store,
    passwords: Arc<Passwords>,
    cache: Arc<Cache>,
    permissions: Arc<Permissions>,
}

impl Auth {
    /// Reads the table of permissions and prepares the answer that unknown accounts get.
    pub fn new(store: Store) -> Result<Auth> {
        Ok(Auth {
            store,
            passwords: Arc::new(Passwords::new()?),
            cache: Arc::new(Cache::default()),
            permissions: Arc::new(Permissions::built_in()?),
        })
    }

    /// Which role may do what.
    pub fn permissions(&self) -> &Permissions {
        &self.permissions
    }

    /// Password checks made since the start, for metrics.
    pub fn password_checks(&self) -> u64 {
        self.passwords.checks()
    }
}
