//! Why something cannot be planned, in the reader's language. English is the refusal's own sentence; Korean is for planners: what
//! is wrong — what to do.

use ::plan::history::Note;
use ::plan::{Bounds, Refusal};

use crate::wire::Language;

/// The sentence of a refusal.
pub fn refusal(why: &Refusal, language: Language) -> String {
    match language {
        Language::Ko => korean(why),
        Language::En => why.to_string(),
    }
}

/// The sentence of a note.
pub fn note(note: &Note, language: Language) -> String {
    match (language, note) {
        (Language::En, note) => note.to_string(),
        (Language::Ko, Note::HourTwice { day, from }) => {
            format!("{day} {from}부터 한 시간이 두 번 있음(서머타임 종료): 두 값의 평균을 썼습니다")
        }
        (Language::Ko, Note::LeftOut { first, last, intervals }) => {
            format!("{first}~{last}에 기록이 없어, 그 앞의 구간 {intervals}개는 쓰지 않았습니다")
        }
        (Language::Ko, Note::ReadAsZero { reason, intervals }) => {
            format!("{reason}: 파일에 0이 하나도 없어, 빠진 구간 {intervals}개를 0건으로 읽었습니다")
        }
    }
}

#[rustfmt::skip]
fn korean(why: &Refusal) -> String {
    use Refusal::*;
    match why {
        Plain { sentence } => sentence.clone(),
        Several { whys } => whys.iter().map(korean).collect::<Vec<_>>().join(" · "),

        NoHistory => "과거 인입이 없습니다 — 파일로 가져오거나 2주 동안 집계를 기다리세요".into(),
        NoForecast { first, last } => format!("{first}~{last} 전체를 담은 예측이 없습니다 — 근무표 마지막 날까지 예측하세요"),
        NoForecastYet => "예측이 없습니다 — 몇 달 앞까지 예측하세요".into(),
        NobodyAnswers { group } => format!("{group} — 근무표에 이 스킬을 가진 상담사가 없습니다"),
        NoDayInCommon { first, days } => format!("{first}부터 {days}일간의 예측이 없습니다 — 그 날까지 예측하세요"),
        IntervalsDoNotFit { minutes, step } => {
            format!("근무표는 {minutes}분, 예측은 {step}분 단위입니다 — {minutes}분 단위로 다시 예측하세요")
        }
        NobodyUnderContract => "계약이 있는 상담사가 없습니다 — 설정의 «상담사와 계약»에서 계약을 정하세요".into(),

        NotText { line } => format!("{line}번째 줄의 글자를 읽을 수 없습니다 — 파일을 «CSV UTF-8»로 다시 저장하세요"),
        Unreadable { wrong } => format!("파일을 읽을 수 없습니다: {wrong}"),
        HistoryColumns { columns } => format!("첫 줄의 열 이름: «{columns}» — start,reason,offered 또는 datetime,calls가 있어야 합니다"),
        NoReasonColumn => "첫 줄에 reason 열이 없습니다 — 열을 더하거나, 사유가 하나면 열 이름을 datetime,calls로 쓰세요".into(),
        TooManyRows { line, most } => format!("{line}번째 줄: 행이 {most}개를 넘습니다 — 연도별로 나누세요"),
        TooManyReasons { line, most } => format!("{line}번째 줄: 사유가 {most}개를 넘습니다 — reason 열이 맞는지 확인하세요"),
        NoRows => "열 이름만 있고 내용이 없습니다 — 기간을 늘려 다시 내보내세요".into(),
        NoCount { line } => format!("{line}번째 줄: offered가 비었습니다 — 인입이 없었으면 0을 쓰고, 모르면 줄을 지우세요"),
        NoValue { line, column } => format!("{line}번째 줄: {column} 칸이 비었습니다 — 채우거나 줄을 지우세요"),
        NotANumber { line, column, value } => format!("{line}번째 줄: {column} «{value}» — 1234처럼 숫자로 쓰세요"),
        BelowZero { line, column, value } => format!("{line}번째 줄: {column} {value}, 0보다 작습니다 — 고치거나 줄을 지우세요"),
        TooLarge { line, column, value, most } => format!("{line}번째 줄: {column} {value}, {most}보다 큽니다 — 열이 맞는지 확인하세요"),
        NotATime { line, value } => format!("{line}번째 줄: start «{value}» — 2026-03-02 09:30처럼 쓰세요"),
        WrongYear { line, year } => format!("{line}번째 줄: {year}년은 1990~2100년 밖입니다 — 고치세요"),
        OffFiveMinutes { line, value } => format!("{line}번째 줄: {value}, 5분 단위가 아닙니다 — 구간은 5, 15, 30, 60분 정각에 시작해야 합니다"),
        NoSuchInterval { minutes } => format!("{minutes}분 구간은 쓸 수 없습니다 — 5, 15, 30, 60분 중에서 고르세요"),
        FinerThanHistory { step, minutes } => format!("과거 인입은 {step}분 구간이라 {minutes}분 예측을 만들 수 없습니다 — 설정에서 구간을 {step}분 이상으로 바꾸세요"),
        HistoryTooLong { days, most } => format!("과거 인입이 {days}일, {most}일을 넘습니다 — 잘못 적힌 날짜가 있는지 확인하세요"),
        IntervalTwice { line, other, reason, start } => format!("{line}번째와 {other}번째 줄이 겹칩니다: {reason}, {start} — 하나만 남기세요"),
        Overlap { line, start, other, within, minutes } => format!("{line}번째와 {other}번째 줄이 겹칩니다: {within}은(는) {start}부터 {minutes}분 안에 들어 있습니다 — 한 줄을 고치세요"),
        IntervalUnknown => "구간 길이를 알 수 없습니다: 구간이 3개 이상인 날이 없습니다 — 하루 전체를 내보내세요".into(),
        MixedIntervals { step, line, minutes, other } => format!("구간 길이가 섞여 있습니다: {line}번째 줄부터 {step}분, {other}번째 줄부터 {minutes}분 — 한 길이로 다시 내보내세요"),
        OffGrid { line, time, step } => format!("{line}번째 줄: {time}, {step}분 단위가 아닙니다 — 한 길이로 다시 내보내세요"),
        UnknownReason { reason } => format!("없는 접촉사유: {reason} — 사유 이름이나 번호로 적으세요"),
        TooManyIntervals { most } => format!("구간이 {most}개를 넘습니다 — 연도별로 나누어 가져오세요"),
        DayNotOver { line, day, today } => {
            format!("{line}번째 줄: {day}, 아직 지나지 않은 날입니다 — {today}부터의 줄을 지우고 다시 가져오세요")
        }
        NoCounts => "파일에 인입 건수가 없습니다 — offered 열을 확인하세요".into(),

        UnreadableFile { file, wrong } => format!("{} 파일을 읽을 수 없습니다: {wrong}", told(file)),
        NoColumn { file, column, columns } => format!("{} 파일의 첫 줄에 {column} 열이 없습니다 — {columns} 열이 있어야 합니다", told(file)),
        TooManyLines { file, most } => format!("{} 파일이 {most}줄을 넘습니다 — 필요한 해만 남기세요", told(file)),
        EventDate { line, value } => format!("이벤트 {line}번째 줄: 날짜 «{value}» — 2026-03-01처럼 쓰세요"),
        EventSpan { line } => format!("이벤트 {line}번째 줄: 이름이 있어야 하고, 종료일은 시작일보다 빠를 수 없습니다"),
        EventSize { line, value } => format!("이벤트 {line}번째 줄: 크기 «{value}» — 1.3처럼 배수로 쓰세요"),
        DriverTime { line, value } => format!("영향 지표 {line}번째 줄: 시각 «{value}» — 2026-03-01T09:00처럼 쓰세요"),
        DriverValue { line, value } => format!("영향 지표 {line}번째 줄: 값 «{value}» — 0 이상의 숫자로 쓰세요"),
        TooManyKinds { reason, most } => format!("{reason}: 이벤트나 영향 지표의 종류가 {most}가지를 넘습니다 — 비슷한 것은 같은 이름으로 묶으세요"),

        Horizon { days, most } => format!("{days}일은 한 번에 다룰 수 없습니다 — 1~{most}일로 정하세요"),
        OnlyZeros { reason } => format!("{reason}: 지금까지 인입이 모두 0건 — 가져온 파일을 확인하세요"),
        TooFewDays { reason, days, least } => format!("{reason}: 인입이 있는 날 {days}일 — 예측에는 {least}일 이상, 되도록 8주가 필요합니다"),
        NoDay { reason } => format!("{reason}: 예측 시점 전의 기록이 없습니다"),
        NothingToday { reason, day } => format!("{reason}: {day} 인입이 아직 집계되지 않았습니다"),

        InTargets { group, why, .. } => format!("서비스 목표, {group}: {}", korean(why)),
        AtInterval { group, start, why } => format!("{group}, {start}: {}", korean(why)),
        ServiceLevel { share } => format!("서비스 레벨 {share} 목표는 지킬 수 없습니다 — 0% 초과 99.99% 이하로 정하세요"),
        ServiceTime => "서비스 레벨 기준 시간은 0초 이상이어야 합니다".into(),
        Occupancy => "최대 점유율은 0% 초과 100% 이하여야 합니다".into(),
        Patience => "고객 대기 한계는 0초 초과 30일 이하여야 합니다 — 포기를 세지 않으려면 비우세요".into(),
        HandleTime => "건당 처리 시간은 0초 초과 30일 이하여야 합니다".into(),
        Load { erlangs, most } => format!("부하 {erlangs}얼랑, 0~{most} 밖입니다 — 인입과 처리 시간의 단위를 확인하세요"),
        Concurrency { concurrency, most } => format!("동시 상담 {concurrency}건은 쓸 수 없습니다 — 1~{most}건으로 정하세요"),
        NotEvenWith { most } => format!("{most}명으로도 지킬 수 없는 목표입니다 — 기준 시간을 늘리거나 목표를 낮추세요"),
        Shrinkage { share, most } => format!("비가용률 합계 {share}, {most}를 넘습니다 — 두 번 센 항목이 있는지 확인하세요"),
        NoQuantile { share, group, given, .. } => format!("{group}: 예측에 {share} 수준의 값이 없습니다(있는 값: {given}) — 인입 변동 대비 수준을 그 안에서 정하거나 비우세요"),
        NoHandleTime { line, reason } => format!("{reason}: 예측 {line}번째 줄에 처리 시간이 없습니다 — 처리 시간이 있는 과거 인입을 가져오세요"),
        ForecastOffGrid { minutes, start, .. } => format!("예측이 설정의 {minutes}분 구간과 맞지 않습니다({start}) — 다시 예측하세요"),

        NotAsDescribed { wrong } => format!("설정 형식이 맞지 않습니다: {wrong}"),
        TooMuchAtOnce { days, skills } => format!("한 번에 {days}일, 스킬 {skills}개까지 편성할 수 있습니다 — 기간이나 스킬을 줄이세요"),
        ShiftStart { shift, value } => format!("근무 형태 {shift}: 시작 «{value}» — 09:00처럼 쓰세요"),
        ShiftWeekday { shift, value } => format!("근무 형태 {shift}: 요일 «{value}» — mon tue wed thu fri sat sun 중에서 쓰세요"),
        BreaksFitNowhere { shift, most } => format!("근무 형태 {shift}: 휴식을 놓을 자리가 없습니다 — 시작 시각을 순서대로, 겹치지 않게 정하세요(조합 1~{most}가지)"),
        TooManyWays { shift, most } => format!("근무 형태 {shift}: 휴식 조합이 {most}가지를 넘습니다 — 휴식 시작 후보를 줄이세요"),
        ShiftTooLong { shift } => format!("근무 형태 {shift}: 하루 안에 시작해 24시간을 넘지 않아야 합니다"),
        BreakOutside { shift } => format!("근무 형태 {shift}: 휴식이 근무 시간 밖에 있습니다"),
        TooManyDuties { most } => format!("근무 형태와 휴식의 조합이 {most}가지를 넘습니다 — 휴식 시작 후보를 줄이세요"),
        NoShift { of, shift } => format!("{of}: 없는 근무 형태 {shift} — 근무 형태를 먼저 만드세요"),
        NoSkill { of, skill } => format!("{of}: 없는 스킬 {skill}"),
        NoSite { of, site } => format!("{of}: 없는 근무지 {site}"),
        NoContract { of, contract } => format!("{of}: 없는 계약 {contract} — 계약을 먼저 만드세요"),
        TwoOfAName { name } => format!("이름이 같은 사람 둘: {name} — 서로 다른 이름을 쓰세요"),
        HoursBeyondLaw { contract, hours, most, article } => format!("계약 {contract}: 주 최소 {hours}시간은 {article}의 {most}시간을 넘습니다 — 시간을 줄이세요"),
        HoursBeyondProtection { of, hours, most, article } => format!("{of}: 계약은 주 {hours}시간 이상인데 {article}은 주 {most}시간까지입니다 — 다른 계약을 정하세요"),
        ProtectedFromAll { of, article } => format!("{of}: 계약의 모든 근무가 야간이거나 너무 길어 {article}에 어긋납니다 — 다른 계약을 정하세요"),
        ProtectedWithoutLaw { of, contract } => format!("{of}: 법으로 보호받는 사람인데 계약 {contract}에는 법 적용이 없습니다 — 계약에 한국 근로기준법을 적용하세요"),
        AgainstProtection { of, why } => format!("{of}, 법정 보호를 적용하면: {}", korean(why)),
        OutsideDays { of, day, days, first } => format!("{of}: {day}, {first}부터 {days}일 밖의 날짜입니다"),
        NoShifts { contract } => format!("계약 {contract}: 근무 형태가 없어 아무도 일할 수 없습니다 — 근무 형태를 하나 이상 넣으세요"),
        LeastAboveMost { contract, rule } => format!("계약 {contract}: {} 최소가 최대보다 큽니다", bounds(*rule)),
        DaysBeyondHorizon { contract, least, days } => format!("계약 {contract}: 근무 일수가 최소 {least}일인데 편성 기간은 {days}일입니다 — 기간을 늘리거나 근무 일수를 줄이세요"),
        DaysAboveHours { contract, days, hours } => format!("계약 {contract}: 근무 일수와 시간이 모순됩니다. 가장 짧은 근무로도 {days}일이면 {hours}시간을 넘습니다"),
        DaysBelowHours { contract, days, hours } => format!("계약 {contract}: 근무 일수와 시간이 모순됩니다. 가장 긴 근무로 {days}일을 일해도 {hours}시간이 안 됩니다"),
        DaysBeyondOpen { contract, least, open } => format!("계약 {contract}: 근무 일수와 근무 형태가 모순됩니다. 주 최소 {least}일인데 근무 형태가 있는 요일은 {open}일뿐입니다"),
        DaysAgainstRuns { contract, least, days, longest, off } => format!("계약 {contract}: 근무 일수와 연속 근무가 모순됩니다. {days}일 중 최소 {least}일인데 연속 {longest}일까지 일하고 {off}일은 쉬어야 합니다"),
        NoSuchLaw { contract, law } => format!("계약 {contract}: 모르는 법 «{law}» — kr만 쓸 수 있습니다"),
        TooFewBreaks { contract, shift, hours, least, minutes, article, from } => format!("계약 {contract}, 근무 형태 {shift}: {hours}시간 근무에 근로시간 도중 휴게 {minutes}분 — {least}분 이상이어야 합니다({article}, {from}시간부터)"),

        People { people, most } => format!("{people}명은 편성할 수 없습니다 — 1~{most}명이어야 합니다"),
        PeopleAtOnce { people, most } => format!("한 구간에 {people}명이 필요합니다. {most}명까지 편성할 수 있습니다 — 예측과 서비스 목표를 확인하세요"),
        Weight { of, weight, most } => format!("{}: {weight} — 0~{most} 사이로 정하세요", weighed(of)),
        TooManyPoints { points, most } => format!("기피 점수 {points}점, {most}점을 넘습니다 — 점수를 낮추세요"),
        FairnessTooDear { weight, points } => format!("형평 가중치 {weight}에 한 사람 최대 {points}점: 계산하기에 너무 큽니다 — 가중치나 점수를 낮추세요"),
        TooManySites { sites, most } => format!("근무지 {sites}곳, {most}곳을 넘습니다 — 근무지를 묶으세요"),
        TooManySkills { skills, most } => format!("스킬 {skills}개, {most}개를 넘습니다 — 같은 사람들이 맡는 스킬을 묶으세요"),
        SkillsHangTogether { skills, most } => format!("여러 스킬을 맡는 사람들로 이어진 스킬이 {skills}개, {most}개를 넘습니다 — 같은 사람들이 맡는 스킬을 묶으세요"),
        TooLargeToSearch => "스킬, 날짜, 구간이 한 번에 다루기에 너무 많습니다 — 기간을 줄이거나 구간을 늘리세요".into(),

        TooManyEntries { entries, most } => format!("한 사람의 기록이 {entries}개, {most}개를 넘습니다 — 기간을 줄이세요"),
        Tolerance => "허용 이탈은 0~60분이어야 합니다".into(),
        PlanOverlaps { entry, other } => format!("한 사람의 계획 {entry}번과 {other}번이 겹칩니다 — 근무표를 확인하세요"),

        LeavePerMonth => "월 이직률은 0~50%여야 합니다".into(),
        FullWeek => "주 근무시간은 1~80시간이어야 합니다".into(),
        DeskTooLarge { people, most } => format!("{people}명이 필요합니다. {most}명까지 계산합니다 — 하루 인입을 확인하세요"),
        DeskHours => "운영 시간은 하루 안에서 1시간 이상이어야 합니다".into(),
        DeskDays => "주 운영 일수는 1~7일이어야 합니다".into(),
        DeskContacts => "하루 인입은 0건 초과 100만 건 이하여야 합니다".into(),
        DeskShrinkage => "비가용률은 0% 이상 95% 미만이어야 합니다".into(),
        DeskPeople => "1인 주 근무시간은 1~80시간, 주당 신규 인원은 1명 이상이어야 합니다".into(),
        DeskRamp => "신규 처리량은 0~100%로, 52주까지 적을 수 있습니다".into(),
    }
}

