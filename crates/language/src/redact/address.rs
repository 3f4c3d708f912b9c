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
/// What may follow the number of a door in its word.
const AFTER_DOOR: [&str; 18] = [
    "번지", "번길", "길", "호", "이요", "이에", "입니", "예요", "이고", "이구", "인데", "이며", "로", "으로", "에",
    "임", "요", "번",
];
/// How names of buildings end, and some that are names of their own.
const BUILDINGS: [&str; 34] = [
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
    "캐슬",
    "아이파크",
    "편한세상",
    "더샵",
    "위브",
    "센트럴",
    "단지",
    "마을",
    "빌",
    "팰리스",
    "파크",
    "스위첸",
    "데시앙",
    "리슈빌",
    "쉐르빌",
    "코아루",
    "연립",
    "원룸",
    "고시원",
    "기숙사",
    "상가",
    "플라자",
];
/// Words of a building's name at most, and how long each may be.
const NAMES: usize = 3;
const NAME: usize = 9;
const STREETS: [&str; 19] = [
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "boulevard",
    "blvd",
    "lane",
    "ln",
    "drive",
    "dr",
    "parkway",
    "pkwy",
    "court",
    "terrace",
    "highway",
    "hwy",
    "crescent",
];
/// Words that stand in no street's name: "5 minutes down the road".
const NO_STREET: [&str; 23] = [
    "the", "has", "have", "is", "are", "at", "pm", "am", "a", "an", "of", "on", "to", "in", "for", "minutes", "minute",
    "hours", "hour", "days", "and", "from", "my",
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

    /// Units at its beginning (101동, 1204호, 101동1204호, B동, b1층): how many, and where they end. 1호점, 2호선 are none.
    fn units(&self) -> Option<(usize, usize)> {
        const NO_DOOR: [char; 6] = ['점', '선', '기', '차', '봉', '실'];
        let (mut count, mut at) = (0, 0);
        loop {
            let rest = self.text.get(at..)?;
            let letter = usize::from(rest.first().is_some_and(|c| matches!(c, 'a'..='f' | '가' | '나' | '다' | '라')));
            let digits = rest.iter().skip(letter).take_while(|c| c.is_ascii_digit()).count();
            let unit = rest.get(letter + digits);
            let lettered = letter == 1 && digits == 0 && unit == Some(&'동');
            let numbered = (1..=4).contains(&digits) && matches!(unit, Some('동' | '호' | '층'));
            let other = rest.get(letter + digits + 1).is_some_and(|next| NO_DOOR.contains(next));
            if !(lettered || numbered) || other || count == 3 {
                break;
            }
            count += 1;
            at += letter + digits + 1;
        }
        (count > 0).then_some((count, at))
    }
}

