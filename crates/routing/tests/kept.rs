#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
//! What was said stays so, whatever comes between: deadlines, promises, protection, and what is remembered of work.

use std::collections::BTreeMap;

use routing::event::{Close, LegEnd, OfferEnd, QueueCause};
use routing::input::{Arrival, Effort, JoinRole, Outcome, Party, ReasonSource, Target};
use routing::policy::*;
use routing::validate::Finding;
use routing::*;

use crate::common::*;

const BOT: AgentId = AgentId(9);
const HARD: ReasonId = ReasonId(2);
const ONE: ContactId = ContactId(1);

/// The usual policy, changed, and published anew.
fn publish(floor: &mut Floor, change: impl FnOnce(&mut Policy)) {
    let mut policy = policy();
    let hard = Reason { hard: true, bot: Some(BOT), known: vec![Treatment::Bot, Treatment::Person], ..reason() };
    policy.reasons.insert(HARD, hard);
    change(&mut policy);
    floor.ok(Input::Publish { policy: Box::new(policy) });
}

fn bot(floor: &mut Floor) {
    let profile = AgentProfile {
        agent: BOT,
        kind: AgentKind::Bot,
        skills: BTreeMap::new(),
        capacity: 10_000,
        limits: BTreeMap::from([(Channel::Chat, 50)]),
        auto_accept: true,
        short_rest: false,
        predicted: BTreeMap::new(),
    };
    floor.ok(Input::Agent { profile });
}

fn arrive(floor: &mut Floor, id: u64, customer: u64, channel: Channel) {
    let arrival = Arrival {
        contact: ContactId(id),
        customer: CustomerId(customer),
        case: CaseId(id),
        channel,
        known: true,
        reason: Some(HARD),
        extra: vec![],
        preferred: None,
        never: vec![],
        effort: Effort::default(),
        since: None,
    };
    floor.ok(Input::Arrive { arrival });
}

fn choose_bot(floor: &mut Floor, id: u64) -> Vec<Event> {
    floor.ok(Input::Choose { contact: ContactId(id), treatment: Treatment::Bot, channel: None, slot: None })
}

/// A chat with her, up to the talk.
fn talk(floor: &mut Floor, id: u64, agent: AgentId) {
    let events = floor.chat(id);
    let (offer, who) = offer_in(&events).expect("she is free");
    assert_eq!(who, agent);
    floor.ok(Input::Accept { offer, agent });
}

fn wrap_up(floor: &mut Floor, id: u64, agent: AgentId, reason: Option<ReasonId>) {
    floor.ok(Input::End { contact: ContactId(id), by: Party::Customer });
    floor.ok(Input::Wrapped { contact: ContactId(id), agent, reason, outcome: Outcome::Solved });
}

fn handed_over(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event, Event::LegEnded { cause: LegEnd::HandedOver, .. }))
}

fn presence(floor: &mut Floor, agent: AgentId, presence: Presence) {
    floor.ok(Input::Presence { agent, presence, until: None, by: None });
}

#[test]
fn a_bot_deadline_put_off_by_a_publication_still_comes() {
    let mut floor = Floor::open();
    publish(&mut floor, |_| {});
    bot(&mut floor);
    arrive(&mut floor, 1, 1, Channel::Chat);
    choose_bot(&mut floor, 1);
    assert_eq!(floor.engine.contact(ONE).unwrap().talking_with(), Some(BOT));
    publish(&mut floor, |policy| policy.bots.deadline_ms = 1_200_000);
    assert!(!handed_over(&floor.pass(1_199_999)));
    assert!(handed_over(&floor.pass(1)), "stuck with the bot for ever");
    floor.refold();
}

#[test]
fn a_grace_put_off_or_shortened_by_a_publication_still_ends() {
    for grace_ms in [120_000, 30_000] {
        let mut floor = Floor::open();
        floor.agent(MINA, 4);
        talk(&mut floor, 1, MINA);
        floor.ok(Input::Device { agent: MINA, alive: false });
        publish(&mut floor, |policy| policy.channels.get_mut(&Channel::Chat).unwrap().silent_grace_ms = grace_ms);
        floor.pass(i64::from(grace_ms) - 1);
        assert_eq!(floor.engine.contact(ONE).unwrap().talking_with(), Some(MINA));
        floor.pass(1);
        assert_eq!(floor.engine.contact(ONE).unwrap().state, State::Waiting, "silent for ever at {grace_ms}");
        floor.refold();
    }
}

#[test]
fn an_alert_for_wrap_up_put_off_by_a_publication_still_comes() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    talk(&mut floor, 1, MINA);
    floor.ok(Input::End { contact: ONE, by: Party::Customer });
    publish(&mut floor, |policy| policy.offers.wrap_up_ms = 400_000);
    assert_eq!(floor.pass(399_999), []);
    assert_eq!(floor.pass(1), [Event::WrapUpLong { contact: ONE, agent: MINA }]);
}

