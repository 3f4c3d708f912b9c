//! An engine under every check there is.

use routing::{Engine, Event, Input, Refusal, Time, invariants};

use crate::books::{Books, Wrong};
use crate::bugs::Bug;

/// Deadlines that may come due at one moment before it is taken for a loop.
const MOST_TICKS: usize = 500;

/// An engine, the books beside it, and a shadow that only folds.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    pub engine: Engine,
    pub books: Books,
    shadow: Engine,
    /// The engine's digest after the last call: nearly all the time of a check goes into digests.
    digest: Option<u64>,
    /// A fault planted between the engine and the checks; they must find it.
    bug: Option<Bug>,
}

/// One call of the engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The engine's time.
    pub at: Time,
    pub input: Input,
    pub events: Vec<Event>,
    pub answer: Result<(), Refusal>,
}

impl Checked {
    pub fn new() -> Checked {
        Checked::default()
    }

    pub fn with_bug(bug: Bug) -> Checked {
        Checked { bug: Some(bug), ..Checked::default() }
    }

    /// Lets every deadline up to `now` come, then gives the engine the input; each call is one step.
    ///
    /// # Errors
    /// What must never happen and did.
    pub fn say(&mut self, now: Time, input: &Input) -> Result<Vec<Step>, Wrong> {
        let mut steps: Vec<Step> = Vec::new();
        while let Some(due) = self.engine.next_deadline().filter(|due| *due <= now.max(self.engine.now())) {
            let at_once = steps.iter().rev().take_while(|step| step.at >= due).take(MOST_TICKS).count();
            if at_once == MOST_TICKS {
                return Err(Wrong("time stands still: deadlines come due without end".into()));
            }
            let step = self.call(due.max(self.engine.now()), &Input::Tick)?;
            steps.push(step);
        }
        steps.push(self.call(now, input)?);
        Ok(steps)
    }

    fn call(&mut self, now: Time, input: &Input) -> Result<Step, Wrong> {
        let before = self.digest.take().unwrap_or_else(|| self.engine.digest());
        let mut events = Vec::new();
        let heard = self.bug.and_then(|bug| bug.mishear(input));
        let answer = self.engine.handle(now, heard.as_ref().unwrap_or(input), &mut events);
        if let Some(bug) = self.bug {
            bug.spoil(&self.books, input, &mut events);
        }
        let seen = |wrong: Wrong| {
            let decided: String = events.iter().map(|event| format!("\n    {event:?}")).collect();
            Wrong(format!("{wrong}\n  {input:?} at {} decided{decided}", now.0))
        };
        self.books.step(now, input, &events, answer).map_err(seen)?;
        if self.bug.is_none() {
            invariants::check(&self.engine).map_err(|broken| seen(Wrong(broken.0)))?;
        }
        for event in &events {
            self.shadow.apply(self.engine.now(), event);
        }
        let after = self.engine.digest();
        // Where nothing was decided and nothing changed, the fold is as right as it was.
        let folds = !events.is_empty() || after != before;
        if folds && self.bug.is_none_or(Bug::is_for_the_fold) && self.shadow.digest() != after {
            return Err(Wrong("folding the journal does not give the live state".into()));
        }
        if answer.is_err() && after != before {
            return Err(Wrong("a refused input changed something".into()));
        }
        self.digest = Some(after);
        Ok(Step { at: self.engine.now(), input: input.clone(), events, answer })
    }

    /// Everything is lost but what was kept: the engine goes on as the fold of its journal.
    pub fn crash_and_fold(&mut self) {
        self.engine = self.shadow.clone();
        self.digest = None;
        // Time in which nothing was decided is nowhere written down.
        self.books.now = self.engine.now();
    }

    /// The engine goes on as a snapshot of itself, written down and read again.
    ///
    /// # Errors
    /// The snapshot is not the engine it was taken of.
    pub fn crash_and_restore(&mut self) -> Result<(), Wrong> {
        let kept = serde_json::to_string(&self.engine.snapshot()).map_err(|error| Wrong(error.to_string()))?;
        let read = serde_json::from_str(&kept).map_err(|error| Wrong(error.to_string()))?;
        let restored = Engine::restore(read);
        if restored.digest() != self.engine.digest() {
            return Err(Wrong("a snapshot restores to another engine".into()));
        }
        self.engine = restored;
        self.digest = None;
        Ok(())
    }
}
