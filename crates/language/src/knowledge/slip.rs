//! A slip of the keys in a word that no article has: put right where a word of the articles is one slip away.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::text::bare;
use crate::text::hangul::spelled;

/// Words of fewer letters are one slip away from too many others.
const LEAST_LETTERS: usize = 5;

/// The known word that was meant, by the words' letters: the one that `common` says most articles have. First letters are
/// rarely missed, and looking at those words alone keeps this fast.
pub fn meant<'w>(
    known: &'w BTreeMap<Box<str>, Box<str>>,
    word: &str,
    common: impl Fn(&str) -> usize,
) -> Option<&'w str> {
    let typed: Vec<char> = spelled(bare(word)).chars().collect();
    let first = typed.first().filter(|_| typed.len() >= LEAST_LETTERS)?.to_string();
    let near = known
        .range::<str, _>((Bound::Included(first.as_str()), Bound::Unbounded))
        .take_while(|(letters, _)| letters.starts_with(&first));
    let near = near.filter(|(letters, _)| is_one_slip(&typed, letters));
    near.max_by_key(|(_, word)| common(word)).map(|(_, word)| &**word)
}

/// One letter wrong, missing or too many, or two the other way round.
fn is_one_slip(typed: &[char], letters: &str) -> bool {
    let letters: Vec<char> = letters.chars().collect();
    let begin = typed.iter().zip(&letters).take_while(|(one, two)| one == two).count();
    let (typed, letters) = (typed.get(begin..).unwrap_or_default(), letters.get(begin..).unwrap_or_default());
    let end = typed.iter().rev().zip(letters.iter().rev()).take_while(|(one, two)| one == two).count();
    let rest = |part: &[char]| part.get(..part.len() - end).unwrap_or_default().to_vec();
    match (rest(typed).as_slice(), rest(letters).as_slice()) {
        ([_], [_]) | ([], [_]) | ([_], []) => true,
        ([one, two], [first, second]) => (one, two) == (second, first),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_and_no_more() {
        let slip = |typed: &str, known: &str| is_one_slip(&spelled(typed).chars().collect::<Vec<_>>(), &spelled(known));
        for (typed, known) in
            [("recipt", "receipt"), ("refnud", "refund"), ("couppon", "coupon"), ("rafund", "refund"), ("환블", "환불")]
        {
            assert!(slip(typed, known), "{typed}");
        }
        for (typed, known) in [("refund", "refund"), ("rufnud", "refund"), ("coupon", "common"), ("배달", "환불")] {
            assert!(!slip(typed, known), "{typed}");
        }
    }
}
