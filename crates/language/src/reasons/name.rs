//! A name for a group of messages: what most of them say, in the order of a typical one.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use super::features::READ;
use super::frame::is_frame;
use crate::redact::{Kind, find, labelled_with};
use crate::text::hangul::{is_syllable, written};
use crate::text::said::{Form, Said, is_short_noun, said};
use crate::text::{bare, bounded, root};

/// Words of a name at most.
const MOST: usize = 4;
/// So many messages of the group say each, and such a share of them; the second where the first leaves one word.
const LEAST: usize = 2;
const SHARES: [f64; 2] = [0.4, 0.25];
/// The most typical messages, of which the one that says most of what is telling gives the order.
const TYPICAL: usize = 5;

static UNNAMED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/concepts/unnamed.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(bare).collect()
});

/// What a message says: its words without the frame, numbers and personal data. A verb that is denied is told, however common.
pub fn told(text: &str) -> Vec<Said> {
    let text = bounded(text, READ);
    let spoken = labelled_with(text, &find(text), |_| " ");
    let labels = Kind::ALL.iter().flat_map(|kind| kind.labels());
    let spoken = labels.fold(spoken, |spoken, label| spoken.replace(label, " "));
    let mut told = said(&spoken);
    told.retain(tells);
    // PIN, ATM, but not where everything is in capitals.
    if text.chars().any(char::is_lowercase) {
        for capital in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1 && is_capital(word)) {
            let same = told.iter_mut().filter(|word| word.bare.eq_ignore_ascii_case(capital));
            same.for_each(|word| word.bare = capital.into());
        }
    }
    told
}

fn tells(said: &Said) -> bool {
    let word = said.word.as_str();
    if word.is_ascii() {
        return word.len() > 1 && !word.bytes().any(|c| c.is_ascii_digit()) && !UNNAMED.contains(word);
    }
    let bare = bare(word);
    let says = word.chars().all(is_syllable) && (word.chars().count() > 1 || is_short_noun(word));
    says && (said.denied && said.form != Form::Noun || !is_frame(&root(bare)) && !UNNAMED.contains(bare))
}

fn is_capital(word: &str) -> bool {
    word.bytes().all(|c| c.is_ascii_uppercase())
}

/// In how many messages each key is.
pub fn document_counts<'a>(messages: impl Iterator<Item = &'a [Said]>) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    for message in messages {
        for key in message.iter().map(|word| word.key.as_str()).collect::<BTreeSet<_>>() {
            *counts.entry(key).or_default() += 1;
        }
    }
    counts
}

/// What most messages of a group say, the most typical first. Empty where they share no telling word.
pub fn name(group: &[&[Said]], spread: &HashMap<&str, usize>, all: usize) -> String {
    let counts = document_counts(group.iter().copied());
    let mut best: Vec<&Said> = Vec::new();
    for share in SHARES {
        let least = LEAST.max((share * group.len() as f64).ceil() as usize);
        let telling = |word: &Said| {
            let count = counts.get(word.key.as_str()).copied().filter(|count| *count >= least)?;
            let elsewhere = spread.get(word.key.as_str()).copied().unwrap_or(count).max(1);
            Some(count as f64 * (1.0 + all as f64 / elsewhere as f64).ln())
        };
        if best.len() < 2 {
            best = most_telling(group, telling);
        }
    }
    let mut name: String = best.into_iter().map(|word| shown(word, group)).collect::<Vec<_>>().join(" ");
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

/// Of the most typical messages the telling words of the one that has most of them, as they stand in it.
fn most_telling<'a>(group: &[&'a [Said]], telling: impl Fn(&Said) -> Option<f64>) -> Vec<&'a Said> {
    let mut best: (f64, Vec<&Said>) = (0.0, Vec::new());
    for &message in group.iter().take(TYPICAL) {
        let fresh = |at: usize, word: &Said| message.iter().take(at).all(|before| before.key != word.key);
        let words = message.iter().enumerate().filter(|(at, word)| fresh(*at, word));
        let mut words: Vec<(f64, usize, &Said)> =
            words.filter_map(|(at, word)| Some((telling(word)?, at, word))).collect();
        words.sort_by(|one, two| two.0.total_cmp(&one.0));
        words.truncate(MOST);
        words.sort_by_key(|(_, at, _)| *at);
        let whole = words.iter().map(|(weight, ..)| weight).sum();
        if whole > best.0 {
            best = (whole, words.into_iter().map(|(.., word)| word).collect());
        }
    }
    best.1
}

/// A noun as it was said; a Korean verb as one: what is wanted by 기, what is or was by 음.
fn shown(word: &Said, group: &[&[Said]]) -> String {
    let same = || group.iter().flat_map(|message| message.iter()).filter(|other| other.key == word.key);
    let count = |form: Form| same().filter(|other| other.form == form).count();
    let denied = 2 * same().filter(|other| other.denied).count() > same().count();
    let (wishes, verbs) = (count(Form::Wish), count(Form::Tell));
    let shown = if wishes + verbs == 0 { word.bare.clone() } else { noun(&word.key, wishes > verbs && !denied) };
    let not = if shown.is_ascii() { "not" } else { "안" };
    if denied { format!("{not} {shown}") } else { shown }
}