#[test]
fn a_channel_without_a_rule_has_no_grace() {
    let mut floor = Floor::open();
    publish(&mut floor, |policy| policy.channels.retain(|channel, _| *channel != Channel::Chat));
    floor.agent(MINA, 4);
    talk(&mut floor, 1, MINA);
    floor.ok(Input::Device { agent: MINA, alive: false });
    assert_eq!(floor.engine.contact(ONE).unwrap().state, State::Waiting);
}

#[test]
fn a_promise_ends_with_its_wait() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    presence(&mut floor, MINA, Presence::Break);
    floor.chat(1);
    floor.ok(Input::TellWait { contact: ONE, low_ms: 10_000, high_ms: 60_000 });
    presence(&mut floor, MINA, Presence::Ready);
    let (offer, agent) = floor.log.iter().rev().find_map(|(_, event)| offer_in(std::slice::from_ref(event))).unwrap();
    floor.ok(Input::Accept { offer, agent });
    floor.pass(300_000);
    floor.ok(Input::Transfer { contact: ONE, agent, to: Target::Reason { reason: REFUND } });
    let told = floor.ok(Input::TellWait { contact: ONE, low_ms: 10_000, high_ms: 60_000 });
    let promised = floor.engine.now().plus_ms(60_000);
    assert!(matches!(told[..], [Event::WaitTold { until, .. }] if until == promised), "promised the past: {told:?}");
    floor.refold();
}

#[test]
fn training_is_no_rest_and_a_break_is_no_work() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    floor.pass(3_600_000);
    let strain = |floor: &mut Floor| {
        floor.ok(Input::Tick);
        floor.engine.strain(MINA)
    };
    let hour = 6 * u32::from(policy().strain.ten_minutes);
    presence(&mut floor, MINA, Presence::Training);
    presence(&mut floor, MINA, Presence::Ready);
    assert_eq!(strain(&mut floor), hour, "an hour's work is not undone by a training");
    presence(&mut floor, MINA, Presence::Break);
    floor.pass(299_999);
    assert_eq!(strain(&mut floor), hour, "a short break is no work");
    floor.pass(1);
    assert_eq!(strain(&mut floor), 0, "a pause of the published length ends the stretch");
    presence(&mut floor, MINA, Presence::Offline);
    floor.pass(8 * 3_600_000);
    assert_eq!(strain(&mut floor), 0, "nobody works while signed out");
}

#[test]
fn a_contact_is_hard_by_the_reason_it_was_wrapped_up_with() {
    let mut floor = Floor::open();
    publish(&mut floor, |policy| policy.strain.breath_after_hard = 0);
    floor.agent(MINA, 4);
    talk(&mut floor, 1, MINA);
    wrap_up(&mut floor, 1, MINA, Some(HARD));
    assert_eq!(floor.engine.agent(MINA).unwrap().strain.hard_in_a_row, 1);
    talk(&mut floor, 2, MINA);
    floor.ok(Input::Reason { contact: ContactId(2), reason: HARD, source: ReasonSource::Agent });
    wrap_up(&mut floor, 2, MINA, Some(REFUND));
    assert_eq!(floor.engine.agent(MINA).unwrap().strain.hard_in_a_row, 0);
    floor.refold();
}

#[test]
fn the_oldest_hand_over_is_forgotten_first() {
    let mut floor = Floor::open();
    publish(&mut floor, |policy| policy.bots.not_again_ms = 86_400_000);
    bot(&mut floor);
    let at = floor.engine.now();
    for n in (2..=limits::CASES_REMEMBERED as u64 + 1).chain([1]) {
        let arrival = Arrival {
            contact: ContactId(n),
            customer: CustomerId(n),
            case: CaseId(n),
            channel: Channel::Chat,
            known: true,
            reason: Some(HARD),
            extra: vec![],
            preferred: None,
            never: vec![],
            effort: Effort::default(),
            since: None,
        };
        // The customer with the smallest id comes last.
        let at = if n == 1 { at.plus_ms(60_000) } else { at };
        let (contact, cause) = (ContactId(n), LegEnd::HandedOver);
        floor.engine.apply(at, &Event::Arrived { arrival, credit_ms: 0 });
        floor.engine.apply(at, &Event::LegEnded { contact, agent: BOT, cause, wrap_up: false });
        floor.engine.apply(at, &Event::Closed { contact, how: Close::Abandoned });
    }
    let remembered = floor.engine.snapshot().no_bot;
    assert_eq!(remembered.len(), limits::CASES_REMEMBERED);
    assert!(remembered.iter().any(|((customer, _), _)| *customer == CustomerId(1)), "forgotten at once");
}

#[test]
fn who_turns_out_to_be_kept_apart_is_not_offered() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    talk(&mut floor, 1, MINA);
    floor.ok(Input::Protect { contact: ONE, agent: MINA });
    floor.ok(Input::Wrapped { contact: ONE, agent: MINA, reason: None, outcome: Outcome::Unsolved });
    presence(&mut floor, MINA, Presence::Ready);
    let (offer, _) = offer_in(&floor.chat(2)).expect("nobody knows yet who this is");
    let identified = Input::Identified { contact: ContactId(2), customer: CustomerId(1), case: CaseId(2), known: true };
    let events = floor.ok(identified);
    let ended = Event::OfferEnded { offer, contact: ContactId(2), agent: MINA, cause: OfferEnd::Refiled };
    assert!(events.contains(&ended), "she is still asked: {events:?}");
    assert_eq!(floor.tell(Input::Accept { offer, agent: MINA }).0, Err(Refusal::StaleOffer));
    floor.refold();
}

