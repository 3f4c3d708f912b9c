//! The number that was asked for last: mostly it is asked for again. Only ever a guess, which its owner checks.

use core::sync::atomic::{AtomicU32, Ordering};

/// Beyond every seat.
const NONE: u32 = u32::MAX;

#[derive(Debug)]
pub(crate) struct Hint(AtomicU32);

impl Hint {
    pub fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    pub fn set(&self, seat: u32) {
        self.0.store(seat, Ordering::Relaxed);
    }

    pub fn forget(&self) {
        self.set(NONE);
    }
}

impl Default for Hint {
    fn default() -> Hint {
        Hint(AtomicU32::new(NONE))
    }
}

impl Clone for Hint {
    fn clone(&self) -> Hint {
        Hint::default()
    }
}
