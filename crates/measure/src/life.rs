//! One contact, as far as measuring it needs: where it is, since when, and what that has added up to.

use std::collections::BTreeSet;

use routing::input::Effort;
use routing::{AgentId, CaseId, Channel, ReasonId, Time};
use serde::{Deserialize, Serialize};

use crate::sums::Key;

/// Where a contact is, by whose time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Phase {
    /// The reason is not known.
    Entry,
    /// Choosing, or on a page of her own.
    Menu,
    /// In line for a bot.
    BotLine,
    /// With a bot.
    Bot,
    /// In line for a person; `offered` to somebody or not.
    Line {
        offered: bool,
    },
    /// A callback waits for its slot: nobody waits.
    Booked,
    /// An agent is sought or dials: the customer does not wait.
    Calling {
        offered: bool,
    },
    Talking {
        agent: AgentId,
    },
    Held {
        agent: AgentId,
    },
    /// Over for the customer.
    Over,
}

/// The first wish for a person: where the contact is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub at: Time,
    /// The interval.
    pub start: Time,
    pub key: Key,
    pub target_ms: u32,
    /// With the customer waiting; otherwise a callback was booked first.
    pub live: bool,
}

/// A promised callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Promise {
    pub start: Time,
    pub end: Time,
    pub key: Key,
    /// Whether the first attempt came in time; None: none yet.
    pub kept: Option<bool>,
    pub reached: bool,
    pub wrong_number: bool,
}

/// A wait told as a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Interval in which it was told.
    pub start: Time,
    pub key: Key,
    pub earliest: Time,
    pub latest: Time,
}

/// One person's share of the contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub agent: AgentId,
    pub talk_ms: u64,
    pub hold_ms: u64,
    /// Being written up since.
    pub wrap_since: Option<Time>,
    /// She ended the contact to protect herself.
    #[serde(default)]
    pub protected: bool,
}

/// Time before the first person, apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Before {
    pub entry_ms: u64,
    pub menu_ms: u64,
    pub steering_ms: u64,
    pub wait_ms: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Life {
    pub case: CaseId,
    pub channel: Channel,
    pub client: Option<u64>,
    pub reason: Option<ReasonId>,
    pub phase: Phase,
    pub since: Time,
    /// In line for a person since.
    pub line_since: Option<Time>,
    pub before: Before,
    pub asked: Option<Asked>,
    /// A person was connected with the customer waiting.
    pub answered: bool,
    /// A person served it, live or by a callback that reached her.
    pub served: bool,
    pub by_bot: bool,
    pub replied: bool,
    pub told_until: Option<Time>,
    /// The first range told in this wait.
    #[serde(default)]
    pub told: Option<Told>,
    pub promise: Option<Promise>,
    pub parts: Vec<Part>,
    pub last_agent: Option<AgentId>,
    /// Everyone whose attention it has taken.
    pub around: BTreeSet<AgentId>,
    pub ease_answered: bool,
    pub satisfaction_answered: bool,
    /// Messages written to the customer so far, and those of them counted at an earlier close.
    #[serde(default)]
    pub messages: u64,
    #[serde(default)]
    pub messages_counted: u64,
    /// The customer had to say something again, and that is counted.
    #[serde(default)]
    pub said_again: bool,
    #[serde(default)]
    pub said_again_counted: bool,
    /// What this contact alone added to its case's ledger.
    pub spent: Effort,
}

impl Life {
    pub fn new(at: Time, case: CaseId, channel: Channel, reason: Option<ReasonId>) -> Life {
        Life {
            case,
            channel,
            client: None,
            reason,
            phase: Phase::Entry,
            since: at,
            line_since: None,
            before: Before::default(),
            asked: None,
            answered: false,
            served: false,
            by_bot: false,
            replied: false,
            told_until: None,
            told: None,
            promise: None,
            parts: Vec::new(),
            last_agent: None,
            around: BTreeSet::new(),
            ease_answered: false,
            satisfaction_answered: false,
            messages: 0,
            messages_counted: 0,
            said_again: false,
            said_again_counted: false,
            spent: Effort::default(),
        }
    }

    pub fn key(&self) -> Key {
        Key { reason: self.reason, channel: Some(self.channel), agent: None, client: self.client }
    }

    /// Ends the present phase at `at`, adds its time to what it counts for, and begins another.
    /// Returns the time the customer waited in line, in ms.
    pub fn enter(&mut self, at: Time, phase: Phase) -> u32 {
        let ms = at.since_ms(self.since).unsigned_abs();
        let mut waited = 0;
        match self.phase {
            Phase::Entry => self.before.entry_ms += ms,
            Phase::Menu => self.before.menu_ms += ms,
            Phase::Bot => self.before.steering_ms += ms,
            Phase::BotLine => {
                self.before.steering_ms += ms;
                waited = ms;
            }
            Phase::Line { .. } => {
                self.before.wait_ms += if self.answered { 0 } else { ms };
                waited = ms;
            }
            Phase::Talking { .. } => self.talking_part(|part| part.talk_ms += ms),
            Phase::Held { .. } => self.talking_part(|part| part.hold_ms += ms),
            Phase::Booked | Phase::Calling { .. } | Phase::Over => {}
        }
        let stays = matches!(self.phase, Phase::Line { .. });
        self.line_since = match phase {
            Phase::Line { .. } => self.line_since.filter(|_| stays).or(Some(at)),
            _ => None,
        };
        self.phase = phase;
        self.since = at;
        let waited = u32::try_from(waited).unwrap_or(u32::MAX);
        self.spent.waited_ms = self.spent.waited_ms.saturating_add(waited);
        waited
    }

    /// Whether a wait beyond what was told has become a broken promise by `at`.
    pub fn waited_too_long(&self, at: Time) -> bool {
        let waits = matches!(self.phase, Phase::Line { .. } | Phase::BotLine);
        waits && self.told_until.is_some_and(|until| until < at)
    }

    /// The call back has not reached the customer yet, so being in line is not her time.
    pub fn is_calling(&self) -> bool {
        self.channel == Channel::Callback && self.promise.is_some_and(|promise| !promise.reached)
    }

    fn talking_part(&mut self, change: impl FnOnce(&mut Part)) {
        if let Some(part) = self.parts.iter_mut().rev().find(|part| part.wrap_since.is_none()) {
            change(part);
        }
    }

    /// The agent stops talking; her part goes on in wrap-up, or is returned as finished.
    pub fn end_talk(&mut self, at: Time, agent: AgentId, wrap_up: bool) -> Option<Part> {
        let found = self.parts.iter().rposition(|part| part.agent == agent && part.wrap_since.is_none())?;
        if !wrap_up {
            return Some(self.parts.remove(found));
        }
        if let Some(part) = self.parts.get_mut(found) {
            part.wrap_since = Some(at);
        }
        None
    }

    /// The agent's oldest part in wrap-up, finished.
    pub fn end_wrap_up(&mut self, agent: AgentId) -> Option<Part> {
        let found = self.parts.iter().position(|part| part.agent == agent && part.wrap_since.is_some())?;
        Some(self.parts.remove(found))
    }
}
