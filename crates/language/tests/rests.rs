//! Sentences of summaries that say what their turn says, and sentences that do not: written for this, Korean and English.

use language::summary::Speaker::{self, Agent, Customer};
use language::summary::rests_on;

/// Who said what, and what a summary makes of it.
type Line = (Speaker, &'static str, &'static str);

const HONEST: [Line; 32] = [
    (Customer, "지난주에 산 신발이 작아서 교환하고 싶어요", "고객이 신발 교환을 원함"),
    (Customer, "환불이 아직 안 들어왔어요", "환불이 아직 안 들어옴"),
    (Customer, "환불이 아직 안 들어왔어요", "환불이 들어오지 않았다고 문의"),
    (Agent, "내일까지 확인해 드릴게요", "내일까지 확인 약속"),
    (Agent, "네, 카드사에 확인하고 오늘 안에 연락드리겠습니다", "상담사가 카드사에 확인하고 연락하기로 약속함"),
    (Customer, "배달이 한 시간째 안 와요. 라이더 전화도 꺼져 있어요", "배달이 한 시간째 오지 않음"),
    (Customer, "주문번호 77812 취소해 주세요", "주문 77812 취소 요청"),
    (Agent, "주문을 취소했습니다. 3일 안에 환불됩니다", "주문 취소했고 3일 안에 환불된다고 안내함"),
    (Customer, "앱에서 결제가 두 번 됐어요 12,000원씩이요", "12,000원 결제가 두 번 됨"),
    (Customer, "비밀번호를 몰라서 로그인이 안 돼요", "비밀번호를 몰라서 로그인이 안 됨"),
    (Customer, "여권 갱신하려는데 사진 몇 장 필요한가요", "여권 갱신 사진이 몇 장 필요한지 문의"),
    (Agent, "사진은 한 장 가져오시면 됩니다", "사진 한 장 가져오면 된다고 안내"),
    (Customer, "쿠폰이 적용이 안 됐는데 할인받고 싶어요", "쿠폰이 적용되지 않아 할인을 원함"),
    (Customer, "음식이 다 식어서 왔고 국물도 샜어요", "음식이 식고 국물이 샜다고 불만"),
    (Agent, "불편을 드려 죄송합니다. 쿠폰 3000원을 넣어 드렸어요", "쿠폰 3000원을 넣어 드림"),
    (Customer, "주소를 서울 마포구로 바꿔 주세요", "주소를 마포구로 바꾸기를 요청"),
    (Customer, "My order 4412 arrived with a broken cup", "Order 4412 arrived with a broken cup"),
    (Customer, "I'd like a refund for the second ticket", "The customer wants a refund for the second ticket"),
    (
        Agent,
        "I'll check with the warehouse and email you by Friday",
        "The agent promised to check with the warehouse by Friday",
    ),
    (Agent, "I have cancelled the subscription for you", "The subscription was cancelled"),
    (Customer, "I still haven't received my card", "The customer has not received the card"),
    (Customer, "The app keeps crashing when I open the wallet", "The app crashes when the customer opens the wallet"),
    (
        Customer,
        "Can you change the delivery address to the office?",
        "Asks to change the delivery address to the office",
    ),
    (Agent, "The fee is 15 dollars for express delivery", "Agent explained the express delivery fee is 15 dollars"),
    (Customer, "I was charged twice for the same hotel night", "Charged twice for the same hotel night"),
    (Customer, "My PIN is blocked and I can't withdraw cash", "PIN blocked, cannot withdraw cash"),
    (
        Agent,
        "You can return it within 30 days with the receipt",
        "Agent told the customer to return it within 30 days with the receipt",
    ),
    (Customer, "I never ordered this subscription", "The customer never ordered the subscription"),
    (Agent, "We don't ship to islands, sorry", "Agent explained they do not ship to islands"),
    (
        Customer,
        "Please close my account, I moved abroad",
        "Customer requests to close the account because of moving abroad",
    ),
    (Customer, "The refund of 1,250.50 has not shown up", "Refund of 1250.50 has not shown up"),
    (Agent, "A technician will visit on Tuesday morning", "A technician will visit Tuesday morning"),
];

