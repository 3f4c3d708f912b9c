//! What each event does to the state. Nothing else changes it; recovery runs only this.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::agent::{AgentKind, Presence};
use crate::engine::{Engine, Placed, Spot};
use crate::event::{Close, Event, HoldCause, LegEnd, OfferEnd, PresenceCause, QueueCause};
use crate::id::{AgentId, ContactId, Time};
use crate::input::{Arrival, DialResult};
use crate::limits;
use crate::loads::Loads;
use crate::policy::{Channel, Treatment};
use crate::state::{Agent, Booking, Contact, State, StrainFacts, Work, WorkKind, Wrapping};
use crate::timers::Timer;

impl Engine {
    /// Applies one event decided at `at`, as recovery does: nothing is decided again.
    pub fn apply(&mut self, at: Time, event: &Event) {
        self.change(at, event);
        self.dirty.contacts.clear();
        self.dirty.agents.clear();
    }

    pub(crate) fn change(&mut self, at: Time, event: &Event) {
        self.now = self.now.max(at);
        match event {
            Event::Published { policy } => {
                self.roster.set_loads(Loads::new(policy));
                self.line.forget_reasons();
                self.policy = Some(policy.clone());
            }
            Event::HoursChanged { hours, open } => {
                if *open {
                    self.closed_hours.remove(hours);
                } else {
                    self.closed_hours.insert(*hours);
                }
            }
            Event::AgentSet { profile } => self.apply_agent(at, profile),
            Event::AgentRemoved { agent } => {
                let seat = self.roster.seat(*agent);
                self.roster.remove(*agent);
                if let Some(seat) = seat {
                    self.line.requalify(seat, &self.roster);
                }
            }
            Event::PresenceChanged { agent, presence, until, cause } => {
                self.apply_presence(at, *agent, *presence, *until, *cause);
            }
            Event::DeviceChanged { agent, alive } => self.apply_device(at, *agent, *alive),

            Event::Arrived { arrival, .. } => self.apply_arrived(at, arrival),
            Event::ReasonSet { contact, reason, .. } => self.edit(*contact, |c| c.reason = Some(*reason)),
            Event::Identified { contact, customer, case, known } => {
                self.leave_case(*contact);
                let apart = self.apart_from(*customer);
                self.edit(*contact, |c| {
                    c.never.extend(apart);
                    c.customer = *customer;
                    c.case = *case;
                    c.known = *known;
                });
                self.enter_case(*contact);
            }
            Event::Triaged { contact, options, .. } => self.edit(*contact, |c| {
                c.options = options.iter().map(|option| option.treatment).collect();
                if matches!(c.state, State::Entry | State::Choosing | State::SelfService) {
                    c.state = State::Choosing;
                    c.state_since = at;
                }
            }),
            Event::Chosen { contact, treatment, .. } => {
                if *treatment == Treatment::SelfService {
                    self.set_state(at, *contact, State::SelfService);
                }
            }
            Event::Booked { contact, group, start, end, attempt } => {
                let booking = Booking { group: *group, start: *start, end: *end, attempt: *attempt };
                self.release_booking(*contact);
                *self.taken.entry((*group, *start)).or_default() += 1;
                self.edit(*contact, |c| c.booking = Some(booking));
                self.set_state(at, *contact, State::Booked);
                self.timers.set(*start, Timer::Slot(*contact));
            }
            // Its place in the slot is free once it waits or is over.
            Event::SlotCame { .. } => {}
            Event::ChannelChanged { contact, channel } => {
                self.edit(*contact, |c| c.channel = *channel);
            }
            Event::WaitTold { contact, until, .. } => self.edit(*contact, |c| c.told_until = Some(*until)),

            Event::Queued { contact, rank, for_bot, cause, sent_to } => {
                self.apply_queued(at, *contact, *rank, *for_bot, *cause, *sent_to);
            }
            Event::RingWidened { contact, ring } => {
                self.unplace(*contact);
                self.edit(*contact, |c| c.ring = *ring);
                self.place(*contact);
            }
            Event::MergedInto { contact, existing } => {
                let words = self.contacts.get(contact).map(|c| (c.since, c.effort));
                if let Some((since, effort)) = words {
                    self.edit(*existing, |c| {
                        c.since = c.since.min(since);
                        c.effort.repeats = c.effort.repeats.max(effort.repeats);
                    });
                }
            }
            Event::NobodyThere { contact } => self.edit(*contact, |c| c.nobody = true),
            Event::SomebodyThere { contact } => self.edit(*contact, |c| c.nobody = false),
            Event::HoldStarted { contact, agent, cause, until } => self.apply_hold(*contact, *agent, *cause, *until),
            Event::HoldEnded { contact, agent, cause } => {
                self.unplace(*contact);
                self.edit(*contact, |c| match cause {
                    HoldCause::Preferred => c.hold_until = None,
                    HoldCause::Cooldown => c.avoid.retain(|(who, _)| who != agent),
                });
                self.place(*contact);
            }

            Event::Offered { offer, contact, agent, deadline, .. } => {
                self.unplace(*contact);
                self.counts.offers = self.counts.offers.max(offer.0);
                // Whether it was held for her or not: she has been asked now.
                self.edit(*contact, |c| c.hold_until = None);
                self.set_state(at, *contact, State::Offered { offer: *offer, agent: *agent, deadline: *deadline });
                self.take(*agent, *contact, WorkKind::Offer, None);
                self.timers.set(*deadline, Timer::Offer((*offer, *contact)));
            }
            Event::OfferEnded { contact, agent, cause, .. } => {
                self.drop_work(*agent, *contact, WorkKind::Offer);
                self.change_agent(*agent, |a| match cause {
                    OfferEnd::Unanswered => a.missed_in_a_row = a.missed_in_a_row.saturating_add(1),
                    OfferEnd::Declined { .. } => a.missed_in_a_row = 0,
                    _ => {}
                });
                self.set_state(at, *contact, State::Waiting);
                self.place(*contact);
            }
            Event::Connected { contact, agent, .. } => self.apply_connected(at, *contact, *agent),

            Event::Held { contact, agent } => self.set_state(at, *contact, State::Held { agent: *agent }),
            Event::Resumed { contact, agent } => self.set_state(at, *contact, State::Connected { agent: *agent }),
            Event::LegEnded { contact, agent, cause, wrap_up } => {
                self.apply_leg_ended(at, *contact, *agent, *cause, *wrap_up)
            }
            Event::AgentJoined { contact, agent, role } => {
                self.edit(*contact, |c| c.joined.push((*agent, *role)));
                // One who only listens or whispers is known to take part, at no load.
                let load = if role.takes_load() { None } else { Some(0) };
                self.take(*agent, *contact, WorkKind::Join, load);
            }
            Event::AgentParted { contact, agent } => {
                self.edit(*contact, |c| c.joined.retain(|(who, _)| who != agent));
                self.drop_work(*agent, *contact, WorkKind::Join);
            }
            Event::Dialled { contact, result, .. } => {
                if *result == DialResult::Reached {
                    self.edit(*contact, |c| c.state_since = at);
                }
            }
            Event::Ended { contact, agent, closes, .. } => {
                if let Some(agent) = agent {
                    self.end_leg(at, *contact, *agent, !self.is_bot(*agent));
                }
                self.edit(*contact, |c| c.closes = *closes);
                self.set_state(at, *contact, State::WrapUp);
            }
            Event::WrappedUp { contact, agent, reason, outcome } => {
                self.apply_wrapped(at, *contact, *agent);
                self.edit(*contact, |c| {
                    // What she says of her part does not send a contact elsewhere that has gone on already.
                    c.reason = reason.filter(|_| c.state == State::WrapUp).or(c.reason);
                    c.outcome = Some(*outcome);
                });
            }
            Event::WrapUpLong { contact, agent } => self.edit(*contact, |c| {
                for part in c.wrapping.iter_mut().filter(|part| part.agent == *agent) {
                    part.long = true;
                }
            }),
            Event::Closed { contact, how } => self.apply_closed(at, *contact, *how),
            Event::Reopened { contact } => self.apply_reopened(at, *contact),
            Event::Protected { customer, agent, .. } => {
                self.apart.insert((*customer, *agent));
                let known = self.contacts.values_mut().chain(self.recent.values_mut());
                known.filter(|contact| contact.customer == *customer).for_each(|contact| contact.never.push(*agent));
                self.change_agent(*agent, |a| a.strain.abuse_today = a.strain.abuse_today.saturating_add(1));
            }
        }
    }

