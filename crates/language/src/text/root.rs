//! Roots of Korean words: what is left, letter by letter, when their endings are taken off (떼려고, 뗄게요 → ㄸㅔ).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::hangul::spelled;

/// Endings of verbs and adjectives, a letter where they close the syllable before.
const ENDINGS: &str = "요 \
    습니다 습니까 ㅂ니다 ㅂ니까 다 는다 ㄴ다 다고 ㄴ다고 는다고 래요 대요 ㄴ대요 는대요 네 네요 죠 지 지요 잖아 잖아요 냐 니 자 \
    어 아 어요 아요 세요 으세요 나요 까요 을까 ㄹ까 을까요 ㄹ까요 을게 ㄹ게 을게요 ㄹ게요 ㄹ께요 거든 거든요 더라고 더라고요 더라구요 \
    는데 은데 ㄴ데 던데 는데요 은데요 ㄴ데요 는데도 다는데 다던데 는지 은지 ㄴ지 을지 ㄹ지 지를 려고 으려고 ㄹ려고 려구 으려구 려면 으려면 \
    면 으면 면서 며 고 고요 구요 려고요 으려고요 ㄹ려고요 려구요 서 어서 아서 ㅆ어서 니까 으니까 지만 게 도록 자마자 라고 으라고 어야 아야 야 어도 아도 도 \
    는 은 ㄴ 을 ㄹ 던 기 음 ㅁ 었 았 ㅆ 겠 시 셨";
/// How many endings stand behind one another at most (-었-, -겠-, -네요).
const ROW: usize = 3;
/// Letters that are left at least.
const LEAST: usize = 2;

/// Endings in letters with their count, longest first, by their last letter.
static BY_LAST: LazyLock<HashMap<char, Vec<(String, usize)>>> = LazyLock::new(|| {
    let mut by_last: HashMap<char, Vec<(String, usize)>> = HashMap::new();
    for ending in ENDINGS.split_whitespace().map(spelled) {
        let Some(last) = ending.chars().last() else { continue };
        let letters = ending.chars().count();
        by_last.entry(last).or_default().push((ending, letters));
    }
    by_last.values_mut().for_each(|endings| endings.sort_by_key(|(_, letters)| std::cmp::Reverse(*letters)));
    by_last
});

/// The root of a word, in letters.
pub fn root(word: &str) -> String {
    let mut left = spelled(word);
    let mut count = left.chars().count();
    for _ in 0..ROW {
        let Some(endings) = left.chars().last().and_then(|last| BY_LAST.get(&last)) else { break };
        let found =
            endings.iter().find(|(ending, letters)| count >= letters + LEAST && left.ends_with(ending.as_str()));
        let Some((ending, letters)) = found else { break };
        left.truncate(left.len() - ending.len());
        count -= letters;
    }
    if left == "ㅎㅐ" {
        return "ㅎㅏ".into();
    }
    // A vowel that took up the first one of its ending: 바꿔 is 바꾸-어.
    let before = match left.chars().last() {
        Some('ㅝ') => 'ㅜ',
        Some('ㅘ') => 'ㅗ',
        Some('ㅕ') => 'ㅣ',
        Some('ㅙ') => 'ㅚ',
        _ => return left,
    };
    left.pop();
    left.push(before);
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_root() {
        for forms in [
            &["바꿔요", "바꾸려고요", "바꿨는데", "바꿀게요", "바꾸고"][..],
            &["떼려고", "뗄게요", "떼면", "떼었습니다"],
            &["왔어요", "옵니다", "오나요", "왔거든요"],
            &["했어요", "합니다", "하려면", "해도"],
            &["취소", "취소요", "취소는"],
        ] {
            let roots: Vec<String> = forms.iter().map(|form| root(form)).collect();
            assert!(roots.iter().all(|one| *one == roots[0]), "{forms:?} {roots:?}");
        }
        assert_ne!(root("환불"), root("환전"));
        assert_eq!((root("요").as_str(), root("").as_str(), root("pin").as_str()), ("ㅇㅛ", "", "pin"));
    }
}
