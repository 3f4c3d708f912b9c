//! The people of a stretch, who answer as they did; what they were never asked is drawn from how long such things took.

use std::collections::{HashMap, HashSet};

use routing::input::{DialResult, Outcome, Party, Target};
use routing::policy::Treatment;
use routing::{AgentId, Channel, ContactId, Event, Input, ReasonId, Refusal, State, Time};

use super::facts::{Facts, in_line, length_ms, line_of, was_passed_on};
use super::moments::{Anchor, begins, ends, goes_on, is_bot};
use super::survival::{Kind, Pace};
use crate::random::Random;
use crate::world::{Moment, People};

/// How far ahead a callback is booked when the one that was booked cannot be.
const BOOKED_AHEAD_MS: i64 = 3 * 86_400_000;
/// How long a customer looks at a choice nobody ever gave her.
const LOOK_MS: i64 = 5_000;

/// Something put down for later.
#[derive(Debug, Clone, Copy)]
pub enum Cue {
    Fixed(u32),
    /// Something that was done, in answer to a moment with an agent.
    Deed {
        contact: ContactId,
        moment: u32,
        deed: u32,
        agent: Option<AgentId>,
    },
    /// Something drawn.
    Drawn {
        contact: ContactId,
        anchor: Anchor,
        nth: u16,
        agent: Option<AgentId>,
    },
}

/// How people are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    pub seed: u64,
    /// Times of patience, talk, wrap-up and answers are drawn even where they are known: how good the estimates are.
    pub redraw: bool,
}

/// Everyone who was there.
pub struct Recorded<'a> {
    facts: &'a Facts,
    manner: Manner,
    fixed: Vec<Input>,
    /// How often each contact has come to each kind of moment.
    come_to: HashMap<ContactId, Vec<(Anchor, u16)>>,
    reasons: HashMap<ContactId, ReasonId>,
    /// Whose next conversation goes on with one that a person has had.
    passed_on: HashSet<ContactId>,
    /// Answers that no longer fitted what the engine had decided.
    pub void: u64,
    /// Answers that had to be drawn.
    pub drawn: u64,
}