    // Agents

    fn apply_agent(&mut self, at: Time, profile: &crate::AgentProfile) {
        let mut agent = self.roster.get(profile.agent).cloned().unwrap_or_else(|| Agent {
            profile: profile.clone(),
            presence: if profile.kind == AgentKind::Bot { Presence::Ready } else { Presence::Offline },
            presence_since: at,
            until: None,
            alive: true,
            silent_since: at,
            work: Vec::new(),
            load: 0,
            idle_since: at,
            missed_in_a_row: 0,
            strain: StrainFacts {
                working_since: None,
                pause_since: Some(at),
                hard_in_a_row: 0,
                abuse_today: 0,
                short_rest: profile.short_rest,
            },
        });
        agent.profile = profile.clone();
        agent.strain.short_rest = profile.short_rest;
        let seat = self.roster.put(agent);
        self.line.requalify(seat, &self.roster);
        self.dirty.agents.push(profile.agent);
    }

    fn apply_presence(&mut self, at: Time, agent: AgentId, to: Presence, until: Option<Time>, cause: PresenceCause) {
        let pause_ms = self.policy.as_deref().map_or(0, |policy| i64::from(policy.strain.pause_ms));
        self.change_agent(agent, |a| {
            let from = a.presence;
            a.presence = to;
            a.presence_since = at;
            a.until = until;
            let working = |presence| matches!(presence, Presence::Ready | Presence::Training);
            if working(to) {
                let rested = a.strain.pause_since.is_none_or(|since| at.since_ms(since) >= pause_ms);
                if rested || from == Presence::Offline {
                    a.strain.hard_in_a_row = 0;
                    a.strain.working_since = Some(at);
                }
                if from == Presence::Offline {
                    a.strain.abuse_today = 0;
                }
                a.strain.working_since.get_or_insert(at);
                a.strain.pause_since = None;
            } else if a.strain.pause_since.is_none() {
                a.strain.pause_since = Some(at);
            }
            if cause == PresenceCause::Breath {
                a.strain.hard_in_a_row = 0;
            }
            if to == Presence::Ready {
                a.idle_since = at;
                a.missed_in_a_row = 0;
            }
        });
        if let Some(until) = until {
            self.timers.set(until, Timer::Presence(agent));
        }
    }

