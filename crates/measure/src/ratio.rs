//! A figure as it is counted: two integers.

use serde::{Deserialize, Serialize};

/// `numerator ÷ denominator`. A plain count has the denominator 1. Equal figures have equal numerators and denominators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ratio {
    pub numerator: u64,
    pub denominator: u64,
}

impl Ratio {
    /// A plain count, or a plain duration in ms.
    pub fn count(n: u64) -> Ratio {
        Ratio { numerator: n, denominator: 1 }
    }

    /// None where there is nothing to measure.
    pub fn of(numerator: u64, denominator: u64) -> Option<Ratio> {
        (denominator > 0).then_some(Ratio { numerator, denominator })
    }

    /// `scale × numerator ÷ denominator`, rounded half up. Exact in integers of 128 bits.
    pub fn scaled(self, scale: u64) -> u64 {
        let denominator = u128::from(self.denominator.max(1));
        let rounded = (u128::from(self.numerator) * u128::from(scale) * 2 + denominator) / (denominator * 2);
        u64::try_from(rounded).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_up_and_never_divides_by_nothing() {
        assert_eq!(Ratio::of(1, 0), None);
        assert_eq!(Ratio::of(1, 2).unwrap().scaled(1), 1);
        assert_eq!(Ratio::of(1, 3).unwrap().scaled(1000), 333);
        assert_eq!(Ratio::of(2, 3).unwrap().scaled(1000), 667);
        assert_eq!(Ratio::of(u64::MAX, 1).unwrap().scaled(1000), u64::MAX);
    }
}
