//! Days, hours and half hours as the clock on the centre's wall shows them: a day is 23 or 25 hours long when it changes.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use routing::Time;

use crate::error::{Error, Result};
use crate::wire::Ms;

/// How long a stretch of a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    HalfHour,
    Hour,
    Day,
}

/// The starts of all stretches that touch `from..to`, in order; `None` when there are more than `most`.
pub fn starts(zone: &TimeZone, from: Ms, to: Ms, span: Span, most: usize) -> Result<Option<Vec<Time>>> {
    let inside = |_| Error::Internal;
    let mut day = Timestamp::from_millisecond(from)
        .map_err(inside)?
        .to_zoned_datetime(zone.clone())
        .start_of_day()
        .map_err(inside)?;
    let mut found: Vec<Time> = Vec::new();
    while day.timestamp().as_millisecond() < to {
        let next = day.tomorrow().and_then(|next| next.start_of_day()).map_err(inside)?;
        let (begins, ends) = (day.timestamp().as_millisecond(), next.timestamp().as_millisecond());
        let step = match span {
            Span::HalfHour => 1_800_000,
            Span::Hour => 3_600_000,
            Span::Day => ends.saturating_sub(begins).max(1),
        };
        let mut at = begins;
        while at < ends.min(to) {
            let until = at.saturating_add(step).min(ends);
            if until > from {
                found.push(Time(at));
            }
            if found.len() > most {
                return Ok(None);
            }
            at = until;
        }
        day = next;
    }
    Ok(Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 3_600_000;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn at(text: &str) -> Ms {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn count(name: &str, from: &str, to: &str, span: Span) -> usize {
        starts(&zone(name), at(from), at(to), span, 10_000).unwrap().unwrap().len()
    }

    #[test]
    fn a_day_is_a_local_day_also_when_the_clock_changes() {
        // Berlin, 29 March 2026: 23 hours; 25 October 2026: 25 hours.
        let (from, to) = ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
        assert_eq!(count("Europe/Berlin", from, to, Span::HalfHour), 46);
        assert_eq!(count("Europe/Berlin", from, to, Span::Hour), 23);
        assert_eq!(count("Europe/Berlin", from, to, Span::Day), 1);
        let (from, to) = ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
        assert_eq!(count("Europe/Berlin", from, to, Span::HalfHour), 50);
        assert_eq!(count("Europe/Berlin", from, to, Span::Day), 1);
        assert_eq!(count("Asia/Seoul", "2026-10-24T15:00:00Z", "2026-10-25T15:00:00Z", Span::HalfHour), 48);

        let days = starts(&zone("Europe/Berlin"), at("2026-10-23T22:00:00Z"), at("2026-10-26T23:00:00Z"), Span::Day, 9);
        let lengths: Vec<i64> = days.unwrap().unwrap().windows(2).map(|pair| pair[1].since_ms(pair[0])).collect();
        assert_eq!(lengths, [24 * HOUR_MS, 25 * HOUR_MS]);
    }

    #[test]
    fn a_time_that_begins_within_a_stretch_begins_with_that_stretch() {
        let found =
            starts(&zone("Asia/Seoul"), at("2026-05-01T00:10:00Z"), at("2026-05-01T01:00:01Z"), Span::HalfHour, 9);
        let expected = ["2026-05-01T00:00:00Z", "2026-05-01T00:30:00Z", "2026-05-01T01:00:00Z"];
        assert_eq!(found.unwrap().unwrap(), expected.map(|text| Time(at(text))));
    }

    #[test]
    fn more_than_the_most_are_none() {
        let days = |to| starts(&zone("Asia/Seoul"), at("2026-05-01T15:00:00Z"), at(to), Span::Day, 2).unwrap();
        assert_eq!(days("2026-05-03T15:00:00Z").map(|days| days.len()), Some(2));
        assert_eq!(days("2026-05-03T15:00:01Z"), None);
    }
}
