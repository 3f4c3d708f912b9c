//! What is added up. Every figure is made of these and of nothing else.

use routing::{AgentId, Channel, ReasonId};
use serde::{Deserialize, Serialize};

/// What a sum is about. Absent parts are not known or do not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Key {
    pub reason: Option<ReasonId>,
    pub channel: Option<Channel>,
    pub agent: Option<AgentId>,
    /// The client (원청사) for whom the centre serves it; the engine does not know it.
    pub client: Option<u64>,
}

impl Key {
    pub(crate) fn of_agent(agent: AgentId) -> Key {
        Key { agent: Some(agent), ..Key::default() }
    }

    /// Whether it is only about an agent's time, and about no contact.
    pub(crate) fn is_of_agent_alone(&self) -> bool {
        *self == Key { agent: self.agent, ..Key::default() }
    }
}

fn add(a: u64, b: u64) -> u64 {
    a.saturating_add(b)
}

fn most(a: u64, b: u64) -> u64 {
    a.max(b)
}

macro_rules! sums {
    ($($(#[$doc:meta])* $name:ident: $how:ident,)*) => {
        /// Sums over a time. Merged field by field; the order of merging does not matter.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Sums {
            $($(#[$doc])* pub $name: u64,)*
        }

        impl Sums {
            /// Takes other sums in.
            pub fn merge(&mut self, other: &Sums) {
                $(self.$name = $how(self.$name, other.$name);)*
            }
        }
    };
}

sums! {
    // In the interval in which the customer first asked for a person, under the reason and channel of that moment.
    /// Contacts that joined the line for a person with the customer waiting.
    offered: add,
    /// Those of them connected to a person while the customer waited.
    answered: add,
    /// Answered no later than the reason's target time.
    answered_in_target: add,
    /// Left the line before any person was connected.
    abandoned: add,
    /// Abandoned no later than the reason's target time.
    abandoned_in_target: add,
    /// Time in line of those answered, in ms.
    answer_wait_ms: add,
    /// The longest time in line of anyone answered or abandoned, in ms.
    longest_wait_ms: most,
    /// Of those answered: from arrival until the reason was known, in ms.
    entry_ms: add,
    /// Of those answered: choosing and self-service, in ms.
    menu_ms: add,
    /// Of those answered: with a bot or in line for one, in ms.
    steering_ms: add,
    /// Contacts whose first wish for a person was a booked callback.
    booked_only: add,
    /// Those of them who joined the line after all, and are offered as well.
    booked_then_offered: add,
    /// Contacts not answered otherwise whose customer was reached by a kept callback.
    callback_answered: add,
    /// Contacts with a first reply by a person in writing.
    first_replies: add,
    /// From asking for a person to that reply, in ms.
    first_reply_ms: add,

    // In the interval in which the customer was first told a range for this wait, under the reason and channel of that moment.
    /// Waits told as a range whose end is known: answered, or still not answered after the range.
    waits_settled: add,
    /// Answered within the range.
    waits_in_range: add,
    /// Not answered by the end of the range.
    waits_longer: add,

    // In the interval in which the promised slot began.
    /// Callbacks with a first attempt.
    callbacks_attempted: add,
    /// First attempt no later than the end of the slot.
    callbacks_kept: add,
    /// Kept, and the customer was reached by that first attempt.
    callbacks_first_try: add,
    /// First attempt after the end of the slot.
    callbacks_late: add,
    /// Given up: attempts used up or a wrong number.
    callbacks_failed: add,

    // In the interval in which an agent's part of a contact was finished, under the reason it then had.
    /// Parts of contacts finished by a person.
    handled: add,
    talk_ms: add,
    hold_ms: add,
    wrap_up_ms: add,
    // The same for parts of a person who ended the contact to protect herself: they are no measure of her pace.
    /// Talk and hold, in ms.
    protected_ms: add,
    protected_wrap_up_ms: add,

    // In the interval in which the contact closed.
    closed: add,
    /// Times the customer had to go on to someone else in mid-conversation.
    transfers: add,
    /// Contacts about a case that had one before, and reopenings.
    repeats: add,
    broken_promises: add,
    /// Time in line, for people or bots, in ms.
    waited_ms: add,
    /// What the case's effort ledger is worth at close by the published weights, in ms; see `routing::effort`.
    effort_ms: add,
    /// Contacts a bot served.
    bot_served: add,
    /// Solved by the bot, in the customer's own word.
    bot_solved: add,
    /// Solved by a bot or by the customer's own page, no person needed.
    self_solved: add,
    /// Messages written to the customer by agents and bots.
    messages: add,
    /// Contacts in which the customer told a person again what she had told before.
    said_again: add,

    // In the interval in which the case's first served contact closed.
    /// Cases of which it is known whether the first contact settled them.
    cases_decided: add,
    /// No further contact within seven days.
    cases_settled: add,

    // In the interval in which the time was spent.
    /// Signed in, in whatever state, in ms.
    signed_in_ms: add,
    /// With at least one contact: talk, hold, wrap-up, advice.
    busy_ms: add,
    /// Ready, her device heard, with none.
    idle_ms: add,
    /// The longest time worked without a pause, in ms.
    stretch_ms: most,
    /// The most hard contacts in a row.
    hard_in_a_row: most,
    /// Incidents of abuse.
    abuse: add,

    // In the interval in which the answer came.
    /// Answers to "how easy was it?", 1 to 7.
    ease_answers: add,
    /// Those of 5 and above.
    ease_good: add,
    /// Answers to "how satisfied are you?", 1 to 5.
    satisfaction_answers: add,
    /// Those of 4 and 5.
    satisfaction_good: add,
}
