//! A handle on a running centre: what the rest of the program says to it and hears from it.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};

use contract::Adapter;
use journal::{Journal, Row};
use routing::{AgentId, Engine, Time};
use tokio::sync::{broadcast, oneshot};

use crate::driver::Driver;
use crate::hours::Calendar;
use crate::running::Running;
use crate::submission::{Committed, Submission, SubmitError};

/// Submissions that may wait; beyond it callers are told to come back.
const QUEUE: usize = 16_384;
/// Rows a slow listener may lag behind before it is told that it missed some.
const BROADCAST: usize = 16_384;

/// How a centre is run.
pub struct CentreSettings {
    /// A device not heard for this long is silent, in ms.
    pub silence_ms: i64,
    pub adapters: Vec<Arc<dyn Adapter>>,
    /// What the wall clock shows: [`crate::clock::now`], or a clock that is told the time.
    pub wall: fn() -> Time,
}

/// A handle on a running centre. Cheap to clone.
pub struct Centre<J: Journal> {
    queue: SyncSender<Message<J>>,
    rows: broadcast::Sender<Arc<Row>>,
}

impl<J: Journal> Clone for Centre<J> {
    fn clone(&self) -> Centre<J> {
        Centre { queue: self.queue.clone(), rows: self.rows.clone() }
    }
}

/// How a centre is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    /// The last durable row.
    pub seq: u64,
    pub epoch: u64,
    /// How far the next deadline is overdue, in ms; 0 when time is kept.
    pub lag_ms: i64,
    pub stopped: bool,
}

pub(crate) type Answer = Result<Committed, SubmitError>;
pub(crate) type Question = Box<dyn FnOnce(&Engine, Time) + Send>;

pub(crate) enum Message<J: Journal> {
    Submit(Submission<J>, oneshot::Sender<Answer>),
    Ask(Question),
    Status(oneshot::Sender<Status>),
    Calendars(Vec<Calendar>),
    Heard(AgentId),
    Stop(oneshot::Sender<()>),
}

impl<J: Journal + Send> Centre<J> {
    /// Puts a driver on a thread. What should be true is said to the adapters first.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn start(driver: Driver<J>, settings: CentreSettings) -> std::io::Result<Centre<J>> {
        let (queue, inbox) = sync_channel(QUEUE);
        let (rows, _) = broadcast::channel(BROADCAST);
        let centre = Centre { queue, rows: rows.clone() };
        std::thread::Builder::new().name("centre".into()).spawn(move || {
            Running::new(driver, settings, rows).run(&inbox);
        })?;
        Ok(centre)
    }

    /// Says something to the engine. The answer comes when it is durable.
    pub async fn submit(&self, submission: Submission<J>) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.send(Message::Submit(submission, answer))?;
        answered.await.unwrap_or(Err(SubmitError::Stopped))
    }

    /// Reads the engine between two batches: what is seen is durable.
    ///
    /// # Errors
    /// The centre is busy or stopped.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Engine, Time) -> T + Send + 'static,
    ) -> Result<T, SubmitError> {
        let (answer, answered) = oneshot::channel();
        let question = move |engine: &Engine, now: Time| {
            // The one who asked may have gone away; then nobody wants the answer.
            let _gone = answer.send(question(engine, now)).is_err();
        };
        self.send(Message::Ask(Box::new(question)))?;
        answered.await.map_err(|_| SubmitError::Stopped)
    }

    /// Everything committed from now on, in order.
    pub fn committed(&self) -> broadcast::Receiver<Arc<Row>> {
        self.rows.subscribe()
    }

    /// How it is doing.
    pub async fn status(&self) -> Result<Status, SubmitError> {
        let (answer, answered) = oneshot::channel();
        self.send(Message::Status(answer))?;
        answered.await.map_err(|_| SubmitError::Stopped)
    }

    /// The opening hours that hold from now on.
    pub fn set_calendars(&self, calendars: Vec<Calendar>) -> Result<(), SubmitError> {
        self.send(Message::Calendars(calendars))
    }

    /// An agent's device was heard. Heartbeats are not journaled; silence is.
    pub fn device_heard(&self, agent: AgentId) {
        // When the queue is full the next heartbeat will do.
        let _later = self.send(Message::Heard(agent)).is_err();
    }

    /// Decides what waits, keeps a snapshot and ends. Nothing is lost.
    pub async fn stop(&self) {
        let (done, finished) = oneshot::channel();
        if self.send(Message::Stop(done)).is_ok() {
            // The thread may have ended by itself; then it is stopped as well.
            let _ended = finished.await.is_err();
        }
    }

    fn send(&self, message: Message<J>) -> Result<(), SubmitError> {
        self.queue.try_send(message).map_err(|error| match error {
            TrySendError::Full(_) => SubmitError::Busy,
            TrySendError::Disconnected(_) => SubmitError::Stopped,
        })
    }
}
