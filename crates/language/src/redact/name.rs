//! Names, only where words say that one comes: rules without a cue find few names and many words that are none.

use super::{Found, Kind, Scanned};

const SURNAMES: &str = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용";
const DOUBLE: [&str; 7] = ["남궁", "황보", "제갈", "사공", "선우", "독고", "서문"];
/// After these a name follows at once.
const BEFORE: [&str; 29] = [
    "제 이름",
    "예금주명",
    "예금주 명",
    "수령인명",
    "입금자명",
    "주문자명",
    "주문자",
    "예약자명",
    "예약자",
    "계약자",
    "받으시는 분",
    "보내는 분",
    "환자명",
    "이름",
    "성함",
    "성명",
    "예금주",
    "수령인",
    "수취인",
    "받는 사람",
    "받는 분",
    "받는분",
    "받는사람",
    "명의자",
    "신청자",
    "신청인",
    "보호자",
    "대리인",
    "입금자",
];
/// What may stand between such a word and the name.
const BETWEEN: [&str; 8] = ["명은", "은", "는", "이", "가", ":", "-", "="];
/// After these a name follows if a copula follows it.
const SELF: [&str; 5] = ["저는", "저", "전", "나는", "본인은"];
const COPULAS: [&str; 16] = [
    "입니다",
    "이에요",
    "이예요",
    "예요",
    "에요",
    "이라고",
    "라고",
    "인데요",
    "이고요",
    "이구요",
    "고요",
    "이요",
    "인데",
    "이고",
    "이며",
    "임",
];
/// Begin like names and are none.
const NO_NAMES: [&str; 66] = [
    "고객",
    "주문자",
    "신청자",
    "이용자",
    "사용자",
    "구매자",
    "한국인",
    "장애인",
    "외국인",
    "미성년",
    "임산부",
    "노인",
    "상인",
    "주민",
    "직장인",
    "공무원",
    "소상공",
    "주인",
    "이사",
    "전화",
    "지금",
    "문의",
    "조금",
    "정말",
    "진짜",
    "여기",
    "어제",
    "오늘",
    "우리",
    "이거",
    "이게",
    "문제",
    "성인",
    "변경",
    "오류",
    "확인",
    "안내",
    "남자",
    "여자",
    "학생",
    "회원",
    "기사",
    "사장",
    "점주",
    "임차인",
    "임대인",
    "소비자",
    "당사자",
    "이미 ",
    "전혀",
    "아직",
    "신규",
    "기존",
    "선생",
    "원래",
    "현재",
    "제가",
    "어떻게",
    "유학생",
    "지원자",
    "이메일",
    "연락처",
    "한글로",
    "영문",
    "주소지",
    "배송지",
];
/// Words of two syllables after such a word that are no name of two.
const NO_SHORT: [&str; 28] = [
    "정보", "주소", "연락", "이름", "성함", "명의", "배송", "변경", "조회", "신청", "안심", "기재", "기입", "오타",
    "성별", "신분", "권한", "한글", "영어", "문자", "표기", "표시", "지정", "오기", "도용", "공란", "안됨", "이상",
];
/// People who are called by what they are: no names, though they begin like them.
const TITLES: [&str; 40] = [
    "선생",
    "배달원",
    "안내원",
    "상담원",
    "상담사",
    "변호사",
    "한의사",
    "조교수",
    "정치인",
    "연예인",
    "유튜버",
    "소방관",
    "지점장",
    "반장",
    "설계사",
    "국장",
    "신부",
    "마스터",
    "방문자",
    "현장",
    "조합원",
    "주인장",
    "장로",
    "전도사",
    "이장",
    "조카",
    "고모",
    "이모",
    "어머",
    "어르신",
    "신랑",
    "양반",
    "위원",
    "진행자",
    "연주자",
    "이웃",
    "공인중",
    "공무",
    "주방장",
    "조리사",
];
/// What people are called by with their surname.
const AFTER_SURNAMES: [&str; 10] = ["감독", "교수", "대표", "기사", "사장", "과장", "부장", "팀장", "대리", "원장"];
/// What centres say after "님"; actors and writers are called so, too.
const AFTER_TITLE: [&str; 19] = [
    "맞",
    "본인",
    "고객",
    "주문",
    "예약",
    "배송",
    "명의",
    "계좌",
    "카드",
    "되시",
    "되세",
    "이시",
    "이세",
    "이신",
    "이실",
    "으로 되",
    "앞으로",
    "확인",
    "연락",
];
const ENGLISH: [&str; 6] =
    ["my name is ", "my name's ", "full name is ", "name: ", "the name is ", "account holder is "];
