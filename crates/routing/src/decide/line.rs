//! The line: joining it, growing older in it, and being matched.

use alloc::vec::Vec;

use crate::engine::Engine;
use crate::event::{Close, Event, HoldCause, OfferEnd, QueueCause};
use crate::id::{AgentId, ContactId};
use crate::line::Place;
use crate::policy::Nobody;
use crate::refusal::Refusal;
use crate::select;
use crate::state::{Contact, State};

impl Engine {
    /// Puts a contact in line for people, or for a bot. A customer has one place per case: a second contact
    /// becomes part of the first.
    pub(crate) fn queue(
        &mut self,
        id: ContactId,
        bot: Option<AgentId>,
        cause: QueueCause,
        sent_to: Option<AgentId>,
        out: &mut Vec<Event>,
    ) {
        let Some(contact) = self.contacts.get(id) else { return };
        let bot = bot.filter(|bot| self.bot_takes(*bot, contact.channel));
        let rank = self.rank_of(contact, contact.returned || cause.returns());
        let existing = self.in_line_for_case(contact).filter(|_| bot.is_none());
        if let Some(existing) = existing.filter(|existing| !self.goes_before(rank, *existing)) {
            return self.merge_and_follow(id, existing, out);
        }
        self.emit(Event::Queued { contact: id, rank, for_bot: bot, cause, sent_to }, out);
        if let Some(existing) = existing {
            self.merge(existing, id, out);
        }
    }

    /// Whether this rank stands before one who waits. Who is shown to an agent already is as good as served.
    fn goes_before(&self, rank: i64, other: ContactId) -> bool {
        self.contacts.get(other).is_some_and(|other| other.state == State::Waiting && rank < other.rank)
    }

    /// The better place in line is kept, and the other contact becomes part of it.
    fn merge(&mut self, gone: ContactId, kept: ContactId, out: &mut Vec<Event>) {
        self.emit(Event::MergedInto { contact: gone, existing: kept }, out);
        self.close(gone, Close::Merged { into: kept }, out);
    }

    /// The place that is kept follows the customer to the channel she is on now.
    fn merge_and_follow(&mut self, gone: ContactId, kept: ContactId, out: &mut Vec<Event>) {
        let channel = self.contacts.get(gone).map(|contact| contact.channel);
        let moves = channel.filter(|channel| self.contacts.get(kept).is_some_and(|c| c.channel != *channel));
        self.merge(gone, kept, out);
        if moves.is_some() {
            // Moving a contact that is in line is always granted.
            let _granted = self.ask_person(kept, moves, out);
        }
    }

    /// The customer of a contact in line turned out to have a place already: one of the two is kept.
    pub(crate) fn keep_one_place(&mut self, id: ContactId, out: &mut Vec<Event>) {
        let Some(contact) = self.contacts.get(id).filter(|c| c.in_line() && c.for_bot.is_none()) else { return };
        let (rank, state) = (contact.rank, contact.state);
        let Some(other) = self.in_line_for_case(contact) else { return };
        if state != State::Waiting || self.goes_before(rank, other) {
            self.take_offer_of(other, out);
            self.merge(other, id, out);
        } else {
            self.merge_and_follow(id, other, out);
        }
    }

    fn take_offer_of(&mut self, contact: ContactId, out: &mut Vec<Event>) {
        if let Some(State::Offered { offer, agent, .. }) = self.state_of(contact) {
            self.emit(Event::OfferEnded { offer, contact, agent, cause: OfferEnd::CustomerLeft }, out);
        }
    }

    /// Tells someone in line for people that nobody is there, or that somebody is again.
    pub(crate) fn tell_who_is_there(&mut self, id: ContactId, out: &mut Vec<Event>) {
        let Some(contact) = self.contacts.get(id) else { return };
        if contact.state != State::Waiting || contact.directed || contact.for_bot.is_some() {
            return;
        }
        let loosest = self.contacts.placed(id).and_then(|placed| self.line.class(placed.loosest));
        let there = loosest.is_some_and(|class| class.qualified.meets(self.roster.on_duty()));
        if contact.nobody == there {
            let event = if there { Event::SomebodyThere { contact: id } } else { Event::NobodyThere { contact: id } };
            self.emit(event, out);
        }
    }

