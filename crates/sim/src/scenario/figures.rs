//! Figures over many days, each with the interval its mean lies in.

use std::collections::BTreeMap;

use measure::Sums;
use routing::ReasonId;

use super::Day;
use crate::student;

/// A mean over days with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Figure {
    pub mean: f64,
    pub low: f64,
    pub high: f64,
}

/// How service level counts those who gave up (Koole 2013).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ServiceLevel {
    /// Short abandons out: in time ÷ (answered + abandoned after the target).
    #[default]
    Out,
    /// In time ÷ (answered + abandoned).
    In,
    /// (In time + abandoned within the target) ÷ (answered + abandoned).
    AsAnswered,
    /// Customers answered in time, earlier tries counted into their wait ÷ the customers expected; in thousandths of one a day.
    Expected(u64),
}

/// How service level is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels {
    pub all: ServiceLevel,
    /// For single reasons.
    pub of: BTreeMap<ReasonId, ServiceLevel>,
    /// Calls the centre makes by itself: nobody waits for those, they are no part of service level or waits of all.
    pub aside: Option<ReasonId>,
}

/// What a scenario comes to. Times in seconds, shares 0 to 1, counts per day.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Figures {
    pub service_level: Option<Figure>,
    /// In time ÷ answered.
    pub service_level_served: Option<Figure>,
    pub asa_s: Option<Figure>,
    pub abandonment: Option<Figure>,
    pub aht_s: Option<Figure>,
    pub offered_per_day: Figure,
    pub served_per_day: Figure,
    pub abandoned_per_day: Figure,
    pub callbacks_per_day: Figure,
    pub callbacks_kept: Option<Figure>,
    /// Reached by a first attempt within the slot.
    pub callbacks_first_try: Option<Figure>,
    pub bot_solved_per_day: Figure,
}

/// Everything a run of days says.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Outcome {
    pub days: usize,
    #[serde(flatten)]
    pub all: Figures,
    pub occupancy: Option<Figure>,
    pub retrials_per_day: Figure,
    pub blocked_per_day: Figure,
    pub sent_away_per_day: Figure,
    pub dialled_per_day: Figure,
    /// Never served and never left; anything but 0 says that somebody is missing to serve them.
    pub left_waiting_per_day: Figure,
    /// By reason id.
    pub by_reason: BTreeMap<u32, Figures>,
}

/// What days come to.
pub fn figures(days: &[Day], levels: &Levels) -> Outcome {
    let mut reasons: BTreeMap<u32, Vec<Sums>> = BTreeMap::new();
    for (at, day) in days.iter().enumerate() {
        for (reason, sums) in &day.by_reason {
            let of_day = reasons.entry(reason.map_or(0, |reason| reason.0)).or_default();
            of_day.resize(days.len(), Sums::default());
            if let Some(own) = of_day.get_mut(at) {
                *own = *sums;
            }
        }
    }
    let own = |reason: u32| levels.of.get(&ReasonId(reason)).copied().unwrap_or(levels.all);
    let told = |of: fn(&Day) -> u64| mean(days.iter().map(of));
    Outcome {
        days: days.len(),
        all: of_all(days, levels),
        occupancy: ratio(days.iter().map(|day| (day.busy_ms, day.busy_ms + day.idle_ms))),
        retrials_per_day: told(|day| day.told.retrials),
        blocked_per_day: told(|day| day.told.blocked),
        sent_away_per_day: told(|day| day.told.sent_away),
        dialled_per_day: told(|day| day.told.dialled),
        left_waiting_per_day: told(|day| day.left_waiting),
        by_reason: reasons
            .into_iter()
            .map(|(reason, sums)| (reason, of_reason(days, reason, &sums, own(reason))))
            .collect(),
    }
}

fn of_all(days: &[Day], levels: &Levels) -> Figures {
    let of_customers = |day: &Day| {
        let mut sums = Sums::default();
        let theirs = day.by_reason.iter().filter(|(reason, _)| levels.aside.is_none() || **reason != levels.aside);
        theirs.for_each(|(_, own)| sums.merge(own));
        sums
    };
    let customers = of_sums(&days.iter().map(of_customers).collect::<Vec<_>>(), levels.all);
    let service_level = match levels.all {
        ServiceLevel::Expected(thousandths) => {
            ratio(days.iter().map(|day| (day.in_time.values().sum::<u64>() * 1_000, thousandths)))
        }
        _ => customers.service_level,
    };
    Figures {
        service_level,
        service_level_served: customers.service_level_served,
        asa_s: customers.asa_s,
        ..of_sums(&days.iter().map(|day| day.sums).collect::<Vec<_>>(), levels.all)
    }
}

