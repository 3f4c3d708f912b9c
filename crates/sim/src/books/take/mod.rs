//! What each event may do, and what it does to the books.

use routing::event::LegEnd;
use routing::input::JoinRole;
use routing::policy::Treatment;
use routing::{AgentId, AgentKind, ContactId, Event, Presence};

mod line;
mod offers;

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
            Event::Endangered { contact, rank } => self.endangered(*contact, *rank)?,
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
