//! A desk for something new, such as a policy that half the country will ask about: from a guess of its volume and hours to people,
//! cost and the day from which it answers.

use jiff::civil::Date;
use serde::Serialize;

use crate::erlang::{Goal, Rate, Seconds, System};
use crate::history::plus;
use crate::refusal::{Refusal, refuse};

/// The largest desk.
pub const MAX_PEOPLE: u32 = 10_000;
/// The longest it is followed until it answers, in days.
const MOST_DAYS: i64 = 366;
/// Length of an interval, in minutes.
const INTERVAL_MIN: u32 = 30;
/// Share of a day's contacts by its progress: a morning peak, a lower one after lunch. Fifths of the open time; the usual shape of
/// service desks (Brown et al. 2005, fig. 4).
const SHAPE: [f64; 5] = [0.23, 0.26, 0.17, 0.19, 0.15];

/// How new people grow into the work: by weeks since they began, the share of a practised person's contacts they serve.
#[derive(Debug, Clone, PartialEq)]
pub struct Ramp {
    /// First week first; after the last they are practised.
    pub weeks: Vec<f64>,
}

/// What is to be answered, by whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// Contacts on an open day.
    pub contacts_per_day: f64,
    /// Handle time of a practised person, in seconds.
    pub aht_s: f64,
    /// Open from and to, in minutes after midnight.
    pub open: (u32, u32),
    /// Open days a week.
    pub days_per_week: u32,
    /// Mean patience in seconds; none: nobody gives up.
    pub patience_s: Option<f64>,
    /// What is promised.
    pub goal: Goal,
    /// Share of paid time not ready for contacts: breaks, training, absence.
    pub shrinkage: f64,
    /// Hours at work a week of one person.
    pub hours_per_week: f64,
    /// What a paid hour costs.
    pub hourly_cost: f64,
    /// Seats there are; none: as many as it takes.
    pub seats: Option<u32>,
    /// The first day people can begin.
    pub begins: Date,
    /// How many begin at once, each week.
    pub intake_per_week: u32,
    /// Days of training before the first contact.
    pub training_days: u32,
    /// How they grow.
    pub ramp: Ramp,
}

/// What it takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// At work at the busiest time.
    pub peak: u32,
    /// On the payroll.
    pub people: u32,
    /// Seats that are too few at the busiest time; 0 if they do.
    pub seats_missing: u32,
    /// Paid hours a week.
    pub hours_per_week: f64,
    /// Cost of a week in full running.
    pub cost_per_week: f64,
    /// Cost until the day it answers, training included.
    pub cost_until: f64,
    /// The first day on which those at work serve what is promised; none within a year.
    pub answers_from: Option<Date>,
    /// From the first week on.
    pub weeks: Vec<Week>,
    /// People at work by interval from the opening, practised.
    pub required: Vec<u32>,
}

/// A week of the desk's beginning.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Week {
    /// Its first day.
    pub first: Date,
    /// People begun so far.
    pub begun: u32,
    /// Practised people they are worth.
    pub worth: f64,
}

/// Works a desk out.
///
/// # Errors
/// The number that cannot be, in a sentence.
pub fn desk(desk: &Desk) -> Result<Answer, Refusal> {
    check(desk)?;
    let required = required(desk)?;
    let peak = required.iter().copied().max().unwrap_or(0);
    let at_work_h: f64 = required.iter().map(|people| f64::from(*people)).sum::<f64>() * f64::from(INTERVAL_MIN) / 60.0;
    let paid_h = at_work_h * f64::from(desk.days_per_week) / (1.0 - desk.shrinkage);
    // Enough for the week's hours and for the peak of a day on which everyone due that day is there.
    let by_hours = paid_h / desk.hours_per_week;
    let share_of_days = f64::min(1.0, 5.0 / f64::from(desk.days_per_week));
    let by_peak = f64::from(peak) / (1.0 - desk.shrinkage) / share_of_days;
    let people = by_hours.max(by_peak).ceil() as u32;
    if people > MAX_PEOPLE {
        return refuse(Refusal::DeskTooLarge { people, most: MAX_PEOPLE });
    }
    let (weeks, answers_from) = grow(desk, people);
    let cost_until = weeks
        .iter()
        .take_while(|week| answers_from.is_none_or(|from| week.first < from))
        .map(|week| f64::from(week.begun) * desk.hours_per_week * desk.hourly_cost)
        .sum();
    Ok(Answer {
        peak,
        people,
        seats_missing: desk.seats.map_or(0, |seats| peak.saturating_sub(seats)),
        hours_per_week: paid_h.max(f64::from(people) * desk.hours_per_week),
        cost_per_week: paid_h.max(f64::from(people) * desk.hours_per_week) * desk.hourly_cost,
        cost_until,
        answers_from,
        weeks,
        required,
    })
}

