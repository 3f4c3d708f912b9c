//! Decide, write, then answer. State may run ahead of the disk; answers and effects never do.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use journal::{AlsoError, AppendError, Body, Journal, ReadError, Row};
use routing::{AgentId, Effect, Engine, Event, Input, Refusal, Time, invariants};
use uuid::Uuid;

use crate::fold::{Folded, apply, fold_until, snapshot};
use crate::submission::{Committed, Projector, Submission, SubmitError};

/// Of an input, in an alarm; a policy is long.
const ALARM_CHARS: usize = 300;

/// How a driver is run.
#[derive(Debug, Clone, Copy)]
pub struct DriverSettings {
    /// A snapshot is kept every so many rows.
    pub snapshot_every: u64,
    pub check: Check,
}

/// Which invariants are checked after every input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The books and the agents just touched.
    Quick,
    /// Everything; costs a pass over everything.
    Full,
}

impl Default for DriverSettings {
    fn default() -> DriverSettings {
        let check = if cfg!(debug_assertions) { Check::Full } else { Check::Quick };
        DriverSettings { snapshot_every: 20_000, check }
    }
}

/// What decides: [`Engine::handle`], or a test's faulty version of it.
pub type Handle = fn(&mut Engine, Time, &Input, &mut Vec<Event>) -> Result<(), Refusal>;

/// The engine of one centre on its journal.
pub struct Driver<J: Journal> {
    /// May be ahead of the disk within a step.
    engine: Engine,
    /// Exactly what the disk has: committed rows, applied. What a failed step goes back to.
    durable: Engine,
    handle: Handle,
    journal: J,
    projector: Box<dyn Projector<J>>,
    settings: DriverSettings,
    epoch: u64,
    seq: u64,
    /// The row of the last snapshot.
    snapshot_at: u64,
    /// The row at which the next one is due; later after a failure, so that it is not tried at every step.
    snapshot_due: u64,
    stopped: bool,
}

/// Why a driver could not start. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Claim(#[from] AppendError),
    #[error("folding the journal failed at row {0}: this program does not understand what an earlier one decided")]
    Fold(u64),
    #[error(
        "row {0} of the journal is earlier than the row before it, or than 1970: it was altered. Run `maru doctor`"
    )]
    GoesBack(u64),
}

/// What one step brought.
pub struct Step {
    /// One for each submission, in order.
    pub answers: Vec<Result<Committed, SubmitError>>,
    /// Durable now, in order.
    pub rows: Vec<Arc<Row>>,
    /// To be carried out now, in order.
    pub effects: Vec<Effect>,
    /// Faults of the program that were met and survived, in words for the log.
    pub alarms: Vec<String>,
}

/// What was decided but is not yet durable.
#[derive(Default)]
struct Decided {
    rows: Vec<Row>,
    /// Per submission: its row (by index), or an answer that needs none.
    answers: Vec<Answer>,
}

enum Answer {
    Row(usize),
    /// The same input came earlier in this batch.
    Again(usize),
    Now(Result<Committed, SubmitError>),
}

/// Why a batch came to nothing; the engine has been rebuilt.
enum Failure {
    /// One of several may be the culprit: try them one by one.
    Culprit(SubmitError),
    /// All of them: nothing can be written now.
    All(SubmitError),
}

/// A fault of this program in what belongs to a row, other than a refusal of the one who submitted it.
#[derive(Debug, thiserror::Error)]
enum WriteFault {
    #[error("the tables could not follow what was decided: {0}")]
    Projection(#[source] AlsoError),
    #[error("a write panicked")]
    Panic,
}

impl<J: Journal> Driver<J> {
    /// Takes the journal over and folds it.
    pub fn open(
        mut journal: J,
        projector: Box<dyn Projector<J>>,
        settings: DriverSettings,
    ) -> Result<Driver<J>, OpenError> {
        let epoch = journal.claim()?;
        let Folded { engine, seq, snapshot } = fold_until(&journal, u64::MAX)?;
        Ok(Driver {
            durable: engine.clone(),
            engine,
            handle: Engine::handle,
            journal,
            projector,
            settings,
            epoch,
            seq,
            snapshot_at: snapshot,
            snapshot_due: snapshot.saturating_add(settings.snapshot_every),
            stopped: false,
        })
    }

