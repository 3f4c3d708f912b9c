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

/// How scores become confidences: softmax of `power · scores + pull · nearest`, of which the best one's odds are bent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix {
    pub power: f32,
    pub pull: f32,
    bend: Bend,
}

/// Platt's scaling of the likeliest class (Platt 1999): what reasons share makes a softmax too sure at the top and too shy
/// below, whatever its temperature. The log odds become `slope · log odds + shift`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bend {
    slope: f32,
    shift: f32,
}

impl Mix {
    const START: Mix = Mix { power: 1.7, pull: 2.0, bend: Bend::NONE };

    /// Where too few examples exist to hold any out: the nearest example alone, the sharper the more reasons it must beat.
    pub fn nearest(classes: usize) -> Mix {
        Mix { power: 0.0, pull: (5.0 * (classes as f32).ln()).max(8.0), bend: Bend::NONE }
    }

    pub fn confidences(self, scores: &[f32], nearest: &[f32]) -> Vec<f32> {
        let mut mixed: Vec<f32> =
            scores.iter().zip(nearest).map(|(score, near)| self.power * score + self.pull * near).collect();
        softmax(&mut mixed);
        self.bend.apply(&mut mixed);
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
        Mix { bend: Bend::fit(held_out.iter().filter_map(|one| one.answered(mix))), ..mix }
    }
}

impl HeldOut {
    /// How sure the answer is, and whether it is right.
    fn answered(&self, mix: Mix) -> Option<(f32, bool)> {
        let confidences = mix.confidences(&self.scores, &self.nearest);
        let (class, confidence) = confidences.into_iter().enumerate().max_by(|one, two| one.1.total_cmp(&two.1))?;
        Some((confidence, class == self.class))
    }
}

impl Bend {
    const NONE: Bend = Bend { slope: 1.0, shift: 0.0 };
    /// How many answers speak for no bend at all, before the first is seen.
    const PRIOR: f32 = 60.0;

    /// The bend that makes the answers (confidence, right) likeliest, by Newton's method.
    fn fit(answers: impl Iterator<Item = (f32, bool)>) -> Bend {
        let answers: Vec<(f32, f32)> =
            answers.map(|(sure, right)| (log_odds(sure), f32::from(u8::from(right)))).collect();
        let mut bend = Bend::NONE;
        for _ in 0..20 {
            let (mut down, mut across) =
                ((Bend::PRIOR * (bend.slope - 1.0), Bend::PRIOR * bend.shift), (Bend::PRIOR, 0.0, Bend::PRIOR));
            for &(odds, right) in &answers {
                let sure = logistic(bend.slope * odds + bend.shift);
                let (off, weight) = (sure - right, sure * (1.0 - sure));
                down = (down.0 + off * odds, down.1 + off);
                across = (across.0 + weight * odds * odds, across.1 + weight * odds, across.2 + weight);
            }
            let whole = across.0 * across.2 - across.1 * across.1;
            bend.slope -= (across.2 * down.0 - across.1 * down.1) / whole;
            bend.shift -= (across.0 * down.1 - across.1 * down.0) / whole;
        }
        // Whatever was held out, a likelier answer stays the likelier one.
        Bend { slope: bend.slope.clamp(0.2, 3.0), shift: bend.shift.clamp(-2.0, 2.0) }
    }

    /// The others share what is left as before; the best one stays the best.
    fn apply(self, confidences: &mut [f32]) {
        if self == Bend::NONE {
            return;
        }
        let best = confidences.iter().copied().enumerate().max_by(|one, two| one.1.total_cmp(&two.1));
        let Some((at, sure)) = best else { return };
        let second =
            confidences.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, own)| *own).fold(0.0, f32::max);
        let rest = 1.0 - sure;
        let bent = logistic(self.slope * log_odds(sure) + self.shift);
        // As sure as the second would be: less would change the answer.
        let bent = bent.max(second / (rest + second).max(1e-9));
        let share = if rest > 0.0 { (1.0 - bent) / rest } else { 1.0 };
        for (other, own) in confidences.iter_mut().enumerate() {
            *own = if other == at { bent } else { *own * share };
        }
    }
}

fn log_odds(sure: f32) -> f32 {
    let sure = sure.clamp(1e-6, 1.0 - 1e-6);
    (sure / (1.0 - sure)).ln()
}

fn logistic(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
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
    fn the_too_sure_are_bent_down_and_the_too_shy_up_and_the_best_stays_the_best() {
        // Said 97 %, right 80 %; said 15 %, right 40 %.
        let told = |sure: f32, count: usize, right: usize| (0..count).map(move |at| (sure, at < right));
        let bend = Bend::fit(told(0.97, 1_000, 800).chain(told(0.15, 1_000, 400)));
        let mut sure = [0.02, 0.97, 0.01];
        bend.apply(&mut sure);
        assert!((sure[1] - 0.8).abs() < 0.03, "{sure:?}");
        assert!((sure[0] / sure[2] - 2.0).abs() < 1e-3 && (sure.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        let mut shy = [0.15, 0.14, 0.71 / 5.0, 0.71 / 5.0, 0.71 / 5.0, 0.71 / 5.0, 0.71 / 5.0];
        bend.apply(&mut shy);
        assert!((shy[0] - 0.4).abs() < 0.05 && shy[1..].iter().all(|own| *own < shy[0]), "{shy:?}");
        // Where the answers say a best one is hardly ever right, it is still the best.
        let doubted = Bend::fit(told(0.5, 2_000, 1));
        let mut close = [0.51, 0.49];
        doubted.apply(&mut close);
        assert!(close[0] >= close[1], "{close:?}");
    }

    #[test]
    fn an_error_is_the_distance_between_confidence_and_hits() {
        let answers: Vec<(f32, bool)> = (0..10).map(|at| (0.85, at < 6)).collect();
        assert!((calibration_error(&answers) - 0.25).abs() < 1e-6);
    }
}