impl<'a> Recorded<'a> {
    pub fn new(facts: &'a Facts, manner: Manner) -> Recorded<'a> {
        Recorded {
            facts,
            manner,
            fixed: Vec::new(),
            come_to: HashMap::new(),
            reasons: HashMap::new(),
            passed_on: HashSet::new(),
            void: 0,
            drawn: 0,
        }
    }

    /// Puts down everything that happens at its time.
    pub fn plan(&mut self, fixed: impl Iterator<Item = (Time, u64, Input)>, agenda: &mut crate::world::Agenda<Cue>) {
        for (at, order, input) in fixed {
            agenda.put_in_order(at, order, Cue::Fixed(self.fixed.len() as u32));
            self.fixed.push(input);
        }
    }

    /// Counts a moment; the kind that came last stands last.
    fn nth(&mut self, contact: ContactId, anchor: Anchor) -> u16 {
        let counts = self.come_to.entry(contact).or_default();
        let known = counts.iter().position(|(kind, _)| *kind == anchor);
        let nth = known.map_or(0, |at| counts.remove(at).1);
        counts.push((anchor, nth + 1));
        nth
    }

    fn is_last(&self, contact: ContactId, anchor: Anchor, nth: u16) -> bool {
        let counts = self.come_to.get(&contact).into_iter().flatten();
        // Who has come to be called back since is in another line.
        let mut since = counts.skip_while(|(kind, _)| *kind != anchor);
        let last = since.next().is_some_and(|(_, count)| *count == nth + 1);
        last && !(anchor == Anchor::Queued && since.any(|(kind, _)| *kind == Anchor::Called))
    }

    /// Who is in line when the stretch begins stays as she did, or as who has waited so long does.
    pub fn go_on_waiting(&mut self, moment: &mut Moment<'_, Cue>) {
        let engine = moment.engine;
        let mut waiting: Vec<&routing::Contact> = in_line(engine).collect();
        waiting.sort_by_key(|contact| contact.id);
        for contact in waiting {
            if was_passed_on(contact) {
                self.passed_on.insert(contact.id);
            }
            self.comes_to(contact.id, line_of(contact), None, contact.queued_at, moment);
        }
    }

    /// A moment has come, or had at `since`: its answers are put down, as they were or as they are drawn.
    fn comes_to(
        &mut self,
        contact: ContactId,
        anchor: Anchor,
        agent: Option<AgentId>,
        since: Time,
        moment: &mut Moment<'_, Cue>,
    ) {
        let nth = self.nth(contact, anchor);
        let own = self.facts.contacts.get(&contact);
        let found = own.and_then(|own| {
            let mut of_kind = own.moments.iter().enumerate().filter(|(_, found)| found.anchor == anchor);
            of_kind.nth(usize::from(nth))
        });
        let redraws = self.manner.redraw
            && matches!(anchor, Anchor::Queued | Anchor::Talking | Anchor::WithBot | Anchor::Over | Anchor::Offered);
        let mut beyond_ms = Some(0);
        let called = moment.engine.contact(contact).is_some_and(|found| found.channel == Channel::Callback);
        // A callback nobody ever made: as good as reached.
        if let (Anchor::Talking, Some(agent)) = (anchor, agent)
            && called
            && !self.was_called_back(contact, found.map(|(_, was)| was))
        {
            moment.say(Input::Dialled { contact, agent, result: DialResult::Reached });
        }
        if let Some((at, was)) = found {
            beyond_ms = was.cut_ms;
            for (deed, done) in was.deeds.iter().enumerate() {
                // What came of a call says nothing of her who is not called: how long she talks is drawn.
                if matches!(done.input, Input::Dialled { .. }) && !called {
                    beyond_ms = beyond_ms.or(ends(anchor, &done.input).then_some(0));
                    continue;
                }
                if redraws && ends(anchor, &done.input) && may_be_redrawn(&done.input) {
                    beyond_ms = Some(0);
                    continue;
                }
                let cue = Cue::Deed { contact, moment: at as u32, deed: deed as u32, agent };
                moment.later_in_order(since.plus_ms(done.delay_ms), done.order, cue);
            }
            if redraws && beyond_ms.is_some() {
                beyond_ms = Some(0);
            }
        }
        let lasted_ms = length_ms(since, self.facts.from);
        let drawn_ms = beyond_ms.and_then(|beyond_ms| {
            self.drawn_ms(contact, anchor, nth, beyond_ms.max(lasted_ms), found.is_some(), moment.engine)
        });
        if let Some(delay_ms) = drawn_ms {
            moment.later(since.plus_ms(delay_ms.into()), Cue::Drawn { contact, anchor, nth, agent });
        }
    }

    /// How long something lasts that is not known, from its beginning, if it ends by itself.
    fn drawn_ms(
        &self,
        contact: ContactId,
        anchor: Anchor,
        nth: u16,
        beyond_ms: u32,
        was_there: bool,
        engine: &routing::Engine,
    ) -> Option<u32> {
        let laws = &self.facts.laws;
        let own = self.facts.contacts.get(&contact).and_then(|own| own.reason);
        let reason = own.or(self.reasons.get(&contact).copied());
        let pace = engine.contact(contact).map(|found| Pace::of(found.channel)).unwrap_or_default();
        let kind = Kind { reason, pace };
        let mut random = Random::of(self.manner.seed, contact.0, u64::from(nth) << 8 | anchor as u64);
        match anchor {
            Anchor::Queued => laws.patience.draw(kind, beyond_ms, &mut random),
            Anchor::Offered => laws.answer.draw(Kind { reason: None, ..kind }, beyond_ms, &mut random),
            Anchor::Talking if self.passed_on.contains(&contact) => {
                let goes_on = laws.passed_on.draw(kind, beyond_ms, &mut random);
                goes_on.or_else(|| laws.talk.draw(kind, beyond_ms, &mut random))
            }
            Anchor::Talking => laws.talk.draw(kind, beyond_ms, &mut random),
            Anchor::WithBot => laws.with_bot.draw(kind, beyond_ms, &mut random),
            Anchor::Over => laws.wrap_up.draw(kind, beyond_ms, &mut random),
            // A choice nobody gave her before; what she did with the one she had is known.
            Anchor::Triaged if !was_there => Some(LOOK_MS as u32),
            _ => None,
        }
    }

    /// Whether the journal says what came of her call: of somebody who was called back then too.
    fn was_called_back(&self, contact: ContactId, talk: Option<&super::facts::Moment>) -> bool {
        let own = self.facts.contacts.get(&contact);
        let booked = own.is_some_and(|own| own.moments.iter().any(|moment| moment.anchor == Anchor::Booked));
        talk.is_some() && (booked || self.facts.opening.contact(contact).is_some())
    }

    /// What was done, said of the agent who is there now.
    fn deed(
        &self,
        done: &Input,
        agent: Option<AgentId>,
        contact: ContactId,
        moment: &Moment<'_, Cue>,
    ) -> Option<Input> {
        let found = moment.engine.contact(contact);
        let with = found.and_then(|found| found.talking_with());
        let mut input = done.clone();
        match &mut input {
            Input::Accept { offer, agent: who } | Input::Decline { offer, agent: who, .. } => {
                let State::Offered { offer: now, agent: asked, .. } = found?.state else { return None };
                if Some(asked) != agent {
                    return None;
                }
                (*offer, *who) = (now, asked);
            }
            Input::Hold { agent: who, .. }
            | Input::Resume { agent: who, .. }
            | Input::Transfer { agent: who, .. }
            | Input::HandOver { agent: who, .. }
            | Input::Dialled { agent: who, .. } => {
                *who = with?;
                if Some(*who) != agent {
                    return None;
                }
            }
            Input::Protect { agent: who, .. } | Input::Wrapped { agent: who, .. } => *who = agent?,
            Input::End { .. } if with.is_none() || with != agent => return None,
            Input::Leave { .. } if agent.is_none() && with.is_some() => return None,
            _ => {}
        }
        Some(input)
    }

    fn act_drawn(
        &mut self,
        contact: ContactId,
        anchor: Anchor,
        agent: Option<AgentId>,
        nth: u16,
        moment: &mut Moment<'_, Cue>,
    ) -> Option<Input> {
        let found = moment.engine.contact(contact)?;
        match anchor {
            Anchor::Queued => (found.in_line() && found.for_bot.is_none()).then_some(Input::Leave { contact }),
            Anchor::Offered => match found.state {
                State::Offered { offer, agent: asked, .. } if Some(asked) == agent => {
                    let mut random = Random::of(self.manner.seed ^ 2, contact.0, nth.into());
                    Some(match self.facts.laws.answer_to_offer(&mut random) {
                        None => Input::Accept { offer, agent: asked },
                        Some(cause) => Input::Decline { offer, agent: asked, cause },
                    })
                }
                _ => None,
            },
            Anchor::Talking if found.talking_with() == agent => Some(Input::End { contact, by: Party::Customer }),
            Anchor::WithBot if found.talking_with() == agent => {
                let mut random = Random::of(self.manner.seed ^ 1, contact.0, nth.into());
                let settles = random.chance(self.facts.laws.bot_settles);
                Some(if settles { Input::Solved { contact } } else { Input::AskPerson { contact, channel: None } })
            }
            Anchor::Over => {
                let agent = agent.filter(|agent| found.wraps_up(*agent))?;
                Some(Input::Wrapped { contact, agent, reason: None, outcome: Outcome::Solved })
            }
            Anchor::Triaged if matches!(found.state, State::Choosing) => {
                Some(Input::AskPerson { contact, channel: None })
            }
            _ => None,
        }
    }
}

impl People for Recorded<'_> {
    type Cue = Cue;

