//! What happened outside the engine in a stretch of a journal: who came when with what, who was there, and how long
//! everything took that somebody did in answer to a decision. Played again, the engine may decide otherwise; people
//! answer what it decides as they did.

use std::collections::{BTreeMap, HashMap, HashSet};

use journal::Row;
use routing::{
    AgentId, AgentProfile, Channel, Contact, ContactId, Engine, Event, Input, OfferId, Policy, ReasonId, Time,
};

use super::laws::{Laws, settle};
use super::moments::{Anchor, anchors, begins, ends, ends_others, goes_on, is_bot};
use super::survival::Pace;

/// Something somebody did in answer to a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    pub delay_ms: i64,
    /// The row in which it came.
    pub order: u64,
    pub input: Input,
}

/// A moment of a contact as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub anchor: Anchor,
    pub at: Time,
    pub agent: Option<AgentId>,
    /// Of the channel it was then.
    pub pace: Pace,
    /// A conversation that goes on with one that a person has had.
    pub goes_on: bool,
    pub deeds: Vec<Deed>,
    /// How long it lasted until something else ended it; none: a deed did.
    pub cut_ms: Option<u32>,
}

/// What a contact's people did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ContactFacts {
    pub moments: Vec<Moment>,
    pub reason: Option<ReasonId>,
}

/// Something that happened at its time whatever the engine decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Fixed {
    pub at: Time,
    pub order: u64,
    pub input: Input,
}

/// Facts of a stretch.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The engine as it was when the stretch began.
    pub opening: Engine,
    pub from: Time,
    pub to: Time,
    pub fixed: Vec<Fixed>,
    pub contacts: HashMap<ContactId, ContactFacts>,
    /// Deadlines that the live node met later than they were due.
    pub woken: HashMap<Time, Time>,
    /// Rows that this release decides otherwise than they were decided.
    pub otherwise: u64,
    /// What was decided.
    pub decided: Vec<(Time, Event)>,
    pub laws: Laws,
}

impl Facts {
    /// Everyone on the books, at the beginning and later; who was changed comes again.
    pub fn profiles(&self) -> impl Iterator<Item = &AgentProfile> {
        let joined = self.fixed.iter().filter_map(|fixed| match &fixed.input {
            Input::Agent { profile } => Some(profile),
            _ => None,
        });
        self.opening.agents().map(|agent| &agent.profile).chain(joined)
    }

    /// Contacts about reasons that a policy does not have: under it they could not come.
    pub fn unknown_to(&self, policy: &Policy) -> BTreeMap<ReasonId, usize> {
        let mut unknown = BTreeMap::new();
        let reasons = self.contacts.values().filter_map(|contact| contact.reason);
        for reason in reasons.filter(|reason| !policy.reasons.contains_key(reason)) {
            *unknown.entry(reason).or_default() += 1;
        }
        unknown
    }

    /// A stretch in which nothing has happened yet.
    pub(super) fn new(opening: Engine, from: Time) -> Facts {
        Facts {
            opening,
            from,
            to: from,
            fixed: Vec::new(),
            contacts: HashMap::new(),
            woken: HashMap::new(),
            otherwise: 0,
            decided: Vec::new(),
            laws: Laws::default(),
        }
    }

    /// The policy the stretch begins with: the one in force, or the first one published in it.
    pub fn policy(&self) -> Option<&Policy> {
        let published = |fixed: &Fixed| matches!(fixed.input, Input::Publish { .. });
        let first = || match &self.fixed.iter().find(|fixed| published(fixed))?.input {
            Input::Publish { policy } => Some(policy.as_ref()),
            _ => None,
        };
        self.opening.policy().or_else(first)
    }
}

/// Collects facts row by row.
pub struct Collector {
    facts: Facts,
    /// Folds the journal.
    fold: Engine,
    /// Decides beside it, for its deadlines.
    shadow: Engine,
    offers: HashMap<OfferId, ContactId>,
    /// Whose next conversation goes on with one that a person has had.
    passed_on: HashSet<ContactId>,
}

impl Collector {
    /// Begins with the engine as it was at `from`.
    pub fn new(opening: Engine, from: Time) -> Collector {
        let mut facts = Facts::new(opening.clone(), from);
        facts.contacts = in_line(&opening).map(|contact| (contact.id, goes_on_waiting(contact))).collect();
        let passed_on = opening.contacts().filter(|contact| was_passed_on(contact)).map(|contact| contact.id).collect();
        Collector { facts, fold: opening.clone(), shadow: opening, offers: HashMap::new(), passed_on }
    }

    /// Takes the next row in.
    pub fn row(&mut self, row: &Row) {
        if self.shadow.next_deadline().is_some_and(|due| due <= row.at) {
            for due in self.shadow.deadlines().filter(|due| *due <= row.at) {
                self.facts.woken.entry(due).or_insert(row.at);
            }
        }
        self.facts.to = self.facts.to.max(row.at);
        self.deed(row);
        for event in &row.body.events {
            self.moment(row.at, event);
            self.fold.apply(row.at, event);
            self.facts.decided.push((row.at, event.clone()));
        }
        self.fold.time_was(row.at);
        let mut decided = Vec::new();
        let refused = self.shadow.handle(row.at, &row.body.input, &mut decided).is_err();
        if refused || decided != row.body.events {
            self.facts.otherwise += 1;
            self.shadow = self.fold.clone();
        }
    }

    /// The facts, once all rows are in.
    pub fn finish(mut self) -> Facts {
        self.facts.laws = settle(&mut self.facts.contacts, self.facts.from, self.facts.to);
        self.facts
    }

