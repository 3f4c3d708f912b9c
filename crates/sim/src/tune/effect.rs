//! What a change does to a figure, with the interval it lies in: pairs of pieces, by the delta method for ratios of sums (Cochran,
//! *Sampling Techniques*, 1977, 6) and Student's law.

use super::goals::{Bound, Goals, Measured};
use super::units::Pieces;
use crate::student;

/// How sure an interval is where it stands alone.
pub const PLAIN: f64 = 0.95;

/// A figure, or the score, under two policies. None where there is nothing to measure.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Effect {
    pub was: Option<f64>,
    pub is: Option<f64>,
    pub difference: f64,
    pub low: f64,
    pub high: f64,
}

impl Effect {
    fn around(difference: f64, half: f64) -> Effect {
        Effect { difference, low: difference - half, high: difference + half, ..Effect::default() }
    }

    /// More by more than chance.
    pub fn is_more(&self) -> bool {
        self.low > 0.0
    }

    pub fn is_less(&self) -> bool {
        self.high < 0.0
    }
}

/// What a change does to everything that is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// Weighted by the goals: above nought is better.
    pub score: Effect,
    /// In the order of what is measured.
    pub figures: Vec<(Measured, Effect)>,
    /// What must be kept and is not.
    pub broken: Vec<(Measured, Bound)>,
}

impl Effects {
    /// Of one policy beside another on the same pieces. The score's interval holds with probability `sure`, the figures' are plain.
    pub(super) fn of(goals: &Goals, measured: &[Measured], was: &Pieces, is: &Pieces, sure: f64) -> Effects {
        let lines: Vec<Line> = (0..measured.len()).map(|at| Line::of(at, was, is)).collect();
        let line = |of: &Measured| measured.iter().position(|own| own == of).and_then(|at| lines.get(at));
        let mut score = Line::nothing(was.len());
        for (of, weight) in &goals.better {
            let worth = weight * of.figure.direction().unwrap_or(0.0) / of.figure.step();
            if let Some(line) = line(of) {
                score.add(line, worth);
            }
        }
        let broken = goals.keep.iter().filter(|(of, bound)| line(of).is_some_and(|line| line.breaks(*of, *bound)));
        Effects {
            score: score.effect(sure),
            broken: broken.copied().collect(),
            figures: measured.iter().zip(&lines).map(|(of, line)| (*of, line.effect(PLAIN))).collect(),
        }
    }

    pub fn figure(&self, of: Measured) -> Option<&Effect> {
        self.figures.iter().find(|(own, _)| *own == of).map(|(_, effect)| effect)
    }
}

/// A difference, and what each piece adds to it beyond the mean.
struct Line {
    was: Option<f64>,
    is: Option<f64>,
    difference: f64,
    pieces: Vec<f64>,
    /// Pieces in which there was something to measure.
    live: Vec<bool>,
}

impl Line {
    fn nothing(pieces: usize) -> Line {
        Line { was: None, is: None, difference: 0.0, pieces: vec![0.0; pieces], live: vec![false; pieces] }
    }

    fn of(at: usize, was: &Pieces, is: &Pieces) -> Line {
        let part = |pieces: &Pieces, piece: usize| {
            pieces.get(piece).and_then(|parts| parts.get(at)).copied().unwrap_or_default()
        };
        let total = |pieces: &Pieces| {
            (0..pieces.len())
                .map(|piece| part(pieces, piece))
                .fold((0.0, 0.0), |sum, own| (sum.0 + own.0, sum.1 + own.1))
        };
        let (before, after) = (total(was), total(is));
        if before.1 <= 0.0 || after.1 <= 0.0 {
            return Line::nothing(was.len());
        }
        let (then, now) = (before.0 / before.1, after.0 / after.1);
        let beyond = |piece: usize| {
            let (before_part, after_part) = (part(was, piece), part(is, piece));
            (after_part.0 - now * after_part.1) / after.1 - (before_part.0 - then * before_part.1) / before.1
        };
        Line {
            was: Some(then),
            is: Some(now),
            difference: now - then,
            pieces: (0..was.len()).map(beyond).collect(),
            live: (0..was.len()).map(|piece| part(was, piece).1 > 0.0 || part(is, piece).1 > 0.0).collect(),
        }
    }

    fn add(&mut self, other: &Line, worth: f64) {
        self.difference += worth * other.difference;
        self.pieces.iter_mut().zip(&other.pieces).for_each(|(own, piece)| *own += worth * piece);
        self.live.iter_mut().zip(&other.live).for_each(|(own, live)| *own |= live);
    }

    fn effect(&self, sure: f64) -> Effect {
        let count = self.live.iter().filter(|live| **live).count();
        let squares: f64 = self.pieces.iter().map(|piece| piece * piece).sum();
        let half = match count {
            // Of one piece nothing is known of chance.
            0 | 1 => f64::INFINITY,
            _ => student::reach(sure, count - 1) * (squares * count as f64 / (count - 1) as f64).sqrt(),
        };
        let half = if self.difference == 0.0 && squares == 0.0 { 0.0 } else { half };
        Effect { was: self.was, is: self.is, ..Effect::around(self.difference, half) }
    }

    fn breaks(&self, of: Measured, bound: Bound) -> bool {
        let (Some(was), Some(is)) = (self.was, self.is) else { return false };
        match bound {
            Bound::NoWorse => {
                let effect = self.effect(PLAIN);
                match of.figure.direction() {
                    Some(way) if way > 0.0 => effect.is_less(),
                    Some(_) => effect.is_more(),
                    None => false,
                }
            }
            Bound::AtLeast(least) => is < least.min(was),
            Bound::AtMost(most) => is > most.max(was),
        }
    }
}
