//! One normal form of a text, with the way back to the original.

use unicode_normalization::UnicodeNormalization;

use super::hangul::{joins, park, unpark};

/// How often one character may follow itself: more of it says nothing more ("ㅋㅋㅋㅋㅋㅋ", floods of emoji).
const REPEATS: usize = 3;

/// A text in normal form: NFKC, lower case, one width, nothing invisible, single spaces, no floods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normal {
    pub text: String,
    /// For each character of `text`, the byte range of the original it came from.
    pub from: Vec<(usize, usize)>,
}

/// The first part of a text, cut at a character: what bounds the time any message can cost.
pub fn bounded(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes.min(text.len()))).unwrap_or_default()
}

/// `text` in normal form, without the way back.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = (' ', REPEATS);
    let visible = text.chars().filter(|&c| !is_unseen(c)).map(park);
    for c in visible.nfkc().flat_map(|c| unpark(c).to_lowercase()) {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        last = if c == last.0 { (c, last.1 + 1) } else { (c, 1) };
        if last.1 <= if c == ' ' { 1 } else { REPEATS } {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

impl Normal {
    /// `text` in normal form, with the way back; digits keep their repeats, since "0000" is part of a number.
    pub fn of(text: &str) -> Normal {
        let mut normal = Normal { text: String::with_capacity(text.len()), from: Vec::with_capacity(text.len()) };
        let mut cluster = String::new();
        let mut begin = 0;
        for (at, c) in text.char_indices() {
            if is_unseen(c) {
                continue;
            }
            // What composes with the character before it (a Hangul jamo, a combining accent) is normalised together with it.
            let joins = joins(c) || unicode_normalization::char::is_combining_mark(c);
            if !joins && !cluster.is_empty() {
                normal.take(&cluster, begin, at);
                cluster.clear();
            }
            if cluster.is_empty() {
                begin = at;
            }
            cluster.push(park(c));
            if cluster.len() > 64 {
                normal.take(&cluster, begin, at + c.len_utf8());
                cluster.clear();
            }
        }
        if !cluster.is_empty() {
            normal.take(&cluster, begin, text.len());
        }
        normal
    }

    fn take(&mut self, cluster: &str, begin: usize, end: usize) {
        for c in cluster.nfkc().flat_map(|c| unpark(c).to_lowercase()) {
            self.text.push(if c.is_whitespace() || c.is_control() { ' ' } else { c });
            self.from.push((begin, end));
        }
    }
}

/// Zero-width characters, bidirectional marks, soft hyphens, variation selectors, tags.
pub fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_what_looks_the_same() {
        assert_eq!(normalise("ＡＢＣ　１２３"), "abc 123");
        assert_eq!(normalise("환\u{200b}불\u{202e} 해\u{feff}줘"), "환불 해줘");
        assert_eq!(normalise("\u{1112}\u{116a}\u{11ab}불"), "환불");
        assert_eq!(normalise("ㅋㅋㅋㅋㅋㅋ ㅠㅠ"), "ㅋㅋㅋ ㅠㅠ");
        assert_eq!(normalise("😡😡😡😡😡😡"), "😡😡😡");
        assert_eq!(normalise(" a \n\t b "), "a b");
    }

    #[test]
    fn the_way_back_names_the_bytes_of_the_original() {
        let text = "０１０\u{200b}-1234";
        let normal = Normal::of(text);
        assert_eq!(normal.text, "010-1234");
        assert_eq!(normal.from.len(), 8);
        assert_eq!(text.get(normal.from[0].0..normal.from[2].1), Some("０１０\u{200b}"));
        assert_eq!(text.get(normal.from[3].0..), Some("-1234"));
        let split = Normal::of("\u{1112}\u{116a}\u{11ab}불");
        assert_eq!((split.text.as_str(), split.from.len()), ("환불", 2));
    }
}
