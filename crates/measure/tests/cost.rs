//! What a small journal costs by published prices, computed by hand.

use measure::{By, ChannelPrices, CostOf, Fact, Group, Prices};
use routing::event::{Close, QueueCause};
use routing::*;

use crate::common::*;

/// 60 s of talk and 12 s of wrap-up, 4 messages; one contact with a bot that solved it, one on the customer's own page.
fn paid() -> Journal {
    let mut j = Journal::new();
    j.joins(1, 1).at(10).connected(1, MINA).at(70).ended(1, MINA).at(82);
    j.measures.fact(&Fact::Messages { contact: id(1), count: 4 });
    j.wrapped(1, MINA);
    j.arrives(2, 2, Some(REFUND));
    j.row(vec![Event::Queued {
        contact: id(2),
        rank: 0,
        for_bot: Some(BOT),
        cause: QueueCause::Chosen,
        sent_to: None,
    }]);
    j.connected(2, BOT).at(100).closed(2, Close::ByBot { bot: BOT });
    j.arrives(3, 3, Some(LATE)).closed(3, Close::SelfServed).at(200);
    j
}

fn prices() -> Prices {
    let chat = ChannelPrices { message: Some(8_400_000), minute: Some(30_000_000) };
    Prices { agent_hour: Some(20_000_000_000), bot_session: Some(50_000_000), channels: [(Channel::Chat, chat)].into() }
}

#[test]
fn cost_by_published_prices_part_by_part() {
    let j = paid();
    let report = j.measures.report(secs(200));
    let all = (Time(0), Time(i64::MAX));
    let priced = |by, prices: &Prices| report.priced_rows(all.0, all.1, &by, Some(prices));
    // 72 s × 20,000 an hour = 400; 50 a bot; 4 × 8.4 = 33.6; 1 min × 30.
    let total = 400_000_000 + 50_000_000 + 33_600_000 + 30_000_000;
    let values = priced(By::Total, &prices()).pop().unwrap().values;
    assert_eq!(figure(&values, "cost"), Some((total, 1)));
    assert_eq!(figure(&values, "cost_per_contact"), Some((total, 3)));
    assert_eq!(figure(&values, "contacts"), Some((3, 1)));
    assert_eq!(figure(&values, "self_solved"), Some((2, 3)));
    let parts = report.cost(all.0, all.1, &prices());
    let of: Vec<_> = parts.iter().map(|part| (part.of, part.amount, part.cost)).collect();
    assert_eq!(
        of,
        [
            (CostOf::AgentTime, 72_000, 400_000_000),
            (CostOf::BotSessions, 1, 50_000_000),
            (CostOf::Messages(Channel::Chat), 4, 33_600_000),
            (CostOf::Minutes(Channel::Chat), 60_000, 30_000_000),
        ]
    );
    let late = priced(By::Reason, &prices()).into_iter().find(|row| row.group == Group::Reason(Some(LATE))).unwrap();
    assert_eq!(figure(&late.values, "cost"), Some((0, 1)), "her own page costs what has a price: nothing");
}

#[test]
fn without_a_price_there_is_no_money_and_an_agent_has_none_ever() {
    let mut j = paid();
    assert_eq!(figure(&j.total(), "cost"), None);
    let report = j.measures.report(secs(200));
    let rows = |by, prices: &Prices| report.priced_rows(Time(0), Time(i64::MAX), &by, Some(prices));
    assert_eq!(figure(&rows(By::Total, &Prices::default())[0].values, "cost"), None);
    assert!(rows(By::Agent, &prices()).iter().all(|row| row.values["cost"].is_none()));
    let bots = Prices { bot_session: Some(7), ..Prices::default() };
    assert_eq!(figure(&rows(By::Total, &bots)[0].values, "cost"), Some((7, 1)), "what has no price is left out");
    let unpriced = report.cost(Time(0), Time(i64::MAX), &bots).iter().filter(|part| part.price.is_none()).count();
    assert_eq!(unpriced, 3);
}

#[test]
fn a_message_is_paid_once_also_when_a_contact_is_reopened() {
    let mut j = paid();
    j.at(300).row(vec![Event::Reopened { contact: id(1) }]);
    j.measures.fact(&Fact::Messages { contact: id(1), count: 6 });
    j.queued(1, QueueCause::Reopened).at(310).connected(1, MINA).ended(1, MINA).wrapped(1, MINA);
    let sums = j.rows(By::Total).pop().unwrap().sums;
    assert_eq!(sums.messages, 6);
}

#[test]
fn protected_time_is_paid_for_all_the_same() {
    let mut j = Journal::new();
    j.joins(1, 1).connected(1, MINA).at(30);
    j.row(vec![Event::Protected { contact: id(1), customer: CustomerId(1), agent: MINA }]).ended(1, MINA);
    j.at(36).wrapped(1, MINA);
    let parts = j.measures.report(secs(40)).cost(Time(0), Time(i64::MAX), &prices());
    assert_eq!(parts.first().map(|part| (part.amount, part.cost)), Some((36_000, 200_000_000)));
}
