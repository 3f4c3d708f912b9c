//! Addresses: a place, a road or quarter, a number; then building, floor and door. English ones by number and street.

use super::{Found, Kind, Scanned};

const PROVINCES: [&str; 17] = [
    "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원", "충북", "충남", "전북", "전남",
    "경북", "경남", "제주",
];
const LONG_PROVINCES: [&str; 6] = ["충청북도", "충청남도", "전라북도", "전라남도", "경상북도", "경상남도"];
/// What says that an address comes.
const CUES: [&str; 8] = ["주소", "배송지", "사는 곳", "사는데", "집은", "보내주", "보내 주", "살아요"];
const CUE_REACH: usize = 24;
const STREETS: [&str; 12] =
    ["street", "st", "avenue", "ave", "road", "rd", "boulevard", "blvd", "lane", "ln", "drive", "dr"];
/// Words that stand in no street's name: "5 minutes down the road".
const NO_STREET: [&str; 16] = [
    "the", "a", "an", "of", "on", "to", "in", "for", "minutes", "minute", "hours", "hour", "days", "and", "from", "my",
];

/// A word by its place.
#[derive(Clone, Copy)]
struct Word<'a> {
    begin: usize,
    end: usize,
    text: &'a [char],
}

impl Word<'_> {
    fn ends(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| {
            let length = ending.chars().count();
            self.text.len() > length && self.text.iter().skip(self.text.len() - length).copied().eq(ending.chars())
        })
    }

    fn is(&self, word: &str) -> bool {
        self.text.iter().copied().eq(word.chars())
    }

    fn is_hangul(&self) -> bool {
        self.text.iter().all(|c| matches!(c, '가'..='힣'))
    }

    fn digits(&self) -> usize {
        self.text.iter().take_while(|c| c.is_ascii_digit()).count()
    }
}

