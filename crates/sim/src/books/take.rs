//! What each event may do, and what it does to the books.

use routing::event::{HoldCause, LegEnd, OfferEnd, QueueCause};
use routing::input::{Arrival, JoinRole};
use routing::policy::Treatment;
use routing::{AgentId, AgentKind, ContactId, Event, OfferId, Presence, Time};

use super::{Books, Card, Desk, Job, Kind, Place, Wrong, wrong};

type Checked = Result<(), Wrong>;

impl Books {
    pub(super) fn take(&mut self, event: &Event) -> Checked {
        self.freed |= gives_room(event);
        let now = self.now;
        match event {
            Event::Published { policy } => self.policy = Some((**policy).clone()),
            Event::HoursChanged { .. } | Event::WrapUpLong { .. } => {}
            Event::AgentSet { profile } => self.agent_set(profile),
            Event::AgentRemoved { agent } => {
                if self.desk(*agent)?.work.iter().any(|job| job.kind != Kind::WrapUp) {
                    return wrong(format!("{agent:?} leaves with work in hand"));
                }
                self.agents.remove(agent);
            }
            Event::PresenceChanged { agent, presence, .. } => {
                let desk = self.desk(*agent)?;
                desk.presence = *presence;
                if *presence == Presence::Ready {
                    desk.idle_since = now;
                }
            }
            Event::DeviceChanged { agent, alive } => self.desk(*agent)?.alive = *alive,

            Event::Arrived { arrival, .. } => self.arrived(arrival)?,
            Event::ReasonSet { contact, reason, .. } => self.card(*contact)?.reason = Some(*reason),
            Event::Identified { contact, customer, case, known } => {
                // Whoever it turns out to be later, as for a protection.
                let apart: Vec<_> =
                    self.apart.iter().filter(|(who, _)| who == customer).map(|(_, agent)| *agent).collect();
                let card = self.card(*contact)?;
                (card.customer, card.case, card.known) = (*customer, *case, *known);
                card.never.extend(apart);
            }
            Event::Triaged { contact, options, .. } => {
                let card = self.card(*contact)?;
                card.options = options.iter().map(|option| option.treatment).collect();
                if !card.options.contains(&Treatment::Person) {
                    return wrong(format!("{contact:?} has no way to a person"));
                }
                if matches!(card.at, Place::Entry | Place::SelfService) {
                    card.at = Place::Choosing;
                }
            }
            Event::Chosen { contact, treatment, .. } => {
                let card = self.card(*contact)?;
                if *treatment == Treatment::SelfService {
                    card.at = Place::SelfService;
                }
            }
            Event::Booked { contact, group, start, attempt, .. } => self.booked(*contact, *group, *start, *attempt)?,
            Event::SlotCame { contact } => {
                let card = self.card(*contact)?;
                let due = card.booking.is_some_and(|(_, start, _)| start <= now);
                if card.at != Place::Booked || !due {
                    return wrong(format!("the slot of {contact:?} came while it is {:?}", card.at));
                }
                card.at = Place::Between;
            }
            Event::ChannelChanged { contact, channel } => self.card(*contact)?.channel = *channel,
            Event::WaitTold { contact, until, high_ms, .. } => {
                let said = self.now.plus_ms((*high_ms).into());
                let card = self.card(*contact)?;
                if *until != card.told_until.map_or(said, |earlier| earlier.min(said)) {
                    return wrong(format!("{contact:?} is promised another time than was said, or later than before"));
                }
                card.told_until = Some(*until);
            }

            Event::Queued { contact, rank, for_bot, cause, sent_to } => {
                self.queued(*contact, *rank, *for_bot, *cause, *sent_to)?;
            }
            Event::RingWidened { contact, ring } => self.ring_widened(*contact, *ring)?,
            Event::MergedInto { contact, existing } => self.merged(*contact, *existing)?,
            Event::NobodyThere { contact } => self.card(*contact)?.nobody = true,
            Event::SomebodyThere { contact } => self.card(*contact)?.nobody = false,
            Event::HoldStarted { contact, agent, cause, until } => self.hold(*contact, *agent, *cause, *until)?,
            Event::HoldEnded { contact, agent, cause } => self.hold_ended(*contact, *agent, *cause)?,

            Event::Offered { offer, contact, agent, ring, deadline, .. } => {
                self.offered(*offer, *contact, *agent, *ring, *deadline)?;
            }
            Event::OfferEnded { offer, contact, agent, cause } => self.offer_ended(*offer, *contact, *agent, *cause)?,
            Event::Connected { contact, agent, offer } => self.connected(*contact, *agent, *offer)?,

            Event::Held { contact, agent } => {
                self.with(*contact, *agent)?.at = Place::With { agent: *agent, held: true }
            }
            Event::Resumed { contact, agent } => {
                self.with(*contact, *agent)?.at = Place::With { agent: *agent, held: false };
            }
            Event::LegEnded { contact, agent, cause, wrap_up } => {
                let person = !self.desk(*agent)?.is_bot();
                let owes = person && matches!(cause, LegEnd::Transferred | LegEnd::TakenOver);
                if owes && !wrap_up {
                    return wrong(format!("{agent:?} lost the wrap-up of her part of {contact:?}"));
                }
                let card = self.with(*contact, *agent)?;
                card.at = Place::Between;
                if matches!(cause, LegEnd::Transferred | LegEnd::TakenOver | LegEnd::Lost) {
                    card.effort.transfers = card.effort.transfers.saturating_add(1);
                }
                self.end_talk(*contact, *agent, *wrap_up)?;
            }
            Event::AgentJoined { contact, agent, role } => {
                let card = self.card(*contact)?;
                if card.with().is_none_or(|lead| lead == *agent) || !card.joined.insert(*agent) {
                    return wrong(format!("{agent:?} cannot join {contact:?}"));
                }
                if matches!(role, JoinRole::Consult | JoinRole::Conference) {
                    self.give(*agent, *contact, Kind::Join, None)?;
                }
            }
            Event::AgentParted { contact, agent } => {
                if !self.card(*contact)?.joined.remove(agent) {
                    return wrong(format!("{agent:?} parts from {contact:?} without having joined"));
                }
                self.drop_job(*agent, *contact, Kind::Join);
            }
            Event::Dialled { contact, agent, .. } => {
                self.with(*contact, *agent)?;
            }
            Event::Ended { contact, agent, .. } => {
                if let Some(agent) = agent {
                    self.with(*contact, *agent)?;
                    let person = !self.desk(*agent)?.is_bot();
                    self.end_talk(*contact, *agent, person)?;
                }
                self.card(*contact)?.at = Place::Over;
            }
            Event::WrappedUp { contact, agent, reason, .. } => {
                let card = self.card(*contact)?;
                card.reason = reason.filter(|_| card.at == Place::Over).or(card.reason);
                if self.drop_job(*agent, *contact, Kind::WrapUp).is_none() {
                    return wrong(format!("{agent:?} has nothing to write up about {contact:?}"));
                }
                self.desk(*agent)?.idle_since = now;
            }
            Event::Closed { contact, .. } => self.close(*contact)?,
            Event::Reopened { contact } => self.reopen(*contact)?,
            Event::Protected { customer, agent, .. } => {
                self.apart.insert((*customer, *agent));
                // Kept apart stays so, even if it turns out that this was another customer's contact.
                let theirs = self.open.values_mut().chain(self.shelf.values_mut());
                theirs.filter(|card| card.customer == *customer).for_each(|card| card.never.push(*agent));
            }
        }
        Ok(())
    }

