//! What can go wrong with the disk, in words for the person who runs the server.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// The message says what happened; [`Error::safe`] what is safe; [`Error::act`] what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("another server has the data folder {0} open")]
    InUse(PathBuf),
    #[error("the data folder {path} cannot be used: {cause}")]
    Folder { path: PathBuf, cause: io::Error },
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    #[error("a restore into {0} was interrupted")]
    Unfinished(PathBuf),
    #[error("{0} is not a database of Maru")]
    Foreign(PathBuf),
    #[error("the database was written by a newer Maru (schema {found}; this program knows {known})")]
    Newer { found: u32, known: u32 },
    #[error("step {version} of the database was made by another build of this program")]
    Altered { version: u32 },
    #[error("there is no room left on the disk")]
    Full,
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    #[error("the database is busy")]
    Busy,
    #[error("a write was begun inside a write")]
    Nested,
    #[error("the centre has used up its {0} ids")]
    NoIds(&'static str),
    #[error("an attachment is missing or altered: {0}")]
    File(String),
    #[error("the system's random generator failed")]
    Random,
    #[error("the database refused: {0}")]
    Sql(rusqlite::Error),
}

impl Error {
    /// What the person can rely on in spite of it.
    pub fn safe(&self) -> &'static str {
        match self {
            Error::InUse(_) => "The other server goes on undisturbed; nothing was changed.",
            Error::Folder { .. } | Error::NotEmpty(_) | Error::Foreign(_) => "Nothing was changed.",
            Error::Unfinished(_) => "The backup is whole; this folder holds only part of a copy.",
            Error::Newer { .. } | Error::Altered { .. } => "The data is whole; nothing was changed.",
            Error::Full => "Everything acknowledged before is on the disk; this request was not carried out.",
            Error::Corrupt(_) => "Backups are not touched. What was read before this message was intact.",
            Error::Busy | Error::Nested | Error::NoIds(_) | Error::Random | Error::Sql(_) => {
                "This request was not carried out."
            }
            Error::File(_) => "The database and the other attachments are whole.",
        }
    }

    /// What to do about it.
    pub fn act(&self) -> &'static str {
        match self {
            Error::InUse(_) => "Stop the other server first, or choose another folder.",
            Error::Folder { .. } => "Check that the folder exists and belongs to the user who runs the server.",
            Error::NotEmpty(_) => "Choose a folder that does not exist yet, or an empty one.",
            Error::Unfinished(_) => "Delete the folder and restore again.",
            Error::Foreign(_) => "Choose the right folder; Maru does not write into files of other programs.",
            Error::Newer { .. } => "Use the newer program, or restore a backup made before the upgrade.",
            Error::Altered { .. } => "Use the build that made it, or restore a backup into a new folder.",
            Error::Full => "Free some room; the server goes on by itself, without a restart.",
            Error::Corrupt(_) => {
                "Stop the server, keep a copy of the folder, and restore the last backup with `maru restore`."
            }
            Error::Busy => "Try again.",
            Error::File(_) => "Restore the attachment from a backup.",
            Error::Random => "Check that the system provides random numbers (getrandom).",
            Error::Nested | Error::NoIds(_) | Error::Sql(_) => "Report this; it is a fault of the program.",
        }
    }

    pub(crate) fn folder(path: &Path) -> impl FnOnce(io::Error) -> Error {
        move |cause| match cause.kind() {
            io::ErrorKind::StorageFull => Error::Full,
            _ => Error::Folder { path: path.to_owned(), cause },
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        /// No room to grow the shared index of the write-ahead log.
        const SHM_SIZE: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
        let Some(cause) = error.sqlite_error() else { return Error::Sql(error) };
        match cause.code {
            ErrorCode::DiskFull => Error::Full,
            ErrorCode::SystemIoFailure if cause.extended_code == SHM_SIZE => Error::Full,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::Corrupt(error.to_string()),
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy,
            _ => Error::Sql(error),
        }
    }
}
