//! A day that could be: who comes when, how long they wait and take, who is there. Everything is drawn from its seed;
//! what happens to a contact is drawn for that contact alone, so that two runs with other staff or another policy meet
//! the same customers (common random numbers).

mod callers;
mod desks;
mod figures;
mod law;
pub mod plain;
mod play;
mod tally;
#[cfg(test)]
mod told;
mod window;

use routing::{AgentKind, AgentProfile, Channel, Policy, Presence, ReasonId, Time};

pub use figures::{Figure, Figures, Levels, Outcome, ServiceLevel, figures};
pub use law::Law;
pub use play::{Day, Opening, Stopped, days, opens_with, play};
pub use tally::{AtWork, Tally};

/// A day, or another stretch of time that is played again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// When it begins; only the distance to it matters.
    pub begins: Time,
    /// Customers come for this long; the day is over when the last has been served.
    pub length_ms: i64,
    /// Figures count from here on: what lies before lets the floor fill.
    pub warm_up_ms: i64,
    /// Length of the intervals of rates and laws; a list shorter than the day begins again.
    pub interval_ms: i64,
    pub policy: Policy,
    pub demands: Vec<Demand>,
    pub seats: Vec<Seat>,
    /// Shape of the gamma factor, with mean 1, that makes a whole day busy or quiet; none: Poisson days.
    pub busyness: Option<f64>,
    /// Contacts of all kinds that can be there at once; more find the line busy.
    pub lines: Option<u32>,
    /// Those who wait when nobody who could serve them is there any more are sent away.
    pub sends_away: bool,
    pub dialler: Option<Dialler>,
    /// Share of seats that stay empty for the day.
    pub absence: f64,
    /// How late everyone is at the start and after each pause.
    pub late: Option<Law>,
}

/// Contacts about one reason over one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    pub reason: ReasonId,
    pub channel: Channel,
    /// By interval.
    pub per_ms: Vec<f64>,
    /// By interval of arrival.
    pub talk: Vec<Law>,
    pub wrap_up: Option<Law>,
    /// From joining the line until leaving it; none: as long as it takes. By interval of arrival.
    pub patience: Vec<Law>,
    /// Share of customers who leave at once if they would have to wait.
    pub balk: f64,
    pub retry: Option<Retry>,
    pub callback: Option<CallbackTaken>,
    pub bot: Option<BotSkill>,
    /// Share of a handle time by which every further conversation at the same desk slows the others.
    pub slowdown: f64,
    /// Worked on only while nobody waits at that desk live: e-mail, messages.
    pub deferred: bool,
}

/// Who gave up comes again.
#[derive(Debug, Clone, PartialEq)]
pub struct Retry {
    pub share: f64,
    pub after: Law,
}

/// Who is told a long wait may take a callback instead.
#[derive(Debug, Clone, PartialEq)]
pub struct CallbackTaken {
    /// Share who take it.
    pub share: f64,
    /// It is offered when the upper end of the wait told is above this.
    pub when_over_ms: u32,
    /// Share reached at each attempt.
    pub reached: f64,
}

/// What a bot does with a reason.
#[derive(Debug, Clone, PartialEq)]
pub struct BotSkill {
    /// Share of customers who begin with it.
    pub share: f64,
    /// Share of those it settles; the others ask for a person at the end.
    pub resolves: f64,
    pub talk: Law,
}

/// An agent's place: who could sit there, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Seat {
    pub profile: AgentProfile,
    /// Which group it is counted with.
    pub group: u16,
    /// Changes of state, in order, in ms from the beginning.
    pub day: Vec<(i64, Presence)>,
}

/// Calls the centre makes by itself while people are free (threshold policy).
#[derive(Debug, Clone, PartialEq)]
pub struct Dialler {
    /// The demand its calls are of; its own rate is nil.
    pub demand: usize,
    pub from_ms: i64,
    pub to_ms: i64,
    /// Fewest free agents of all groups.
    pub least_free: u32,
    /// The group that takes the calls, and its fewest free.
    pub group: u16,
    pub least_free_in_group: u32,
    /// Calls tried per free agent of the group.
    pub per_free: f64,
    /// Share reached, by interval.
    pub reached: Vec<f64>,
}

impl Seat {
    fn is_bot(&self) -> bool {
        self.profile.kind == AgentKind::Bot
    }
}

impl Scenario {
    /// The value of a list by interval at a time; the list begins again when it is over.
    fn by_interval<'a, T>(&self, list: &'a [T], now: Time) -> Option<&'a T> {
        let interval = now.since_ms(self.begins).max(0) / self.interval_ms.max(1);
        list.get(interval as usize % list.len().max(1))
    }

    /// The end of arrivals.
    pub fn ends(&self) -> Time {
        self.begins.plus_ms(self.length_ms)
    }
}
