//! Values of declared types. What comes from a customer or from another system becomes one of these or is refused; a text is
//! a text, whatever stands in it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::declared::{Field, ValueKind};
use super::personal;
use crate::clean::Clean;
use crate::wire::{Language, Ms, Words};

/// One value. A date is `YYYY-MM-DD`, an amount in the smallest unit of the won.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Value {
    YesNo(bool),
    Number(i64),
    Text(String),
}

/// Why something is no value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Missing,
    /// Not of its type, or none of the choices.
    Type,
    TooLong,
    /// Above the field's `most`, or below zero.
    Range,
    /// No order of this customer.
    NotTheirs,
}

/// Reads what a person typed.
pub fn typed(field: &Field, text: &str) -> Result<Value, Wrong> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Wrong::Missing);
    }
    let value = match field.kind {
        ValueKind::Number | ValueKind::Amount => {
            let digits: String = text.trim_end_matches(['원', '건', '개']).chars().filter(|c| *c != ',').collect();
            Value::Number(digits.trim().parse().map_err(|_| Wrong::Type)?)
        }
        ValueKind::YesNo => match text.to_lowercase().as_str() {
            "네" | "예" | "yes" | "true" => Value::YesNo(true),
            "아니요" | "아니오" | "no" | "false" => Value::YesNo(false),
            _ => return Err(Wrong::Type),
        },
        ValueKind::Choice => {
            let named = |choice: &&super::declared::Choice| {
                [&choice.value, &choice.name.ko, &choice.name.en].iter().any(|name| name.eq_ignore_ascii_case(text))
            };
            let found = field.choices.iter().find(named).ok_or(Wrong::Type)?;
            Value::Text(found.value.clone())
        }
        _ => Value::Text(text.to_owned()),
    };
    checked(field, value)
}

/// Reads what another system answered at the field's place.
pub fn answered(field: &Field, found: Option<&Json>) -> Result<Value, Wrong> {
    let value = match (field.kind, found) {
        (_, None | Some(Json::Null)) => return Err(Wrong::Missing),
        (ValueKind::Number | ValueKind::Amount, Some(Json::Number(number))) => {
            Value::Number(number.as_i64().ok_or(Wrong::Type)?)
        }
        (ValueKind::YesNo, Some(Json::Bool(yes))) => Value::YesNo(*yes),
        (ValueKind::Text | ValueKind::Date | ValueKind::Choice, Some(Json::String(text))) => {
            Value::Text(text.trim().to_owned())
        }
        _ => return Err(Wrong::Type),
    };
    checked(field, value)
}

/// Holds a value against its field.
pub fn checked(field: &Field, value: Value) -> Result<Value, Wrong> {
    match (&value, field.kind) {
        (Value::YesNo(_), ValueKind::YesNo) => Ok(value),
        (Value::Number(number), ValueKind::Number | ValueKind::Amount) => {
            if *number < 0 || field.most.is_some_and(|most| *number > most) { Err(Wrong::Range) } else { Ok(value) }
        }
        (Value::Text(text), ValueKind::Choice) => {
            if field.choices.iter().any(|choice| choice.value == *text) {
                Ok(value)
            } else {
                Err(Wrong::Type)
            }
        }
        (Value::Text(text), ValueKind::Date) => {
            let shape = text.len() == 10 && text.parse::<Date>().is_ok();
            if shape { Ok(value) } else { Err(Wrong::Type) }
        }
        (Value::Text(text), ValueKind::Text) => {
            let plain = plain(text);
            match (plain.is_empty(), plain.chars().count() > field.text_chars()) {
                (true, _) => Err(Wrong::Missing),
                (_, true) => Err(Wrong::TooLong),
                _ => Ok(Value::Text(plain)),
            }
        }
        (Value::Text(text), kind) if kind.is_personal() => personal::read(field, &plain(text)).map(Value::Text),
        _ => Err(Wrong::Type),
    }
}

