//! How good forecasts were, by the measures of the field.

use serde::Serialize;

/// Probabilities at which quantiles are given: five to ninety-five per cent.
pub const PROBABILITIES: [f64; 11] = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/// Accuracy over some intervals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Accuracy {
    /// Σ|actual − forecast| / Σ actual.
    pub wape: f64,
    /// Mean |actual − forecast| over the mean absolute weekly change before the origin (Hyndman & Koehler 2006).
    pub mase: f64,
    /// Share of actuals between the 10 % and 90 % quantiles.
    pub coverage80: f64,
    /// Share of actuals between the 5 % and 95 % quantiles.
    pub coverage90: f64,
    /// Mean pinball loss over the quantiles given, in contacts.
    pub pinball: f64,
    /// Intervals scored.
    pub intervals: usize,
}

/// Sums from which accuracies are made.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    error: f64,
    scaled: f64,
    actual: f64,
    inside80: f64,
    inside90: f64,
    pinball: f64,
    count: f64,
}

impl Tally {
    /// One interval; `scale` is the mean absolute weekly change before the origin.
    pub fn add(&mut self, actual: f64, forecast: f64, quantiles: &[f64], scale: f64) {
        let error = (actual - forecast).abs();
        self.error += error;
        self.scaled += error / scale.max(1e-9);
        self.actual += actual;
        self.count += 1.0;
        let inside = |low: usize, high: usize| match (quantiles.get(low), quantiles.get(high)) {
            (Some(low), Some(high)) if *low <= actual && actual <= *high => 1.0,
            _ => 0.0,
        };
        self.inside80 += inside(1, 9);
        self.inside90 += inside(0, 10);
        let losses = quantiles.iter().zip(PROBABILITIES).map(|(quantile, p)| {
            let off = actual - quantile;
            (p * off).max((p - 1.0) * off)
        });
        self.pinball += losses.sum::<f64>() / PROBABILITIES.len() as f64;
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Tally) {
        self.error += other.error;
        self.scaled += other.scaled;
        self.actual += other.actual;
        self.inside80 += other.inside80;
        self.inside90 += other.inside90;
        self.pinball += other.pinball;
        self.count += other.count;
    }

    /// The accuracy of everything added.
    pub fn accuracy(&self) -> Accuracy {
        let count = self.count.max(1.0);
        Accuracy {
            wape: self.error / self.actual.max(1e-9),
            mase: self.scaled / count,
            coverage80: self.inside80 / count,
            coverage90: self.inside90 / count,
            pinball: self.pinball / count,
            intervals: self.count as usize,
        }
    }
}
