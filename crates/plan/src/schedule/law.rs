//! Limits of law as data, each with its source.

use super::problem::{Contract, Shift};
use crate::refusal::{Refusal, refuse};

/// Article and text of each Korean limit used here, for people to read.
pub const KOREA: [(&str, &str); 4] = [
    ("근로기준법 제50조·제53조", "주 40시간, 당사자 합의로 연장 12시간까지: 주 52시간"),
    ("근로기준법 제54조", "4시간에 30분 이상, 8시간에 1시간 이상의 휴게시간을 근로시간 도중에"),
    ("근로기준법 제55조", "1주에 평균 1회 이상의 유급휴일"),
    ("근로기준법 제59조 제2항", "근로일 종료 후 다음 근로일 개시 전까지 11시간 이상의 연속 휴식 (특례업종·탄력근로)"),
];

/// Hours of work in a week, extension included.
const WEEK_MIN: u64 = 52 * 60;
/// Rest between two days of work.
const REST_MIN: u32 = 11 * 60;
/// Pause by hours worked: from so many minutes on, so many minutes.
const PAUSES: [(u32, u32); 2] = [(480, 60), (240, 30)];

/// Tightens a contract to Korean law.
///
/// # Errors
/// Where a shift of the contract breaks the law by itself.
pub(super) fn korea(name: &str, contract: &mut Contract, shifts: &[Shift], days: usize) -> Result<(), Refusal> {
    for shift in contract.shifts.iter().filter_map(|(shift, _)| shifts.get(*shift)) {
        let least = shift
            .patterns
            .iter()
            .map(|pattern| pattern.iter().fold(0, |sum: u32, pause| sum.saturating_add(pause.length_min)))
            .min();
        let paused: u32 = least.unwrap_or(0);
        let worked = shift.length_min.saturating_sub(paused);
        if let Some((from, pause)) =
            PAUSES.iter().find(|(from, _)| worked >= *from).filter(|(_, pause)| paused < *pause)
        {
            let [_, (article, _), ..] = KOREA;
            return refuse(Refusal::TooFewBreaks {
                contract: name.into(),
                shift: shift.name.clone(),
                hours: worked / 60,
                least: *pause,
                minutes: paused,
                article: article.into(),
                from: from / 60,
            });
        }
    }
    let weeks = days.div_ceil(7) as u64;
    let most = u32::try_from(weeks * WEEK_MIN).unwrap_or(u32::MAX).min(*contract.minutes.end());
    contract.minutes = *contract.minutes.start()..=most;
    contract.rest_min = contract.rest_min.max(REST_MIN);
    contract.in_a_row = *contract.in_a_row.start()..=(*contract.in_a_row.end()).min(6);
    Ok(())
}
