#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
//! The driver's promises: one transaction a batch, answers and effects only after it, and what was answered stays.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use journal::memory::{Disk, Fault, MemoryJournal};
use journal::sqlite::SqliteJournal;
use journal::{AlsoError, Row};
use node::{Check, Driver, DriverSettings, Projector, Submission, SubmitError};
use routing::*;
use rusqlite::Connection;
use uuid::Uuid;

use crate::common::*;

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
fn a_deadline_that_is_due_is_decided_before_who_speaks_in_a_row_of_its_own() {
    let mut driver = memory(&Disk::default());
    let agents = [agent(1), Input::Device { agent: AgentId(1), alive: true }, ready(1)];
    let first = agents.into_iter().chain([arrive(1), ask_person(1)]).map(Submission::new).collect();
    driver.step(NOW, first);
    let due = driver.next_deadline().unwrap();
    let step = driver.step(due, vec![Submission::new(arrive(2))]);
    let inputs: Vec<_> = step.rows.iter().map(|row| (row.at, row.body.input.clone())).collect();
    assert_eq!(inputs, [(due, Input::Tick), (due, arrive(2))]);
    assert!(step.answers[0].is_ok() && !step.rows[0].body.events.is_empty());
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
    driver.step(NOW, vec![Submission::new(agent(1))]);
    driver.step(NOW, vec![Submission::new(ready(1)), Submission::new(arrive(1))]);
    let step = driver.step(NOW.plus_ms(5), vec![Submission::new(ask_person(1))]);
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