fn of_reason(days: &[Day], reason: u32, sums: &[Sums], level: ServiceLevel) -> Figures {
    let figures = of_sums(sums, level);
    let ServiceLevel::Expected(thousandths) = level else { return figures };
    let in_time = |day: &Day| day.in_time.get(&ReasonId(reason)).copied().unwrap_or(0) * 1_000;
    Figures { service_level: ratio(days.iter().map(|day| (in_time(day), thousandths))), ..figures }
}

fn of_sums(days: &[Sums], level: ServiceLevel) -> Figures {
    let count = |of: fn(&Sums) -> u64| mean(days.iter().map(of));
    let share = |of: fn(&Sums) -> (u64, u64)| ratio(days.iter().map(of));
    let seconds = |of: fn(&Sums) -> (u64, u64)| share(of).map(|figure| figure.times(0.001));
    Figures {
        service_level: ratio(days.iter().map(|day| level.of(day))),
        service_level_served: share(|day| (day.answered_in_target, day.answered)),
        asa_s: seconds(|day| (day.answer_wait_ms, day.answered)),
        abandonment: share(|day| (day.abandoned, day.answered + day.abandoned)),
        aht_s: seconds(|day| (day.talk_ms + day.hold_ms + day.wrap_up_ms, day.handled)),
        offered_per_day: count(|day| day.offered),
        served_per_day: count(|day| day.answered),
        abandoned_per_day: count(|day| day.abandoned),
        callbacks_per_day: count(|day| day.callbacks_attempted),
        callbacks_kept: share(|day| (day.callbacks_kept, day.callbacks_attempted)),
        callbacks_first_try: share(|day| (day.callbacks_first_try, day.callbacks_attempted)),
        bot_solved_per_day: count(|day| day.bot_solved),
    }
}

impl ServiceLevel {
    /// Parts and whole of a day.
    pub fn of(self, day: &Sums) -> (u64, u64) {
        match self {
            ServiceLevel::Out => (day.answered_in_target, day.answered + day.abandoned - day.abandoned_in_target),
            ServiceLevel::In => (day.answered_in_target, day.answered + day.abandoned),
            ServiceLevel::AsAnswered => {
                (day.answered_in_target + day.abandoned_in_target, day.answered + day.abandoned)
            }
            ServiceLevel::Expected(thousandths) => (day.answered_in_target * 1_000, thousandths),
        }
    }
}

impl Figure {
    fn around(mean: f64, half: f64) -> Figure {
        Figure { mean, low: mean - half, high: mean + half }
    }

    fn times(self, factor: f64) -> Figure {
        Figure { mean: self.mean * factor, low: self.low * factor, high: self.high * factor }
    }
}

/// A mean of counts; of a single day nothing is known of its spread.
fn mean(days: impl Iterator<Item = u64>) -> Figure {
    let days: Vec<f64> = days.map(|count| count as f64).collect();
    let n = days.len().max(1) as f64;
    let mean = days.iter().sum::<f64>() / n;
    let squares: f64 = days.iter().map(|count| (count - mean).powi(2)).sum();
    Figure::around(mean, half_width(squares, n))
}

/// A ratio of sums over days, with its interval by the delta method; none where there is nothing to divide by.
fn ratio(days: impl Iterator<Item = (u64, u64)>) -> Option<Figure> {
    let days: Vec<(f64, f64)> = days.map(|(part, whole)| (part as f64, whole as f64)).collect();
    let (parts, wholes) = days.iter().fold((0.0, 0.0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
    if wholes <= 0.0 {
        return None;
    }
    let n = days.len() as f64;
    let ratio = parts / wholes;
    let squares: f64 = days.iter().map(|(part, whole)| ((part - ratio * whole) / (wholes / n)).powi(2)).sum();
    Some(Figure::around(ratio, half_width(squares, n)))
}

/// Half a 95 % interval of a mean of `n` with this sum of squared deviations.
fn half_width(squares: f64, n: f64) -> f64 {
    if n < 2.0 {
        return 0.0;
    }
    student::reach(0.95, n as usize - 1) * (squares / (n - 1.0) / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_of_counts_has_students_interval() {
        let figure = mean([2, 4, 6].into_iter());
        // s = 2, t(2) = 4.303, n = 3.
        assert_eq!(figure.mean, 4.0);
        assert!((figure.high - (4.0 + 4.303 * 2.0 / 3.0_f64.sqrt())).abs() < 1e-3);
    }

    #[test]
    fn a_ratio_weighs_days_by_their_size() {
        let figure = ratio([(1, 2), (30, 40)].into_iter()).expect("a ratio");
        assert!((figure.mean - 31.0 / 42.0).abs() < 1e-12);
        assert!(figure.low < figure.mean);
        assert_eq!(ratio([(0, 0)].into_iter()), None);
    }
}
