//! Korean words that any message is full of ("어떻게 해야 되나요"): a small hand-written table (data/concepts), compared by root.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::{bare, root};

static FRAME: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = include_str!("../../data/concepts/frame.ko.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|word| root(bare(word))).collect()
});

/// Whether a root says nothing of what a message is about.
pub fn is_frame(root: &str) -> bool {
    FRAME.contains(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_and_not_the_matter() {
        let frame = |word: &str| is_frame(&root(bare(word)));
        assert!(["싶은데요", "되나요", "저희가", "궁금합니다"].into_iter().all(frame));
        assert!(!["환불", "취소하려고요", "배달", "신청하고", "카드"].into_iter().any(frame));
    }
}
