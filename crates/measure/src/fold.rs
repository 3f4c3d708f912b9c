//! From events to sums. Every count is made here, once.

use std::collections::{BTreeMap, BTreeSet};

use routing::Event;
use routing::event::PresenceCause;
use routing::input::JoinRole;
use routing::policy::{EffortWeights, Treatment};
use routing::{AgentId, AgentKind, ContactId, Policy, ReasonId, Time, limits};
use serde::{Deserialize, Serialize};

use crate::case::{Cases, FORGET_AFTER_MS};
use crate::desk::{Desk, Work};
use crate::fact::Fact;
use crate::life::{Life, Phase};
use crate::report::Report;
use crate::sums::{Key, Sums};

/// Everything that is known from the rows folded so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    pub(crate) seq: u64,
    pub(crate) now: Time,
    pub(crate) rules: Rules,
    #[serde(with = "crate::pairs")]
    pub(crate) lives: BTreeMap<ContactId, Life>,
    #[serde(with = "crate::pairs")]
    pub(crate) desks: BTreeMap<AgentId, Desk>,
    pub(crate) cases: Cases,
    /// Closed contacts about which facts may still come, or that may be reopened.
    #[serde(with = "crate::pairs")]
    pub(crate) closed: BTreeMap<ContactId, Life>,
    pub(crate) closed_at: BTreeSet<(Time, ContactId)>,
    /// Clients of contacts that have not arrived yet.
    #[serde(with = "crate::pairs")]
    pub(crate) clients: BTreeMap<ContactId, u64>,
    pub(crate) report: Report,
}

/// What of the published policy matters to measuring.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Rules {
    /// Target time and whether it is hard, by reason.
    #[serde(with = "crate::pairs")]
    reasons: BTreeMap<ReasonId, (u32, bool)>,
    unknown: Option<ReasonId>,
    pub(crate) effort: Option<EffortWeights>,
    pause_ms: i64,
}

impl Measures {
    /// Nothing seen yet; sums by intervals of `interval_ms`.
    pub fn new(interval_ms: u32) -> Measures {
        Measures {
            seq: 0,
            now: Time::default(),
            rules: Rules::default(),
            lives: BTreeMap::new(),
            desks: BTreeMap::new(),
            cases: Cases::default(),
            closed: BTreeMap::new(),
            closed_at: BTreeSet::new(),
            clients: BTreeMap::new(),
            report: Report::new(interval_ms),
        }
    }

    /// Takes one row of the journal in. A row seen before changes nothing.
    pub fn row(&mut self, seq: u64, at: Time, events: &[Event]) {
        if seq <= self.seq {
            return;
        }
        self.seq = seq;
        self.now = self.now.max(at);
        self.forget();
        for event in events {
            self.event(event);
        }
    }

    /// Takes a fact in that the engine does not know, in order of time with the rows. The second of a kind about a
    /// contact changes nothing.
    pub fn fact(&mut self, fact: &Fact) {
        match *fact {
            Fact::Client { contact, client } => {
                if !self.lives.contains_key(&contact) && !self.closed.contains_key(&contact) {
                    self.clients.insert(contact, client);
                }
            }
            Fact::Messages { contact, count } => self.life(contact, |life| life.messages = life.messages.max(count)),
            Fact::SaidAgain { contact } => self.life(contact, |life| life.said_again = true),
            Fact::FirstReply { contact, at } => self.first_reply(contact, at),
            Fact::Ease { contact, at, answer } => {
                let sums = Sums { ease_answers: 1, ease_good: u64::from(answer >= 5), ..Sums::default() };
                self.answer(contact, at, sums, |life| &mut life.ease_answered);
            }
            Fact::Satisfaction { contact, at, answer } => {
                let good = u64::from(answer >= 4);
                let sums = Sums { satisfaction_answers: 1, satisfaction_good: good, ..Sums::default() };
                self.answer(contact, at, sums, |life| &mut life.satisfaction_answered);
            }
        }
    }

    /// The last row taken in.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The sums as of `as_of`, agents' time up to then included. Asking changes nothing.
    pub fn report(&self, as_of: Time) -> Report {
        let mut report = self.report.clone();
        for (agent, desk) in &self.desks {
            desk.add_until(as_of, Key::of_agent(*agent), &mut report);
        }
        report
    }

    /// The sums counted so far; counting goes on from nothing. Merging all that was taken gives the sums of the whole.
    pub fn take_report(&mut self) -> Report {
        let empty = Report::new(self.report.interval_ms());
        std::mem::replace(&mut self.report, empty)
    }

    /// Forgets sums of intervals that began before `at`; what is open stays.
    pub fn forget_before(&mut self, at: Time) {
        self.report.forget_before(at);
    }

