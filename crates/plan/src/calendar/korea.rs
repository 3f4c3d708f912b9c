//! Korean public holidays: fixed days, the three that follow the moon as a table, substitute days by rule.
//!
//! Source: 관공서의 공휴일에 관한 규정, 제2조 (the days) and 제3조 (대체공휴일: 설날·추석·어린이날 since 2014; 3·1절, 광복절, 개천절,
//! 한글날 since August 2021; 부처님오신날 and 기독탄신일 since 2023; 제헌절 since 2026; 노동절, a holiday since 2026, is taken to have
//! none: 2027-05-01, a Saturday, will tell). Moon dates: 한국천문연구원 월력요항. Days the government declares for one year (elections,
//! temporary holidays) are not in it: give them as a file of dates.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use crate::history::plus;

/// Years the table of moon dates covers; outside them only the fixed days are known.
pub const YEARS: std::ops::RangeInclusive<i16> = 2015..=2035;

/// 설날, 부처님오신날, 추석 as (month, day), from 2015 on.
const MOON: [[(i8, i8); 3]; 21] = [
    [(2, 19), (5, 25), (9, 27)],
    [(2, 8), (5, 14), (9, 15)],
    [(1, 28), (5, 3), (10, 4)],
    [(2, 16), (5, 22), (9, 24)],
    [(2, 5), (5, 12), (9, 13)],
    [(1, 25), (4, 30), (10, 1)],
    [(2, 12), (5, 19), (9, 21)],
    [(2, 1), (5, 8), (9, 10)],
    [(1, 22), (5, 27), (9, 29)],
    [(2, 10), (5, 15), (9, 17)],
    [(1, 29), (5, 5), (10, 6)],
    [(2, 17), (5, 24), (9, 25)],
    [(2, 7), (5, 13), (9, 15)],
    [(1, 27), (5, 2), (10, 3)],
    [(2, 13), (5, 20), (9, 22)],
    [(2, 3), (5, 9), (9, 12)],
    [(1, 23), (5, 28), (10, 1)],
    [(2, 11), (5, 16), (9, 19)],
    [(1, 31), (5, 6), (9, 8)],
    [(2, 19), (5, 25), (9, 27)],
    [(2, 8), (5, 15), (9, 16)],
];

/// When a day gets a substitute.
#[derive(Clone, Copy, PartialEq)]
enum Substitute {
    Never,
    /// It falls on a Sunday or on another holiday (설날, 추석).
    Sunday,
    /// It falls on a Saturday, a Sunday or another holiday.
    Weekend,
}

/// Holidays of one year with their names.
pub fn year(year: i16) -> BTreeMap<Date, &'static str> {
    let weekend_from = |since: bool| if since { Substitute::Weekend } else { Substitute::Never };
    let national = |since: i16| weekend_from(year >= since);
    let mut days: Vec<(i8, i8, i64, &'static str, Substitute)> = vec![
        (1, 1, 0, "신정", Substitute::Never),
        (3, 1, 0, "3·1절", national(2022)),
        (5, 5, 0, "어린이날", Substitute::Weekend),
        (6, 6, 0, "현충일", Substitute::Never),
        (8, 15, 0, "광복절", national(2021)),
        (10, 3, 0, "개천절", national(2021)),
        (10, 9, 0, "한글날", national(2021)),
        (12, 25, 0, "기독탄신일", national(2023)),
    ];
    if year >= 2026 {
        days.push((5, 1, 0, "노동절", Substitute::Never));
        days.push((7, 17, 0, "제헌절", Substitute::Weekend));
    }
    if let Some([new_year, buddha, harvest]) = usize::try_from(year - YEARS.start()).ok().and_then(|at| MOON.get(at)) {
        for shift in -1..=1 {
            days.push((new_year.0, new_year.1, shift, "설날", Substitute::Sunday));
            days.push((harvest.0, harvest.1, shift, "추석", Substitute::Sunday));
        }
        days.push((buddha.0, buddha.1, 0, "부처님오신날", national(2023)));
    }
    let mut dated: Vec<(Date, &'static str, Substitute)> = days
        .into_iter()
        .filter_map(|(month, day, shift, name, rule)| {
            Some((plus(Date::new(year, month, day).ok()?, shift), name, rule))
        })
        .collect();
    dated.sort_by_key(|(date, ..)| *date);
    let mut holidays: BTreeMap<Date, &'static str> = dated.iter().map(|(date, name, _)| (*date, *name)).collect();
    let mut taken = Vec::new();
    for (date, _, rule) in dated {
        let doubled = taken.contains(&date);
        taken.push(date);
        let moved = match rule {
            Substitute::Never => false,
            Substitute::Sunday => doubled || date.weekday() == Weekday::Sunday,
            Substitute::Weekend => doubled || matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        };
        if moved {
            let mut substitute = plus(date, 1);
            while holidays.contains_key(&substitute)
                || matches!(substitute.weekday(), Weekday::Saturday | Weekday::Sunday)
            {
                substitute = plus(substitute, 1);
            }
            holidays.insert(substitute, "대체공휴일");
        }
    }
    holidays
}