pub fn find(text: &Scanned) -> Vec<Found> {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match korean(text, &words, at).or_else(|| english(&words, at)) {
            Some((next, begin, end)) => {
                found.push(Found { begin, end, kind: Kind::Address });
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

fn words(text: &Scanned) -> Vec<Word<'_>> {
    let mut all = Vec::new();
    let mut begin = 0;
    for at in 0..=text.chars.len() {
        if text.at(at).is_none_or(|c| matches!(c, ' ' | ',' | '(' | ')' | '/' | ':' | '.' | '!' | '?')) {
            if at > begin {
                all.push(Word { begin, end: at, text: text.part(begin, at) });
            }
            begin = at + 1;
        }
    }
    all
}

/// An address whose first word is at a place: next word, begin, end.
fn korean(text: &Scanned, words: &[Word], first: usize) -> Option<(usize, usize, usize)> {
    let mut at = first;
    let mut places = 0;
    while let Some(word) = words.get(at).filter(|word| is_place(word)) {
        // "서울에서" names a place, but no address goes on from it.
        places += usize::from(word.is_hangul());
        at += 1;
        if places > 4 {
            return None;
        }
    }
    let road = words.get(at)?;
    let (end, mut next) = number(words, at)?;
    let cued = || (road.begin.saturating_sub(CUE_REACH)..road.begin).any(|at| text.any(at, &CUES).is_some());
    let mut end = end;
    let detail = details(words, &mut next, &mut end);
    let enough = places >= 2
        || places == 1 && (detail > 0 || is_road(road))
        || detail > 1
        || detail > 0 && is_road(road)
        || cued();
    let begin = words.get(first)?.begin;
    (enough && (places > 0 || first == at)).then_some((next, begin, end))
}

fn is_place(word: &Word) -> bool {
    let province = PROVINCES.iter().any(|province| {
        word.is(province)
            || word.text.len() <= 7
                && word.text.iter().copied().take(2).eq(province.chars())
                && word.ends(&["시", "도"])
    }) || LONG_PROVINCES.iter().any(|province| word.is(province));
    province
        || word.is_hangul() && (2..=5).contains(&word.text.len()) && word.ends(&["시", "군", "구", "읍", "면"])
        || word.is_hangul() && (3..=5).contains(&word.text.len()) && word.ends(&["동", "리"])
}

/// A road or quarter with its number, in one word or two: where it ends, and the word after.
fn number(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at)?;
    let named = |c: &[char]| c.last().is_some_and(|last| matches!(last, '로' | '길' | '동' | '리' | '가'));
    let letters = word.text.iter().take_while(|c| !c.is_ascii_digit()).count();
    let head = word.text.get(..letters)?;
    // 테헤란로152, 역삼동 737-32 in one word.
    if letters >= 2 && letters < word.text.len() && named(head) && head.iter().all(|c| matches!(c, '가'..='힣')) {
        // 강남대로12길 34
        if word.ends(&["길"]) {
            let next = words.get(at + 1).filter(|next| is_door(next))?;
            return Some((door_end(next), at + 2));
        }
        return Some((word.begin + letters + door(word.text.get(letters..)?), at + 1));
    }
    let whole = word.is_hangul() && word.text.len() >= 2 && (named(word.text));
    let next = words.get(at + 1).filter(|next| is_door(next))?;
    // 세종대로 12번길 34
    if whole && next.ends(&["번길", "길"]) {
        let door = words.get(at + 2).filter(|next| is_door(next))?;
        return Some((door_end(door), at + 3));
    }
    // After a quarter a bare count is no lot: "동 3개". Its number stands alone, or with 번지.
    whole.then(|| (door_end(next), at + 2))
}

/// Begins with a number, and goes on as a door's number does.
fn is_door(word: &Word) -> bool {
    let digits = word.digits();
    let rest: String = word.text.iter().skip(digits).filter(|c| !c.is_ascii_digit() && **c != '-').collect();
    let fits = [
        "",
        "번지",
        "번",
        "호",
        "번길",
        "길",
        "이요",
        "입니다",
        "이에요",
        "예요",
        "이고",
        "로",
        "으로",
        "번지요",
        "번지예요",
        "번지입니다",
        "인데",
        "인데요",
        "에",
        "요",
    ];
    (1..=4).contains(&digits) && fits.contains(&rest.as_str())
}

fn door(text: &[char]) -> usize {
    text.iter().take_while(|c| c.is_ascii_digit() || **c == '-').count()
}

fn door_end(word: &Word) -> usize {
    word.begin + door(word.text)
}

fn is_road(word: &Word) -> bool {
    let letters = word.text.iter().take_while(|c| !c.is_ascii_digit());
    letters.last().is_some_and(|last| matches!(last, '로' | '길'))
}

/// Building, floor and door after the number; how many there were.
fn details(words: &[Word], next: &mut usize, end: &mut usize) -> usize {
    let mut count = 0;
    // A building's name may stand between: 래미안아파트 101동 1204호.
    for (at, word) in words.iter().enumerate().skip(*next).take(6) {
        let digits = word.digits();
        let unit = word.text.get(digits).is_some_and(|unit| matches!(unit, '동' | '호' | '층'));
        let building = word.is_hangul()
            && word.ends(&[
                "아파트",
                "빌라",
                "오피스텔",
                "빌딩",
                "타워",
                "맨션",
                "주택",
                "하우스",
                "자이",
                "푸르지오",
                "래미안",
                "힐스테이트",
            ]);
        if digits > 0 && digits <= 4 && unit {
            count += 1;
            *end = word.begin + digits + 1;
            *next = at + 1;
        } else if !(building || word.is_hangul() && word.text.len() <= 6 && count == 0 && follows_unit(words, at + 1)) {
            break;
        }
    }
    count
}

fn follows_unit(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|word| {
        let digits = word.digits();
        (1..=4).contains(&digits) && word.text.get(digits).is_some_and(|unit| matches!(unit, '동' | '호' | '층'))
    })
}

/// 221b baker street (apt 4).
fn english(words: &[Word], first: usize) -> Option<(usize, usize, usize)> {
    let number = words.get(first)?;
    let digits = number.digits();
    if !(1..=5).contains(&digits) || number.text.len() > digits + 1 {
        return None;
    }
    let street = (first + 2..=first + 4)
        .find(|&at| words.get(at).is_some_and(|word| STREETS.iter().any(|street| word.is(street))))?;
    let names = words.get(first + 1..street)?;
    let named = names
        .iter()
        .all(|word| word.text.iter().all(|c| c.is_alphanumeric()) && !NO_STREET.iter().any(|no| word.is(no)));
    let mut end = words.get(street)?.end;
    let mut next = street + 1;
    if words.get(next).is_some_and(|word| ["apt", "unit", "suite", "floor", "#"].iter().any(|unit| word.is(unit)))
        && let Some(door) = words.get(next + 1).filter(|word| word.digits() > 0)
    {
        end = door.end;
        next += 2;
    }
    named.then_some((next, number.begin, end))
}
