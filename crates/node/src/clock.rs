//! The only place of the live node that reads a clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use routing::Time;

/// Wall-clock time. The engine itself copes with jumps: time that goes back stands still for it.
pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Time(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
