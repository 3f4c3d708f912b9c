//! What happened outside the engine in a stretch of a journal: who came when with what, who was there, and how long
//! everything took that somebody did in answer to a decision. Played again, the engine may decide otherwise; people
//! answer what it decides as they did.

use std::collections::{BTreeMap, HashMap};

use journal::Row;
use routing::event::QueueCause;
use routing::input::DeclineCause;
use routing::{AgentId, AgentProfile, ContactId, Engine, Event, Input, OfferId, Policy, ReasonId, Time};

use super::survival::{Case, Survivals};
use crate::random::Random;

/// What somebody answers to. Counted for each contact: the second offer is another moment than the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Anchor {
    Arrived,
    Triaged,
    Chosen,
    /// In line for a person.
    Queued,
    /// In line for a bot.
    ForBot,
    Booked,
    Offered,
    Talking,
    WithBot,
    Held,
    /// An agent's part is over and to be written up.
    Over,
    Closed,
    /// In line to be called back, of which she knows nothing: no patience is tried.
    Called,
}

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

/// How long things take, for what did not happen.
#[derive(Debug, Clone, Default)]
pub struct Laws {
    /// From joining the line to giving up.
    pub patience: Survivals,
    /// From connection to the end.
    pub talk: Survivals,
    pub with_bot: Survivals,
    pub wrap_up: Survivals,
    /// From an offer to its answer.
    pub answer: Survivals,
    /// Offers that were accepted, and why the others were declined.
    pub accepted: u32,
    pub declined: Vec<DeclineCause>,
    /// Share of conversations with a bot that settle the matter.
    pub bot_settles: f64,
}

impl Laws {
    /// Whether an offer nobody had is declined, and why: as often as those that were answered.
    pub fn answer_to_offer(&self, random: &mut Random) -> Option<DeclineCause> {
        let answered = self.declined.len() as u64 + u64::from(self.accepted);
        self.declined.get(random.below(answered) as usize).copied()
    }
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
}

#[derive(Default)]
struct Cases {
    patience: Vec<(Option<ReasonId>, Case)>,
    talk: Vec<(Option<ReasonId>, Case)>,
    with_bot: Vec<(Option<ReasonId>, Case)>,
    wrap_up: Vec<(Option<ReasonId>, Case)>,
    answer: Vec<(Option<ReasonId>, Case)>,
}

