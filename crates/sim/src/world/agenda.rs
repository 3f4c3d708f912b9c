//! What is still to happen, in order of time.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use routing::Time;

/// Entries given without an order come after those that have one, at the same moment.
const UNORDERED: u64 = 1 << 40;

/// Things to be done, earliest first; at one moment by their order, then as they were put in.
#[derive(Debug, Clone)]
pub struct Agenda<T> {
    heap: BinaryHeap<Entry<T>>,
    put: u64,
}

#[derive(Debug, Clone, Copy)]
struct Entry<T> {
    at: i64,
    order: u64,
    put: u64,
    what: T,
}

impl<T> Default for Agenda<T> {
    fn default() -> Agenda<T> {
        Agenda { heap: BinaryHeap::new(), put: 0 }
    }
}

impl<T: Copy> Agenda<T> {
    /// Puts something down for `at`.
    pub fn put(&mut self, at: Time, what: T) {
        self.put += 1;
        self.heap.push(Entry { at: at.0, order: UNORDERED, put: self.put, what });
    }

    /// Puts something down for `at` that came in a known order, such as a row of a journal.
    pub fn put_in_order(&mut self, at: Time, order: u64, what: T) {
        self.put += 1;
        self.heap.push(Entry { at: at.0, order: order.min(UNORDERED), put: self.put, what });
    }

    /// When the next thing is to be done.
    pub fn next(&self) -> Option<Time> {
        self.heap.peek().map(|entry| Time(entry.at))
    }

    /// Takes the next thing off.
    pub fn take(&mut self) -> Option<T> {
        self.heap.pop().map(|entry| entry.what)
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Entry<T>) -> Ordering {
        (other.at, other.order, other.put).cmp(&(self.at, self.order, self.put))
    }
}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Entry<T>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Entry<T>) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Entry<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earliest_first_then_as_ordered_then_as_put() {
        let mut agenda = Agenda::default();
        agenda.put(Time(2), 'c');
        agenda.put(Time(2), 'd');
        agenda.put(Time(1), 'a');
        agenda.put_in_order(Time(2), 9, 'b');
        let order: String = std::iter::from_fn(|| agenda.take()).collect();
        assert_eq!(order, "abcd");
    }

    #[test]
    fn of_one_order_what_was_put_in_first_comes_first() {
        let mut agenda = Agenda::default();
        ('a'..='p').for_each(|what| agenda.put_in_order(Time(1), 7, what));
        let order: String = std::iter::from_fn(|| agenda.take()).collect();
        assert_eq!(order, "abcdefghijklmnop");
    }
}
