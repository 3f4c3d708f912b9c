//! What is asked of the node, and what it answers.

use std::sync::Arc;

use journal::{AlsoError, Journal, Row};
use routing::{Event, Input, Refusal, Time};
use uuid::Uuid;

/// Work in the same transaction as the journal row, before the projections. It may run again when a batch is retried.
pub type Write<J> = Box<dyn for<'t> FnMut(&<J as Journal>::Tx<'t>) -> Result<(), AlsoError> + Send>;

/// One input for the engine.
pub struct Submission<J: Journal> {
    pub input: Input,
    /// Names the input across retries: said twice, it happens once and the first answer comes again.
    pub id: Option<Uuid>,
    /// What else must be true exactly when the input is, such as the message that came with it.
    pub write: Option<Write<J>>,
}

impl<J: Journal> Submission<J> {
    /// Just the input.
    pub fn new(input: Input) -> Submission<J> {
        Submission { input, id: None, write: None }
    }
}

/// The input was accepted and would survive a power cut.
#[derive(Debug, Clone)]
pub struct Committed {
    /// The row, or the last row when nothing had to be written.
    pub seq: u64,
    pub at: Time,
    pub events: Arc<Vec<Event>>,
    /// It had been accepted before; nothing happened a second time.
    pub again: bool,
}

/// The input changed nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SubmitError {
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    #[error("the disk is full: nothing was changed, everything acknowledged before is safe")]
    Full,
    #[error("what belongs with it was refused: {0}")]
    Write(Arc<AlsoError>),
    #[error("the engine could not handle this input; it was left out and everything else goes on")]
    Faulty,
    #[error("too much is waiting to be decided; try again in a moment")]
    Busy,
    #[error("the disk did not take it: {0}; whether it was written is not known, say it again under the same id")]
    Disk(String),
    #[error("this centre is not served here any more")]
    Stopped,
}

/// Writes what others read of routing, in the transaction of the row.
pub trait Projector<J: Journal>: Send {
    fn project(&self, tx: &J::Tx<'_>, row: &Row) -> Result<(), AlsoError>;
}

/// No projections: for journals that stand alone.
impl<J: Journal> Projector<J> for () {
    fn project(&self, _: &J::Tx<'_>, _: &Row) -> Result<(), AlsoError> {
        Ok(())
    }
}