impl Collector {
    /// Begins with the engine as it was at `from`.
    pub fn new(opening: Engine, from: Time) -> Collector {
        let facts = Facts::new(opening.clone(), from);
        Collector { facts, fold: opening.clone(), shadow: opening, offers: HashMap::new() }
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
        self.facts.laws = settle(&mut self.facts.contacts, self.facts.to);
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
        let own = self.facts.contacts.entry(contact).or_default();
        own.moments.push(Moment { anchor: begun, at, agent, deeds: Vec::new(), cut_ms: None });
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

/// Marks what was still going on at the end, and learns how long things take.
pub(super) fn settle(contacts: &mut HashMap<ContactId, ContactFacts>, to: Time) -> Laws {
    let mut all = Cases::default();
    let (mut bots, mut settled) = (0_u32, 0_u32);
    let (mut accepted, mut declined) = (0_u32, Vec::new());
    for own in contacts.values_mut() {
        for moment in &mut own.moments {
            let answered = moment.deeds.iter().find(|deed| ends(moment.anchor, &deed.input));
            if answered.is_some() {
                moment.cut_ms = None;
            }
            if answered.is_none() && moment.cut_ms.is_none() {
                moment.cut_ms = Some(length_ms(moment.at, to));
            }
            let case = match answered {
                Some(deed) => Case { ms: deed.delay_ms.clamp(0, i64::from(u32::MAX)) as u32, complete: true },
                None => Case { ms: moment.cut_ms.unwrap_or(0), complete: false },
            };
            match answered.map(|deed| &deed.input) {
                Some(Input::Accept { .. }) => accepted += 1,
                Some(Input::Decline { cause, .. }) => declined.push((moment.at, *cause)),
                _ => {}
            }
            if moment.anchor == Anchor::WithBot {
                bots += 1;
                settled += u32::from(answered.is_some_and(|deed| matches!(deed.input, Input::Solved { .. })));
            }
            if let Some(cases) = all.of(moment.anchor) {
                cases.push((own.reason, case));
            }
        }
    }
    // Contacts have no order of their own, draws need one.
    declined.sort_by_key(|(at, cause)| (*at, *cause as u8));
    Laws {
        accepted,
        declined: declined.into_iter().map(|(_, cause)| cause).collect(),
        patience: Survivals::of(&all.patience),
        talk: Survivals::of(&all.talk),
        with_bot: Survivals::of(&all.with_bot),
        wrap_up: Survivals::of(&all.wrap_up),
        answer: Survivals::of(&all.answer),
        bot_settles: f64::from(settled) / f64::from(bots.max(1)),
    }
}

impl Cases {
    fn of(&mut self, anchor: Anchor) -> Option<&mut Vec<(Option<ReasonId>, Case)>> {
        match anchor {
            Anchor::Queued => Some(&mut self.patience),
            Anchor::Talking => Some(&mut self.talk),
            Anchor::WithBot => Some(&mut self.with_bot),
            Anchor::Over => Some(&mut self.wrap_up),
            Anchor::Offered => Some(&mut self.answer),
            _ => None,
        }
    }
}

pub fn is_bot(engine: &Engine, agent: AgentId) -> bool {
    engine.agent(agent).is_some_and(|agent| agent.profile.kind == routing::AgentKind::Bot)
}

fn length_ms(from: Time, to: Time) -> u32 {
    u32::try_from(to.since_ms(from).max(0)).unwrap_or(u32::MAX)
}

/// The moments an input can be an answer to, whichever came last.
fn anchors(input: &Input) -> &'static [Anchor] {
    use Anchor as A;
    match input {
        Input::Reason { .. } => &[A::Arrived, A::Talking, A::WithBot, A::Over],
        Input::Identified { .. } => &[A::Arrived],
        Input::Choose { .. } | Input::AskPerson { .. } | Input::ChangeChannel { .. } => {
            &[A::Arrived, A::Triaged, A::Chosen, A::ForBot, A::Queued, A::Called, A::Booked, A::WithBot]
        }
        Input::TellWait { .. } | Input::Move { .. } => &[A::Queued, A::Called, A::ForBot],
        Input::Leave { .. } => {
            &[A::Arrived, A::Triaged, A::Chosen, A::Queued, A::Called, A::ForBot, A::Booked, A::Talking, A::WithBot]
        }
        Input::Solved { .. } => &[A::Triaged, A::Chosen, A::WithBot],
        Input::Accept { .. } | Input::Decline { .. } => &[A::Offered],
        Input::Resume { .. } => &[A::Held],
        Input::Hold { .. }
        | Input::Transfer { .. }
        | Input::HandOver { .. }
        | Input::Join { .. }
        | Input::Part { .. }
        | Input::TakeOver { .. }
        | Input::End { .. }
        | Input::Dialled { .. } => &[A::Talking, A::WithBot],
        Input::Protect { .. } => &[A::Talking, A::Over],
        Input::Wrapped { .. } => &[A::Over],
        Input::Reopen { .. } => &[A::Closed],
        _ => &[],
    }
}

/// The moment an event begins, for which contact and with whom.
pub fn begins(event: &Event, bot: impl Fn(AgentId) -> bool) -> Option<(ContactId, Anchor, Option<AgentId>)> {
    Some(match event {
        Event::Arrived { arrival, .. } => (arrival.contact, Anchor::Arrived, None),
        Event::Triaged { contact, .. } => (*contact, Anchor::Triaged, None),
        Event::Chosen { contact, .. } => (*contact, Anchor::Chosen, None),
        Event::Queued { contact, cause: QueueCause::Slot, .. } => (*contact, Anchor::Called, None),
        Event::Queued { contact, for_bot: None, .. } => (*contact, Anchor::Queued, None),
        Event::Queued { contact, for_bot, .. } => (*contact, Anchor::ForBot, *for_bot),
        Event::Booked { contact, .. } => (*contact, Anchor::Booked, None),
        Event::Offered { contact, agent, .. } => (*contact, Anchor::Offered, Some(*agent)),
        Event::Connected { contact, agent, .. } if bot(*agent) => (*contact, Anchor::WithBot, Some(*agent)),
        Event::Connected { contact, agent, .. } => (*contact, Anchor::Talking, Some(*agent)),
        Event::Held { contact, agent } => (*contact, Anchor::Held, Some(*agent)),
        Event::Ended { contact, agent: Some(agent), .. } => (*contact, Anchor::Over, Some(*agent)),
        Event::LegEnded { contact, agent, wrap_up: true, .. } => (*contact, Anchor::Over, Some(*agent)),
        Event::Closed { contact, .. } => (*contact, Anchor::Closed, None),
        _ => return None,
    })
}

/// The moments an event ends, if nobody has; an agent's own only where she is named.
fn ends_others(event: &Event) -> Option<(ContactId, &'static [Anchor], Option<AgentId>)> {
    use Anchor as A;
    Some(match event {
        Event::OfferEnded { contact, .. } => (*contact, &[A::Offered], None),
        Event::Connected { contact, .. } => (*contact, &[A::Queued, A::Called, A::ForBot, A::Offered], None),
        Event::Queued { contact, .. } => (*contact, &[A::Queued, A::Called, A::ForBot, A::Talking, A::WithBot], None),
        Event::Ended { contact, .. } | Event::LegEnded { contact, .. } => {
            (*contact, &[A::Talking, A::WithBot, A::Held], None)
        }
        Event::WrappedUp { contact, agent, .. } => (*contact, &[A::Over], Some(*agent)),
        Event::Booked { contact, .. } | Event::ChannelChanged { contact, .. } => {
            (*contact, &[A::Queued, A::Called, A::ForBot], None)
        }
        Event::Closed { contact, .. } | Event::MergedInto { contact, .. } => {
            (*contact, &[A::Queued, A::Called, A::ForBot, A::Offered, A::Talking, A::WithBot, A::Over], None)
        }
        _ => return None,
    })
}

/// Whether an answer settles a moment: after it nothing more is waited for.
pub fn ends(anchor: Anchor, input: &Input) -> bool {
    match anchor {
        Anchor::Offered => matches!(input, Input::Accept { .. } | Input::Decline { .. }),
        Anchor::Queued | Anchor::Called => matches!(input, Input::Leave { .. }),
        Anchor::Over => matches!(input, Input::Wrapped { .. }),
        Anchor::Talking => matches!(
            input,
            Input::End { .. }
                | Input::Transfer { .. }
                | Input::TakeOver { .. }
                | Input::Leave { .. }
                | Input::Protect { .. }
                | Input::Dialled { result: routing::input::DialResult::NotReached, .. }
                | Input::Dialled { result: routing::input::DialResult::WrongNumber, .. }
        ),
        Anchor::WithBot => matches!(
            input,
            Input::End { .. }
                | Input::HandOver { .. }
                | Input::Solved { .. }
                | Input::Leave { .. }
                | Input::AskPerson { .. }
                | Input::Choose { .. }
        ),
        _ => false,
    }
}
