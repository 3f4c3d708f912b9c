//! What is always true: plain functions, shared by tests, the simulator and the checks in production.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use hashbrown::HashMap;

use crate::engine::Engine;
use crate::id::{AgentId, ContactId};
use crate::state::{Agent, State, WorkKind};

/// An invariant that does not hold: a bug, said in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub String);

/// All of them; costs a pass over everything.
pub fn check(engine: &Engine) -> Result<(), Broken> {
    books_balance(engine)?;
    work_matches_states(engine)?;
    for agent in engine.agents() {
        load_is_within(agent)?;
    }
    no_one_free_beside_the_line(engine)?;
    slots_are_taken_by_the_booked(engine)?;
    one_place_per_case(engine)
}

/// The cheap ones, for production after every input: the books, and the agents just touched.
pub fn check_quick(engine: &Engine, touched: impl Iterator<Item = AgentId>) -> Result<(), Broken> {
    books_balance(engine)?;
    touched.filter_map(|agent| engine.agent(agent)).try_for_each(load_is_within)
}

/// None is lost: arrived + reopened = open + closed.
fn books_balance(engine: &Engine) -> Result<(), Broken> {
    let counts = engine.counts();
    let open = engine.contacts.len() as u64;
    if counts.arrived + counts.reopened == open + counts.closed {
        return Ok(());
    }
    broken(format!(
        "{} arrived and {} reopened, but {open} are open and {} closed",
        counts.arrived, counts.reopened, counts.closed
    ))
}

/// What agents hold is exactly what contacts say: one live offer, one leader, and every part being written up; and
/// nobody is offered a customer she does not meet again.
fn work_matches_states(engine: &Engine) -> Result<(), Broken> {
    let mut held: HashMap<(ContactId, WorkKind), Vec<AgentId>> = HashMap::new();
    for agent in engine.agents() {
        for work in &agent.work {
            held.entry((work.contact, work.kind)).or_default().push(agent.profile.agent);
        }
    }
    for contact in engine.contacts() {
        if let State::Offered { agent, .. } = contact.state
            && contact.never.contains(&agent)
        {
            return broken(format!("{:?} is offered to {agent:?}, who does not meet this customer", contact.id));
        }
        let (offered, leading) = match contact.state {
            State::Offered { agent, .. } => (Some(agent), None),
            State::Connected { agent } | State::Held { agent } => (None, Some(agent)),
            _ => (None, None),
        };
        let mut wrapping: Vec<AgentId> = contact.wrapping.iter().map(|part| part.agent).collect();
        wrapping.sort_unstable();
        let mut joined: Vec<AgentId> = contact.joined.iter().map(|(agent, _)| *agent).collect();
        joined.sort_unstable();
        let kinds = [
            (WorkKind::Offer, offered.into_iter().collect::<Vec<_>>()),
            (WorkKind::Talk, leading.into_iter().collect()),
            (WorkKind::WrapUp, wrapping),
            (WorkKind::Join, joined),
        ];
        for (kind, expected) in kinds {
            let mut found = held.remove(&(contact.id, kind)).unwrap_or_default();
            found.sort_unstable();
            if found != expected {
                return broken(format!("{:?} is {:?}, yet {kind:?} is held by {found:?}", contact.id, contact.state));
            }
        }
        if (contact.state == State::Waiting) != engine.contacts.placed(contact.id).is_some() {
            return broken(format!("{:?} is {:?} but its place in line says otherwise", contact.id, contact.state));
        }
    }
    match held.keys().next() {
        Some((contact, kind)) => broken(format!("{kind:?} is held for {contact:?}, which is not open")),
        None => Ok(()),
    }
}

/// Load, offers included, never exceeds capacity; nobody away is offered anything.
fn load_is_within(agent: &Agent) -> Result<(), Broken> {
    let id = agent.profile.agent;
    let sum: u32 = agent.work.iter().map(|work| work.load).sum();
    if sum != agent.load {
        return broken(format!("{id:?} carries {sum} but {} is written down", agent.load));
    }
    if agent.load > agent.profile.capacity {
        return broken(format!("{id:?} carries {} of {}", agent.load, agent.profile.capacity));
    }
    if !agent.on_duty() && agent.work.iter().any(|work| work.kind == WorkKind::Offer) {
        return broken(format!("{id:?} is not there but is offered a contact"));
    }
    Ok(())
}

/// No free qualified agent sits beside a waiting contact, save under a recorded hold.
fn no_one_free_beside_the_line(engine: &Engine) -> Result<(), Broken> {
    for agent in engine.agents() {
        if let Some(contact) = engine.best_for(agent.profile.agent) {
            return broken(format!("{:?} is free beside {contact:?}", agent.profile.agent));
        }
    }
    Ok(())
}

/// A place in a slot is taken by exactly those who are booked into it.
fn slots_are_taken_by_the_booked(engine: &Engine) -> Result<(), Broken> {
    let mut booked = BTreeMap::new();
    for contact in engine.contacts().filter(|contact| contact.state == State::Booked) {
        if let Some(booking) = contact.booking {
            *booked.entry((booking.group, booking.start)).or_insert(0) += 1;
        }
    }
    if booked == engine.taken {
        return Ok(());
    }
    broken(format!("slots hold {:?}, yet {booked:?} are booked", engine.taken))
}

/// A customer has one place in line for people per case.
fn one_place_per_case(engine: &Engine) -> Result<(), Broken> {
    for (case, contacts) in &engine.of_case {
        let in_line = contacts
            .iter()
            .filter_map(|id| engine.contacts.get(*id))
            .filter(|contact| contact.in_line() && contact.for_bot.is_none())
            .count();
        if in_line > 1 {
            return broken(format!("{case:?} has {in_line} places in line"));
        }
    }
    Ok(())
}

fn broken(what: String) -> Result<(), Broken> {
    Err(Broken(what))
}
