//! What agents of the demo do about a reason, step by step.

use api::guide::{Amount, Discretion, GuideStep};
use api::setup::document::{Document, Words};

/// Puts the guides into a setup.
pub fn fill(document: &mut Document) {
    for entry in &mut document.reasons {
        entry.guide = of(entry.id.0);
    }
}

/// The guide of a reason; most have none.
fn of(reason: u32) -> Vec<GuideStep> {
    match reason {
        111 => vec![
            step(1, "주문 상태와 라이더 위치 확인", "Look up the order and where the courier is"),
            check(
                2,
                "예상 시간보다 20분 넘게 늦었나요?",
                "Is it more than 20 minutes late?",
                ("남은 시간을 알리고 다시 확인할 시각 약속", "Say how long it takes and promise when you look again"),
            ),
            decide(
                3,
                ("쿠폰으로 보상 제안", "Offer a coupon"),
                ("지연 보상 쿠폰", "a coupon for the delay"),
                3_000,
                ("팀장", "the team lead"),
            ),
            step(4, "도착 예정 시각을 고객에게 안내", "Tell the customer when it arrives"),
        ],
        113 => vec![
            step(1, "주문 내역과 받은 음식 비교", "Compare the order with what came"),
            check(
                2,
                "받은 지 2시간이 지나지 않았나요?",
                "Was it delivered less than 2 hours ago?",
                ("사진을 받아 가게에 확인 요청", "Ask for a picture and ask the merchant"),
            ),
            decide(
                3,
                ("빠진 메뉴 환불", "Refund what is missing"),
                ("빠진 메뉴 금액 환불", "a refund of the missing items"),
                30_000,
                ("환불 담당", "the refunds desk"),
            ),
        ],
        _ => Vec::new(),
    }
}

fn step(id: u32, ko: &str, en: &str) -> GuideStep {
    GuideStep { id, words: words(ko, en), check: false, if_no: Words::default(), discretion: None }
}

fn check(id: u32, ko: &str, en: &str, (no_ko, no_en): (&str, &str)) -> GuideStep {
    GuideStep { check: true, if_no: words(no_ko, no_en), ..step(id, ko, en) }
}

/// A step at which so many won may be given without asking.
fn decide(id: u32, does: (&str, &str), what: (&str, &str), won: u32, ask: (&str, &str)) -> GuideStep {
    let up_to = Some(Amount { value: won, currency: "KRW".into() });
    let discretion = Discretion { what: words(what.0, what.1), up_to, ask: words(ask.0, ask.1) };
    GuideStep { discretion: Some(discretion), ..step(id, does.0, does.1) }
}

fn words(ko: &str, en: &str) -> Words {
    Words { ko: ko.into(), en: en.into() }
}
