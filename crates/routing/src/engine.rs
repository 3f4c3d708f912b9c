//! The engine: what it holds, how an input comes in and how time passes.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use hashbrown::HashMap;
use smallvec::SmallVec;

use crate::event::Event;
use crate::id::{AgentId, CaseId, ContactId, CustomerId, GroupId, HoursId, ReasonId, Time};
use crate::input::Input;
use crate::line::{Class, Line, Needs, Place, Spot};
use crate::open::Open;
use crate::policy::{Channel, Policy, Reason, Rule};
use crate::recent::Recent;
use crate::refusal::Refusal;
use crate::roster::Roster;
use crate::state::{Contact, State};
use crate::timers::{Timer, Timers};

/// The routing engine of one centre.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    pub(crate) now: Time,
    pub(crate) policy: Option<Box<Policy>>,
    pub(crate) closed_hours: BTreeSet<HoursId>,
    pub(crate) roster: Roster,
    pub(crate) contacts: Open,
    /// Customer and agent who do not meet again.
    pub(crate) apart: BTreeSet<(CustomerId, AgentId)>,
    /// Cases a bot handed over, until the bot may have them again.
    pub(crate) no_bot: BTreeMap<(CustomerId, CaseId), Time>,
    pub(crate) recent: Recent,
    pub(crate) taken: BTreeMap<(GroupId, Time), u32>,
    pub(crate) counts: Counts,

    // Indexes: rebuilt from the above, never part of the digest.
    pub(crate) line: Line,
    /// Nearly always one.
    pub(crate) of_case: HashMap<(CustomerId, CaseId), SmallVec<[ContactId; 1]>>,
    pub(crate) timers: Timers,
    pub(crate) dirty: Dirty,
}

/// Books that must balance: arrived + reopened = open + closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    pub arrived: u64,
    pub reopened: u64,
    pub closed: u64,
    pub offers: u64,
    pub turns: u64,
}

/// What changed in this call and must be matched before it returns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dirty {
    pub contacts: Vec<ContactId>,
    pub agents: Vec<AgentId>,
    /// Contacts and agents being matched: kept only for their room.
    pub places: Vec<Place>,
    pub matched: Vec<AgentId>,
}

impl Engine {
    /// An empty engine: no policy, nobody there.
    pub fn new() -> Engine {
        Engine::default()
    }

    /// A copy that knows nothing of who left or leaves: all that deciding takes where nobody comes back. They are most of what an
    /// engine holds.
    pub fn without_closed(&self) -> Engine {
        Engine {
            now: self.now,
            policy: self.policy.clone(),
            closed_hours: self.closed_hours.clone(),
            roster: self.roster.clone(),
            contacts: self.contacts.clone(),
            apart: self.apart.clone(),
            no_bot: self.no_bot.clone(),
            recent: Recent::nobody(),
            taken: self.taken.clone(),
            counts: self.counts,
            line: self.line.clone(),
            of_case: self.of_case.clone(),
            timers: self.timers.clone(),
            dirty: self.dirty.clone(),
        }
    }

    /// Decides, applies and reports. Deadlines that have passed are decided first, so `out` may hold events even
    /// when the input itself is refused; they are to be journaled all the same.
    ///
    /// A clock that jumps back is taken to stand still.
    pub fn handle(&mut self, now: Time, input: &Input, out: &mut Vec<Event>) -> Result<(), Refusal> {
        self.now = self.now.max(now);
        self.time_passes(out);
        let answer = self.decide(input, out);
        self.match_all(out);
        self.forget_next_if_vain();
        answer
    }

    /// It was this late when something was written down, even if nothing was decided: recovery's clock does not go back.
    pub fn time_was(&mut self, at: Time) {
        self.now = self.now.max(at);
    }

    /// When to call again with [`Input::Tick`], if nothing happens before.
    pub fn next_deadline(&self) -> Option<Time> {
        self.timers.next()
    }

    /// The last time seen.
    pub fn now(&self) -> Time {
        self.now
    }

    /// What was published last.
    pub fn policy(&self) -> Option<&Policy> {
        self.policy.as_deref()
    }