    /// The reason changed while waiting: the same age, the needs and the priority of the new reason.
    pub(crate) fn refile(&mut self, id: ContactId, out: &mut Vec<Event>) {
        self.queue(id, None, QueueCause::Refiled, None, out);
    }

    pub(crate) fn widen(&mut self, id: ContactId, out: &mut Vec<Event>) {
        let Some(contact) = self.contacts.get(id) else { return };
        if contact.state != State::Waiting || contact.for_bot.is_some() {
            return;
        }
        let ring = contact.ring.saturating_add(1);
        let due =
            self.reason_of(contact).and_then(|reason| reason.rings.get(usize::from(ring))).map(|ring| ring.after_ms);
        if due.is_some_and(|after_ms| self.now.since_ms(contact.queued_at) >= i64::from(after_ms)) {
            self.emit(Event::RingWidened { contact: id, ring }, out);
        }
    }

    pub(crate) fn hold_over(&mut self, id: ContactId, out: &mut Vec<Event>) {
        let Some(contact) = self.contacts.get(id) else { return };
        if let (State::Waiting, Some(until), Some(agent)) = (contact.state, contact.hold_until, contact.preferred)
            && until <= self.now
        {
            self.emit(Event::HoldEnded { contact: id, agent, cause: HoldCause::Preferred }, out);
        }
    }

    pub(crate) fn cooldown_over(&mut self, id: ContactId, agent: AgentId, out: &mut Vec<Event>) {
        let Some(contact) = self.contacts.get(id) else { return };
        let over = contact.avoid.iter().any(|(who, until)| *who == agent && *until <= self.now);
        if over && contact.state == State::Waiting {
            self.emit(Event::HoldEnded { contact: id, agent, cause: HoldCause::Cooldown }, out);
        }
    }

    // Matching

    /// Offers everything that can be offered now: first the contacts that changed, best rank first, each to the
    /// agent her rule names; then the agents who became free, each the best rank she may take.
    pub(crate) fn match_all(&mut self, out: &mut Vec<Event>) {
        while !self.dirty.contacts.is_empty() || !self.dirty.agents.is_empty() {
            let mut places = core::mem::take(&mut self.dirty.places);
            let contacts = self.dirty.contacts.iter().filter_map(|id| self.contacts.get(*id));
            places.extend(contacts.map(Engine::place_of));
            self.dirty.contacts.clear();
            places.sort_unstable();
            places.dedup();
            for (_, _, contact) in places.drain(..) {
                self.find_agent(contact, out);
            }
            self.dirty.places = places;
            let spare = core::mem::take(&mut self.dirty.matched);
            let mut agents = core::mem::replace(&mut self.dirty.agents, spare);
            agents.sort_unstable();
            agents.dedup();
            for agent in agents.drain(..) {
                self.find_contact(agent, out);
            }
            self.dirty.matched = agents;
            // Matching itself changes only whom it offered to: they have less room than before.
            let mut changed = core::mem::take(&mut self.dirty.agents);
            changed.retain(|agent| self.could_take_more(*agent));
            self.dirty.agents = changed;
        }
    }

    fn could_take_more(&self, agent: AgentId) -> bool {
        self.best_for(agent).is_some()
    }

    fn find_agent(&mut self, id: ContactId, out: &mut Vec<Event>) {
        self.tell_who_is_there(id, out);
        while let Some(agent) = self.agent_or_hold(id, out) {
            // She may have become free in this very call: then whoever stands before goes first.
            let first = self.first_for(agent, id);
            self.offer(first, agent, out);
            if first == id {
                return;
            }
        }
    }

    /// The agent for a waiting contact: the one who knows it, or the one its rule names. None: it waits, perhaps held
    /// for the one who knows it.
    fn agent_or_hold(&mut self, id: ContactId, out: &mut Vec<Event>) -> Option<AgentId> {
        let contact = self.contacts.get(id).filter(|contact| contact.state == State::Waiting)?;
        let preferred = self.preferred_now(contact).filter(|agent| !contact.avoids(*agent, self.now));
        if let Some(agent) = preferred {
            let load = self.load_of(contact.channel);
            if self.roster.get(agent).is_some_and(|found| found.has_room(contact.channel, load)) {
                return Some(agent);
            }
            let hold_ms = self.hold_ms(contact);
            if hold_ms > 0 && !contact.hold_used {
                let until = self.after(hold_ms);
                self.emit(Event::HoldStarted { contact: id, agent, cause: HoldCause::Preferred, until }, out);
                return None;
            }
        }
        if contact.hold_until.is_some() { None } else { select::agent_for(self, contact) }
    }