/// One line of letters: no control characters, none that turns the direction of what follows, none that cannot be seen.
fn plain(text: &str) -> String {
    let unseen =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let line: String = text.chars().filter(|c| !unseen(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Value {
    /// As a part of a body that is sent.
    pub fn json(&self) -> Json {
        match self {
            Value::YesNo(yes) => Json::Bool(*yes),
            Value::Number(number) => Json::from(*number),
            Value::Text(text) => Json::String(text.clone()),
        }
    }

    /// As a part of an address.
    pub fn plain(&self) -> String {
        match self {
            Value::YesNo(yes) => yes.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text.clone(),
        }
    }

    /// As people read it around `at`, with personal data out of what is free text.
    pub fn said(&self, field: &Field, language: Language, at: Ms) -> String {
        match (self, field.kind) {
            (Value::YesNo(yes), _) => {
                let [ko, en] = if *yes { ["예", "yes"] } else { ["아니요", "no"] };
                Words { ko: ko.into(), en: en.into() }.said(language).to_owned()
            }
            (Value::Number(number), ValueKind::Amount) => match language {
                Language::Ko => format!("{}원", grouped(*number)),
                Language::En => format!("₩{}", grouped(*number)),
            },
            (Value::Number(number), _) => grouped(*number),
            (Value::Text(text), ValueKind::Choice) => {
                let choice = field.choices.iter().find(|choice| choice.value == *text);
                choice.map_or_else(|| text.clone(), |choice| choice.name.said(language).to_owned())
            }
            (Value::Text(text), ValueKind::Date) => day(text, language, at).unwrap_or_else(|| text.clone()),
            // Its mask.
            (Value::Text(text), kind) if kind.is_personal() => text.clone(),
            (Value::Text(text), _) => Clean::of(text).into_string(),
        }
    }
}

/// `2026-12-02` → `12월 2일(수)`; with its year where that is not plain.
fn day(text: &str, language: Language, at: Ms) -> Option<String> {
    const PLAIN_DAYS: i32 = 300;
    let day: Date = text.parse().ok()?;
    let today = Timestamp::from_millisecond(at).ok()?.to_zoned_datetime(TimeZone::UTC).date();
    let plain = today.until(day).ok()?.get_days().abs() <= PLAIN_DAYS;
    let (year, month, date) = (day.year(), day.month(), day.day());
    Some(match language {
        Language::Ko => {
            const NAMES: [&str; 7] = ["월", "화", "수", "목", "금", "토", "일"];
            let name = NAMES.get(day.weekday().to_monday_zero_offset() as usize)?;
            let year = if plain { String::new() } else { format!("{year}년 ") };
            format!("{year}{month}월 {date}일({name})")
        }
        Language::En if plain => day.strftime("%a, %b %-d").to_string(),
        Language::En => day.strftime("%a, %b %-d, %Y").to_string(),
    })
}

/// `1234567` → `1,234,567`.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::declared::Choice;
    use super::*;

    fn field(kind: ValueKind) -> Field {
        let choice = |value: &str, ko: &str, en: &str| Choice {
            value: value.into(),
            name: Words { ko: ko.into(), en: en.into() },
        };
        Field {
            key: "x".into(),
            name: Words::default(),
            kind,
            most: matches!(kind, ValueKind::Amount | ValueKind::Text).then_some(50_000),
            bot_most: None,
            choices: vec![choice("shipped", "배송 중", "on its way"), choice("done", "배송 완료", "delivered")],
        }
    }

    #[test]
    fn what_people_type_is_read_strictly() {
        let read = |kind, text| typed(&field(kind), text);
        assert_eq!(read(ValueKind::Amount, " 12,000원 "), Ok(Value::Number(12_000)));
        assert_eq!(read(ValueKind::Amount, "50001"), Err(Wrong::Range));
        assert_eq!(read(ValueKind::Amount, "-1"), Err(Wrong::Range));
        assert_eq!(read(ValueKind::Amount, "만 원"), Err(Wrong::Type));
        assert_eq!(read(ValueKind::Choice, "배송 중"), Ok(Value::Text("shipped".into())));
        assert_eq!(read(ValueKind::Choice, "없음"), Err(Wrong::Type));
        assert_eq!(read(ValueKind::Date, "2026-11-29"), Ok(Value::Text("2026-11-29".into())));
        for bad in ["2026-13-01", "2026-11-29T10:00", "어제"] {
            assert_eq!(read(ValueKind::Date, bad), Err(Wrong::Type), "{bad}");
        }
        assert_eq!(read(ValueKind::YesNo, "아니요"), Ok(Value::YesNo(false)));
        assert_eq!(read(ValueKind::Text, "  "), Err(Wrong::Missing));
    }

    #[test]
    fn what_is_answered_is_of_its_type_or_nothing() {
        let read = |kind, found: Json| answered(&field(kind), Some(&found));
        assert_eq!(read(ValueKind::Amount, json!(12_000)), Ok(Value::Number(12_000)));
        for (kind, found) in [
            (ValueKind::Amount, json!("12000")),
            (ValueKind::Amount, json!(1.5)),
            (ValueKind::Text, json!({"a": 1})),
            (ValueKind::Text, json!(["a"])),
            (ValueKind::YesNo, json!("true")),
            (ValueKind::Choice, json!("<b>shipped</b>")),
        ] {
            assert_eq!(read(kind, found.clone()), Err(Wrong::Type), "{found}");
        }
        assert_eq!(read(ValueKind::Text, Json::Null), Err(Wrong::Missing));
        let long = Field { most: Some(3), ..field(ValueKind::Text) };
        assert_eq!(answered(&long, Some(&json!("가나다라"))), Err(Wrong::TooLong));
        assert_eq!(
            read(ValueKind::Text, json!("한\u{202e}진\u{0}택배\n<b>")),
            Ok(Value::Text("한진 택배 <b>".into())),
            "one line, as it is read"
        );
    }

    #[test]
    fn values_are_said_in_both_languages() {
        // 29 November 2026.
        let said = |kind, value: Value, language| value.said(&field(kind), language, 1_795_910_400_000);
        let date = |text: &str, language| said(ValueKind::Date, Value::Text(text.into()), language);
        assert_eq!(date("2026-12-02", Language::Ko), "12월 2일(수)");
        assert_eq!(date("2026-12-02", Language::En), "Wed, Dec 2");
        assert_eq!(date("2027-01-01", Language::Ko), "1월 1일(금)", "the next one");
        assert_eq!(date("2025-12-02", Language::Ko), "2025년 12월 2일(화)");
        assert_eq!(date("2019-03-01", Language::En), "Fri, Mar 1, 2019");
        assert_eq!(said(ValueKind::Amount, Value::Number(1_234_567), Language::Ko), "1,234,567원");
        assert_eq!(said(ValueKind::Amount, Value::Number(100), Language::En), "₩100");
        assert_eq!(said(ValueKind::Choice, Value::Text("shipped".into()), Language::Ko), "배송 중");
        assert_eq!(said(ValueKind::Text, Value::Text("010-1234-5678".into()), Language::Ko), "[전화번호]");
    }

    proptest! {
        #[test]
        fn whatever_is_answered_is_a_value_or_refused(text in ".{0,80}", number: i64) {
            for kind in [ValueKind::Text, ValueKind::Number, ValueKind::Amount, ValueKind::Date, ValueKind::YesNo, ValueKind::Choice,
                         ValueKind::Address, ValueKind::Phone, ValueKind::Email, ValueKind::Name] {
                let field = field(kind);
                for found in [json!(text), json!(number), json!([text]), json!({ "x": number })] {
                    if let Ok(value) = answered(&field, Some(&found)) {
                        prop_assert_eq!(checked(&field, value.clone()), Ok(value));
                    }
                }
                if let Ok(value) = typed(&field, &text) {
                    prop_assert_eq!(checked(&field, value.clone()), Ok(value));
                }
            }
        }
    }
}
