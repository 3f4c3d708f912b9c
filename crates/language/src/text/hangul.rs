//! Korean script: the rule for the language, syllables and their letters.

use serde::{Deserialize, Serialize};

/// The language of a message, as far as the default model needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[serde(rename = "ko")]
    Korean,
    #[serde(rename = "en")]
    English,
}

/// Korean where there are at least half as many Hangul as Latin letters.
pub fn language(text: &str) -> Language {
    let (mut hangul, mut latin) = (0_u32, 0_u32);
    for c in text.chars() {
        if is_hangul(c) {
            hangul += 1;
        } else if c.is_alphabetic() {
            latin += 1;
        }
    }
    if hangul > 0 && hangul * 2 >= latin { Language::Korean } else { Language::English }
}

/// A syllable, or a letter of its own.
pub fn is_hangul(c: char) -> bool {
    is_syllable(c) || matches!(c, '\u{3131}'..='\u{318e}')
}

pub fn is_syllable(c: char) -> bool {
    matches!(c, '가'..='힣')
}

/// A conjoining vowel or last letter, as some file names and keyboards write syllables: it belongs to what stands before it.
pub(super) fn joins(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11ff}')
}

/// Keeps a letter that stands alone ("ㅋㅋ", "ㅅㅂ") out of the composition that NFKC would put it through.
pub(super) fn park(c: char) -> char {
    if matches!(c, '\u{3131}'..='\u{318e}') { char::from_u32(c as u32 - 0x3131 + 0xe000).unwrap_or(c) } else { c }
}

pub(super) fn unpark(c: char) -> char {
    if matches!(c, '\u{e000}'..='\u{e05d}') { char::from_u32(c as u32 - 0xe000 + 0x3131).unwrap_or(c) } else { c }
}

pub(super) const FIRST: [char; 19] =
    ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'];
const LAST: [char; 28] = [
    '\0', 'ㄱ', 'ㄲ', 'ㄳ', 'ㄴ', 'ㄵ', 'ㄶ', 'ㄷ', 'ㄹ', 'ㄺ', 'ㄻ', 'ㄼ', 'ㄽ', 'ㄾ', 'ㄿ', 'ㅀ', 'ㅁ', 'ㅂ', 'ㅄ',
    'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
];

/// The letters of a syllable: 값 → ㄱ, ㅏ, ㅄ. Nothing for other characters.
pub fn letters(c: char) -> Option<(char, char, Option<char>)> {
    if !is_syllable(c) {
        return None;
    }
    let at = c as u32 - 0xac00;
    let vowel = char::from_u32(0x314f + at % 588 / 28)?;
    let last = LAST.get(at as usize % 28).copied().filter(|&last| last != '\0');
    Some((*FIRST.get(at as usize / 588)?, vowel, last))
}

/// A word as it is typed, letter by letter: what is begun begins what it becomes (환부, 환불).
pub fn spelled(word: &str) -> String {
    let mut out = String::with_capacity(3 * word.len());
    for c in word.chars() {
        match letters(c) {
            Some((first, vowel, last)) => out.extend([first, vowel].into_iter().chain(last)),
            None => out.push(c),
        }
    }
    out
}

/// Letters as syllables: the way back of a word. What makes no syllable stays as it is.
pub fn written(letters: &[char]) -> String {
    let is_vowel = |at: usize| letters.get(at).is_some_and(|c| matches!(c, 'ㅏ'..='ㅣ'));
    let mut out = String::new();
    let mut at = 0;
    while let Some(&first) = letters.get(at) {
        let vowel = letters.get(at + 1).copied().filter(|_| is_vowel(at + 1));
        // The last letter, unless a vowel makes it the first of the next.
        let last = letters.get(at + 2).copied().filter(|c| LAST.contains(c) && !is_vowel(at + 3));
        let found = vowel.and_then(|vowel| Some((compose(first, vowel, last)?, 2 + usize::from(last.is_some()))));
        let (c, used) = found.unwrap_or((first, 1));
        out.push(c);
        at += used;
    }
    out
}

/// The syllable of its letters: the way back.
pub fn compose(first: char, vowel: char, last: Option<char>) -> Option<char> {
    let first = FIRST.iter().position(|&c| c == first)? as u32;
    let vowel = (vowel as u32).checked_sub(0x314f).filter(|&at| at < 21)?;
    let last = last.map_or(Some(0), |last| LAST.iter().position(|&c| c == last))? as u32;
    char::from_u32(0xac00 + first * 588 + vowel * 28 + last)
}

/// Whether a syllable ends in a consonant, and whether that is ㄹ.
pub fn ends_in(c: char) -> Option<(bool, bool)> {
    letters(c).map(|(_, _, last)| (last.is_some(), last == Some('ㄹ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_for_the_language() {
        assert_eq!(language("kakao pay로 결제했어요"), Language::Korean);
        assert_eq!(language("where is my 김밥 order please"), Language::English);
        assert_eq!(language("12345"), Language::English);
    }

    #[test]
    fn letters_there_and_back() {
        for c in "값뷁힣가각".chars() {
            let (first, vowel, last) = letters(c).unwrap();
            assert_eq!(compose(first, vowel, last), Some(c));
        }
        assert_eq!(letters('a'), None);
        for word in ["값싼", "빨리요", "안돼요", "pin번호", ""] {
            assert_eq!(written(&spelled(word).chars().collect::<Vec<_>>()), word);
        }
        assert!(spelled("환불").starts_with(&spelled("환부")) && !spelled("환불").starts_with(&spelled("환브")));
    }
}
