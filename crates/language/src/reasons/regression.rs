//! Multinomial logistic regression on sparse points, by stochastic gradient descent.

use super::space::Point;
use crate::dice::Dice;

/// First step of the descent; it falls to zero over the passes.
const RATE: f32 = 2.0;
/// Passes over the examples: 20 gained nothing measurable over 6.
const PASSES: usize = 6;

/// How much more an example of a class with few of them may count.
const MOST_BOOST: f32 = 4.0;

/// An example in the space, with its class.
pub type Labelled = (Point, usize);

/// Weights of every column and class, one row of classes a column.
#[derive(Debug, Clone)]
pub struct Regression {
    classes: usize,
    weights: Vec<f32>,
}

impl Regression {
    /// Fits examples; their order is drawn from the seed.
    pub fn fit(examples: &[Labelled], columns: usize, classes: usize, seed: u64) -> Regression {
        let mut model = Regression { classes, weights: vec![0.0; columns * classes] };
        let mut order: Vec<&Labelled> = examples.iter().collect();
        let mut dice = Dice::new(seed);
        let mut gradient = vec![0.0; classes];
        let boosts = boosts(examples, classes);
        let steps = (PASSES * order.len()).max(1) as f32;
        let mut step = 0.0;
        for _ in 0..PASSES {
            dice.shuffle(&mut order);
            for (point, class) in &order {
                let rate = RATE * (1.0 - step / steps) * boosts.get(*class).copied().unwrap_or(1.0);
                step += 1.0;
                model.scores(point, &mut gradient);
                softmax(&mut gradient);
                if let Some(own) = gradient.get_mut(*class) {
                    *own -= 1.0;
                }
                model.step(point, &gradient, rate);
            }
        }
        model
    }

    fn step(&mut self, point: &Point, gradient: &[f32], rate: f32) {
        for &(column, value) in point {
            let begin = column as usize * self.classes;
            let Some(row) = self.weights.get_mut(begin..begin + self.classes) else { continue };
            let rate = rate * value;
            for (weight, slope) in row.iter_mut().zip(gradient) {
                *weight -= rate * slope;
            }
        }
    }

    /// Scores of a point by class, before softmax.
    pub fn scores(&self, point: &Point, scores: &mut [f32]) {
        scores.fill(0.0);
        for &(column, value) in point {
            let begin = column as usize * self.classes;
            let Some(row) = self.weights.get(begin..begin + self.classes) else { continue };
            for (score, weight) in scores.iter_mut().zip(row) {
                *score += value * weight;
            }
        }
    }
}

/// How much an example of each class counts: as much more as its class has fewer than a mean one, or a new reason would be drowned.
fn boosts(examples: &[Labelled], classes: usize) -> Vec<f32> {
    let mut counts = vec![0.0_f32; classes];
    for (_, class) in examples {
        if let Some(count) = counts.get_mut(*class) {
            *count += 1.0;
        }
    }
    let mean = examples.len() as f32 / classes.max(1) as f32;
    counts.into_iter().map(|count| (mean / count.max(1.0)).clamp(1.0, MOST_BOOST)).collect()
}

/// Scores into probabilities.
pub fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
}
