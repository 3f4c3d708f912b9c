//! Months ahead: how many people the work takes, how many there will be, and until when who must be hired; and a new desk from a
//! template. People are full-time equivalents: paid hours over the paid hours of one full-time person.

mod desk;

use jiff::civil::Date;
use serde::Serialize;

use crate::history::plus;
use crate::refusal::{Refusal, refuse};

pub use desk::{Answer, Desk, MAX_PEOPLE, Ramp, desk};

/// Weeks in a month, on average.
const WEEKS: f64 = 365.25 / 12.0 / 7.0;

/// What is known of the people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct People {
    /// Full-time equivalents today.
    pub now: f64,
    /// Share of them that leaves in a month.
    pub leave_per_month: f64,
    /// Paid hours a week of a full-time person.
    pub hours_per_week: f64,
    /// Days from the decision to hire until a new person is as good as one at work.
    pub until_ready_days: u16,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// Paid hours that the forecast of it takes.
    pub required_hours: f64,
    /// Full-time equivalents that is.
    pub required: f64,
    /// That will be there if nobody is hired.
    pub there: f64,
    /// Missing; below 0 to spare.
    pub missing: f64,
    /// Until when the missing must be decided on to be ready on the first of the month; none where nobody is missing.
    pub decide_by: Option<Date>,
}

/// Lays people against work by month. `required` is paid hours by day; months with fewer than 25 days in it are left out, because
/// a part of a month says little of the whole.
///
/// # Errors
/// Where a number of `people` is impossible.
pub fn months(required: &[(Date, f64)], today: Date, people: &People) -> Result<Vec<Month>, Refusal> {
    if !(0.0..=0.5).contains(&people.leave_per_month) {
        return refuse(Refusal::LeavePerMonth);
    }
    if !(1.0..=80.0).contains(&people.hours_per_week) {
        return refuse(Refusal::FullWeek);
    }
    let mut all: Vec<Month> = Vec::new();
    for days in required.chunk_by(|a, b| a.0.first_of_month() == b.0.first_of_month()) {
        let Some((day, _)) = days.first().filter(|_| days.len() >= 25) else { continue };
        let first = day.first_of_month();
        let share = f64::from(first.days_in_month()) / days.len() as f64;
        let hours = days.iter().map(|(_, hours)| hours).sum::<f64>() * share;
        let needed = hours / (people.hours_per_week * f64::from(first.days_in_month()) / 7.0);
        let months_away =
            f64::from(i32::try_from(crate::history::days_between(today, first)).unwrap_or(0)) / 7.0 / WEEKS;
        let there = people.now * (1.0 - people.leave_per_month).powf(months_away.max(0.0));
        let missing = needed - there;
        all.push(Month {
            first,
            required_hours: hours,
            required: needed,
            there,
            missing,
            decide_by: (missing > 0.0).then(|| plus(first, -i64::from(people.until_ready_days))),
        });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_of_ten_full_weeks_of_work_takes_ten_people_and_who_leaves_is_missing() {
        let people = People { now: 10.0, leave_per_month: 0.05, hours_per_week: 40.0, until_ready_days: 45 };
        // 400 hours a week, every day of January and February, three days of March.
        let days: Vec<(Date, f64)> = (0..62).map(|day| (plus(date(2027, 1, 1), day), 400.0 / 7.0)).collect();
        let months = months(&days, date(2027, 1, 1), &people).unwrap();
        assert_eq!(months.len(), 2, "three days are no month");
        assert!((months[0].required - 10.0).abs() < 1e-9 && months[0].missing.abs() < 1e-9, "{months:?}");
        assert!((months[1].there - 9.5).abs() < 0.02, "{months:?}");
        assert_eq!(months[1].decide_by, Some(date(2026, 12, 18)));
        assert_eq!(months[0].decide_by, None);
    }

    #[test]
    fn impossible_people_are_refused() {
        let people = People { now: 1.0, leave_per_month: 0.9, hours_per_week: 40.0, until_ready_days: 0 };
        assert!(months(&[], date(2027, 1, 1), &people).is_err());
    }
}
