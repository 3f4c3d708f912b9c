//! What somebody meant to write, under the ways of hiding it: letters apart, syllables apart, signs and digits in between.

use std::borrow::Cow;

use crate::text::hangul::{compose, is_hangul, is_syllable};
use crate::text::{bounded, is_unseen, normalise};

/// What is read of a message: its beginning and its end (bytes each). Together they hold 5,000 syllables, more than a customer may
/// write at once; of anything longer the middle is left out.
const READ: usize = 8_192;

/// The words of a message, cleared; and all of them without spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clear {
    pub words: Vec<String>,
    pub joined: String,
}

pub fn clear(text: &str) -> Clear {
    // What is not seen is no part of what is read, else a flood of it would stand between.
    let seen: Cow<str> = if text.len() > READ && text.contains(is_unseen) {
        text.chars().filter(|c| !is_unseen(*c)).collect::<String>().into()
    } else {
        text.into()
    };
    let head = bounded(&seen, READ);
    let from = seen.ceil_char_boundary(seen.len().saturating_sub(READ).max(head.len()));
    let text = normalise(&format!("{head} {}", seen.get(from..).unwrap_or_default()));
    let mut words: Vec<String> = Vec::new();
    let mut single = false;
    for word in text.split_whitespace() {
        let word = joined_letters(&bare_of_signs(word));
        if word.is_empty() {
            continue;
        }
        let alone = word.chars().count() == 1 && word.chars().all(is_hangul);
        // "시 발 놈" is one word to its writer.
        match words.last_mut() {
            Some(last) if alone && single => last.push_str(&word),
            _ => words.push(word),
        }
        single = alone;
    }
    let words: Vec<String> = words.iter().map(|word| joined_letters(word)).collect();
    Clear { joined: words.concat(), words }
}

/// Without signs, and without digits between Hangul ("시1발", "씨@발").
fn bare_of_signs(word: &str) -> String {
    let chars: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let hangul = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied().is_some_and(is_hangul);
    chars
        .iter()
        .enumerate()
        .filter(|(at, c)| !(c.is_ascii_digit() && hangul(at.checked_sub(1)) && hangul(Some(at + 1))))
        .map(|(_, c)| *c)
        .collect()
}

/// "ㅅㅣㅂㅏㄹ" → "시발"; what makes no syllable stays a letter.
fn joined_letters(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let at = |place: usize| chars.get(place).copied();
    let vowel = |place: usize| at(place).is_some_and(|c| matches!(c, 'ㅏ'..='ㅣ'));
    let mut out = String::with_capacity(word.len());
    let mut place = 0;
    while let Some(c) = at(place) {
        let next = at(place + 1);
        let open = next.filter(|_| vowel(place + 1)).and_then(|next| compose(c, next, None));
        if let (Some(open), Some(next)) = (open, next) {
            // A consonant closes the syllable unless a vowel follows it.
            let closed = at(place + 2).filter(|_| !vowel(place + 3)).and_then(|last| compose(c, next, Some(last)));
            out.push(closed.unwrap_or(open));
            place += if closed.is_some() { 3 } else { 2 };
        } else if let Some(closed) =
            next.filter(|_| is_syllable(c) && !vowel(place + 2)).and_then(|last| close(c, last))
        {
            out.push(closed);
            place += 2;
        } else {
            out.push(c);
            place += 1;
        }
    }
    out
}

/// "바" + "ㄹ" → "발", where the syllable is open.
fn close(syllable: char, last: char) -> Option<char> {
    let (first, vowel, None) = crate::text::hangul::letters(syllable)? else { return None };
    // Laughter and crying close nothing: 하ㅋㅋ, 네ㅠ, 아ㅎㅎ.
    (!matches!(last, 'ㅋ' | 'ㅎ' | 'ㅇ')).then(|| compose(first, vowel, Some(last))).flatten()
}

#[cfg(test)]
mod tests {
    use super::clear;

    #[test]
    fn hidden_words_come_out() {
        for hidden in
            ["ㅅㅣㅂㅏㄹ", "시1발", "씨@발".replace('씨', "시").as_str(), "시 발", "시바ㄹ", "시\u{200b}발", "시...발"]
        {
            assert_eq!(clear(hidden).words, ["시발"], "{hidden}");
        }
        assert_eq!(clear("다시 발송해주세요").words, ["다시", "발송해주세요"]);
        assert_eq!(clear("하ㅋㅋ 네ㅠㅠ").words, ["하ㅋㅋ", "네ㅠㅠ"]);
    }

    #[test]
    fn a_megabyte_is_read_at_both_ends() {
        let long = format!("{}시발", "가나 ".repeat(200_000));
        assert!(clear(&long).joined.ends_with("시발"));
        assert!(clear(&long).joined.len() < 2 * super::READ);
    }

    #[test]
    fn a_long_letter_is_read_in_its_middle_too() {
        let part = "가나 ".repeat(800);
        assert!(clear(&format!("{part}시발 {part}")).words.contains(&"시발".to_string()));
    }
}