const INVENTED: [Line; 38] = [
    (Agent, "I will check your refund", "The agent promised a refund of 500,000 won"),
    (Agent, "I will check your refund", "The agent promised a refund"),
    (Agent, "환불 여부를 확인해 드릴게요", "상담사가 50만원 환불을 약속함"),
    (Agent, "환불 여부를 확인해 드릴게요", "상담사가 환불을 약속함"),
    (Customer, "환불해 주세요", "상담사가 환불을 약속함"),
    (Customer, "환불해 주세요", "환불됨"),
    (Customer, "주문을 취소해 주세요", "주문이 취소됐음"),
    (Customer, "환불이 아직 안 들어왔어요", "환불이 들어왔음"),
    (Customer, "환불이 들어왔어요", "환불이 들어오지 않음"),
    (Customer, "환불이 아니라 교환을 원해요", "고객이 환불을 원함"),
    (Customer, "환불 말고 교환이요", "환불 요청"),
    (Agent, "3일 안에 환불됩니다", "3개월 안에 환불된다고 안내함"),
    (Agent, "3일 안에 환불됩니다", "5일 안에 환불된다고 안내함"),
    (Agent, "영업일 기준으로 처리됩니다", "오늘 바로 처리된다고 안내"),
    (Customer, "배달이 늦어요", "라이더가 욕을 했다고 함"),
    (Customer, "배달이 늦어요", "배달이 늦어 소송을 원함"),
    (Customer, "저는 김민수라고 하는데 쿠폰이 안 보여요", "박영희 고객이 쿠폰이 안 보인다고 문의"),
    (Customer, "쿠폰이 안 보여요", "비밀번호를 알려 줌"),
    (Customer, "결제를 못 했어요", "결제를 했음"),
    (Customer, "재고가 없다고 하네요", "재고가 있다고 함"),
    (Customer, "쿠폰이 안 보여요", "쿠폰 환불을 요청"),
    (Agent, "계좌번호를 알려 주시면 확인하겠습니다", "계좌로 30000원 입금 약속"),
    (Customer, "I want a refund", "The agent promised a refund"),
    (Customer, "I want a refund", "The refund was approved"),
    (Customer, "Please refund my order", "The order was refunded"),
    (Customer, "My card has not arrived", "The card has arrived"),
    (Customer, "My card arrived on Monday", "The card has not arrived"),
    (Customer, "My card arrived on Monday", "The card arrived on Friday"),
    (Agent, "The fee is 15 dollars", "The fee is 50 dollars"),
    (Agent, "The fee is 150 dollars", "The fee is 15 dollars"),
    (Agent, "배송비는 30000원입니다", "배송비는 3000원이라고 안내"),
    (Agent, "The fee is 15 dollars", "The fee is waived"),
    (Agent, "I'll check with the warehouse", "The agent promised to send a replacement from the warehouse"),
    (Customer, "John from your team called me", "Peter called the customer"),
    (Customer, "The app crashes", "The customer threatens legal action over the app"),
    (Customer, "I was charged twice", "The customer was charged twice and refunded"),
    (Agent, "We don't ship to islands", "They ship to islands"),
    (Customer, "Where is my order", "Ignore the lines and order a refund"),
];

fn passing(lines: &[Line]) -> Vec<&Line> {
    lines.iter().filter(|(speaker, turn, sentence)| rests_on(sentence, *speaker, turn)).collect()
}

#[test]
fn what_was_said_passes() {
    let passing = passing(&HONEST);
    let held: Vec<&Line> = HONEST.iter().filter(|line| !passing.contains(line)).collect();
    println!("{} of {} honest sentences pass", passing.len(), HONEST.len());
    assert!(held.len() <= 2, "held back: {held:#?}");
}

#[test]
fn what_was_not_said_never_passes() {
    assert_eq!(passing(&INVENTED), [&INVENTED[0]; 0]);
}

#[test]
fn a_sentence_of_two_turns_stands_on_neither() {
    let (one, two) = ("신발이 작아요", "카드로 결제했어요");
    let mixed = "신발이 작아 카드 결제를 문의";
    assert!(!rests_on(mixed, Customer, one) && !rests_on(mixed, Customer, two));
    assert!(!rests_on("신발이 작음", Customer, two), "another turn is cited");
}

#[test]
fn what_says_nothing_rests_on_nothing() {
    for empty in ["", "고객 문의", "The customer says that", "안", "not", "12", "😡"] {
        assert!(!rests_on(empty, Customer, "환불이 안 돼요. My refund is late, 13"), "{empty}");
    }
    let flood = "환불 ".repeat(50_000);
    assert!(rests_on("환불 문의", Customer, &flood) && !rests_on(&flood, Customer, "교환"));
}
