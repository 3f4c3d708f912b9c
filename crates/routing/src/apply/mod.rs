//! What each event does to the state. Nothing else changes it; recovery runs only this.

mod agents;
mod contacts;
mod deadlines;
mod indexes;

use crate::engine::Engine;
use crate::event::{Event, HoldCause, OfferEnd};
use crate::id::Time;
use crate::input::DialResult;
use crate::loads::Loads;
use crate::policy::Treatment;
use crate::state::{Booking, State, WorkKind};
use crate::timers::Timer;

impl Engine {
    /// Applies one event decided at `at`, as recovery does: nothing is decided again.
    pub fn apply(&mut self, at: Time, event: &Event) {
        self.change(at, event);
        self.dirty.contacts.clear();
        self.dirty.agents.clear();
        // Nothing fires here, so that vain timers would never go.
        self.forget_vain_timers();
    }

    pub(crate) fn change(&mut self, at: Time, event: &Event) {
        self.now = self.now.max(at);
        match event {
            Event::Published { policy } => {
                self.roster.set_loads(Loads::new(policy));
                self.line.forget_reasons();
                self.policy = Some(policy.clone());
                self.arm_all();
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
                    apart.into_iter().for_each(|agent| c.keep_from(agent));
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
                self.edit(*contact, |c| {
                    c.booking = Some(booking);
                    c.told_until = None;
                });
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
                let words = self.contacts.get(*contact).map(|c| (c.since, c.effort));
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
                // One that needs no answer connects in the same call.
                if !self.roster.get(*agent).is_some_and(|agent| agent.profile.auto_accept) {
                    self.timers.set(*deadline, Timer::Offer((*offer, *contact)));
                }
            }
            Event::OfferEnded { contact, agent, cause, .. } => {
                self.change_agent(*agent, |a| {
                    a.drop_work(*contact, WorkKind::Offer);
                    match cause {
                        OfferEnd::Unanswered => a.missed_in_a_row = a.missed_in_a_row.saturating_add(1),
                        OfferEnd::Declined { .. } => a.missed_in_a_row = 0,
                        _ => {}
                    }
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
                // A callback cancelled while an earlier part is still written up gives its place back now.
                self.release_booking(*contact);
                self.edit(*contact, |c| c.closes = *closes);
                self.set_state(at, *contact, State::WrapUp);
            }
            Event::WrappedUp { contact, agent, reason, outcome } => {
                self.edit(*contact, |c| {
                    // What she says of her part does not send a contact elsewhere that has gone on already.
                    c.reason = reason.filter(|_| c.state == State::WrapUp).or(c.reason);
                    c.outcome = Some(*outcome);
                });
                // Hard or not is said of the reason as she corrected it.
                self.apply_wrapped(at, *contact, *agent);
            }
            Event::WrapUpLong { contact, agent } => self.edit(*contact, |c| {
                for part in c.wrapping.iter_mut().filter(|part| part.agent == *agent) {
                    part.long = true;
                }
            }),
            Event::Closed { contact, how } => self.apply_closed(at, *contact, *how),
            Event::Reopened { contact } => self.apply_reopened(at, *contact),
            Event::Endangered { contact, rank } => self.edit(*contact, |c| {
                c.returned = true;
                // Who waits is put in line anew; who is shown to an agent comes back to this place.
                if matches!(c.state, State::Offered { .. }) {
                    c.rank = *rank;
                }
            }),
            Event::Protected { customer, agent, .. } => {
                self.apart.insert((*customer, *agent));
                let known = self.contacts.all_mut().chain(self.recent.all_mut());
                known.filter(|contact| contact.customer == *customer).for_each(|contact| contact.keep_from(*agent));
                self.change_agent(*agent, |a| a.strain.abuse_today = a.strain.abuse_today.saturating_add(1));
            }
        }
    }
}
