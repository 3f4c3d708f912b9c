//! The words of a sentence with what is said of them: their root, whether they are a verb, and whether they are denied.

use std::sync::LazyLock;

use super::hangul::{ends_in, is_syllable, spelled};
use super::{bare, normalise, root, stem, words};

/// Roots that make a verb of a noun: 하다, 되다, 시키다.
const DOES: [&str; 4] = ["ㅎㅏ", "ㅎㅐ", "ㄷㅚ", "ㅅㅣㅋㅣ"];
/// Words that a negation reaches, and those between it and what it denies.
const REACH: u8 = 4;
const BETWEEN: &str = " been be being have has had yet even my the a an your our their this that it he she we you they i any much many so very \
    really quite ";
/// Nouns of one syllable, of which `bare` takes no particle.
const SHORT: &str = " 물 돈 집 차 앱 폰 문 벨 길 불 땅 방 밥 국 면 술 약 병 옷 책 표 값 애 개 잠 ";
/// Endings of what is wanted, and of what is told or asked, such as no noun has; letters of their own.
const WISHES: &str = "려고 려고요 려구 려구요 려면 ㄹ래 ㄹ래요 을래요";
const TELLS: &str = "나요 까요 네요 세요 어요 아요 ㅝ요 ㅕ요 ㅘ요 ㅐ요 ㅙ요 ㄹㄹㅏ요 ㄹㄹㅓ요 죠 거든 거든요 는데 ㄴ데 는데요 ㄴ데요 은데요 습니다 니다 니까 는지 ㄴ지 \
    ㄴ가요 더라 더라고요 잖아 잖아요 었 았 ㅆ어 ㅆ어요 ㅆ다 ㅆ네 ㅆ던 ㅏ서 ㅓ서 ㅕ서 ㅘ서 ㅝ서 ㅐ서 ㅏ야 ㅓ야 ㅕ야 ㅘ야 ㅝ야 ㅐ야 으면 지만 라고요 ㅆ음 는다 \
    ㄴ다 던데";

static ENDINGS: LazyLock<Vec<(String, Form)>> = LazyLock::new(|| {
    let of = |endings: &'static str, form| endings.split_whitespace().map(move |ending| (spelled(ending), form));
    of(WISHES, Form::Wish).chain(of(TELLS, Form::Tell)).collect()
});

/// How a word was said; what no ending tells of, and any English word, is a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Noun,
    /// A verb of what is wanted: 바꾸려고.
    Wish,
    /// A verb of what is or was: 늦었어요.
    Tell,
}

/// A word as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// In normal form.
    pub word: String,
    /// One for all its forms: the stem, or the root in letters; of a noun that something is done with, the noun's.
    pub key: String,
    /// Without particle, and without 하다 or 되다.
    pub bare: String,
    pub form: Form,
    /// 안, 못, 않다; not.
    pub denied: bool,
    /// It is said to be done: 취소됐어요, cancelled.
    pub is_done: bool,
}

/// The words of a text; negations are in what they deny.
pub fn said(text: &str) -> Vec<Said> {
    let text = normalise(text).replace('’', "'").replace("won't", "not").replace("can't", "not");
    let text = text.replace("cannot", "not").replace("n't", " not");
    let mut all: Vec<Said> = Vec::new();
    // How many words a negation still reaches.
    let mut denies = 0_u8;
    for (_, word) in words::words(&text) {
        if matches!(word, "안" | "못" | "not" | "never") {
            denies = REACH;
            continue;
        }
        if word.is_ascii() {
            let between = BETWEEN.contains(&format!(" {word} "));
            let denied = denies > 0 && !between && (denies == REACH || is_participle(word));
            // Whatever stands between, it is no longer the next word unless it only helps.
            denies = match (denied, denies) {
                (true, _) => 0,
                (_, REACH) if matches!(word, "been" | "be" | "being" | "have" | "has" | "had" | "yet" | "even") => {
                    REACH
                }
                (_, left) => left.saturating_sub(1),
            };
            match all.last_mut() {
                Some(last) if matches!(word, "up" | "off") && last.word.is_ascii() => {
                    last.bare = format!("{} {word}", last.bare);
                }
                _ => all.push(Said {
                    word: word.into(),
                    key: stem(word).into(),
                    bare: word.into(),
                    form: Form::Noun,
                    denied,
                    is_done: word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed"),
                }),
            }
            continue;
        }
        let own = root(bare(word));
        match all.last_mut() {
            // 열리지 않아요; 환불이 아니라, 환불 말고.
            Some(last) if ["ㅇㅏㄶ", "ㅇㅏㄴㅣ"].iter().any(|no| own.starts_with(no)) || word.starts_with("말고") =>
            {
                last.denied = true;
                if last.word.ends_with('지') {
                    last.form = Form::Tell;
                }
                continue;
            }
            Some(last) if word.starts_with('말') && last.word.ends_with('지') => last.form = Form::Tell,
            // 바꾸고 싶어요, 받을 수 있나요.
            Some(last) if own == "ㅅㅣㅍ" || word == "수" => last.form = Form::Wish,
            _ => {}
        }
        all.push(Said { denied: denies > 0, ..korean(word, &own) });
        denies = 0;
    }
    all
}

