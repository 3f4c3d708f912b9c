//! An offer from being shown to its answer.

use routing::event::OfferEnd;
use routing::{AgentId, ContactId, OfferId, Time};

use super::Checked;
use crate::books::{Books, Kind, Place, wrong};

impl Books {
    pub(super) fn offered(
        &mut self,
        offer: OfferId,
        id: ContactId,
        agent: AgentId,
        ring: u8,
        deadline: Time,
    ) -> Checked {
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

    pub(super) fn offer_ended(&mut self, offer: OfferId, id: ContactId, agent: AgentId, cause: OfferEnd) -> Checked {
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

    pub(super) fn connected(&mut self, id: ContactId, agent: AgentId, offer: Option<OfferId>) -> Checked {
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
        card.told_until = None;
        if !bot {
            card.last_agent = Some(agent);
        }
        let load = self.drop_job(agent, id, Kind::Offer);
        self.give(agent, id, Kind::Talk, load)
    }
}