/// After these a name follows if it is written as one.
const ENGLISH_SELF: [&str; 4] = ["this is ", "i am ", "i'm ", "i’m "];
const ENGLISH_AFTER: [&str; 5] = [" calling", " speaking", " from ", " here", " and "];
const NO_ENGLISH: [&str; 20] = [
    "and",
    "i",
    "my",
    "the",
    "a",
    "not",
    "on",
    "in",
    "is",
    "wrong",
    "but",
    "with",
    "spelled",
    "incorrect",
    "misspelled",
    "from",
    "calling",
    "please",
    "different",
    "for",
];

pub fn find(text: &Scanned) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        match named(text, at).or_else(|| myself(text, at)).or_else(|| customer(text, at)).or_else(|| english(text, at))
        {
            Some((begin, end)) => {
                found.push(Found { begin, end, kind: Kind::Name });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// "예금주 홍길동", "성함은 홍길동이고요".
fn named(text: &Scanned, at: usize) -> Option<(usize, usize)> {
    let (_, length) = text.any(at, &BEFORE)?;
    let mut next = at + length;
    let mut parted = false;
    for _ in 0..2 {
        let spaces = text.skip_spaces(next);
        parted |= spaces > next;
        next = spaces;
        if let Some((_, length)) = text.any(next, &BETWEEN).filter(|(_, length)| {
            let after = text.at(next + length);
            after == Some(' ') || !matches!(text.at(next), Some('가'..='힣'))
        }) {
            next += length;
            parted = true;
        }
    }
    let next = text.skip_spaces(next);
    let end = name(text, next).filter(|_| parted)?;
    Some((next, end))
}

/// "저는 홍길동입니다", "저는 홍길동이라고 합니다".
fn myself(text: &Scanned, at: usize) -> Option<(usize, usize)> {
    let fresh = at.checked_sub(1).and_then(|before| text.at(before)).is_none_or(|c| !c.is_alphanumeric());
    let (_, length) = text.any(at, &SELF).filter(|_| fresh)?;
    let begin = text.skip_spaces(at + length);
    let end = name(text, begin).filter(|&end| begin > at + length && end - begin >= 3)?;
    text.any(end, &["입니다", "이라고", "라고", "이에요", "예요", "인데요"]).map(|_| (begin, end))
}

/// "홍길동 고객님", "홍길동님".
fn customer(text: &Scanned, at: usize) -> Option<(usize, usize)> {
    let fresh = at.checked_sub(1).and_then(|before| text.at(before)).is_none_or(|c| !c.is_alphanumeric());
    let end = at + 3;
    let hangul = |at: usize| matches!(text.at(at), Some('가'..='힣'));
    // "장난아님", "송교수님".
    let other = text.at(at + 2) == Some('아') || text.any(at + 1, &AFTER_SURNAMES).is_some();
    let name = fresh && (at..end).all(hangul) && plausible(text, at, end) && !other && text.any(at, &TITLES).is_none();
    let titled = text.at(end) == Some('님') && text.any(text.skip_spaces(end + 1), &AFTER_TITLE).is_some();
    (name && (titled || text.has(text.skip_spaces(end), "고객님"))).then_some((at, end))
}

/// Where a name that begins here ends: two to four syllables, then a copula, a particle or nothing.
fn name(text: &Scanned, begin: usize) -> Option<usize> {
    let syllables = (begin..begin + 12).take_while(|&at| matches!(text.at(at), Some('가'..='힣'))).count();
    let double = text.any(begin, &DOUBLE).is_some();
    let fits = |length: usize| -> bool {
        let end = begin + length;
        let rest = text.part(end, begin + syllables);
        rest.is_empty()
            || text.any(end, &COPULAS).is_some()
            || rest.len() == 1
                && rest.iter().all(|c| {
                    matches!(c, '은' | '는' | '이' | '가' | '을' | '를' | '의' | '요' | '님' | '씨' | '도' | '로')
                })
    };
    let lengths: &[usize] = if double { &[4, 3] } else { &[3, 2] };
    let length = lengths.iter().copied().find(|&length| length <= syllables && fits(length))?;
    let short = length == 2 && text.any(begin, &NO_SHORT).is_some();
    (!short && plausible(text, begin, begin + length)).then_some(begin + length)
}

fn plausible(text: &Scanned, begin: usize, end: usize) -> bool {
    text.at(begin).is_some_and(|first| SURNAMES.contains(first))
        && text.any(begin, &NO_NAMES).is_none()
        // "이름이 다르게", "성함 확인": words that go on as verbs do.
        && !text.part(begin, end).last().is_some_and(|last| matches!(last, '을' | '를' | '게' | '다' | '면' | '서' | '지' | '요' | '는' | '은' | '한' | '할' | '해' | '된' | '될' | '돼'))
        || text.part(begin, end).len() == 3
            && text.at(begin).is_some_and(|first| SURNAMES.contains(first))
            && text.any(begin, &NO_NAMES).is_none()
            && text.part(begin, end).last().is_some_and(|last| matches!(last, '서' | '지' | '은' | '한' | '해'))
}

/// "my name is jane doe": up to three words.
fn english(text: &Scanned, at: usize) -> Option<(usize, usize)> {
    let fresh = at.checked_sub(1).and_then(|before| text.at(before)).is_none_or(|c| !c.is_alphanumeric());
    if !fresh || !text.at(at).is_some_and(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    if let Some((cue, length)) = text.any(at, &ENGLISH_SELF) {
        return introduced(text, at + length, cue);
    }
    let (_, length) = text.any(at, &ENGLISH)?;
    let begin = at + length;
    let mut end = begin;
    let mut next = begin;
    for _ in 0..3 {
        let stop = word_end(text, next);
        let word: String = text.part(next, stop).iter().collect();
        if word.is_empty() || NO_ENGLISH.contains(&word.as_str()) {
            break;
        }
        end = stop;
        if text.at(stop) != Some(' ') {
            break;
        }
        next = stop + 1;
    }
    (end > begin).then_some((begin, end))
}

/// "This is Jane Doe calling", "I am Jane Doe.": two words with capitals, and what follows a name.
fn introduced(text: &Scanned, begin: usize, cue: &str) -> Option<(usize, usize)> {
    let named = |from: usize| {
        let end = word_end(text, from);
        let small = (from + 1..end).all(|at| !text.is_capital(at) || text.at(at - 1) == Some('\''));
        let other: String = text.part(from, end).iter().collect();
        (end >= from + 2 && text.is_capital(from) && small && !NO_ENGLISH.contains(&other.as_str())).then_some(end)
    };
    let first = named(begin)?;
    let last = (text.at(first) == Some(' ')).then(|| named(first + 1)).flatten()?;
    let ends = matches!(text.at(last), None | Some('.' | ',' | '!')) || text.any(last, &ENGLISH_AFTER).is_some();
    (ends && !(cue == "this is " && text.at(last) == Some('!'))).then_some((begin, last))
}

fn word_end(text: &Scanned, from: usize) -> usize {
    let goes_on = |at: usize| text.at(at).is_some_and(|c| c.is_alphabetic() || c == '\'' || c == '’' || c == '-');
    (from..from + 20).find(|&at| !goes_on(at)).unwrap_or(from)
}
