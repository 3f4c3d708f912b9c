//! Ridge regression with exponential forgetting, walked through time: normal equations that decay a day at a time.

/// Normal equations of several outcomes that share their terms.
#[derive(Debug, Clone)]
pub struct Normal {
    terms: usize,
    /// Σ w x xᵀ, row by row, the lower triangle alone.
    square: Vec<f64>,
    /// Σ w x y, one block of `terms` per outcome.
    cross: Vec<f64>,
}

impl Normal {
    /// Nothing seen yet.
    pub fn new(terms: usize, outcomes: usize) -> Normal {
        Normal { terms, square: vec![0.0; terms * terms], cross: vec![0.0; terms * outcomes] }
    }

    /// Everything seen so far counts less by this factor.
    pub fn forget(&mut self, keep: f64) {
        self.square.iter_mut().chain(&mut self.cross).for_each(|value| *value *= keep);
    }

    /// One more day, with its terms and outcomes.
    pub fn add(&mut self, x: &[f64], outcomes: impl Iterator<Item = f64>, weight: f64) {
        for ((at, row), xi) in self.square.chunks_mut(self.terms).enumerate().zip(x) {
            if *xi != 0.0 {
                row.iter_mut().zip(x).take(at + 1).for_each(|(cell, xj)| *cell += weight * xi * xj);
            }
        }
        for (block, y) in self.cross.chunks_mut(self.terms).zip(outcomes) {
            block.iter_mut().zip(x).for_each(|(cell, xi)| *cell += weight * xi * y);
        }
    }

    /// Coefficients, one block per outcome, with these penalties on the squares.
    pub fn solve(&self, penalty: &[f64]) -> Vec<f64> {
        let n = self.terms;
        let mut factor = self.square.clone();
        for (at, penalty) in penalty.iter().enumerate().take(n) {
            if let Some(cell) = factor.get_mut(at * n + at) {
                *cell += penalty.max(1e-9);
            }
        }
        cholesky(&mut factor, n);
        let mut solution = self.cross.clone();
        for block in solution.chunks_mut(n) {
            substitute(&factor, n, block);
        }
        solution
    }
}

/// Lower factor of a symmetric positive matrix, in place.
fn cholesky(matrix: &mut [f64], n: usize) {
    for i in 0..n {
        let (above, rest) = matrix.split_at_mut(i * n);
        let Some(row) = rest.get_mut(..n) else { return };
        for j in 0..=i {
            let (done, open) = row.split_at_mut(j);
            let Some(cell) = open.first_mut() else { return };
            if j < i {
                let other = above.get(j * n..j * n + n).unwrap_or_default();
                let dot: f64 = done.iter().zip(other).map(|(a, b)| a * b).sum();
                *cell = (*cell - dot) / other.get(j).copied().unwrap_or(1.0);
            } else {
                let dot: f64 = done.iter().map(|a| a * a).sum();
                *cell = (*cell - dot).max(1e-12).sqrt();
            }
        }
    }
}

/// Solves L Lᵀ x = b in place.
fn substitute(factor: &[f64], n: usize, b: &mut [f64]) {
    for (i, row) in factor.chunks(n).enumerate() {
        let (done, open) = b.split_at_mut(i);
        let dot: f64 = done.iter().zip(row).map(|(a, l)| a * l).sum();
        if let (Some(cell), Some(diagonal)) = (open.first_mut(), row.get(i)) {
            *cell = (*cell - dot) / diagonal;
        }
    }
    for i in (0..n).rev() {
        let (head, tail) = b.split_at_mut(i + 1);
        let dot: f64 =
            tail.iter().enumerate().map(|(k, x)| x * factor.get((i + 1 + k) * n + i).copied().unwrap_or(0.0)).sum();
        if let Some(cell) = head.last_mut() {
            *cell = (*cell - dot) / factor.get(i * n + i).copied().unwrap_or(1.0);
        }
    }
}

/// Terms times coefficients.
pub fn dot(x: &[f64], coefficients: &[f64]) -> f64 {
    x.iter().zip(coefficients).map(|(x, c)| x * c).sum()
}
