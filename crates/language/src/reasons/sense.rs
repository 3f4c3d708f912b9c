//! Where a message lies among English words: the mean of its words' places (data/words), so that a word which no example has
//! still says what it is like.

use super::features::READ;
use crate::text::{bounded, normalise, words};

/// Dimensions of a place.
pub const SIDES: usize = 48;
/// Hash (4 bytes), weight, sides.
const RECORD: usize = 5 + SIDES;
/// Records in the order of their hashes.
static PLACES: &[u8] = include_bytes!("../../data/words/english.bin");

/// The place of a text, of length one; nothing where no word is known.
pub fn sense(text: &str) -> Option<[f32; SIDES]> {
    let mut place = [0.0; SIDES];
    for (_, word) in words::words(&normalise(bounded(text, READ))) {
        let Some([weight, sides @ ..]) = find(word) else { continue };
        for (sum, &side) in place.iter_mut().zip(sides) {
            *sum += f32::from(*weight) * f32::from(side.cast_signed());
        }
    }
    let length = place.iter().map(|side| side * side).sum::<f32>().sqrt();
    (length > 0.0).then(|| place.map(|side| side / length))
}

/// Weight and sides of a word.
fn find(word: &str) -> Option<&'static [u8]> {
    let hash = hashed(word).to_be_bytes();
    let (mut low, mut high) = (0, PLACES.len() / RECORD);
    while low < high {
        let middle = usize::midpoint(low, high);
        let (own, rest) = PLACES.get(middle * RECORD..(middle + 1) * RECORD)?.split_at(hash.len());
        match own.cmp(&hash) {
            std::cmp::Ordering::Equal => return Some(rest),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// FNV-1a.
fn hashed(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> f32 {
        let (one, other) = (sense(one).unwrap(), sense(other).unwrap());
        one.iter().zip(&other).map(|(one, other)| one * other).sum()
    }

    #[test]
    fn words_of_like_use_lie_near_one_another() {
        assert!(alike("refund", "reimbursement") > alike("refund", "weather") + 0.3);
        assert!(alike("my luggage is lost", "the baggage went missing") > alike("my luggage is lost", "play a song"));
        assert!((alike("Hello there", "hello THERE") - 1.0).abs() < 1e-5);
        assert_eq!((sense("환불 언제 돼요"), sense("")), (None, None));
    }

    #[test]
    fn every_record_is_found() {
        assert_eq!(PLACES.len() % RECORD, 0);
        let hashes: Vec<&[u8]> = PLACES.chunks(RECORD).map(|record| &record[..4]).collect();
        assert!(hashes.is_sorted());
        assert!(["the", "card", "luggage", "fedex"].iter().all(|word| find(word).is_some()) && find("qzxv").is_none());
    }
}
