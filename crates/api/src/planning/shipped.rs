//! What a new centre starts from: the usual shapes of Korean centres.

use super::types::{
    HolidayCalendar, PlanSettings, Promise, ShiftBreak, ShiftTemplate, Shrinkage, Weekday, WorkContract,
};

/// Shifts, contracts, and 80 % in 20 seconds.
pub fn settings() -> PlanSettings {
    let pause = |length_min, paid, at_min: &[u32]| ShiftBreak { length_min, paid, at_min: at_min.to_vec() };
    let full = |name: &str, start: &str| ShiftTemplate {
        name: name.into(),
        start: start.into(),
        length_min: 540,
        counted_min: None,
        burden: 0,
        weekdays: None,
        breaks: vec![
            pause(30, true, &[90, 120]),
            pause(60, false, &[180, 210, 240, 270]),
            pause(30, true, &[390, 420]),
        ],
    };
    let weekend = |name: &str, start: &str, length_min, breaks| ShiftTemplate {
        name: name.into(),
        start: start.into(),
        length_min,
        counted_min: None,
        burden: 0,
        weekdays: Some(vec![Weekday::Sat, Weekday::Sun]),
        breaks,
    };
    let contract = |name: &str, shifts: &[&str], days, rest_h| WorkContract {
        name: name.into(),
        was: None,
        shifts: shifts.iter().map(|shift| (*shift).to_owned()).collect(),
        days: Some(days),
        hours: None,
        rest_h,
        days_in_a_row: Some((1, 5)),
        off_in_a_row: 0,
        weekends: None,
        weekend_days: None,
        nights_in_a_row: None,
        rest_after_nights_h: 0.0,
        law: Some("kr".into()),
    };
    PlanSettings {
        interval_min: 30,
        holidays: HolidayCalendar::Kr,
        guard_percent: 40,
        pooled: false,
        promise: Promise {
            service_level_percent: 80,
            within_s: 20,
            patience_s: Some(180),
            occupancy_percent: Some(85),
            concurrency: 1,
            quantile_percent: None,
            shrinkage: vec![
                Shrinkage { cause: "결근".into(), percent: 5 },
                Shrinkage { cause: "교육".into(), percent: 3 },
            ],
        },
        promises: Vec::new(),
        shifts: vec![
            full("07", "07:00"),
            full("09", "09:00"),
            full("11", "11:00"),
            full("15", "15:00"),
            ShiftTemplate {
                name: "13-18".into(),
                start: "13:00".into(),
                length_min: 300,
                counted_min: None,
                burden: 0,
                weekdays: None,
                breaks: vec![pause(30, false, &[120, 150, 180])],
            },
            weekend("주말 10-19", "10:00", 540, vec![pause(60, false, &[180, 240]), pause(30, true, &[390])]),
            weekend("주말 11-20", "11:00", 540, vec![pause(60, false, &[180, 240]), pause(30, true, &[390])]),
            weekend("주말 19-24", "19:00", 300, vec![pause(30, false, &[120, 150])]),
        ],
        contracts: vec![
            contract("정규 주5일", &["07", "09", "11", "15"], (5, 5), 11.0),
            contract("시간제 주5일", &["13-18"], (5, 5), 11.0),
            contract("주말 전담", &["주말 10-19", "주말 11-20", "주말 19-24"], (1, 2), 11.0),
            contract("파견 주4일", &["09", "11"], (4, 4), 11.0),
        ],
        sites: Vec::new(),
        under: 100,
        over: 1,
        weekend_burden: 0,
        fairness: 0,
        tolerance_min: 5,
        callbacks_percent: 50,
        hourly_cost: 18_000,
    }
}
