//! What can go wrong, in words that say what is safe.

/// What `also` may answer.
pub type AlsoError = Box<dyn std::error::Error + Send + Sync>;

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
