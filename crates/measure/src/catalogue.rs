//! Every metric: one definition, one version, one formula in words beside the one in code.
//!
//! Sources. Service level, ASA, abandonment, AHT and occupancy as in Koole, *Call Center Optimization* (2013), and
//! ISO 18295-1; service level is given with short abandons left out, counted in, and counted as answered, because all three
//! are in use and differ. Response rate (응대율) is answered over offered, as Korean centres report.
//! FCR from behaviour within seven days, as SQM Group and COPC recommend over self-report. Ease is the Customer Effort
//! Score 2.0 (CEB, 2013): the share of answers 5 to 7 of 7. CSAT is the share of the two best of five (top-two-box).
//! AHT within the same reason mix is indirect standardisation (Rothman, *Modern Epidemiology*): what a group took,
//! over what everyone together would have taken for the same reasons.

use std::collections::BTreeMap;

use routing::ReasonId;

use crate::cost::CostPart;
use crate::ratio::Ratio;
use crate::sums::Sums;

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    Count,
    Ms,
    /// A share or an index: thousandths.
    Permille,
    /// Millionths of the unit of the centre's currency.
    Money,
}

/// One metric.
pub struct Metric {
    pub id: &'static str,
    /// Grows when the definition changes.
    pub version: u32,
    pub unit: Unit,
    /// None: neither more nor less is better in itself.
    pub more_is_better: Option<bool>,
    /// Where the definition comes from.
    pub source: &'static str,
    pub ko: &'static str,
    pub en: &'static str,
    pub formula_ko: &'static str,
    pub formula_en: &'static str,
    pub compute: fn(&View<'_>) -> Option<Ratio>,
}

impl Metric {
    /// Whether it is about the strain of people at work: an agent's own, not to be shown of one by name.
    pub fn is_strain(&self) -> bool {
        self.id.starts_with("strain_")
    }
}

/// What a metric is computed from: the sums of a group, and of everyone in the same time.
pub struct View<'a> {
    pub sums: Sums,
    pub by_reason: &'a BTreeMap<Option<ReasonId>, Sums>,
    pub everyone: &'a BTreeMap<Option<ReasonId>, Sums>,
    /// None: the centre publishes no prices, or nobody is to know what this group costs.
    pub cost: Option<&'a [CostPart]>,
}

impl<'a> View<'a> {
    /// A group's sums by reason, beside everyone's, and what it costs.
    pub fn new(
        by_reason: &'a BTreeMap<Option<ReasonId>, Sums>,
        everyone: &'a BTreeMap<Option<ReasonId>, Sums>,
        cost: Option<&'a [CostPart]>,
    ) -> View<'a> {
        let mut sums = Sums::default();
        for of_reason in by_reason.values() {
            sums.merge(of_reason);
        }
        View { sums, by_reason, everyone, cost }
    }
}

/// The metric of this id.
pub fn metric(id: &str) -> Option<&'static Metric> {
    CATALOGUE.iter().find(|metric| metric.id == id)
}

fn cost(view: &View<'_>) -> Option<u64> {
    view.cost.map(|parts| parts.iter().fold(0, |sum, part| part.cost.saturating_add(sum)))
}

fn handle_ms(sums: &Sums) -> u64 {
    sums.talk_ms + sums.hold_ms + sums.wrap_up_ms
}

/// What everyone together would have taken for this group's parts, each reason for itself, in ms.
fn expected_handle_ms(view: &View<'_>) -> u64 {
    let of_reason = |(reason, sums): (&Option<ReasonId>, &Sums)| {
        let everyone = view.everyone.get(reason).copied().unwrap_or_default();
        let part = Ratio::of(handle_ms(&everyone), everyone.handled);
        part.map_or(0, |part| part.scaled(sums.handled))
    };
    view.by_reason.iter().map(of_reason).sum()
}

macro_rules! catalogue {
    ($($id:ident $version:literal $unit:ident $better:expr, $source:ident, $ko:literal $en:literal,
       $formula_ko:literal, $formula_en:literal, $compute:expr;)*) => {
        /// All of them, in the order in which people read them.
        pub static CATALOGUE: &[Metric] = &[$(Metric {
            id: stringify!($id),
            version: $version,
            unit: Unit::$unit,
            more_is_better: $better,
            source: $source,
            ko: $ko,
            en: $en,
            formula_ko: $formula_ko,
            formula_en: $formula_en,
            compute: $compute,
        }),*];
    };
}

