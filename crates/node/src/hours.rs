//! Opening hours: calendars with zones, resolved here so that the engine only hears "open" and "closed".

use jiff::civil::{Date, Time as Wall, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use routing::{HoursId, Time};

/// Days looked ahead for the next change; a calendar that does not change within them is asked again then.
const LOOK_AHEAD_DAYS: i32 = 15;

/// Opening hours of one calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub id: HoursId,
    pub zone: TimeZone,
    /// Monday to Sunday; several periods a day.
    pub weekly: [Vec<Period>; 7],
    /// Days that differ from their weekday; no period: closed.
    pub exceptions: Vec<(Date, Vec<Period>)>,
}

/// Minutes of a day, from the first to before the last; 1440 ends the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from_min: u16,
    pub to_min: u16,
}

/// What is wrong with a time of day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time of day such as 09:30 or 24:00")]
pub struct BadTime(pub String);

impl Period {
    /// From `HH:MM` to `HH:MM`; `24:00` ends the day.
    pub fn parse(from: &str, to: &str) -> Result<Period, BadTime> {
        let period = Period { from_min: minutes(from)?, to_min: minutes(to)? };
        if period.from_min < period.to_min { Ok(period) } else { Err(BadTime(to.into())) }
    }
}

impl Calendar {
    /// Whether it is open at this time.
    pub fn is_open(&self, at: Time) -> bool {
        let Ok(instant) = Timestamp::from_millisecond(at.0) else { return false };
        let wall = instant.to_zoned_datetime(self.zone.clone());
        let minute = wall.hour() as u16 * 60 + wall.minute() as u16;
        self.periods(wall.date()).iter().any(|period| (period.from_min..period.to_min).contains(&minute))
    }

    /// The next time after `at` when [`Calendar::is_open`] may change; the end of the look-ahead when it does not.
    pub fn next_change(&self, at: Time) -> Time {
        let Ok(instant) = Timestamp::from_millisecond(at.0) else { return at.plus_ms(86_400_000) };
        let today = instant.to_zoned_datetime(self.zone.clone()).date();
        let now_open = self.is_open(at);
        for day in 0..LOOK_AHEAD_DAYS {
            let Ok(date) = today.checked_add(day.days()) else { break };
            let mut edges: Vec<u16> = self.periods(date).iter().flat_map(|p| [p.from_min, p.to_min]).collect();
            edges.sort_unstable();
            for edge in edges.into_iter().filter_map(|minute| self.instant(date, minute)) {
                if edge > at && self.is_open(edge) != now_open {
                    return edge;
                }
            }
        }
        at.plus_ms(i64::from(LOOK_AHEAD_DAYS) * 86_400_000)
    }

    fn periods(&self, date: Date) -> &[Period] {
        if let Some((_, periods)) = self.exceptions.iter().find(|(day, _)| *day == date) {
            return periods;
        }
        let weekday: Weekday = date.weekday();
        self.weekly.get(weekday.to_monday_zero_offset() as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// Wall-clock time to instant; a time that a clock change skips is taken as the first that exists after it.
    fn instant(&self, date: Date, minute: u16) -> Option<Time> {
        let (date, minute) = if minute >= 1440 { (date.tomorrow().ok()?, 0) } else { (date, minute) };
        let wall = Wall::new((minute / 60) as i8, (minute % 60) as i8, 0, 0).ok()?;
        let zoned = date.to_datetime(wall).to_zoned_datetime(self.zone.clone()).ok()?;
        Some(Time(zoned.timestamp().as_millisecond()))
    }
}

fn minutes(text: &str) -> Result<u16, BadTime> {
    let bad = || BadTime(text.into());
    let (hour, minute) = text.split_once(':').ok_or_else(bad)?;
    let two_digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits(hour) || !two_digits(minute) {
        return Err(bad());
    }
    let (hour, minute): (u16, u16) = (hour.parse().map_err(|_| bad())?, minute.parse().map_err(|_| bad())?);
    let all = hour * 60 + minute;
    if minute < 60 && all <= 1440 { Ok(all) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    fn office() -> Calendar {
        let day = vec![Period::parse("09:00", "12:00").unwrap(), Period::parse("13:00", "18:00").unwrap()];
        let mut weekly: [Vec<Period>; 7] = std::array::from_fn(|_| day.clone());
        weekly[5].clear();
        weekly[6].clear();
        let christmas = ("2026-12-25".parse().unwrap(), Vec::new());
        Calendar { id: HoursId(1), zone: TimeZone::get("Asia/Seoul").unwrap(), weekly, exceptions: vec![christmas] }
    }

    #[test]
    fn several_periods_a_day() {
        let office = office();
        assert!(!office.is_open(at("2026-11-23T08:59:00+09:00")));
        assert!(office.is_open(at("2026-11-23T09:00:00+09:00")));
        assert!(!office.is_open(at("2026-11-23T12:00:00+09:00")), "closed over lunch");
        assert!(office.is_open(at("2026-11-23T13:00:00+09:00")));
        assert_eq!(office.next_change(at("2026-11-23T10:00:00+09:00")), at("2026-11-23T12:00:00+09:00"));
    }

    #[test]
    fn a_holiday_and_a_weekend_are_skipped() {
        let office = office();
        assert!(!office.is_open(at("2026-12-25T10:00:00+09:00")));
        assert_eq!(office.next_change(at("2026-12-24T18:00:00+09:00")), at("2026-12-28T09:00:00+09:00"));
    }

    #[test]
    fn midnight_does_not_close_a_centre_that_never_closes() {
        let all_day: [Vec<Period>; 7] = std::array::from_fn(|_| vec![Period::parse("00:00", "24:00").unwrap()]);
        let calendar = Calendar { weekly: all_day, exceptions: Vec::new(), ..office() };
        let now = at("2026-11-23T23:59:00+09:00");
        assert!(calendar.is_open(at("2026-11-24T00:00:00+09:00")));
        assert!(calendar.next_change(now).since_ms(now) > 10 * 86_400_000);
    }

    #[test]
    fn a_clock_change_moves_the_instant_and_not_the_wall() {
        let calendar =
            Calendar { zone: TimeZone::get("America/New_York").unwrap(), exceptions: Vec::new(), ..office() };
        assert!(calendar.is_open(at("2026-10-30T13:00:00Z")), "09:00 in summer time");
        assert!(!calendar.is_open(at("2026-11-02T13:00:00Z")), "08:00 in winter time");
        assert_eq!(calendar.next_change(at("2026-10-30T22:00:00Z")), at("2026-11-02T14:00:00Z"));
    }

    #[test]
    fn nonsense_is_refused() {
        for (from, to) in [
            ("9:00", "18:00"),
            ("09:00", "24:01"),
            ("09:60", "10:00"),
            ("18:00", "09:00"),
            ("+9:00", "18:00"),
            ("", ""),
        ] {
            assert!(Period::parse(from, to).is_err(), "{from}–{to}");
        }
    }
}
