//! Which days can be tried.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use measure::Report;
use routing::Time;

use super::types::TryDay;
use crate::planning::clock;

/// Days listed.
const LISTED: i64 = 30;

/// Days with contacts, the latest first.
pub fn list(report: &Report, zone: &TimeZone, now: Time) -> Vec<TryDay> {
    let today = clock::local(zone, now.0).date();
    let one = |back: i64| {
        let day = today.checked_sub(back.days()).ok()?;
        let (from, to) = bounds(zone, day);
        let contacts = report.sums(from, to).offered;
        (contacts > 0).then(|| TryDay { day: day.to_string(), contacts, whole: to <= now })
    };
    (0..LISTED).filter_map(one).collect()
}

/// The last finished day with contacts; today while there is no other.
pub fn usual(days: &[TryDay]) -> Option<String> {
    let found = days.iter().find(|day| day.whole).or(days.first());
    found.map(|day| day.day.clone())
}

/// The instants a day begins and ends.
pub fn bounds(zone: &TimeZone, day: Date) -> (Time, Time) {
    let next = day.checked_add(1.day()).unwrap_or(day);
    (Time(clock::midnight(zone, day)), Time(clock::midnight(zone, next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: &str, whole: bool) -> TryDay {
        TryDay { day: day.into(), contacts: 5, whole }
    }

    #[test]
    fn yesterday_comes_before_a_day_that_is_not_over_and_a_first_day_is_all_there_is() {
        let (today, friday) = (day("2026-11-30", false), day("2026-11-27", true));
        assert_eq!(usual(&[today.clone(), friday]), Some("2026-11-27".into()));
        assert_eq!(usual(&[today]), Some("2026-11-30".into()));
        assert_eq!(usual(&[]), None);
    }
}
