//! One centre on a thread of its own: take what waits, decide, write, answer, sleep until the next deadline or input.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::time::Duration;

use contract::Adapter;
use journal::{Journal, Row};
use routing::{AgentId, AgentKind, Effect, Engine, Input, Presence, Time};
use tokio::sync::{broadcast, oneshot};

use crate::clock;
use crate::driver::Driver;
use crate::hours::Calendar;
use crate::submission::{Committed, Submission, SubmitError};

/// Submissions that may wait; beyond it callers are told to come back.
const QUEUE: usize = 16_384;
/// Submissions written in one transaction at most.
const BATCH: usize = 512;
/// Rows a slow listener may lag behind before it is told that it missed some.
const BROADCAST: usize = 16_384;
/// The longest sleep: hours, devices and deadlines are looked at this often even when the clock jumps.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// How a centre is run.
pub struct CentreSettings {
    /// A device not heard for this long is silent, in ms.
    pub silence_ms: i64,
    pub adapters: Vec<Arc<dyn Adapter>>,
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

type Answer = Result<Committed, SubmitError>;
type Question = Box<dyn FnOnce(&Engine, Time) + Send>;

enum Message<J: Journal> {
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
            Floor { driver, settings, rows, calendars: Vec::new(), heard: HashMap::new() }.run(&inbox);
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

/// What the thread holds.
struct Floor<J: Journal> {
    driver: Driver<J>,
    settings: CentreSettings,
    rows: broadcast::Sender<Arc<Row>>,
    calendars: Vec<Calendar>,
    heard: HashMap<AgentId, Time>,
}

/// What came in at once.
struct Inbox<J: Journal> {
    batch: Vec<Submission<J>>,
    answers: Vec<oneshot::Sender<Answer>>,
    questions: Vec<Question>,
    stop: Option<oneshot::Sender<()>>,
}

impl<J: Journal + Send> Floor<J> {
    fn run(mut self, inbox: &Receiver<Message<J>>) {
        self.say_what_should_be_true();
        let now = clock::now();
        self.heard = self.driver.engine().agents().map(|agent| (agent.profile.agent, now)).collect();
        loop {
            let mut came = self.receive(inbox);
            self.step(std::mem::take(&mut came.batch), came.answers);
            self.watch_hours();
            self.watch_devices();
            for question in came.questions {
                question(self.driver.engine(), clock::now());
            }
            if self.driver.stopped() {
                tracing::error!("another server has taken this centre over, or its journal cannot be read; stopped");
                return;
            }
            if let Some(done) = came.stop {
                self.driver.keep_snapshot();
                // Whoever waited for the end may be gone.
                let _gone = done.send(()).is_err();
                return;
            }
        }
    }

    fn receive(&mut self, inbox: &Receiver<Message<J>>) -> Inbox<J> {
        let mut came = Inbox { batch: Vec::new(), answers: Vec::new(), questions: Vec::new(), stop: None };
        match inbox.recv_timeout(self.sleep()) {
            Ok(message) => self.sort(message, &mut came),
            Err(RecvTimeoutError::Timeout) => return came,
            Err(RecvTimeoutError::Disconnected) => {
                came.stop = Some(oneshot::channel().0);
                return came;
            }
        }
        while came.batch.len() < BATCH && came.stop.is_none() {
            match inbox.try_recv() {
                Ok(message) => self.sort(message, &mut came),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
        }
        came
    }

    fn sort(&mut self, message: Message<J>, came: &mut Inbox<J>) {
        match message {
            Message::Submit(submission, answer) => {
                came.batch.push(submission);
                came.answers.push(answer);
            }
            Message::Ask(question) => came.questions.push(question),
            Message::Status(answer) => {
                let status = self.status();
                // The one who asked may have gone away.
                let _gone = answer.send(status).is_err();
            }
            Message::Calendars(calendars) => self.calendars = calendars,
            Message::Heard(agent) => {
                self.heard.insert(agent, clock::now());
            }
            Message::Stop(done) => came.stop = Some(done),
        }
    }

    fn sleep(&self) -> Duration {
        let Some(deadline) = self.driver.next_deadline() else { return LONGEST_SLEEP };
        let wait = deadline.since_ms(clock::now());
        Duration::from_millis(wait.unsigned_abs()).min(LONGEST_SLEEP)
    }

    fn step(&mut self, batch: Vec<Submission<J>>, answers: Vec<oneshot::Sender<Answer>>) {
        let due = self.driver.next_deadline().is_some_and(|at| at <= clock::now());
        if batch.is_empty() && !due {
            return;
        }
        metrics::histogram!("maru_batch_size").record(batch.len() as f64);
        let step = self.driver.step(clock::now(), batch);
        for alarm in &step.alarms {
            metrics::counter!("maru_alarms_total").increment(1);
            tracing::error!("{alarm}; the input was left out, everything else goes on");
        }
        metrics::counter!("maru_rows_total").increment(step.rows.len() as u64);
        for row in step.rows {
            // Nobody may be listening yet.
            let _unheard = self.rows.send(row).is_err();
        }
        self.carry_out(&step.effects);
        for (waiting, answer) in answers.into_iter().zip(step.answers) {
            // The one who asked may have gone away; it is done all the same.
            let _gone = waiting.send(answer).is_err();
        }
    }

    fn tell(&mut self, input: Input) {
        self.step(vec![Submission::new(input)], Vec::new());
    }

    fn watch_hours(&mut self) {
        let now = clock::now();
        let changed: Vec<Input> = self
            .calendars
            .iter()
            .map(|calendar| (calendar.id, calendar.is_open(now)))
            .filter(|(hours, open)| self.driver.engine().is_open(*hours) != *open)
            .map(|(hours, open)| Input::Hours { hours, open })
            .collect();
        for input in changed {
            self.tell(input);
        }
    }

    /// A device not heard for a while is silent; one heard again is alive. Bots have no device.
    fn watch_devices(&mut self) {
        let now = clock::now();
        let silence_ms = self.settings.silence_ms;
        let changed: Vec<Input> = self
            .driver
            .engine()
            .agents()
            .filter(|agent| agent.profile.kind == AgentKind::Person && agent.presence != Presence::Offline)
            .filter_map(|agent| {
                let id = agent.profile.agent;
                let alive = self.heard.get(&id).is_some_and(|heard| now.since_ms(*heard) < silence_ms);
                (alive != agent.alive).then_some(Input::Device { agent: id, alive })
            })
            .collect();
        for input in changed {
            self.tell(input);
        }
    }

    fn say_what_should_be_true(&self) {
        let mut effects = Vec::new();
        self.driver.engine().should_be_true(&mut effects);
        self.carry_out(&effects);
    }

    fn carry_out(&self, effects: &[Effect]) {
        for effect in effects {
            for adapter in &self.settings.adapters {
                adapter.carry_out(effect);
            }
        }
    }

    fn status(&self) -> Status {
        let lag_ms = self.driver.next_deadline().map_or(0, |deadline| clock::now().since_ms(deadline));
        Status { seq: self.driver.seq(), epoch: self.driver.epoch(), lag_ms, stopped: self.driver.stopped() }
    }
}
