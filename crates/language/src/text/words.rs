//! Runs of letters and digits.

/// The words of a normal text, with where they begin (bytes).
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|&(_, c)| !is_part(c)).is_some() {}
        let &(begin, _) = rest.peek()?;
        let mut end = begin;
        while let Some((at, c)) = rest.next_if(|&(_, c)| is_part(c)) {
            end = at + c.len_utf8();
        }
        Some((begin, text.get(begin..end).unwrap_or_default()))
    })
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric()
}
