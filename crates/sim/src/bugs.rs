//! Faults planted between an engine and its checks, each a way in which a router can go wrong. A checker that does not
//! find them all is no checker; the tests say so in the same run.

use routing::event::{Close, HoldCause, LegEnd, OfferEnd, QueueCause};
use routing::input::Arrival;
use routing::policy::{Policy, Treatment};
use routing::{AgentProfile, CaseId, Event, Input, OfferId, Presence};

use crate::books::{Books, Place};

/// One planted fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// A contact that comes back does not join the line.
    LosesContact,
    /// The same contact is shown to two.
    OffersTwice,
    /// Agents are given more than they can carry.
    IgnoresCapacity,
    /// Whoever comes back starts again at the end.
    ResetsAge,
    /// Someone who is not there is asked.
    OffersToTheAbsent,
    /// A break is acknowledged and forgotten.
    IgnoresBreaks,
    /// A silent device is acknowledged and forgotten.
    IgnoresSilence,
    /// A declined contact rings again at once.
    LoopsDeclined,
    /// A contact is kept waiting for the one who knows it, and nobody writes that down.
    HidesHolds,
    /// A menu without a way to a person.
    DropsPerson,
    /// Not the first in line is served.
    JumpsTheLine,
    /// The sender of a transfer has nothing to write up.
    ForgetsWrapUp,
    /// More callbacks are promised than can be kept.
    Overbooks,
    /// Needs are relaxed before their time.
    RelaxesEarly,
    /// Someone who cannot serve it is asked.
    IgnoresSkills,
    /// A customer has two places in line for one case.
    GivesTwoPlaces,
    /// An offer is taken after its deadline.
    AcceptsLate,
    /// What is over and written up is never closed.
    ForgetsToClose,
    /// Protection is acknowledged and the two meet again.
    ForgetsProtection,
    /// A later time is promised than before.
    PutsPromisesOff,
    /// Not the one whom the rule names is asked.
    IgnoresRule,
    /// An event is missing from the journal.
    LosesEvents,
    /// Events reach the journal in another order.
    ReordersEvents,
}

impl Bug {
    pub const ALL: [Bug; 23] = [
        Bug::LosesContact,
        Bug::OffersTwice,
        Bug::IgnoresCapacity,
        Bug::ResetsAge,
        Bug::OffersToTheAbsent,
        Bug::IgnoresBreaks,
        Bug::IgnoresSilence,
        Bug::LoopsDeclined,
        Bug::HidesHolds,
        Bug::DropsPerson,
        Bug::JumpsTheLine,
        Bug::ForgetsWrapUp,
        Bug::Overbooks,
        Bug::RelaxesEarly,
        Bug::IgnoresSkills,
        Bug::GivesTwoPlaces,
        Bug::AcceptsLate,
        Bug::ForgetsToClose,
        Bug::ForgetsProtection,
        Bug::PutsPromisesOff,
        Bug::IgnoresRule,
        Bug::LosesEvents,
        Bug::ReordersEvents,
    ];

    /// Found by folding the journal; the others the books must find alone.
    pub fn is_for_the_fold(self) -> bool {
        matches!(self, Bug::LosesEvents | Bug::ReordersEvents)
    }

    /// What the engine hears instead; it then decides wrongly in good faith.
    pub fn mishear(self, input: &Input) -> Option<Input> {
        match (self, input) {
            (Bug::IgnoresCapacity, Input::Agent { profile }) => {
                let limits = profile.limits.keys().map(|channel| (*channel, 50)).collect();
                Some(Input::Agent { profile: AgentProfile { capacity: 10_000, limits, ..profile.clone() } })
            }
            (Bug::GivesTwoPlaces, Input::Arrive { arrival }) => {
                Some(Input::Arrive { arrival: Arrival { case: own_case(arrival), ..arrival.clone() } })
            }
            (_, Input::Publish { policy }) => {
                let mut heard = (**policy).clone();
                self.misread(&mut heard).then(|| Input::Publish { policy: Box::new(heard) })
            }
            _ => None,
        }
    }

    fn misread(self, policy: &mut Policy) -> bool {
        match self {
            Bug::LoopsDeclined => policy.offers.cooldown_ms = 1,
            Bug::Overbooks => policy.groups.values_mut().for_each(|group| group.places = 1_000),
            Bug::RelaxesEarly => {
                let rings = policy.reasons.values_mut().flat_map(|reason| reason.rings.iter_mut().skip(1));
                rings.for_each(|ring| ring.after_ms /= 2);
            }
            Bug::IgnoresSkills => {
                let rings = policy.reasons.values_mut().flat_map(|reason| reason.rings.iter_mut());
                rings.for_each(|ring| ring.needs.clear());
            }
            Bug::IgnoresRule => {
                policy.reasons.values_mut().for_each(|reason| reason.rule = routing::policy::Rule::LongestIdle);
            }
            _ => return false,
        }
        true
    }

