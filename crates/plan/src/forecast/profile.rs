//! Shapes of the day: shares of the intervals by weekday, drawn to the pooled shape where weeks are few.

use super::panel::{Panel, SEGMENTS};
use crate::calendar::weekday;

/// How a shape is taken from the past.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Weeks looked back.
    pub weeks: usize,
    /// The pooled shape counts as so many weeks.
    pub pooled: f64,
}

/// Shares of a segment (or of the day) by weekday and interval.
pub struct Profile {
    slots: usize,
    /// Share of the segment, by weekday.
    of_segment: Vec<f64>,
    /// Share of the day, by weekday.
    of_day: Vec<f64>,
}

impl Profile {
    /// The shape known at an origin.
    pub fn at(panel: &Panel, origin: usize, shape: Shape) -> Profile {
        let slots = panel.slots();
        let mut own = vec![0.0; 7 * slots];
        let mut weeks = [0.0; 7];
        let mut pooled = vec![0.0; slots];
        for day in (origin.saturating_sub(7 * shape.weeks)..origin).filter(|day| panel.whole(*day)) {
            let of_week = weekday(panel.date(day));
            // Each day counts with its own shares, so that a flood does not bend the shape.
            let total = panel.totals.get(day).copied().unwrap_or(0.0).max(1.0);
            if let Some(count) = weeks.get_mut(of_week) {
                *count += 1.0;
            }
            let row = own.iter_mut().skip(of_week * slots).zip(&mut pooled);
            for ((own, pooled), value) in row.zip(panel.series.day(day)).filter(|(_, value)| !value.is_nan()) {
                *own += value / total;
                *pooled += value / total;
            }
        }
        let days: f64 = weeks.iter().sum::<f64>().max(1.0);
        let mut of_day = vec![0.0; 7 * slots];
        let mut of_segment = vec![0.0; 7 * slots];
        for of_week in 0..7 {
            let count = weeks.get(of_week).copied().unwrap_or(0.0);
            let mut sums = [0.0; SEGMENTS];
            let mut whole = 0.0;
            let cells = of_day.iter_mut().skip(of_week * slots).take(slots);
            for (slot, cell) in cells.enumerate().filter(|(slot, _)| panel.is_open(of_week, *slot)) {
                let common = pooled.get(slot).copied().unwrap_or(0.0) / days;
                let own = own.get(of_week * slots + slot).copied().unwrap_or(0.0);
                *cell = (own + shape.pooled * common) / (count + shape.pooled).max(1e-9);
                whole += *cell;
                if let Some(sum) = panel.segment_of.get(slot).and_then(|segment| sums.get_mut(*segment)) {
                    *sum += *cell;
                }
            }
            let cells = of_day.iter_mut().zip(&mut of_segment).skip(of_week * slots).take(slots);
            for ((day, segment), of) in cells.zip(&panel.segment_of) {
                *segment = *day / sums.get(*of).copied().unwrap_or(0.0).max(1e-12);
                *day /= whole.max(1e-12);
            }
        }
        Profile { slots, of_segment, of_day }
    }

    /// Shares of a segment, interval by interval.
    pub fn of_segment(&self, of_week: usize) -> &[f64] {
        self.of_segment.get(of_week * self.slots..(of_week + 1) * self.slots).unwrap_or_default()
    }

    /// Shares of the day, interval by interval.
    pub fn of_day(&self, of_week: usize) -> &[f64] {
        self.of_day.get(of_week * self.slots..(of_week + 1) * self.slots).unwrap_or_default()
    }
}
