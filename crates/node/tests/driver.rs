#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
//! The driver's promises: one transaction a batch, answers and effects only after it, and nothing lost by any failure.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use journal::memory::{Disk, Fault, MemoryJournal};
use journal::sqlite::SqliteJournal;
use journal::{AlsoError, Journal, Row};
use node::{Check, Driver, DriverSettings, Projector, Submission, SubmitError};
use routing::input::{Arrival, Effort};
use routing::policy::*;
use routing::*;
use rusqlite::Connection;
use uuid::Uuid;

const NOW: Time = Time(1_800_000_000_000);

fn policy() -> Policy {
    let reason = Reason {
        urgency: 1,
        importance_customer: 1,
        importance_company: 1,
        rings: vec![Ring { after_ms: 0, needs: vec![] }],
        rule: Rule::LongestIdle,
        preferred_hold_ms: 0,
        expected_ms: 300_000,
        target_ms: 30_000,
        hard: false,
        group: None,
        hours: HoursId(1),
        known: vec![Treatment::Person],
        unknown: vec![Treatment::Person],
        bot: None,
        nobody: Nobody::Wait,
    };
    Policy {
        version: 1,
        reasons: BTreeMap::from([(ReasonId(1), reason)]),
        unknown_reason: ReasonId(1),
        groups: BTreeMap::new(),
        channels: BTreeMap::from([(Channel::Chat, ChannelRule { load: 50, silent_grace_ms: 60_000 })]),
        offers: OfferRules {
            deadline_ms: 20_000,
            cooldown_ms: 60_000,
            missed_before_away: 0,
            wrap_up_ms: 180_000,
            return_credit_ms: 0,
        },
        callbacks: CallbackRules { tries: 1, retry_ms: 1 },
        bots: BotRules { deadline_ms: 1, not_again_ms: 1 },
        effort: EffortWeights { transfer_ms: 0, repeat_ms: 0, broken_promise_ms: 0, waited_minute_ms: 0, cap_ms: 0 },
        strain: StrainRules {
            ten_minutes: 0,
            hard_in_a_row: 0,
            abuse: 0,
            short_rest: 0,
            breath_after_hard: 0,
            breath_ms: 0,
            protect_rest_ms: 0,
            pause_ms: 0,
        },
    }
}

fn arrive(id: u64) -> Input {
    Input::Arrive {
        arrival: Arrival {
            contact: ContactId(id),
            customer: CustomerId(id),
            case: CaseId(id),
            channel: Channel::Chat,
            known: true,
            reason: Some(ReasonId(1)),
            extra: vec![],
            preferred: None,
            never: vec![],
            effort: Effort::default(),
            since: None,
        },
    }
}

fn settings() -> DriverSettings {
    DriverSettings { snapshot_every: 3, check: Check::Full }
}

fn publish<J: Journal>() -> Submission<J> {
    Submission::new(Input::Publish { policy: Box::new(policy()) })
}

fn memory(disk: &Disk) -> Driver<MemoryJournal> {
    let mut driver = Driver::open(MemoryJournal::open(disk.clone()), Box::new(()), settings()).unwrap();
    if driver.seq() == 0 {
        driver.step(NOW, vec![publish()]);
    }
    driver
}

#[test]
fn a_batch_is_one_transaction_and_answers_come_after_it() {
    let disk = Disk::default();
    let mut driver = memory(&disk);
    let step = driver.step(NOW, vec![Submission::new(arrive(1)), Submission::new(arrive(2))]);
    assert_eq!(step.answers.iter().filter(|answer| answer.is_ok()).count(), 2);
    assert_eq!(step.rows.len(), 2);
    assert!(!step.effects.is_empty());
    disk.cut_power(0);
    assert_eq!(memory(&disk).seq(), 3, "what was answered survives a power cut");
}

#[test]
fn nothing_is_answered_or_carried_out_when_the_write_fails() {
    let disk = Disk::default();
    let mut driver = memory(&disk);
    let digest = driver.engine().digest();
    disk.arm(Fault::Full);
    let step = driver.step(NOW, vec![Submission::new(arrive(1))]);
    assert!(matches!(step.answers[0], Err(SubmitError::Full)));
    assert!(step.effects.is_empty() && step.rows.is_empty());
    assert_eq!(driver.engine().digest(), digest, "the engine is where the disk is");
    assert!(driver.step(NOW, vec![Submission::new(arrive(1))]).answers[0].is_ok(), "heals without a restart");
}

#[test]
fn the_same_input_happens_once() {
    let disk = Disk::default();
    let mut driver = memory(&disk);
    let said = || Submission { input: arrive(1), id: Some(Uuid::from_u128(1)), write: None };
    let step = driver.step(NOW, vec![said(), said()]);
    let seqs: Vec<_> = step.answers.iter().map(|a| a.as_ref().map(|c| (c.seq, c.again)).unwrap()).collect();
    assert_eq!(seqs, [(2, false), (2, true)]);
    disk.cut_power(0);
    let answer = memory(&disk).step(NOW, vec![said()]).answers.remove(0).unwrap();
    assert_eq!((answer.seq, answer.again), (2, true), "also after a restart");
}

