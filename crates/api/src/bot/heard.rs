//! What a customer meant by what she wrote. The one seam for understanding free text.

/// Words a signal has at most; what is longer says more than yes or no.
const SIGNAL_WORDS: usize = 6;
/// Words of a short yes: "next, please".
const NEXT_WORDS: usize = 3;

/// A signal, the weightiest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meant {
    /// Go on to the next step.
    Next,
    Solved,
    NotSolved,
}

/// Whether a person is asked for, wherever it stands in the text.
pub fn wants_person(text: &str) -> bool {
    let text = text.to_lowercase();
    ["상담사", "상담원", "사람"].iter().any(|word| text.contains(word)) || has(&text, &["person", "human", "agent"])
}

/// Reads the few signals this bot knows. None: something else, a question perhaps.
pub fn understand(piece: &str) -> Option<Meant> {
    let piece = piece.trim().to_lowercase();
    let count = words(&piece).count();
    if piece.ends_with(QUESTION_MARKS) || count > SIGNAL_WORDS {
        return None;
    }
    let says = |words: &[&str]| words.iter().any(|word| piece.contains(word));
    let begins = |starts: &[&str]| starts.iter().any(|start| piece.starts_with(start));
    if says(&["안 됐", "안됐", "안 돼", "안돼", "아니요", "아니에요", "아뇨"]) || has(&piece, &["not", "no"])
    {
        Some(Meant::NotSolved)
    } else if says(&["해결됐", "해결되", "고마", "감사"])
        || has(&piece, &["solved", "thanks", "thank"])
        // “결제가 두 번 됐어요” closes nothing.
        || says(&["됐어"]) && !names_something(&piece)
    {
        Some(Meant::Solved)
    } else if count <= NEXT_WORDS
        && (has(&piece, &["네", "넵", "예", "응", "next", "yes", "ok", "done"])
            || begins(&["다음"])
            || says(&["했어", "확인했"]))
    {
        Some(Meant::Next)
    } else {
        None
    }
}

/// Whether a line says what it is about: a yes, a number, or the wish for a person does not.
pub fn says_something(text: &str) -> bool {
    let asks = wants_person(text) && words(text).count() <= SIGNAL_WORDS;
    let signal = match understand(text) {
        Some(Meant::NotSolved) => !names_something(text),
        signal => signal.is_some(),
    };
    words(text).next().is_some() && !asks && !signal && !agrees(text) && number(text).is_none()
}

/// Words of a plain yes.
const YES: [&str; 44] = [
    "네",
    "넵",
    "넹",
    "네네",
    "넵넵",
    "예",
    "예예",
    "응",
    "응응",
    "웅",
    "어",
    "그래",
    "그래요",
    "좋아",
    "좋아요",
    "좋습니다",
    "맞아",
    "맞아요",
    "맞습니다",
    "확인",
    "동의",
    "동의해요",
    "동의합니다",
    "진행",
    "진행해",
    "진행해주세요",
    "해",
    "해주세요",
    "주세요",
    "부탁해요",
    "부탁드려요",
    "부탁드립니다",
    "ㅇㅇ",
    "ㅇㅋ",
    "yes",
    "y",
    "yep",
    "yeah",
    "ok",
    "okay",
    "sure",
    "please",
    "go",
    "ahead",
];

/// Whether somebody who was asked agrees: every word says so and none says anything else. “네, 안 할래요” and “다음에요” are no yes.
pub fn agrees(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let mut said = words(&text).peekable();
    said.peek().is_some() && !text.ends_with(QUESTION_MARKS) && said.all(|word| YES.contains(&word))
}

/// Whether a text names `key`, with a particle behind it perhaps; “A-12” does not name “A-1”.
pub fn names(text: &str, key: &str) -> bool {
    let parts = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-');
    text.match_indices(key).any(|(at, key)| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + key.len()..).unwrap_or_default());
        parts(before.chars().next_back()) && parts(after.chars().next())
    })
}

/// Words that say "not" about what was just tried, and name nothing.
const BARE: [&str; 39] = [
    "안",
    "됐",
    "돼",
    "되",
    "된",
    "될",
    "됩",
    "아니",
    "아뇨",
    "아직",
    "여전히",
    "그래도",
    "계속",
    "또",
    "다시",
    "똑같",
    "역시",
    "그대로",
    "전혀",
    "잘",
    "해결",
    "해도",
    "해봐도",
    "해봤",
    "했는데",
    "따라",
    "알려",
    "주신",
    "대로",
    "말씀",
    "하라는",
    "이것도",
    "그것도",
    "네",
    "근데",
    "그런데",
    "그럼",
    "이제",
    "이거",
];
const BARE_ENGLISH: [&str; 20] = [
    "not", "no", "it", "did", "does", "do", "work", "working", "that", "this", "still", "is", "was", "help", "solved",
    "t", "s", "sorry", "yet", "fixed",
];

/// Whether a line says more than that something did not work: "로그인이 안 돼요" names what she came for.
pub fn names_something(piece: &str) -> bool {
    let piece = piece.to_lowercase();
    let bare = |word: &str| BARE.iter().any(|start| word.starts_with(start)) || BARE_ENGLISH.contains(&word);
    words(&piece).any(|word| !bare(word))
}

