//! Whether a sentence of a summary says what a turn of the conversation says, and nothing more: what a model writes is no source.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use super::Speaker;
use crate::text::hangul::is_syllable;
use crate::text::said::{Said, said};
use crate::text::{Normal, normalise, words};

/// Words that any sentence needs.
const HELPS: &str = "a an the is are was were am be been being has have had do does did to of for in on at by with from and or but that this it its \
    their they he she his her him them my your our we you i me us will would can could should may might must shall there as when if because \
    since so also who which what about regarding s ll ve re d m t \
    하다 주다 드리다 보다 것 거 건 수 등 및 때 달라 달라고 대해 대한 관해 관한 관련 위해 그 이 저 좀 내용 상황";
/// Who speaks or is spoken to, and what both do.
const TELLS: &str = "customer customers caller client says said states stated mentions mentioned asks asked ask asking inquires inquired inquiry question \
    고객 고객님 손님 문의 질문 말함 말했 말씀 이야기 얘기 물어봄 물음 언급";
/// What only a customer does,
const WANTS: &str = "wants wanted requests requested requesting complains complained reports reported \
    원함 원했 희망 바람 바랐 요청 요구 호소 불만 주장 제기";
/// and what only the centre does.
const ANSWERS: &str = "agent agents representative advisor bot informs informed tells told explains explained offers offered advises advised \
    promises promised promise 상담사 상담원 안내 답변 설명 제안 약속";
/// Of these it must be said what is going to be done.
const PROMISES: &str = "promises promised promise will shall 약속 예정";
/// Roots of 하다 and 되다.
const DO: &str = "ㅎㅏ";
const BECOME: &str = "ㄷㅚ";
/// Letters of the shorter of two keys where one begins the other (delivery, delivered).
const LATIN: usize = 5;
const HANGUL: usize = 4;

type Keys = LazyLock<HashSet<String>>;
static HELPING: Keys = LazyLock::new(|| keys(HELPS));
static TELLING: Keys = LazyLock::new(|| keys(TELLS));
static WANTING: Keys = LazyLock::new(|| keys(WANTS));
static ANSWERING: Keys = LazyLock::new(|| keys(ANSWERS));
static PROMISING: Keys = LazyLock::new(|| keys(PROMISES));

fn keys(list: &str) -> HashSet<String> {
    list.split_whitespace().flat_map(said).map(|word| word.key).collect()
}

/// Whether every number and every word that tells stands in the turn, denied where it is denied there, done where it is done there,
/// and of the speaker who says such a thing. What is twisted beyond that is not seen.
pub fn rests_on(sentence: &str, speaker: Speaker, turn: &str) -> bool {
    let (ours, theirs) = (settled(sentence), settled(turn));
    if !numbers(sentence).is_subset(&numbers(turn)) {
        return false;
    }
    let spaceless: String = normalise(turn).chars().filter(|c| c.is_alphanumeric()).collect();
    let mut met = Vec::new();
    for word in &ours {
        let key = &word.key;
        let speaks = match speaker {
            Speaker::Customer => &WANTING,
            Speaker::Agent | Speaker::Bot => &ANSWERING,
        };
        let frames = HELPING.contains(key) || TELLING.contains(key) || speaks.contains(key);
        if frames && !word.denied {
            continue;
        }
        if !stands(word, &theirs, &spaceless) {
            return false;
        }
        met.push(word);
    }
    let promises = ours.iter().any(|word| PROMISING.contains(&word.key));
    !met.is_empty() && (!promises || promised(&theirs).iter().any(|act| met.iter().any(|word| alike(act, word))))
}

/// The words of a text; 하다 and 되다 that stand alone are in the noun before.
fn settled(text: &str) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    for word in said(text) {
        match all.last_mut() {
            Some(noun) if (word.key == DO || word.key == BECOME) && noun.word.chars().all(is_syllable) => {
                noun.denied |= word.denied;
                noun.is_done |= word.key == BECOME;
                // 결제 안 했어요
                noun.word.push_str(&word.word);
            }
            _ => all.push(word),
        }
    }
    all
}

fn stands(word: &Said, turn: &[Said], spaceless: &str) -> bool {
    // 3일 is not 3개월.
    if word.word.chars().any(char::is_numeric) {
        let letters = word.bare.find(|c: char| c.is_alphabetic());
        let unit = letters.and_then(|at| word.bare.get(at..)?.chars().next().map(|c| at + c.len_utf8()));
        return word.bare.get(..unit.unwrap_or(word.bare.len())).is_some_and(|number| spaceless.contains(number));
    }
    let done = |other: &Said| other.is_done || other.word.contains('했');
    let same: Vec<&Said> = turn.iter().filter(|other| alike(other, word)).collect();
    if same.is_empty() {
        // 주문취소 where 주문 취소 was said.
        let whole = word.bare.chars().all(is_syllable) && word.bare.chars().count() > 1;
        return whole && !word.denied && !word.is_done && spaceless.contains(&word.bare);
    }
    same.iter().any(|other| other.denied == word.denied && (!word.is_done || done(other)))
}

fn alike(one: &Said, other: &Said) -> bool {
    let (short, long) = if one.key.len() < other.key.len() { (one, other) } else { (other, one) };
    let least = if short.key.is_ascii() { LATIN } else { HANGUL };
    long.key == short.key || short.key.chars().count() >= least && long.key.starts_with(&short.key)
}

/// What the speaker is going to do: 확인해 드릴게요; I'll check.
fn promised(turn: &[Said]) -> Vec<&Said> {
    let mut acts = Vec::new();
    for (at, word) in turn.iter().enumerate() {
        let helps = |word: &&Said| HELPING.contains(&word.key);
        if matches!(word.word.as_str(), "will" | "ll" | "shall" | "going") {
            acts.extend(turn.iter().skip(at + 1).find(|next| !helps(next)));
        }
        let ends = ["게요", "게", "겠습니다", "겠어요", "겠음", "예정입니다", "예정이에요"];
        if ends.iter().any(|ending| word.word.ends_with(ending)) {
            acts.extend(turn.iter().take(at + 1).rev().find(|before| !helps(before)));
        }
    }
    acts
}

/// Runs of digits, without the commas of thousands. `normalise` would cut 30000 to 3000, as it does floods.
fn numbers(text: &str) -> BTreeSet<String> {
    let text = Normal::of(text).text.replace(',', "");
    words::words(&text)
        .flat_map(|(_, word)| word.split(|c: char| !c.is_numeric()).map(str::to_owned))
        .filter(|run| !run.is_empty())
        .collect()
}
