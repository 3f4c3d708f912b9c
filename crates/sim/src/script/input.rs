//! The lines in which something happens: who does what.

use routing::input::{Arrival, Effort, JoinRole, Outcome as Ending, Party, ReasonSource, Target};
use routing::policy::{Channel, Treatment};
use routing::state::State;
use routing::{CaseId, ContactId, CustomerId, Engine, Input, OfferId, Presence};

use super::names::Names;
use super::setup;
use super::words::{Outcome, Words, word};

/// The input a line stands for. `engine` only says which offer is live for `Mina accepts c1`.
pub fn input(words: &mut Words<'_>, names: &mut Names, engine: &Engine) -> Outcome<Input> {
    let subject = words.need("someone who acts")?;
    match subject {
        "tick" => return Ok(Input::Tick),
        "contact" => return arrival(words, names),
        "hours" => return hours(words, names),
        _ => {}
    }
    if let Ok(contact) = names.contact(subject) {
        return of_contact(words, names, contact);
    }
    let agent = names.agent(subject)?;
    let verb = words.need("what she does")?;
    let of = |words: &mut Words<'_>, names: &Names| names.contact(words.need("a contact")?);
    Ok(match verb {
        "silent" => Input::Device { agent, alive: false },
        "heard" => Input::Device { agent, alive: true },
        "gone" => Input::AgentGone { agent },
        "accepts" => Input::Accept { offer: offer(words, names, engine)?, agent },
        "declines" => {
            let offer = offer(words, names, engine)?;
            let cause = word(words.next().unwrap_or("busy"))?;
            Input::Decline { offer, agent, cause }
        }
        "holds" => Input::Hold { contact: of(words, names)?, agent },
        "resumes" => Input::Resume { contact: of(words, names)?, agent },
        "transfers" => Input::Transfer { contact: of(words, names)?, agent, to: target(words, names)? },
        "hands-over" => Input::HandOver { contact: of(words, names)?, agent },
        "joins" => {
            let contact = of(words, names)?;
            let role: JoinRole = word(words.next().unwrap_or("consult"))?;
            Input::Join { contact, agent, role }
        }
        "parts" => Input::Part { contact: of(words, names)?, agent },
        "takes-over" => Input::TakeOver { contact: of(words, names)?, agent },
        "ends" => Input::End { contact: of(words, names)?, by: Party::Agent },
        "wraps-up" => wrapped(words, names, agent)?,
        "dials" => {
            let contact = of(words, names)?;
            Input::Dialled { contact, agent, result: word(words.need("how it went")?)? }
        }
        "protects" => Input::Protect { contact: of(words, names)?, agent },
        "moves" => {
            let contact = of(words, names)?;
            Input::Move { contact, to: target(words, names)?, by: agent }
        }
        presence => {
            let presence: Presence = word(presence)?;
            let until = if words.eat("until") { Some(words.time()?) } else { None };
            let by = if words.eat("by") { Some(names.agent(words.need("a supervisor")?)?) } else { None };
            Input::Presence { agent, presence, until, by }
        }
    })
}

/// `contact c1 chat about refund by Kim case k1 known prefers Mina never Jun needs korean:3 transferred 2 since 0:00`
fn arrival(words: &mut Words<'_>, names: &mut Names) -> Outcome<Input> {
    let name = words.need("a name")?;
    let contact = ContactId(names.contacts.of(name).into());
    let mut arrival = Arrival {
        contact,
        customer: CustomerId(contact.0 + 1_000),
        case: CaseId(contact.0 + 1_000),
        channel: word(words.need("a channel")?)?,
        known: false,
        reason: None,
        extra: Vec::new(),
        preferred: None,
        never: Vec::new(),
        effort: Effort::default(),
        since: None,
    };
    while let Some(option) = words.next() {
        match option {
            "about" => arrival.reason = Some(names.reason(words.need("a reason")?)?),
            "by" => {
                arrival.customer = names.customer(words.need("a customer")?);
                arrival.case = CaseId(arrival.customer.0 + 2_000);
            }
            "case" => arrival.case = names.case(words.need("a case")?),
            "known" => arrival.known = true,
            "prefers" => arrival.preferred = Some(names.agent(words.need("an agent")?)?),
            "never" => arrival.never.push(names.agent(words.need("an agent")?)?),
            "needs" => arrival.extra = setup::needs(words, names)?,
            "transferred" => arrival.effort.transfers = words.number("a number of transfers")?,
            "waited" => arrival.effort.waited_ms = words.duration("a wait")?,
            "repeats" => arrival.effort.repeats = words.number("a number of contacts")?,
            "promised-in-vain" => arrival.effort.broken_promises = words.number("a number of promises")?,
            "since" => arrival.since = Some(words.time()?),
            other => return Err(format!("a contact has no `{other}`")),
        }
    }
    Ok(Input::Arrive { arrival })
}

