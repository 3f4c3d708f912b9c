//! What is measured but unknown to the engine, which never sees a word.

use routing::{ContactId, Time};
use serde::{Deserialize, Serialize};

/// One fact about a contact that is open or closed in the last seven days; others are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fact {
    /// The client for whom the centre serves a contact that has not arrived yet.
    Client { contact: ContactId, client: u64 },
    /// How many messages agents and bots have written in a contact that is about to close, all told.
    Messages { contact: ContactId, count: u64 },
    /// In this contact, not closed yet, a customer told a person again what she had told before.
    SaidAgain { contact: ContactId },
    /// A person's first words to the customer in this contact.
    FirstReply { contact: ContactId, at: Time },
    /// The answer to "how easy was it to get this settled?": 1 (very hard) to 7 (very easy).
    Ease { contact: ContactId, at: Time, answer: u8 },
    /// The answer to "how satisfied are you?": 1 to 5.
    Satisfaction { contact: ContactId, at: Time, answer: u8 },
}