    fn act(&mut self, cue: Cue, moment: &mut Moment<'_, Cue>) {
        match cue {
            Cue::Fixed(at) => {
                if let Some(input) = self.fixed.get(at as usize) {
                    moment.say(input.clone());
                }
            }
            Cue::Deed { contact, moment: at, deed, agent } => {
                let own = self.facts.contacts.get(&contact).and_then(|own| own.moments.get(at as usize));
                let Some(done) = own.and_then(|was| was.deeds.get(deed as usize)) else { return };
                match self.deed(&done.input, agent, contact, moment) {
                    Some(input) => moment.say(input),
                    None => self.void += 1,
                }
            }
            Cue::Drawn { contact, anchor, nth, agent } => {
                // What was drawn for one stay says nothing of the next.
                if anchor != Anchor::Over && !self.is_last(contact, anchor, nth) {
                    return;
                }
                if let Some(input) = self.act_drawn(contact, anchor, agent, nth, moment) {
                    self.drawn += 1;
                    moment.say(input);
                }
            }
        }
    }

    fn hear(&mut self, event: &Event, moment: &mut Moment<'_, Cue>) {
        match event {
            Event::Arrived { arrival, .. } => {
                if let Some(reason) = arrival.reason {
                    self.reasons.insert(arrival.contact, reason);
                }
            }
            Event::ReasonSet { contact, reason, .. } => {
                self.reasons.insert(*contact, *reason);
            }
            _ => {}
        }
        let engine = moment.engine;
        let bot = |agent| is_bot(engine, agent);
        match goes_on(event, bot) {
            Some((contact, true)) => _ = self.passed_on.insert(contact),
            Some((contact, false)) => _ = self.passed_on.remove(&contact),
            None => {}
        }
        if let Some((contact, anchor, agent)) = begins(event, bot) {
            self.comes_to(contact, anchor, agent, moment.now, moment);
        }
    }

