//! Personal values that a run is given (an address, a phone number): in memory until the run ends, and nowhere else. What is stored
//! with the run, recorded of its calls, said and shown is the mask.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::declared::{Field, ValueKind};
use super::value::{Value, Wrong};
use crate::clean::Clean;
use crate::customers::mask;
use crate::fields;
use crate::wire::Ms;

/// What nobody confirmed is forgotten after this, in ms.
const KEPT_MS: i64 = 30 * 60_000;
/// Runs that may wait with such values at once; the oldest goes for the next.
const RUNS: usize = 1_000;
const ADDRESS_CHARS: std::ops::RangeInclusive<usize> = 5..=200;
const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=60;
/// Words of an address that its mask shows at most: province, district, road.
const AREA_WORDS: usize = 3;
const PROVINCES: [&str; 17] = [
    "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원", "충북", "충남", "전북", "전남",
    "경북", "경남", "제주",
];

/// A value as it was typed; what is printed of it says nothing.
#[derive(Clone, Deserialize)]
pub struct Typed(String);

impl Typed {
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl PartialSchema for Typed {
    fn schema() -> RefOr<Schema> {
        String::schema()
    }
}

impl ToSchema for Typed {}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Values of a run in clear, by their keys.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Personal(BTreeMap<String, String>);

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Personal {
    /// Takes a value that was read and gives what may be kept of it: of a personal one its mask.
    pub fn take(&mut self, field: &Field, value: Value) -> Value {
        match value {
            Value::Text(clear) if field.kind.is_personal() => {
                let mask = masked(field.kind, &clear);
                self.0.insert(field.key.clone(), clear);
                Value::Text(mask)
            }
            other => other,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the place of the masks, for the call itself.
    pub fn over(&self, values: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
        let mut out = values.clone();
        out.extend(self.0.iter().map(|(key, clear)| (key.clone(), Value::Text(clear.clone()))));
        out
    }

    /// A text another system answered, which may say the values back.
    pub fn out_of(&self, text: &str) -> String {
        if self.is_empty() {
            return text.to_owned();
        }
        let without = self.0.values().fold(text.to_owned(), |text, clear| text.replace(clear.as_str(), "***"));
        Clean::of(&without).into_string()
    }

    /// Nothing in `other` is new.
    pub fn has(&self, other: &Personal) -> bool {
        other.0.iter().all(|(key, clear)| self.0.get(key) == Some(clear))
    }

    fn has_all<'f>(&self, mut fields: impl Iterator<Item = &'f Field>) -> bool {
        fields.all(|field| self.0.contains_key(&field.key))
    }
}

struct Kept {
    contact: u64,
    since: Ms,
    values: Arc<Personal>,
}

/// The values of all runs that have not ended.
#[derive(Default)]
pub struct Held(Mutex<BTreeMap<(u32, u64), Kept>>);

impl Held {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<(u32, u64), Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps values of a run beside those it has.
    pub fn put(&self, centre: u32, (contact, run): (u64, u64), more: Personal, now: Ms) {
        if more.is_empty() {
            return;
        }
        let mut all = self.lock();
        let oldest =
            |all: &BTreeMap<(u32, u64), Kept>| all.iter().min_by_key(|(_, kept)| kept.since).map(|(key, _)| *key);
        if all.len() >= RUNS
            && !all.contains_key(&(centre, run))
            && let Some(oldest) = oldest(&all)
        {
            all.remove(&oldest);
        }
        let kept = all.entry((centre, run)).or_insert_with(|| Kept { contact, since: now, values: Arc::default() });
        kept.since = now;
        Arc::make_mut(&mut kept.values).0.extend(more.0);
    }

    /// The values of a run; none when one of these fields has none any more.
    pub fn of<'f>(&self, centre: u32, run: u64, fields: impl Iterator<Item = &'f Field>) -> Option<Arc<Personal>> {
        let values = self.lock().get(&(centre, run)).map(|kept| Arc::clone(&kept.values)).unwrap_or_default();
        values.has_all(fields).then_some(values)
    }

    /// The run has ended.
    pub fn drop_run(&self, centre: u32, run: u64) {
        self.lock().remove(&(centre, run));
    }

    /// Whatever was asked about this contact is over.
    pub fn drop_contact(&self, centre: u32, contact: u64) {
        self.lock().retain(|(of, _), kept| *of != centre || kept.contact != contact);
    }

    /// Forgets what nobody confirmed in time.
    pub fn forget_old(&self, now: Ms) {
        self.lock().retain(|_, kept| kept.since.saturating_add(KEPT_MS) > now);
    }
}

/// Reads a value of a personal kind, in one spelling.
pub fn read(field: &Field, line: &str) -> Result<String, Wrong> {
    let count = line.chars().count();
    let most = field.most.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    let within = |limits: std::ops::RangeInclusive<usize>| match count {
        0 => Err(Wrong::Missing),
        _ if count > most.min(*limits.end()) => Err(Wrong::TooLong),
        _ if count < *limits.start() => Err(Wrong::Type),
        _ => Ok(line.to_owned()),
    };
    match field.kind {
        ValueKind::Phone => fields::phone(line).ok_or(Wrong::Type),
        ValueKind::Email => fields::email(line).ok_or(Wrong::Type),
        ValueKind::Name if line.chars().any(|c| c.is_numeric() || "<>@/\\{}[]=".contains(c)) => Err(Wrong::Type),
        ValueKind::Name => within(NAME_CHARS),
        ValueKind::Address if !line.chars().any(char::is_alphabetic) || line.contains(['<', '>', '{', '}']) => {
            Err(Wrong::Type)
        }
        ValueKind::Address => within(ADDRESS_CHARS),
        _ => Err(Wrong::Type),
    }
}

/// What of a value may be seen.
pub fn masked(kind: ValueKind, clear: &str) -> String {
    match kind {
        ValueKind::Phone => mask::phone(clear),
        ValueKind::Email => mask::email(clear),
        ValueKind::Address => address(clear),
        _ => mask::name(clear),
    }
}

/// `서울 강남구 테헤란로 152, 101동 1203호` → `서울 강남구 테헤란로 ***`; `152 Teheran-ro, Seoul` → `***, Seoul`. Of what does not begin
/// or end like an address nothing is shown.
fn address(clear: &str) -> String {
    let words: Vec<&str> = clear.split_whitespace().collect();
    // The last word is what tells one door from the next.
    let before_last = words.len().saturating_sub(1);
    let shown: Vec<&str> =
        words.iter().copied().take(before_last.min(AREA_WORDS)).take_while(|word| is_area(word)).collect();
    // Who begins with a name (홍길동) has not begun with a place.
    let begins = |word: &&str| PROVINCES.contains(word) || word.ends_with(['시', '도', '군', '구']);
    if shown.first().is_some_and(begins) {
        return format!("{} ***", shown.join(" "));
    }
    let town = clear.rsplit_once(',').map(|(_, town)| town.trim());
    let is_town =
        |town: &&str| (2..=20).contains(&town.len()) && town.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    town.filter(is_town).map_or_else(|| "***".to_owned(), |town| format!("***, {town}"))
}

/// A word that names a province, a town, a district or a road.
fn is_area(word: &str) -> bool {
    let hangul = word.chars().all(|c| ('가'..='힣').contains(&c));
    hangul
        && (PROVINCES.contains(&word) || word.ends_with(['시', '도', '군', '구', '읍', '면', '동', '리', '로', '길']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Words;

    fn field(kind: ValueKind) -> Field {
        Field { key: "x".into(), name: Words::default(), kind, most: None, bot_most: None, choices: Vec::new() }
    }

    #[test]
    fn each_kind_is_read_with_its_limits() {
        let read = |kind, text: &str| read(&field(kind), text);
        assert_eq!(read(ValueKind::Phone, "010-1234-5678"), Ok("01012345678".into()));
        assert_eq!(read(ValueKind::Email, "Mina@Example.com"), Ok("mina@example.com".into()));
        assert_eq!(read(ValueKind::Name, "김미나"), Ok("김미나".into()));
        assert_eq!(read(ValueKind::Address, "서울 강남구 테헤란로 152"), Ok("서울 강남구 테헤란로 152".into()));
        for (kind, bad, wrong) in [
            (ValueKind::Phone, "서울", Wrong::Type),
            (ValueKind::Email, "mina", Wrong::Type),
            (ValueKind::Name, "미나1", Wrong::Type),
            (ValueKind::Name, "", Wrong::Missing),
            (ValueKind::Address, "12345", Wrong::Type),
            (ValueKind::Address, "서울", Wrong::Type),
            (ValueKind::Address, "<b>서울</b> 강남구", Wrong::Type),
            (ValueKind::Address, &"가".repeat(201), Wrong::TooLong),
        ] {
            assert_eq!(read(kind, bad), Err(wrong), "{bad}");
        }
        let short = Field { most: Some(10), ..field(ValueKind::Address) };
        assert_eq!(super::read(&short, "서울 강남구 테헤란로 152"), Err(Wrong::TooLong));
    }

    #[test]
    fn a_mask_shows_where_and_not_which_door() {
        for (clear, mask) in [
            ("서울 강남구 테헤란로 152, 101동 1203호", "서울 강남구 테헤란로 ***"),
            ("경기도 성남시 분당구 판교역로 166", "경기도 성남시 분당구 ***"),
            ("서울 강남구", "서울 ***"),
            ("홍길동 서울 강남구 테헤란로 152", "***"),
            ("서울강남구테헤란로152", "***"),
            ("152 Teheran-ro, Gangnam-gu, Seoul", "***, Seoul"),
            ("152 Teheran-ro", "***"),
        ] {
            assert_eq!(address(clear), mask, "{clear}");
        }
    }

    #[test]
    fn what_is_held_is_given_only_whole_and_forgotten_in_time() {
        let (held, field) = (Held::default(), field(ValueKind::Phone));
        let mut values = Personal::default();
        assert_eq!(values.take(&field, Value::Text("01012345678".into())), Value::Text("010****5678".into()));
        assert!(!format!("{values:?}").contains("0101234"), "not printed");
        assert!(held.of(1, 7, [&field].into_iter()).is_none());
        held.put(1, (3, 7), values.clone(), 0);
        let given = held.of(1, 7, [&field].into_iter()).expect("held");
        assert_eq!(given.over(&BTreeMap::new())["x"], Value::Text("01012345678".into()));
        assert_eq!(given.out_of("01012345678 저장"), "*** 저장");
        held.forget_old(KEPT_MS - 1);
        assert!(held.of(1, 7, [&field].into_iter()).is_some());
        held.forget_old(KEPT_MS);
        assert!(held.of(1, 7, [&field].into_iter()).is_none());
        held.put(1, (3, 7), values, 0);
        held.drop_contact(2, 3);
        assert!(held.of(1, 7, [&field].into_iter()).is_some(), "another centre's");
        held.drop_contact(1, 3);
        assert!(held.of(1, 7, [&field].into_iter()).is_none());
    }
}
