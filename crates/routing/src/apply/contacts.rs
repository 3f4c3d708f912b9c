//! A contact's life, from arrival to its return.

use alloc::vec::Vec;
use smallvec::SmallVec;

use crate::engine::Engine;
use crate::event::{Close, HoldCause, LegEnd, QueueCause};
use crate::id::{AgentId, ContactId, Time};
use crate::input::Arrival;
use crate::limits;
use crate::policy::Channel;
use crate::state::{Contact, State, Work, WorkKind, Wrapping};
use crate::timers::Timer;

impl Engine {
    pub(super) fn apply_arrived(&mut self, at: Time, arrival: &Arrival) {
        let contact = Contact {
            id: arrival.contact,
            customer: arrival.customer,
            case: arrival.case,
            channel: arrival.channel,
            known: arrival.known,
            reason: arrival.reason,
            extra: arrival.extra.clone(),
            preferred: arrival.preferred,
            directed: false,
            never: arrival.never.clone(),
            since: arrival.since.map_or(at, |since| since.min(at)),
            effort: arrival.effort,
            returned: false,
            state: State::Entry,
            state_since: at,
            options: SmallVec::new(),
            rank: 0,
            turn: 0,
            ring: 0,
            queued_at: at,
            for_bot: None,
            hold_until: None,
            hold_used: false,
            avoid: Vec::new(),
            nobody: false,
            booking: None,
            told_until: None,
            wrapping: SmallVec::new(),
            joined: Vec::new(),
            last_agent: None,
            outcome: None,
            closes: None,
        };
        self.counts.arrived += 1;
        self.contacts.insert(contact);
        self.enter_case(arrival.contact);
    }

    pub(super) fn apply_queued(
        &mut self,
        at: Time,
        id: ContactId,
        rank: i64,
        for_bot: Option<AgentId>,
        cause: QueueCause,
        sent_to: Option<AgentId>,
    ) {
        self.unplace(id);
        self.release_booking(id);
        self.counts.turns += 1;
        let turn = self.counts.turns;
        self.edit(id, |c| {
            c.rank = rank;
            c.turn = turn;
            c.for_bot = for_bot;
            c.returned |= cause.returns();
            c.state = State::Waiting;
            c.hold_until = None;
            c.directed = sent_to.is_some();
            c.preferred = sent_to.or(c.preferred);
            if cause != QueueCause::Refiled {
                c.state_since = at;
                c.queued_at = at;
                c.hold_used = false;
                c.nobody = false;
            }
            c.ring = 0;
        });
        self.place(id);
    }

    pub(super) fn apply_hold(&mut self, contact: ContactId, agent: AgentId, cause: HoldCause, until: Time) {
        match cause {
            HoldCause::Preferred => {
                self.unplace(contact);
                self.edit(contact, |c| {
                    c.hold_until = Some(until);
                    c.hold_used = true;
                });
                self.place(contact);
                self.timers.set(until, Timer::Hold(contact));
            }
            HoldCause::Cooldown => {
                self.edit(contact, |c| {
                    c.avoid.retain(|(who, _)| *who != agent);
                    c.avoid.push((agent, until));
                });
                self.timers.set(until, Timer::Cooldown(contact, agent));
            }
        }
    }

    pub(super) fn apply_connected(&mut self, at: Time, id: ContactId, agent: AgentId) {
        self.unplace(id);
        let channel = self.contacts.get(id).map_or(Channel::Task, |c| c.channel);
        let usual = self.load_of(channel);
        self.change_agent(agent, |a| {
            let load = a.drop_work(id, WorkKind::Offer).unwrap_or(usual);
            a.take(Work { contact: id, channel, kind: WorkKind::Talk, load });
            a.missed_in_a_row = 0;
        });
        self.set_state(at, id, State::Connected { agent });
        // What was promised of this wait says nothing of the next.
        self.edit(id, |c| c.told_until = None);
        if self.is_bot(agent) {
            self.arm_contact(id);
        } else {
            self.edit(id, |c| c.last_agent = Some(agent));
        }
    }

