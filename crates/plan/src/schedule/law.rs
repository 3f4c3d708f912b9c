//! Limits of law as data, each with its source.

use serde::{Deserialize, Serialize};

use super::problem::{Contract, Pause, Shift};
use super::rules::Rule;
use crate::refusal::{Refusal, refuse};

/// Article and text of each Korean limit used here, for people to read.
pub const KOREA: [(&str, &str); 9] = [
    ("근로기준법 제50조·제53조", "주 40시간, 당사자 합의로 연장 12시간까지: 주 52시간"),
    ("근로기준법 제54조", "4시간에 30분 이상, 8시간에 1시간 이상의 휴게시간을 근로시간 도중에"),
    ("근로기준법 제55조", "1주에 평균 1회 이상의 유급휴일"),
    ("근로기준법 제59조 제2항", "근로일 종료 후 다음 근로일 개시 전까지 11시간 이상의 연속 휴식 (특례업종·탄력근로)"),
    ("근로기준법 제56조 제3항", "야간근로(오후 10시부터 다음 날 오전 6시 사이)에는 통상임금의 50% 이상을 가산"),
    (
        "근로기준법 제70조",
        "18세 이상 여성의 야간근로에는 본인 동의가, 임산부와 18세 미만자의 야간근로에는 동의(임신 중이면 명시적 청구)와 고용노동부장관 인가가 필요",
    ),
    ("근로기준법 제69조", "18세 미만자는 1일 7시간, 1주 35시간, 합의로 1일 1시간, 1주 5시간까지 연장"),
    ("근로기준법 제71조", "산후 1년이 지나지 않은 여성의 시간외근로는 1일 2시간, 1주 6시간까지"),
    ("근로기준법 제74조 제5항", "임신 중인 여성에게 시간외근로를 시키지 못함"),
];

/// Minutes of work in a week, extension included.
const WEEK_MIN: u32 = 52 * 60;
/// Rest between two days of work.
const REST_MIN: u32 = 11 * 60;
/// Pause by hours worked: from so many minutes on, so many minutes.
const PAUSES: [(u32, u32); 2] = [(480, 60), (240, 30)];
/// What night work is paid on top (제56조 제3항).
const NIGHT_PREMIUM_PERCENT: u32 = 50;
/// Night, 22:00 to 06:00, as minutes from the midnight of a day on which a shift starts.
const NIGHTS: [(u32, u32); 3] = [(0, 360), (1_320, 1_800), (2_760, 3_240)];

/// Minutes of night between two minutes of a day, the later one maybe after midnight.
pub(super) fn night_min(from: u32, to: u32) -> u32 {
    NIGHTS.iter().map(|(begins, ends)| to.min(*ends).saturating_sub(from.max(*begins))).sum()
}

/// Whom the law protects from nights and long hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protected {
    /// A woman who has not agreed to nights.
    NoConsent,
    Pregnant,
    /// Within a year of giving birth.
    AfterBirth,
    /// Younger than eighteen.
    Minor,
}

impl Protected {
    /// Most minutes of work in a day and in a week, extension that may be agreed included, and the article; none of its own.
    fn hours(self) -> Option<(u32, u32, &'static str)> {
        let [.., (minor, _), (birth, _), (pregnant, _)] = KOREA;
        match self {
            Protected::NoConsent => None,
            Protected::Pregnant => Some((8 * 60, 40 * 60, pregnant)),
            Protected::AfterBirth => Some((10 * 60, 46 * 60, birth)),
            Protected::Minor => Some((8 * 60, 40 * 60, minor)),
        }
    }
}

/// Limits of law that a contract's own numbers do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Law {
    /// Most minutes worked from a Monday to its Sunday.
    pub week_min: u32,
    /// Most minutes worked on a day.
    day_min: u32,
    /// Whether she may work at night.
    nights: bool,
    /// What an hour between 22:00 and 06:00 is paid on top, in percent.
    pub night_premium_percent: u32,
    /// Least pause by minutes worked, the longest work first: from so many minutes on, so many.
    pauses: &'static [(u32, u32)],
}

impl Law {
    /// No law was asked for.
    pub(super) const NONE: Law =
        Law { week_min: u32::MAX, day_min: u32::MAX, nights: true, night_premium_percent: 0, pauses: &[] };

    /// The pause that a shift with this way of its pauses owes and does not give amid its work: from so many minutes of work on, so
    /// many.
    pub fn pause_owed(&self, length_min: u32, pattern: &[Pause]) -> Option<(u32, u32)> {
        let worked = length_min.saturating_sub(paused(pattern));
        let due = self.pauses.iter().find(|(from, _)| worked >= *from);
        due.filter(|(_, pause)| paused_amid(length_min, pattern) < *pause).copied()
    }

