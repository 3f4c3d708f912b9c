//! What a customer had to say again to whoever came next.

use std::collections::HashSet;

use crate::text::{bounded, normalise};

/// Bytes read of a line.
const READ: usize = 4_096;
/// Letters and digits below which two lines are alike by chance.
const LETTERS: usize = 8;
/// Digits of a number that, given twice, is given again.
const DIGITS: usize = 6;
/// Share of a line's pairs of letters that an earlier line has. Of 1,000 pairs of lines that ask the same in other words (paraKQC) this
/// sees 38 %; of lines of the same reason that ask another thing (first words) it takes 1 in 1,000 for the same.
const SHARE: f32 = 0.5;
/// What people say when they have to say it again; without spaces.
const SAYS_SO: [&str; 30] = [
    "아까말했",
    "아까말씀드",
    "아까도말",
    "아까설명",
    "아까얘기",
    "아까적",
    "아까썼",
    "방금말했",
    "방금말씀드",
    "방금설명",
    "이미말했",
    "이미말씀드",
    "이미설명",
    "또말해야",
    "또설명",
    "다시말해야",
    "다시설명해야",
    "처음부터다시",
    "몇번을말",
    "몇번째말",
    "몇번이나말",
    "같은말을또",
    "위에적었",
    "위에썼",
    "alreadytold",
    "alreadysaid",
    "alreadyexplained",
    "explainagain",
    "repeatmyself",
    "toldtheother",
];

/// Whether a customer says in `line` what she had said in one of the lines `before`, or says that she has to.
pub fn said_again(line: &str, before: &[&str]) -> bool {
    let line = letters(line);
    if SAYS_SO.iter().any(|words| line.contains(words)) {
        return true;
    }
    let (pairs, numbers) = (pairs(&line), numbers(&line));
    let long = line.chars().count() >= LETTERS;
    before.iter().map(|earlier| letters(earlier)).any(|earlier| {
        let has = self::pairs(&earlier);
        let shared = pairs.iter().filter(|pair| has.contains(*pair)).count();
        long && shared as f32 >= SHARE * pairs.len() as f32 || !numbers.is_disjoint(&self::numbers(&earlier))
    })
}

/// What counts of a line: letters and digits of its normal form.
fn letters(line: &str) -> String {
    normalise(bounded(line, READ)).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn pairs(letters: &str) -> HashSet<(char, char)> {
    letters.chars().zip(letters.chars().skip(1)).collect()
}

/// Long numbers, such as of an order.
fn numbers(letters: &str) -> HashSet<&str> {
    letters.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() >= DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_matter_a_number_or_the_words_for_it() {
        let before = ["주문한 배달이 한 시간째 아직도 안 왔어요", "주문번호는 20261129-0042예요"];
        for line in [
            "배달이 아직도 안 왔다고요",
            "20261129 - 0042 주문이요",
            "아까 말씀드렸는데요",
            "아까도 말했잖아요!!",
            "I already told your colleague",
        ] {
            assert!(said_again(line, &before), "{line}");
        }
        for line in ["네", "네 고맙습니다", "쿠폰도 하나 못 받았어요", "그럼 환불은 언제 되나요?", "0042", ""]
        {
            assert!(!said_again(line, &before), "{line}");
        }
    }

    #[test]
    fn nothing_before_is_nothing_again() {
        assert!(!said_again("배달이 아직 안 왔어요", &[]));
        assert!(!said_again("배달이 아직 안 왔어요", &["", "네", "안녕하세요"]));
    }

    #[test]
    fn a_megabyte_is_read_in_part() {
        let flood = "가나다라마바사".repeat(50_000);
        assert!(!said_again(&flood, &["배달이 아직 안 왔어요", &"하".repeat(1_000_000)]));
    }
}
