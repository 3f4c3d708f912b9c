//! Search as people type it: initial consonants find syllables, spaces and case do not count.

use super::hangul::{FIRST, letters};

/// Whether `query` is found in `text`: `ㅎㅂ` and `환ㅂ` find `환불`.
pub fn matches(text: &str, query: &str) -> bool {
    place(text, query).is_some()
}

/// Where `query` is first found in `text`, in letters without spaces.
pub fn place(text: &str, query: &str) -> Option<usize> {
    let (text, query) = (folded(text), folded(query));
    if query.is_empty() {
        return Some(0);
    }
    text.windows(query.len()).position(|part| part.iter().zip(&query).all(|(letter, wanted)| same(*letter, *wanted)))
}

/// Whether a text is initial consonants and nothing else: typed to find something.
pub fn is_initials(text: &str) -> bool {
    let text = folded(text);
    !text.is_empty() && text.iter().all(|letter| FIRST.contains(letter))
}

fn folded(text: &str) -> Vec<char> {
    text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn same(letter: char, wanted: char) -> bool {
    letter == wanted || FIRST.contains(&wanted) && letters(letter).is_some_and(|(first, ..)| first == wanted)
}

#[cfg(test)]
mod tests {
    use super::{is_initials, matches, place};

    #[test]
    fn initials_find_syllables() {
        assert!(matches("환불 요청", "ㅎㅂ"));
        assert!(matches("환불 요청", "환ㅂ"));
        assert!(matches("환불 요청", "불요"));
        assert!(matches("Refund my order", "MYOR"));
        assert!(matches("anything", ""));
        assert!(matches("까치", "ㄲㅊ") && !matches("까치", "ㄱㅊ"));
        assert!(!matches("환불", "ㅂㅎ"));
        assert!(!matches("", "ㅎ"));
        assert!(is_initials("ㅎㅂ ㅇㅊ") && !is_initials("환ㅂ") && !is_initials("ㅠㅠ") && !is_initials(" "));
        assert_eq!((place("환불 요청", "ㅇㅊ"), place("환불 요청", "ㅎ")), (Some(2), Some(0)));
    }
}