    /// What seven quiet days have decided by now, and contacts about which nothing more is expected.
    fn forget(&mut self) {
        self.cases.time_passes(self.now, &mut self.report);
        while self.closed.len() > limits::RECENT_CONTACTS {
            let Some((at, contact)) = self.closed_at.first().copied() else { break };
            if at.plus_ms(FORGET_AFTER_MS) > self.now {
                break;
            }
            self.closed_at.remove(&(at, contact));
            self.closed.remove(&contact);
        }
    }

    fn event(&mut self, event: &Event) {
        let at = self.now;
        match event {
            Event::Published { policy } => self.rules = Rules::of(policy),
            Event::HoursChanged { .. } => {}
            Event::AgentSet { profile } => {
                let bot = profile.kind == AgentKind::Bot;
                self.desks.entry(profile.agent).or_insert_with(|| Desk::new(at, bot)).bot = bot;
            }
            Event::AgentRemoved { agent } => {
                self.desk(*agent, |_| {});
                self.desks.remove(agent);
            }
            Event::PresenceChanged { agent, presence, cause, .. } => {
                let pause_ms = self.rules.pause_ms;
                self.desk(*agent, |desk| {
                    desk.change_presence(at, *presence, pause_ms);
                    // A breath ends a run of hard contacts, however short it is: it is given for that.
                    if *cause == PresenceCause::Breath {
                        desk.hard_in_a_row = 0;
                    }
                });
            }
            Event::DeviceChanged { agent, alive } => self.desk(*agent, |desk| desk.alive = *alive),

            Event::Arrived { arrival, .. } => {
                let mut life = Life::new(at, arrival.case, arrival.channel, arrival.reason);
                life.client = self.clients.remove(&arrival.contact);
                let repeat = self.cases.begin(arrival.case, arrival.effort, &mut self.report);
                life.spent.repeats = repeat.into();
                self.lives.insert(arrival.contact, life);
            }
            Event::ReasonSet { contact, reason, .. } => self.life(*contact, |life| life.reason = Some(*reason)),
            Event::Identified { contact, case, .. } => self.identified(*contact, *case),
            Event::Triaged { contact, .. } => self.life(*contact, |life| {
                if life.phase == Phase::Entry {
                    life.enter(at, Phase::Menu);
                }
            }),
            Event::Chosen { contact, treatment, .. } => {
                if *treatment == Treatment::SelfService {
                    self.enter(*contact, Phase::Menu);
                }
            }
            Event::Booked { contact, start, end, attempt, .. } => self.booked(*contact, *start, *end, *attempt),
            Event::SlotCame { .. } => {}
            Event::ChannelChanged { contact, channel } => self.life(*contact, |life| life.channel = *channel),
            Event::WaitTold { contact, low_ms, high_ms, until } => {
                self.told(*contact, *low_ms, *high_ms);
                self.life(*contact, |life| life.told_until = Some(*until));
            }

            Event::Queued { contact, for_bot, cause, .. } => self.queued(*contact, *for_bot, *cause),
            Event::MergedInto { contact, existing } => self.merged(*contact, *existing),
            Event::RingWidened { .. }
            | Event::Endangered { .. }
            | Event::NobodyThere { .. }
            | Event::SomebodyThere { .. }
            | Event::HoldStarted { .. }
            | Event::HoldEnded { .. } => {}

            Event::Offered { contact, agent, .. } => {
                self.offered(*contact, true);
                self.work(*agent, *contact, Work::Offer, true);
            }
            Event::OfferEnded { contact, agent, .. } => {
                self.offered(*contact, false);
                self.work(*agent, *contact, Work::Offer, false);
            }
            Event::Connected { contact, agent, .. } => self.connected(*contact, *agent),

            Event::Held { contact, agent } => self.enter(*contact, Phase::Held { agent: *agent }),
            Event::Resumed { contact, agent } => self.enter(*contact, Phase::Talking { agent: *agent }),
            Event::LegEnded { contact, agent, cause, wrap_up } => self.leg_ended(*contact, *agent, *cause, *wrap_up),
            Event::AgentJoined { contact, agent, role } => {
                if matches!(role, JoinRole::Consult | JoinRole::Conference) {
                    self.work(*agent, *contact, Work::Join, true);
                }
            }
            Event::AgentParted { contact, agent } => self.work(*agent, *contact, Work::Join, false),
            Event::Dialled { contact, result, .. } => self.dialled(*contact, *result),
            Event::Ended { contact, agent, closes, .. } => self.ended(*contact, *agent, *closes),
            Event::WrappedUp { contact, agent, reason, .. } => {
                let over = |life: &Life| life.phase == Phase::Over;
                self.life(*contact, |life| life.reason = reason.filter(|_| over(life)).or(life.reason));
                let part = self.lives.get_mut(contact).and_then(|life| life.end_wrap_up(*agent));
                self.work(*agent, *contact, Work::WrapUp, false);
                self.handled(*contact, part);
                self.hard(*contact, *agent);
            }
            Event::WrapUpLong { .. } => {}
            Event::Closed { contact, how } => self.closed(*contact, *how),
            Event::Reopened { contact } => self.reopened(*contact),
            Event::Protected { contact, agent, .. } => {
                self.life(*contact, |life| {
                    life.parts.iter_mut().filter(|part| part.agent == *agent).for_each(|part| part.protected = true);
                });
                let start = self.report.interval_of(at);
                self.report.cell(start, Key::of_agent(*agent)).abuse += 1;
            }
        }
    }

