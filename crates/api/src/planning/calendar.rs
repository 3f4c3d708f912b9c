//! Shifts as an iCalendar file (RFC 5545), for the calendar on a person's phone.

use ::plan::history::plus;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::clock;
use super::published::Published;
use crate::error::Result;
use crate::wire::{Language, Ms};

/// Days shown before and after today.
const BEFORE: i64 = 28;
const DAYS: u8 = 119;

/// The shifts of a person from four weeks back on.
pub fn file(
    view: &Connection,
    centre: u32,
    agent: u32,
    zone: &TimeZone,
    now: Ms,
    language: Language,
) -> Result<String> {
    let today = clock::local(zone, now).date();
    let days = Published::new(view, centre).days(agent, plus(today, -BEFORE), DAYS)?;
    let word = if language == Language::Ko { "근무" } else { "Shift" };
    let mut text =
        String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Maru//Shifts//EN\r\nCALSCALE:GREGORIAN\r\n");
    text.push_str("X-PUBLISHED-TTL:PT1H\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n");
    for day in days {
        let Some(shift) = day.shift else { continue };
        let at = |minute: u32| clock::instant(zone, ::plan::history::at_minute(day.day, minute));
        text.push_str("BEGIN:VEVENT\r\n");
        line(&mut text, &format!("UID:{}", uid(agent, day.day)));
        line(&mut text, &format!("DTSTAMP:{}", stamp(now)));
        line(&mut text, &format!("DTSTART:{}", stamp(at(shift.start_min))));
        line(&mut text, &format!("DTEND:{}", stamp(at(shift.start_min + shift.length_min))));
        line(&mut text, &format!("SUMMARY:{word} {}", escaped(&shift.name)));
        text.push_str("END:VEVENT\r\n");
    }
    text.push_str("END:VCALENDAR\r\n");
    Ok(text)
}

/// The same for a day whatever its shift: a swap changes the entry, it does not add one.
fn uid(agent: u32, day: Date) -> String {
    format!("{day}-{agent}@shifts.maru")
}

fn stamp(at: Ms) -> String {
    Timestamp::from_millisecond(at).map(|at| at.strftime("%Y%m%dT%H%M%SZ").to_string()).unwrap_or_default()
}

/// RFC 5545 §3.3.11: text.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// RFC 5545 §3.1: lines of at most 75 octets, folded between characters.
fn line(text: &mut String, whole: &str) {
    let mut octets = 0;
    for character in whole.chars() {
        if octets + character.len_utf8() > 73 {
            text.push_str("\r\n ");
            octets = 0;
        }
        text.push(character);
        octets += character.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_korean_names_are_folded_between_characters() {
        let mut text = String::new();
        line(&mut text, &format!("SUMMARY:{}", "가".repeat(40)));
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert_eq!(text.replace("\r\n ", "").trim_end(), format!("SUMMARY:{}", "가".repeat(40)));
    }

    #[test]
    fn commas_and_semicolons_do_not_end_a_value() {
        assert_eq!(escaped("a,b;c\\"), "a\\,b\\;c\\\\");
    }

    #[test]
    fn instants_are_written_in_utc() {
        assert_eq!(stamp(1_767_225_600_000), "20260101T000000Z");
    }
}