    fn apply_device(&mut self, at: Time, agent: AgentId, alive: bool) {
        self.change_agent(agent, |a| {
            a.alive = alive;
            a.silent_since = at;
        });
        if !alive {
            let graces: Vec<u32> = self
                .policy
                .iter()
                .flat_map(|policy| policy.channels.values().map(|rule| rule.silent_grace_ms))
                .collect();
            for grace in graces {
                self.timers.set(at.plus_ms(grace.into()), Timer::Silence(agent));
            }
        }
    }

    // Contacts

    fn apply_arrived(&mut self, at: Time, arrival: &Arrival) {
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
            options: Vec::new(),
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
            wrapping: Vec::new(),
            joined: Vec::new(),
            last_agent: None,
            outcome: None,
            closes: None,
        };
        self.counts.arrived += 1;
        self.contacts.insert(contact.id, Box::new(contact));
        self.enter_case(arrival.contact);
    }

    fn apply_queued(
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

    fn apply_hold(&mut self, contact: ContactId, agent: AgentId, cause: HoldCause, until: Time) {
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

    fn apply_connected(&mut self, at: Time, id: ContactId, agent: AgentId) {
        self.unplace(id);
        let channel = self.contacts.get(&id).map_or(Channel::Task, |c| c.channel);
        let usual = self.load_of(channel);
        self.change_agent(agent, |a| {
            let load = a.drop_work(id, WorkKind::Offer).unwrap_or(usual);
            a.take(Work { contact: id, channel, kind: WorkKind::Talk, load });
            a.missed_in_a_row = 0;
        });
        self.set_state(at, id, State::Connected { agent });
        if self.is_bot(agent) {
            let deadline = self.policy.as_deref().map_or(0, |policy| policy.bots.deadline_ms);
            self.timers.set(at.plus_ms(deadline.into()), Timer::Bot(id));
        } else {
            self.edit(id, |c| c.last_agent = Some(agent));
        }
    }

    fn apply_leg_ended(&mut self, at: Time, id: ContactId, agent: AgentId, cause: LegEnd, wrap_up: bool) {
        self.end_leg(at, id, agent, wrap_up);
        match cause {
            LegEnd::Transferred => self.edit(id, |c| c.effort.transfers = c.effort.transfers.saturating_add(1)),
            LegEnd::HandedOver => {
                let not_again = self.policy.as_deref().map_or(0, |policy| i64::from(policy.bots.not_again_ms));
                if let Some(contact) = self.contacts.get(&id) {
                    self.no_bot.insert((contact.customer, contact.case), at.plus_ms(not_again));
                    while self.no_bot.len() > limits::CASES_REMEMBERED {
                        self.no_bot.pop_first();
                    }
                }
            }
            LegEnd::TakenOver | LegEnd::Lost | LegEnd::NotReached | LegEnd::Moved => {}
        }
    }

    fn end_leg(&mut self, at: Time, id: ContactId, agent: AgentId, wrap_up: bool) {
        let load = self.drop_work(agent, id, WorkKind::Talk);
        let writes_already = self.contacts.get(&id).is_some_and(|contact| contact.wraps_up(agent));
        if wrap_up && !writes_already {
            self.take(agent, id, WorkKind::WrapUp, load);
            self.edit(id, |c| c.wrapping.push(Wrapping { agent, since: at, long: false }));
            let planned = self.policy.as_deref().map_or(0, |policy| policy.offers.wrap_up_ms);
            self.timers.set(at.plus_ms(planned.into()), Timer::WrapUp(id, agent));
        } else {
            self.change_agent(agent, |a| a.idle_since = at);
        }
    }

    fn apply_wrapped(&mut self, at: Time, id: ContactId, agent: AgentId) {
        self.drop_work(agent, id, WorkKind::WrapUp);
        let hard = self.contacts.get(&id).and_then(|c| self.reason_of(c)).is_some_and(|reason| reason.hard);
        self.change_agent(agent, |a| {
            a.idle_since = at;
            a.strain.hard_in_a_row = if hard { a.strain.hard_in_a_row.saturating_add(1) } else { 0 };
        });
        self.edit(id, |c| c.wrapping.retain(|part| part.agent != agent));
    }

    fn apply_closed(&mut self, at: Time, id: ContactId, how: Close) {
        self.unplace(id);
        self.release_booking(id);
        self.leave_case(id);
        let Some(mut contact) = self.contacts.remove(&id) else { return };
        for part in contact.wrapping.drain(..).collect::<Vec<_>>() {
            self.drop_work(part.agent, id, WorkKind::WrapUp);
        }
        for (agent, _) in contact.joined.drain(..).collect::<Vec<_>>() {
            self.drop_work(agent, id, WorkKind::Join);
        }
        self.counts.closed += 1;
        if matches!(how, Close::Merged { .. }) {
            return;
        }
        self.closed_at.insert(id, at);
        self.recent.insert((at, id), contact);
        while self.recent.len() > limits::RECENT_CONTACTS {
            if let Some(((_, old), _)) = self.recent.pop_first() {
                self.closed_at.remove(&old);
            }
        }
    }

    fn apply_reopened(&mut self, at: Time, id: ContactId) {
        let Some(closed_at) = self.closed_at.remove(&id) else { return };
        let Some(mut contact) = self.recent.remove(&(closed_at, id)) else { return };
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
        self.contacts.insert(id, contact);
        self.enter_case(id);
    }

    // Small changes and the indexes that follow them

    pub(crate) fn edit(&mut self, id: ContactId, change: impl FnOnce(&mut Contact)) {
        if let Some(contact) = self.contacts.get_mut(&id) {
            change(contact);
        }
    }

    fn set_state(&mut self, at: Time, id: ContactId, state: State) {
        if !matches!(state, State::Waiting) {
            self.unplace(id);
        }
        self.edit(id, |c| {
            c.state = state;
            c.state_since = at;
        });
    }

    fn change_agent(&mut self, agent: AgentId, change: impl FnOnce(&mut Agent)) {
        if self.roster.change(agent, change) {
            self.dirty.agents.push(agent);
        }
    }

    /// `load`: what it took until now; a policy published meanwhile changes it for the next contact only.
    fn take(&mut self, agent: AgentId, id: ContactId, kind: WorkKind, load: Option<u32>) {
        let channel = self.contacts.get(&id).map_or(Channel::Task, |c| c.channel);
        let work = Work { contact: id, channel, kind, load: load.unwrap_or_else(|| self.load_of(channel)) };
        self.change_agent(agent, |a| a.take(work));
    }

    /// The load it took, if she had it.
    fn drop_work(&mut self, agent: AgentId, id: ContactId, kind: WorkKind) -> Option<u32> {
        let mut load = None;
        self.change_agent(agent, |a| load = a.drop_work(id, kind));
        load
    }

    fn release_booking(&mut self, id: ContactId) {
        let Some(contact) = self.contacts.get(&id) else { return };
        if contact.state != State::Booked {
            return;
        }
        if let Some(booking) = contact.booking {
            let key = (booking.group, booking.start);
            if let Some(count) = self.taken.get_mut(&key) {
                *count -= 1;
                if *count == 0 {
                    self.taken.remove(&key);
                }
            }
        }
    }

    pub(crate) fn enter_case(&mut self, id: ContactId) {
        if let Some(contact) = self.contacts.get(&id) {
            self.of_case.entry((contact.customer, contact.case)).or_default().push(id);
        }
    }

    fn leave_case(&mut self, id: ContactId) {
        let Some(contact) = self.contacts.get(&id) else { return };
        let key = (contact.customer, contact.case);
        if let Some(others) = self.of_case.get_mut(&key) {
            others.retain(|other| *other != id);
            if others.is_empty() {
                self.of_case.remove(&key);
            }
        }
    }

    /// The class of what a contact needs at a ring. Looked up by reason: few contacts bring needs of their own.
    fn class_of(&mut self, id: ContactId, ring: u8) -> Option<u32> {
        let contact = self.contacts.get(&id)?;
        if contact.for_bot.is_some() || !contact.extra.is_empty() {
            let needs = self.needs_of(contact, ring);
            return Some(self.line.intern(needs, &self.roster));
        }
        let key = (self.reason_id(contact), contact.channel, ring);
        if let Some(class) = self.line.of_reason(key) {
            return Some(class);
        }
        let needs = self.needs_of(contact, ring);
        Some(self.line.intern_for(key, needs, &self.roster))
    }

    /// Puts a waiting contact where it can be found, and sets the deadline of its next ring.
    pub(crate) fn place(&mut self, id: ContactId) {
        let Some(contact) = self.contacts.get(&id) else { return };
        if contact.state != State::Waiting {
            return;
        }
        let place = Engine::place_of(contact);
        let held = contact.hold_until.and(contact.preferred);
        let ring = contact.ring;
        let next_ring = self.reason_of(contact).and_then(|reason| reason.rings.get(usize::from(contact.ring) + 1));
        let widens =
            next_ring.filter(|_| contact.for_bot.is_none()).map(|ring| contact.queued_at.plus_ms(ring.after_ms.into()));
        let (Some(class), Some(loosest)) = (self.class_of(id, ring), self.class_of(id, u8::MAX)) else { return };
        let spot = match held {
            Some(agent) => {
                self.line.hold(agent, place);
                Spot::Held(agent)
            }
            None => {
                self.line.add(class, place);
                Spot::Class(class)
            }
        };
        self.placed.insert(id, Placed { spot, place, loosest });
        self.line.add_loose(loosest, id);
        if let Some(at) = widens {
            self.timers.set(at, Timer::Ring(id));
        }
        self.dirty.contacts.push(id);
    }

    /// Takes a contact out of every index of the line; harmless when it is in none.
    pub(crate) fn unplace(&mut self, id: ContactId) {
        let Some(Placed { spot, place, loosest }) = self.placed.remove(&id) else { return };
        match spot {
            Spot::Class(class) => self.line.remove(class, &place),
            Spot::Held(agent) => self.line.unhold(agent, &place),
        }
        self.line.remove_loose(loosest, id);
    }
}
