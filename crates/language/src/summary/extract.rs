//! The sentences that people would pick: the longest four, one of them from the customer's first words. What a bot says is as
//! long as it is routine, and what it showed and did stands in the form already.

use super::{Speaker, Turn};
use crate::text::sentences::sentences;

/// The longest sentences in their order. Where none is from the customer's first turn, its longest takes the place of the shortest.
pub fn extract(turns: &[Turn], most: usize) -> Vec<&str> {
    let first = turns.iter().position(|turn| turn.speaker == Speaker::Customer).unwrap_or_default();
    let all: Vec<(usize, &str)> = turns
        .iter()
        .enumerate()
        .filter(|(_, turn)| turn.speaker != Speaker::Bot)
        .flat_map(|(at, turn)| sentences(&turn.text).into_iter().map(move |text| (at, text)))
        .collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    let length = |at: &usize| all.get(*at).map_or(0, |(_, text)| text.chars().count());
    let turn = |at: &usize| all.get(*at).map_or(0, |(turn, _)| *turn);
    order.sort_by_key(|at| (std::cmp::Reverse(length(at)), *at));
    let mut picked: Vec<usize> = order.iter().copied().take(most).collect();
    if !picked.iter().any(|at| turn(at) == first)
        && let (Some(from_first), Some(last)) = (order.iter().find(|at| turn(at) == first), picked.last_mut())
    {
        *last = *from_first;
    }
    picked.sort_unstable();
    picked.iter().filter_map(|&at| all.get(at)).map(|(_, text)| *text).collect()
}

/// F1 of picked sentences against those a person picked (positions).
pub fn sentence_f1(picked: &[usize], wanted: &[usize]) -> f64 {
    let both = picked.iter().filter(|at| wanted.contains(at)).count() as f64;
    if both == 0.0 { 0.0 } else { 2.0 * both / (picked.len() + wanted.len()) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_are_always_in() {
        let turn = |speaker, text: &str| Turn { speaker, at_ms: 0, text: text.into() };
        let turns = [
            turn(Speaker::Agent, "네, 무엇을 도와드릴까요 고객님, 말씀해 주세요."),
            turn(Speaker::Customer, "환불요."),
            turn(
                Speaker::Agent,
                "주문하신 내역을 먼저 확인한 다음에 말씀드리도록 하겠습니다. 잠시만 기다려 주시겠어요?",
            ),
            turn(Speaker::Customer, "지난주에 취소했는데 카드사에서는 들어온 게 없다고 합니다."),
        ];
        let picked = extract(&turns, 2);
        assert_eq!(picked, ["환불요.", "주문하신 내역을 먼저 확인한 다음에 말씀드리도록 하겠습니다."]);
        assert!(extract(&[], 4).is_empty());
        let routine =
            turn(Speaker::Bot, "안녕하세요. 언제든 ‘상담사’라고 하시면 바로 연결해 드릴 테니 편하게 적어 주세요.");
        assert_eq!(extract(&[routine, turn(Speaker::Customer, "주문을 취소해 주세요.")], 4), ["주문을 취소해 주세요."]);
        assert!((sentence_f1(&[1, 2], &[2, 3]) - 0.5).abs() < 1e-9);
    }
}
