//! How long it may take, as a range.
//!
//! With `k` contacts to be served up to and including this one, `n` qualified people on duty and a usual length `m`,
//! the wait is a sum of `k` steps of mean `m / n` (Erlang-k): mean `k·m/n`, standard deviation `√k·m/n`. The range
//! runs from the 20th to the 80th percentile, mean ∓ 0.84 standard deviations. It depends on the place in line and on
//! who is there, never on how long somebody has waited: an estimate does not grow by being exceeded.

use crate::bits::Bits;
use crate::engine::Engine;
use crate::id::{ContactId, ReasonId};
use crate::line::Needs;
use crate::policy::{Channel, Need};

/// The most people counted ahead; beyond it the answer is "very long" anyway.
const COUNTED_AHEAD: usize = 10_000;
/// 0.84 standard deviations, in hundredths: the 80th percentile of a normal distribution.
const PERCENTILE_80: i64 = 84;

/// An honest wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WaitRange {
    pub low_ms: u32,
    pub high_ms: u32,
    /// Contacts that will be served before.
    pub ahead: u32,
    /// Qualified people on duty.
    pub staffed: u32,
}

impl Engine {
    /// For someone joining now about this reason, who needs `extra` besides, such as her language. None: nobody who
    /// could serve it is there.
    pub fn estimate(&self, reason: ReasonId, channel: Channel, extra: &[Need]) -> Option<WaitRange> {
        let rule = self.policy()?.reasons.get(&reason)?;
        let mut needs = rule.rings.first()?.needs.clone();
        needs.extend(extra);
        needs.sort_unstable();
        needs.dedup();
        let needs = Needs { channel, needs, bot: None };
        let rank = self.now.0 - crate::engine::priority(rule) * crate::engine::PRIORITY_MS;
        self.range(&needs, rank, rule.expected_ms)
    }

    /// For a contact in line, from its own place.
    pub fn estimate_for(&self, contact: ContactId) -> Option<WaitRange> {
        let contact = self.contacts.get(contact).filter(|contact| contact.in_line())?;
        let expected_ms = self.reason_of(contact)?.expected_ms;
        self.range(&self.needs_of(contact, contact.ring), contact.rank, expected_ms)
    }

    /// Qualified people on duty for a reason at its first ring, and those of them with room.
    pub fn staffing(&self, reason: ReasonId, channel: Channel) -> (u32, u32) {
        let first = self.policy().and_then(|policy| policy.reasons.get(&reason)?.rings.first());
        let Some(ring) = first else { return (0, 0) };
        let mut qualified = self.roster.qualified(channel, &ring.needs, None);
        qualified.keep(self.roster.on_duty());
        let free = self.roster.free_among(&qualified, channel).count();
        (qualified.iter().count() as u32, free as u32)
    }

    fn range(&self, needs: &Needs, rank: i64, expected_ms: u32) -> Option<WaitRange> {
        let mut qualified = self.roster.qualified(needs.channel, &needs.needs, needs.bot);
        qualified.keep(self.roster.on_duty());
        let staffed = qualified.iter().count() as u32;
        if staffed == 0 {
            return None;
        }
        let free = self.roster.free_among(&qualified, needs.channel).next().is_some();
        let ahead = self.ahead_of(&qualified, rank);
        if free && ahead == 0 {
            return Some(WaitRange { low_ms: 0, high_ms: 0, ahead, staffed });
        }
        let step_ms = i64::from(expected_ms) / i64::from(staffed);
        let steps = i64::from(ahead) + 1;
        let mean = steps * step_ms;
        let spread = (steps * 10_000).isqrt() * step_ms * PERCENTILE_80 / 10_000;
        let clamp = |ms: i64| u32::try_from(ms.max(0)).unwrap_or(u32::MAX);
        Some(WaitRange { low_ms: clamp(mean - spread), high_ms: clamp(mean + spread), ahead, staffed })
    }

    /// Waiting contacts with a better rank that the same people could serve.
    fn ahead_of(&self, qualified: &Bits, rank: i64) -> u32 {
        let shared = self
            .line
            .classes()
            .filter(|class| !class.places.is_empty() && class.qualified.and(qualified).next().is_some());
        shared.flat_map(|class| class.places.iter().take_while(|place| place.0 < rank)).take(COUNTED_AHEAD).count()
            as u32
    }
}
