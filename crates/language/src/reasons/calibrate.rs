//! Confidences that mean what they say: how sharp the classifier is and how much the nearest example counts, by what was held out.

use super::regression::softmax;

/// What a held-out message scored, and its true class.
#[derive(Debug, Clone)]
pub struct HeldOut {
    pub scores: Vec<f32>,
    pub nearest: Vec<f32>,
    pub class: usize,
    /// Index of the example it is.
    pub example: usize,
}

/// How scores become confidences: softmax of `power · scores + pull · nearest`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix {
    pub power: f32,
    pub pull: f32,
}

impl Mix {
    const START: Mix = Mix { power: 1.7, pull: 2.0 };

    /// Where too few examples exist to hold any out: the nearest example alone, the sharper the more reasons it must beat.
    pub fn nearest(classes: usize) -> Mix {
        Mix { power: 0.0, pull: (5.0 * (classes as f32).ln()).max(8.0) }
    }

    pub fn confidences(self, scores: &[f32], nearest: &[f32]) -> Vec<f32> {
        let mut mixed: Vec<f32> =
            scores.iter().zip(nearest).map(|(score, near)| self.power * score + self.pull * near).collect();
        softmax(&mut mixed);
        mixed
    }

    /// The mix that makes the held-out answers likeliest.
    pub fn fit(held_out: &[HeldOut], with_nearest: bool) -> Mix {
        let loss = |mix: Mix| -> f32 {
            let surprise = |one: &HeldOut| {
                let own = mix.confidences(&one.scores, &one.nearest).get(one.class).copied().unwrap_or_default();
                -own.max(1e-9).ln()
            };
            held_out.iter().map(surprise).sum()
        };
        let mut mix = if with_nearest { Mix::START } else { Mix { pull: 0.0, ..Mix::START } };
        for _ in 0..2 {
            mix.power = lowest(0.2, 8.0, |power| loss(Mix { power, ..mix }));
            if with_nearest {
                mix.pull = lowest(0.0, 20.0, |pull| loss(Mix { pull, ..mix }));
            }
        }
        mix
    }
}

/// Where a function with one valley is lowest, by golden section.
fn lowest(mut low: f32, mut high: f32, f: impl Fn(f32) -> f32) -> f32 {
    const GOLDEN: f32 = 0.618_034;
    let (mut left, mut right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut at_left, mut at_right) = (f(left), f(right));
    for _ in 0..10 {
        if at_left < at_right {
            (high, right, at_right) = (right, left, at_left);
            left = high - GOLDEN * (high - low);
            at_left = f(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + GOLDEN * (high - low);
            at_right = f(right);
        }
    }
    0.5 * (low + high)
}

/// Expected calibration error in ten bins: mean distance between confidence and hit rate. `answers` are (confidence, right).
pub fn calibration_error(answers: &[(f32, bool)]) -> f64 {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for &(confidence, right) in answers {
        if let Some(bin) = bins.get_mut(((confidence * 10.0) as usize).min(9)) {
            bin.0 += f64::from(confidence);
            bin.1 += f64::from(u8::from(right));
            bin.2 += 1.0;
        }
    }
    let off: f64 = bins.iter().map(|(confidence, right, _)| (confidence - right).abs()).sum();
    off / (answers.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_valley_is_found() {
        assert!((lowest(0.0, 10.0, |x| (x - 3.0) * (x - 3.0)) - 3.0).abs() < 0.1);
    }

    #[test]
    fn an_error_is_the_distance_between_confidence_and_hits() {
        let answers: Vec<(f32, bool)> = (0..10).map(|at| (0.85, at < 6)).collect();
        assert!((calibration_error(&answers) - 0.25).abs() < 1e-6);
    }
}