fn check(desk: &Desk) -> Result<(), Refusal> {
    let (from, to) = desk.open;
    if !(from < to && to <= 1_440 && to - from >= 60) {
        return refuse(Refusal::DeskHours);
    }
    if !(1..=7).contains(&desk.days_per_week) {
        return refuse(Refusal::DeskDays);
    }
    if !(desk.contacts_per_day > 0.0 && desk.contacts_per_day <= 1e6) {
        return refuse(Refusal::DeskContacts);
    }
    if !(0.0..0.95).contains(&desk.shrinkage) {
        return refuse(Refusal::DeskShrinkage);
    }
    if !(1.0..=80.0).contains(&desk.hours_per_week) || desk.intake_per_week == 0 {
        return refuse(Refusal::DeskPeople);
    }
    match desk.ramp.weeks.iter().all(|share| (0.0..=1.0).contains(share)) && desk.ramp.weeks.len() <= 52 {
        true => Ok(()),
        false => refuse(Refusal::DeskRamp),
    }
}

/// Practised people at work by interval of an open day.
fn required(desk: &Desk) -> Result<Vec<u32>, Refusal> {
    let slots = ((desk.open.1 - desk.open.0) / INTERVAL_MIN) as usize;
    let share = |slot: usize| {
        let fifth = (slot * SHAPE.len() / slots.max(1)).min(SHAPE.len() - 1);
        let in_fifth = (0..slots).filter(|other| (other * SHAPE.len() / slots.max(1)).min(SHAPE.len() - 1) == fifth);
        SHAPE.get(fifth).copied().unwrap_or(0.0) / in_fifth.count().max(1) as f64
    };
    // Short days leave fifths empty; what they held goes to the others.
    let all: f64 = (0..slots).map(share).sum();
    (0..slots)
        .map(|slot| {
            let rate = Rate(desk.contacts_per_day * share(slot) / all / f64::from(INTERVAL_MIN * 60));
            let system = match desk.patience_s {
                Some(patience) => System::a(rate, Seconds(desk.aht_s), Seconds(patience))?,
                None => System::c(rate, Seconds(desk.aht_s))?,
            };
            Ok(system.least(&desk.goal)?.agents)
        })
        .collect()
}

/// Week by week: who has begun, what they are worth, and the first day that is enough.
fn grow(desk: &Desk, people: u32) -> (Vec<Week>, Option<Date>) {
    let mut weeks = Vec::new();
    // Who began together: the day they are trained, counted from the first, and how many they are.
    let mut groups: Vec<(i64, u32)> = Vec::new();
    let mut begun = 0;
    for week in 0..MOST_DAYS / 7 {
        let more = desk.intake_per_week.min(people - begun);
        if more > 0 {
            groups.push((week * 7 + i64::from(desk.training_days), more));
            begun += more;
        }
        let worth = groups.iter().map(|(ready, count)| worth(&desk.ramp, week * 7 - ready) * f64::from(*count)).sum();
        let first = plus(desk.begins, week * 7);
        weeks.push(Week { first, begun, worth });
        if worth >= f64::from(people) - 1e-9 {
            return (weeks, Some(first));
        }
    }
    (weeks, None)
}

/// What a person is worth so many days after her training.
fn worth(ramp: &Ramp, days: i64) -> f64 {
    match usize::try_from(days.div_euclid(7)) {
        Ok(week) => ramp.weeks.get(week).copied().unwrap_or(1.0),
        Err(_) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::erlang::{Promise, ShortAbandons};

    fn small() -> Desk {
        Desk {
            contacts_per_day: 300.0,
            aht_s: 300.0,
            open: (540, 1_080),
            days_per_week: 5,
            patience_s: Some(180.0),
            goal: Goal {
                service_level: Some(Promise { share: 0.8, within_s: 20.0, short: ShortAbandons::default() }),
                ..Goal::default()
            },
            shrinkage: 0.25,
            hours_per_week: 40.0,
            hourly_cost: 18_000.0,
            seats: Some(6),
            begins: date(2026, 12, 7),
            intake_per_week: 3,
            training_days: 7,
            ramp: Ramp { weeks: vec![0.6, 0.8] },
        }
    }

    #[test]
    fn a_small_desk_knows_its_people_its_missing_seats_and_its_day() {
        let answer = desk(&small()).unwrap();
        // 78 contacts in the busiest 108 minutes are 3.6 erlangs: five at work by Erlang A, of seven on the payroll.
        assert_eq!(answer.peak, 5, "{answer:?}");
        assert_eq!((answer.people, answer.seats_missing), (7, 0), "{answer:?}");
        // Three begin each week; the last one in the third week, trained by the fourth, practised two weeks later.
        assert_eq!(answer.answers_from, Some(date(2027, 1, 11)), "{:?}", answer.weeks);
        assert!(answer.cost_until > 0.0 && answer.cost_per_week >= 7.0 * 40.0 * 18_000.0);
    }

    #[test]
    fn twice_the_contacts_take_less_than_twice_the_people_and_too_few_seats_are_told() {
        let one = desk(&small()).unwrap();
        let two = desk(&Desk { contacts_per_day: 600.0, ..small() }).unwrap();
        assert!(two.people > one.people && two.people < 2 * one.people, "{} {}", one.people, two.people);
        assert_eq!(two.seats_missing, two.peak - 6);
    }

    #[test]
    fn a_desk_that_is_never_open_is_refused() {
        assert!(desk(&Desk { open: (600, 600), ..small() }).is_err());
    }
}
