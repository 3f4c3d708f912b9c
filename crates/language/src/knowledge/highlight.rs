//! Why this article: the words of it that met the query.

use std::collections::HashSet;

use super::tokens::telling;
use crate::text::{Normal, hangul::is_hangul, words};

/// Byte ranges of `text` that share a telling term with `query`, in order: words, and runs of Hangul pairs within them.
pub fn highlight(query: &str, text: &str) -> Vec<(usize, usize)> {
    let wanted: HashSet<u64> = telling(query).collect();
    let normal = Normal::of(text);
    let mut found = Vec::new();
    let mut chars = 0;
    let mut bytes = 0;
    for (begin, word) in words::words(&normal.text) {
        chars += normal.text.get(bytes..begin).unwrap_or_default().chars().count();
        bytes = begin;
        let length = word.chars().count();
        let all: Vec<char> = word.chars().collect();
        let met = |part: &str| telling(part).any(|term| wanted.contains(&term));
        let mut mark = |from: usize, to: usize| {
            if let (Some(first), Some(last)) = (normal.from.get(chars + from), normal.from.get(chars + to - 1)) {
                found.push((first.0, last.1));
            }
        };
        if !all.iter().copied().any(is_hangul) {
            if met(word) {
                mark(0, length);
            }
            continue;
        }
        let mut at = 0;
        while at + 1 < all.len() {
            let mut end = at;
            while all.get(end..end + 2).is_some_and(|pair| met(&pair.iter().collect::<String>())) {
                end += 1;
            }
            if end > at {
                mark(at, end + 1);
            }
            at = end + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::highlight;

    #[test]
    fn the_words_that_met_are_marked() {
        let text = "배송지는 주문 상세에서 변경할 수 있어요";
        let marked: Vec<&str> =
            highlight("배송지변경 하려구요", text).into_iter().filter_map(|(from, to)| text.get(from..to)).collect();
        assert_eq!(marked, ["배송지", "변경"]);
        let text = "How to get refunds.";
        assert_eq!(highlight("refund", text), [(11, 18)]);
    }
}