    // Small things

    pub(crate) fn enter(&mut self, id: ContactId, phase: Phase) {
        let at = self.now;
        let Some(life) = self.lives.get_mut(&id) else { return };
        let waited = life.enter(at, phase);
        let case = life.case;
        self.cases.add(case, |ledger| ledger.waited_ms = ledger.waited_ms.saturating_add(waited));
    }

    fn identified(&mut self, id: ContactId, case: routing::CaseId) {
        let Some(life) = self.lives.get_mut(&id).filter(|life| life.case != case) else { return };
        let mut spent = life.spent;
        self.cases.withdraw(self.now, std::mem::replace(&mut life.case, case), &spent);
        spent.repeats = 0;
        let repeat = self.cases.begin(case, Default::default(), &mut self.report);
        self.cases.add(case, |ledger| {
            ledger.transfers = ledger.transfers.saturating_add(spent.transfers);
            ledger.broken_promises = ledger.broken_promises.saturating_add(spent.broken_promises);
            ledger.waited_ms = ledger.waited_ms.saturating_add(spent.waited_ms);
        });
        self.life(id, |life| life.spent.repeats = repeat.into());
    }

    /// A contact is part of one already in line: no repeat, and what it cost counts there.
    fn merged(&mut self, id: ContactId, into: ContactId) {
        let Some(life) = self.lives.get_mut(&id) else { return };
        let spent = std::mem::take(&mut life.spent);
        let case = life.case;
        self.cases.add(case, |ledger| ledger.repeats = ledger.repeats.saturating_sub(spent.repeats));
        self.life(into, |life| {
            let kept = &mut life.spent;
            kept.transfers = kept.transfers.saturating_add(spent.transfers);
            kept.broken_promises = kept.broken_promises.saturating_add(spent.broken_promises);
            kept.waited_ms = kept.waited_ms.saturating_add(spent.waited_ms);
        });
    }

    pub(crate) fn life(&mut self, id: ContactId, change: impl FnOnce(&mut Life)) {
        if let Some(life) = self.lives.get_mut(&id) {
            change(life);
        }
    }

    pub(crate) fn desk(&mut self, agent: AgentId, change: impl FnOnce(&mut Desk)) {
        if let Some(desk) = self.desks.get_mut(&agent) {
            desk.count(self.now, Key::of_agent(agent), &mut self.report);
            change(desk);
        }
    }

    pub(crate) fn work(&mut self, agent: AgentId, contact: ContactId, work: Work, on: bool) {
        self.life(contact, |life| {
            life.around.insert(agent);
        });
        self.desk(agent, |desk| {
            if on {
                desk.work.insert((contact, work));
            } else {
                desk.work.remove(&(contact, work));
            }
        });
    }

    pub(crate) fn is_bot(&self, agent: AgentId) -> bool {
        self.desks.get(&agent).is_some_and(|desk| desk.bot)
    }
}

impl Rules {
    fn of(policy: &Policy) -> Rules {
        Rules {
            reasons: policy.reasons.iter().map(|(id, reason)| (*id, (reason.target_ms, reason.hard))).collect(),
            unknown: Some(policy.unknown_reason),
            effort: Some(policy.effort.clone()),
            pause_ms: policy.strain.pause_ms.into(),
        }
    }

    pub(crate) fn target_ms(&self, reason: Option<ReasonId>) -> u32 {
        self.rule(reason).map_or(0, |(target_ms, _)| target_ms)
    }

    pub(crate) fn is_hard(&self, reason: Option<ReasonId>) -> bool {
        self.rule(reason).is_some_and(|(_, hard)| hard)
    }

    fn rule(&self, reason: Option<ReasonId>) -> Option<(u32, bool)> {
        let known = reason.and_then(|reason| self.reasons.get(&reason));
        known.or_else(|| self.reasons.get(&self.unknown?)).copied()
    }
}