#[test]
fn a_write_belongs_to_its_input_and_a_bad_one_is_left_out_alone() {
    let connection = Arc::new(Mutex::new(Connection::open_in_memory().unwrap()));
    connection.lock().unwrap().execute_batch("CREATE TABLE said (word TEXT UNIQUE)").unwrap();
    let journal = SqliteJournal::open(Arc::clone(&connection), 1).unwrap();
    let mut driver = Driver::open(journal, Box::new(()), settings()).unwrap();
    driver.step(NOW, vec![publish()]);
    let say = |id, word: &'static str| -> Submission<SqliteJournal> {
        let write = move |tx: &rusqlite::Transaction<'_>| -> Result<(), AlsoError> {
            tx.execute("INSERT INTO said VALUES (?1)", [word])?;
            Ok(())
        };
        Submission { input: arrive(id), id: None, write: Some(Box::new(write)) }
    };
    let step = driver.step(NOW, vec![say(1, "하나"), say(2, "하나"), say(3, "둘")]);
    let ok: Vec<bool> = step.answers.iter().map(Result::is_ok).collect();
    assert_eq!(ok, [true, false, true]);
    assert!(driver.engine().contact(ContactId(2)).is_none());
    let words: u32 = connection.lock().unwrap().query_row("SELECT count(*) FROM said", [], |row| row.get(0)).unwrap();
    assert_eq!(words, 2);
}

#[test]
fn a_restart_is_the_same_to_the_bit_with_and_without_a_snapshot() {
    let disk = Disk::default();
    let mut driver = memory(&disk);
    for id in 1..20 {
        driver.step(NOW.plus_ms(id), vec![Submission::new(arrive(id as u64))]);
    }
    let digest = driver.engine().digest();
    assert_eq!(memory(&disk).engine().digest(), digest);
    let plain = Driver::open(
        MemoryJournal::open(disk.clone()),
        Box::new(()),
        DriverSettings { snapshot_every: u64::MAX, check: Check::Full },
    );
    assert_eq!(plain.unwrap().engine().digest(), digest);
}

#[test]
fn a_second_server_fences_the_first() {
    let disk = Disk::default();
    let mut first = memory(&disk);
    let mut second = memory(&disk);
    assert!(second.step(NOW, vec![Submission::new(arrive(1))]).answers[0].is_ok());
    assert!(matches!(first.step(NOW, vec![Submission::new(arrive(2))]).answers[0], Err(SubmitError::Stopped)));
    assert!(first.stopped());
    assert!(second.step(NOW, vec![Submission::new(arrive(3))]).answers[0].is_ok());
}

/// Refuses one row, as a full table or a fault in a projection would.
struct Picky(Arc<AtomicUsize>);

impl Projector<MemoryJournal> for Picky {
    fn project(&self, _: &(), row: &Row) -> Result<(), AlsoError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        match &row.body.input {
            Input::Arrive { arrival } if arrival.contact == ContactId(13) => Err("thirteen".into()),
            _ => Ok(()),
        }
    }
}

#[test]
fn a_projection_that_refuses_one_row_does_not_stop_the_others() {
    let calls = Arc::new(AtomicUsize::new(0));
    let projector = Box::new(Picky(Arc::clone(&calls)));
    let mut driver = Driver::open(MemoryJournal::open(Disk::default()), projector, settings()).unwrap();
    driver.step(NOW, vec![publish()]);
    let step =
        driver.step(NOW, vec![Submission::new(arrive(12)), Submission::new(arrive(13)), Submission::new(arrive(14))]);
    let ok: Vec<bool> = step.answers.iter().map(Result::is_ok).collect();
    assert_eq!(ok, [true, false, true]);
    assert!(calls.load(Ordering::SeqCst) >= 4);
}

#[test]
fn why_is_the_same_a_month_later() {
    let disk = Disk::default();
    let mut driver = memory(&disk);
    let profile = AgentProfile {
        agent: AgentId(1),
        kind: AgentKind::Person,
        skills: BTreeMap::new(),
        capacity: 100,
        limits: BTreeMap::from([(Channel::Chat, 2)]),
        auto_accept: false,
        short_rest: false,
        predicted: BTreeMap::new(),
    };
    driver.step(NOW, vec![Submission::new(Input::Agent { profile })]);
    let ready = Input::Presence { agent: AgentId(1), presence: Presence::Ready, until: None, by: None };
    driver.step(NOW, vec![Submission::new(ready), Submission::new(arrive(1))]);
    let ask = Input::AskPerson { contact: ContactId(1), channel: None };
    let step = driver.step(NOW.plus_ms(5), vec![Submission::new(ask)]);
    let row = &step.rows[0];
    let offer = row.body.events.iter().find_map(|event| match event {
        Event::Offered { offer, .. } => Some(*offer),
        _ => None,
    });
    let told = node::explain::explain(driver.journal(), row.seq, offer.unwrap()).unwrap().unwrap();
    assert_eq!(told.why.candidates[0].agent, AgentId(1));
    for id in 2..40 {
        driver.step(NOW.plus_ms(30 * 86_400_000), vec![Submission::new(arrive(id))]);
    }
    let later = node::explain::explain(driver.journal(), row.seq, offer.unwrap()).unwrap().unwrap();
    assert_eq!(told, later);
}
