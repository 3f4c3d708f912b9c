//! The live node: the engine driven by the real clock and a durable journal.
//!
//! [`Driver`] is the whole of it without threads and clocks, so that the simulator crashes the very same code;
//! [`Centre`] puts it on a thread of its own. Start reading at [`Driver::step`].

pub mod centre;
pub mod clock;
mod driver;
pub mod explain;
mod fold;
pub mod hours;
pub mod past;
mod running;
mod submission;
pub mod watch;

pub use centre::{Centre, CentreSettings, Status};
pub use driver::{Check, Driver, DriverSettings, Handle, OpenError, Step};
pub use fold::is_usable;
pub use submission::{Committed, Projector, Submission, SubmitError, Write};
