//! Every limit of the engine, by name. Reaching one refuses the input; nothing grows without bound.

/// Open contacts of one centre.
pub const OPEN_CONTACTS: usize = 1_000_000;
/// Agents and bots of one centre.
pub const AGENTS: usize = 200_000;
/// Reasons in a catalogue.
pub const REASONS: usize = 100_000;
/// Rings of a reason.
pub const RINGS: usize = 8;
/// Skills a ring may ask for, and needs a contact may bring.
pub const NEEDS: usize = 8;
/// Skills of one agent.
pub const SKILLS_OF_AGENT: usize = 500;
/// Agents in one conversation beside the one who leads it.
pub const JOINED: usize = 4;
/// Agents a customer must not meet again, as brought by an arrival.
pub const NEVER: usize = 32;
/// Closed contacts that can still be reopened.
pub const RECENT_CONTACTS: usize = 10_000;
/// Cases of which it is remembered that a bot handed them over.
pub const CASES_REMEMBERED: usize = 100_000;
/// How far ahead a callback can be booked, in ms.
pub const BOOKING_AHEAD_MS: i64 = 30 * 24 * 3_600_000;
/// The most that effort may be worth, in ms: part of the bound on waiting.
pub const EFFORT_CAP_MS: u32 = 3_600_000;
/// The longest hold for a preferred agent, in ms: part of the bound on waiting.
pub const HOLD_MS: u32 = 600_000;
/// The latest ring, in ms: part of the bound on waiting.
pub const LAST_RING_MS: u32 = 3_600_000;
/// How far ahead a returning contact may go, in ms.
pub const RETURN_CREDIT_MS: u32 = 7 * 24 * 3_600_000;
/// Slots listed at once.
pub const SLOTS_SHOWN: usize = 1_000;
/// Urgency and importance go from 0 to this.
pub const WEIGHT: u8 = 3;
