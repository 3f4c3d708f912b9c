//! Words that several areas share on the wire. The engine's own words are mirrored here once, so that the
//! outside's JSON is decided in this crate alone and a new engine word does not compile until it is answered for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::floor::types::AgentSkill;

/// Milliseconds since the Unix epoch, UTC.
pub type Ms = i64;

/// A name or a sentence, in the languages the centre speaks; empty in one it does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    #[serde(default)]
    #[schema(required)]
    pub ko: String,
    #[serde(default)]
    #[schema(required)]
    pub en: String,
}

impl Words {
    /// As its reader reads it: in her language, or in the one it was written in.
    pub fn said(&self, language: Language) -> &str {
        self.only(self.shown_in(language))
    }

    /// The language its reader reads it in.
    pub fn shown_in(&self, language: Language) -> Language {
        if self.is_in(language) { language } else { language.other() }
    }

    /// Whether it was written in a language.
    pub fn is_in(&self, language: Language) -> bool {
        !self.only(language).trim().is_empty()
    }

    fn only(&self, language: Language) -> &str {
        match language {
            Language::Ko => &self.ko,
            Language::En => &self.en,
        }
    }
}

/// The languages Maru itself speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    #[default]
    Ko,
    En,
}

impl Language {
    /// Its BCP 47 tag.
    pub fn code(self) -> &'static str {
        match self {
            Language::Ko => "ko",
            Language::En => "en",
        }
    }

    /// The other of the two.
    pub fn other(self) -> Language {
        match self {
            Language::Ko => Language::En,
            Language::En => Language::Ko,
        }
    }
}

/// A contact reason with its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonName {
    pub id: u32,
    pub name: Words,
}

/// A colleague as staff see her.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentName {
    pub id: u32,
    pub name: String,
    /// The name customers see.
    pub alias: String,
    pub bot: bool,
}

/// Nothing to say beyond "done".
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Done {
    pub done: bool,
}

/// The answer of a route that has nothing else to tell.
pub const DONE: Done = Done { done: true };

/// A body with no fields; it still refuses unknown ones.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Declares a wire enum that mirrors one of the engine's, with conversions both ways.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident = $theirs:path, $case:tt { $($variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = $case)]
        pub enum $name { $($variant),* }

        impl From<$theirs> for $name {
            fn from(theirs: $theirs) -> Self {
                type Theirs = $theirs;
                match theirs { $(Theirs::$variant => Self::$variant),* }
            }
        }

        impl From<$name> for $theirs {
            fn from(ours: $name) -> Self {
                type Theirs = $theirs;
                match ours { $($name::$variant => Theirs::$variant),* }
            }
        }
    };
}