    // Agents

    fn agent_set(&mut self, profile: &routing::AgentProfile) {
        let presence = if profile.kind == AgentKind::Bot { Presence::Ready } else { Presence::Offline };
        let desk = self.agents.entry(profile.agent).or_insert_with(|| Desk {
            profile: profile.clone(),
            presence,
            alive: true,
            work: Vec::new(),
            idle_since: self.now,
        });
        desk.profile = profile.clone();
    }

    /// Puts a job on her desk; it must fit. `load`: what it took until now, if she had it.
    fn give(&mut self, agent: AgentId, contact: ContactId, kind: Kind, load: Option<u32>) -> Checked {
        let channel = self.card(contact)?.channel;
        let load = load.unwrap_or_else(|| self.load_of(channel));
        let desk = self.desk(agent)?;
        desk.work.push(Job { contact, channel, kind, load });
        if desk.load() > desk.profile.capacity {
            return wrong(format!("{agent:?} is given {contact:?} beyond her capacity"));
        }
        Ok(())
    }

    fn drop_job(&mut self, agent: AgentId, contact: ContactId, kind: Kind) -> Option<u32> {
        let desk = self.agents.get_mut(&agent)?;
        let found = desk.work.iter().position(|job| (job.contact, job.kind) == (contact, kind))?;
        Some(desk.work.remove(found).load)
    }