    fn refused(&mut self, input: &Input, _why: Refusal, moment: &mut Moment<'_, Cue>) {
        self.void += 1;
        if let Some(other) = instead(input, moment.engine, moment.now) {
            moment.say(other);
        }
    }

    fn wakes_at(&self, deadline: Time) -> Time {
        self.facts.woken.get(&deadline).copied().unwrap_or(deadline)
    }
}

/// A call that reached nobody, a transfer, a protection: what they were is no matter of time.
fn may_be_redrawn(input: &Input) -> bool {
    matches!(
        input,
        Input::Accept { .. }
            | Input::Decline { .. }
            | Input::Leave { .. }
            | Input::End { .. }
            | Input::Wrapped { .. }
            | Input::Solved { .. }
    )
}

/// What is done where what was done is not to be had in this world; without it she would stay where she is for good.
fn instead(input: &Input, engine: &routing::Engine, now: Time) -> Option<Input> {
    let found = |contact: &ContactId| engine.contact(*contact);
    let talks = |contact: &ContactId| found(contact)?.talking_with();
    match input {
        // She takes the next slot, or asks for a person.
        Input::Choose { contact, treatment, .. }
            if matches!(found(contact)?.state, State::Choosing | State::SelfService) =>
        {
            let slot = (*treatment == Treatment::Callback).then(|| next_slot(engine, *contact, now)).flatten();
            Some(slot.unwrap_or(Input::AskPerson { contact: *contact, channel: None }))
        }
        // Who is not there cannot be given it: whoever serves the reason is.
        Input::Transfer { contact, agent, to } if talks(contact) == Some(*agent) => {
            let line = found(contact)?.reason.map(|reason| Target::Reason { reason }).filter(|line| line != to);
            let ends = Input::End { contact: *contact, by: Party::Agent };
            Some(line.map_or(ends, |to| Input::Transfer { contact: *contact, agent: *agent, to }))
        }
        Input::TakeOver { contact, .. } if talks(contact).is_some() => {
            Some(Input::End { contact: *contact, by: Party::Agent })
        }
        _ => None,
    }
}

/// A slot with a place left.
fn next_slot(engine: &routing::Engine, contact: ContactId, now: Time) -> Option<Input> {
    let reason = engine.contact(contact)?.reason?;
    let group = engine.policy()?.reasons.get(&reason)?.group?;
    let slots = engine.slots(group, now, now.plus_ms(BOOKED_AHEAD_MS));
    let slot = slots.iter().find(|slot| slot.start > now && slot.taken < slot.places)?;
    Some(Input::Choose { contact, treatment: Treatment::Callback, channel: None, slot: Some(slot.start) })
}
