//! What the demo centre publishes: the reasons of a food-delivery platform, with customers, merchants and couriers.

use api::protection::{ProtectionRules, RestrictedRules};
use api::setup::costs::{ChannelCosts, Costs};
use api::setup::document::{Document, ExceptionalDay, GroupEntry, HoursEntry, Period, ReasonEntry, SkillEntry, Words};
use routing::policy::{
    BotRules, CallbackRules, Channel, ChannelRule, EffortWeights, Nobody, OfferRules, Ring, Rule, StrainRules,
    Treatment,
};
use routing::{AgentId, GroupId, HoursId, Need, ReasonId, SkillId};

pub const KOREAN: SkillId = SkillId(1);
pub const ENGLISH: SkillId = SkillId(2);
pub const ORDERS: SkillId = SkillId(3);
pub const REFUNDS: SkillId = SkillId(4);
pub const MERCHANTS: SkillId = SkillId(5);
pub const COURIERS: SkillId = SkillId(6);
pub const SAFETY: SkillId = SkillId(7);

const ALL_DAY: HoursId = HoursId(1);
const OFFICE: HoursId = HoursId(2);
const MONEY: GroupId = GroupId(1);
const PARTNERS: GroupId = GroupId(2);
const SECOND: u32 = 1_000;
const MINUTE: u32 = 60 * SECOND;
/// How long an offer is shown, in ms.
pub const OFFER_MS: u32 = 20 * SECOND;

/// One line of the catalogue; what it leaves out follows from urgency and kind.
struct Line {
    id: u32,
    parent: Option<u32>,
    name: (&'static str, &'static str),
    about: (&'static str, &'static str),
    /// Urgency, importance to the customer, importance to the company.
    weight: (u8, u8, u8),
    skill: (SkillId, u8),
    minutes: u32,
    kind: Kind,
}

/// The four defaults of triage, and the branches above them.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// A branch of the tree; whoever stops here gets a person.
    Branch,
    /// Routine: own page, then bot.
    Routine,
    /// Can wait: a booked callback before a person.
    Callback(GroupId),
    /// New, urgent or complex: a person.
    Person,
    /// As `Person`, and hard on the agent.
    Hard,
}

use Kind::{Branch, Callback, Hard, Person, Routine};

