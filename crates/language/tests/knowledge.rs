//! The right article is found by words as customers type them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use language::knowledge::{Gate, Index, highlight};

fn centre() -> Index {
    let mut index = Index::default();
    for (number, title, body) in [
        (
            1,
            "주문 취소하기",
            "조리가 시작되기 전에는 주문 상세에서 바로 취소할 수 있습니다. 조리가 시작되면 가게의 동의가 필요합니다.",
        ),
        (
            2,
            "환불은 언제 들어오나요",
            "카드는 영업일 기준 3~5일, 계좌는 1~2일 걸립니다. 체크카드는 카드사에 따라 다릅니다.",
        ),
        (3, "배송지 변경", "라이더가 출발하기 전이라면 주소를 바꿀 수 있습니다."),
        (4, "쿠폰이 적용되지 않을 때", "최소 주문 금액과 유효 기간을 확인해 주세요."),
        (
            5,
            "Refund policy",
            "Refunds are paid back within five business days. Declined cards are refunded to the account.",
        ),
        (6, "멤버십 해지", "설정에서 구독을 해지할 수 있습니다. 남은 기간은 그대로 쓸 수 있습니다."),
    ] {
        index.put(number, title, body);
    }
    index
}

#[test]
fn particles_spaces_and_typos_do_not_matter() {
    let index = centre();
    for (query, article) in [
        ("주문을 취소하고 싶은데요", 1),
        ("주문취소할수있나요", 1),
        ("환불 언제", 2),
        ("환불언제들어와요", 2),
        ("환뷸 언재 들어오나요", 2),
        ("배송지를바꾸고싶어요", 3),
        ("쿠폰 안돼요", 4),
        ("refnud policy", 5),
        ("was my refund declined", 5),
        ("ＲＥＦＵＮＤ", 5),
        ("구독 끊고 싶어요 해지", 6),
    ] {
        assert_eq!(index.search(query, 3)[0].article, article, "{query}");
    }
}

#[test]
fn an_unfinished_word_finds() {
    let index = centre();
    let found = |query: &str| index.search_as_typed(query, 1, |_| true).first().map(|hit| hit.article);
    assert_eq!(found("ref"), Some(5));
    assert_eq!(found("쿠"), Some(4));
    assert_eq!(found("멤버시"), Some(6), "a syllable on its way to 십");
    assert_eq!(found(""), None);
    assert_eq!(index.search_as_typed("refund", 3, |article| article != 5), []);
}

#[test]
fn one_slip_of_the_keys_in_a_word_is_put_right() {
    let index = centre();
    let found = |query: &str| {
        let hits = index.search_as_typed(query, 1, |_| true);
        hits.first().filter(|hit| hit.covered >= 0.25).map(|hit| hit.article)
    };
    assert_eq!((found("refnud"), found("rfund"), found("Refunds")), (Some(5), Some(5), Some(5)));
    assert_eq!(found("멤버쉽"), Some(6));
    assert_eq!(index.put_right("refund 쿠폰"), "refund 쿠폰", "what is known stays");
    assert_eq!(found("quantum"), None);
}

#[test]
fn a_new_revision_takes_the_place_of_the_old_and_what_is_taken_out_is_found_no_more() {
    let mut index = centre();
    index.put(6, "포인트 적립", "적립은 다음 날 됩니다.");
    assert!(index.search("멤버십 해지", 5).iter().all(|hit| hit.article != 6));
    assert_eq!(index.search("포인트 적립", 1)[0].article, 6);
    index.remove(6);
    index.remove(99);
    assert_eq!(index.len(), 5);
    assert!(index.search("포인트 적립", 5).iter().all(|hit| hit.article != 6));
}

#[test]
fn the_gate_lets_through_what_is_covered_and_ahead() {
    let index = centre();
    let sure = |query: &str| Gate::sureness(&index.search(query, 2));
    assert!(sure("멤버십 해지") > sure("비행기 표 예매 되나요"));
    assert!(!Gate::default().lets_through(&index.search("비행기 표 예매 되나요", 2)));
    assert!(Gate::default().lets_through(&index.search("멤버십 해지", 2)));
}

#[test]
fn bad_input_costs_bounded_time() {
    let mut index = centre();
    index.put(7, &"제목".repeat(100_000), &"본문 ".repeat(300_000));
    for query in ["환불 ".repeat(200_000), "😡".repeat(200_000), "\u{202e}".repeat(300_000), "a".repeat(1_000_000)]
    {
        index.search(&query, 5);
        index.search_as_typed(&query, 5, |_| true);
        highlight(&query, "환불은 언제");
    }
}
