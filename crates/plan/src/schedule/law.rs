//! Limits of law as data, each with its source.

use super::problem::{Contract, Pause, Shift};
use crate::refusal::{Refusal, refuse};

/// Article and text of each Korean limit used here, for people to read.
pub const KOREA: [(&str, &str); 4] = [
    ("근로기준법 제50조·제53조", "주 40시간, 당사자 합의로 연장 12시간까지: 주 52시간"),
    ("근로기준법 제54조", "4시간에 30분 이상, 8시간에 1시간 이상의 휴게시간을 근로시간 도중에"),
    ("근로기준법 제55조", "1주에 평균 1회 이상의 유급휴일"),
    ("근로기준법 제59조 제2항", "근로일 종료 후 다음 근로일 개시 전까지 11시간 이상의 연속 휴식 (특례업종·탄력근로)"),
];

/// Minutes of work in a week, extension included.
const WEEK_MIN: u32 = 52 * 60;
/// Rest between two days of work.
const REST_MIN: u32 = 11 * 60;
/// Pause by hours worked: from so many minutes on, so many minutes.
const PAUSES: [(u32, u32); 2] = [(480, 60), (240, 30)];

/// Limits of law that a contract's own numbers do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Law {
    /// Most minutes worked from a Monday to its Sunday.
    pub week_min: u32,
    /// Least pause by minutes worked, the longest work first: from so many minutes on, so many.
    pauses: &'static [(u32, u32)],
}

impl Law {
    /// The pause that a shift with this way of its pauses owes and does not give: from so many minutes of work on, so many.
    pub fn pause_owed(&self, length_min: u32, pattern: &[Pause]) -> Option<(u32, u32)> {
        let paused = paused(pattern);
        let worked = length_min.saturating_sub(paused);
        let due = self.pauses.iter().find(|(from, _)| worked >= *from);
        due.filter(|(_, pause)| paused < *pause).copied()
    }
}

fn paused(pattern: &[Pause]) -> u32 {
    pattern.iter().fold(0, |sum: u32, pause| sum.saturating_add(pause.length_min))
}

/// Tightens a contract to Korean law.
///
/// # Errors
/// Where a shift of the contract breaks the law by itself.
pub(super) fn korea(name: &str, contract: &mut Contract, shifts: &[Shift], days: usize) -> Result<(), Refusal> {
    let law = Law { week_min: WEEK_MIN, pauses: &PAUSES };
    for shift in contract.shifts.iter().filter_map(|(shift, _)| shifts.get(*shift)) {
        let none = [Vec::new()];
        let patterns = if shift.patterns.is_empty() { &none[..] } else { &shift.patterns };
        let owed = patterns.iter().find_map(|way| Some((way, law.pause_owed(shift.length_min, way)?)));
        if let Some((way, (from, pause))) = owed {
            let [_, (article, _), ..] = KOREA;
            return refuse(Refusal::TooFewBreaks {
                contract: name.into(),
                shift: shift.name.clone(),
                hours: shift.length_min.saturating_sub(paused(way)) / 60,
                least: pause,
                minutes: paused(way),
                article: article.into(),
                from: from / 60,
            });
        }
    }
    contract.law = Some(law);
    let weeks = u32::try_from(days.div_ceil(7)).unwrap_or(u32::MAX);
    let least = (contract.minutes.start() / weeks.max(1)).max(*contract.week_minutes.start());
    if least > WEEK_MIN {
        let [(article, _), ..] = KOREA;
        return refuse(Refusal::HoursBeyondLaw {
            contract: name.into(),
            hours: least / 60,
            most: WEEK_MIN / 60,
            article: article.into(),
        });
    }
    let most = weeks.saturating_mul(WEEK_MIN).min(*contract.minutes.end());
    contract.minutes = *contract.minutes.start()..=most;
    contract.rest_min = contract.rest_min.max(REST_MIN);
    contract.in_a_row = *contract.in_a_row.start()..=(*contract.in_a_row.end()).min(6);
    Ok(())
}
