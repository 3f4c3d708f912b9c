//! The only place of the live node that reads a clock.
#![expect(clippy::disallowed_methods, reason = "this is the place")]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use routing::Time;

/// Journal time ahead of the wall by more than this is said aloud at the start, in ms.
const SAID_ALOUD_MS: i64 = 60_000;

/// Wall-clock time; it may jump.
pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Time(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Time that never goes back and never stands still, so that deadlines are kept whatever happens to the wall clock:
/// when that jumps ahead this one follows at once; when it jumps back this one goes on, an eighth slower, until they meet.
#[derive(Debug)]
pub struct Clock {
    wall: fn() -> Time,
    shown_us: i64,
    seen: Instant,
}

impl Clock {
    /// Follows a wall clock, not before `last`, the time of the last row of the journal.
    pub fn starting_at(last: Time, wall: fn() -> Time) -> Clock {
        let begin = wall();
        let ahead_ms = last.since_ms(begin);
        if ahead_ms > SAID_ALOUD_MS {
            tracing::warn!(ahead_ms, "the journal is ahead of the clock; nothing is lost, set the clock right");
        }
        Clock { wall, shown_us: begin.max(last).0.saturating_mul(1_000), seen: Instant::now() }
    }

    /// The time now.
    pub fn now(&mut self) -> Time {
        let instant = Instant::now();
        let elapsed_us = i64::try_from(instant.duration_since(self.seen).as_micros()).unwrap_or(i64::MAX);
        self.seen = instant;
        self.shown_us = advance(self.shown_us, elapsed_us, (self.wall)().0.saturating_mul(1_000));
        Time(self.shown_us / 1_000)
    }
}

fn advance(shown_us: i64, elapsed_us: i64, wall_us: i64) -> i64 {
    let on = shown_us.saturating_add(elapsed_us);
    let slowed = on - elapsed_us / 8;
    if on > wall_us { slowed.max(wall_us) } else { wall_us }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000_000;
    const SECOND: i64 = 1_000_000;

    #[test]
    fn a_jump_ahead_is_followed_at_once() {
        assert_eq!(advance(10 * HOUR, SECOND, 12 * HOUR), 12 * HOUR);
    }

    #[test]
    fn a_jump_back_never_stops_time_and_they_meet_again() {
        let (mut shown, mut wall, mut seconds) = (10 * HOUR, 9 * HOUR, 0);
        while shown > wall {
            wall += SECOND;
            let next = advance(shown, SECOND, wall);
            assert!(next > shown && next <= shown + SECOND);
            (shown, seconds) = (next, seconds + 1);
        }
        assert_eq!(seconds, 8 * 3_600, "an hour is made up in eight");
    }

    #[test]
    fn it_starts_where_the_journal_ends() {
        let tomorrow = now().plus_ms(86_400_000);
        let mut clock = Clock::starting_at(tomorrow, now);
        assert!(clock.now() >= tomorrow);
        assert!(Clock::starting_at(Time(0), now).now() >= tomorrow.plus_ms(-86_400_000));
    }
}