pub fn find(text: &Scanned) -> Vec<Found> {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match korean(text, &words, at).or_else(|| english(&words, at)).or_else(|| post_box(&words, at)) {
            Some((next, begin, end)) => {
                found.push(Found { begin, end, kind: Kind::Address });
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

fn words<'a>(text: &'a Scanned) -> Vec<Word<'a>> {
    let mut all = Vec::new();
    let mut begin = 0;
    for at in 0..=text.chars.len() {
        if text.at(at).is_none_or(|c| matches!(c, ' ' | ',' | '(' | ')' | '/' | ':' | '.' | '!' | '?' | '\n')) {
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
    let begin = words.get(first)?.begin;
    let mut at = first;
    let mut places = 0;
    // A township or village is one only below another place: "이럴꺼면 2".
    while let Some(word) =
        words.get(at).filter(|word| is_place(word) && (places > 0 || !word.ends(&["면", "읍", "리"])))
    {
        // A quarter or village with its number is the end of the places: 역삼동 737-32.
        if word.ends(&["동", "리", "가"]) && number(words, at).is_some() {
            break;
        }
        // "서울에서" names a place, but no address goes on from it.
        places += usize::from(word.is_hangul());
        at += 1;
        if places > 5 {
            return None;
        }
    }
    let cued = || (begin.saturating_sub(CUE_REACH)..begin).any(|at| text.any(at, &CUES).is_some());
    let Some((mut end, mut next)) = number(words, at) else {
        return home(words, at, places, cued).map(|(next, end)| (next, begin, end));
    };
    let road = words.get(at)?;
    let detail = details(words, &mut next, &mut end);
    // 123-45, 123번지: a lot, no count.
    let lot = text.part(road.end, end).iter().any(|c| matches!(c, '-' | '번'));
    let enough = places >= 2
        || places == 1 && (detail > 0 || is_road(road) || lot)
        || detail > 1
        || detail > 0 && (is_road(road) || lot)
        || cued();
    (enough && (places > 0 || first == at)).then_some((next, begin, end))
}

/// A home by its building alone, 래미안 101동 502호: next word, end. Building and door together are one wherever they stand.
fn home(words: &[Word], at: usize, places: usize, cued: impl Fn() -> bool) -> Option<(usize, usize)> {
    let (mut next, mut end) = (at, 0);
    let built = words.get(at).is_some_and(is_building);
    let unit = words.get(at).is_some_and(|word| word.units().is_some());
    let count = if built || unit || places > 0 || cued() { details(words, &mut next, &mut end) } else { 0 };
    // Two floors or two doors are none.
    let part = |unit: char| words.get(at..next).into_iter().flatten().any(|word| word.text.contains(&unit));
    let whole = count > 1 && part('호') && (part('동') || part('층'));
    (whole || count > 0 && built && (places > 0 || cued())).then_some((next, end))
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

/// Begins with a number, and goes on as a door's number does: with nothing, its unit, or a particle.
fn is_door(word: &Word) -> bool {
    let digits = word.digits();
    let rest: String = word.text.iter().skip(digits).filter(|c| !c.is_ascii_digit() && **c != '-').collect();
    (1..=4).contains(&digits) && (rest.is_empty() || AFTER_DOOR.iter().any(|after| rest.starts_with(after)))
}

fn door(text: &[char]) -> usize {
    let digits = text.iter().take_while(|c| c.is_ascii_digit() || **c == '-').count();
    digits + if text.get(digits..).is_some_and(|rest| rest.starts_with(&['번', '지'])) { 2 } else { 0 }
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
    while let Some(at) = unit_after(words, *next, if count == 0 { NAMES } else { 0 })
        && let Some(word) = words.get(at)
        && let Some((units, length)) = word.units()
    {
        count += units;
        *end = word.begin + length;
        *next = at + 1;
    }
    count
}

/// The next word with a unit; a building's name may stand before it: 래미안아파트 101동 1204호.
fn unit_after(words: &[Word], from: usize, names: usize) -> Option<usize> {
    let at = (from..=from + names).find(|&at| words.get(at).is_some_and(|word| word.units().is_some()))?;
    let name = |word: &Word| {
        word.text.len() <= NAME
            && word.text.iter().any(|c| matches!(c, '가'..='힣'))
            && (word.digits() == 0 || is_building(word))
    };
    let between = words.get(from..at)?;
    between.iter().all(name).then_some(at)
}

fn is_building(word: &Word) -> bool {
    BUILDINGS.iter().any(|building| word.is(building)) || word.ends(&BUILDINGS)
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
    let named = names.iter().all(|word| {
        word.text.iter().all(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-'))
            && !NO_STREET.iter().any(|no| word.is(no))
    });
    let mut end = words.get(street)?.end;
    let mut next = street + 1;
    if words.get(next).is_some_and(|word| ["apt", "unit", "suite", "floor", "#"].iter().any(|unit| word.is(unit)))
        && let Some(door) = words.get(next + 1).filter(|word| word.digits() > 0)
    {
        end = door.end;
        next += 2;
    }
    // City, state and zip code after it.
    let zip = (next + 1..next + 4).find(|&at| {
        let state = words
            .get(at - 1)
            .is_some_and(|word| word.text.len() == 2 && word.text.iter().all(char::is_ascii_lowercase));
        state && words.get(at).is_some_and(|word| word.digits() == 5 && word.text.len() == 5)
    });
    if let Some(word) = zip.and_then(|at| words.get(at)) {
        end = word.end;
    }
    named.then_some((zip.map_or(next, |at| at + 1), number.begin, end))
}

/// 사서함 123호, P.O. Box 123.
fn post_box(words: &[Word], first: usize) -> Option<(usize, usize, usize)> {
    let word = words.get(first)?;
    let at = if word.is("p") && words.get(first + 1)?.is("o") { first + 2 } else { first + 1 };
    let named = word.is("사서함")
        || word.ends(&["우체국"]) && words.get(at)?.is("사서함")
        || (word.is("po") || at == first + 2) && words.get(at)?.is("box");
    let at = if word.is("사서함") { first + 1 } else { at + 1 };
    let number = words.get(at).filter(|number| named && (1..=6).contains(&number.digits()))?;
    Some((at + 1, word.begin, number.begin + number.digits()))
}
