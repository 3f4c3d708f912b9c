//! A contact's way in, its place in line, and its end.

use routing::event::{HoldCause, QueueCause};
use routing::input::Arrival;
use routing::{AgentId, ContactId, Time};

use super::Checked;
use crate::books::{Books, Card, Kind, Place, wrong};

impl Books {
    pub(super) fn arrived(&mut self, arrival: &Arrival) -> Checked {
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

    pub(super) fn booked(&mut self, id: ContactId, group: routing::GroupId, start: Time, attempt: u8) -> Checked {
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
        card.told_until = None;
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
    pub(super) fn rank(&self, card: &Card, returned: bool) -> i64 {
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

    pub(super) fn queued(
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

    pub(super) fn endangered(&mut self, id: ContactId, rank: i64) -> Checked {
        let card = self.card(id)?.clone();
        if card.returned || rank != self.rank(&card, true) {
            return wrong(format!("{id:?} in danger stands at {rank}, not {}", self.rank(&card, true)));
        }
        let card = self.card(id)?;
        card.returned = true;
        if matches!(card.at, Place::Offered { .. }) {
            card.rank = rank;
        }
        Ok(())
    }

    pub(super) fn ring_widened(&mut self, id: ContactId, ring: u8) -> Checked {
        let card = self.card(id)?.clone();
        let after = self.reason_of(&card).and_then(|reason| reason.rings.get(usize::from(ring))).map(|r| r.after_ms);
        let due = after.is_some_and(|after_ms| self.now.since_ms(card.queued_at) >= i64::from(after_ms));
        if card.at != Place::Waiting || ring != card.ring + 1 || !due {
            return wrong(format!("{id:?} is relaxed to ring {ring} too early"));
        }
        self.card(id)?.ring = ring;
        Ok(())
    }

    pub(super) fn merged(&mut self, id: ContactId, existing: ContactId) -> Checked {
        let from = self.card(id)?.clone();
        let into = self.card(existing)?;
        if !into.in_line() || (into.customer, into.case) != (from.customer, from.case) {
            return wrong(format!("{id:?} is lost in {existing:?}, which is no place of its customer"));
        }
        into.since = into.since.min(from.since);
        into.effort.repeats = into.effort.repeats.max(from.effort.repeats);
        Ok(())
    }

    pub(super) fn hold(&mut self, id: ContactId, agent: AgentId, cause: HoldCause, until: Time) -> Checked {
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

    pub(super) fn hold_ended(&mut self, id: ContactId, agent: AgentId, cause: HoldCause) -> Checked {
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

    // The end

    pub(super) fn close(&mut self, id: ContactId) -> Checked {
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

    pub(super) fn reopen(&mut self, id: ContactId) -> Checked {
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
}
