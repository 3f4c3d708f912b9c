//! Laws of times: how long a contact takes, how long a customer waits.

use crate::random::Random;

/// The longest time drawn, in ms: a week. A heavy tail must not keep a day from ending.
const LONGEST_MS: f64 = 604_800_000.0;

/// A law of a time, in ms.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    Constant(f64),
    /// By its mean.
    Exponential(f64),
    Uniform {
        low: f64,
        high: f64,
    },
    /// Mean and standard deviation of the logarithm of ms.
    LogNormal {
        mu: f64,
        sigma: f64,
    },
    Gamma {
        shape: f64,
        mean: f64,
    },
    /// One of those seen, each as likely as the other; never empty.
    Seen(Vec<u32>),
}

impl Law {
    /// Log-normal by its mean and its coefficient of variation (standard deviation ÷ mean).
    pub fn log_normal(mean: f64, variation: f64) -> Law {
        let variance = (1.0 + variation * variation).ln();
        Law::LogNormal { mu: mean.ln() - variance / 2.0, sigma: variance.sqrt() }
    }

    /// A time, in whole ms.
    pub fn draw(&self, random: &mut Random) -> u32 {
        let ms = match self {
            Law::Constant(ms) => *ms,
            Law::Exponential(mean) => mean * random.exponential(),
            Law::Uniform { low, high } => low + (high - low) * random.unit(),
            Law::LogNormal { mu, sigma } => (mu + sigma * random.normal()).exp(),
            Law::Gamma { shape, mean } => mean / shape * random.gamma(*shape),
            Law::Seen(seen) => f64::from(random.one_of(seen, 0)),
        };
        ms.clamp(0.0, LONGEST_MS).round() as u32
    }

    /// How much longer, for what has lasted `elapsed_ms` already, in whole ms.
    pub fn left(&self, elapsed_ms: u32, random: &mut Random) -> u32 {
        // What lasts as long as hardly anything does tells nothing more: it is as if it began now.
        const TRIES: usize = 24;
        match self {
            Law::Exponential(_) => self.draw(random),
            _ => {
                let longer = (0..TRIES).map(|_| self.draw(random)).find(|ms| *ms > elapsed_ms);
                longer.map_or_else(|| self.draw(random), |ms| ms - elapsed_ms)
            }
        }
    }

    pub fn mean_ms(&self) -> f64 {
        match self {
            Law::Constant(mean) | Law::Exponential(mean) | Law::Gamma { mean, .. } => *mean,
            Law::Uniform { low, high } => (low + high) / 2.0,
            Law::LogNormal { mu, sigma } => (mu + sigma * sigma / 2.0).exp(),
            Law::Seen(seen) => seen.iter().map(|ms| f64::from(*ms)).sum::<f64>() / seen.len().max(1) as f64,
        }
    }

    /// The same law stretched.
    #[must_use]
    pub fn times(&self, factor: f64) -> Law {
        match self {
            Law::Constant(ms) => Law::Constant(ms * factor),
            Law::Exponential(mean) => Law::Exponential(mean * factor),
            Law::Uniform { low, high } => Law::Uniform { low: low * factor, high: high * factor },
            Law::LogNormal { mu, sigma } => Law::LogNormal { mu: mu + factor.ln(), sigma: *sigma },
            Law::Gamma { shape, mean } => Law::Gamma { shape: *shape, mean: mean * factor },
            Law::Seen(seen) => Law::Seen(seen.iter().map(|ms| (f64::from(*ms) * factor).round() as u32).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_mean_the_law_says() {
        let laws = [
            Law::Constant(20_000.0),
            Law::Exponential(60_000.0),
            Law::Uniform { low: 180_000.0, high: 420_000.0 },
            Law::log_normal(300_000.0, 0.8),
            Law::Gamma { shape: 0.755, mean: 569_000.0 },
            Law::Seen(vec![10_000, 20_000, 60_000]),
        ];
        for law in laws.iter().flat_map(|law| [law.clone(), law.times(1.5)]) {
            let mut random = Random::new(3);
            let n = 100_000;
            let mean = (0..n).map(|_| f64::from(law.draw(&mut random))).sum::<f64>() / f64::from(n);
            assert!((mean / law.mean_ms() - 1.0).abs() < 0.02, "{law:?}: {mean}");
        }
    }

    #[test]
    fn what_is_left_is_drawn_from_those_that_lasted_so_long() {
        let mut random = Random::new(4);
        let law = Law::Uniform { low: 0.0, high: 100_000.0 };
        let left: Vec<u32> = (0..10_000).map(|_| law.left(60_000, &mut random)).collect();
        let mean = left.iter().map(|ms| f64::from(*ms)).sum::<f64>() / 10_000.0;
        assert!((19_000.0..21_000.0).contains(&mean), "{mean}");
        assert!(left.iter().all(|ms| *ms <= 40_000));
        assert!(Law::Constant(5_000.0).left(9_000, &mut random) > 0, "over its time, it is not over");
    }
}
