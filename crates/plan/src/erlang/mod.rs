//! Queueing formulas for one line of contacts: Erlang B (nobody can wait), C (everybody waits), A (patience is exponential),
//! with redials and with several chats at once. All are one birth-death chain; see `chain` for the sums and `wait` for the
//! law of the wait.
//!
//! Sources. B and C: Erlang 1917. A: Palm 1957; Garnett, Mandelbaum & Reiman, «Designing a call center with impatient
//! customers», M&SOM 4 (2002) 208-227. Redials as a fixed point: Koole, *Call Center Optimization* (2013). Chats whose
//! handling slows with their number: Tezcan & Zhang, Operations Research 62 (2014) 943-956; the busy are taken to be
//! spread evenly. Steady state within the interval is assumed throughout.

mod chain;
mod goal;
mod units;
mod wait;

use serde::Serialize;

use crate::refusal::{Refusal, refuse};
use chain::{Chain, Line, Stationary};
pub use goal::{Goal, Promise, ShortAbandons};
pub use units::{Rate, Seconds, Share};
use wait::Wait;

/// The most load a formula is asked for.
pub const MAX_ERLANGS: f64 = 1_000_000.0;
/// The most agents.
pub const MAX_AGENTS: u32 = 2_000_000;
/// The longest handle time and patience: thirty days.
pub const MAX_SECONDS: f64 = 2_592_000.0;
/// The most chats an agent has at once.
pub const MAX_CONCURRENCY: u32 = 20;
/// The largest share of lost contacts that try again: at 1 an overfull line would grow without end.
pub const MAX_REDIAL: f64 = 0.99;

/// One line of contacts and the agents who answer it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct System {
    rate_per_s: f64,
    aht_s: f64,
    patience: Patience,
    concurrency: u32,
    slowdown: f64,
    redial: f64,
}

/// What contacts do that find every agent busy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Patience {
    /// They are turned away: Erlang B.
    None,
    /// They wait as long as it takes: Erlang C.
    Endless,
    /// They wait an exponential time with this mean, then give up: Erlang A.
    MeanS(f64),
}

/// What customers and agents experience in the long run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Steady {
    /// Agents at work.
    pub agents: u32,
    /// Contacts per second, redials included.
    pub rate_per_s: f64,
    /// Offered load in erlangs: `rate_per_s` × handle time.
    pub erlangs: f64,
    /// Share of contacts that find no agent free and wait.
    pub p_wait: f64,
    /// Share of contacts turned away.
    pub p_block: f64,
    /// Share of contacts that give up.
    pub p_abandon: f64,
    /// Mean wait over all contacts not turned away, whether answered or given up, in seconds; infinite if the line grows without end.
    pub asa_s: f64,
    /// Mean number of contacts that wait.
    pub queue: f64,
    /// Share of the agents' places in use; with one contact at a time, the share of their time in contacts.
    pub occupancy: f64,
    #[serde(skip)]
    wait: Wait,
}

impl System {
    /// Erlang B: contacts that find every agent (or line) busy are turned away.
    pub fn b(rate: Rate, aht: Seconds) -> Result<System, Refusal> {
        System::new(rate, aht, Patience::None)
    }

    /// Erlang C: contacts wait as long as it takes.
    pub fn c(rate: Rate, aht: Seconds) -> Result<System, Refusal> {
        System::new(rate, aht, Patience::Endless)
    }

    /// Erlang A: contacts wait for an exponential patience with the mean `patience`.
    pub fn a(rate: Rate, aht: Seconds, patience: Seconds) -> Result<System, Refusal> {
        if !(patience.0 > 0.0 && patience.0 <= MAX_SECONDS) {
            return refuse(Refusal::Patience);
        }
        System::new(rate, aht, Patience::MeanS(patience.0))
    }

    fn new(rate: Rate, aht: Seconds, patience: Patience) -> Result<System, Refusal> {
        if !(aht.0 > 0.0 && aht.0 <= MAX_SECONDS) {
            return refuse(Refusal::HandleTime);
        }
        if !(rate.0 >= 0.0 && rate.0 * aht.0 <= MAX_ERLANGS) {
            return refuse(Refusal::Load { erlangs: (rate.0 * aht.0).to_string(), most: MAX_ERLANGS as u64 });
        }
        Ok(System { rate_per_s: rate.0, aht_s: aht.0, patience, concurrency: 1, slowdown: 0.0, redial: 0.0 })
    }