const MORE: Option<bool> = Some(true);
const LESS: Option<bool> = Some(false);
const NEITHER: Option<bool> = None;

const KOOLE: &str = "Koole, Call Center Optimization, 2013";
const ISO: &str = "ISO 18295-1";
const KOREA: &str = "Korean practice";
const ROTHMAN: &str = "Rothman, Modern Epidemiology: indirect standardisation";
const SQM: &str = "SQM Group; COPC";
const WRITING: &str = "Practice of written channels";
const CES: &str = "Customer Effort Score 2.0, CEB, 2013";
const BOX: &str = "Top-two-box";
const OWN: &str = "Maru";

catalogue! {
    offered 1 Count NEITHER, KOOLE, "인입" "Offered",
    "고객이 기다리는 상태로 사람 대기열에 들어온 상담 건. 처음 들어온 구간에 한 번만 셉니다.",
    "Contacts that joined the line for a person with the customer waiting; once, in the interval of first joining.",
    |v| Some(Ratio::count(v.sums.offered));

    answered 1 Count NEITHER, KOOLE, "응대" "Answered",
    "그중 기다리는 동안 상담사와 연결된 상담 건.",
    "Those of them connected to a person while the customer waited.",
    |v| Some(Ratio::count(v.sums.answered));

    response_rate 1 Permille MORE, KOREA, "응대율" "Response rate",
    "응대 ÷ 인입",
    "answered ÷ offered",
    |v| Ratio::of(v.sums.answered, v.sums.offered);

    response_rate_with_callbacks 2 Permille MORE, OWN, "응대율(지킨 콜백 포함)" "Response rate with kept callbacks",
    "(응대 + 약속을 지켜 통화된 콜백) ÷ (인입 + 처음부터 예약한 콜백). 예약했다가 줄에 선 건은 한 번만 셉니다.",
    "(answered + customers reached by a kept callback) ÷ (offered + contacts that booked a callback at once); \
     who booked and then joined the line counts once",
    |v| {
        let booked_only = v.sums.booked_only.saturating_sub(v.sums.booked_then_offered);
        Ratio::of(v.sums.answered + v.sums.callback_answered, v.sums.offered + booked_only)
    };

    service_level 1 Permille MORE, KOOLE, "서비스 레벨(단기 포기 제외)" "Service level, short abandons out",
    "목표 시간 안 응대 ÷ (응대 + 목표 시간 뒤 포기)",
    "answered within the reason's target ÷ (answered + abandoned after the target)",
    |v| Ratio::of(v.sums.answered_in_target, v.sums.answered + v.sums.abandoned - v.sums.abandoned_in_target);

    service_level_with_short_abandons 1 Permille MORE, KOOLE, "서비스 레벨(단기 포기 포함)" "Service level, short abandons in",
    "목표 시간 안 응대 ÷ (응대 + 포기)",
    "answered within the reason's target ÷ (answered + abandoned)",
    |v| Ratio::of(v.sums.answered_in_target, v.sums.answered + v.sums.abandoned);

    service_level_short_abandons_as_answered 1 Permille MORE, KOOLE, "서비스 레벨(단기 포기를 응대로)" "Service level, short abandons as answered",
    "(목표 시간 안 응대 + 목표 시간 안 포기) ÷ (응대 + 포기)",
    "(answered or abandoned within the reason's target) ÷ (answered + abandoned)",
    |v| Ratio::of(v.sums.answered_in_target + v.sums.abandoned_in_target, v.sums.answered + v.sums.abandoned);

    asa 1 Ms LESS, KOOLE, "평균 대기 시간" "Average speed of answer",
    "응대된 건의 대기 시간 합 ÷ 응대",
    "time in line of those answered ÷ answered",
    |v| Ratio::of(v.sums.answer_wait_ms, v.sums.answered);

    longest_wait 1 Ms LESS, ISO, "최장 대기" "Longest wait",
    "응대되었거나 포기한 건 가운데 가장 긴 대기 시간",
    "the longest time in line of anyone answered or abandoned",
    |v| (v.sums.answered + v.sums.abandoned > 0).then_some(Ratio::count(v.sums.longest_wait_ms));

    abandonment 1 Permille LESS, KOOLE, "포기율" "Abandonment",
    "연결 전에 떠난 건 ÷ (응대 + 포기)",
    "left the line before any connection ÷ (answered + abandoned)",
    |v| Ratio::of(v.sums.abandoned, v.sums.answered + v.sums.abandoned);

    time_before_agent 1 Ms LESS, OWN, "상담사 연결 전 시간" "Time before the agent",
    "(진입 + 메뉴 + 안내 + 대기) 시간 합 ÷ 응대",
    "(entry + menu + steering + wait) ÷ answered",
    |v| {
        let s = &v.sums;
        Ratio::of(s.entry_ms + s.menu_ms + s.steering_ms + s.answer_wait_ms, s.answered)
    };

    time_in_entry 1 Ms LESS, OWN, "진입 시간" "Time in entry",
    "도착부터 접촉사유가 정해질 때까지 ÷ 응대",
    "from arrival until the reason was known, of those answered ÷ answered",
    |v| Ratio::of(v.sums.entry_ms, v.sums.answered);

    time_in_menu 1 Ms LESS, OWN, "메뉴 시간" "Time in menus",
    "선택 화면과 셀프서비스에 머문 시간 ÷ 응대",
    "choosing and self-service, of those answered ÷ answered",
    |v| Ratio::of(v.sums.menu_ms, v.sums.answered);

    time_in_steering 1 Ms LESS, OWN, "안내 시간" "Time in steering",
    "봇을 기다리거나 봇과 이야기한 시간 ÷ 응대",
    "in line for a bot or with one, of those answered ÷ answered",
    |v| Ratio::of(v.sums.steering_ms, v.sums.answered);

    aht 2 Ms NEITHER, KOOLE, "평균 처리 시간" "Average handling time",
    "(통화·대화 + 보류 + 후처리) ÷ 상담사가 마친 처리 건. 상담사가 보호로 끝낸 몫은 뺍니다.",
    "(talk + hold + wrap-up) ÷ parts of contacts finished by a person, in the interval they were finished in; those ended by protection are left out",
    |v| Ratio::of(handle_ms(&v.sums), v.sums.handled);

    talk_time 2 Ms NEITHER, KOOLE, "평균 대화 시간" "Average talk time",
    "통화·대화 시간 ÷ 처리 건. 상담사가 보호로 끝낸 몫은 뺍니다.",
    "talk ÷ parts finished; those ended by protection are left out",
    |v| Ratio::of(v.sums.talk_ms, v.sums.handled);

    hold_time 2 Ms LESS, KOOLE, "평균 보류 시간" "Average hold time",
    "보류 시간 ÷ 처리 건. 상담사가 보호로 끝낸 몫은 뺍니다.",
    "hold ÷ parts finished; those ended by protection are left out",
    |v| Ratio::of(v.sums.hold_ms, v.sums.handled);

    wrap_up_time 2 Ms NEITHER, KOOLE, "평균 후처리 시간" "Average wrap-up time",
    "후처리 시간 ÷ 처리 건. 상담사가 보호로 끝낸 몫은 뺍니다.",
    "wrap-up ÷ parts finished; those ended by protection are left out",
    |v| Ratio::of(v.sums.wrap_up_ms, v.sums.handled);

    aht_same_mix 2 Permille NEITHER, ROTHMAN, "처리 시간 지수(같은 사유 구성)" "Handling time within the same reason mix",
    "실제 처리 시간 ÷ 같은 사유를 센터 평균으로 처리했을 때의 시간. 100 %가 센터 평균입니다. 상담사가 보호로 끝낸 몫은 뺍니다.",
    "time taken ÷ time everyone together would have taken for the same reasons; 100 % is the centre's own pace; \
     parts ended by protection are left out",
    |v| Ratio::of(handle_ms(&v.sums), expected_handle_ms(v));

    contacts 1 Count NEITHER, OWN, "상담 건" "Contacts",
    "이 기간에 닫힌 상담 건 전부. 사람 없이 끝난 건도 셉니다.",
    "Contacts closed, with or without a person.",
    |v| Some(Ratio::count(v.sums.closed));

    self_solved 1 Permille MORE, OWN, "스스로 해결" "Solved without a person",
    "고객이 직접 끝내거나 봇이 해결했다고 고객이 답한 건 ÷ 닫힌 상담 건",
    "closed by the customer's own page, or by a bot in her own word ÷ contacts closed",
    |v| Ratio::of(v.sums.self_solved, v.sums.closed);

    cost 1 Money NEITHER, OWN, "비용" "Cost",
    "상담사 시간(대화·보류·후처리, 보호로 끝낸 몫 포함) × 시간당 단가 + 봇이 응대한 건 × 건당 단가 + \
     채널마다 보낸 메시지 × 건당 단가와 상담사 연결 시간 × 분당 단가. 지금 게시된 단가로 셈합니다. \
     단가가 없는 것, 상담이 없는 시간, 공간·라이선스·교육 비용은 빠집니다.",
    "agents' time (talk, hold, wrap-up, what protection ended included) × price of an hour + contacts a bot served × price + \
     for each channel messages sent × price and time connected to a person × price of a minute, by the prices published now; \
     left out: what has no price, time without a contact, rooms, licences, training",
    |v| cost(v).map(Ratio::count);

    cost_per_contact 1 Money LESS, OWN, "건당 비용" "Cost per contact",
    "비용 ÷ 닫힌 상담 건",
    "cost ÷ contacts closed",
    |v| Ratio::of(cost(v)?, v.sums.closed);

    fcr 1 Permille MORE, SQM, "첫 상담 해결률" "First contact resolution",
    "첫 상담이 끝난 뒤 7일 안에 같은 문의로 다시 오지 않은 문의 ÷ 판정된 문의. 7일이 지나지 않은 문의는 뺍니다.",
    "cases without a further contact within seven days of the close of their first served contact ÷ cases decided; \
     those still within the seven days are left out",
    |v| Ratio::of(v.sums.cases_settled, v.sums.cases_decided);

    frt 1 Ms LESS, WRITING, "첫 답변 시간" "First reply time",
    "사람을 찾은 때부터 상담사의 첫 답변까지 ÷ 첫 답변이 있는 건",
    "from asking for a person to a person's first words in writing ÷ contacts with such a reply",
    |v| Ratio::of(v.sums.first_reply_ms, v.sums.first_replies);

    callbacks_kept 1 Permille MORE, OWN, "지킨 콜백" "Callbacks kept",
    "약속한 시간 안에 첫 시도 ÷ 시도한 콜백",
    "first attempt by the end of the promised slot ÷ callbacks attempted",
    |v| Ratio::of(v.sums.callbacks_kept, v.sums.callbacks_attempted);

    waits_in_range 1 Permille NEITHER, OWN, "안내대로 연결된 대기" "Waits as told",
    "안내한 범위(20~80번째 백분위) 안에 연결된 대기 ÷ 결과를 아는 안내. 600‰이면 안내가 정확하고, 더 높으면 범위가 너무 넓음",
    "answered within the range told (20th to 80th percentile) ÷ ranges whose end is known; 600 ‰ is right, more means too wide",
    |v| Ratio::of(v.sums.waits_in_range, v.sums.waits_settled);

    waits_longer 1 Permille LESS, OWN, "안내보다 길었던 대기" "Waits longer than told",
    "안내한 범위가 지나도록 연결되지 않은 대기 ÷ 결과를 아는 안내. 안내가 정확하면 200‰",
    "not answered by the end of the range told ÷ ranges whose end is known; 200 ‰ where the ranges are right",
    |v| Ratio::of(v.sums.waits_longer, v.sums.waits_settled);

    callbacks_first_try 1 Permille MORE, OWN, "첫 시도에 통화된 콜백" "Callbacks kept at first try",
    "약속한 시간 안의 첫 시도로 통화됨 ÷ 시도한 콜백",
    "reached by a first attempt within the slot ÷ callbacks attempted",
    |v| Ratio::of(v.sums.callbacks_first_try, v.sums.callbacks_attempted);

    callbacks_late 1 Permille LESS, OWN, "늦은 콜백" "Callbacks late",
    "약속한 시간이 지나 첫 시도 ÷ 시도한 콜백",
    "first attempt after the promised slot ÷ callbacks attempted",
    |v| Ratio::of(v.sums.callbacks_late, v.sums.callbacks_attempted);

    callbacks_failed 1 Permille LESS, OWN, "실패한 콜백" "Callbacks failed",
    "시도를 다 쓰거나 번호가 틀려 닫힌 콜백 ÷ 시도한 콜백",
    "given up: attempts used up or a wrong number ÷ callbacks attempted",
    |v| Ratio::of(v.sums.callbacks_failed, v.sums.callbacks_attempted);

    transfers 1 Permille LESS, ISO, "이관율" "Transfers",
    "고객이 대화 도중 다른 이에게 넘어간 횟수 ÷ 닫힌 상담 건",
    "times a customer had to go on to someone else in mid-conversation ÷ contacts closed",
    |v| Ratio::of(v.sums.transfers, v.sums.closed);

    repeats 1 Permille LESS, SQM, "재문의율" "Repeats",
    "같은 문의로 다시 온 상담 건 ÷ 닫힌 상담 건",
    "contacts about a case that had one before, and reopenings ÷ contacts closed",
    |v| Ratio::of(v.sums.repeats, v.sums.closed);

    said_again 1 Permille LESS, OWN, "다시 말한 상담" "Had to repeat",
    "상담사에게 앞서 한 말을 고객이 다시 해야 했던 상담 건 ÷ 닫힌 상담 건 (글로 나눈 상담에서만 셉니다)",
    "contacts in which the customer had to tell a person again what she had told before ÷ contacts closed (seen in writing only)",
    |v| Ratio::of(v.sums.said_again, v.sums.closed);

    broken_promises 1 Permille LESS, OWN, "지키지 못한 약속" "Broken promises",
    "안내한 시간을 넘긴 대기, 늦거나 실패한 콜백 ÷ 닫힌 상담 건",
    "waits beyond the time told, callbacks late or failed ÷ contacts closed",
    |v| Ratio::of(v.sums.broken_promises, v.sums.closed);

    waited 1 Ms LESS, OWN, "줄에서 보낸 시간" "Time spent in line",
    "봇이나 사람을 기다린 시간 전부 ÷ 닫힌 상담 건",
    "all time in line for bots and people ÷ contacts closed",
    |v| Ratio::of(v.sums.waited_ms, v.sums.closed);

    effort 1 Ms LESS, OWN, "고객 수고" "Customer effort",
    "닫힐 때 문의의 수고 장부(이관·재문의·어긴 약속·대기)를 정책의 가중치로 환산한 값 ÷ 닫힌 상담 건",
    "the case's ledger at close (transfers, repeats, broken promises, waits) by the published weights ÷ contacts closed",
    |v| Ratio::of(v.sums.effort_ms, v.sums.closed);

    bot_resolution 1 Permille MORE, OWN, "봇 해결률" "Bot resolution",
    "고객이 해결되었다고 답한 건 ÷ 봇이 응대한 건",
    "solved in the customer's own word ÷ contacts a bot served",
    |v| Ratio::of(v.sums.bot_solved, v.sums.bot_served);

    occupancy 1 Permille NEITHER, KOOLE, "점유율" "Occupancy",
    "상담 건이 하나라도 있는 시간 ÷ (그 시간 + 준비 상태로 빈 시간)",
    "time with at least one contact (talk, hold, wrap-up, advice) ÷ (that + ready with none)",
    |v| Ratio::of(v.sums.busy_ms, v.sums.busy_ms + v.sums.idle_ms);

    strain_stretch 2 Ms LESS, OWN, "쉼 없이 일한 최장 시간" "Longest stretch without a pause",
    "정책이 정한 길이의 휴식 없이 이어서 일한 가장 긴 시간",
    "the longest time worked without a pause of the published length",
    |v| (v.sums.signed_in_ms > 0).then_some(Ratio::count(v.sums.stretch_ms));

    strain_hard_in_a_row 2 Count LESS, OWN, "연속된 힘든 상담" "Hard contacts in a row",
    "휴식이나 숨 고르기 없이 힘든 사유의 상담이 이어진 가장 긴 횟수",
    "the most contacts with a hard reason one after another, without a pause or a breath between",
    |v| (v.sums.signed_in_ms > 0).then_some(Ratio::count(v.sums.hard_in_a_row));

    strain_abuse 1 Count LESS, OWN, "폭언·괴롭힘" "Abuse",
    "보호 버튼을 누른 횟수",
    "times protection was called",
    |v| Some(Ratio::count(v.sums.abuse));

    ease 1 Permille MORE, CES, "쉬움 점수" "Ease of effort",
    "‘쉬웠나요’에 5–7점 ÷ 답변",
    "answers 5 to 7 of 7 to \"how easy was it?\" ÷ answers",
    |v| Ratio::of(v.sums.ease_good, v.sums.ease_answers);

    csat 1 Permille MORE, BOX, "고객 만족도" "Customer satisfaction",
    "만족 질문에 4–5점 ÷ 답변",
    "answers 4 and 5 of 5 ÷ answers",
    |v| Ratio::of(v.sums.satisfaction_good, v.sums.satisfaction_answers);
}