#[rustfmt::skip]
const LINES: [Line; 24] = [
    Line { id: 100, parent: None, name: ("주문하신 분", "Customers"), about: ("주문, 배달, 환불, 계정", "Orders, delivery, refunds, account"), weight: (1, 1, 1), skill: (ORDERS, 1), minutes: 6, kind: Branch },
    Line { id: 110, parent: Some(100), name: ("주문·배달", "Order and delivery"), about: ("지금 주문에 생긴 일", "Something about a current order"), weight: (2, 1, 1), skill: (ORDERS, 1), minutes: 6, kind: Branch },
    Line { id: 111, parent: Some(110), name: ("배달이 늦어요", "My delivery is late"), about: ("예상 시간이 지났는데 음식이 안 왔을 때", "The food has not come by the time shown"), weight: (2, 2, 1), skill: (ORDERS, 2), minutes: 5, kind: Person },
    Line { id: 112, parent: Some(110), name: ("주문을 취소할래요", "Cancel my order"), about: ("조리 시작 전이면 바로 취소돼요", "Free of charge before cooking starts"), weight: (3, 2, 1), skill: (ORDERS, 2), minutes: 4, kind: Person },
    Line { id: 113, parent: Some(110), name: ("빠진 메뉴·다른 음식", "Missing or wrong food"), about: ("음식이 빠졌거나 잘못 왔을 때", "Something is missing or not what was ordered"), weight: (2, 2, 2), skill: (ORDERS, 3), minutes: 7, kind: Person },
    Line { id: 114, parent: Some(110), name: ("주소를 바꿔야 해요", "Change the address"), about: ("배달 중인 주문의 주소나 요청사항 변경", "Address or note of an order on its way"), weight: (3, 2, 1), skill: (ORDERS, 2), minutes: 4, kind: Person },
    Line { id: 120, parent: Some(100), name: ("환불·결제", "Refunds and payment"), about: ("환불, 결제, 쿠폰, 영수증", "Refunds, payment, coupons, receipts"), weight: (1, 1, 1), skill: (REFUNDS, 1), minutes: 6, kind: Branch },
    Line { id: 121, parent: Some(120), name: ("환불은 언제 되나요", "When do I get my refund"), about: ("취소한 주문의 환불 일정", "When a cancelled order is paid back"), weight: (0, 2, 1), skill: (REFUNDS, 1), minutes: 5, kind: Routine },
    Line { id: 122, parent: Some(120), name: ("결제가 두 번 됐어요", "I was charged twice"), about: ("중복 결제나 결제 오류", "Double charges and payment errors"), weight: (2, 3, 2), skill: (REFUNDS, 3), minutes: 8, kind: Person },
    Line { id: 123, parent: Some(120), name: ("쿠폰·포인트", "Coupons and points"), about: ("쿠폰이 안 써지거나 포인트가 안 쌓였을 때", "A coupon does not work or points are missing"), weight: (0, 1, 0), skill: (REFUNDS, 1), minutes: 4, kind: Routine },
    Line { id: 124, parent: Some(120), name: ("영수증·현금영수증", "Receipts"), about: ("영수증 발급과 수정", "Getting or changing a receipt"), weight: (0, 1, 0), skill: (REFUNDS, 1), minutes: 4, kind: Routine },
    Line { id: 130, parent: Some(100), name: ("계정·안전", "Account and safety"), about: ("로그인, 도용, 음식 안전", "Sign-in, misuse, food safety"), weight: (2, 2, 2), skill: (SAFETY, 1), minutes: 8, kind: Branch },
    Line { id: 131, parent: Some(130), name: ("다른 사람이 주문했어요", "Somebody used my account"), about: ("내가 하지 않은 주문이나 결제가 있을 때", "Orders or payments that are not yours"), weight: (3, 3, 3), skill: (SAFETY, 3), minutes: 10, kind: Hard },
    Line { id: 132, parent: Some(130), name: ("로그인이 안 돼요", "I cannot sign in"), about: ("비밀번호, 인증번호, 번호 변경", "Password, code, changed number"), weight: (1, 2, 0), skill: (REFUNDS, 1), minutes: 4, kind: Routine },
    Line { id: 133, parent: Some(130), name: ("음식에서 이상한 게 나왔어요", "Something was in my food"), about: ("이물질, 상한 음식, 다친 경우", "Foreign matter, spoiled food, injury"), weight: (3, 3, 3), skill: (SAFETY, 4), minutes: 12, kind: Hard },
    Line { id: 140, parent: Some(100), name: ("다른 문의", "Something else"), about: ("위에 없는 모든 문의", "Anything not listed"), weight: (1, 1, 1), skill: (ORDERS, 1), minutes: 6, kind: Person },
    Line { id: 200, parent: None, name: ("사장님", "Merchants"), about: ("정산, 메뉴, 주문 접수", "Settlement, menu, taking orders"), weight: (1, 2, 2), skill: (MERCHANTS, 1), minutes: 8, kind: Branch },
    Line { id: 211, parent: Some(200), name: ("정산 문의", "Settlement"), about: ("입금액, 수수료, 정산일", "Amounts, fees, pay days"), weight: (1, 2, 2), skill: (MERCHANTS, 2), minutes: 9, kind: Callback(PARTNERS) },
    Line { id: 212, parent: Some(200), name: ("메뉴·영업시간 변경", "Menu and opening hours"), about: ("메뉴, 가격, 쉬는 날 바꾸기", "Menu, prices, days off"), weight: (0, 1, 1), skill: (MERCHANTS, 1), minutes: 5, kind: Routine },
    Line { id: 213, parent: Some(200), name: ("주문이 안 들어와요", "No orders come in"), about: ("접수 기기나 앱이 멈췄을 때", "The order device or app has stopped"), weight: (3, 3, 3), skill: (MERCHANTS, 3), minutes: 8, kind: Person },
    Line { id: 214, parent: Some(200), name: ("리뷰·고객 분쟁", "Reviews and disputes"), about: ("악성 리뷰, 억울한 환불", "Unfair reviews and refunds"), weight: (1, 3, 2), skill: (MERCHANTS, 3), minutes: 11, kind: Hard },
    Line { id: 300, parent: None, name: ("라이더", "Couriers"), about: ("배달 중 문제, 사고, 수수료", "Trouble on the way, accidents, pay"), weight: (2, 2, 2), skill: (COURIERS, 1), minutes: 7, kind: Branch },
    Line { id: 311, parent: Some(300), name: ("사고가 났어요", "I had an accident"), about: ("다쳤거나 사고가 났을 때", "An injury or an accident"), weight: (3, 3, 3), skill: (COURIERS, 4), minutes: 12, kind: Hard },
    Line { id: 312, parent: Some(300), name: ("배달료 문의", "Delivery pay"), about: ("배달료, 프로모션, 지급일", "Pay, promotions, pay days"), weight: (0, 2, 1), skill: (COURIERS, 1), minutes: 7, kind: Callback(PARTNERS) },
];