    /// Each agent has up to `concurrency` chats at once; with `j` at once each takes `1 + slowdown (j − 1)` handle times.
    pub fn chat(self, concurrency: u32, slowdown: f64) -> Result<System, Refusal> {
        if !(1..=MAX_CONCURRENCY).contains(&concurrency) {
            return refuse(Refusal::Concurrency { concurrency, most: MAX_CONCURRENCY });
        }
        if !(0.0..1.0).contains(&slowdown) {
            return refuse(
                "the slowdown must be from 0 to below 1: at 1 two chats at once take as long as one after the other",
            );
        }
        Ok(System { concurrency, slowdown, ..self })
    }

    /// This share of the contacts turned away or given up tries again at once.
    pub fn redial(self, share: f64) -> Result<System, Refusal> {
        if !(0.0..=MAX_REDIAL).contains(&share) {
            return refuse(format!("the share that redials must be 0 to {MAX_REDIAL}"));
        }
        Ok(System { redial: share, ..self })
    }

    /// First attempts per second.
    pub fn rate_per_s(&self) -> f64 {
        self.rate_per_s
    }

    /// Handle time, in seconds.
    pub fn aht_s(&self) -> f64 {
        self.aht_s
    }

    /// Mean patience, in seconds; none: nobody gives up.
    pub fn patience_s(&self) -> Option<f64> {
        match self.patience {
            Patience::MeanS(mean_s) => Some(mean_s),
            Patience::None | Patience::Endless => None,
        }
    }

    /// Contacts an agent has at once.
    pub fn concurrency(&self) -> u32 {
        self.concurrency
    }

    /// By how much of a handle time each further one slows the others.
    pub fn slowdown(&self) -> f64 {
        self.slowdown
    }

    /// Share of those who gave up that tries again.
    pub fn redials(&self) -> f64 {
        self.redial
    }

    /// The load of first attempts, in erlangs.
    pub fn erlangs(&self) -> f64 {
        self.rate_per_s * self.aht_s
    }

    /// The most contacts per second that `agents` can end.
    pub fn served_per_s(&self, agents: u32) -> f64 {
        self.ending(agents.saturating_mul(self.concurrency), agents) / self.aht_s
    }

    /// What `agents` achieve.
    pub fn steady(&self, agents: u32) -> Steady {
        let agents = agents.min(MAX_AGENTS);
        let first = self.at(self.rate_per_s, agents);
        if self.redial == 0.0 || first.lost() == 0.0 { first } else { self.with_redials(agents, first) }
    }

    /// Solves `rate = first rate + redial × lost share(rate) × rate`. What is served grows with the rate, so there is
    /// exactly one solution; false position with halving (Illinois) finds it.
    fn with_redials(&self, agents: u32, first: Steady) -> Steady {
        let surplus = |steady: &Steady| steady.rate_per_s * (1.0 - self.redial * steady.lost()) - self.rate_per_s;
        let (mut low, mut below) = (self.rate_per_s, surplus(&first));
        let mut high = self.rate_per_s / (1.0 - self.redial);
        let mut found = self.at(high, agents);
        let mut above = surplus(&found);
        for _ in 0..100 {
            if above <= 0.0 || high - low <= 1e-13 * high {
                break;
            }
            let rate = (low * above - high * below) / (above - below);
            found = self.at(rate, agents);
            let miss = surplus(&found);
            if miss.abs() <= 1e-15 * self.rate_per_s {
                break;
            }
            if miss > 0.0 {
                (high, above, below) = (rate, miss, 0.5 * below);
            } else {
                (low, below, above) = (rate, miss, 0.5 * above);
            }
        }
        found
    }