    fn decide(&mut self, input: &Input, out: &mut Vec<Event>) -> Result<(), Refusal> {
        use Input as I;
        match input {
            I::Tick => Ok(()),
            I::Publish { policy } => self.publish(policy, out),
            I::Hours { hours, open } => self.set_hours(*hours, *open, out),
            I::Agent { profile } => self.set_agent(profile, out),
            I::AgentGone { agent } => self.remove_agent(*agent, out),
            I::Presence { agent, presence, until, by } => self.set_presence(*agent, *presence, *until, *by, out),
            I::Device { agent, alive } => self.set_device(*agent, *alive, out),
            I::Arrive { arrival } => self.arrive(arrival, out),
            I::Reason { contact, reason, source } => self.set_reason(*contact, *reason, *source, out),
            I::Identified { contact, customer, case, known } => self.identify(*contact, *customer, *case, *known, out),
            I::Choose { contact, treatment, channel, slot } => self.choose(*contact, *treatment, *channel, *slot, out),
            I::AskPerson { contact, channel } => self.ask_person(*contact, *channel, out),
            I::Danger { contact } => self.danger(*contact, out),
            I::ChangeChannel { contact, channel } => self.change_channel(*contact, *channel, out),
            I::TellWait { contact, low_ms, high_ms } => self.tell_wait(*contact, *low_ms, *high_ms, out),
            I::Solved { contact } => self.solved(*contact, out),
            I::Leave { contact } => self.leave(*contact, out),
            I::Accept { offer, agent } => self.accept(*offer, *agent, out),
            I::Decline { offer, agent, cause } => self.decline(*offer, *agent, *cause, out),
            I::Hold { contact, agent } => self.put_on_hold(*contact, *agent, out),
            I::Resume { contact, agent } => self.resume(*contact, *agent, out),
            I::Transfer { contact, agent, to } => self.transfer(*contact, *agent, *to, out),
            I::HandOver { contact, agent } => self.hand_over(*contact, *agent, out),
            I::Join { contact, agent, role } => self.join(*contact, *agent, *role, out),
            I::Part { contact, agent } => self.part(*contact, *agent, out),
            I::TakeOver { contact, agent } => self.take_over(*contact, *agent, out),
            I::End { contact, by } => self.end(*contact, *by, out),
            I::Wrapped { contact, agent, reason, outcome } => self.wrapped(*contact, *agent, *reason, *outcome, out),
            I::Reopen { contact } => self.reopen(*contact, out),
            I::Dialled { contact, agent, result } => self.dialled(*contact, *agent, *result, out),
            I::Protect { contact, agent } => self.protect(*contact, *agent, out),
            I::Move { contact, to, .. } => self.move_to(*contact, *to, out),
        }
    }

    /// Applies an event and reports it: the only way in which a decision becomes true.
    pub(crate) fn emit(&mut self, event: Event, out: &mut Vec<Event>) {
        self.change(self.now, &event);
        out.push(event);
    }

    fn time_passes(&mut self, out: &mut Vec<Event>) {
        self.forget_vain_timers();
        while let Some(timer) = self.timers.due(self.now) {
            match timer {
                Timer::Offer(offer) => self.offer_expired(offer, out),
                Timer::Ring(contact) => self.widen(contact, out),
                Timer::Hold(contact) => self.hold_over(contact, out),
                Timer::Cooldown(contact, agent) => self.cooldown_over(contact, agent, out),
                Timer::Slot(contact) => self.slot_came(contact, out),
                Timer::Bot(contact) => self.bot_deadline(contact, out),
                Timer::WrapUp(contact, agent) => self.wrap_up_long(contact, agent, out),
                Timer::Presence(agent) => self.presence_over(agent, out),
                Timer::Silence(agent) => self.silence_over(agent, out),
            }
        }
    }

    /// Nobody need call again for a deadline whose cause is gone.
    fn forget_next_if_vain(&mut self) {
        while self.timers.first().is_some_and(|timer| !self.still_waits_for(timer)) {
            self.timers.drop_first();
        }
    }

    pub(crate) fn forget_vain_timers(&mut self) {
        if !self.timers.are_many() {
            return;
        }
        let mut timers = core::mem::take(&mut self.timers);
        timers.retain(|timer| self.still_waits_for(timer));
        self.timers = timers;
    }

    fn still_waits_for(&self, timer: Timer) -> bool {
        let contact = |id| self.contacts.peek(id);
        match timer {
            Timer::Offer((offer, id)) => contact(id).is_some_and(|c| c.offered_as() == Some(offer)),
            Timer::Ring(id) => contact(id).is_some_and(|c| c.state == State::Waiting),
            Timer::Hold(id) => contact(id).is_some_and(|c| c.hold_until.is_some()),
            Timer::Cooldown(id, agent) => contact(id).is_some_and(|c| c.avoid.iter().any(|(who, _)| *who == agent)),
            Timer::Slot(id) => contact(id).is_some_and(|c| c.state == State::Booked),
            Timer::Bot(id) => contact(id).is_some_and(|c| c.talking_with().is_some()),
            Timer::WrapUp(id, agent) => contact(id).is_some_and(|c| c.wraps_up(agent)),
            Timer::Presence(agent) => self.roster.get(agent).is_some_and(|a| a.until.is_some()),
            Timer::Silence(agent) => self.roster.get(agent).is_some_and(|a| !a.alive),
        }
    }

    // What several decisions ask.