mirror! {
    /// A contact's way in.
    Channel = routing::policy::Channel, "snake_case" { Voice, Chat, Message, Mail, Callback, Task }
}
mirror! {
    /// What triage can offer.
    Treatment = routing::policy::Treatment, "snake_case" { SelfService, Bot, Callback, Person }
}
mirror! {
    /// How an arriving contact picks among free qualified agents.
    Rule = routing::policy::Rule, "kebab-case" { Preferred, SpareTheVersatile, BestLevel, LongestIdle, LeastStrained, Predicted, ByLot }
}
mirror! {
    /// What an agent says she is doing.
    Presence = routing::Presence, "snake_case" { Ready, Break, Meal, Training, Rest, Away, Offline }
}
mirror! {
    /// A person or a bot.
    AgentKind = routing::AgentKind, "snake_case" { Person, Bot }
}
mirror! {
    /// How a contact ended.
    Outcome = routing::input::Outcome, "snake_case" { Solved, FollowUp, Referred, Unsolved, NotAContact }
}
mirror! {
    /// Why an offer was declined.
    DeclineCause = routing::input::DeclineCause, "snake_case" { Busy, NotMine, Conflict, NeedPause, Technical }
}
mirror! {
    /// How another agent takes part.
    JoinRole = routing::input::JoinRole, "snake_case" { Listen, Whisper, Consult, Conference }
}
mirror! {
    /// How an attempt to call back went.
    DialResult = routing::input::DialResult, "snake_case" { Reached, NotReached, WrongNumber }
}
mirror! {
    /// Who ended a conversation or chose.
    Party = routing::input::Party, "snake_case" { Customer, Agent, System }
}
mirror! {
    /// Where a reason came from.
    ReasonSource = routing::input::ReasonSource, "snake_case" { Customer, Model, Bot, Agent }
}
mirror! {
    /// A rule that a roster can break.
    RosterRule = ::plan::schedule::Rule, "snake_case" {
        DayOff, NotHers, TooOften, Days, Hours, TooLongInARow, TooShortInARow, TooFewOff, Weekends, WeekendDays, Rest, WeekHours, DayHours, Night,
        NightsInARow, RestAfterNights, Pauses, Seats,
    }
}
mirror! {
    /// Why a treatment was offered, or moved.
    OptionCause = routing::event::TriageCause, "snake_case" { Table, AlwaysAPerson, Closed, NobodyThere }
}
mirror! {
    /// Why a contact joined the line.
    QueueCause = routing::event::QueueCause, "snake_case" {
        Chosen, AskedForPerson, Slot, Transfer, HandOver, AgentLost, Moved, Reopened, Refiled,
    }
}
mirror! {
    /// Why a contact waits beside a free qualified agent.
    HoldCause = routing::event::HoldCause, "snake_case" { Preferred, Cooldown }
}
mirror! {
    /// Why an agent's part ended while the contact went on.
    LegEnd = routing::event::LegEnd, "snake_case" { Transferred, HandedOver, TakenOver, Lost, NotReached, Moved }
}

mirror! {
    /// What a person is there for.
    Role = auth::Role, "snake_case" { Agent, Supervisor, Planner, Quality, Admin, Client }
}

/// Where a contact goes on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum Target {
    /// Anyone who can serve this reason.
    Reason { reason: u32 },
    /// This agent, held for a while, then anyone.
    Agent { agent: u32 },
}

impl From<Target> for routing::input::Target {
    fn from(target: Target) -> Self {
        match target {
            Target::Reason { reason } => Self::Reason { reason: routing::ReasonId(reason) },
            Target::Agent { agent } => Self::Agent { agent: routing::AgentId(agent) },
        }
    }
}

/// An agent's state as colleagues see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PresenceView {
    pub presence: Presence,
    pub since: Ms,
    /// It ends by itself then.
    pub until: Option<Ms>,
    pub cause: PresenceCause,
    /// False: the device is not heard, "연결 끊김".
    pub connected: bool,
}

/// Why an agent's state is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PresenceCause {
    Own,
    Supervisor,
    TimeUp,
    Missed,
    Protection,
    Breath,
}

impl From<routing::event::PresenceCause> for PresenceCause {
    fn from(cause: routing::event::PresenceCause) -> Self {
        use routing::event::PresenceCause as Theirs;
        match cause {
            Theirs::Own => Self::Own,
            Theirs::Supervisor { .. } => Self::Supervisor,
            Theirs::TimeUp => Self::TimeUp,
            Theirs::Missed => Self::Missed,
            Theirs::Protection => Self::Protection,
            Theirs::Breath => Self::Breath,
        }
    }
}

/// A file somebody sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileView {
    /// Random name in `/api/files/{token}`.
    pub token: String,
    /// The sender's name for it; a label, never a path.
    pub name: String,
    /// Media type as found in the bytes, not as claimed.
    pub media: String,
    pub bytes: u64,
}

/// Where a knowledge article is quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArticleCite {
    pub id: u64,
    pub title: Words,
    pub revision: u32,
}

/// How long it may take, as a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitRange {
    pub low_ms: i64,
    pub high_ms: i64,
    /// People ahead in line.
    pub ahead: u32,
    /// Qualified people on duty.
    pub staffed: u32,
}

impl From<routing::WaitRange> for WaitRange {
    fn from(range: routing::WaitRange) -> Self {
        Self { low_ms: range.low_ms.into(), high_ms: range.high_ms.into(), ahead: range.ahead, staffed: range.staffed }
    }
}

/// A callback slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Slot {
    pub start: Ms,
    pub end: Ms,
    pub places_left: u32,
}
