//! A set in order, in one piece of memory. What joins last mostly stands last and what leaves mostly stood first, so that both
//! touch nothing else; in between, the shorter side moves up.

use alloc::collections::VecDeque;

#[derive(Debug, Clone)]
pub(crate) struct Sorted<T>(VecDeque<T>);

impl<T> Default for Sorted<T> {
    fn default() -> Sorted<T> {
        Sorted(VecDeque::new())
    }
}

impl<T: Ord> Sorted<T> {
    /// Whether it was not there yet.
    pub fn insert(&mut self, item: T) -> bool {
        if self.0.back().is_none_or(|last| *last < item) {
            self.0.push_back(item);
            return true;
        }
        let Err(at) = self.0.binary_search(&item) else { return false };
        self.0.insert(at, item);
        true
    }

    /// Whether it was there.
    pub fn remove(&mut self, item: &T) -> bool {
        if self.0.front() == Some(item) {
            self.0.pop_front();
            return true;
        }
        let Ok(at) = self.0.binary_search(item) else { return false };
        self.0.remove(at).is_some()
    }

    pub fn first(&self) -> Option<&T> {
        self.0.front()
    }

    pub fn pop_first(&mut self) -> Option<T> {
        self.0.pop_front()
    }

    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.0.retain(keep);
    }

    /// From the first to the last.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn it_is_a_set_in_order() {
        let mut sorted = Sorted::default();
        let mut peer = BTreeSet::new();
        let mut draw = 7_u64;
        for _ in 0..5_000 {
            draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (item, joins) = ((draw >> 33) % 97, draw >> 63 == 0);
            match joins {
                true => assert_eq!(sorted.insert(item), peer.insert(item)),
                false => assert_eq!(sorted.remove(&item), peer.remove(&item)),
            }
            assert_eq!((sorted.first(), sorted.len()), (peer.first(), peer.len()));
        }
        assert_eq!(sorted.iter().collect::<Vec<_>>(), peer.iter().collect::<Vec<_>>());
        sorted.retain(|item| item % 2 == 0);
        peer.retain(|item| item % 2 == 0);
        assert_eq!(sorted.pop_first(), peer.pop_first());
        assert!(sorted.iter().eq(&peer) && sorted.is_empty() == peer.is_empty());
    }
}
