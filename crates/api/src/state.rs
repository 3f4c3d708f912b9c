//! What every handler can reach.

/// The application's state; cheap to clone.
#[derive(Clone, Default)]
pub struct App {}
