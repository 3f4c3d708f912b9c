#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
//! One contact's life, in the small: the scripted scenarios in crates/sim/scenarios tell the rest.

use routing::event::{Close, OfferEnd};
use routing::input::{Outcome, Party};
use routing::policy::*;
use routing::*;

use crate::common::*;

#[test]
fn from_arrival_to_close() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    let (offer, agent) = offer_in(&floor.chat(1)).unwrap();
    assert_eq!(agent, MINA);
    floor.ok(Input::Accept { offer, agent });
    floor.pass(60_000);
    floor.ok(Input::End { contact: ContactId(1), by: Party::Customer });
    let out = floor.ok(Input::Wrapped { contact: ContactId(1), agent, reason: None, outcome: Outcome::Solved });
    assert!(out.contains(&Event::Closed { contact: ContactId(1), how: Close::Wrapped { outcome: Outcome::Solved } }));
    assert_eq!(floor.engine.agent(MINA).unwrap().load, 0);
    floor.refold();
}

#[test]
fn a_late_answer_cannot_hit_another_offer() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    let (first, _) = offer_in(&floor.chat(1)).unwrap();
    let expired = floor.pass(20_000);
    assert!(expired.iter().any(|e| matches!(e, Event::OfferEnded { cause: OfferEnd::Unanswered, .. })));
    let (second, _) = offer_in(&floor.pass(60_000)).expect("asked again once the cooldown is over");
    assert_ne!(first, second);
    assert_eq!(floor.tell(Input::Accept { offer: first, agent: MINA }).0, Err(Refusal::StaleOffer));
    floor.ok(Input::Accept { offer: second, agent: MINA });
    floor.refold();
}

#[test]
fn two_missed_offers_mean_nobody_is_there() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    floor.chat(1);
    let out = floor.pass(120_000);
    assert!(out.contains(&Event::NobodyThere { contact: ContactId(1) }));
    assert_eq!(floor.engine.agent(MINA).unwrap().presence, Presence::Away);
    let out = floor.ok(Input::Presence { agent: MINA, presence: Presence::Ready, until: None, by: None });
    assert!(out.contains(&Event::SomebodyThere { contact: ContactId(1) }));
    floor.refold();
}

#[test]
fn rings_widen_to_the_learner() {
    let mut floor = Floor::open();
    floor.agent(JUN, 1);
    assert_eq!(offer_in(&floor.chat(1)), None);
    let out = floor.pass(60_000);
    assert_eq!(offer_in(&out).map(|(_, agent)| agent), Some(JUN));
    floor.refold();
}

#[test]
fn the_best_level_is_asked_first() {
    let mut floor = Floor::open();
    floor.agent(MINA, 3);
    floor.agent(JUN, 5);
    assert_eq!(offer_in(&floor.chat(1)).map(|(_, agent)| agent), Some(JUN));
}

#[test]
fn a_callback_slot_holds_what_it_says_and_is_kept() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    floor.ok(Input::Presence { agent: MINA, presence: Presence::Break, until: None, by: None });
    floor.chat(1);
    floor.chat(2);
    let slot = Time(floor.now - floor.now % 1_800_000 + 1_800_000);
    let book = |contact| Input::Choose {
        contact: ContactId(contact),
        treatment: Treatment::Callback,
        channel: None,
        slot: Some(slot),
    };
    floor.ok(book(1));
    assert_eq!(floor.tell(book(2)).0, Err(Refusal::SlotFull));
    floor.ok(Input::Leave { contact: ContactId(2) });
    floor.ok(Input::Presence { agent: MINA, presence: Presence::Ready, until: None, by: None });
    let out = floor.pass(1_800_000);
    let (offer, agent) = offer_in(&out).expect("an agent is sought when the slot comes");
    assert!(floor.engine.contact(ContactId(1)).unwrap().since < slot, "age survives the callback");
    floor.pass(0);
    let (answer, _) = floor.tell(Input::Accept { offer, agent });
    if answer.is_ok() {
        floor.ok(Input::Dialled { contact: ContactId(1), agent, result: routing::input::DialResult::Reached });
    }
    floor.refold();
}

#[test]
fn a_supervisor_sees_why_and_what_would_have_changed_it() {
    let mut floor = Floor::open();
    floor.agent(MINA, 3);
    floor.agent(JUN, 5);
    let before = floor.log.len();
    floor.chat(1);
    let offered = floor.log.iter().position(|(_, e)| matches!(e, Event::Offered { .. })).unwrap();
    assert!(offered >= before);
    let mut then = Engine::new();
    for (at, event) in &floor.log[..offered] {
        then.apply(*at, event);
    }
    let why = then.explain(ContactId(1)).unwrap();
    assert_eq!(why.candidates.first().map(|c| c.agent), Some(JUN));
    assert_eq!(why.change, routing::explain::Change::RunnerUp { agent: MINA, by: 2 });
}

#[test]
fn inputs_and_events_survive_json() {
    let mut floor = Floor::open();
    floor.agent(MINA, 4);
    floor.chat(1);
    for (_, event) in &floor.log {
        let text = serde_json::to_string(event).unwrap();
        assert_eq!(&serde_json::from_str::<Event>(&text).unwrap(), event);
    }
    let snapshot = floor.engine.snapshot();
    let text = serde_json::to_string(&snapshot).unwrap();
    assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap(), snapshot);
}