    /// The rule that a shift breaks by itself.
    pub fn forbids(&self, shift: &Shift) -> Option<Rule> {
        match shift {
            _ if !self.nights && shift.night_min() > 0 => Some(Rule::Night),
            _ if shift.counted_min > self.day_min => Some(Rule::DayHours),
            _ => None,
        }
    }

    /// The law of a person whom it protects; with a permit she may work at night.
    pub(super) fn protecting(self, who: Protected, permit: bool) -> Law {
        let (day_min, week_min, _) = who.hours().unwrap_or((self.day_min, self.week_min, ""));
        Law { day_min, week_min: week_min.min(self.week_min), nights: permit, ..self }
    }

    /// Whether a contract can be worked under it.
    ///
    /// # Errors
    /// Where it asks for more hours than the law allows her, or leaves her no shift.
    pub(super) fn leaves_work(
        &self,
        who: Protected,
        of: &str,
        contract: &Contract,
        shifts: &[Shift],
        days: usize,
    ) -> Result<(), Refusal> {
        let (.., article) = who.hours().unwrap_or((0, 0, ""));
        let least = least_a_week(contract, days);
        if least > self.week_min {
            let (hours, most) = (least / 60, self.week_min / 60);
            return refuse(Refusal::HoursBeyondProtection { of: of.into(), hours, most, article: article.into() });
        }
        if self.left(contract, shifts).shifts.is_empty() {
            let [_, _, _, _, _, (nights, _), ..] = KOREA;
            let article = if article.is_empty() { nights.into() } else { format!("{nights}, {article}") };
            return refuse(Refusal::ProtectedFromAll { of: of.into(), article });
        }
        Ok(())
    }

    /// What it leaves of a contract: the shifts that it does not forbid, and no more hours a week.
    pub(super) fn left(&self, contract: &Contract, shifts: &[Shift]) -> Contract {
        let lawful = |at: usize| shifts.get(at).is_some_and(|shift| self.forbids(shift).is_none());
        Contract {
            shifts: contract.shifts.iter().copied().filter(|(at, _)| lawful(*at)).collect(),
            week_minutes: *contract.week_minutes.start()..=self.week_min.min(*contract.week_minutes.end()),
            ..contract.clone()
        }
    }
}

/// Least minutes that a contract asks for in a week.
fn least_a_week(contract: &Contract, days: usize) -> u32 {
    (contract.minutes.start() / weeks(days).max(1)).max(*contract.week_minutes.start())
}

fn weeks(days: usize) -> u32 {
    u32::try_from(days.div_ceil(7)).unwrap_or(u32::MAX)
}

fn paused(pattern: &[Pause]) -> u32 {
    pattern.iter().fold(0, |sum: u32, pause| sum.saturating_add(pause.length_min))
}

/// Minutes of the pauses that have work before and after them: what begins or ends a shift is no pause of its work.
fn paused_amid(length_min: u32, pattern: &[Pause]) -> u32 {
    let other =
        |of: &dyn Fn(&Pause) -> bool| pattern.iter().filter(|pause| of(pause)).map(|pause| pause.length_min).sum();
    let amid = pattern.iter().filter(|pause| {
        let end = pause.from_min.saturating_add(pause.length_min);
        let (before, after): (u32, u32) =
            (other(&|one| one.from_min < pause.from_min), other(&|one| one.from_min >= end));
        pause.from_min > before && end.saturating_add(after) < length_min
    });
    amid.map(|pause| pause.length_min).sum()
}

/// Tightens a contract to Korean law.
///
/// # Errors
/// Where a shift of the contract breaks the law by itself.
pub(super) fn korea(name: &str, contract: &mut Contract, shifts: &[Shift], days: usize) -> Result<(), Refusal> {
    let law = Law { week_min: WEEK_MIN, night_premium_percent: NIGHT_PREMIUM_PERCENT, pauses: &PAUSES, ..Law::NONE };
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
                minutes: paused_amid(shift.length_min, way),
                article: article.into(),
                from: from / 60,
            });
        }
    }
    contract.law = Some(law);
    let least = least_a_week(contract, days);
    if least > WEEK_MIN {
        let [(article, _), ..] = KOREA;
        return refuse(Refusal::HoursBeyondLaw {
            contract: name.into(),
            hours: least / 60,
            most: WEEK_MIN / 60,
            article: article.into(),
        });
    }
    let most = weeks(days).saturating_mul(WEEK_MIN).min(*contract.minutes.end());
    contract.minutes = *contract.minutes.start()..=most;
    contract.rest_min = contract.rest_min.max(REST_MIN);
    contract.in_a_row = *contract.in_a_row.start()..=(*contract.in_a_row.end()).min(6);
    Ok(())
}