    /// The same with another decider: tests plant faults here and see them survived.
    #[must_use]
    pub fn deciding_by(mut self, handle: Handle) -> Driver<J> {
        self.handle = handle;
        self
    }

    /// Takes all waiting submissions: decides each, writes them in one transaction, then answers.
    /// With no submission it lets time pass.
    pub fn step(&mut self, now: Time, mut batch: Vec<Submission<J>>) -> Step {
        let mut step = Step { answers: Vec::new(), rows: Vec::new(), effects: Vec::new(), alarms: Vec::new() };
        self.step_part(now, &mut batch, &mut step);
        if self.seq >= self.snapshot_due
            && let Err(alarm) = self.keep_snapshot()
        {
            step.alarms.push(alarm);
        }
        step
    }

    /// When to step again if nothing comes in.
    pub fn next_deadline(&self) -> Option<Time> {
        self.engine.next_deadline()
    }

    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    pub fn journal(&self) -> &J {
        &self.journal
    }

    /// The last durable row.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Another owner has taken over, or the journal cannot be read any more: this driver decides nothing more.
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// Keeps a snapshot now, so that the next start is quick. Losing it loses nothing.
    ///
    /// # Errors
    /// It could not be kept, in words for the log.
    pub fn keep_snapshot(&mut self) -> Result<(), String> {
        if self.snapshot_at == self.seq || self.stopped {
            return Ok(());
        }
        self.snapshot_due = self.seq.saturating_add(self.settings.snapshot_every);
        let snapshot =
            snapshot(&self.engine, self.seq).map_err(|error| format!("no snapshot could be made: {error}"))?;
        self.journal.save_snapshot(&snapshot).map_err(|error| format!("no snapshot was kept: {error}"))?;
        self.snapshot_at = self.seq;
        Ok(())
    }

    /// A batch that one of its submissions spoils is halved until that one is alone.
    fn step_part(&mut self, now: Time, batch: &mut [Submission<J>], step: &mut Step) {
        match self.try_batch(now, batch, step) {
            Ok(()) => {}
            Err(Failure::Culprit(_)) if batch.len() > 1 => {
                let (first, second) = batch.split_at_mut(batch.len() / 2);
                self.step_part(now, first, step);
                self.step_part(now, second, step);
            }
            Err(Failure::Culprit(error) | Failure::All(error)) => {
                step.answers.extend(batch.iter().map(|_| Err(error.clone())));
            }
        }
    }

    fn try_batch(&mut self, now: Time, batch: &mut [Submission<J>], step: &mut Step) -> Result<(), Failure> {
        if self.stopped {
            return Err(Failure::All(SubmitError::Stopped));
        }
        let decided = match self.decide(now, batch) {
            Ok(decided) => decided,
            Err(alarm) => {
                self.go_back();
                if batch.len() <= 1 {
                    step.alarms.push(alarm);
                }
                return Err(Failure::Culprit(SubmitError::Faulty));
            }
        };
        if let Err(error) = self.write(&decided, batch) {
            let alarm = error.to_string();
            let ordinary = matches!(&error, AppendError::Also(cause) if !cause.is::<WriteFault>());
            let failure = self.recover(error);
            if matches!(failure, Failure::All(_)) || (batch.len() <= 1 && !ordinary) {
                step.alarms.push(alarm);
            }
            return Err(failure);
        }
        self.publish(decided, step);
        Ok(())
    }

