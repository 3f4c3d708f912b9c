//! Why an article was found: the words of its title, and of the passage that has most of them.

use language::knowledge::highlight;

use super::types::{ArticleWhy, Piece};

/// The marks of what was looked for. Empty lists where nothing was met.
pub fn of<'a>(asked: &str, titles: &[&'a str], passages: impl IntoIterator<Item = &'a str>) -> ArticleWhy {
    ArticleWhy { title: best(asked, titles.iter().copied()), passage: best(asked, passages) }
}

/// The text with most of the words, in pieces; the first of equals.
fn best<'a>(asked: &str, texts: impl IntoIterator<Item = &'a str>) -> Vec<Piece> {
    let mut best: (usize, Vec<Piece>) = (0, Vec::new());
    for text in texts {
        let marks = highlight(asked, text);
        let met = marks.iter().map(|(from, to)| to.saturating_sub(*from)).sum();
        if met > best.0 {
            best = (met, pieces(text, &marks));
        }
    }
    best.1
}

fn pieces(text: &str, marks: &[(usize, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |from: usize, to: usize, met: bool| {
        if let Some(part) = text.get(from..to).filter(|part| !part.is_empty()) {
            pieces.push(Piece { text: part.to_owned(), met });
        }
    };
    let mut at = 0;
    for (from, to) in marks {
        push(at, *from, false);
        push(*from, *to, true);
        at = *to;
    }
    push(at, text.len(), false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_passage_with_most_of_the_words_is_shown_whole() {
        let why = of("배송지 변경", &["Change", "쿠폰"], ["배송은 빨라요", "배송지는 주문 상세에서 변경해요"]);
        assert_eq!(why.title, []);
        let text: String = why.passage.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(text, "배송지는 주문 상세에서 변경해요");
        let met: Vec<&str> = why.passage.iter().filter(|piece| piece.met).map(|piece| piece.text.as_str()).collect();
        assert_eq!(met, ["배송지", "변경"]);
    }
}
