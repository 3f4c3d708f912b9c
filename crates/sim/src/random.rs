//! Numbers that look random and are the same for the same seed: SplitMix64 (Steele, Lea, Flood 2014).

/// A stream of numbers from a seed.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `end` − 1; 0 when `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.bits() % end }
    }

    /// True `n` times out of a hundred.
    pub fn percent(&mut self, n: u64) -> bool {
        self.below(100) < n
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = self.below(from.len() as u64) as usize;
        from.get(at).copied()
    }

    /// One of a list that is known not to be empty; `fallback` says what if it were.
    pub fn one_of<T: Copy>(&mut self, from: &[T], fallback: T) -> T {
        self.pick(from).unwrap_or(fallback)
    }
}

/// Draws of the usual laws, for times and counts.
impl Random {
    /// A stream of its own for one thing of many: the same whatever happens to the others.
    pub fn of(seed: u64, what: u64, which: u64) -> Random {
        let mut mixed = Random(seed ^ what.wrapping_mul(0xd134_2543_de82_ef95));
        mixed.0 = mixed.bits() ^ which.wrapping_mul(0xaf25_1af3_b0f0_25b5);
        Random(mixed.bits())
    }

    /// In (0, 1).
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Exponential with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -self.unit().ln()
    }

    /// Standard normal (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Gamma with this shape and scale 1 (Marsaglia and Tsang 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = self.unit().powf(1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    /// Mean and variance of many draws.
    fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let n = 200_000;
        let draws: Vec<f64> = (0..n).map(|_| draw()).collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        (mean, draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n))
    }

    #[test]
    fn laws_have_their_mean_and_variance() {
        let mut random = Random::new(7);
        for (name, (mean, variance), expected) in [
            ("unit", moments(|| random.unit()), (0.5, 1.0 / 12.0)),
            ("exponential", moments(|| random.exponential()), (1.0, 1.0)),
            ("normal", moments(|| random.normal()), (0.0, 1.0)),
            ("gamma 0.755", moments(|| random.gamma(0.755)), (0.755, 0.755)),
            ("gamma 28.7", moments(|| random.gamma(28.7)), (28.7, 28.7)),
        ] {
            let near = |found: f64, expected: f64| (found - expected).abs() < 0.03 * expected.max(0.3);
            assert!(near(mean, expected.0) && near(variance, expected.1), "{name}: {mean} {variance}");
        }
    }

    #[test]
    fn streams_of_neighbours_are_not_alike() {
        let first = |which| Random::of(1, 2, which).unit();
        let mean = (0..10_000).map(first).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
        assert_eq!(first(3).to_bits(), first(3).to_bits());
    }
}
