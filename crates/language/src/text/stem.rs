//! Bare forms: English words without their endings, Korean words without particle.

use super::hangul::{ends_in, is_syllable};

/// Particles and the polite copula, longest first; the letter says after what they may stand: c(onsonant), v(owel), a(ny).
const PARTICLES: [(&str, char); 62] = [
    ("에서부터", 'a'),
    ("으로부터", 'a'),
    ("입니다만", 'a'),
    ("이라고는", 'c'),
    ("한테서는", 'a'),
    ("으로는", 'a'),
    ("에서는", 'a'),
    ("에게서", 'a'),
    ("한테서", 'a'),
    ("이라도", 'c'),
    ("이라고", 'c'),
    ("이라는", 'c'),
    ("입니다", 'a'),
    ("이에요", 'c'),
    ("이예요", 'c'),
    ("인데요", 'a'),
    ("이고요", 'c'),
    ("까지는", 'a'),
    ("부터는", 'a'),
    ("으로", 'a'),
    ("에서", 'a'),
    ("에게", 'a'),
    ("한테", 'a'),
    ("까지", 'a'),
    ("부터", 'a'),
    ("처럼", 'a'),
    ("보다", 'a'),
    ("마다", 'a'),
    ("밖에", 'a'),
    ("조차", 'a'),
    ("이나", 'c'),
    ("이랑", 'c'),
    ("하고", 'a'),
    ("라도", 'v'),
    ("라고", 'v'),
    ("라는", 'v'),
    ("예요", 'v'),
    ("에요", 'a'),
    ("인데", 'a'),
    ("이고", 'c'),
    ("이요", 'c'),
    ("에는", 'a'),
    ("에도", 'a'),
    ("만은", 'a'),
    ("로는", 'v'),
    ("들이", 'a'),
    ("들은", 'a'),
    ("들을", 'a'),
    ("은", 'c'),
    ("는", 'v'),
    ("이", 'c'),
    ("가", 'v'),
    ("을", 'c'),
    ("를", 'v'),
    ("의", 'a'),
    ("에", 'a'),
    ("와", 'v'),
    ("과", 'c'),
    ("도", 'a'),
    ("로", 'v'),
    ("만", 'a'),
    ("요", 'a'),
];

/// A Korean word without its particle, where at least two syllables are left ("계좌를" → "계좌").
pub fn bare(word: &str) -> &str {
    for (particle, after) in PARTICLES {
        let Some(head) = word.strip_suffix(particle) else { continue };
        let mut tail = head.chars().rev();
        let (Some(last), Some(before)) = (tail.next(), tail.next()) else { continue };
        if !is_syllable(before) && !before.is_alphanumeric() {
            continue;
        }
        let fits = match (after, ends_in(last)) {
            ('c', Some((closed, _))) => closed,
            ('v', Some((closed, liquid))) => !closed || (particle == "로" && liquid),
            (_, Some(_)) => true,
            (_, None) => false,
        };
        if fits {
            return head;
        }
    }
    word
}

/// An English word without its common endings ("declined" → "declin", "charges" → "charg").
pub fn stem(word: &str) -> &str {
    if word.len() < 4 || !word.is_ascii() {
        return word;
    }
    for ending in [
        "ingly", "edly", "ings", "ments", "ment", "ness", "ing", "ied", "ies", "ely", "ed", "es", "er", "ly", "s", "e",
        "y",
    ] {
        if let Some(head) = word.strip_suffix(ending)
            && head.len() >= 3
            && head.bytes().any(|byte| b"aeiouy".contains(&byte))
            && !(ending == "s" && head.ends_with('s'))
        {
            return undouble(head);
        }
    }
    word
}

/// "stopp" → "stop".
fn undouble(head: &str) -> &str {
    let bytes = head.as_bytes();
    match bytes {
        [.., before, last] if before == last && !b"lsz".contains(last) && head.len() > 3 => {
            head.get(..head.len() - 1).unwrap_or(head)
        }
        _ => head,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_forms() {
        for (word, expected) in [
            ("계좌를", "계좌"),
            ("계좌로", "계좌"),
            ("취소", "취소"),
            ("라이더가", "라이더"),
            ("주소를", "주소"),
            ("환불은", "환불"),
            ("환불이", "환불"),
            ("차이", "차이"),
            ("서울에서", "서울"),
        ] {
            assert_eq!(bare(word), expected, "{word}");
        }
        for (word, expected) in [
            ("declined", "declin"),
            ("declining", "declin"),
            ("stopped", "stop"),
            ("cards", "card"),
            ("charges", "charg"),
            ("pass", "pass"),
        ] {
            assert_eq!(stem(word), expected, "{word}");
        }
    }
}