/// `c1 chooses person by chat`
fn of_contact(words: &mut Words<'_>, names: &mut Names, contact: ContactId) -> Outcome<Input> {
    Ok(match words.need("what happens")? {
        "chooses" => {
            let treatment: Treatment = word(words.need("a treatment")?)?;
            let slot = if words.eat("at") { Some(words.time()?) } else { None };
            Input::Choose { contact, treatment, channel: by_channel(words)?, slot }
        }
        "asks-for-a-person" => Input::AskPerson { contact, channel: by_channel(words)? },
        "moves-to" => Input::ChangeChannel { contact, channel: word(words.need("a channel")?)? },
        "is-about" => {
            let reason = names.reason(words.need("a reason")?)?;
            let source = if words.eat("from") { word(words.need("a source")?)? } else { ReasonSource::Customer };
            Input::Reason { contact, reason, source }
        }
        "is-by" => {
            let customer = names.customer(words.need("a customer")?);
            let case = CaseId(customer.0 + 2_000);
            let case = if words.eat("case") { names.case(words.need("a case")?) } else { case };
            Input::Identified { contact, customer, case, known: words.eat("known") }
        }
        "is-told" => {
            let low_ms = words.duration("a wait")?;
            words.eat("to");
            Input::TellWait { contact, low_ms, high_ms: words.duration("a wait")? }
        }
        "is-in-danger" => Input::Danger { contact },
        "is-solved" => Input::Solved { contact },
        "leaves" => Input::Leave { contact },
        "hangs-up" => Input::End { contact, by: Party::Customer },
        "comes-back" => Input::Reopen { contact },
        other => return Err(format!("a contact does not do `{other}`")),
    })
}

fn by_channel(words: &mut Words<'_>) -> Outcome<Option<Channel>> {
    if words.eat("by") { word(words.need("a channel")?).map(Some) } else { Ok(None) }
}

fn hours(words: &mut Words<'_>, names: &mut Names) -> Outcome<Input> {
    let hours = names.hours(words.need("hours")?);
    match words.need("open or closed")? {
        "open" => Ok(Input::Hours { hours, open: true }),
        "closed" => Ok(Input::Hours { hours, open: false }),
        other => Err(format!("hours are open or closed, not `{other}`")),
    }
}

/// `offer 3`, or the offer that is live for a contact.
fn offer(words: &mut Words<'_>, names: &Names, engine: &Engine) -> Outcome<OfferId> {
    if words.eat("offer") {
        return words.number("an offer").map(OfferId);
    }
    let name = words.need("a contact")?;
    match engine.contact(names.contact(name)?).map(|contact| contact.state) {
        Some(State::Offered { offer, .. }) => Ok(offer),
        _ => Err(format!("{name} is not offered to anyone; say `offer N` to answer one that is over")),
    }
}

/// `to Jun`, or `to refund`
fn target(words: &mut Words<'_>, names: &Names) -> Outcome<Target> {
    words.eat("to");
    let to = words.need("where to")?;
    match names.agent(to) {
        Ok(agent) => Ok(Target::Agent { agent }),
        Err(_) => Ok(Target::Reason { reason: names.reason(to)? }),
    }
}

fn wrapped(words: &mut Words<'_>, names: &Names, agent: routing::AgentId) -> Outcome<Input> {
    let contact = names.contact(words.need("a contact")?)?;
    let outcome: Ending = word(words.next().unwrap_or("solved"))?;
    let reason = if words.eat("about") { Some(names.reason(words.need("a reason")?)?) } else { None };
    Ok(Input::Wrapped { contact, agent, reason, outcome })
}