    /// The better placed of this contact and the best that this agent may take.
    fn first_for(&self, agent: AgentId, id: ContactId) -> ContactId {
        let place = |id: ContactId| self.contact(id).map(Engine::place_of);
        self.best_for(agent).filter(|best| place(*best) < place(id)).unwrap_or(id)
    }

    /// The agent this contact would be held for: she knows the case (or was named) and is there.
    pub(crate) fn preferred_now(&self, contact: &Contact) -> Option<AgentId> {
        let agent = contact.preferred.filter(|_| contact.for_bot.is_none())?;
        let found = self.roster.get(agent)?;
        let serves = found.profile.limits.get(&contact.channel).is_some_and(|limit| *limit > 0);
        let able = contact.directed || crate::line::able(found, &self.needs_of(contact, contact.ring));
        (found.on_duty() && serves && able && !contact.never.contains(&agent)).then_some(agent)
    }

    fn hold_ms(&self, contact: &Contact) -> u32 {
        let preferred = self.reason_of(contact).map_or(0, |reason| reason.preferred_hold_ms);
        let deadline = self.policy.as_deref().map_or(0, |policy| policy.offers.deadline_ms);
        if contact.directed { preferred.max(deadline) } else { preferred }
    }

    fn find_contact(&mut self, agent: AgentId, out: &mut Vec<Event>) {
        while let Some(contact) = self.best_for(agent) {
            self.offer(contact, agent, out);
            if !self.roster.get(agent).is_some_and(|agent| agent.on_duty()) {
                break;
            }
        }
    }

    /// The best rank among what this agent may take now.
    pub(crate) fn best_for(&self, agent: AgentId) -> Option<ContactId> {
        if self.nobody_waits() {
            return None;
        }
        let seat = self.roster.seat(agent)?;
        if !self.roster.has_any_room(seat) {
            return None;
        }
        let room = |channel| self.roster.is_free(seat, channel);
        let may =
            |place: &Place| self.contacts.get(place.2).is_some_and(|c| !c.avoids(agent, self.now) && room(c.channel));
        let held = self.line.held_for(agent).find(|place| may(place)).copied();
        let open = self.line.open_to(seat).filter(|class| room(class.needs.channel));
        let best = open.filter_map(|class| class.places.iter().find(|place| may(place)).copied()).min();
        held.into_iter().chain(best).min().map(|(_, _, contact)| contact)
    }

    fn offer(&mut self, contact: ContactId, agent: AgentId, out: &mut Vec<Event>) {
        let Some(found) = self.contacts.get(contact) else { return };
        let deadline_ms = self.policy.as_deref().map_or(0, |policy| policy.offers.deadline_ms);
        let rule = self.rule_of(found);
        let ring = found.ring;
        let offer = crate::OfferId(self.counts.offers + 1);
        let deadline = self.after(deadline_ms);
        let auto = self.roster.get(agent).is_some_and(|agent| agent.profile.auto_accept);
        self.emit(Event::Offered { offer, contact, agent, ring, rule, deadline }, out);
        if auto {
            self.connect(contact, agent, Some(offer), out);
        }
    }

    /// What triage says when nobody is there and the policy prefers a callback.
    pub(crate) fn callback_first(&self, contact: &Contact) -> bool {
        let offers = self.reason_of(contact).is_some_and(|reason| reason.nobody == Nobody::OfferCallback);
        offers && !self.somebody_there(&self.needs_of(contact, u8::MAX))
    }

    /// A supervisor moves a contact that waits, for people or for a bot, or is offered.
    pub(crate) fn move_to(
        &mut self,
        id: ContactId,
        to: crate::input::Target,
        out: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let state = self.open(id)?.state;
        self.check_target(to)?;
        match state {
            State::Offered { offer, agent, .. } => {
                let cause = OfferEnd::Moved;
                self.emit(Event::OfferEnded { offer, contact: id, agent, cause }, out);
            }
            State::Waiting => {}
            _ => return Err(Refusal::WrongState),
        }
        self.send_to(id, to, QueueCause::Moved, out);
        Ok(())
    }
}