    /// Runs the engine over the batch. `Err`: it panicked or broke an invariant, said in words.
    fn decide(&mut self, now: Time, batch: &[Submission<J>]) -> Result<Decided, String> {
        let mut decided = Decided::default();
        let mut in_batch: HashMap<Uuid, usize> = HashMap::new();
        if batch.is_empty() {
            self.decide_one(now, &Input::Tick, None, false, &mut decided)?;
            return Ok(decided);
        }
        for submission in batch {
            if let Some(id) = submission.id {
                if let Some(row) = in_batch.get(&id) {
                    decided.answers.push(Answer::Again(*row));
                    continue;
                }
                if let Some(first) = self.answered_before(id) {
                    decided.answers.push(Answer::Now(first));
                    continue;
                }
            }
            // A deadline that is due is decided before anyone speaks, in a row of its own, as the twin has it.
            if self.engine.next_deadline().is_some_and(|due| due <= now.max(self.engine.now())) {
                self.decide_one(now, &Input::Tick, None, false, &mut decided)?;
            }
            let must_write = submission.write.is_some() || submission.id.is_some();
            let answer = self.decide_one(now, &submission.input, submission.id, must_write, &mut decided)?;
            if let (Answer::Row(row), Some(id)) = (&answer, submission.id) {
                in_batch.insert(id, *row);
            }
            decided.answers.push(answer);
        }
        Ok(decided)
    }

