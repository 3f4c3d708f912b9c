//! The day regression walked through the history: at each origin, logarithms of the coming days' sums.

use super::panel::{Panel, SEGMENTS};
use super::ridge::{Normal, dot};
use super::terms::Design;

/// Outcomes per day: the whole day, then its segments.
pub const OUTCOMES: usize = 1 + SEGMENTS;
/// Residuals behind the origin that make the level.
const LEVEL_DAYS: usize = 40;
/// A day further off than so many usual deviations teaches only so much.
const OUTLIER: f64 = 4.0;
/// Least contacts whose logarithm is taken.
const LEAST: f64 = 0.5;

/// How the regression forgets, follows and shrinks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Days after which an observation counts half.
    pub half_life: f64,
    /// Weight of the newest residual in the smoothed level; 0 for none.
    pub level: f64,
    /// Penalty on each effect, in observations.
    pub ridge: f64,
}

impl Default for Setting {
    fn default() -> Setting {
        Setting { half_life: 365.0, level: 0.1, ridge: 0.3 }
    }
}

/// Logarithms of the outcomes of each past day; `None` for days that teach nothing.
pub fn outcomes(panel: &Panel) -> Vec<Option<[f64; OUTCOMES]>> {
    (0..panel.past())
        .map(|day| {
            panel.whole(day).then(|| {
                let mut logs = [0.0; OUTCOMES];
                let total = panel.totals.get(day).copied().unwrap_or(0.0);
                for (log, sum) in logs.iter_mut().zip(std::iter::once(total).chain(panel.segments(day))) {
                    *log = sum.max(LEAST).ln();
                }
                logs
            })
        })
        .collect()
}

/// One origin's view: coefficients and levels, from which any day can be predicted.
pub struct View {
    coefficients: Vec<f64>,
    levels: [f64; OUTCOMES],
}

impl View {
    /// The effect of a column on the logarithm of the day total.
    pub fn effect(&self, column: usize) -> f64 {
        self.coefficients.get(column).copied().unwrap_or(0.0)
    }

    /// Logarithm of an outcome on a day.
    pub fn log(&self, design: &Design, day: usize, outcome: usize) -> f64 {
        let block = self.coefficients.chunks(design.width).nth(outcome).unwrap_or_default();
        dot(design.row(day), block) + self.levels.get(outcome).copied().unwrap_or(0.0)
    }
}

/// Walks to the last origin. `outcomes_used` is 1 for the day alone.
pub fn walk(
    design: &Design,
    logs: &[Option<[f64; OUTCOMES]>],
    outcomes_used: usize,
    setting: Setting,
    origins: &[usize],
) -> Vec<View> {
    let mut normal = Normal::new(design.width, outcomes_used);
    let penalty: Vec<f64> = design.penalty.iter().map(|penalty| penalty * setting.ridge).collect();
    let keep = 0.5_f64.powf(1.0 / setting.half_life);
    let mut views = Vec::with_capacity(origins.len());
    let mut last: Option<Vec<f64>> = None;
    let mut spread = [0.0_f64; OUTCOMES];
    let mut next = origins.iter().copied().peekable();
    let end = origins.last().copied().unwrap_or(0);
    for day in 0..=end {
        let here = next.peek() == Some(&day);
        if here || (day % 7 == 0 && day >= 28) {
            let coefficients = normal.solve(&penalty);
            if here {
                next.next();
                let levels = levels(design, logs, outcomes_used, setting.level, &coefficients, day, &spread);
                views.push(View { coefficients: coefficients.clone(), levels });
            }
            last = Some(coefficients);
        }
        normal.forget(keep);
        let Some(Some(seen)) = logs.get(day) else { continue };
        let row = design.row(day);
        let mut taught = *seen;
        if let Some(last) = last.as_ref().filter(|_| !design.named(day)) {
            for ((y, block), spread) in taught.iter_mut().zip(last.chunks(design.width)).zip(&mut spread) {
                let expected = dot(row, block);
                let off = *y - expected;
                if *spread > 0.0 {
                    *y = expected + off.clamp(-OUTLIER * *spread, OUTLIER * *spread);
                    *spread += 0.05 * (off.abs().min(OUTLIER * *spread) - *spread);
                } else {
                    *spread = off.abs().max(0.02);
                }
            }
        }
        normal.add(row, taught.into_iter().take(outcomes_used), 1.0);
    }
    views
}

/// Exponentially smoothed residuals of the days before the origin.
fn levels(
    design: &Design,
    logs: &[Option<[f64; OUTCOMES]>],
    outcomes_used: usize,
    weight: f64,
    coefficients: &[f64],
    origin: usize,
    spread: &[f64; OUTCOMES],
) -> [f64; OUTCOMES] {
    let mut levels = [0.0; OUTCOMES];
    if weight <= 0.0 {
        return levels;
    }
    for day in origin.saturating_sub(LEVEL_DAYS)..origin {
        let Some(Some(seen)) = logs.get(day) else { continue };
        let row = design.row(day);
        let blocks = coefficients.chunks(design.width);
        for (((level, y), block), spread) in levels.iter_mut().zip(seen).zip(blocks).zip(spread).take(outcomes_used) {
            let bound = if *spread > 0.0 { OUTLIER * spread } else { f64::INFINITY };
            *level += weight * ((y - dot(row, block)).clamp(-bound, bound) - *level);
        }
    }
    levels
}
