//! What can go wrong, in words that say what is safe.

/// What `also` may answer.
pub type AlsoError = Box<dyn std::error::Error + Send + Sync>;

/// What `also` says when it found the disk full: the append then fails as [`AppendError::Full`], whoever met it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no room left on the disk")]
pub struct NoRoom;

/// Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    #[error("another owner has taken this journal over; nothing was written and this owner must stop")]
    Fenced,
    #[error("there is no room left on the disk; nothing was written, everything acknowledged before is safe")]
    Full,
    #[error("a row of {0} bytes is longer than a row may be; nothing was written")]
    TooLong(usize),
    #[error("what belongs into the same transaction was refused: {0}")]
    Also(AlsoError),
    #[error("the journal could not be written: {0}")]
    Io(String),
}

impl AppendError {
    /// What became of `also`'s refusal: a full disk is a full disk, however deep the cause lies.
    /// `is_full` knows the backend's own error.
    pub(crate) fn refused<E: std::error::Error + 'static>(cause: AlsoError, is_full: fn(&E) -> bool) -> AppendError {
        let first: &(dyn std::error::Error + 'static) = &*cause;
        let mut causes = std::iter::successors(Some(first), |cause| cause.source());
        if causes.any(|cause| cause.is::<NoRoom>() || cause.downcast_ref::<E>().is_some_and(is_full)) {
            AppendError::Full
        } else {
            AppendError::Also(cause)
        }
    }
}

/// Nothing was changed by reading.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("row {seq} of the journal cannot be understood: {cause}; rows before it are intact, nothing was changed")]
    Unknown { seq: u64, cause: String },
    #[error("row {after} is followed by row {found}: rows are missing; restore the last backup")]
    Gap { after: u64, found: u64 },
    #[error("the journal is damaged: {0}; keep a copy of the folder and restore the last backup")]
    Damaged(String),
    #[error("the journal could not be read: {0}")]
    Io(String),
}
