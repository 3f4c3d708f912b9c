//! Moments of a contact that somebody answers: what begins one, what answers it, and what ends it unanswered.

use routing::event::{LegEnd, QueueCause};
use routing::{AgentId, ContactId, Engine, Event, Input};

/// What somebody answers to. Counted for each contact: the second offer is another moment than the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Anchor {
    Arrived,
    Triaged,
    Chosen,
    /// In line for a person.
    Queued,
    /// In line for a bot.
    ForBot,
    Booked,
    Offered,
    Talking,
    WithBot,
    Held,
    /// An agent's part is over and to be written up.
    Over,
    Closed,
    /// In line to be called back, of which she knows nothing: no patience is tried.
    Called,
}

pub fn is_bot(engine: &Engine, agent: AgentId) -> bool {
    engine.agent(agent).is_some_and(|agent| agent.profile.kind == routing::AgentKind::Bot)
}

/// The moments an input can be an answer to, whichever came last.
pub(super) fn anchors(input: &Input) -> &'static [Anchor] {
    use Anchor as A;
    match input {
        Input::Reason { .. } => &[A::Arrived, A::Talking, A::WithBot, A::Over],
        Input::Identified { .. } => &[A::Arrived],
        Input::Choose { .. } | Input::AskPerson { .. } | Input::Danger { .. } | Input::ChangeChannel { .. } => {
            &[A::Arrived, A::Triaged, A::Chosen, A::ForBot, A::Queued, A::Called, A::Booked, A::WithBot]
        }
        Input::TellWait { .. } | Input::Move { .. } => &[A::Queued, A::Called, A::ForBot],
        Input::Leave { .. } => {
            &[A::Arrived, A::Triaged, A::Chosen, A::Queued, A::Called, A::ForBot, A::Booked, A::Talking, A::WithBot]
        }
        Input::Solved { .. } => &[A::Triaged, A::Chosen, A::WithBot],
        Input::Accept { .. } | Input::Decline { .. } => &[A::Offered],
        Input::Resume { .. } => &[A::Held],
        Input::Hold { .. }
        | Input::Transfer { .. }
        | Input::HandOver { .. }
        | Input::Join { .. }
        | Input::Part { .. }
        | Input::TakeOver { .. }
        | Input::End { .. }
        | Input::Dialled { .. } => &[A::Talking, A::WithBot],
        Input::Protect { .. } => &[A::Talking, A::Over],
        Input::Wrapped { .. } => &[A::Over],
        Input::Reopen { .. } => &[A::Closed],
        _ => &[],
    }
}

/// The moment an event begins, for which contact and with whom.
pub fn begins(event: &Event, bot: impl Fn(AgentId) -> bool) -> Option<(ContactId, Anchor, Option<AgentId>)> {
    Some(match event {
        Event::Arrived { arrival, .. } => (arrival.contact, Anchor::Arrived, None),
        Event::Triaged { contact, .. } => (*contact, Anchor::Triaged, None),
        Event::Chosen { contact, .. } => (*contact, Anchor::Chosen, None),
        Event::Queued { contact, cause: QueueCause::Slot, .. } => (*contact, Anchor::Called, None),
        Event::Queued { contact, for_bot: None, .. } => (*contact, Anchor::Queued, None),
        Event::Queued { contact, for_bot, .. } => (*contact, Anchor::ForBot, *for_bot),
        Event::Booked { contact, .. } => (*contact, Anchor::Booked, None),
        Event::Offered { contact, agent, .. } => (*contact, Anchor::Offered, Some(*agent)),
        Event::Connected { contact, agent, .. } if bot(*agent) => (*contact, Anchor::WithBot, Some(*agent)),
        Event::Connected { contact, agent, .. } => (*contact, Anchor::Talking, Some(*agent)),
        Event::Held { contact, agent } => (*contact, Anchor::Held, Some(*agent)),
        Event::Ended { contact, agent: Some(agent), .. } => (*contact, Anchor::Over, Some(*agent)),
        Event::LegEnded { contact, agent, wrap_up: true, .. } => (*contact, Anchor::Over, Some(*agent)),
        Event::Closed { contact, .. } => (*contact, Anchor::Closed, None),
        _ => return None,
    })
}

/// The moments an event ends, if nobody has; an agent's own only where she is named.
pub(super) fn ends_others(event: &Event) -> Option<(ContactId, &'static [Anchor], Option<AgentId>)> {
    use Anchor as A;
    Some(match event {
        Event::OfferEnded { contact, .. } => (*contact, &[A::Offered], None),
        Event::Connected { contact, .. } => (*contact, &[A::Queued, A::Called, A::ForBot, A::Offered], None),
        Event::Queued { contact, .. } => (*contact, &[A::Queued, A::Called, A::ForBot, A::Talking, A::WithBot], None),
        Event::Ended { contact, .. } | Event::LegEnded { contact, .. } => {
            (*contact, &[A::Talking, A::WithBot, A::Held], None)
        }
        Event::WrappedUp { contact, agent, .. } => (*contact, &[A::Over], Some(*agent)),
        Event::Booked { contact, .. } | Event::ChannelChanged { contact, .. } => {
            (*contact, &[A::Queued, A::Called, A::ForBot], None)
        }
        Event::Closed { contact, .. } | Event::MergedInto { contact, .. } => {
            (*contact, &[A::Queued, A::Called, A::ForBot, A::Offered, A::Talking, A::WithBot, A::Over], None)
        }
        _ => return None,
    })
}

/// Whether the next conversation of a contact goes on with one that a person has had, after a transfer as a rule, or is its first.
pub(super) fn goes_on(event: &Event, bot: impl Fn(AgentId) -> bool) -> Option<(ContactId, bool)> {
    match event {
        Event::LegEnded { contact, agent, cause, .. } if *cause != LegEnd::NotReached && !bot(*agent) => {
            Some((*contact, true))
        }
        Event::Reopened { contact } => Some((*contact, false)),
        _ => None,
    }
}

/// Whether an answer settles a moment: after it nothing more is waited for.
pub fn ends(anchor: Anchor, input: &Input) -> bool {
    match anchor {
        Anchor::Offered => matches!(input, Input::Accept { .. } | Input::Decline { .. }),
        Anchor::Queued | Anchor::Called => matches!(input, Input::Leave { .. }),
        Anchor::Over => matches!(input, Input::Wrapped { .. }),
        Anchor::Talking => matches!(
            input,
            Input::End { .. }
                | Input::Transfer { .. }
                | Input::TakeOver { .. }
                | Input::Leave { .. }
                | Input::Protect { .. }
                | Input::Dialled { result: routing::input::DialResult::NotReached, .. }
                | Input::Dialled { result: routing::input::DialResult::WrongNumber, .. }
        ),
        Anchor::WithBot => matches!(
            input,
            Input::End { .. }
                | Input::HandOver { .. }
                | Input::Solved { .. }
                | Input::Leave { .. }
                | Input::AskPerson { .. }
                | Input::Danger { .. }
                | Input::Choose { .. }
        ),
        _ => false,
    }
}
