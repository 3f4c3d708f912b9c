//! Handle time to come: the usual handle time of a weekday's interval, weighted by contacts, times the recent level.

use crate::calendar::weekday;
use crate::history::Series;

/// Days looked back for the shape, and for the level.
const SHAPE_DAYS: usize = 112;
const LEVEL_DAYS: usize = 28;
/// An interval's own handle time counts as much as the whole day's once it had so many contacts.
const PRIOR: f64 = 100.0;

/// Expected handle times, in seconds.
pub struct HandleTime {
    slots: usize,
    /// By weekday and interval.
    seconds: Vec<f64>,
}

impl HandleTime {
    /// Learns from a history; `None` if it has no handle time.
    pub fn learn(series: &Series) -> Option<HandleTime> {
        let slots = series.slots();
        let days = series.days();
        let mut spent = vec![0.0; 8 * slots];
        let mut contacts = vec![0.0; 8 * slots];
        let mut all = Mean::default();
        let mut recent = Mean::default();
        for day in days.saturating_sub(SHAPE_DAYS)..days {
            let of_week = weekday(series.date(day));
            for slot in 0..slots {
                let at = day * slots + slot;
                let (Some(aht), Some(handled)) = (series.aht_s.get(at), series.handled.get(at)) else { continue };
                if aht.is_nan() || *handled <= 0.0 {
                    continue;
                }
                all.add(*aht, *handled);
                if day + LEVEL_DAYS >= days {
                    recent.add(*aht, *handled);
                }
                // The eighth row is the pooled one.
                for row in [of_week, 7] {
                    if let (Some(spent), Some(contacts)) =
                        (spent.get_mut(row * slots + slot), contacts.get_mut(row * slots + slot))
                    {
                        *spent += aht * handled;
                        *contacts += handled;
                    }
                }
            }
        }
        let usual = all.value()?;
        let level = recent.value().unwrap_or(usual) / usual;
        let cell = |values: &[f64], at: usize| values.get(at).copied().unwrap_or(0.0);
        let shrunk = |at: usize, to: f64| (cell(&spent, at) + PRIOR * to) / (cell(&contacts, at) + PRIOR);
        let seconds = (0..7 * slots).map(|at| level * shrunk(at, shrunk(7 * slots + at % slots, usual))).collect();
        Some(HandleTime { slots, seconds })
    }

    /// Seconds expected on a weekday (0 is Monday) in an interval.
    pub fn at(&self, of_week: usize, slot: usize) -> f64 {
        self.seconds.get(of_week * self.slots + slot).copied().unwrap_or(0.0)
    }
}

#[derive(Default)]
struct Mean {
    spent: f64,
    contacts: f64,
}

impl Mean {
    fn add(&mut self, aht_s: f64, handled: f64) {
        self.spent += aht_s * handled;
        self.contacts += handled;
    }

    fn value(&self) -> Option<f64> {
        (self.contacts > 0.0).then(|| self.spent / self.contacts)
    }
}
