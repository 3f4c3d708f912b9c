//! Decide, write, then answer. State may run ahead of the disk; answers and effects never do.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use journal::{AppendError, Body, Journal, ReadError, Row, Snapshot};
use routing::{AgentId, Effect, Engine, Event, Input, Refusal, Time, invariants};
use uuid::Uuid;

use crate::submission::{Committed, Projector, Submission, SubmitError};

/// Rows folded at a time when starting.
const FOLD_ROWS: usize = 4_096;

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
        DriverSettings { snapshot_every: 20_000, check: Check::Quick }
    }
}

/// The engine of one centre on its journal.
pub struct Driver<J: Journal> {
    engine: Engine,
    journal: J,
    projector: Box<dyn Projector<J>>,
    settings: DriverSettings,
    epoch: u64,
    seq: u64,
    snapshot_at: u64,
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

impl<J: Journal> Driver<J> {
    /// Takes the journal over and folds it.
    pub fn open(
        mut journal: J,
        projector: Box<dyn Projector<J>>,
        settings: DriverSettings,
    ) -> Result<Driver<J>, OpenError> {
        let epoch = journal.claim()?;
        let (engine, seq, snapshot_at) = fold(&journal)?;
        Ok(Driver { engine, journal, projector, settings, epoch, seq, snapshot_at, stopped: false })
    }

    /// Takes all waiting submissions: decides each, writes them in one transaction, then answers.
    /// With no submission it lets time pass.
    pub fn step(&mut self, now: Time, mut batch: Vec<Submission<J>>) -> Step {
        let mut step = Step { answers: Vec::new(), rows: Vec::new(), effects: Vec::new(), alarms: Vec::new() };
        match self.try_batch(now, &mut batch, &mut step) {
            Ok(()) => {}
            Err(Failure::Culprit(_)) if batch.len() > 1 => {
                for submission in &mut batch {
                    if let Err(Failure::Culprit(error) | Failure::All(error)) =
                        self.try_batch(now, std::slice::from_mut(submission), &mut step)
                    {
                        step.answers.push(Err(error));
                    }
                }
            }
            Err(Failure::Culprit(error) | Failure::All(error)) => {
                step.answers.extend(batch.iter().map(|_| Err(error.clone())));
            }
        }
        if self.seq >= self.snapshot_at + self.settings.snapshot_every {
            self.keep_snapshot();
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
    pub fn keep_snapshot(&mut self) {
        if self.snapshot_at == self.seq || self.stopped {
            return;
        }
        let Ok(bytes) = serde_json::to_vec(&self.engine.snapshot()) else { return };
        if self.journal.save_snapshot(&Snapshot { seq: self.seq, bytes }).is_ok() {
            self.snapshot_at = self.seq;
        }
    }

    fn try_batch(&mut self, now: Time, batch: &mut [Submission<J>], step: &mut Step) -> Result<(), Failure> {
        if self.stopped {
            return Err(Failure::All(SubmitError::Stopped));
        }
        let decided = match self.decide(now, batch) {
            Ok(decided) => decided,
            Err(alarm) => {
                step.alarms.push(alarm);
                self.rebuild();
                return Err(Failure::Culprit(SubmitError::Faulty));
            }
        };
        if let Err(error) = self.write(&decided, batch) {
            return Err(self.recover(error));
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
        let outcome = catch_unwind(AssertUnwindSafe(|| self.engine.handle(now, input, &mut events)));
        let answer = outcome.map_err(|_| format!("the engine panicked on {input:?}"))?;
        self.check(&events).map_err(|broken| format!("an invariant broke on {input:?}: {}", broken.0))?;
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
            writes.iter_mut().try_for_each(|write| write(tx))?;
            decided.rows.iter().try_for_each(|row| projector.project(tx, row))
        })
    }

    /// After a failed write the engine is ahead of the disk: it is dropped and folded anew.
    fn recover(&mut self, error: AppendError) -> Failure {
        match error {
            AppendError::Fenced => {
                self.stopped = true;
                self.engine = Engine::new();
                Failure::All(SubmitError::Stopped)
            }
            AppendError::Full => {
                self.rebuild();
                Failure::All(SubmitError::Full)
            }
            AppendError::Also(cause) => {
                self.rebuild();
                Failure::Culprit(SubmitError::Write(Arc::new(cause)))
            }
            AppendError::TooLong(_) => {
                self.rebuild();
                Failure::Culprit(SubmitError::Disk(error.to_string()))
            }
            AppendError::Io(_) => {
                self.rebuild();
                Failure::All(SubmitError::Disk(error.to_string()))
            }
        }
    }

    fn rebuild(&mut self) {
        match fold(&self.journal) {
            Ok((engine, seq, snapshot_at)) => {
                (self.engine, self.seq, self.snapshot_at) = (engine, seq, snapshot_at);
            }
            Err(_) => {
                self.stopped = true;
                self.engine = Engine::new();
            }
        }
    }

    fn publish(&mut self, decided: Decided, step: &mut Step) {
        self.seq += decided.rows.len() as u64;
        let rows: Vec<Arc<Row>> = decided.rows.into_iter().map(Arc::new).collect();
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

fn committed(row: Option<&Arc<Row>>, again: bool) -> Result<Committed, SubmitError> {
    let row = row.ok_or(SubmitError::Faulty)?;
    Ok(Committed { seq: row.seq, at: row.at, events: Arc::new(row.body.events.clone()), again })
}

/// The engine at the end of the journal, its last row, and the row of the snapshot it began with.
fn fold<J: Journal>(journal: &J) -> Result<(Engine, u64, u64), OpenError> {
    let (engine, seq) = fold_until(journal, u64::MAX)?;
    let snapshot_at = journal.snapshot_before(u64::MAX)?.map_or(0, |snapshot| snapshot.seq);
    Ok((engine, seq, snapshot_at))
}

/// Folds rows up to `last` (inclusive) from the nearest snapshot that this program understands.
pub(crate) fn fold_until<J: Journal>(journal: &J, last: u64) -> Result<(Engine, u64), OpenError> {
    let snapshot = journal.snapshot_before(last)?;
    let restored = snapshot.and_then(|snapshot| {
        let state = serde_json::from_slice(&snapshot.bytes).ok()?;
        Some((Engine::restore(state), snapshot.seq))
    });
    let (mut engine, mut seq) = restored.unwrap_or_default();
    while seq < last {
        let rows = journal.read(seq, FOLD_ROWS)?;
        let before = seq;
        for row in rows.into_iter().take_while(|row| row.seq <= last) {
            let folded = catch_unwind(AssertUnwindSafe(|| {
                row.body.events.iter().for_each(|event| engine.apply(row.at, event));
            }));
            folded.map_err(|_| OpenError::Fold(row.seq))?;
            seq = row.seq;
        }
        if seq == before {
            break;
        }
    }
    Ok((engine, seq))
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