/// The whole setup. `bot` serves the routine reasons.
pub fn document(bot: AgentId) -> Document {
    Document {
        reasons: LINES.iter().map(|line| line.entry(bot)).collect(),
        unknown_reason: ReasonId(140),
        skills: skills(),
        groups: vec![
            GroupEntry {
                id: MONEY, name: words("환불·결제", "Refunds and payment"), slot_ms: 30 * MINUTE, places: 4
            },
            GroupEntry {
                id: PARTNERS,
                name: words("사장님·라이더", "Merchants and couriers"),
                slot_ms: 30 * MINUTE,
                places: 6,
            },
        ],
        hours: hours(),
        channels: [
            (Channel::Voice, ChannelRule { load: 100, silent_grace_ms: 0 }),
            (Channel::Callback, ChannelRule { load: 100, silent_grace_ms: 0 }),
            (Channel::Chat, ChannelRule { load: 33, silent_grace_ms: MINUTE }),
            (Channel::Message, ChannelRule { load: 20, silent_grace_ms: 10 * MINUTE }),
            (Channel::Mail, ChannelRule { load: 20, silent_grace_ms: 10 * MINUTE }),
            (Channel::Task, ChannelRule { load: 20, silent_grace_ms: 10 * MINUTE }),
        ]
        .into(),
        offers: OfferRules {
            deadline_ms: OFFER_MS,
            cooldown_ms: MINUTE,
            missed_before_away: 2,
            wrap_up_ms: 3 * MINUTE,
            return_credit_ms: 24 * 60 * MINUTE,
        },
        callbacks: CallbackRules { tries: 2, retry_ms: 15 * MINUTE },
        bots: BotRules { deadline_ms: 10 * MINUTE, not_again_ms: 24 * 60 * MINUTE },
        bot_join_after: 20,
        bot_floor_permille: 400,
        bot_floor_after: 20,
        bot_scripts: Vec::new(),
        effort: EffortWeights {
            transfer_ms: 2 * MINUTE,
            repeat_ms: 3 * MINUTE,
            broken_promise_ms: 5 * MINUTE,
            waited_minute_ms: 6 * SECOND,
            cap_ms: 15 * MINUTE,
        },
        strain: StrainRules {
            ten_minutes: 3,
            hard_in_a_row: 10,
            abuse: 25,
            short_rest: 15,
            breath_after_hard: 3,
            breath_ms: 30 * SECOND,
            protect_rest_ms: 10 * MINUTE,
            pause_ms: 5 * MINUTE,
        },
        protection: ProtectionRules {
            restricted: RestrictedRules { channel: Some(Channel::Chat), ..RestrictedRules::default() },
            ..ProtectionRules::default()
        },
        costs: Some(costs()),
        procedures: Default::default(),
    }
}

/// What an hour, a bot and a message may cost a centre of this kind; every price of the demo is made up.
fn costs() -> Costs {
    let written = ChannelCosts { message_micros: Some(8_400_000), minute_micros: None };
    let called = ChannelCosts { message_micros: None, minute_micros: Some(39_000_000) };
    Costs {
        currency: "KRW".into(),
        agent_hour_micros: Some(19_500_000_000),
        bot_session_micros: Some(45_000_000),
        channels: [(Channel::Message, written), (Channel::Callback, called)].into(),
    }
}

impl Line {
    fn entry(&self, bot: AgentId) -> ReasonEntry {
        use Treatment::{Bot, Callback as Call, Person as Human, SelfService};
        let (known, unknown) = match self.kind {
            Routine => (vec![SelfService, Bot, Call, Human], vec![Bot, Call, Human]),
            Callback(_) => (vec![SelfService, Call, Human], vec![Call, Human]),
            Branch | Person | Hard => (vec![Human, Call], vec![Human]),
        };
        let (urgency, importance_customer, importance_company) = self.weight;
        let group = match self.kind {
            Callback(group) => Some(group),
            Routine => Some(if self.id >= 200 { PARTNERS } else { MONEY }),
            Branch | Person | Hard if urgency < 2 => Some(if self.id >= 200 { PARTNERS } else { MONEY }),
            Branch | Person | Hard => None,
        };
        let (skill, level) = self.skill;
        ReasonEntry {
            id: ReasonId(self.id),
            parent: self.parent.map(ReasonId),
            name: words(self.name.0, self.name.1),
            about: words(self.about.0, self.about.1),
            urgency,
            importance_customer,
            importance_company,
            rings: rings(skill, level, urgency),
            rule: match self.kind {
                Hard => Rule::LeastStrained,
                Person => Rule::BestLevel,
                Callback(_) => Rule::Preferred,
                Branch | Routine => Rule::SpareTheVersatile,
            },
            preferred_hold_ms: if urgency >= 3 { 0 } else { 30 * SECOND },
            expected_ms: self.minutes * MINUTE,
            target_ms: if urgency >= 3 { 10 * SECOND } else { 30 * SECOND },
            hard: self.kind == Hard,
            group,
            hours: if self.id >= 200 && urgency < 3 { OFFICE } else { ALL_DAY },
            known,
            unknown,
            bot: (self.kind == Routine).then_some(bot),
            bot_trial: None,
            nobody: if group.is_some() { Nobody::OfferCallback } else { Nobody::Wait },
            guide: Vec::new(),
        }
    }
}

