//! Things with numbers that grow from 0, of which only the youngest are of interest.

use std::collections::VecDeque;

/// Forgets from the oldest on what is done with, so that a long day takes no more room than what is open at once.
#[derive(Debug, Clone)]
pub struct Window<T> {
    /// Number of the oldest that is kept.
    from: usize,
    kept: VecDeque<(T, bool)>,
}

impl<T> Default for Window<T> {
    fn default() -> Window<T> {
        Window { from: 0, kept: VecDeque::new() }
    }
}

impl<T> Window<T> {
    /// The number the next one gets.
    pub fn next(&self) -> usize {
        self.from + self.kept.len()
    }

    pub fn push(&mut self, item: T) {
        self.kept.push_back((item, false));
    }

    pub fn get(&self, number: usize) -> Option<&T> {
        self.kept.get(number.checked_sub(self.from)?).map(|(item, _)| item)
    }

    pub fn get_mut(&mut self, number: usize) -> Option<&mut T> {
        self.kept.get_mut(number.checked_sub(self.from)?).map(|(item, _)| item)
    }

    /// Nobody asks for this one again.
    pub fn done_with(&mut self, number: usize) {
        let at = number.checked_sub(self.from);
        if let Some((_, done)) = at.and_then(|at| self.kept.get_mut(at)) {
            *done = true;
        }
        while self.kept.front().is_some_and(|(_, done)| *done) {
            self.kept.pop_front();
            self.from += 1;
        }
    }

    /// Those that are kept, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.kept.iter().map(|(item, _)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_while_the_oldest_are_forgotten() {
        let mut window = Window::default();
        (0..5).for_each(|n| window.push(n * 10));
        window.done_with(1);
        assert_eq!((window.get(1), window.next()), (Some(&10), 5), "an older one is kept");
        window.done_with(0);
        assert_eq!((window.get(0), window.get(1), window.get(2)), (None, None, Some(&20)));
        window.push(50);
        assert_eq!((window.next(), window.get_mut(5).copied()), (6, Some(50)));
        assert!(window.iter().eq(&[20, 30, 40, 50]));
    }
}
