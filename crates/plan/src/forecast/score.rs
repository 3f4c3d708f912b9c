//! A forecast that was made, against what came.

use jiff::civil::Date;

use super::accuracy::{Accuracy, Tally};
use super::weekly_change;
use crate::history::{Series, minute_of_day};
use crate::staff::ForecastRow;

/// How one day of a reason went against a forecast of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayScore {
    /// Contacts that came.
    pub actual: f64,
    /// Contacts that were expected.
    pub expected: f64,
    /// Interval by interval.
    pub accuracy: Accuracy,
}

/// Scores the rows of a forecast that lie on `day`, by what the series says of it. MASE is scaled by the mean weekly change before
/// `origin`, the first day of the forecast. `None` where the day has no count for any of them.
pub fn score_day(series: &Series, rows: &[ForecastRow], origin: Date, day: Date) -> Option<DayScore> {
    let scale = weekly_change(&series.before(origin));
    let actuals = series.on(day);
    let (mut tally, mut actual, mut expected) = (Tally::default(), 0.0, 0.0);
    for row in rows.iter().filter(|row| row.reason == series.reason && row.start.date() == day) {
        let slot = minute_of_day(row.start.time()) as usize / usize::from(series.interval_min.max(1));
        let Some(came) = actuals.get(slot).copied().filter(|came| !came.is_nan()) else { continue };
        let quantiles: Vec<f64> = row.quantiles.iter().map(|quantile| quantile.contacts).collect();
        tally.add(came, row.contacts, &quantiles, scale);
        (actual, expected) = (actual + came, expected + row.contacts);
    }
    let accuracy = tally.accuracy();
    (accuracy.intervals > 0).then_some(DayScore { actual, expected, accuracy })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::history::History;
    use crate::staff::Forecast;

    #[test]
    fn a_day_is_scored_by_what_came_and_not_by_its_neighbours() {
        let mut csv = String::from("start,reason,offered\n");
        for day in 1..=21 {
            for (hour, base) in [(9, 10), (10, 20)] {
                csv += &format!("2026-06-{day:02}T{hour:02}:00,a,{}\n", base + day % 7);
            }
        }
        let history = History::read(csv.as_bytes(), Some(60)).unwrap();
        let made = "start,reason,contacts,q05,q10,q90,q95\n2026-06-15T09:00,a,11,5,8,14,16\n2026-06-15T10:00,a,16,10,12,20,22\n2026-06-16T09:00,a,99,1,2,3,4\n";
        let made = Forecast::read(made.as_bytes(), None).unwrap();
        let score = score_day(&history.series[0], &made.rows, date(2026, 6, 15), date(2026, 6, 15)).unwrap();
        // 15 June brought 11 and 21.
        assert_eq!((score.actual, score.expected), (32.0, 27.0));
        assert!((score.accuracy.wape - 5.0 / 32.0).abs() < 1e-9, "{score:?}");
        assert_eq!(score.accuracy.intervals, 2);
        assert_eq!(score_day(&history.series[0], &made.rows, date(2026, 6, 15), date(2026, 6, 17)), None);
    }
}
