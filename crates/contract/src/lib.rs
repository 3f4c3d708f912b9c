//! What a channel adapter must say and obey. Adapters translate a wire into inputs and carry out effects; they decide
//! nothing. [`conformance`] holds every adapter to the same rules.

pub mod conformance;

use routing::Effect;

/// Carries out what was decided. Called only after the decision is durable, in order, and again for everything that
/// should be true after any restart or reconnect: doing a thing twice must be the same as doing it once.
pub trait Adapter: Send + Sync {
    /// Brings this effect about, or makes sure that it already holds. Must not block.
    fn carry_out(&self, effect: &Effect);
}
