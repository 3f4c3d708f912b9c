//! The rules, as functions that any adapter's tests can run.

use routing::{AgentId, ContactId, Effect, OfferId, Time};

use crate::Adapter;

/// What an adapter shows of itself to be judged: everything outside that effects have changed, in a fixed order.
pub trait Observable: Adapter {
    type Outside: PartialEq + std::fmt::Debug;

    fn outside(&self) -> Self::Outside;
}

/// A life of one contact in effects, in the order in which an engine decides them.
pub fn life(contact: ContactId, agent: AgentId, offer: OfferId) -> Vec<Effect> {
    vec![
        Effect::ShowChoices { contact },
        Effect::ShowWaiting { contact },
        Effect::ShowOffer { agent, offer, contact, deadline: Time(20_000) },
        Effect::HideOffer { agent, offer },
        Effect::Connect { contact, agent },
        Effect::SetHold { contact, held: true },
        Effect::SetHold { contact, held: false },
        Effect::Disconnect { contact, agent },
        Effect::Finish { contact },
    ]
}

/// Doing a thing twice is the same as doing it once, at every step of a life. `fresh` makes an adapter with nothing done.
pub fn effects_are_idempotent<A: Observable>(fresh: impl Fn() -> A, life: &[Effect]) -> Result<(), String> {
    for end in 1..=life.len() {
        let (once, twice) = (fresh(), fresh());
        for effect in life.iter().take(end) {
            once.carry_out(effect);
            twice.carry_out(effect);
            twice.carry_out(effect);
        }
        if once.outside() != twice.outside() {
            return Err(format!("{:?} done twice differs from once", life.get(end - 1)));
        }
    }
    Ok(())
}

/// After a reconnect the adapter is told everything that should be true; one that lost its memory ends where one that
/// kept it is. `reminder` is what the engine says again after `life`.
pub fn a_reminder_repairs<A: Observable>(
    fresh: impl Fn() -> A,
    life: &[Effect],
    reminder: &[Effect],
) -> Result<(), String> {
    let (kept, lost) = (fresh(), fresh());
    for effect in life.iter().chain(reminder) {
        kept.carry_out(effect);
    }
    for effect in reminder {
        lost.carry_out(effect);
    }
    if kept.outside() == lost.outside() {
        Ok(())
    } else {
        Err(format!("after the reminder {:?} differs from {:?}", lost.outside(), kept.outside()))
    }
}

/// What comes late, about a contact or an offer the adapter does not know (any more), takes away and never brings back.
pub fn late_effects_are_harmless<A: Observable>(
    fresh: impl Fn() -> A,
    contact: ContactId,
    agent: AgentId,
    offer: OfferId,
) -> Result<(), String> {
    let late = [
        Effect::HideOffer { agent, offer },
        Effect::SetHold { contact, held: false },
        Effect::Disconnect { contact, agent },
        Effect::Finish { contact },
    ];
    for effect in &late {
        let (touched, untouched) = (fresh(), fresh());
        for earlier in life(contact, agent, offer) {
            touched.carry_out(&earlier);
            untouched.carry_out(&earlier);
        }
        touched.carry_out(effect);
        if touched.outside() != untouched.outside() {
            return Err(format!("{effect:?} after the end changed something"));
        }
    }
    Ok(())
}
