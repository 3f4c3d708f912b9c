#![allow(clippy::unwrap_used)]
//! The rules bite: an honest adapter passes them, and each planted fault fails one.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use contract::Adapter;
use contract::conformance::{self, Observable, life};
use routing::{AgentId, ContactId, Effect, OfferId, Time};

const CONTACT: ContactId = ContactId(1);
const AGENT: AgentId = AgentId(2);
const OFFER: OfferId = OfferId(3);

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// Rings again for an offer that is already shown.
    CountsOffers,
    /// Toggles the hold instead of setting it.
    TogglesHold,
    /// Connects only those for whom it rang itself, before a restart.
    TrustsItsMemory,
    /// Says farewell to someone who has already gone.
    FinishesAgain,
}

#[derive(Debug, Default, Clone, PartialEq)]
struct Seen {
    offers: BTreeSet<OfferId>,
    connected: BTreeSet<(ContactId, AgentId)>,
    held: BTreeSet<ContactId>,
    rings: u32,
    farewells: u32,
    gone: BTreeSet<ContactId>,
}

struct Toy {
    fault: Fault,
    rang: AtomicBool,
    seen: Mutex<Seen>,
}

fn toy(fault: Fault) -> impl Fn() -> Toy {
    move || Toy { fault, rang: AtomicBool::new(false), seen: Mutex::default() }
}

impl Adapter for Toy {
    fn carry_out(&self, effect: &Effect) {
        let seen = &mut *self.seen.lock().unwrap();
        match *effect {
            Effect::ShowOffer { offer, .. } => {
                self.rang.store(true, Ordering::SeqCst);
                if seen.offers.insert(offer) || self.fault == Fault::CountsOffers {
                    seen.rings += 1;
                }
            }
            Effect::HideOffer { offer, .. } => {
                seen.offers.remove(&offer);
                seen.rings = 0;
            }
            Effect::Connect { contact, agent } => {
                if self.fault != Fault::TrustsItsMemory || self.rang.load(Ordering::SeqCst) {
                    seen.connected.insert((contact, agent));
                }
            }
            Effect::SetHold { contact, held } => {
                let held = if self.fault == Fault::TogglesHold { !seen.held.contains(&contact) } else { held };
                if held {
                    seen.held.insert(contact);
                } else {
                    seen.held.remove(&contact);
                }
            }
            Effect::Disconnect { contact, agent } => {
                seen.connected.remove(&(contact, agent));
                seen.held.remove(&contact);
            }
            Effect::Finish { contact } => {
                if seen.gone.insert(contact) || self.fault == Fault::FinishesAgain {
                    seen.farewells += 1;
                }
            }
            Effect::ShowChoices { .. } | Effect::ShowWaiting { .. } | Effect::TellNobodyThere { .. } => {}
        }
    }
}

impl Observable for Toy {
    type Outside = Seen;

    fn outside(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }
}

/// What the engine would say again while the two are talking.
fn reminder() -> [Effect; 1] {
    [Effect::Connect { contact: CONTACT, agent: AGENT }]
}

/// Up to the connection.
fn half_a_life() -> Vec<Effect> {
    life(CONTACT, AGENT, OFFER).into_iter().take(5).collect()
}

fn judge(fault: Fault) -> [Result<(), String>; 3] {
    [
        conformance::effects_are_idempotent(toy(fault), &life(CONTACT, AGENT, OFFER)),
        conformance::a_reminder_repairs(toy(fault), &half_a_life(), &reminder()),
        conformance::late_effects_are_harmless(toy(fault), CONTACT, AGENT, OFFER),
    ]
}

#[test]
fn an_honest_adapter_passes() {
    assert_eq!(judge(Fault::None), [Ok(()), Ok(()), Ok(())]);
}

#[test]
fn each_planted_fault_fails_its_rule() {
    assert!(judge(Fault::CountsOffers)[0].is_err());
    assert!(judge(Fault::TogglesHold)[0].is_err());
    assert!(judge(Fault::TrustsItsMemory)[1].is_err());
    assert!(judge(Fault::FinishesAgain)[2].is_err());
}

#[test]
fn a_life_names_its_own_contact() {
    let deadline = Time(20_000);
    let shown = Effect::ShowOffer { agent: AGENT, offer: OFFER, contact: CONTACT, deadline };
    assert!(life(CONTACT, AGENT, OFFER).contains(&shown));
}
