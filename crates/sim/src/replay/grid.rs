//! How a stretch is cut: into half hours where it is long enough, else finer, so that there are enough of them to be drawn anew.

use routing::Time;

use super::Facts;

const MINUTE_MS: i64 = 60_000;
/// Waits of neighbours are alike: the longer the pieces, the more honest the intervals.
const LENGTHS_MS: [i64; 4] = [30 * MINUTE_MS, 15 * MINUTE_MS, 5 * MINUTE_MS, MINUTE_MS];
/// Fewer pieces say nothing of chance.
const FEWEST: i64 = 12;

/// The pieces of a stretch, from the first thing that happened in it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    pub first: Time,
    pub to: Time,
    pub step_ms: i64,
}

impl Grid {
    pub fn of(facts: &Facts) -> Grid {
        let from = facts.decided.first().map_or(facts.from, |(at, _)| *at);
        let fits = |step: &i64| facts.to.since_ms(from) / step >= FEWEST;
        let step_ms = LENGTHS_MS.into_iter().find(fits).unwrap_or(MINUTE_MS);
        Grid { first: Time(from.0.div_euclid(step_ms) * step_ms), to: facts.to, step_ms }
    }

    /// Where its pieces begin and end.
    pub fn pieces(&self) -> impl Iterator<Item = (Time, Time)> {
        let Grid { first, to, step_ms } = *self;
        let starts = (0..).map(move |n: i64| first.plus_ms(n * step_ms)).take_while(move |start| *start < to);
        starts.map(move |start| (start, start.plus_ms(step_ms).min(to.max(start.plus_ms(1)))))
    }

    /// The piece a time lies in.
    pub(super) fn place(&self, at: Time) -> usize {
        usize::try_from(at.since_ms(self.first) / self.step_ms).unwrap_or(0)
    }

    /// Whether there are enough pieces for an interval.
    pub(super) fn gives_intervals(&self) -> bool {
        self.to.since_ms(self.first) / self.step_ms >= FEWEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lasting(minutes: i64) -> Grid {
        let (from, to) = (Time(0), Time(minutes * MINUTE_MS));
        Grid::of(&Facts { to, ..Facts::new(routing::Engine::new(), from) })
    }

    #[test]
    fn a_day_is_cut_into_half_hours_an_hour_into_minutes_and_a_few_minutes_give_no_interval() {
        let steps = [540, 200, 70, 20].map(|minutes| lasting(minutes).step_ms / MINUTE_MS);
        assert_eq!(steps, [30, 15, 5, 1]);
        assert!(lasting(20).gives_intervals() && !lasting(8).gives_intervals());
        assert_eq!(lasting(8).pieces().count(), 8);
    }
}