    /// What the checks are told instead of `events`.
    pub fn spoil(self, books: &Books, input: &Input, events: &mut Vec<Event>) {
        restore_what_was_said(input, events);
        match self {
            Bug::LosesContact => drop_first(
                events,
                |event| matches!(event, Event::Queued { cause, .. } if *cause != QueueCause::Refiled && cause.returns()),
            ),
            Bug::OffersTwice => {
                let found = events.iter().position(|event| matches!(event, Event::Offered { .. }));
                let copy = found.and_then(|at| events.get(at).cloned());
                if let (Some(at), Some(mut copy)) = (found, copy) {
                    if let Event::Offered { offer, .. } = &mut copy {
                        *offer = OfferId(offer.0 + 1);
                    }
                    events.insert(at + 1, copy);
                }
            }
            Bug::ResetsAge => change(events, |event| {
                if let Event::Queued { rank, cause: QueueCause::Transfer | QueueCause::AgentLost, .. } = event {
                    *rank = books.now.0;
                }
            }),
            Bug::OffersToTheAbsent => change(events, |event| {
                if let Event::Offered { agent, .. } = event
                    && let Some(absent) = books.agents.values().find(|desk| !desk.on_duty() && !desk.is_bot())
                {
                    *agent = absent.profile.agent;
                }
            }),
            Bug::IgnoresBreaks => drop_first(
                events,
                |event| matches!(event, Event::PresenceChanged { presence, .. } if *presence != Presence::Ready),
            ),
            Bug::IgnoresSilence => {
                drop_first(events, |event| matches!(event, Event::DeviceChanged { alive: false, .. }));
            }
            Bug::HidesHolds => {
                drop_first(events, |event| matches!(event, Event::HoldStarted { cause: HoldCause::Preferred, .. }))
            }
            Bug::DropsPerson => change(events, |event| {
                if let Event::Triaged { options, .. } = event {
                    options.retain(|option| option.treatment != Treatment::Person);
                }
            }),
            Bug::JumpsTheLine => change(events, |event| {
                if let Event::Offered { contact, .. } = event
                    && let Some(last) =
                        books.open.values().filter(|card| card.at == Place::Waiting).max_by_key(|c| c.rank)
                {
                    *contact = last.id;
                }
            }),
            Bug::ForgetsWrapUp => change(events, |event| {
                if let Event::LegEnded { wrap_up, cause: LegEnd::Transferred | LegEnd::TakenOver, .. } = event {
                    *wrap_up = false;
                }
            }),
            Bug::AcceptsLate => change(events, |event| {
                if let Event::OfferEnded { offer, contact, agent, cause: OfferEnd::Unanswered } = *event {
                    *event = Event::Connected { contact, agent, offer: Some(offer) };
                }
            }),
            Bug::ForgetsToClose => {
                drop_first(events, |event| matches!(event, Event::Closed { how: Close::Wrapped { .. }, .. }));
            }
            Bug::ForgetsProtection => drop_first(events, |event| matches!(event, Event::Protected { .. })),
            Bug::PutsPromisesOff => change(events, |event| {
                if let Event::WaitTold { until, .. } = event {
                    *until = until.plus_ms(60_000);
                }
            }),
            Bug::LosesEvents => drop_first(events, |event| matches!(event, Event::HoldEnded { .. })),
            Bug::ReordersEvents => {
                let queued = events.iter().position(|event| matches!(event, Event::Queued { .. }));
                if let Some(at) = queued.filter(|at| at + 1 < events.len()) {
                    events.swap(at, at + 1);
                }
            }
            Bug::IgnoresCapacity
            | Bug::LoopsDeclined
            | Bug::Overbooks
            | Bug::RelaxesEarly
            | Bug::IgnoresSkills
            | Bug::IgnoresRule
            | Bug::GivesTwoPlaces => {}
        }
    }
}

/// A misheard input is written down as it was said.
fn restore_what_was_said(input: &Input, events: &mut [Event]) {
    for event in events {
        match (event, input) {
            (Event::Published { policy }, Input::Publish { policy: said }) => *policy = said.clone(),
            (Event::AgentSet { profile }, Input::Agent { profile: said }) => *profile = said.clone(),
            (Event::Arrived { arrival, .. }, Input::Arrive { arrival: said }) => arrival.case = said.case,
            _ => {}
        }
    }
}

fn own_case(arrival: &Arrival) -> CaseId {
    CaseId(1_000_000 + arrival.contact.0)
}

fn drop_first(events: &mut Vec<Event>, which: impl Fn(&Event) -> bool) {
    if let Some(at) = events.iter().position(which) {
        events.remove(at);
    }
}

fn change(events: &mut [Event], how: impl FnMut(&mut Event)) {
    events.iter_mut().for_each(how);
}