    /// What the row's input was: something fixed, or an answer to a moment of its contact.
    fn deed(&mut self, row: &Row) {
        let input = &row.body.input;
        if *input == Input::Tick {
            return;
        }
        let contact = self.contact_of(input);
        let anchors = anchors(input);
        let moments = contact.and_then(|contact| self.facts.contacts.get_mut(&contact)).map(|own| &mut own.moments);
        // Who writes up or is protected may not be the last who talked.
        let whose = match input {
            Input::Wrapped { agent, .. } | Input::Protect { agent, .. } => Some(*agent),
            _ => None,
        };
        let fits = |m: &&mut Moment| anchors.contains(&m.anchor) && (whose.is_none() || m.agent == whose);
        let moment = moments.and_then(|moments| moments.iter_mut().rev().find(fits));
        match moment {
            Some(moment) => {
                let delay_ms = row.at.since_ms(moment.at);
                moment.deeds.push(Deed { delay_ms, order: row.seq, input: input.clone() });
            }
            None => self.facts.fixed.push(Fixed { at: row.at, order: row.seq, input: input.clone() }),
        }
    }

    fn contact_of(&self, input: &Input) -> Option<ContactId> {
        match input {
            Input::Accept { offer, .. } | Input::Decline { offer, .. } => self.offers.get(offer).copied(),
            Input::Reason { contact, .. }
            | Input::Identified { contact, .. }
            | Input::Choose { contact, .. }
            | Input::AskPerson { contact, .. }
            | Input::ChangeChannel { contact, .. }
            | Input::TellWait { contact, .. }
            | Input::Solved { contact }
            | Input::Leave { contact }
            | Input::Hold { contact, .. }
            | Input::Resume { contact, .. }
            | Input::Transfer { contact, .. }
            | Input::HandOver { contact, .. }
            | Input::Join { contact, .. }
            | Input::Part { contact, .. }
            | Input::TakeOver { contact, .. }
            | Input::End { contact, .. }
            | Input::Wrapped { contact, .. }
            | Input::Danger { contact }
            | Input::Reopen { contact }
            | Input::Dialled { contact, .. }
            | Input::Protect { contact, .. }
            | Input::Move { contact, .. } => Some(*contact),
            _ => None,
        }
    }

    /// A decision is a moment that somebody may answer, and may end moments that nobody answered.
    fn moment(&mut self, at: Time, event: &Event) {
        let fold = &self.fold;
        match goes_on(event, |agent| is_bot(fold, agent)) {
            Some((contact, true)) => _ = self.passed_on.insert(contact),
            Some((contact, false)) => _ = self.passed_on.remove(&contact),
            None => {}
        }
        let Some((contact, begun, agent)) = begins(event, |agent| is_bot(fold, agent)) else {
            if let Event::ReasonSet { contact, reason, .. } = event {
                self.facts.contacts.entry(*contact).or_default().reason = Some(*reason);
            }
            if let Some((contact, over, whose)) = ends_others(event) {
                self.cut(contact, at, over, whose);
            }
            return;
        };
        match event {
            Event::Arrived { arrival, .. } => {
                self.facts.contacts.entry(contact).or_default().reason = arrival.reason;
            }
            Event::Offered { offer, .. } => {
                self.offers.insert(*offer, contact);
            }
            _ => {}
        }
        if let Some((contact, over, whose)) = ends_others(event) {
            self.cut(contact, at, over, whose);
        }
        let channel = match event {
            Event::Arrived { arrival, .. } => Some(arrival.channel),
            _ => self.fold.contact(contact).map(|contact| contact.channel),
        };
        let pace = channel.map(Pace::of).unwrap_or_default();
        let goes_on = self.passed_on.contains(&contact);
        let own = self.facts.contacts.entry(contact).or_default();
        own.moments.push(Moment { anchor: begun, at, agent, pace, goes_on, deeds: Vec::new(), cut_ms: None });
    }

    fn cut(&mut self, contact: ContactId, at: Time, over: &[Anchor], whose: Option<AgentId>) {
        let Some(own) = self.facts.contacts.get_mut(&contact) else { return };
        let goes_on = |moment: &&mut Moment| moment.cut_ms.is_none() && (whose.is_none() || moment.agent == whose);
        for moment in own.moments.iter_mut().filter(|moment| over.contains(&moment.anchor)).filter(goes_on) {
            if !moment.deeds.iter().any(|deed| ends(moment.anchor, &deed.input)) {
                moment.cut_ms = Some(length_ms(moment.at, at));
            }
        }
    }
}

/// Who is in line for a person.
pub(super) fn in_line(engine: &Engine) -> impl Iterator<Item = &Contact> {
    engine.contacts().filter(|contact| contact.in_line() && contact.for_bot.is_none())
}

/// The line she stands in: for a person, or to be called back.
pub(super) fn line_of(contact: &Contact) -> Anchor {
    if contact.channel == Channel::Callback { Anchor::Called } else { Anchor::Queued }
}

/// Whether a person has talked to her already, and sent her back to the line.
pub(super) fn was_passed_on(contact: &Contact) -> bool {
    contact.returned && contact.last_agent.is_some()
}

/// What is known of who is in line when the stretch begins: how long she has been there.
fn goes_on_waiting(contact: &Contact) -> ContactFacts {
    let moment = Moment {
        anchor: line_of(contact),
        at: contact.queued_at,
        agent: None,
        pace: Pace::of(contact.channel),
        goes_on: was_passed_on(contact),
        deeds: Vec::new(),
        cut_ms: None,
    };
    ContactFacts { moments: vec![moment], reason: contact.reason }
}

pub(super) fn length_ms(from: Time, to: Time) -> u32 {
    u32::try_from(to.since_ms(from).max(0)).unwrap_or(u32::MAX)
}