const QUESTION_MARKS: [char; 2] = ['?', '？'];

/// The sentences of a message, each with its question mark.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let sentences = text.split_inclusive(|c: char| "?？!！。\n".contains(c));
    // A full stop ends a sentence where a space follows: "3.5" and addresses of pages go on.
    let sentences = sentences.flat_map(|part| part.split(". "));
    let joined = sentences.flat_map(|part| part.split(" 그리고 "));
    joined.map(|piece| piece.trim().trim_end_matches('.')).filter(|piece| piece.chars().any(char::is_alphanumeric))
}

/// Whether a sentence asks, with or without its mark.
pub fn is_question(piece: &str) -> bool {
    let piece = piece.trim().to_lowercase();
    let endings = ["나요", "까요", "가요", "는지", "은지", "죠", "어떻게", "언제", "얼마"];
    let first = words(&piece).next().unwrap_or_default();
    piece.ends_with(QUESTION_MARKS)
        || endings.iter().any(|ending| piece.ends_with(ending))
        || ["how", "what", "when", "where", "why", "which", "can", "could", "do", "does", "is"].contains(&first)
}

/// The number of a choice: "2", "2번", "2번이요".
pub fn number(text: &str) -> Option<usize> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| "번이요.".contains(c));
    digits.parse().ok().filter(|_| digits.len() == 1)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whole words only: "know" is no "no", and "네이버" is no "네".
fn has(text: &str, any: &[&str]) -> bool {
    words(text).any(|word| any.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_words_are_signals() {
        assert_eq!(understand("아니요 안 됐어요"), Some(Meant::NotSolved));
        assert_eq!(understand("해결됐어요 감사합니다"), Some(Meant::Solved));
        assert_eq!(understand("이제 됐어요"), Some(Meant::Solved));
        assert_eq!(understand("결제가 두 번 됐어요"), None, "what was done is told, not that it helped");
        assert_eq!(understand("네 다음이요"), Some(Meant::Next));
        assert_eq!(understand("우리 집 강아지가"), None);
        assert!(wants_person("환불이요, 상담사 연결해 주세요") && wants_person("an agent, please"));
    }

    #[test]
    fn only_a_plain_yes_agrees() {
        for yes in ["네", "네!", "네, 진행해 주세요", "넵 부탁드려요", "ㅇㅇ", "Yes, please", "ok"] {
            assert!(agrees(yes), "{yes}");
        }
        for no in [
            "네, 안 할래요",
            "네 취소하지 마세요",
            "다음에 할게요",
            "다음에요",
            "이미 했어요",
            "취소 안 했어요",
            "확인했는데 아니에요",
            "네?",
            "ok, later",
            "yes but not this one",
            "not ok",
            "네이버",
            "",
            "…",
        ] {
            assert!(!agrees(no), "{no}");
        }
    }

    #[test]
    fn a_key_is_named_whole() {
        assert!(names("A-12이에요", "A-12") && names("주문번호는 A-12.", "A-12"));
        assert!(!names("A-12이에요", "A-1") && !names("BA-1", "A-1") && !names("A-1-2", "A-1"));
    }

    #[test]
    fn parts_of_words_are_none() {
        assert_eq!(understand("I know the code"), None);
        assert_eq!(understand("네이버로 로그인"), None);
        assert_eq!(understand("주문 확인 방법"), None);
        assert_eq!(understand("안 되면 환불되나요?"), None);
    }

    #[test]
    fn that_it_did_not_work_names_nothing() {
        for bare in
            ["안 돼요", "아니요 안 됐어요", "알려 주신 대로 했는데 안 돼요", "여전히 안 됩니다", "no, it did not work"]
        {
            assert!(!names_something(bare), "{bare}");
        }
        for named in ["로그인이 안 돼요", "쿠폰 적용이 안돼요", "환불이 아직 안 됐어요", "my coupon does not work"]
        {
            assert!(names_something(named), "{named}");
        }
    }

    #[test]
    fn what_answers_a_bot_says_nothing_of_the_matter() {
        for empty in ["네", "2번이요", "상담사 연결해 주세요", "아니요 안 됐어요", "ok", "…", ""]
        {
            assert!(!says_something(empty), "{empty}");
        }
        for said in ["주문 취소하고 싶어요", "로그인이 안 돼요", "환불 언제 돼요?", "my coupon does not work"]
        {
            assert!(says_something(said), "{said}");
        }
    }

    #[test]
    fn sentences_are_told_apart() {
        let read = |text| pieces(text).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(read("환불은요? 그리고 배송지는요?"), ["환불은요?", "배송지는요?"]);
        assert_eq!(read("요금이 3.5배예요. 왜죠? ..."), ["요금이 3.5배예요", "왜죠?"]);
        assert_eq!(read(" \n"), [""; 0]);
        assert_eq!((number("2번이요"), number("12"), number("환불")), (Some(2), None, None));
        assert!(is_question("언제 되나요") && is_question("how long") && !is_question("어제 샀어요"));
    }
}
