//! Sentences, for extracts.

/// Splits at sentence ends and line breaks; what has no letter or digit is left out.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut begin = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map_or(text.len(), |&(next, _)| next);
        let ends = match c {
            '\n' | '!' | '?' | '。' | '！' | '？' | '…' => true,
            // Not inside 3.5 or example.com.
            '.' => rest.peek().is_none_or(|&(_, after)| after.is_whitespace()),
            _ => false,
        };
        let goes_on = rest.peek().is_some_and(|&(_, after)| matches!(after, '!' | '?' | '.' | '…' | '"' | '\'' | ')'));
        if ends && !goes_on {
            push(&mut all, text.get(begin..at + c.len_utf8()));
            begin = next;
        }
    }
    push(&mut all, text.get(begin..));
    all
}

fn push<'a>(all: &mut Vec<&'a str>, sentence: Option<&'a str>) {
    let sentence = sentence.unwrap_or_default().trim();
    if sentence.chars().any(char::is_alphanumeric) {
        all.push(sentence);
    }
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn sentences_end_where_they_do() {
        assert_eq!(
            sentences("주문했어요. 3.5만원인데요!! 왜요?\n빨리"),
            ["주문했어요.", "3.5만원인데요!!", "왜요?", "빨리"]
        );
        assert_eq!(sentences("... \n"), [""; 0]);
    }
}
