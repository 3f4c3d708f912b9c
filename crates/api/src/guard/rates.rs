//! How often a caller may do what is costly or worth guessing at.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use routing::Time;

use super::place::Network;
use crate::error::{Error, Result};

/// Sign-ins and links tried, per network and minute.
pub const SIGN_INS_PER_MIN: u32 = 20;
/// Customer searches and records opened, per account and minute.
pub const LOOK_UPS_PER_MIN: u32 = 60;
/// Fields revealed, per account and minute.
pub const REVEALS_PER_MIN: u32 = 10;
/// Imports and reports, per account and minute.
pub const HEAVY_PER_MIN: u32 = 30;
/// Contacts opened and tokens tried, per network and minute.
pub const ARRIVALS_PER_MIN: u32 = 60;
/// Customers' sockets opened, per network and minute: a phone network or an office stands behind one address.
pub const SOCKETS_PER_MIN: u32 = 600;
/// Reasons guessed from free words, per network and minute: it is asked while somebody types, and many stand behind one address.
pub const GUESSES_PER_MIN: u32 = 600;
/// Lines and files a visitor or an account sends, and contacts a visitor opens, per minute.
pub const LINES_PER_MIN: u32 = 60;

type Limiter<K> = RateLimiter<K, DefaultKeyedStateStore<K>, Forward, NoOpMiddleware<Duration>>;

/// Somebody of a centre: an account or a customer, whose numbers do not meet. Each centre counts its own from one.
pub type OfCentre = (u32, u64);

/// One limiter for each.
pub struct Rates {
    pub sign_ins: Rate<Network>,
    pub look_ups: Rate<OfCentre>,
    pub reveals: Rate<OfCentre>,
    pub heavy: Rate<OfCentre>,
    pub arrivals: Rate<Network>,
    pub sockets: Rate<Network>,
    pub guesses: Rate<Network>,
    pub lines: Rate<OfCentre>,
}

impl Rates {
    /// Nobody has asked yet; `clock` is the application's.
    pub fn new(clock: fn() -> Time) -> Self {
        let clock = Forward::new(clock);
        Self {
            sign_ins: Rate::per_min(SIGN_INS_PER_MIN, &clock),
            look_ups: Rate::per_min(LOOK_UPS_PER_MIN, &clock),
            reveals: Rate::per_min(REVEALS_PER_MIN, &clock),
            heavy: Rate::per_min(HEAVY_PER_MIN, &clock),
            arrivals: Rate::per_min(ARRIVALS_PER_MIN, &clock),
            sockets: Rate::per_min(SOCKETS_PER_MIN, &clock),
            guesses: Rate::per_min(GUESSES_PER_MIN, &clock),
            lines: Rate::per_min(LINES_PER_MIN, &clock),
        }
    }

    /// Forgets callers who have been quiet for long enough; call it now and then.
    pub fn tidy(&self) {
        self.sign_ins.0.retain_recent();
        self.look_ups.0.retain_recent();
        self.reveals.0.retain_recent();
        self.heavy.0.retain_recent();
        self.arrivals.0.retain_recent();
        self.sockets.0.retain_recent();
        self.guesses.0.retain_recent();
        self.lines.0.retain_recent();
    }
}

/// So many a minute for each caller, all at once or spread.
pub struct Rate<K: Clone + Eq + Hash>(Limiter<K>);

impl<K: Clone + Eq + Hash> Rate<K> {
    fn per_min(most: u32, clock: &Forward) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN));
        Self(RateLimiter::new(quota, DefaultKeyedStateStore::default(), clock.clone()))
    }

    /// Counts one; refused when it is one too many.
    pub fn spend(&self, caller: &K) -> Result<()> {
        self.0.check_key(caller).map_err(|until| {
            let wait = until.wait_time_from(self.0.clock().now());
            Error::TooMany { retry_after_s: wait.as_secs().saturating_add(1) }
        })
    }
}

/// The sum of the clock's steps ahead: were it set back an hour, nobody waits an hour.
#[derive(Clone)]
struct Forward {
    clock: fn() -> Time,
    /// What the clock last said, and the sum.
    seen: Arc<Mutex<(Time, Duration)>>,
}

impl Forward {
    fn new(clock: fn() -> Time) -> Self {
        Self { clock, seen: Arc::new(Mutex::new((clock(), Duration::ZERO))) }
    }
}

impl Clock for Forward {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let at = (self.clock)();
        let step_ms = u64::try_from(at.0.saturating_sub(seen.0.0)).unwrap_or(0);
        *seen = (at, seen.1.saturating_add(Duration::from_millis(step_ms)));
        seen.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::cell::Cell;

    thread_local!(static AT: Cell<i64> = const { Cell::new(0) });

    fn at() -> Time {
        Time(AT.get())
    }

    #[test]
    fn one_caller_too_often_leaves_the_others_alone() {
        let rate = Rate::per_min(3, &Forward::new(at));
        assert!((0..3).all(|_| rate.spend(&1).is_ok()));
        assert!(matches!(rate.spend(&1), Err(Error::TooMany { retry_after_s: 21 })));
        assert!(rate.spend(&2).is_ok());
        AT.set(20_000);
        assert!(rate.spend(&1).is_ok() && rate.spend(&1).is_err(), "a third of a minute, one of three");
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let rate = Rate::per_min(3, &Forward::new(at));
        assert!((0..3).all(|_| rate.spend(&1).is_ok()));
        AT.set(-3_600_000);
        assert!(rate.spend(&1).is_err());
        AT.set(-3_600_000 + 20_000);
        assert!(rate.spend(&1).is_ok());
    }
}
