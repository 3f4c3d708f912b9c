//! Why something about accounts could not be done.

use crate::password::Weakness;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The link is unknown, used, expired, or its account is disabled: one answer for all four.
    #[error("the link does not hold any more")]
    LinkRefused,
    #[error("a password must be set")]
    PasswordRequired,
    #[error("the password is not safe: {0}")]
    WeakPassword(Weakness),
    #[error("there is no such account in this centre")]
    NoAccount,
    #[error("the last account that may administer the centre would be lost")]
    LastAdmin,
    #[error("the table of permissions is wrong: {0}")]
    Table(String),
    #[error("the system's random generator or memory failed: {0}")]
    System(String),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error::Store(error.into())
    }
}
