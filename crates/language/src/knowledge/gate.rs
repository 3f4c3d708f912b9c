//! Whether the best article may be shown as an answer, or only among five to an agent.

use super::Hit;

/// Limits learned from questions whose article is known. Until there are some, the default refuses rather than guesses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// Least share × margin.
    pub least: f32,
}

impl Default for Gate {
    fn default() -> Gate {
        Gate { least: 0.25 }
    }
}

/// Questions needed before a limit is learned.
const LEAST_QUESTIONS: usize = 40;

impl Gate {
    /// How much speaks for the first hit: the share of the query's telling words it has, times how far it is ahead of the second.
    pub fn sureness(hits: &[Hit]) -> f32 {
        let Some(first) = hits.first() else { return 0.0 };
        let second = hits.get(1).map_or(0.0, |hit| hit.score);
        first.covered * (1.0 - second / first.score.max(1e-6)).max(0.0)
    }

    pub fn lets_through(self, hits: &[Hit]) -> bool {
        Gate::sureness(hits) >= self.least
    }

    /// The lowest limit at which answers were right this often (0–1), by (sureness, right) of past questions.
    pub fn learned(asked: &[(f32, bool)], precision: f64) -> Option<Gate> {
        if asked.len() < LEAST_QUESTIONS {
            return None;
        }
        let mut asked = asked.to_vec();
        asked.sort_by(|one, two| two.0.total_cmp(&one.0));
        let (mut right, mut found) = (0, None);
        for (at, (sureness, good)) in asked.iter().enumerate() {
            right += u32::from(*good);
            if f64::from(right) >= precision * (at + 1) as f64 {
                found = Some(Gate { least: *sureness });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_the_lowest_that_keeps_the_precision() {
        let asked: Vec<(f32, bool)> = (0..100).map(|at| (at as f32 / 100.0, at >= 50 || at % 2 == 0)).collect();
        let gate = Gate::learned(&asked, 0.95).unwrap();
        assert!((0.35..0.50).contains(&gate.least), "{gate:?}");
        assert_eq!(Gate::learned(&asked[..10], 0.95), None);
        assert!(!Gate::default().lets_through(&[]));
    }
}
