//! A journal written by hand: times in seconds, ids as small numbers.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use measure::{By, INTERVAL_MS, Measures, Values};
use routing::event::{Close, LegEnd, PresenceCause, QueueCause};
use routing::input::{Arrival, DialResult, Effort, Outcome, Party};
use routing::policy::*;
use routing::*;

pub const REFUND: ReasonId = ReasonId(1);
pub const LATE: ReasonId = ReasonId(2);
pub const MINA: AgentId = AgentId(1);
pub const JUN: AgentId = AgentId(2);
pub const BOT: AgentId = AgentId(9);

pub fn id(contact: u64) -> ContactId {
    ContactId(contact)
}

pub fn secs(at: i64) -> Time {
    Time(at * 1000)
}

/// Refund has a target of 20 s; being late has one of 60 s and is hard.
pub fn policy() -> Policy {
    let reason = |target_ms, hard| Reason {
        urgency: 0,
        importance_customer: 0,
        importance_company: 0,
        rings: vec![Ring { after_ms: 0, needs: vec![] }],
        rule: Rule::LongestIdle,
        preferred_hold_ms: 0,
        expected_ms: 60_000,
        target_ms,
        hard,
        group: Some(GroupId(1)),
        hours: HoursId(1),
        known: vec![Treatment::Person],
        unknown: vec![Treatment::Person],
        bot: Some(BOT),
        nobody: Nobody::Wait,
    };
    Policy {
        version: 1,
        reasons: BTreeMap::from([(REFUND, reason(20_000, false)), (LATE, reason(60_000, true))]),
        unknown_reason: REFUND,
        groups: BTreeMap::from([(GroupId(1), CallbackGroup { slot_ms: 900_000, places: 5 })]),
        channels: BTreeMap::new(),
        offers: OfferRules {
            deadline_ms: 20_000,
            cooldown_ms: 20_000,
            missed_before_away: 2,
            wrap_up_ms: 60_000,
            return_credit_ms: 0,
        },
        callbacks: CallbackRules { tries: 2, retry_ms: 60_000 },
        bots: BotRules { deadline_ms: 60_000, not_again_ms: 60_000 },
        effort: EffortWeights {
            transfer_ms: 60_000,
            repeat_ms: 30_000,
            broken_promise_ms: 90_000,
            waited_minute_ms: 6_000,
            cap_ms: 3_600_000,
        },
        strain: StrainRules {
            ten_minutes: 1,
            hard_in_a_row: 1,
            abuse: 1,
            short_rest: 1,
            breath_after_hard: 0,
            breath_ms: 0,
            protect_rest_ms: 600_000,
            pause_ms: 300_000,
        },
    }
}

/// A fold under way.
pub struct Journal {
    pub measures: Measures,
    pub at: i64,
    seq: u64,
}

impl Journal {
    pub fn new() -> Journal {
        let mut journal = Journal { measures: Measures::new(INTERVAL_MS), at: 0, seq: 0 };
        journal.row(vec![Event::Published { policy: Box::new(policy()) }]);
        for (agent, kind) in [(MINA, AgentKind::Person), (JUN, AgentKind::Person), (BOT, AgentKind::Bot)] {
            journal.row(vec![Event::AgentSet { profile: profile(agent, kind) }]);
        }
        journal
    }

    /// What follows happens at this second.
    pub fn at(&mut self, at: i64) -> &mut Journal {
        self.at = at;
        self
    }

    pub fn row(&mut self, events: Vec<Event>) -> &mut Journal {
        self.seq += 1;
        self.measures.row(self.seq, secs(self.at), &events);
        self
    }

    pub fn presence(&mut self, agent: AgentId, presence: Presence) -> &mut Journal {
        self.row(vec![Event::PresenceChanged { agent, presence, until: None, cause: PresenceCause::Own }])
    }

