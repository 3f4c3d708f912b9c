//! The features that the examples know, each with its weight.

use super::features::{BUCKETS, View, features};
use super::sense::{SIDES, sense};

const UNKNOWN: u32 = u32::MAX;
/// Length of the view of sense beside the two others: 1 gains more with few examples and loses with many.
const SENSE: f32 = 0.6;

/// A message as weighted columns.
pub type Point = Vec<(u32, f32)>;

/// Columns of the features seen in training, with inverse document frequencies.
#[derive(Debug, Clone)]
pub struct Space {
    column: Vec<u32>,
    idf: Vec<f32>,
}

impl Space {
    /// The space of some texts, without features seen in fewer than `least` of them.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>, least: u32) -> Space {
        let mut seen = vec![0_u32; BUCKETS];
        let mut count = 0_u32;
        for text in texts {
            count += 1;
            let mut found: Vec<u32> = features(text).into_iter().map(|(bucket, _)| bucket).collect();
            found.sort_unstable();
            found.dedup();
            for bucket in found {
                if let Some(seen) = seen.get_mut(bucket as usize) {
                    *seen += 1;
                }
            }
        }
        let mut space = Space { column: vec![UNKNOWN; BUCKETS], idf: Vec::new() };
        for (column, &seen) in space.column.iter_mut().zip(&seen) {
            if seen >= least.max(1) {
                *column = space.idf.len() as u32;
                space.idf.push(((1.0 + count as f32) / (1.0 + seen as f32)).ln() + 1.0);
            }
        }
        space
    }

    /// Columns of `whole`.
    pub fn columns(&self) -> usize {
        self.idf.len() + SIDES
    }

    /// Where a text lies by what was seen, and beside it by what its English words mean.
    pub fn whole(&self, text: &str) -> Point {
        let mut point = self.point(text);
        let sides = sense(text).into_iter().flatten().enumerate();
        point.extend(sides.map(|(at, side)| ((self.idf.len() + at) as u32, SENSE * side)));
        point
    }

    /// Where a text lies: tf-idf, each view of length one. What was never seen counts in no length.
    pub fn point(&self, text: &str) -> Point {
        let mut views = [Vec::new(), Vec::new()];
        let [words, letters] = &mut views;
        for (bucket, view) in features(text) {
            let column = self.column.get(bucket as usize).copied().unwrap_or(UNKNOWN);
            if column != UNKNOWN {
                if view == View::Words { words.push(column) } else { letters.push(column) }
            }
        }
        let mut point = Point::new();
        for columns in &mut views {
            columns.sort_unstable();
            let begin = point.len();
            for same in columns.chunk_by(|a, b| a == b) {
                let Some(&column) = same.first() else { continue };
                let idf = self.idf.get(column as usize).copied().unwrap_or_default();
                point.push((column, (1.0 + (same.len() as f32).ln()) * idf));
            }
            let view = point.get_mut(begin..).unwrap_or_default();
            let length = view.iter().map(|(_, value)| value * value).sum::<f32>().sqrt().max(1e-6);
            view.iter_mut().for_each(|(_, value)| *value /= length);
        }
        point
    }
}
