//! Conformal intervals: quantiles of scaled backtest errors around the forecast.
//!
//! An error is scaled by √(a f + b f²): chance between single contacts and the common factor of a day together. With b alone it
//! would be the quantile of the ratio actual/forecast, with a alone Poisson's width, which is far too narrow.

use super::accuracy::PROBABILITIES;

/// Quantiles around any forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    chance: f64,
    factor: f64,
    quantiles: [f64; 11],
}

impl Spread {
    /// Learns from pairs of forecast and actual.
    pub fn learn(pairs: &[(f64, f64)]) -> Spread {
        let pairs: Vec<(f64, f64)> = pairs.iter().copied().filter(|(forecast, _)| *forecast > 0.0).collect();
        let count = (pairs.len() as f64).max(1.0);
        // Σ (e²/f) on f: intercept a, slope b; the wildest errors do not decide.
        let mut sizes: Vec<f64> = pairs.iter().map(|(f, y)| (y - f) * (y - f) / f).collect();
        sizes.sort_by(f64::total_cmp);
        let cap = sizes.get((sizes.len() * 49) / 50).copied().unwrap_or(1.0);
        let size = |(f, y): &(f64, f64)| ((y - f) * (y - f) / f).min(cap);
        let mean_f = pairs.iter().map(|(f, _)| f).sum::<f64>() / count;
        let mean_s = pairs.iter().map(size).sum::<f64>() / count;
        let over = pairs.iter().map(|pair| (pair.0 - mean_f) * (size(pair) - mean_s)).sum::<f64>();
        let under = pairs.iter().map(|(f, _)| (f - mean_f) * (f - mean_f)).sum::<f64>();
        let mut factor = if under > 0.0 { (over / under).max(0.0) } else { 0.0 };
        let mut chance = mean_s - factor * mean_f;
        if chance < 0.5 {
            chance = 0.5;
            factor = ((mean_s - chance) / mean_f.max(1e-9)).max(0.0);
        }
        let scale = |f: f64| (chance * f + factor * f * f).max(0.25).sqrt();
        let mut errors: Vec<f64> = pairs.iter().map(|(f, y)| (y - f) / scale(*f)).collect();
        errors.sort_by(f64::total_cmp);
        let mut quantiles = [0.0; 11];
        for (quantile, p) in quantiles.iter_mut().zip(PROBABILITIES) {
            *quantile = at(&errors, p);
        }
        Spread { chance, factor, quantiles }
    }

    /// Quantiles of the contacts at `PROBABILITIES`.
    pub fn around(&self, forecast: f64) -> [f64; 11] {
        let scale = (self.chance * forecast + self.factor * forecast * forecast).max(0.25).sqrt();
        self.quantiles.map(|quantile| (forecast + quantile * scale).max(0.0))
    }
}

/// Straight between the order statistics, a little outward: a new error is one more draw, not one of the old.
fn at(sorted: &[f64], p: f64) -> f64 {
    let place = p * (sorted.len() as f64 + 1.0) - 1.0;
    let low = place.floor().max(0.0);
    let value = |at: f64| sorted.get((at as usize).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0);
    value(low) + (place - low).clamp(0.0, 1.0) * (value(low + 1.0) - value(low))
}
