//! A policy with nothing special in it, for centres that have none of ours.

use std::collections::BTreeMap;

use routing::policy::{
    BotRules, CallbackGroup, CallbackRules, ChannelRule, EffortWeights, Nobody, OfferRules, Reason, Ring, Rule,
    StrainRules, Treatment,
};
use routing::{Channel, GroupId, HoursId, Need, Policy, ReasonId};

use super::{Demand, Law};

/// Attention an agent has.
pub const CAPACITY: u32 = 100;

/// A reason that a person serves at once, whoever has been idle longest.
pub fn reason(needs: Vec<Need>) -> Reason {
    Reason {
        urgency: 0,
        importance_customer: 0,
        importance_company: 0,
        rings: vec![Ring { after_ms: 0, needs }],
        rule: Rule::LongestIdle,
        preferred_hold_ms: 0,
        expected_ms: 300_000,
        target_ms: 20_000,
        hard: false,
        group: None,
        hours: HoursId(1),
        known: vec![Treatment::Person],
        unknown: vec![Treatment::Person],
        bot: None,
        nobody: Nobody::Wait,
    }
}

/// Calls about a reason, by interval, that wait as long as it takes.
pub fn calls(reason: ReasonId, per_ms: Vec<f64>, talk: Vec<Law>) -> Demand {
    Demand {
        reason,
        channel: Channel::Voice,
        per_ms,
        talk,
        wrap_up: None,
        patience: Vec::new(),
        balk: 0.0,
        retry: None,
        callback: None,
        bot: None,
        slowdown: 0.0,
        deferred: false,
    }
}

/// The usual rules around some reasons; `load` is the share of an agent's attention a contact of a channel takes, of 100.
pub fn policy(
    reasons: BTreeMap<ReasonId, Reason>,
    groups: BTreeMap<GroupId, CallbackGroup>,
    load: impl Fn(Channel) -> u32,
) -> Policy {
    let rule = |channel| ChannelRule { load: load(channel).clamp(1, CAPACITY) as u8, silent_grace_ms: 60_000 };
    Policy {
        version: 1,
        reasons,
        unknown_reason: ReasonId(1),
        groups,
        channels: Channel::ALL.into_iter().map(|channel| (channel, rule(channel))).collect(),
        offers: OfferRules {
            deadline_ms: 20_000,
            cooldown_ms: 60_000,
            missed_before_away: 0,
            wrap_up_ms: 3_600_000,
            return_credit_ms: 300_000,
        },
        callbacks: CallbackRules { tries: 3, retry_ms: 1_800_000 },
        bots: BotRules { deadline_ms: 3_600_000, not_again_ms: 3_600_000 },
        effort: EffortWeights { transfer_ms: 0, repeat_ms: 0, broken_promise_ms: 0, waited_minute_ms: 0, cap_ms: 0 },
        strain: StrainRules {
            ten_minutes: 1,
            hard_in_a_row: 0,
            abuse: 0,
            short_rest: 0,
            breath_after_hard: 0,
            breath_ms: 0,
            protect_rest_ms: 600_000,
            pause_ms: 600_000,
        },
    }
}
