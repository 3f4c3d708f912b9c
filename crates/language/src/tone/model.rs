//! How much a message reads like abuse: logistic regression over letters and words, one byte a weight.

use crate::dice::{Dice, mix};

use super::clear::{Clear, clear};

/// Weights; a power of two.
pub const BUCKETS: usize = 1 << 17;
const PASSES: usize = 8;
const RATE: f32 = 0.6;

/// A trained model with its limits.
#[derive(Debug, Clone)]
pub struct Model {
    weights: Vec<i8>,
    scale: f32,
    bias: f32,
    /// Scores that 1 % and 0.3 % of ordinary messages exceed.
    pub limits: [f32; 2],
}

impl Model {
    /// Trains from messages and whether they are abusive; `ordinary` sets the limits and must not be among them.
    pub fn train(messages: &[(&str, bool)], ordinary: &[&str], seed: u64) -> Model {
        Model::mixed(&[(messages, 1.0)], ordinary, seed)
    }

    /// The same from several communities, each learned by itself and then weighted: in one heap the larger drowns the other.
    pub fn mixed(communities: &[(&[(&str, bool)], f32)], ordinary: &[&str], seed: u64) -> Model {
        let (mut weights, mut bias) = (vec![0.0_f32; BUCKETS], 0.0);
        for (messages, share) in communities {
            let (own, own_bias) = fitted(messages, seed);
            weights.iter_mut().zip(own).for_each(|(weight, own)| *weight += share * own);
            bias += share * own_bias;
        }
        let most = weights.iter().copied().fold(1e-6_f32, |most, weight| most.max(weight.abs()));
        let scale = most / 127.0;
        let weights = weights.iter().map(|weight| (weight / scale).round() as i8).collect();
        Model { weights, scale, bias, limits: [0.0; 2] }.limited(ordinary)
    }

    /// The same model with limits from a centre's own ordinary messages.
    pub fn limited(mut self, ordinary: &[&str]) -> Model {
        self.limits = self.limits_for(ordinary, [10, 3]);
        self
    }

    /// Scores that so many of 1,000 ordinary messages exceed.
    pub fn limits_for(&self, ordinary: &[&str], permille: [u16; 2]) -> [f32; 2] {
        let mut scores: Vec<f32> = ordinary.iter().map(|text| self.score(&clear(text))).collect();
        scores.sort_by(|one, two| two.total_cmp(one));
        permille.map(|permille| scores.get(scores.len() * usize::from(permille) / 1_000).copied().unwrap_or(f32::MAX))
    }

    /// Log-odds of abuse.
    pub fn score(&self, clear: &Clear) -> f32 {
        let point = buckets(clear);
        let sum: i32 =
            point.iter().filter_map(|&at| self.weights.get(at as usize)).map(|&weight| i32::from(weight)).sum();
        self.scale * sum as f32 / (point.len().max(1) as f32).sqrt() + self.bias
    }

    /// As bytes: scale, bias, the two limits (little-endian f32), then the weights.
    pub fn to_bytes(&self) -> Vec<u8> {
        let head = [self.scale, self.bias, self.limits[0], self.limits[1]];
        head.iter()
            .flat_map(|value| value.to_le_bytes())
            .chain(self.weights.iter().map(|weight| *weight as u8))
            .collect()
    }

    /// The way back. Nothing where the length is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Option<Model> {
        let (head, weights) = bytes.split_at_checked(16)?;
        let mut values = head.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four));
        let (scale, bias, one, two) = (values.next()?, values.next()?, values.next()?, values.next()?);
        let weights: Vec<i8> = weights.iter().map(|&byte| byte as i8).collect();
        (weights.len() == BUCKETS).then_some(Model { weights, scale, bias, limits: [one, two] })
    }
}

/// Weights and bias by stochastic gradient descent.
fn fitted(messages: &[(&str, bool)], seed: u64) -> (Vec<f32>, f32) {
    let points: Vec<(Vec<u32>, bool)> = messages.iter().map(|(text, bad)| (buckets(&clear(text)), *bad)).collect();
    let bad = points.iter().filter(|(_, bad)| *bad).count().max(1);
    let balance = (points.len() - bad.min(points.len())) as f32 / bad as f32;
    let mut order: Vec<usize> = (0..points.len()).collect();
    let (mut weights, mut bias) = (vec![0.0_f32; BUCKETS], 0.0_f32);
    let mut dice = Dice::new(seed);
    let steps = (PASSES * points.len()).max(1) as f32;
    let mut step = 0.0;
    for _ in 0..PASSES {
        dice.shuffle(&mut order);
        for (point, bad) in order.iter().filter_map(|&at| points.get(at)) {
            let rate = RATE * (1.0 - step / steps);
            step += 1.0;
            let value = 1.0 / (point.len().max(1) as f32).sqrt();
            let sum: f32 = point.iter().filter_map(|&at| weights.get(at as usize)).sum();
            let error = 1.0 / (1.0 + (-(sum * value + bias)).exp()) - f32::from(u8::from(*bad));
            let error = error * if *bad { balance.clamp(1.0, 4.0) } else { 1.0 };
            bias -= 0.02 * rate * error;
            for &at in point {
                if let Some(weight) = weights.get_mut(at as usize) {
                    *weight -= rate * (error * value + 1e-6 * *weight);
                }
            }
        }
    }
    (weights, bias)
}

/// Words, and one to four letters of the text without spaces; each once.
fn buckets(clear: &Clear) -> Vec<u32> {
    let letters: Vec<char> = clear.joined.chars().collect();
    let mut all: Vec<u32> = Vec::with_capacity(5 * letters.len());
    for size in 1..=4 {
        all.extend(letters.windows(size).map(|piece| hash(size as u64, piece.iter().copied())));
    }
    all.extend(clear.words.iter().map(|word| hash(9, word.chars())));
    // The beginning of a word tells where a piece within words does not.
    all.extend(clear.words.iter().map(|word| hash(10, word.chars().take(2))));
    all.sort_unstable();
    all.dedup();
    all
}

fn hash(kind: u64, chars: impl Iterator<Item = char>) -> u32 {
    let hash =
        chars.fold(kind, |hash, c| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3).rotate_left(23));
    (mix(hash) as usize % BUCKETS) as u32
}
