//! One centre on a thread of its own: take what waits, decide, write, answer, sleep until the next deadline or input.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use journal::{Journal, Row};
use routing::{Effect, Input, Time};
use tokio::sync::{broadcast, oneshot};

use crate::centre::{Answer, CentreSettings, Message, Question, Status};
use crate::clock::Clock;
use crate::driver::Driver;
use crate::submission::Submission;
use crate::watch::Watch;

/// Submissions written in one transaction at most.
const BATCH: usize = 512;
/// Hours and devices are looked at this often, in ms.
const LOOK_MS: i64 = 500;
/// After a failure nothing is tried without being asked for this long, in ms.
const BREATH_MS: i64 = 1_000;

/// What the thread holds.
pub(crate) struct Running<J: Journal> {
    driver: Driver<J>,
    settings: CentreSettings,
    rows: broadcast::Sender<Arc<Row>>,
    clock: Clock,
    watch: Watch,
    /// When hours and devices are looked at next.
    look_at: Time,
    /// Until then deadlines wait: the disk is full or the engine failed on one of them.
    breath_until: Time,
}

/// What came in at once.
struct Inbox<J: Journal> {
    batch: Vec<Submission<J>>,
    answers: Vec<oneshot::Sender<Answer>>,
    questions: Vec<Question>,
    stop: Option<oneshot::Sender<()>>,
}

impl<J: Journal + Send> Running<J> {
    pub fn new(driver: Driver<J>, settings: CentreSettings, rows: broadcast::Sender<Arc<Row>>) -> Running<J> {
        let mut clock = Clock::starting_at(driver.engine().now(), settings.wall);
        let now = clock.now();
        let watch = Watch::new(settings.silence_ms, driver.engine(), now);
        Running { driver, settings, rows, clock, watch, look_at: now, breath_until: now }
    }

    pub fn run(mut self, inbox: &Receiver<Message<J>>) {
        self.say_what_should_be_true();
        loop {
            let came = self.receive(inbox);
            self.step(came.batch, came.answers);
            self.look_around();
            if self.driver.stopped() {
                tracing::error!("another server has taken this centre over, or its journal cannot be read; stopped");
                return;
            }
            for question in came.questions {
                let now = self.clock.now();
                guarded("a question", || question(self.driver.engine(), now));
            }
            if let Some(done) = came.stop {
                if let Err(fault) = self.driver.keep_snapshot() {
                    tracing::warn!(fault, "the next start will take longer");
                }
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
            Message::Calendars(calendars) => {
                self.watch.set_calendars(calendars);
                self.look_at = self.clock.now();
            }
            Message::Heard(agent) => {
                let now = self.clock.now();
                self.watch.heard(agent, now);
                if Watch::is_missed(self.driver.engine(), agent) {
                    self.look_at = now;
                }
            }
            Message::Stop(done) => came.stop = Some(done),
        }
    }

    fn sleep(&mut self) -> Duration {
        let now = self.clock.now();
        let deadline = self.driver.next_deadline().unwrap_or(self.look_at);
        let wake = deadline.min(self.look_at).max(self.breath_until);
        Duration::from_millis(u64::try_from(wake.since_ms(now)).unwrap_or(0))
    }

    /// Decides the batch; without one, the deadlines that have come.
    fn step(&mut self, batch: Vec<Submission<J>>, answers: Vec<oneshot::Sender<Answer>>) {
        let now = self.clock.now();
        let due = self.driver.next_deadline().is_some_and(|at| at <= now) && self.breath_until <= now;
        if batch.is_empty() && !due {
            return;
        }
        metrics::histogram!("maru_batch_size").record(batch.len() as f64);
        let unasked = answers.is_empty();
        let step = self.driver.step(now, batch);
        if unasked && !step.alarms.is_empty() {
            self.breath_until = now.plus_ms(BREATH_MS);
        }
        for alarm in &step.alarms {
            metrics::counter!("maru_alarms_total").increment(1);
            tracing::error!("{alarm}; everything acknowledged before is safe");
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

    /// Tells the engine of hours and devices.
    fn look_around(&mut self) {
        let now = self.clock.now();
        if now < self.look_at || now < self.breath_until {
            return;
        }
        self.look_at = now.plus_ms(LOOK_MS);
        let news: Vec<Input> = self.watch.news(self.driver.engine(), (self.settings.wall)(), now);
        self.step(news.into_iter().map(Submission::new).collect(), Vec::new());
    }

    fn say_what_should_be_true(&self) {
        let mut effects = Vec::new();
        self.driver.engine().should_be_true(&mut effects);
        self.carry_out(&effects);
    }

    fn carry_out(&self, effects: &[Effect]) {
        for effect in effects {
            for adapter in &self.settings.adapters {
                guarded("an adapter", || adapter.carry_out(effect));
            }
        }
    }

    fn status(&mut self) -> Status {
        let now = self.clock.now();
        let lag_ms = self.driver.next_deadline().map_or(0, |deadline| now.since_ms(deadline).max(0));
        Status { seq: self.driver.seq(), epoch: self.driver.epoch(), lag_ms, stopped: self.driver.stopped() }
    }
}

/// Others' code must not end the centre.
fn guarded(whose: &str, work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        metrics::counter!("maru_alarms_total").increment(1);
        tracing::error!("{whose} panicked on the centre's thread; the centre goes on");
    }
}