/// The level asked for, then one less, then anyone who has the skill at all; sooner when it is urgent.
fn rings(skill: SkillId, level: u8, urgency: u8) -> Vec<Ring> {
    let step = if urgency >= 3 { 20 * SECOND } else { MINUTE };
    let ring = |after_ms, level| Ring { after_ms, needs: vec![Need { skill, level }] };
    let mut rings = vec![ring(0, level)];
    if level > 2 {
        rings.push(ring(step, level - 1));
    }
    if level > 1 {
        rings.push(ring(2 * step, 1));
    }
    rings.push(Ring { after_ms: 5 * step, needs: Vec::new() });
    rings
}

fn skills() -> Vec<SkillEntry> {
    let skill = |id, ko, en, language: Option<&str>| SkillEntry {
        id,
        name: words(ko, en),
        language: language.map(String::from),
    };
    vec![
        skill(KOREAN, "한국어", "Korean", Some("ko")),
        skill(ENGLISH, "영어", "English", Some("en")),
        skill(ORDERS, "주문·배달", "Orders and delivery", None),
        skill(REFUNDS, "환불·결제", "Refunds and payment", None),
        skill(MERCHANTS, "사장님 지원", "Merchant support", None),
        skill(COURIERS, "라이더 지원", "Courier support", None),
        skill(SAFETY, "안전·도용", "Safety and misuse", None),
    ]
}

fn hours() -> Vec<HoursEntry> {
    let period = |from: &str, to: &str| Period { from: from.into(), to: to.into() };
    let office = || vec![period("09:00", "12:00"), period("13:00", "18:00")];
    let zone = || "Asia/Seoul".to_string();
    vec![
        HoursEntry {
            id: ALL_DAY,
            name: words("연중무휴", "Always open"),
            zone: zone(),
            weekly: std::array::from_fn(|_| vec![period("00:00", "24:00")]),
            exceptions: Vec::new(),
        },
        HoursEntry {
            id: OFFICE,
            name: words("사장님·라이더 상담 시간", "Partner hours"),
            zone: zone(),
            weekly: [office(), office(), office(), office(), office(), Vec::new(), Vec::new()],
            exceptions: [
                ("2026-12-25", "성탄절", "Christmas"),
                ("2027-01-01", "새해 첫날", "New Year's Day"),
                ("2027-02-06", "설 연휴", "Lunar New Year"),
                ("2027-02-07", "설날", "Lunar New Year"),
                ("2027-02-08", "설 연휴", "Lunar New Year"),
            ]
            .map(|(date, ko, en)| ExceptionalDay { date: date.into(), name: words(ko, en), periods: Vec::new() })
            .into(),
        },
    ]
}

fn words(ko: &str, en: &str) -> Words {
    Words { ko: ko.into(), en: en.into() }
}

/// What a centre for real use starts with: one reason, anyone serves it or calls back, office hours.
pub fn first(zone: &str) -> Document {
    let general = Line {
        id: 1,
        parent: None,
        name: ("일반 문의", "General"),
        about: ("무엇이든 물어보세요", "Anything at all"),
        weight: (1, 1, 1),
        skill: (KOREAN, 1),
        minutes: 5,
        kind: Person,
    };
    let mut reason = general.entry(AgentId(0));
    reason.rings = vec![Ring { after_ms: 0, needs: Vec::new() }];
    reason.hours = HoursId(1);
    reason.group = Some(GroupId(1));
    let group = GroupEntry { id: GroupId(1), name: words("콜백", "Callbacks"), slot_ms: 30 * MINUTE, places: 2 };
    let day = || vec![Period { from: "09:00".into(), to: "18:00".into() }];
    let hours = HoursEntry {
        id: HoursId(1),
        name: words("상담 시간", "Office hours"),
        zone: zone.into(),
        weekly: [day(), day(), day(), day(), day(), Vec::new(), Vec::new()],
        exceptions: Vec::new(),
    };
    Document {
        unknown_reason: reason.id,
        reasons: vec![reason],
        skills: skills().into_iter().filter(|skill| skill.language.is_some()).collect(),
        groups: vec![group],
        hours: vec![hours],
        ..document(AgentId(0))
    }
}
