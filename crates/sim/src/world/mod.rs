//! The live floor's engine under a virtual clock, with people around it who answer what it decides.
//!
//! [`World`] is the only thing here that calls the engine. Who acts, and how, is said by [`People`]: drawn by dice in a
//! scenario, or as recorded in a journal.

mod agenda;

use std::collections::VecDeque;

use routing::{Engine, Event, Input, Refusal, Time};

pub use agenda::Agenda;

/// Inputs at one moment after which time is taken to stand still.
const MOST_AT_ONCE: u32 = 1_000_000;

/// Customers, agents, lines: everyone outside the engine.
pub trait People {
    /// Something one of them has put down for later.
    type Cue: Copy;

    /// The time for something put down has come.
    fn act(&mut self, cue: Self::Cue, moment: &mut Moment<'_, Self::Cue>);

    /// The engine decided something.
    fn hear(&mut self, event: &Event, moment: &mut Moment<'_, Self::Cue>);

    /// Everything that was decided at once has been heard.
    fn heard(&mut self, moment: &mut Moment<'_, Self::Cue>) {
        let _ = moment;
    }

    /// The engine refused what one of them said.
    fn refused(&mut self, input: &Input, why: Refusal, moment: &mut Moment<'_, Self::Cue>) {
        let _ = (input, why, moment);
    }

    /// When the engine is called for a deadline: at once, unless it is known that it was called later.
    fn wakes_at(&self, deadline: Time) -> Time {
        deadline
    }
}

/// Now, as people see it: the engine to look at, and two ways of doing something.
pub struct Moment<'a, C> {
    pub now: Time,
    pub engine: &'a Engine,
    agenda: &'a mut Agenda<C>,
    said: &'a mut VecDeque<Input>,
}

impl<C: Copy> Moment<'_, C> {
    /// Tells the engine something now, after what was said before.
    pub fn say(&mut self, input: Input) {
        self.said.push_back(input);
    }

    /// Puts something down for later.
    pub fn later(&mut self, at: Time, cue: C) {
        self.agenda.put(at, cue);
    }

    /// Puts something down for later that came in a known order.
    pub fn later_in_order(&mut self, at: Time, order: u64, cue: C) {
        self.agenda.put_in_order(at, order, cue);
    }
}

/// An engine, its people, and what they have put down.
pub struct World<P: People> {
    pub engine: Engine,
    pub people: P,
    agenda: Agenda<P::Cue>,
    said: VecDeque<Input>,
    events: Vec<Event>,
    at_once: u32,
    now: Time,
}

/// Time stands still: at `at` one thing led to another without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this would never end: more than the limit most_at_once, {MOST_AT_ONCE} things, happen at one moment, {} ms after the epoch", at.0)]
pub struct Endless {
    pub at: Time,
}

impl<P: People> World<P> {
    pub fn new(engine: Engine, people: P) -> World<P> {
        let now = engine.now();
        World { engine, people, agenda: Agenda::default(), said: VecDeque::new(), events: Vec::new(), at_once: 0, now }
    }

    /// What is put down from outside, before it begins.
    pub fn agenda(&mut self) -> &mut Agenda<P::Cue> {
        &mut self.agenda
    }

    /// What people have in mind when it begins.
    pub fn begin(&mut self, act: impl FnOnce(&mut P, &mut Moment<'_, P::Cue>)) {
        let (engine, agenda, said) = (&self.engine, &mut self.agenda, &mut self.said);
        act(&mut self.people, &mut Moment { now: self.now, engine, agenda, said });
    }

    /// When something happens next.
    pub fn next(&self) -> Option<Time> {
        let deadline = self.engine.next_deadline().map(|due| self.people.wakes_at(due).max(self.now));
        match (self.agenda.next(), deadline) {
            (Some(cue), Some(due)) => Some(cue.min(due)),
            (cue, due) => cue.or(due),
        }
    }

    /// Lets everything up to and including `until` happen; `see` is shown every call of the engine that decided something.
    ///
    /// # Errors
    /// [`Endless`].
    pub fn run(&mut self, until: Time, see: &mut impl FnMut(Time, &Input, &[Event])) -> Result<(), Endless> {
        while let Some(at) = self.next().filter(|at| *at <= until) {
            self.step(at, see)?;
        }
        Ok(())
    }

    /// Lets everything of the next moment happen.
    fn step(&mut self, at: Time, see: &mut impl FnMut(Time, &Input, &[Event])) -> Result<(), Endless> {
        if at > self.now {
            (self.now, self.at_once) = (at, 0);
        }
        // A deadline that is due is decided before anyone speaks, as on the live floor.
        let due = self.engine.next_deadline().is_some_and(|due| self.people.wakes_at(due).max(self.now) <= at);
        if due {
            self.tell(&Input::Tick, see)?;
        } else if let Some(cue) = self.agenda.take() {
            let (engine, agenda, said) = (&self.engine, &mut self.agenda, &mut self.said);
            self.people.act(cue, &mut Moment { now: at, engine, agenda, said });
        }
        while let Some(input) = self.said.pop_front() {
            self.tell(&input, see)?;
        }
        Ok(())
    }

    fn tell(&mut self, input: &Input, see: &mut impl FnMut(Time, &Input, &[Event])) -> Result<(), Endless> {
        self.at_once += 1;
        if self.at_once > MOST_AT_ONCE {
            return Err(Endless { at: self.now });
        }
        self.events.clear();
        let answer = self.engine.handle(self.now, input, &mut self.events);
        let (engine, agenda, said) = (&self.engine, &mut self.agenda, &mut self.said);
        let mut moment = Moment { now: self.now, engine, agenda, said };
        if let Err(why) = answer {
            self.people.refused(input, why, &mut moment);
        }
        if self.events.is_empty() {
            return Ok(());
        }
        see(self.now, input, &self.events);
        for event in &self.events {
            self.people.hear(event, &mut moment);
        }
        self.people.heard(&mut moment);
        Ok(())
    }
}