    fn end_talk(&mut self, contact: ContactId, agent: AgentId, wrap_up: bool) -> Checked {
        let load = self.drop_job(agent, contact, Kind::Talk);
        let now = self.now;
        let desk = self.desk(agent)?;
        if !wrap_up {
            desk.idle_since = now;
            return Ok(());
        }
        // She writes up a contact once, however often it came back to her.
        if desk.work.iter().any(|job| (job.contact, job.kind) == (contact, Kind::WrapUp)) {
            return Ok(());
        }
        self.give(agent, contact, Kind::WrapUp, load)
    }

    // The way in

    fn arrived(&mut self, arrival: &Arrival) -> Checked {
        let Arrival { contact, customer, case, channel, known, reason, extra, preferred, never, effort, since } =
            arrival.clone();
        let card = Card {
            id: contact,
            customer,
            case,
            channel,
            known,
            reason,
            extra,
            preferred,
            directed: false,
            never,
            since: since.map_or(self.now, |since| since.min(self.now)),
            effort,
            returned: false,
            at: Place::Entry,
            options: Vec::new(),
            rank: 0,
            turn: 0,
            ring: 0,
            queued_at: self.now,
            for_bot: None,
            hold: None,
            cooling: Default::default(),
            nobody: false,
            told_until: None,
            booking: None,
            joined: Default::default(),
            last_agent: None,
        };
        self.arrived += 1;
        match self.open.insert(contact, card) {
            None => Ok(()),
            Some(_) => wrong(format!("{contact:?} arrives twice")),
        }
    }

    fn booked(&mut self, id: ContactId, group: routing::GroupId, start: Time, attempt: u8) -> Checked {
        let card = self.card(id)?;
        let may = matches!(
            card.at,
            Place::Entry | Place::Choosing | Place::SelfService | Place::Booked | Place::Waiting | Place::Between
        );
        if !may {
            return wrong(format!("{id:?} is booked while it is {:?}", card.at));
        }
        card.at = Place::Booked;
        card.booking = Some((group, start, attempt));
        let places = self.policy.as_ref().and_then(|policy| policy.groups.get(&group)).map_or(0, |group| group.places);
        let first =
            |card: &&Card| card.at == Place::Booked && card.booking.is_some_and(|b| (b.0, b.1) == (group, start));
        let taken = self.open.values().filter(first).count();
        if attempt <= 1 && taken > places as usize {
            return wrong(format!("{id:?} is promised a slot that is full"));
        }
        Ok(())
    }

    // In line

    /// `since − priority × 60 s − credit − return`: the key that is said aloud.
    fn rank(&self, card: &Card, returned: bool) -> i64 {
        let Some(policy) = &self.policy else { return card.since.0 };
        let priority = self.reason_of(card).map_or(0, |reason| {
            i64::from(reason.urgency) + i64::from(reason.importance_customer) + i64::from(reason.importance_company)
        });
        let (weights, effort) = (&policy.effort, &card.effort);
        let credit = i64::from(effort.transfers) * i64::from(weights.transfer_ms)
            + i64::from(effort.repeats) * i64::from(weights.repeat_ms)
            + i64::from(effort.broken_promises) * i64::from(weights.broken_promise_ms)
            + i64::from(effort.waited_ms / 60_000) * i64::from(weights.waited_minute_ms);
        let back = if returned { i64::from(policy.offers.return_credit_ms) } else { 0 };
        card.since.0 - priority * 60_000 - credit.min(weights.cap_ms.into()) - back
    }

    fn queued(
        &mut self,
        id: ContactId,
        rank: i64,
        for_bot: Option<AgentId>,
        cause: QueueCause,
        sent_to: Option<AgentId>,
    ) -> Checked {
        let returned = self.card(id)?.returned || cause.returns();
        let card = self.card(id)?.clone();
        if matches!(card.at, Place::With { .. } | Place::Offered { .. } | Place::Over) {
            return wrong(format!("{id:?} joins the line while it is {:?}", card.at));
        }
        let refiled = cause == QueueCause::Refiled && card.at == Place::Waiting;
        if rank != self.rank(&card, returned) && !(refiled && rank == card.rank) {
            return wrong(format!(
                "{id:?} lost its age or its credit: rank {rank}, not {}",
                self.rank(&card, returned)
            ));
        }
        self.turns += 1;
        let (now, turn) = (self.now, self.turns);
        let card = self.card(id)?;
        card.returned = returned;
        card.at = Place::Waiting;
        (card.rank, card.turn, card.ring) = (rank, turn, 0);
        (card.for_bot, card.hold) = (for_bot, None);
        card.directed = sent_to.is_some();
        card.preferred = sent_to.or(card.preferred);
        if cause != QueueCause::Refiled {
            card.queued_at = now;
            card.nobody = false;
        }
        Ok(())
    }