#[test]
fn protection_pressed_twice_is_one_incident() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    talk(&mut floor, 1, MINA);
    floor.ok(Input::Protect { contact: ONE, agent: MINA });
    floor.pass(2_000);
    assert_eq!(floor.ok(Input::Protect { contact: ONE, agent: MINA }), []);
    let mina = floor.engine.agent(MINA).unwrap();
    assert_eq!((mina.strain.abuse_today, mina.presence), (1, Presence::Rest));
}

#[test]
fn without_a_cooldown_nothing_is_published() {
    let mut policy = policy();
    policy.offers.cooldown_ms = 0;
    assert_eq!(validate::structure(&policy), [Finding::NoCooldown]);
}

#[test]
fn an_adviser_is_free_when_the_customer_leaves_the_line() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    talk(&mut floor, 1, MINA);
    floor.agent(JUN, 4);
    presence(&mut floor, MINA, Presence::Break);
    floor.ok(Input::Transfer { contact: ONE, agent: MINA, to: Target::Reason { reason: REFUND } });
    let (offer, agent) = floor.log.iter().rev().find_map(|(_, event)| offer_in(std::slice::from_ref(event))).unwrap();
    assert_eq!(agent, JUN);
    floor.ok(Input::Accept { offer, agent });
    let adviser = AgentId(3);
    floor.agent(adviser, 1);
    floor.ok(Input::Join { contact: ONE, agent: adviser, role: JoinRole::Consult });
    floor.ok(Input::AgentGone { agent: JUN });
    floor.ok(Input::Leave { contact: ONE });
    assert_eq!(floor.engine.contact(ONE).unwrap().state, State::WrapUp, "MINA has her part to write up");
    assert_eq!(floor.engine.agent(adviser).unwrap().load, 0, "nobody is left to advise");
    floor.refold();
}

#[test]
fn nobody_waits_for_a_bot_that_does_not_serve_the_channel() {
    let mut floor = Floor::open();
    publish(&mut floor, |_| {});
    bot(&mut floor);
    arrive(&mut floor, 1, 1, Channel::Voice);
    assert!(!floor.engine.contact(ONE).unwrap().options.contains(&Treatment::Bot));
    arrive(&mut floor, 2, 2, Channel::Chat);
    presence(&mut floor, BOT, Presence::Ready);
    let mut profile = floor.engine.agent(BOT).unwrap().profile.clone();
    profile.limits = BTreeMap::from([(Channel::Chat, 1)]);
    floor.ok(Input::Agent { profile: profile.clone() });
    choose_bot(&mut floor, 2);
    arrive(&mut floor, 3, 3, Channel::Chat);
    choose_bot(&mut floor, 3);
    assert_eq!(floor.engine.contact(ContactId(3)).unwrap().for_bot, Some(BOT), "waits for the bot's one place");
    profile.limits = BTreeMap::new();
    let events = floor.ok(Input::Agent { profile });
    let on = |event: &Event| {
        matches!(event, Event::Queued { contact: ContactId(3), for_bot: None, cause: QueueCause::HandOver, .. })
    };
    assert!(events.iter().any(on), "waits for ever: {events:?}");
    floor.refold();
}

#[test]
fn who_has_signed_out_does_not_come_back_by_the_clock() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    let until = Some(floor.engine.now().plus_ms(60_000));
    floor.ok(Input::Presence { agent: MINA, presence: Presence::Offline, until, by: None });
    floor.pass(120_000);
    assert_eq!(floor.engine.agent(MINA).unwrap().presence, Presence::Offline);
}

#[test]
fn a_hold_outlives_a_publication() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    talk(&mut floor, 1, MINA);
    talk(&mut floor, 2, MINA);
    floor.agent(JUN, 4);
    talk(&mut floor, 3, JUN);
    let named = Target::Agent { agent: MINA };
    floor.ok(Input::Transfer { contact: ContactId(3), agent: JUN, to: named });
    floor.pass(10_000);
    publish(&mut floor, |_| {});
    assert_eq!(floor.engine.contact(ContactId(3)).unwrap().state, State::Waiting, "kept for MINA as it was said");
    floor.pass(19_999);
    assert_eq!(floor.engine.contact(ContactId(3)).unwrap().state, State::Waiting);
    let (_, agent) = offer_in(&floor.pass(1)).expect("and no longer");
    assert_eq!(agent, JUN);
    floor.refold();
}

#[test]
fn a_bot_that_goes_away_costs_no_transfer() {
    let mut floor = Floor::open();
    publish(&mut floor, |_| {});
    bot(&mut floor);
    arrive(&mut floor, 1, 1, Channel::Chat);
    choose_bot(&mut floor, 1);
    presence(&mut floor, BOT, Presence::Offline);
    let contact = floor.engine.contact(ONE).unwrap();
    assert_eq!((contact.state, contact.effort.transfers), (State::Waiting, 0));
    floor.refold();
}