/// What a file tells.
fn told(file: &str) -> &str {
    match file {
        "events" => "이벤트",
        "drivers" => "영향 지표",
        other => other,
    }
}

fn weighed(of: &str) -> &str {
    match of {
        "under" => "부족 가중치",
        "over" => "초과 가중치",
        "fairness" => "형평 가중치",
        other => other,
    }
}

fn bounds(rule: Bounds) -> &'static str {
    match rule {
        Bounds::Days => "근무 일수",
        Bounds::Hours => "근무 시간",
        Bounds::DaysInARow => "연속 근무",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Every argument that a refusal or a note may have; no value is part of another.
    fn arguments() -> Value {
        let texts = r#"{
            "article": "제54조", "column": "handled", "columns": "datetime,calls", "contract": "정규", "day": "2026-01-12",
            "erlangs": "16.5", "file": "events", "first": "2026-01-17", "given": "q19", "group": "환불조", "last": "2026-01-22",
            "law": "mars", "name": "강하늘", "of": "갑", "place": "[group.x]", "reason": "배송", "rule": "hours", "sentence": "said", "share": "29%",
            "shift": "야간", "site": "부산", "skill": "해지", "start": "2026-01-31", "time": "33:34", "today": "2026-02-03", "value": "값",
            "why": { "code": "patience" }, "whys": [{ "code": "patience" }], "within": "09:15", "wrong": "깨짐"
        }"#;
        let mut arguments: Value = serde_json::from_str(texts).unwrap();
        let numbers = [
            "concurrency",
            "days",
            "entries",
            "entry",
            "from",
            "hours",
            "intervals",
            "least",
            "line",
            "longest",
            "minutes",
            "most",
            "off",
            "open",
            "other",
            "people",
            "points",
            "sites",
            "skills",
            "step",
            "weight",
            "year",
        ];
        for (at, name) in numbers.into_iter().enumerate() {
            arguments[name] = json!(7_000 + at);
        }
        arguments
    }

    /// The codes of a type that is tagged with them, as its reader lists them.
    fn codes<T: serde::de::DeserializeOwned>() -> Vec<String> {
        let said = serde_json::from_value::<T>(json!({ "code": "?" })).err().expect("not a code").to_string();
        let codes: Vec<String> = said.split('`').skip(1).step_by(2).skip(1).map(str::to_owned).collect();
        assert!(codes.len() > 1, "{said}");
        codes
    }

    /// One of each code, with the arguments it has.
    fn each<T: serde::de::DeserializeOwned + serde::Serialize>() -> impl Iterator<Item = (String, T, Value)> {
        codes::<T>().into_iter().map(|code| {
            let mut of = arguments();
            of["code"] = json!(code);
            // Two have a text where others have a number.
            match code.as_str() {
                "hour_twice" => of["from"] = json!("01:00"),
                "shrinkage" => of["most"] = json!("95%"),
                _ => {}
            }
            let one: T = serde_json::from_value(of).unwrap_or_else(|fault| panic!("{code}: {fault}"));
            let own = serde_json::to_value(&one).unwrap();
            (code, one, own)
        })
    }

    /// What a Korean sentence leaves out or says in a word of its own.
    fn otherwise(code: &str, argument: &str) -> bool {
        let worded = ["code", "why", "whys", "rule", "file", "place"].contains(&argument);
        let of_a_file = ["no_quantile", "forecast_off_grid"].contains(&code) && ["line", "first"].contains(&argument);
        worded || of_a_file
    }

    fn holds_its_arguments(code: &str, said: &str, own: &Value) {
        for (argument, value) in own.as_object().unwrap().iter().filter(|(argument, _)| !otherwise(code, argument)) {
            let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert!(said.contains(&shown), "{code} does not say its {argument} {shown}: {said}");
        }
    }

    fn hangul(said: &str) -> bool {
        said.chars().any(|letter| ('가'..='힣').contains(&letter))
    }

    #[test]
    fn every_refusal_is_said_in_both_languages_with_all_it_is_about() {
        for (code, why, own) in each::<Refusal>().filter(|(code, ..)| code != "plain") {
            let (ko, en) = (refusal(&why, Language::Ko), refusal(&why, Language::En));
            holds_its_arguments(&code, &ko, &own);
            assert!(hangul(&ko) && ko != en, "{code}: {ko}");
            assert!(!en.is_empty(), "{code}");
        }
    }

    #[test]
    fn every_note_is_said_in_both_languages_with_all_it_is_about() {
        for (code, one, own) in each::<Note>() {
            let (ko, en) = (note(&one, Language::Ko), note(&one, Language::En));
            holds_its_arguments(&code, &ko, &own);
            assert!(hangul(&ko) && ko != en, "{code}: {ko}");
        }
    }
}