    pub(crate) fn reason_of(&self, contact: &Contact) -> Option<&Reason> {
        let policy = self.policy.as_deref()?;
        let known = contact.reason.and_then(|reason| policy.reasons.get(&reason));
        known.or_else(|| policy.reasons.get(&policy.unknown_reason))
    }

    pub(crate) fn rule_of(&self, contact: &Contact) -> Rule {
        self.reason_of(contact).map_or(Rule::LongestIdle, |reason| reason.rule)
    }

    pub(crate) fn reason_id(&self, contact: &Contact) -> ReasonId {
        let fallback = self.policy.as_deref().map_or(ReasonId(0), |policy| policy.unknown_reason);
        contact.reason.unwrap_or(fallback)
    }

    /// What the contact needs at a ring; the last ring when `ring` is beyond it.
    pub(crate) fn needs_of(&self, contact: &Contact, ring: u8) -> Needs {
        let reason = self.reason_of(contact);
        let mut needs = match (contact.for_bot, reason) {
            (None, Some(reason)) => {
                let ring = reason.rings.get(ring as usize).or(reason.rings.last());
                ring.map(|ring| ring.needs.clone()).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        if contact.for_bot.is_none() {
            needs.extend(&contact.extra);
        }
        needs.sort_unstable();
        needs.dedup();
        Needs { channel: contact.channel, needs, bot: contact.for_bot }
    }

    pub(crate) fn load_of(&self, channel: Channel) -> u32 {
        self.roster.load_of(channel)
    }

    pub(crate) fn place_of(contact: &Contact) -> Place {
        (contact.rank, contact.turn, contact.id)
    }

    /// `since − priority × 60 s − effort credit`, and for one who comes back `− return credit`; in ms.
    /// Priority is urgency + importance to the customer + importance to the company.
    pub(crate) fn rank_of(&self, contact: &Contact, returned: bool) -> i64 {
        let Some(policy) = self.policy.as_deref() else { return contact.since.0 };
        let priority = self.reason_of(contact).map_or(0, priority);
        let credit = i64::from(crate::effort::credit_ms(&contact.effort, &policy.effort));
        let back = if returned { i64::from(policy.offers.return_credit_ms) } else { 0 };
        contact.since.0 - priority * PRIORITY_MS - credit - back
    }

    pub(crate) fn open(&self, contact: ContactId) -> Result<&Contact, Refusal> {
        self.contact(contact).ok_or(Refusal::UnknownContact)
    }

    /// The contact, if this agent is talking with the customer.
    pub(crate) fn talking(&self, contact: ContactId, agent: AgentId) -> Result<&Contact, Refusal> {
        let found = self.open(contact)?;
        if found.talking_with() == Some(agent) { Ok(found) } else { Err(Refusal::NotYours) }
    }

    /// Agents this customer does not meet again.
    pub(crate) fn apart_from(&self, customer: CustomerId) -> Vec<AgentId> {
        let pairs = self.apart.range((customer, AgentId(0))..=(customer, AgentId(u32::MAX)));
        pairs.map(|(_, agent)| *agent).collect()
    }

    pub(crate) fn is_bot(&self, agent: AgentId) -> bool {
        self.roster.get(agent).is_some_and(|agent| agent.profile.kind == crate::AgentKind::Bot)
    }

    pub(crate) fn in_line_for_case(&self, contact: &Contact) -> Option<ContactId> {
        let others = self.of_case.get(&(contact.customer, contact.case))?;
        others.iter().copied().find(|other| {
            *other != contact.id && self.contacts.get(*other).is_some_and(|c| c.in_line() && c.for_bot.is_none())
        })
    }

    /// What a contact that waits for anyone is filed under.
    pub(crate) fn class_in_line(&self, contact: ContactId) -> Option<&Class> {
        match self.contacts.placed(contact)?.spot {
            Spot::Class(class) => self.line.class(class),
            Spot::Held(_) => None,
        }
    }

    /// Whether a qualified agent, at any ring, is on duty for this contact.
    pub(crate) fn somebody_there(&self, needs: &Needs) -> bool {
        let qualified = match self.line.find(needs).and_then(|class| self.line.class(class)) {
            Some(class) => return class.qualified.meets(self.roster.on_duty()),
            None => self.roster.qualified(needs.channel, &needs.needs, needs.bot),
        };
        qualified.meets(self.roster.on_duty())
    }

    pub(crate) fn state_of(&self, contact: ContactId) -> Option<State> {
        self.contacts.get(contact).map(|contact| contact.state)
    }
}

/// A minute of line per point of priority.
pub const PRIORITY_MS: i64 = 60_000;

/// Urgency + importance to the customer + importance to the company: 0 to 9.
pub fn priority(reason: &Reason) -> i64 {
    i64::from(reason.urgency) + i64::from(reason.importance_customer) + i64::from(reason.importance_company)
}