    fn ring_widened(&mut self, id: ContactId, ring: u8) -> Checked {
        let card = self.card(id)?.clone();
        let after = self.reason_of(&card).and_then(|reason| reason.rings.get(usize::from(ring))).map(|r| r.after_ms);
        let due = after.is_some_and(|after_ms| self.now.since_ms(card.queued_at) >= i64::from(after_ms));
        if card.at != Place::Waiting || ring != card.ring + 1 || !due {
            return wrong(format!("{id:?} is relaxed to ring {ring} too early"));
        }
        self.card(id)?.ring = ring;
        Ok(())
    }

    fn merged(&mut self, id: ContactId, existing: ContactId) -> Checked {
        let from = self.card(id)?.clone();
        let into = self.card(existing)?;
        if !into.in_line() || (into.customer, into.case) != (from.customer, from.case) {
            return wrong(format!("{id:?} is lost in {existing:?}, which is no place of its customer"));
        }
        into.since = into.since.min(from.since);
        into.effort.repeats = into.effort.repeats.max(from.effort.repeats);
        Ok(())
    }

    fn hold(&mut self, id: ContactId, agent: AgentId, cause: HoldCause, until: Time) -> Checked {
        let now = self.now;
        let there = self.desk(agent)?.on_duty();
        let card = self.card(id)?;
        match cause {
            // The books know from the offer how long she is not asked again.
            HoldCause::Cooldown if card.cooling.get(&agent) != Some(&until) => {
                return wrong(format!("{agent:?} is kept from {id:?} for another time than the policy says"));
            }
            HoldCause::Cooldown => {}
            HoldCause::Preferred if card.at == Place::Waiting && card.preferred == Some(agent) && there => {
                card.hold = Some((agent, until));
            }
            HoldCause::Preferred => return wrong(format!("{id:?} is held for {agent:?} without a cause")),
        }
        if until < now { wrong(format!("a hold of {id:?} is over before it began")) } else { Ok(()) }
    }

    fn hold_ended(&mut self, id: ContactId, agent: AgentId, cause: HoldCause) -> Checked {
        let now = self.now;
        let card = self.card(id)?;
        let until = match cause {
            HoldCause::Preferred => card.hold.filter(|(held_for, _)| *held_for == agent).map(|(_, until)| until),
            HoldCause::Cooldown => card.cooling.get(&agent).copied(),
        };
        match cause {
            HoldCause::Preferred => card.hold = None,
            HoldCause::Cooldown => {
                card.cooling.remove(&agent);
            }
        }
        let Some(until) = until else { return wrong(format!("a hold of {id:?} for {agent:?} ends that never began")) };
        let kept = self.open.get(&id).is_some_and(|card| self.may_be_held_for(card, agent));
        if until <= now || (cause == HoldCause::Preferred && !kept) {
            return Ok(());
        }
        wrong(format!("a hold of {id:?} for {agent:?} ends before it was said"))
    }

    // Offers

    fn offered(&mut self, offer: OfferId, id: ContactId, agent: AgentId, ring: u8, deadline: Time) -> Checked {
        let deadline_ms = self.policy.as_ref().map_or(0, |policy| policy.offers.deadline_ms);
        let card = self.card(id)?.clone();
        let desk = self.desk(agent)?.clone();
        if card.at != Place::Waiting {
            return wrong(format!("{id:?} is offered to {agent:?} while it is {:?}", card.at));
        }
        if offer.0 <= self.last_offer || ring != card.ring || deadline != self.now.plus_ms(deadline_ms.into()) {
            return wrong(format!("{offer:?} of {id:?} is not as it should be"));
        }
        if !desk.on_duty() {
            return wrong(format!("{id:?} is offered to {agent:?}, who is not there"));
        }
        if self.kept_apart(&card, agent) {
            return wrong(format!("{id:?} is offered to {agent:?} again, too soon or ever"));
        }
        if card.hold.is_some_and(|(held_for, _)| held_for != agent) {
            return wrong(format!("{id:?} is held for another than {agent:?}"));
        }
        let named = card.directed && card.preferred == Some(agent);
        if !named && !self.qualified(&card, &desk, card.ring) {
            return wrong(format!("{agent:?} cannot serve {id:?}"));
        }
        if !self.has_room(&card, &desk) {
            return wrong(format!("{agent:?} has no room for {id:?}"));
        }
        self.is_first_for(&card, &desk)?;
        if !self.freed {
            self.is_named_by_rule(&card, &desk)?;
        }
        self.last_offer = offer.0;
        let card = self.card(id)?;
        card.at = Place::Offered { offer, agent, deadline };
        card.hold = None;
        self.give(agent, id, Kind::Offer, None)
    }

