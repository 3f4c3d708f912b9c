#![allow(dead_code, clippy::unwrap_used, reason = "the benchmark uses parts of it")]
//! A small centre with one reason that anyone serves.

use std::collections::BTreeMap;

use journal::Journal;
use journal::memory::{Disk, MemoryJournal};
use node::{Check, Driver, DriverSettings, Submission};
use routing::input::{Arrival, Effort};
use routing::policy::*;
use routing::*;

pub const NOW: Time = Time(1_800_000_000_000);

pub fn policy() -> Policy {
    let reason = Reason {
        urgency: 1,
        importance_customer: 1,
        importance_company: 1,
        rings: vec![Ring { after_ms: 0, needs: vec![] }],
        rule: Rule::LongestIdle,
        preferred_hold_ms: 0,
        expected_ms: 300_000,
        target_ms: 30_000,
        hard: false,
        group: None,
        hours: HoursId(1),
        known: vec![Treatment::Person],
        unknown: vec![Treatment::Person],
        bot: None,
        nobody: Nobody::Wait,
    };
    Policy {
        version: 1,
        reasons: BTreeMap::from([(ReasonId(1), reason)]),
        unknown_reason: ReasonId(1),
        groups: BTreeMap::new(),
        channels: BTreeMap::from([(Channel::Chat, ChannelRule { load: 50, silent_grace_ms: 60_000 })]),
        offers: OfferRules {
            deadline_ms: 20_000,
            cooldown_ms: 60_000,
            missed_before_away: 0,
            wrap_up_ms: 180_000,
            return_credit_ms: 0,
        },
        callbacks: CallbackRules { tries: 1, retry_ms: 1 },
        bots: BotRules { deadline_ms: 1, not_again_ms: 1 },
        effort: EffortWeights { transfer_ms: 0, repeat_ms: 0, broken_promise_ms: 0, waited_minute_ms: 0, cap_ms: 0 },
        strain: StrainRules {
            ten_minutes: 0,
            hard_in_a_row: 0,
            abuse: 0,
            short_rest: 0,
            breath_after_hard: 0,
            breath_ms: 0,
            protect_rest_ms: 0,
            pause_ms: 0,
        },
    }
}

pub fn arrive(id: u64) -> Input {
    Input::Arrive {
        arrival: Arrival {
            contact: ContactId(id),
            customer: CustomerId(id),
            case: CaseId(id),
            channel: Channel::Chat,
            known: true,
            reason: Some(ReasonId(1)),
            extra: vec![],
            preferred: None,
            never: vec![],
            effort: Effort::default(),
            since: None,
        },
    }
}

pub fn settings() -> DriverSettings {
    DriverSettings { snapshot_every: 3, check: Check::Full }
}

pub fn publish<J: Journal>() -> Submission<J> {
    Submission::new(Input::Publish { policy: Box::new(policy()) })
}

pub fn memory(disk: &Disk) -> Driver<MemoryJournal> {
    let mut driver = Driver::open(MemoryJournal::open(disk.clone()), Box::new(()), settings()).unwrap();
    if driver.seq() == 0 {
        driver.step(NOW, vec![publish()]);
    }
    driver
}

/// One agent who chats with two at once.
pub fn agent(id: u32) -> Input {
    let profile = AgentProfile {
        agent: AgentId(id),
        kind: AgentKind::Person,
        skills: BTreeMap::new(),
        capacity: 100,
        limits: BTreeMap::from([(Channel::Chat, 2)]),
        auto_accept: false,
        short_rest: false,
        predicted: BTreeMap::new(),
    };
    Input::Agent { profile }
}

pub fn ready(id: u32) -> Input {
    Input::Presence { agent: AgentId(id), presence: Presence::Ready, until: None, by: None }
}

pub fn ask_person(id: u64) -> Input {
    Input::AskPerson { contact: ContactId(id), channel: None }
}