    fn decide_one(
        &mut self,
        now: Time,
        input: &Input,
        input_id: Option<Uuid>,
        must_write: bool,
        decided: &mut Decided,
    ) -> Result<Answer, String> {
        let mut events = Vec::new();
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.handle)(&mut self.engine, now, input, &mut events)));
        let answer = outcome.map_err(|_| format!("the engine panicked on {}", brief(input)))?;
        self.check(&events).map_err(|broken| format!("an invariant broke on {}: {}", brief(input), broken.0))?;
        let seq = self.seq + decided.rows.len() as u64;
        let at = self.engine.now();
        let refused = answer.err().map(|refusal: Refusal| Answer::Now(Err(SubmitError::Refused(refusal))));
        if events.is_empty() && (refused.is_some() || !must_write) {
            let nothing = Committed { seq, at, events: Arc::new(events), again: false };
            return Ok(refused.unwrap_or(Answer::Now(Ok(nothing))));
        }
        // Deadlines that had passed are decided even when the input itself is refused.
        let (input, input_id) = if refused.is_some() { (Input::Tick, None) } else { (input.clone(), input_id) };
        decided.rows.push(Row { seq: seq + 1, at, epoch: self.epoch, input_id, body: Body { input, events } });
        Ok(refused.unwrap_or(Answer::Row(decided.rows.len() - 1)))
    }

    fn check(&self, events: &[Event]) -> Result<(), invariants::Broken> {
        match self.settings.check {
            Check::Full => invariants::check(&self.engine),
            Check::Quick => invariants::check_quick(&self.engine, events.iter().filter_map(agent_of)),
        }
    }

    /// Folding the journal gives the live state; if ever not, the journal is right.
    fn compare(&mut self) -> Result<(), String> {
        if self.engine.digest() == self.durable.digest() {
            return Ok(());
        }
        self.go_back();
        Err(format!("the engine at row {} is not what its journal folds to; the journal's state was taken", self.seq))
    }

    fn answered_before(&self, id: Uuid) -> Option<Result<Committed, SubmitError>> {
        let found = self.journal.find_input(id).and_then(|seq| match seq {
            Some(seq) => self.journal.read(seq - 1, 1).map(|mut rows| rows.pop()),
            None => Ok(None),
        });
        match found {
            Ok(row) => row
                .map(|row| Ok(Committed { seq: row.seq, at: row.at, events: Arc::new(row.body.events), again: true })),
            Err(error) => Some(Err(SubmitError::Disk(error.to_string()))),
        }
    }

    fn write(&mut self, decided: &Decided, batch: &mut [Submission<J>]) -> Result<(), AppendError> {
        let writes = decided.answers.iter().zip(batch).filter_map(|(answer, submission)| match answer {
            Answer::Row(_) => submission.write.as_mut(),
            Answer::Again(_) | Answer::Now(_) => None,
        });
        let mut writes: Vec<_> = writes.collect();
        if decided.rows.is_empty() && writes.is_empty() {
            return Ok(());
        }
        let projector = &self.projector;
        self.journal.append(self.seq, &decided.rows, &mut |tx| {
            let all = || {
                writes.iter_mut().try_for_each(|write| write(tx))?;
                let mut rows = decided.rows.iter();
                rows.try_for_each(|row| {
                    projector.project(tx, row).map_err(|cause| WriteFault::Projection(cause).into())
                })
            };
            catch_unwind(AssertUnwindSafe(all)).unwrap_or_else(|_| Err(WriteFault::Panic.into()))
        })
    }

    fn recover(&mut self, error: AppendError) -> Failure {
        match error {
            AppendError::Fenced => {
                self.stop();
                Failure::All(SubmitError::Stopped)
            }
            AppendError::Full => {
                self.go_back();
                Failure::All(SubmitError::Full)
            }
            AppendError::Also(cause) => {
                self.go_back();
                Failure::Culprit(SubmitError::Write(Arc::new(cause)))
            }
            AppendError::TooLong(_) => {
                self.go_back();
                Failure::Culprit(SubmitError::Write(Arc::new(error.into())))
            }
            AppendError::Io(_) => {
                // What the disk has now is for the disk to say.
                self.refold();
                Failure::All(SubmitError::Disk(error.to_string()))
            }
        }
    }

    /// The engine is ahead of the disk, or broken: it is dropped for what the disk has.
    fn go_back(&mut self) {
        self.engine = self.durable.clone();
    }

    fn refold(&mut self) {
        match fold_until(&self.journal, u64::MAX) {
            Ok(Folded { engine, seq, snapshot }) => {
                self.durable = engine;
                self.seq = seq;
                self.snapshot_at = snapshot;
                self.go_back();
            }
            Err(_) => self.stop(),
        }
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.engine = Engine::new();
        self.durable = Engine::new();
    }

    fn publish(&mut self, decided: Decided, step: &mut Step) {
        self.seq += decided.rows.len() as u64;
        let rows: Vec<Arc<Row>> = decided.rows.into_iter().map(Arc::new).collect();
        if let Err(error) = rows.iter().try_for_each(|row| apply(&mut self.durable, row)) {
            step.alarms.push(error.to_string());
            self.stop();
        }
        if self.settings.check == Check::Full
            && let Err(alarm) = self.compare()
        {
            step.alarms.push(alarm);
        }
        for event in rows.iter().flat_map(|row| &row.body.events) {
            routing::effects(event, &mut step.effects);
        }
        for answer in decided.answers {
            step.answers.push(match answer {
                Answer::Now(answer) => answer,
                Answer::Row(at) => committed(rows.get(at), false),
                Answer::Again(at) => committed(rows.get(at), true),
            });
        }
        step.rows.extend(rows);
    }
}

fn brief(input: &Input) -> String {
    format!("{input:?}").chars().take(ALARM_CHARS).collect()
}

fn committed(row: Option<&Arc<Row>>, again: bool) -> Result<Committed, SubmitError> {
    let row = row.ok_or(SubmitError::Faulty)?;
    Ok(Committed { seq: row.seq, at: row.at, events: Arc::new(row.body.events.clone()), again })
}

fn agent_of(event: &Event) -> Option<AgentId> {
    match event {
        Event::AgentSet { profile } => Some(profile.agent),
        Event::PresenceChanged { agent, .. }
        | Event::DeviceChanged { agent, .. }
        | Event::Offered { agent, .. }
        | Event::OfferEnded { agent, .. }
        | Event::Connected { agent, .. }
        | Event::LegEnded { agent, .. }
        | Event::AgentJoined { agent, .. }
        | Event::AgentParted { agent, .. }
        | Event::WrappedUp { agent, .. } => Some(*agent),
        _ => None,
    }
}
