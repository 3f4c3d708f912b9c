//! Names of things. The engine knows ids only: never a name, a phone number or a word that was said,
//! so erasing a person never touches the journal.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident($int:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $int);
    )*};
}

id! {
    /// One customer's request over one channel, from arrival to close.
    ContactId(u64);
    /// A customer, known or not.
    CustomerId(u64);
    /// One matter of one customer; its contacts may come over several channels and days.
    CaseId(u64);
    /// A person or a bot who serves contacts.
    AgentId(u32);
    /// A leaf or branch of the reason catalogue.
    ReasonId(u32);
    /// What an agent can do. Languages are skills too.
    SkillId(u32);
    /// A set of reasons that share callback slots.
    GroupId(u32);
    /// A calendar of opening hours; the engine only hears whether it is open.
    HoursId(u32);
    /// One offer of one contact to one agent. Answers quote it, so a late one cannot hit another offer.
    OfferId(u64);
}

/// A point in time: milliseconds since the Unix epoch, UTC. Always given, never read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub i64);

impl Time {
    /// This time moved by `ms` milliseconds, kept within the range of `i64`.
    #[inline]
    pub fn plus_ms(self, ms: i64) -> Time {
        Time(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this time; never negative.
    #[inline]
    pub fn since_ms(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }
}