    pub(super) fn apply_leg_ended(&mut self, at: Time, id: ContactId, agent: AgentId, cause: LegEnd, wrap_up: bool) {
        self.end_leg(at, id, agent, wrap_up);
        if cause.is_transfer() {
            self.edit(id, |c| c.effort.transfers = c.effort.transfers.saturating_add(1));
        }
        if cause == LegEnd::HandedOver {
            let not_again = self.policy.as_deref().map_or(0, |policy| i64::from(policy.bots.not_again_ms));
            if let Some(contact) = self.contacts.get(id) {
                self.no_bot.insert((contact.customer, contact.case), at.plus_ms(not_again));
                self.forget_hand_overs(at);
            }
        }
    }

    /// When too many are remembered: first those that mean nothing any more, then those that end soonest.
    fn forget_hand_overs(&mut self, at: Time) {
        if self.no_bot.len() > limits::CASES_REMEMBERED {
            self.no_bot.retain(|_, until| *until > at);
        }
        while self.no_bot.len() > limits::CASES_REMEMBERED {
            let soonest = self.no_bot.iter().min_by_key(|(_, until)| **until).map(|(case, _)| *case);
            soonest.and_then(|case| self.no_bot.remove(&case));
        }
    }

    pub(super) fn end_leg(&mut self, at: Time, id: ContactId, agent: AgentId, wrap_up: bool) {
        let Some(contact) = self.contacts.get(id) else { return };
        let writes = wrap_up && !contact.wraps_up(agent);
        let channel = contact.channel;
        let usual = self.load_of(channel);
        self.change_agent(agent, |a| {
            let load = a.drop_work(id, WorkKind::Talk).unwrap_or(usual);
            if writes {
                a.take(Work { contact: id, channel, kind: WorkKind::WrapUp, load });
            } else if !wrap_up {
                a.idle_since = at;
            }
        });
        if writes {
            self.edit(id, |c| c.wrapping.push(Wrapping { agent, since: at, long: false }));
            self.arm_contact(id);
        }
    }

    pub(super) fn apply_wrapped(&mut self, at: Time, id: ContactId, agent: AgentId) {
        let hard = self.contacts.get(id).and_then(|c| self.reason_of(c)).is_some_and(|reason| reason.hard);
        self.change_agent(agent, |a| {
            a.drop_work(id, WorkKind::WrapUp);
            a.idle_since = at;
            a.strain.hard_in_a_row = if hard { a.strain.hard_in_a_row.saturating_add(1) } else { 0 };
        });
        self.edit(id, |c| c.wrapping.retain(|part| part.agent != agent));
    }

    pub(super) fn apply_closed(&mut self, at: Time, id: ContactId, how: Close) {
        self.unplace(id);
        self.release_booking(id);
        self.leave_case(id);
        let Some(mut contact) = self.contacts.remove(id) else { return };
        for part in contact.wrapping.drain(..) {
            self.drop_work(part.agent, id, WorkKind::WrapUp);
        }
        for (agent, _) in contact.joined.drain(..) {
            self.drop_work(agent, id, WorkKind::Join);
        }
        self.counts.closed += 1;
        if matches!(how, Close::Merged { .. }) {
            return;
        }
        self.recent.insert(at, contact);
    }

    pub(super) fn apply_reopened(&mut self, at: Time, id: ContactId) {
        let Some(mut contact) = self.recent.remove(id) else { return };
        contact.since = at;
        contact.state = State::Choosing;
        contact.state_since = at;
        contact.preferred = contact.last_agent.or(contact.preferred);
        contact.effort.repeats = contact.effort.repeats.saturating_add(1);
        contact.outcome = None;
        contact.closes = None;
        contact.nobody = false;
        contact.booking = None;
        contact.told_until = None;
        contact.avoid.clear();
        contact.returned = false;
        self.counts.reopened += 1;
        self.contacts.insert(contact);
        self.enter_case(id);
    }
}