    fn offer_ended(&mut self, offer: OfferId, id: ContactId, agent: AgentId, cause: OfferEnd) -> Checked {
        let cooldown = self.policy.as_ref().map_or(0, |policy| policy.offers.cooldown_ms);
        let until = self.now.plus_ms(cooldown.into());
        let card = self.card(id)?;
        if !matches!(card.at, Place::Offered { offer: live, agent: who, .. } if (live, who) == (offer, agent)) {
            return wrong(format!("{offer:?} of {id:?} ends while it is {:?}", card.at));
        }
        card.at = Place::Waiting;
        if matches!(cause, OfferEnd::Declined { .. } | OfferEnd::Unanswered) {
            card.cooling.insert(agent, until);
        }
        self.drop_job(agent, id, Kind::Offer);
        Ok(())
    }

    fn connected(&mut self, id: ContactId, agent: AgentId, offer: Option<OfferId>) -> Checked {
        let bot = self.desk(agent)?.is_bot();
        let now = self.now;
        let card = self.card(id)?;
        let may = match (card.at, offer) {
            (Place::Offered { offer: live, agent: who, deadline }, Some(offer)) => {
                (live, who) == (offer, agent) && now < deadline
            }
            (Place::Between, None) => true,
            _ => false,
        };
        if !may {
            return wrong(format!("{agent:?} is connected with {id:?} while it is {:?}", card.at));
        }
        card.at = Place::With { agent, held: false };
        if !bot {
            card.last_agent = Some(agent);
        }
        let load = self.drop_job(agent, id, Kind::Offer);
        self.give(agent, id, Kind::Talk, load)
    }

    // The end

    fn close(&mut self, id: ContactId) -> Checked {
        let card = self.card(id)?.clone();
        if card.with().is_some() || matches!(card.at, Place::Offered { .. }) {
            return wrong(format!("{id:?} is closed while it is {:?}", card.at));
        }
        for joined in &card.joined {
            self.drop_job(*joined, id, Kind::Join);
        }
        if self.agents.values().any(|desk| desk.work.iter().any(|job| job.contact == id)) {
            return wrong(format!("{id:?} is closed while somebody still works on it"));
        }
        self.open.remove(&id);
        self.closed += 1;
        self.shelf.insert(id, card);
        Ok(())
    }

    fn reopen(&mut self, id: ContactId) -> Checked {
        let Some(mut card) = self.shelf.remove(&id) else {
            return wrong(format!("{id:?} comes back from nowhere"));
        };
        card.at = Place::Choosing;
        card.since = self.now;
        card.preferred = card.last_agent.or(card.preferred);
        card.effort.repeats = card.effort.repeats.saturating_add(1);
        card.returned = false;
        card.cooling.clear();
        card.joined.clear();
        card.booking = None;
        card.told_until = None;
        card.nobody = false;
        self.reopened += 1;
        self.open.insert(id, card);
        Ok(())
    }

    // Small things

    fn card(&mut self, id: ContactId) -> Result<&mut Card, Wrong> {
        self.open.get_mut(&id).ok_or_else(|| Wrong(format!("{id:?} is not open")))
    }

    /// The contact, which must be with this agent.
    fn with(&mut self, id: ContactId, agent: AgentId) -> Result<&mut Card, Wrong> {
        let card = self.card(id)?;
        if card.with() == Some(agent) { Ok(card) } else { wrong(format!("{id:?} is not with {agent:?}")) }
    }

    fn desk(&mut self, agent: AgentId) -> Result<&mut Desk, Wrong> {
        self.agents.get_mut(&agent).ok_or_else(|| Wrong(format!("{agent:?} is not on the books")))
    }
}

/// After these somebody may have room who had none.
fn gives_room(event: &Event) -> bool {
    matches!(
        event,
        Event::Published { .. }
            | Event::AgentSet { .. }
            | Event::PresenceChanged { .. }
            | Event::DeviceChanged { .. }
            | Event::OfferEnded { .. }
            | Event::LegEnded { .. }
            | Event::AgentParted { .. }
            | Event::Ended { .. }
            | Event::WrappedUp { .. }
            | Event::HoldEnded { .. }
            | Event::Closed { .. }
    )
}
