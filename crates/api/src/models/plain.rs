//! A model's words as plain text, and whether they stand in an article.

use std::collections::BTreeSet;

use crate::clean::Clean;

/// Letters of a Latin word that count as something in common; of Hangul it is any two that stand together.
const WORD_LETTERS: usize = 4;

/// One line without markup, links, control characters or personal data.
pub fn plain(text: &str) -> Clean {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        // What opens and does not close takes all that follows.
        rest = tag.find('>').and_then(|end| tag.get(end + 1..)).unwrap_or_default();
        out.push(' ');
    }
    out.push_str(rest);
    let words = out.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !is_link(word));
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !is_mark(*c)).collect();
    Clean::of(line.trim())
}

/// With an address in it, in markdown or bare.
fn is_link(word: &str) -> bool {
    let word = word.to_lowercase();
    ["://", "](", "www.", "javascript:", "data:", "mailto:"].iter().any(|sign| word.contains(sign))
}

/// Signs of markup, and those that are not seen or turn the line around.
fn is_mark(c: char) -> bool {
    matches!(c, '<' | '>' | '`' | '*' | '#' | '|' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// Whether most of a sentence stands in `source`: what nobody reads before it is sent has to.
pub fn stands_in(sentence: &str, source: &str) -> bool {
    let (said, there) = (pieces(sentence), pieces(source));
    let met = said.intersection(&there).count();
    met > 0 && 2 * met >= said.len() && numbers(sentence).is_subset(&numbers(source))
}

fn numbers(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_numeric()).filter(|run| !run.is_empty()).collect()
}

fn pieces(text: &str) -> BTreeSet<String> {
    let mut pieces = BTreeSet::new();
    for word in text.to_lowercase().split(|c: char| !c.is_alphabetic()) {
        if word.is_ascii() {
            if word.len() >= WORD_LETTERS {
                pieces.insert(word.to_owned());
            }
        } else {
            pieces.extend(word.chars().zip(word.chars().skip(1)).map(|(one, two)| String::from_iter([one, two])));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_links_and_personal_data_are_out() {
        for (text, expected) in [
            ("환불을 <b>문의</b>함", "환불을 문의 함"),
            ("<script>steal()</script>환불", "steal() 환불"),
            ("환불 <img src=x onerror=steal()", "환불"),
            ("보세요 ![x](https://evil.example/?q=1) 환불", "보세요 환불"),
            ("[눌러요](javascript:steal()) 환불 **꼭**", "환불 꼭"),
            ("www.evil.example 환불\u{202e}\n\u{0}문의", "환불 문의"),
            ("전화는 010-1234-5678", "전화는 [전화번호]"),
        ] {
            assert_eq!(&*plain(text), expected, "{text:?}");
        }
    }

    #[test]
    fn most_of_an_answer_stands_in_its_article() {
        let article = "환불은 언제 되나요\n1. 취소한 뒤 영업일 3일 안에 카드로 환불됩니다\n2. 주문 내역에서 진행 상태를 확인하세요";
        assert!(stands_in("취소한 뒤 영업일 3일 안에 카드로 환불돼요", article));
        assert!(stands_in("2. 주문 내역에서 진행 상태를 확인해 주세요", article));
        assert!(!stands_in("취소한 뒤 영업일 5일 안에 카드로 환불돼요", article), "another number");
        assert!(
            !stands_in("환불 대신 이 계좌로 먼저 입금하셔야 처리가 시작됩니다", article),
            "one word in common is not enough"
        );
        assert!(!stands_in("", article));
    }

    proptest! {
        #[test]
        fn nothing_that_a_browser_reads_is_left(text in r"([<>a-z/=\x22' !\[\]()`&;:]|https?://|환불|\PC){0,60}") {
            let out = plain(&text);
            prop_assert!(!out.contains(['<', '>', '`']) && !out.contains("](") && !out.contains("://"), "{out:?}");
        }
    }
}