/// A verb's root in letters as a noun.
fn noun(root: &str, wished: bool) -> String {
    let mut letters: Vec<char> = root.chars().collect();
    match letters.as_slice() {
        // 떠 is 뜨-; 서 stays 서-.
        [first, 'ㅓ'] if *first != 'ㅅ' => {
            letters.pop();
            letters.push('ㅡ');
        }
        _ => {}
    }
    match (wished, letters.last().copied()) {
        (true, _) => letters.extend(['ㄱ', 'ㅣ']),
        (_, Some('ㅏ'..='ㅣ')) => letters.push('ㅁ'),
        (_, Some('ㄹ')) => {
            letters.pop();
            letters.push('ㄻ');
        }
        _ => letters.extend(['ㅇ', 'ㅡ', 'ㅁ']),
    }
    written(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(messages: &[&str]) -> String {
        let told: Vec<Vec<Said>> = messages.iter().map(|text| told(text)).collect();
        let group: Vec<&[Said]> = told.iter().map(Vec::as_slice).collect();
        name(&group, &document_counts(group.iter().copied()), 10 * messages.len())
    }

    #[test]
    fn korean_names_are_nouns_in_the_order_they_were_said() {
        for (messages, expected) in [
            (
                &[
                    "리뷰를 지우고 싶은데 어떻게 지워요",
                    "예전에 쓴 리뷰 좀 지우려고요",
                    "리뷰 지울 수 있나요",
                    "제 리뷰요",
                ][..],
                "리뷰 지우기",
            ),
            (&["배달이 아직 안 왔어요", "배달 안 와요", "시킨 배달이 안 오는데요", "배달 왜 이래요"], "배달 안 옴"),
            (&["로그인이 안 돼요", "로그인이 안 되는데요", "앱 로그인 안 됩니다", "로그인이요"], "로그인 안 됨"),
            (&["음식이 다 식어서 왔어요", "네 음식이 식었어요", "음식 식었는데요", "음식이요"], "음식 식음"),
            (
                &["화면이 열리지 않아요", "화면이 안 열려요", "화면 열리지가 않네요", "화면이 열리지 않습니다"],
                "화면 안 열림",
            ),
            (&["비밀번호 몰라요", "비밀번호를 몰라서요", "제가 비밀번호를 모르는데요", "비밀번호"], "비밀번호 모름"),
            (&["물이 안 나와요", "우리 집 물이 안 나옵니다", "물이 안 나오는데요", "물 나오나요"], "물 안 나옴"),
        ] {
            assert_eq!(named(messages), expected, "{messages:?}");
        }
    }

    #[test]
    fn english_names_are_what_is_left_of_the_sentence() {
        for (messages, expected) in [
            (
                &["How do I close my account?", "please close my account", "I want to close the account"][..],
                "Close account",
            ),
            (&["My card hasn't arrived yet", "card has not arrived", "Why hasn't my card arrived"], "Card not arrived"),
            (&["My PIN is locked", "the PIN got locked!", "is my pin locked"], "PIN locked"),
            (
                &["set up auto top-up", "How do i set up an auto top up?", "can I set up auto top up"],
                "Set up auto top up",
            ),
            (
                &["Why isn't my refund showing up?", "my refund is not showing up", "refund not showing"],
                "Refund not showing up",
            ),
        ] {
            assert_eq!(named(messages), expected, "{messages:?}");
        }
    }

    #[test]
    fn a_name_repeats_nothing_and_holds_nobody() {
        let many = ["card payment card payment failed at the shop till register twice"; 4];
        assert_eq!(named(&many), "Card payment failed shop");
        let people = [
            "제 이름은 김민수이고 010-1234-5678인데 쿠폰 환불요",
            "저는 김민수입니다 쿠폰 환불 되나요 kim@example.com",
            "[이름] 고객인데 쿠폰 환불 언제 되죠 [전화번호]",
            "김민수인데요 쿠폰 환불이요 주문 12345",
        ];
        assert_eq!(named(&people), "쿠폰 환불");
        let english =
            ["My name is John Smith, refund my ticket", "This is John Smith, ticket refund", "[name] ticket refund"];
        assert!(["Refund ticket", "Ticket refund"].contains(&named(&english).as_str()), "{}", named(&english));
    }

    #[test]
    fn what_says_nothing_has_no_name() {
        assert_eq!(named(&["안녕하세요 문의드려요", "저기요 문의 좀 할게요", "여보세요", "네 안녕하세요"]), "");
        assert_eq!(named(&["hello there", "hi", "can you help me please"]), "");
    }
}