/// A word that a negation may deny from afar: why isn't my refund showing.
fn is_participle(word: &str) -> bool {
    word.ends_with("ing") || word.ends_with("ed") || matches!(word, "work" | "works")
}

/// `own`: the root of its bare form.
fn korean(word: &str, own: &str) -> Said {
    let shorter = bare(word);
    // What stands before a particle or 인데요 is a noun.
    let form = ending(word).filter(|_| shorter == word || word.strip_suffix('요') == Some(shorter));
    let bare = short(word).unwrap_or(shorter);
    let noun = DOES.iter().find_map(|does| Some((head(bare, own.strip_suffix(does)?)?, *does == "ㄷㅚ")));
    let of = |key: String, bare: &str, form: Form, is_done| Said {
        word: word.into(),
        key,
        bare: bare.into(),
        form,
        denied: false,
        is_done,
    };
    match (noun, form) {
        // 있다 loses its last letter as an ending would: it must not be taken for 이.
        _ if word.starts_with('있') => of("ㅇㅣㅆ".into(), bare, Form::Tell, false),
        (Some((noun, is_done)), _) => of(root(noun), noun, Form::Noun, is_done),
        (None, Some(form)) => of(verb(root(word)), bare, form, false),
        (None, None) => of(root(bare), bare, Form::Noun, false),
    }
}

/// 몰라 is 모르-, 불러 부르-.
fn verb(root: String) -> String {
    let short = ["ㄹㄹㅏ", "ㄹㄹㅓ"].iter().find_map(|end| root.strip_suffix(end));
    short.map_or_else(|| root.clone(), |short| format!("{short}ㄹㅡ"))
}

fn ending(word: &str) -> Option<Form> {
    if !word.chars().all(is_syllable) {
        return None;
    }
    let letters = spelled(word);
    let plain = letters.strip_suffix("ㅇㅛ").unwrap_or(&letters);
    let ends = |ending: &str| letters.ends_with(ending) || plain.ends_with(ending);
    ENDINGS.iter().find(|(ending, _)| ends(ending)).map(|(_, form)| *form)
}

/// Whether a noun of one syllable says enough by itself.
pub fn is_short_noun(word: &str) -> bool {
    SHORT.contains(&format!(" {word} "))
}

/// A noun of one syllable without its particle.
fn short(word: &str) -> Option<&str> {
    let first = word.chars().next()?;
    let (noun, particle) = word.split_at(first.len_utf8());
    let (closed, _) = ends_in(first)?;
    let fits = match particle {
        "이" | "은" | "을" => closed,
        "가" | "는" | "를" => !closed,
        "에" | "에서" => true,
        _ => false,
    };
    (fits && is_short_noun(noun)).then_some(noun)
}

/// The noun that something is done with, of two syllables at least: 취소하려고, in letters 취소.
fn head<'a>(word: &'a str, letters: &str) -> Option<&'a str> {
    let ends = word.char_indices().skip(2).map(|(at, _)| at);
    ends.filter_map(|end| word.get(..end)).find(|head| spelled(head) == letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(text: &str) -> Vec<String> {
        said(text).into_iter().filter(|word| word.denied).map(|word| word.bare).collect()
    }

    #[test]
    fn a_negation_is_in_what_it_denies() {
        for (text, expected) in [
            ("배달이 안 와요", &["와요"][..]),
            ("카드로 결제를 못 했어요", &["했어"]),
            ("화면이 열리지 않아요", &["열리지"]),
            ("환불이 아니라 교환이요", &["환불"]),
            ("환불 말고 교환해 주세요", &["환불"]),
            ("my card hasn't arrived", &["arrived"]),
            ("it has not yet been cancelled", &["cancelled"]),
            ("why isn't my refund showing up", &["showing up"]),
            ("we can't cancel this", &["cancel"]),
            ("3일 안에 환불됩니다", &[]),
        ] {
            assert_eq!(denied(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_done_is_told_from_what_is_asked() {
        let keys = |text: &str| said(text).into_iter().map(|word| (word.key, word.is_done)).collect::<Vec<_>>();
        assert_eq!(keys("취소하려고요")[0].0, keys("취소")[0].0);
        assert!(keys("취소됐어요")[0].1 && !keys("취소해 주세요")[0].1);
    }
}