    pub fn arrives(&mut self, contact: u64, case: u64, reason: Option<ReasonId>) -> &mut Journal {
        let arrival = Arrival {
            contact: id(contact),
            customer: CustomerId(case),
            case: CaseId(case),
            channel: Channel::Chat,
            known: false,
            reason,
            extra: vec![],
            preferred: None,
            never: vec![],
            effort: Effort::default(),
            since: None,
        };
        let mut events = vec![Event::Arrived { arrival, credit_ms: 0 }];
        if let Some(reason) = reason {
            events.push(Event::Triaged { contact: id(contact), reason, options: Default::default() });
        }
        self.row(events)
    }

    pub fn queued(&mut self, contact: u64, cause: QueueCause) -> &mut Journal {
        self.row(vec![Event::Queued { contact: id(contact), rank: 0, for_bot: None, cause, sent_to: None }])
    }

    /// Arrives with the reason refund and asks for a person at once.
    pub fn joins(&mut self, contact: u64, case: u64) -> &mut Journal {
        self.arrives(contact, case, Some(REFUND)).queued(contact, QueueCause::Chosen)
    }

    pub fn connected(&mut self, contact: u64, agent: AgentId) -> &mut Journal {
        self.row(vec![Event::Connected { contact: id(contact), agent, offer: None }])
    }

    pub fn ended(&mut self, contact: u64, agent: AgentId) -> &mut Journal {
        self.row(vec![Event::Ended { contact: id(contact), agent: Some(agent), by: Party::Customer, closes: None }])
    }

    pub fn wrapped(&mut self, contact: u64, agent: AgentId) -> &mut Journal {
        let outcome = Outcome::Solved;
        self.row(vec![
            Event::WrappedUp { contact: id(contact), agent, reason: None, outcome },
            Event::Closed { contact: id(contact), how: Close::Wrapped { outcome } },
        ])
    }

    pub fn leg_ended(&mut self, contact: u64, agent: AgentId, cause: LegEnd, wrap_up: bool) -> &mut Journal {
        self.row(vec![Event::LegEnded { contact: id(contact), agent, cause, wrap_up }])
    }

    pub fn closed(&mut self, contact: u64, how: Close) -> &mut Journal {
        self.row(vec![Event::Closed { contact: id(contact), how }])
    }

    pub fn booked(&mut self, contact: u64, start: i64, end: i64, attempt: u8) -> &mut Journal {
        let contact = id(contact);
        let booked = Event::Booked { contact, group: GroupId(1), start: secs(start), end: secs(end), attempt };
        self.row(vec![booked, Event::ChannelChanged { contact, channel: Channel::Callback }])
    }

    pub fn slot_came(&mut self, contact: u64) -> &mut Journal {
        self.row(vec![Event::SlotCame { contact: id(contact) }]).queued(contact, QueueCause::Slot)
    }

    pub fn dialled(&mut self, contact: u64, agent: AgentId, result: DialResult, attempt: u8) -> &mut Journal {
        self.row(vec![Event::Dialled { contact: id(contact), agent, result, attempt }])
    }

    /// Figures of everything up to this second.
    pub fn total(&mut self) -> Values {
        self.rows(By::Total).pop().unwrap().values
    }

    pub fn rows(&mut self, by: By) -> Vec<measure::GroupRow> {
        self.measures.report(secs(self.at)).rows(Time(0), Time(i64::MAX), &by)
    }
}

pub fn profile(agent: AgentId, kind: AgentKind) -> AgentProfile {
    AgentProfile {
        agent,
        kind,
        skills: BTreeMap::new(),
        capacity: 100,
        limits: BTreeMap::new(),
        auto_accept: false,
        short_rest: false,
        predicted: BTreeMap::new(),
    }
}

/// The figure as (numerator, denominator).
pub fn figure(values: &Values, metric: &str) -> Option<(u64, u64)> {
    values[metric].map(|ratio| (ratio.numerator, ratio.denominator))
}