    /// What `agents` achieve at a rate, redials included in it.
    fn at(&self, rate_per_s: f64, agents: u32) -> Steady {
        let erlangs = rate_per_s * self.aht_s;
        let nothing = Steady {
            agents,
            rate_per_s,
            erlangs,
            p_wait: 0.0,
            p_block: 0.0,
            p_abandon: 0.0,
            asa_s: 0.0,
            queue: 0.0,
            occupancy: 0.0,
            wait: Wait::NEVER,
        };
        if rate_per_s == 0.0 {
            return nothing;
        }
        let places = agents.saturating_mul(self.concurrency);
        let Some(found) = self.stationary(erlangs, agents, places) else {
            let endless = f64::INFINITY;
            return Steady {
                p_wait: 1.0,
                asa_s: endless,
                queue: endless,
                occupancy: 1.0,
                wait: Wait::FOREVER,
                ..nothing
            };
        };
        let occupancy = if places == 0 { 1.0 } else { found.in_use / f64::from(places) };
        let drain = self.served_per_s(agents);
        let waits = |leave| Wait::new(found.full, rate_per_s, drain, leave, found.full_over_last);
        let (p_block, p_abandon, wait) = match self.patience {
            Patience::None => (found.full, 0.0, Wait::NEVER),
            Patience::Endless => (0.0, 0.0, waits(0.0)),
            Patience::MeanS(patience_s) => {
                (0.0, (found.queue / patience_s / rate_per_s).min(1.0), waits(1.0 / patience_s))
            }
        };
        let asa_s = found.queue / rate_per_s;
        Steady { p_wait: wait.p_wait, p_block, p_abandon, asa_s, queue: found.queue, occupancy, wait, ..nothing }
    }

    /// Time in handle times.
    fn stationary(&self, erlangs: f64, agents: u32, places: u32) -> Option<Stationary> {
        let line = match self.patience {
            Patience::None => Line::None,
            Patience::Endless => Line::Leave(0.0),
            Patience::MeanS(patience_s) => Line::Leave(self.aht_s / patience_s),
        };
        if self.concurrency == 1 {
            let mode = (erlangs as u32).min(places);
            Chain { birth: erlangs, death: f64::from, places, line, mode }.stationary()
        } else {
            let mode = self.last_within(erlangs, agents, places);
            let death = |k| self.ending(k, agents);
            Chain { birth: erlangs, death, places, line, mode }.stationary()
        }
    }

    /// Contacts that end per handle time while `k` are in hand, spread evenly over the agents.
    fn ending(&self, k: u32, agents: u32) -> f64 {
        if self.concurrency == 1 || agents == 0 {
            return f64::from(k);
        }
        let each = |j: u32| f64::from(j) / (1.0 + self.slowdown * (f64::from(j) - 1.0)).max(f64::MIN_POSITIVE);
        let (fewer, more) = (k / agents, k % agents);
        let least = if fewer == 0 { 0.0 } else { each(fewer) };
        f64::from(more) * each(fewer + 1) + f64::from(agents - more) * least
    }

    /// The most contacts in hand that end no faster than others arrive.
    fn last_within(&self, erlangs: f64, agents: u32, places: u32) -> u32 {
        let (mut low, mut high) = (0, places);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.ending(middle, agents) <= erlangs { low = middle } else { high = middle - 1 }
        }
        low
    }
}

impl Steady {
    /// Share of contacts turned away or given up.
    pub fn lost(&self) -> f64 {
        self.p_block + self.p_abandon
    }

    /// Share answered within `within_s`, by the rule for those who gave up.
    pub fn service_level(&self, within_s: f64, short: ShortAbandons) -> f64 {
        let by = self.wait.by(within_s);
        let answered = by.answered - self.p_block;
        let (part, whole) = match short {
            ShortAbandons::Out => (answered, 1.0 - by.abandoned),
            ShortAbandons::In => (answered, 1.0),
            ShortAbandons::AsAnswered => (answered + by.abandoned, 1.0),
            ShortAbandons::AllOut => (answered, 1.0 - self.p_abandon),
        };
        if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The wait that this share of contacts (0 to below 1) does not exceed, in seconds.
    pub fn wait_percentile_s(&self, share: f64) -> f64 {
        self.wait.percentile_s(share)
    }
}
