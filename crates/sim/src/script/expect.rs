//! What a script expects to hold, or never to happen.

use routing::Engine;
use routing::event::Close;
use routing::state::State;

use super::names::Names;
use super::tell;
use super::words::{Outcome, Words, clock, said};

/// What the checker of an expectation may look at.
pub struct Seen<'a> {
    pub engine: &'a Engine,
    pub names: &'a Names,
    pub closed: &'a std::collections::BTreeMap<routing::ContactId, Close>,
}

/// Holds the rest of the line, such as `c1 offered to Mina`, against what is. `Ok(false)`: it is otherwise.
pub fn holds(words: &mut Words<'_>, seen: &Seen<'_>) -> Outcome<bool> {
    let subject = words.need("what is expected")?;
    if subject == "line" {
        return line(words, seen);
    }
    if let Ok(contact) = seen.names.contact(subject) {
        return of_contact(words, seen, contact);
    }
    of_agent(words, seen, seen.names.agent(subject)?)
}

/// `line c2 c1`: everyone in line, best rank first.
fn line(words: &mut Words<'_>, seen: &Seen<'_>) -> Outcome<bool> {
    let mut expected = Vec::new();
    while let Some(name) = words.next() {
        if name != "empty" {
            expected.push(seen.names.contact(name)?);
        }
    }
    let found: Vec<_> = seen.engine.waiting().map(|contact| contact.id).collect();
    Ok(found == expected)
}

fn of_contact(words: &mut Words<'_>, seen: &Seen<'_>, id: routing::ContactId) -> Outcome<bool> {
    let what = words.need("what is expected of it")?;
    if what == "closed" {
        let how = words.next();
        let found = seen.closed.get(&id).map(|how| tell::closed(seen.names, how));
        return Ok(seen.engine.contact(id).is_none() && found.is_some_and(|found| how.is_none_or(|how| how == found)));
    }
    let Some(contact) = seen.engine.contact(id) else { return Ok(false) };
    let agent = |words: &mut Words<'_>| seen.names.agent(words.need("an agent")?);
    Ok(match what {
        "choosing" => matches!(contact.state, State::Entry | State::Choosing),
        "self-service" => contact.state == State::SelfService,
        "booked" => contact.state == State::Booked,
        "waiting" => contact.state == State::Waiting,
        "offered" => {
            words.eat("to");
            let expected = agent(words)?;
            matches!(contact.state, State::Offered { agent, .. } if agent == expected)
        }
        "with" => contact.talking_with() == Some(agent(words)?),
        "on-hold" => matches!(contact.state, State::Held { .. }),
        "written-up-by" => contact.wraps_up(agent(words)?),
        "since" => contact.since == words.time()?,
        "ring" => contact.ring == words.number::<u8>("a ring")?,
        "nobody-there" => contact.nobody,
        "wait" => {
            let expected = (words.need("a wait")?, words.eat("to"), words.need("a wait")?);
            let range = seen.engine.estimate_for(id).ok_or("nobody who could serve it is there, so no wait is told")?;
            let found = (clock(range.low_ms.into()), true, clock(range.high_ms.into()));
            let same = (expected.0, expected.1, expected.2) == (found.0.as_str(), found.1, found.2.as_str());
            return if same { Ok(true) } else { Err(format!("the wait is {} to {}", found.0, found.2)) };
        }
        other => return Err(format!("of a contact `{other}` cannot be expected")),
    })
}

fn of_agent(words: &mut Words<'_>, seen: &Seen<'_>, id: routing::AgentId) -> Outcome<bool> {
    let agent = seen.engine.agent(id).ok_or("she is not on the books")?;
    Ok(match words.need("what is expected of her")? {
        "load" => agent.load == words.number::<u32>("a load")?,
        "free" => agent.work.is_empty(),
        "strain" => seen.engine.strain(id) == words.number::<u32>("points")?,
        presence => said(&agent.presence) == presence,
    })
}
