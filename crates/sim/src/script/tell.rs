//! Decisions in words, as they stand in the checked-in `.out` files.

use routing::event::{Close, Event};
use routing::{AgentId, ContactId};

use super::names::Names;
use super::words::{clock, said};

/// One event as a sentence.
pub fn tell(names: &Names, event: &Event) -> String {
    let c = |contact: &ContactId| names.contacts.name(contact.0).to_owned();
    let a = |agent: &AgentId| names.agents.name(agent.0.into()).to_owned();
    match event {
        Event::Published { policy } => format!("policy {} takes effect", policy.version),
        Event::HoursChanged { hours, open } => {
            format!("hours {} are {}", names.hours.name(hours.0.into()), if *open { "open" } else { "closed" })
        }
        Event::AgentSet { profile } => format!("{} is on the books", a(&profile.agent)),
        Event::AgentRemoved { agent } => format!("{} leaves the books", a(agent)),
        Event::PresenceChanged { agent, presence, until, cause } => {
            let until = until.map_or(String::new(), |until| format!(" until {}", clock(until.0)));
            format!("{} is {}{until} ({})", a(agent), said(presence), said(cause))
        }
        Event::DeviceChanged { agent, alive } => {
            format!("{}'s device is {}", a(agent), if *alive { "heard" } else { "silent" })
        }
        Event::Arrived { arrival, credit_ms } => {
            let since = arrival.since.map_or(String::new(), |since| format!(", since {}", clock(since.0)));
            let credit =
                if *credit_ms > 0 { format!(", credit {}", clock((*credit_ms).into())) } else { String::new() };
            format!("{} arrives by {}{since}{credit}", c(&arrival.contact), said(&arrival.channel))
        }
        Event::ReasonSet { contact, reason, source } => {
            format!("{} is about {} (says the {})", c(contact), names.reasons.name(reason.0.into()), said(source))
        }
        Event::Identified { contact, known, .. } => {
            format!("{} is by someone {}", c(contact), if *known { "known" } else { "unknown" })
        }
        Event::Triaged { contact, options, .. } => {
            let said_of = |option: &routing::event::TriageOption| {
                format!("{} ({})", said(&option.treatment), said(&option.because))
            };
            let options: Vec<String> = options.iter().map(said_of).collect();
            format!("{} is offered {}", c(contact), options.join(", "))
        }
        Event::Chosen { contact, treatment, .. } => format!("{} takes {}", c(contact), said(treatment)),
        Event::Booked { contact, start, end, attempt, .. } => {
            format!("{} will be called {} to {}, attempt {attempt}", c(contact), clock(start.0), clock(end.0))
        }
        Event::SlotCame { contact } => format!("{}: the slot has come", c(contact)),
        Event::ChannelChanged { contact, channel } => format!("{} moves to {}", c(contact), said(channel)),
        Event::WaitTold { contact, low_ms, high_ms, until } => format!(
            "{} is told {} to {}, until {} at the latest",
            c(contact),
            clock((*low_ms).into()),
            clock((*high_ms).into()),
            clock(until.0)
        ),
        Event::Queued { contact, rank, for_bot, cause, sent_to } => {
            let whom = for_bot.map_or(String::new(), |bot| format!(" for {}", a(&bot)));
            let sent = sent_to.map_or(String::new(), |agent| format!(", sent to {}", a(&agent)));
            format!("{} is in line{whom}, rank {} ({}{sent})", c(contact), clock(*rank), said(cause))
        }
        Event::RingWidened { contact, ring } => format!("{} is relaxed to ring {ring}", c(contact)),
        Event::MergedInto { contact, existing } => format!("{} joins the place of {}", c(contact), c(existing)),
        Event::NobodyThere { contact } => format!("{}: nobody who could serve it is there", c(contact)),
        Event::SomebodyThere { contact } => format!("{}: somebody is there again", c(contact)),
        Event::HoldStarted { contact, agent, cause, until } => {
            let what = match cause {
                routing::event::HoldCause::Preferred => "is held for",
                routing::event::HoldCause::Cooldown => "is not asked again of",
            };
            format!("{} {what} {} until {}", c(contact), a(agent), clock(until.0))
        }
        Event::HoldEnded { contact, agent, cause } => {
            let what = match cause {
                routing::event::HoldCause::Preferred => "is no longer held for",
                routing::event::HoldCause::Cooldown => "may be asked again of",
            };
            format!("{} {what} {}", c(contact), a(agent))
        }
        Event::Offered { offer, contact, agent, ring, rule, deadline } => format!(
            "{} is offered to {} until {} (offer {}, ring {ring}, {})",
            c(contact),
            a(agent),
            clock(deadline.0),
            offer.0,
            said(rule)
        ),
        Event::OfferEnded { offer, contact, agent, cause } => {
            format!("offer {} of {} to {} is over ({})", offer.0, c(contact), a(agent), said(cause))
        }
        Event::Connected { contact, agent, .. } => format!("{} is with {}", c(contact), a(agent)),
        Event::Held { contact, .. } => format!("{} is on hold", c(contact)),
        Event::Resumed { contact, .. } => format!("{} is off hold", c(contact)),
        Event::LegEnded { contact, agent, cause, wrap_up } => {
            let then = if *wrap_up { ", she writes it up" } else { "" };
            format!("{} has left {} ({}{then})", c(contact), a(agent), said(cause))
        }
        Event::AgentJoined { contact, agent, role } => format!("{} joins {} ({})", a(agent), c(contact), said(role)),
        Event::AgentParted { contact, agent } => format!("{} parts from {}", a(agent), c(contact)),
        Event::Dialled { contact, result, attempt, .. } => {
            format!("{}: attempt {attempt} {}", c(contact), said(result))
        }
        Event::Ended { contact, agent, by, .. } => {
            let wraps = agent.map_or(String::new(), |agent| format!(", {} writes it up", a(&agent)));
            format!("{} is over (by the {}{wraps})", c(contact), said(by))
        }
        Event::WrappedUp { contact, agent, outcome, .. } => {
            format!("{} has written up {} ({})", a(agent), c(contact), said(outcome))
        }
        Event::WrapUpLong { contact, agent } => format!("{} writes up {} for long", a(agent), c(contact)),
        Event::Closed { contact, how } => format!("{} is closed ({})", c(contact), closed(names, how)),
        Event::Reopened { contact } => format!("{} is open again", c(contact)),
        Event::Endangered { contact, .. } => format!("{} is in danger and goes first", c(contact)),
        Event::Protected { contact, agent, .. } => format!("{} is protected from {}'s customer", a(agent), c(contact)),
    }
}

/// How a contact closed, in one or two words.
pub fn closed(names: &Names, how: &Close) -> String {
    match how {
        Close::Wrapped { outcome } => said(outcome),
        Close::SelfServed => "self-served".into(),
        Close::ByBot { bot } => format!("by {}", names.agents.name(bot.0.into())),
        Close::Abandoned => "abandoned".into(),
        Close::Cancelled => "cancelled".into(),
        Close::Withdrawn => "withdrawn".into(),
        Close::CallbackFailed => "callback-failed".into(),
        Close::Merged { into } => format!("merged into {}", names.contacts.name(into.0)),
    }
}
